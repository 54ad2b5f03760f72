"""Trends: the articles of several queries over the same periods, and their shares."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from filled import write

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.records import Unit
from svodka.indexer.errors import RequestError
from svodka.indexer.limits import Limits
from svodka.indexer.query.filters import Filters
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.results.study_records import trends_record
from svodka.indexer.results.trends import Point, Series, Trends, smoothed
from svodka.indexer.search import Search

# The day, the title and the source of each article.
NEWS = [
    ("2024-01-30", "Паводок отрезал посёлок", "Вестник"),
    ("2024-01-31", "Паводок отступает", "Вестник"),
    ("2024-01-31", "Выставка кошек открылась", "Афиша"),
    ("2024-02-01", "Театр едет на гастроли", "Афиша"),
    ("2024-04-02", "После паводка чинят мосты, и театр даёт концерт", "Вестник"),
    (None, "Чем опасен паводок", "Вестник"),
]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    url = f"whoosh:{tmp_path_factory.mktemp('trends') / 'index'}"
    engine = open_engine(url)
    articles = [
        Article(f"n{number}", title, "Подробности сообщат позже.", f"{number}.txt", day, source)
        for number, (day, title, source) in enumerate(NEWS)
    ]
    write(engine, articles, fresh=True)
    engine.close()
    search = Search(url)
    yield search
    search.close()


def asked(
    search: Search, *queries: str, unit: Unit | None = None, filters: Filters | None = None
) -> Trends:
    requests = [SearchRequest(query, filters=filters or Filters()) for query in queries]
    return search.trends(requests, unit)


def articles(series: Series) -> Sequence[float]:
    return [point.articles for point in series.points]


def test_series_share_the_periods_of_the_archive(search: Search) -> None:
    found = asked(search, "паводок", "театр", "жираф", unit="month")
    assert found.periods == ["2024-01", "2024-02", "2024-03", "2024-04"]
    assert [articles(one) for one in found.series] == [[2, 0, 0, 1], [0, 1, 0, 1], [0, 0, 0, 0]]
    assert [(one.total, one.undated) for one in found.series] == [(4, 1), (2, 0), (0, 0)]


def test_a_share_is_of_all_articles_of_the_period(search: Search) -> None:
    (series,) = asked(search, "паводок", unit="month").series
    assert [point.of for point in series.points] == [3, 1, 0, 1]
    assert [point.share for point in series.points] == [pytest.approx(666.667), 0, None, 1000]


def test_filters_narrow_a_series_and_what_it_is_a_share_of(search: Search) -> None:
    filters = Filters(since="2024-01-01", until="2024-01-31", source=("Вестник",))
    found = asked(search, "паводок", "кошка", unit="day", filters=filters)
    assert found.periods == ["2024-01-30", "2024-01-31"]
    assert [articles(one) for one in found.series] == [[1, 1], [0, 0]]
    assert [point.share for point in found.series[0].points] == [1000, 1000]


@pytest.mark.parametrize(("unit", "number"), [("day", 64), ("week", 10), ("year", 1)])
def test_periods_have_no_gaps(search: Search, unit: Unit, number: int) -> None:
    found = asked(search, "паводок", unit=unit)
    assert (found.unit, len(found.periods)) == (unit, number)
    assert sum(articles(found.series[0])) == 3


def test_without_a_unit_the_finest_fits(search: Search) -> None:
    assert asked(search, "паводок").unit == "month"
    assert asked(search, "театр", filters=Filters(until="2024-02-28")).unit == "day"


def test_the_total_is_that_of_the_results(search: Search) -> None:
    for query in ("паводок", "театр | кошка", "паводок -мост", "заголовок:театр"):
        (series,) = asked(search, query).series
        assert series.total == search.page(SearchRequest(query)).total


def test_an_empty_query_with_a_filter_counts_all_articles_under_it(search: Search) -> None:
    (series,) = asked(search, "", unit="year", filters=Filters(source=("Афиша",))).series
    assert (articles(series), series.points[0].share) == ([2], 1000)
    (nothing,) = asked(search, "", unit="year").series
    assert (articles(nothing), nothing.total) == ([0], 0)


def test_smoothing_is_a_running_mean_of_both_numbers(search: Search) -> None:
    (series,) = asked(search, "паводок", unit="month").series
    assert smoothed(series, 1) == series
    mean = smoothed(series, 3)
    assert articles(mean) == [1, pytest.approx(2 / 3), pytest.approx(1 / 3), 0.5]
    assert mean.points[1].share == pytest.approx(500)


def test_smoothing_gives_no_share_to_a_period_without_articles(search: Search) -> None:
    (series,) = asked(search, "паводок", unit="year").series
    points = [Point("2021", 1, 3), Point("2022", 0, 0), Point("2023", 1, 5)]
    mean = smoothed(replace(series, points=points), 3)
    assert [one.share for one in mean.points] == [pytest.approx(333.33, abs=0.01), None, 200]
    assert articles(mean)[1] == pytest.approx(2 / 3)


def test_what_cannot_be_asked(search: Search) -> None:
    with pytest.raises(RequestError, match="5 queries"):
        asked(search, *"абвгде")
    with pytest.raises(RequestError, match="unit must be one of"):
        search.trends([SearchRequest("паводок")], "decade")  # type: ignore[arg-type]
    assert search.trends([]).series == []


def test_time_that_runs_out_is_said(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url)
    write(engine, [Article("a", "Паводок", "Вода.", "a.txt", "2024-01-01")], fresh=True)
    engine.close()
    search = Search(url, limits=Limits(engine_seconds=0.0))
    (series,) = search.trends([SearchRequest("паводок")], "year").series
    search.close()
    assert (series.partial, len(series.notices)) == (True, 1)


def test_the_record_has_every_point(search: Search) -> None:
    record = trends_record(asked(search, "паводок", unit="year"))
    assert record["unit"] == "year"
    assert record["series"] == [
        {
            "query": "паводок",
            "understood": "паводок",
            "total": 4,
            "undated": 1,
            "notices": [],
            "points": [{"period": "2024", "articles": 3, "of": 5, "share": 600.0}],
        }
    ]
