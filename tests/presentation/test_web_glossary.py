"""One thing has one term in all texts of the site, as the glossary of its README says."""

import re

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from svodka.webapp.presentation import catalogues

NEVER = {
    "архив": r"собрани[а-я]+|коллекци[а-я]+",
    "статья": r"материал[а-я]*",
    "перепечатка": r"дубл[а-я]+|свёрнут[а-я]+|свернуть",
    "вхождение": r"(?<!левый )(?<!правый )(?<!левым и правым )контекст[а-я]*",
    "совпадение": r"отметк[а-я]+",
    "фильтр": r"услови[а-я]+|уточнит[а-я]+",
    "человек": r"персон[а-я]+",
    "администратор": r"кто держит сайт",
}
NEVER_ENGLISH = {
    "archive": r"collection",
    "duplicate": r"folded",
    "occurrence": r"concordance",
    "filter": r"narrow down",
    "operator": r"\bsigns? of the query\b",
}


def texts() -> list[Message]:
    with catalogues.path("en").open("rb") as file:
        return [message for message in read_po(file, locale="en") if message.id]


def said(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


@pytest.mark.parametrize("term", NEVER)
def test_russian_has_one_term_for_one_thing(term: str) -> None:
    found = [
        text
        for message in texts()
        for text in said(message)
        if re.search(NEVER[term], text.lower())
    ]
    assert found == []


@pytest.mark.parametrize("term", NEVER_ENGLISH)
def test_english_has_one_term_for_one_thing(term: str) -> None:
    translations = [
        text
        for message in texts()
        for text in ([message.string] if isinstance(message.string, str) else message.string)
    ]
    assert len(translations) > 200
    assert [text for text in translations if re.search(NEVER_ENGLISH[term], text.lower())] == []


def test_the_readme_has_the_glossary() -> None:
    readme = (catalogues.path("en").parents[3] / "README.md").read_text("utf-8")
    table = readme.partition("| term | English |")[2].partition("\n\n")[0]
    terms = re.findall(r"^\| ([а-я, ]+) \|", table, re.MULTILINE)
    assert len(terms) > 6
    assert {term for term in NEVER if term != "администратор"} <= {
        one for term in terms for one in term.split(", ")
    }
