"""Words that spell a name: where they stand apart, the name's abbreviation ranks higher."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import ENGINES, index_url, write

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
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
    engine = open_engine(index_url(request.param, tmp_path_factory.mktemp("kept"), kept=True))
    write(engine, [Article(id, "Заметка", text, f"{id}.txt") for id, text in TEXTS.items()])
    yield engine
    engine.close()


def ranked(engine: Engine, query: str) -> list[str]:
    tree = expand(parse(query).tree, engine.has)
    return [hit.article.id for hit in engine.search(tree, limit=10).hits]


def test_an_abbreviation_ranks_before_the_words_apart(engine: Engine) -> None:
    assert ranked(engine, "Российская академия наук") == ["row", "short", "apart"]


def test_a_name_counts_within_a_longer_query(engine: Engine) -> None:
    assert ranked(engine, "лауреаты Российской академии наук") == ["row", "short"]


def test_the_best_of_many_are_the_same_as_if_all_were_scored(tmp_path: Path) -> None:
    engine = open_engine(index_url("whoosh", tmp_path))
    words = ("российская", "академия", "наук", "РАН", "музей")
    texts = [
        " ".join(words[(number * step) % 5] for step in range(1, 3 + number % 7))
        for number in range(400)
    ]
    write(engine, [Article(f"{n}", "Заметка", text, f"{n}.txt") for n, text in enumerate(texts)])
    tree = expand(parse("Российская академия наук").tree, engine.has)
    whole, best = (engine.search(tree, limit=limit).hits for limit in (400, 10))
    assert [round(hit.score, 6) for hit in best] == [round(hit.score, 6) for hit in whole[:10]]
    engine.close()
