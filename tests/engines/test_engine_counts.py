"""Facet counts of every engine, and its filters by exact values and dates."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from filled import DIGEST, ask, index_url, write

from svodka.indexer.article import Article
from svodka.indexer.documents.document import Document
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import FACET_SIZE, Bucket, Counts, FacetName, Unit
from svodka.indexer.engines.writing import write_all
from svodka.indexer.query.filters import Filters, narrow
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Everything, Exactly, Node

TEXT = "Завод отчитался о работе."
SMALL = [
    Article(
        "a",
        "Завод растёт",
        TEXT,
        "a.txt",
        date="2024-03-01",
        source="ТАСС",
        section="Экономика",
        author="А. Котова",
    ),
    Article(
        "b",
        "Завод стоит",
        TEXT,
        "b.txt",
        date="2024-03-04T23:30:00+03:00",
        source="ТАСС",
        section="Общество",
    ),
    Article(
        "c", "Завод горит", TEXT, "c.txt", date="2023-12-31", source="тасс", section="Экономика"
    ),
    Article("d", "Завод продан", TEXT, "d.txt", source="ТАСС, Рига"),
    Article(
        "e", "Река вышла из берегов", "Вода пришла.", "e.txt", date="2022-01-01", source="Вестник"
    ),
]
NAMED = {
    "a": (("Анна Котова", "Пётр Лось"), ("Рига", "Москва")),
    "b": (("Пётр Лось",), ()),
    "e": ((), ("Москва",)),
}


def named(article: Article) -> Document:
    people, places = NAMED.get(article.id, ((), ()))
    return replace(prepare(article, DIGEST), people=people, places=places)


@pytest.fixture(scope="module", params=["one segment", "a segment for each article"])
def split(request: pytest.FixtureRequest) -> bool:
    return bool(request.param != "one segment")


def filled(engine: Engine, split: bool) -> Engine:
    documents = [named(article) for article in SMALL]
    changes = [[document] for document in documents] if split else [documents]
    for number, change in enumerate(changes):
        write_all(engine, change, fresh=number == 0)
    return engine


@pytest.fixture(scope="module")
def engine(kind: str, split: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The articles, for all tests that change nothing."""
    engine = open_engine(index_url(kind, tmp_path_factory.mktemp("kept"), kept=True))
    yield filled(engine, split)
    engine.close()


@pytest.fixture
def empty(kind: str, tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(index_url(kind, tmp_path))
    yield engine
    engine.close()


@pytest.fixture
def changing(empty: Engine, split: bool) -> Engine:
    """The articles, for one test alone."""
    return filled(empty, split)


def counts(engine: Engine, query: Node | str, **how: object) -> Counts:
    tree = parse(query).tree if isinstance(query, str) else query
    found = engine.search(tree, limit=1, count=True, **how).counts  # type: ignore[arg-type]
    assert found is not None
    return found


def facet(engine: Engine, query: Node | str, name: FacetName) -> dict[str, int]:
    return {bucket.value: bucket.count for bucket in counts(engine, query).facets[name]}


def ids(engine: Engine, tree: Node) -> str:
    return " ".join(sorted(hit.article.id for hit in engine.search(tree, limit=100).hits))


def test_counts_are_there_only_when_asked_for(engine: Engine) -> None:
    assert ask(engine, "завод").counts is None
    assert ask(engine, "завод", count=True).counts is not None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("year", [("2024", 2), ("2023", 1)]),
        ("source", [("ТАСС", 2), ("ТАСС, Рига", 1), ("тасс", 1)]),
        ("section", [("Экономика", 2), ("Общество", 1)]),
        ("author", [("А. Котова", 1)]),
        ("person", [("Пётр Лось", 2), ("Анна Котова", 1)]),
        ("place", [("Москва", 1), ("Рига", 1)]),
    ],
)
def test_facets(engine: Engine, name: FacetName, expected: list[tuple[str, int]]) -> None:
    assert list(counts(engine, "завод").facets[name]) == [Bucket(*pair) for pair in expected]


def test_all_articles_are_counted_and_not_only_those_shown(engine: Engine) -> None:
    for how in ({}, {"offset": 3}, {"sort": "oldest"}):
        assert counts(engine, "завод", **how) == counts(engine, "завод")


def test_nothing_found_counts_nothing(engine: Engine) -> None:
    found = counts(engine, "жираф")
    assert not any(found.facets.values())
    assert (list(found.timeline.buckets), found.timeline.undated) == ([], 0)


