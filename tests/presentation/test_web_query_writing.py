"""Queries that the advanced form writes, and what the query language makes of them."""

import pytest

from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Nothing
from svodka.webapp.pages.query_writing import TEXTS, written


@pytest.mark.parametrize(
    ("fields", "query"),
    [
        ({}, ""),
        ({"all": " курс   доллара "}, "курс доллара"),
        ({"any": "рост падение"}, "(рост | падение)"),
        ({"any": "рост"}, "рост"),
        ({"none": "евро фунт"}, "-евро -фунт"),
        ({"phrase": "Южный Кавказ"}, '"Южный Кавказ"'),
        ({"title": "новый порт"}, "заголовок:(новый порт)"),
        ({"source": "Москва с огоньком"}, 'источник:"Москва с огоньком"'),
        ({"author": "Котова"}, "автор:Котова"),
        ({"site": "https://www.news.example/a/b"}, "сайт:www.news.example"),
        ({"all": "порт", "none": "море", "section": "Экономика"}, "порт рубрика:Экономика -море"),
        ({"all": '"скидка) -50 НЕ | море:'}, "скидка 50 не море"),
        ({"none": "--евро"}, "-евро"),
    ],
)
def test_fields_become_a_query(fields: dict[str, str], query: str) -> None:
    assert written(fields) == query


def test_a_phrase_may_be_exact() -> None:
    assert written({"phrase": "на Южном Кавказе"}, exact=True) == '!"на Южном Кавказе"'


@pytest.mark.parametrize("field", TEXTS)
@pytest.mark.parametrize("typed", ["порт", "новый порт", "«новый» (порт", "!порт | ~море"])
def test_the_language_understands_all_of_it(field: str, typed: str) -> None:
    query = written({field: typed})
    parsed = parse(query)
    assert parsed.tree != Nothing()
    assert not parsed.notices
