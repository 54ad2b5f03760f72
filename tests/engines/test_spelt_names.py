"""Words that spell a name: where they stand apart, the name's abbreviation ranks higher."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import ENGINES, holding, index_url, mixed, scores

from svodka.indexer.engines.port import Engine
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse

TEXTS = {
    "row": "Российская академия наук назвала лауреатов.",
    "short": "Президиум РАН назвал лауреатов премии.",
    "apart": "Академия искусств и музей наук, где российская выставка, открыты.",
    "other": "Театр открыл сезон премьерой комедии.",
}


@pytest.fixture(scope="module", params=ENGINES)
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("kept")
    with holding(index_url(request.param, folder, kept=True), TEXTS) as engine:
        yield engine


def ranked(engine: Engine, query: str) -> list[str]:
    tree = expand(parse(query).tree, engine.has)
    return [hit.article.id for hit in engine.search(tree, limit=10).hits]


def test_an_abbreviation_ranks_before_the_words_apart(engine: Engine) -> None:
    assert ranked(engine, "Российская академия наук") == ["row", "short", "apart"]


def test_a_name_counts_within_a_longer_query(engine: Engine) -> None:
    assert ranked(engine, "лауреаты Российской академии наук") == ["row", "short"]


def test_the_best_of_many_are_the_same_as_if_all_were_scored(tmp_path: Path) -> None:
    words = ("российская", "академия", "наук", "РАН", "музей")
    with holding(index_url("whoosh", tmp_path), mixed(words)) as engine:
        tree = expand(parse("Российская академия наук").tree, engine.has)
        assert scores(engine, tree, 10) == scores(engine, tree, 400)[:10]
