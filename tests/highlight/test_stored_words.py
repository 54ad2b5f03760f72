"""Marks by the stored words of an article are those by its text."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from filled import ARTICLES, write
from made_news import sentence

from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.highlight import marks
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marked
from svodka.indexer.highlight.passages import passages
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Node

QUERIES = (
    "завод",
    "заводы губернатор",
    '"завод откроют"',
    '"губернатор завод"~6',
    "!заводе",
    "Нью-Йорк",
    "йорк",
    "кавказ*",
    "губирнатор~",
    "завод & губернатор",
    "заголовок:завод",
    "~строить",
    "сталь | стать",
    "10 000",
    "на и в",
)


def _same(tree: Node, article: Article, words: object) -> None:
    budget = Budget(60)
    title, text = words.title, words.text  # type: ignore[attr-defined]
    assert marked(tree, article.title, "title", budget, title) == marked(
        tree, article.title, "title", budget
    )
    assert marked(tree, article.text, "text", budget, text) == marked(
        tree, article.text, "text", budget
    )
    assert passages(article.text, tree, budget, text) == passages(article.text, tree, budget)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("stored")
    engine = open_engine(f"whoosh:{folder / 'index'}")
    write(engine, ARTICLES)
    chance = Random(11)
    write(engine, [_made(number, chance) for number in range(60)])
    yield engine
    engine.close()


def _made(number: int, chance: Random) -> Article:
    text = " ".join(sentence(chance) for _ in range(chance.randint(1, 12)))
    return Article(f"made-{number}", sentence(chance), text, f"made-{number}.txt")


@pytest.mark.parametrize("query", QUERIES)
def test_every_hit_is_marked_alike(engine: Engine, query: str) -> None:
    tree = expand(parse(query).tree, engine.has)
    for hit in engine.search(tree, limit=100).hits:
        assert hit.words is not None
        _same(tree, hit.article, hit.words)


@pytest.mark.parametrize("query", QUERIES)
def test_every_article_is_marked_alike(engine: Engine, query: str) -> None:
    tree = expand(parse(query).tree)
    for entry in engine.catalog():
        article, words = engine.get(entry.id), engine.words(entry.id)
        assert article is not None
        assert words is not None
        _same(tree, article, words)


def test_a_long_text_is_marked_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(marks, "PART", 50)
    text = "На заводе в Нью-Йорке ждут губернатора.\n" * 20 + "Завод " * 40
    stored = Lexicon().read(text)
    for query in ("завод", '"заводе в Нью-Йорке"', "йорк"):
        tree, budget = parse(query).tree, Budget(60)
        found = marked(tree, text, "text", budget, stored)
        assert found == marked(tree, text, "text", budget)
        assert len(found.marks) >= 20


def test_stored_words_are_not_analysed(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Завод в Нью-Йорке"
    stored = Lexicon().read(text)
    tree = parse("завод").tree
    monkeypatch.setattr("svodka.indexer.highlight.fillings.learn", None)
    monkeypatch.setattr("svodka.indexer.highlight.fillings.words_in", None)
    assert marks.marks(tree, Words(text, stored=stored), "text") == [(0, 5)]


@pytest.mark.parametrize(
    ("text", "query", "count"),
    [
        ("Вчера Маску вручили награду, а маску сняли.", "Маск", 1),
        ("В порт вошли рыболовные суда. Суда присяжных не будет.", "судно", 1),
        ("Письмо пост-Ё14 передали Маску лично.", "Маск", 1),
    ],
)
def test_words_are_marked_by_their_context(text: str, query: str, count: int) -> None:
    tree = expand(parse(query).tree, {"маск", "судно"}.__contains__)
    found = marks.marks(tree, Words(text), "text")
    assert len(found) == count
    assert found == marks.marks(tree, Words(text, stored=Lexicon().read(text)), "text")
