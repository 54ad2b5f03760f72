"""The subject of a short query, and its weight among articles with some of the words."""

from pathlib import Path

import pytest

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.query.parser import parse
from svodka.indexer.query.readback import label
from svodka.indexer.query.relaxation import relaxed, words
from svodka.indexer.query.subject import person_hint, subject
from svodka.indexer.query.tree import AtLeast, Phrase
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("Иван Кузьмич Терентьев", ["Терентьев"]),
        ("Терентьев, Иван Кузьмич", ["Терентьев"]),
        ("Городской суд Твери", ["Твери"]),
        ("иван терентьев", []),  # without capitals nothing tells
        ("Городской суд", []),
        ("Вера Надежда", []),  # names alone
        ("Дом", []),
    ],
)
def test_the_subject_is_a_surname_or_a_place(query: str, named: list[str]) -> None:
    found = subject(words(parse(query).tree), lambda _part: True)
    assert [word.text for word in found] == named


@pytest.mark.parametrize(
    "sentence", ["Суд Твери и рассмотрение иска жильцов", "Как Тверь борется с паводком"]
)
def test_a_sentence_has_no_subject(sentence: str) -> None:
    assert not subject(words(parse(sentence).tree), lambda _part: True)


def test_a_word_that_no_article_has_is_no_subject() -> None:
    parts = words(parse("суд Твери").tree)
    assert not subject(parts, lambda part: part != parts[1])


def test_a_bare_number_alone_is_never_enough() -> None:
    rarities = {"паром": 10, "7": 40, "туман": 10}
    weaker = relaxed(
        parse("паром 7 туман").tree, lambda part: rarities[getattr(part, "text", "")], loose=True
    )
    assert weaker
    assert isinstance(weaker.tree, AtLeast)
    assert weaker.tree.weights == (10, 40, 10)
    assert weaker.tree.number == 41


@pytest.mark.parametrize(
    ("query", "persons"),
    [
        ("Иван Терентьев", ["Иван Терентьев"]),
        ("терентьев иван", ["терентьев иван"]),
        ("Иван Кузьмич Терентьев", ["Иван Кузьмич", "Кузьмич Терентьев"]),
        ("иск Ивана Терентьева", ["Ивана Терентьева"]),
        ("Юлия Маугли", ["Юлия Маугли"]),
        ("юлия маугли", []),  # nothing tells
        ("Городской Суд", []),
        ("Терентьев", []),
        ('"Иван Терентьев"', []),  # a row as it is
        ("Как Иван Терентьев борется", []),
        ('Иван Терентьев: "Мост и новая дорога к озеру"', []),
    ],
)
def test_neighbours_that_name_a_person(query: str, persons: list[str]) -> None:
    hint = person_hint(parse(query).tree)
    rows = [word for word in hint.words if isinstance(word, Phrase)] if hint else []
    assert [" ".join(map(label, row.slots)) for row in rows] == [
        " ".join(f"«{word}»" for word in person.split()) for person in persons
    ]


@pytest.mark.parametrize("query", ["Иван Терентьев", "иван терентьев"])
def test_a_person_in_a_row_comes_before_two_persons(tmp_path: Path, query: str) -> None:
    texts = {
        "two": "Иван Лосев и Пётр Терентьев. Иван Лосев рад. Терентьев рад. " * 3,
        "person": "Мост в пятницу открыл вместе с мэром города инженер Иван Терентьев. "
        "Дорогу к мосту построят весной, автобусы пойдут летом, а паром останется до осени.",
        "other": "Музей открыл выставку акварелей, и она понравилась школьникам.",
    }
    assert _found(tmp_path, texts, query) == ["person", "two"]


def test_an_article_on_the_subject_comes_before_one_with_its_given_names(tmp_path: Path) -> None:
    texts = {
        "subject": "Мост в пятницу открыл вместе с мэром города Терентьев.",
        "namesake": "Иван рад. " * 12,
        "other": "Музей открыл выставку акварелей, и она понравилась школьникам.",
    }
    assert _found(tmp_path, texts, "Иван Терентьев") == ["subject", "namesake"]


def _found(folder: Path, texts: dict[str, str], query: str) -> list[str]:
    url = f"whoosh:{folder / 'index'}"
    engine = open_engine(url)
    articles = (Article(id, "", text, f"{id}.txt") for id, text in texts.items())
    write_all(engine, (prepare(article, "0" * 32) for article in articles))
    engine.close()
    search = Search(url)
    page = search.page(SearchRequest(query))
    search.close()
    return [result.article.id for result in page.results]