def test_deleted_articles_do_not_count(changing: Engine) -> None:
    with changing.writer() as writer:
        writer.delete(named(SMALL[0]).entry)
    assert facet(changing, "завод", "source") == {"ТАСС": 1, "ТАСС, Рига": 1, "тасс": 1}
    assert facet(changing, "завод", "person") == {"Пётр Лось": 1}
    assert ids(changing, Exactly("source", "ТАСС")) == "b"


def test_a_change_counts_at_once(changing: Engine) -> None:
    assert facet(changing, "река", "source") == {"Вестник": 1}
    write_all(
        changing,
        [prepare(Article("f", "Река", "Река мелеет.", "f.txt", source="Агентство"), DIGEST)],
    )
    assert facet(changing, "река", "source") == {"Агентство": 1, "Вестник": 1}


def test_values_survive_many_changes(empty: Engine) -> None:
    filled(empty, split=False)
    for number in range(20):
        article = Article(
            f"n{number}", "Луна взошла", "Ночь.", f"n{number}.txt", source=f"Газета {number % 3}"
        )
        write_all(
            empty,
            [replace(prepare(article, DIGEST), people=(f"Герой {number % 2}", "Автор"), places=())],
        )
        if number % 4 == 0:
            with empty.writer() as writer:
                writer.delete(prepare(article, DIGEST).entry)
    assert facet(empty, "луна", "source") == {"Газета 0": 5, "Газета 1": 5, "Газета 2": 5}
    assert facet(empty, "луна", "person") == {"Автор": 15, "Герой 1": 10, "Герой 0": 5}
    assert facet(empty, "завод", "person") == {"Пётр Лось": 2, "Анна Котова": 1}
    assert empty.check().articles == len(SMALL) + 15


def test_the_most_frequent_values_are_kept(empty: Engine) -> None:
    articles = [
        Article(f"{source}-{number}", "Дождь", "Льёт.", "x.txt", source=f"Газета {source:02}")
        for source in range(FACET_SIZE + 9)
        for number in range(2 if source % 2 else 1)
    ]
    write(empty, articles, fresh=True)
    buckets = counts(empty, "дождь").facets["source"]
    assert len(buckets) == FACET_SIZE
    twice = [f"Газета {source:02}" for source in range(1, FACET_SIZE + 9, 2)]
    once = [f"Газета {source:02}" for source in range(0, FACET_SIZE + 9, 2)]
    assert [bucket.value for bucket in buckets] == (twice + once)[:FACET_SIZE]


@pytest.mark.parametrize(
    ("days", "unit", "first", "last", "length"),
    [
        (["2024-02-28", "2024-03-01"], "day", ("2024-02-28", 1), ("2024-03-01", 1), 3),
        (["2024-03-01"], "day", ("2024-03-01", 1), ("2024-03-01", 1), 1),
        (["2024-01-01", "2024-03-02"], "day", ("2024-01-01", 1), ("2024-03-02", 1), 62),
        (["2024-01-01", "2024-03-03"], "month", ("2024-01", 1), ("2024-03", 1), 3),
        (["2014-01-31", "2023-12-01", "2023-12-31"], "month", ("2014-01", 1), ("2023-12", 2), 120),
        (["2014-01-31", "2024-01-01"], "year", ("2014", 1), ("2024", 1), 11),
        (["1812-09-07", "1969-12-31", "1970-01-01"], "year", ("1812", 1), ("1970", 1), 159),
    ],
)
def test_the_time_line_has_a_unit_that_fits(
    empty: Engine,
    days: list[str],
    unit: str,
    first: tuple[str, int],
    last: tuple[str, int],
    length: int,
) -> None:
    write(
        empty,
        [Article(f"{n}", "Дождь", "Льёт.", f"{n}.txt", date=day) for n, day in enumerate(days)],
        fresh=True,
    )
    timeline = counts(empty, "дождь").timeline
    assert timeline.unit == unit
    assert (timeline.buckets[0], timeline.buckets[-1]) == (Bucket(*first), Bucket(*last))
    assert len(timeline.buckets) == length
    assert sum(bucket.count for bucket in timeline.buckets) == len(days)


@pytest.mark.parametrize(
    ("unit", "line"),
    [
        ("day", {"2023-12-31": 1, "2024-03-01": 1, "2024-03-04": 1}),
        ("week", {"2023-12-25": 1, "2024-02-26": 1, "2024-03-04": 1}),
        ("month", {"2023-12": 1, "2024-03": 2}),
        ("year", {"2023": 1, "2024": 2}),
    ],
)
def test_a_time_line_in_a_wanted_unit(engine: Engine, unit: Unit, line: dict[str, int]) -> None:
    timeline = engine.timeline(parse("завод").tree, unit)
    assert (timeline.unit, timeline.undated, timeline.partial) == (unit, 1, False)
    assert {one.value: one.count for one in timeline.buckets if one.count} == line
    days = {"day": 65, "week": 11, "month": 4, "year": 2}
    assert len(timeline.buckets) == days[unit]


