"""A hint ranks articles, and never changes which are found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import ENGINES, index_url, write

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.query.builders import conjunction
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import Hint, Node, Not, Word

PAROM, SHTORM, OSEN = (Word(word, (word,)) for word in ("паром", "шторм", "осень"))
TEXTS = {"a": "Паром встал.", "b": "Паром ждёт: шторм.", "c": "Паром ушёл: осень.", "d": "Шторм."}


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    engine = open_engine(index_url(request.param, tmp_path_factory.mktemp("kept"), kept=True))
    write(engine, [Article(id, "Заметка", text, f"{id}.txt") for id, text in TEXTS.items()])
    yield engine
    engine.close()


def found(engine: Engine, tree: Node) -> list[str]:
    return [hit.article.id for hit in engine.search(tree, limit=10).hits]


def test_a_hint_ranks_by_its_weights(engine: Engine) -> None:
    for weights, first in (((0.5, 0.1), "b"), ((0.1, 0.5), "c")):
        ranked = found(engine, conjunction([PAROM, Hint((SHTORM, OSEN), weights)]))
        assert (ranked[0], set(ranked)) == (first, {"a", "b", "c"})


def test_a_hint_alone_matches_everything(engine: Engine) -> None:
    assert set(found(engine, Hint((SHTORM,), (1.0,)))) == set(TEXTS)
    assert found(engine, conjunction([Hint((SHTORM,), (1.0,)), Not(PAROM)])) == ["d"]


def test_the_best_of_many_are_the_same_as_if_all_were_scored(tmp_path: Path) -> None:
    engine = open_engine(index_url("whoosh", tmp_path))
    words = ("паром", "шторм", "осень", "причал", "берег")
    texts = [
        " ".join(words[(number * step) % 5] for step in range(1, 3 + number % 7))
        for number in range(400)
    ]
    write(engine, [Article(f"{n}", "Паром", text, f"{n}.txt") for n, text in enumerate(texts)])
    tree = conjunction([PAROM, Hint((SHTORM, OSEN), (0.7, 0.3))])
    whole = found_scores(engine, tree, 400)
    assert found_scores(engine, tree, 10) == whole[:10]
    engine.close()


def found_scores(engine: Engine, tree: Node, limit: int) -> list[tuple[str, float]]:
    hits = engine.search(tree, limit=limit).hits
    return [(hit.article.id, round(hit.score, 6)) for hit in hits]


def test_a_hint_can_be_said() -> None:
    assert say(Hint((SHTORM,), (1.0,))) == "все статьи"
