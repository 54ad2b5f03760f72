"""Dates, times, short forms with slashes and numbers of laws are found by their other writings."""

from collections.abc import Iterator
from itertools import permutations

import pytest

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse

ALIKE = [
    ("5 марта 2020", "05.03.2020", "5.3.2020", "2020-03-05"),
    ("17 ноября 2021", "17.11.2021", "2021-11-17"),
    ("20:30", "20.30"),
    ("9:05", "09:05", "9.05", "09.05"),
    ("2023/24", "2023/2024"),
    ("с/х техника", "сельскохозяйственная техника", "с.-х. техника"),
    ("ж/д вокзал", "железнодорожный вокзал", "ж.-д. вокзал"),
    ("в/ч", "войсковая часть", "воинская часть"),
    ("10 м2", "10 кв. м", "10 квадратных метров"),
    ("75-летие", "семидесятипятилетие"),
    ("трёхкомнатная", "3-комнатная"),
    ("Н. Новгород", "Нижний Новгород"),
]
APART = [
    ("счёт 3:2", "счёт 2:3"),
    ("5 марта 2020", "03.05.2020"),
    ("25:30", "25.30"),
    ("2023/25", "2023/2025"),
    ("22-й человек", "22 человек"),
    ("сто лиц", "столица"),
    ("т. е. зерно", "тонн зерна"),
]
ONE_WAY = [
    ("N 5", "№ 5"),
    ("N5", "№5"),
    ("XXII съезд", "22 съезд"),
    ("двадцать второй съезд", "22 съезд"),
    ("к. т. н.", "кандидат технических наук"),
    ("к.т.н.", "кандидат технических наук"),
    ("кандидат технических наук", "к.т.н."),
    ("50 л. с.", "50 лошадиных сил"),
    ("3-х комнатная", "трёхкомнатная"),
    ("10%-ный", "десятипроцентный"),
    ("10 %-ный", "десятипроцентный"),
]
ROWS = ONE_WAY + [pair for group in ALIKE for pair in permutations(group, 2)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(f"whoosh:{tmp_path_factory.mktemp('moments') / 'index'}")
    texts = dict.fromkeys(written for written, _ in (*ROWS, *APART))
    articles = [
        Article(text, "Заметка", f"Вчера сообщили: {text}, и запись кончается.", "a.txt")
        for text in texts
    ]
    write_all(engine, (prepare(article, "0" * 32) for article in articles), fresh=True)
    yield engine
    engine.close()


def found(engine: Engine, query: str) -> set[str]:
    tree = expand(parse(query).tree, engine.has)
    return {hit.article.id for hit in engine.search(tree, limit=1000).hits}


def test_a_writing_finds_the_others(engine: Engine) -> None:
    assert [row for row in ROWS if row[0] not in found(engine, row[1])] == []


@pytest.mark.parametrize(("written", "query"), APART)
def test_other_things_are_not_found(engine: Engine, written: str, query: str) -> None:
    assert written not in found(engine, query)