def test_a_time_line_without_a_unit_is_that_of_a_search(engine: Engine) -> None:
    for query in ("завод", "река", "жираф", "-завод"):
        line = replace(engine.timeline(parse(query).tree), spent=0.0)
        assert line == replace(counts(engine, query).timeline, spent=0.0)
    nothing = engine.timeline(parse("жираф").tree, "week")
    assert (nothing.unit, list(nothing.buckets)) == ("week", [])
    assert engine.timeline(parse("завод").tree, "day", budget=0).partial


def test_articles_without_a_date_are_counted_apart(engine: Engine) -> None:
    timeline = counts(engine, "завод").timeline
    assert timeline.undated == 1
    assert timeline.unit == "month"
    assert timeline.buckets == [
        Bucket("2023-12", 1),
        Bucket("2024-01", 0),
        Bucket("2024-02", 0),
        Bucket("2024-03", 2),
    ]


@pytest.mark.parametrize("hour", ["00:10:00+03:00", "23:50:00-11:00", "12:00:00", "00:00:00Z"])
def test_a_day_is_that_of_the_source(empty: Engine, hour: str) -> None:
    write(empty, [Article("x", "Дождь", "Льёт.", "x.txt", date=f"2024-05-01T{hour}")], fresh=True)
    assert counts(empty, "дождь").timeline.buckets == [Bucket("2024-05-01", 1)]
    for day, found in (("2024-04-30", 0), ("2024-05-01", 1), ("2024-05-02", 0)):
        assert ask(empty, f"дата:{day}").total == found


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(source=("ТАСС",)), "a b"),
        (Filters(source=("тасс",)), "c"),
        (Filters(source=("ТАС",)), ""),
        (Filters(source=("ТАСС", "Вестник")), "a b e"),
        (Filters(source=("ТАСС",), section=("Экономика",)), "a"),
        (Filters(author=("А. Котова",)), "a"),
        (Filters(person=("Пётр Лось",)), "a b"),
        (Filters(place=("Москва",)), "a e"),
        (Filters(person=("Москва",)), ""),
        (Filters(since="2024-03-02"), "b"),
        (Filters(since="2023-12-31", until="2024-03-01"), "a c"),
        (Filters(until="2023-12-31", place=("Москва", "Рига")), "e"),
    ],
)
def test_filters(engine: Engine, filters: Filters, found: str) -> None:
    assert ids(engine, narrow(Everything(), filters)) == found


def test_filters_do_not_change_the_ranking(engine: Engine) -> None:
    tree = parse("завод растёт").tree
    whole = {hit.article.id: hit.score for hit in engine.search(tree, limit=10).hits}
    for hit in engine.search(narrow(tree, Filters(source=("ТАСС",))), limit=10).hits:
        assert hit.score == whole[hit.article.id]


def test_a_value_may_be_anything(empty: Engine) -> None:
    odd = ["я" * 5000, "я" * 5000 + "а", "a\0b", "a\nb", " ТАСС", "ТАСС ", "🙂", "source\0ТАСС"]
    write(
        empty,
        [
            Article(f"{n}", "Дождь", "Льёт.", f"{n}.txt", source=value)
            for n, value in enumerate(odd)
        ],
        fresh=True,
    )
    assert facet(empty, "дождь", "source") == dict.fromkeys(odd, 1)
    for number, value in enumerate(odd):
        assert ids(empty, Exactly("source", value)) == f"{number}"


def test_many_articles_count_right(empty: Engine) -> None:
    start = date(2020, 1, 1)
    articles = [
        Article(
            f"{n}",
            "Дождь",
            "Льёт.",
            f"{n}.txt",
            date=f"{start + timedelta(n)}",
            section=f"Раздел {n % 7}",
        )
        for n in range(700)
    ]
    for part in range(3):
        write(empty, articles[part::3], fresh=part == 0)
    found = counts(empty, "дождь")
    assert {bucket.value: bucket.count for bucket in found.facets["section"]} == {
        f"Раздел {n}": 100 for n in range(7)
    }
    assert [(bucket.value, bucket.count) for bucket in found.facets["year"]] == [
        ("2021", 334),
        ("2020", 366),
    ]
    assert found.timeline.buckets[1] == Bucket("2020-02", 29)
