"""An engine finds exactly the articles with something to mark, over random articles."""

import random
from collections.abc import Iterator
from typing import Any

import pytest

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marks
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import And, InField, Named, Node, Or, SameSentence, Word

WORDS = [
    "порт",
    "порта",
    "мост",
    "моста",
    "южный",
    "Нью-Йорк",
    "нью",
    "йорк",
    "в",
    "ёлка",
    "портовый",
    "10 000",
    "COVID-19",
    "стали",
]
LINKS = [" ", " ", " ", ", ", ". ", ". Он ", " «", "» ", "\n"]
QUERIES = [
    *[
        "порт",
        "!порта",
        "порто*",
        "прот~",
        "10 000",
        "covid-19",
        "елка",
        "сталь",
        "нью-йорк",
        "!нью-йорк",
        "йорк",
    ],
    *[
        "«южный порт»",
        '"мост нью-йорк"',
        '"в порту"',
        '"порт * мост"',
        '"порт * * мост"',
        '"южн* !порта"',
        '"порт порт"',
    ],
    *[
        '"порт мост"~3',
        '"порт мост йорк"~2',
        "порт /1 мост",
        "порт /2 мост",
        "порт /3 порт",
        "нью-йорк /2 мост",
    ],
    *[
        "порт & мост",
        '"порт мост" & йорк',
        "заголовок:порт",
        'заголовок:"порт мост"',
        "заголовок:(порт & мост)",
    ],
]


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    chance = random.Random(5)

    def text(words: int) -> str:
        return "".join(chance.choice(WORDS) + chance.choice(LINKS) for _ in range(words))

    return [
        Article(f"a{n}", text(chance.randint(0, 4)), text(chance.randint(0, 14)), f"a{n}.txt")
        for n in range(200)
    ]


@pytest.fixture(scope="module")
def engine(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(f"whoosh:{tmp_path_factory.mktemp('agreement') / 'index'}")
    write_all(engine, (prepare(article, "0" * 32) for article in articles), fresh=True)
    yield engine
    engine.close()


def part(query: str) -> Any:
    return parse(query).tree


CRANE = Word("кран", ("кран",))  # occurs in no text
NAMED = [
    Named(CRANE, (part("порт"),)),
    Named(part("мост"), (part("нью-йорк"), part("!порта"))),
    Named(part('"южный порт"'), (part('"мост порт"'),), (part("ёлка"),)),
    Named(And((CRANE, CRANE)), (part('"порт мост"'),), (part("йорк"),)),
    SameSentence((Named(CRANE, (part('"порт мост"'), part("ёлка"))), part("южный"))),
    SameSentence((Named(part("мост"), (part("ёлка"),)), Named(CRANE, (part("порт"),)))),
    InField("title", Named(CRANE, (part("порт"), part('"южный мост"')))),
    Or((Named(CRANE, (part("порт"),)), part("ёлка"))),
]


@pytest.mark.parametrize(
    "tree", [*map(part, QUERIES), *NAMED], ids=[*QUERIES, *(f"named {n}" for n in range(8))]
)
def test_found_is_what_can_be_marked(tree: Node, engine: Engine, articles: list[Article]) -> None:
    found = {hit.article.id for hit in engine.search(tree, limit=len(articles)).hits}
    marked = {
        article.id
        for article in articles
        if marks(tree, Words(article.title), "title") or marks(tree, Words(article.text), "text")
    }
    assert found == marked != set()
