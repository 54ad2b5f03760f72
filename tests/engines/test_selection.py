"""The matches that are left unscored cannot reach the page."""

from collections.abc import Iterator
from random import Random

import pytest
from filled import write

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Sort
from svodka.indexer.engines.whoosh.read import matches
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse
from svodka.indexer.query.relaxation import relaxed

_NOUNS = "паром пристань шторм капитан билет рейс остров ремонт мэр цена рубль мост"
_OTHERS = "Россия Москва Иванов открыли закрыли ждут сообщил утром вечером на в и Нью-Йорк"
WORDS = [*_NOUNS.split(), *_OTHERS.split()]
QUERIES = (
    "паром",
    "паром остров",
    "шторм капитан билет",
    "!паром цена | мост",
    '"паром ждут"',
    '"рейс остров"~4 паром',
    "заголовок:паром мост",
    "~россия паром",
    "пар* остров",
    "паром -мост",
    "мэр & мост",
    "Нью-Йорк паром",
    "на",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Articles in three segments; every fifth repeats the one before, and some are gone."""
    engine = open_engine(f"whoosh:{tmp_path_factory.mktemp('selection') / 'index'}")
    chance, made = Random(5), list[Article]()
    for number in range(480):
        text = made[-1].text if number % 5 == 4 else _text(chance)
        title = " ".join(chance.choices(WORDS, k=chance.randint(1, 6)))
        day = None if number % 17 == 0 else f"2024-0{chance.randint(1, 9)}-1{number % 7}"
        made.append(Article(str(number), title, text, f"{number}.txt", date=day))
    for first in range(0, len(made), 160):
        write(engine, made[first : first + 160])
    with engine.writer() as writer:
        for entry in list(engine.catalog())[::9]:
            writer.delete(entry)
    yield engine
    engine.close()


def _text(chance: Random) -> str:
    sentences = (
        " ".join(chance.choices(WORDS, k=chance.randint(3, 12))).capitalize() + "."
        for _ in range(chance.choice((1, 2, 4, 30)))
    )
    return " ".join(sentences)


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("fold", [False, True], ids=["articles", "stories"])
@pytest.mark.parametrize("query", QUERIES)
def test_a_page_is_a_part_of_the_whole_ranking(
    engine: Engine, query: str, fold: bool, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree = expand(parse(query).tree)
    whole = engine.search(tree, limit=1_000, sort=sort, fold=fold)
    assert whole.total == len(whole.hits) > 10
    monkeypatch.setattr(matches, "FEW", 0)
    monkeypatch.setattr(matches, "SPARE", 1)
    for offset in (0, 3, whole.total - 4, whole.total):
        page = engine.search(tree, limit=5, offset=offset, sort=sort, fold=fold)
        assert page.total == whole.total
        assert page.hits == whole.hits[offset : offset + 5]


def test_a_relaxed_query_too(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    weaker = relaxed(parse('"паром ждут" остров шторм капитан').tree, lambda _: 1)
    assert weaker is not None
    whole = engine.search(weaker.tree, limit=1_000)
    monkeypatch.setattr(matches, "FEW", 0)
    assert engine.search(weaker.tree, limit=7).hits == whole.hits[:7]


def test_few_matches_are_scored_for_one_page(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored = list[int]()
    scores = matches.Ranking.scores

    def counted(ranking: matches.Ranking, node: object, docs: matches.Docs) -> object:
        scored.append(len(docs))
        return scores(ranking, node, docs)  # type: ignore[arg-type]

    monkeypatch.setattr(matches.Ranking, "scores", counted)
    monkeypatch.setattr(matches, "FEW", 0)
    hits = engine.search(parse("паром").tree, limit=3)
    assert sum(scored) < hits.total / 2


def test_the_newest_matches_alone_are_scored(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored = list[int]()
    monkeypatch.setattr(
        matches.Ranking,
        "scores",
        lambda _ranking, _node, docs: scored.append(len(docs)) or matches.np.zeros(len(docs)),
    )
    engine.search(parse("паром").tree, limit=3, sort="newest")
    assert sum(scored) == 3
