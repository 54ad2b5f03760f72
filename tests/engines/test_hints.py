"""A hint ranks articles, and never changes which are found."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import ENGINES, holding, index_url, mixed, scores

from svodka.indexer.engines.port import Engine
from svodka.indexer.query.builders import conjunction
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import DateRange, Hint, Node, Not, Phrase, Word

PAROM, SHTORM, OSEN = (Word(word, (word,)) for word in ("паром", "шторм", "осень"))
DATES = {"a": "2019-05-12", "c": "2020-05-12T10:00:00+03:00"}
TEXTS = {"a": "Паром встал.", "b": "Паром ждёт: шторм.", "c": "Паром ушёл: осень.", "d": "Шторм."}


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("kept")
    with holding(index_url(request.param, folder, kept=True), TEXTS, dates=DATES) as engine:
        yield engine


def found(engine: Engine, tree: Node) -> list[str]:
    return [hit.article.id for hit in engine.search(tree, limit=10).hits]


def test_a_hint_ranks_by_its_weights(engine: Engine) -> None:
    for weights, first in (((0.5, 0.1), "b"), ((0.1, 0.5), "c")):
        ranked = found(engine, conjunction([PAROM, Hint((SHTORM, OSEN), weights)]))
        assert (ranked[0], set(ranked)) == (first, {"a", "b", "c"})


def test_a_hint_ranks_articles_of_a_time(engine: Engine) -> None:
    for year, first in (("2019", "a"), ("2020", "c")):
        hint = Hint((DateRange(f"{year}-01-01", f"{year}-12-31"), OSEN), (1.0, 0.01))
        ranked = found(engine, conjunction([PAROM, hint]))
        assert (ranked[0], set(ranked)) == (first, {"a", "b", "c"})


def test_a_hint_ranks_articles_with_a_phrase(engine: Engine) -> None:
    waits, left = Word("ждёт", ("ждать",)), Word("ушёл", ("уйти",))
    for verb, first in ((waits, "b"), (left, "c")):
        hint = Hint((Phrase("", (PAROM, verb)),), (0.5,))
        ranked = found(engine, conjunction([PAROM, hint]))
        assert (ranked[0], set(ranked)) == (first, {"a", "b", "c"})


def test_a_hint_alone_matches_everything(engine: Engine) -> None:
    assert set(found(engine, Hint((SHTORM,), (1.0,)))) == set(TEXTS)
    assert found(engine, conjunction([Hint((SHTORM,), (1.0,)), Not(PAROM)])) == ["d"]


def test_the_best_of_many_are_the_same_as_if_all_were_scored(tmp_path: Path) -> None:
    words = ("паром", "шторм", "осень", "причал", "берег")
    with holding(index_url("whoosh", tmp_path), mixed(words), "Паром") as engine:
        row = Phrase("", (SHTORM, OSEN))
        tree = conjunction([PAROM, Hint((SHTORM, OSEN, row), (0.7, 0.3, 0.5))])
        assert scores(engine, tree, 10) == scores(engine, tree, 400)[:10]


def test_a_hint_can_be_said() -> None:
    assert say(Hint((SHTORM,), (1.0,))) == "все статьи"
