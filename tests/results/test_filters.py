"""Searches narrowed by filters: their results, and their notices if nothing is left."""

import json
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.records import Bucket
from svodka.indexer.query.filters import NO_FILTERS, Filters, narrow, stretch
from svodka.indexer.query.relaxation import NOTICE
from svodka.indexer.query.tree import And, DateRange, Everything, Exactly, Nothing, Or, Word
from svodka.indexer.results.page import Page
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.webapp.app import create_app
from svodka.webapp.cli import cli

FOLDER = [
    {"id": "a", "title": "Слон в зоопарке", "text": "Слон и жираф гуляют. Рад Пётр Лосев.",
     "date": "2024-03-01",
     "source": "Вестник", "section": "Общество", "author": "А. Котова"},
    {"id": "b", "title": "Слон купается", "text": "Слон купается в Волге, жираф смотрит.",
     "date": "2024-04-15",
     "source": "ТАСС", "section": "Общество"},
    {"id": "c", "title": "Слон танцует", "text": "Крокодил танцует под музыку в Москве.",
     "date": "2023-12-31",
     "source": "ТАСС", "section": "Культура"},
    *({"id": f"d{n}", "title": f"Цирк приехал, день {n}", "text": "Клоун смешит народ.",
       "date": f"2022-05-{n + 10}",
       "source": "Афиша"} for n in range(8)),
]  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("filters")
    lines = (json.dumps(record, ensure_ascii=False) for record in FOLDER)
    (folder / "news.jsonl").write_text("\n".join(lines), encoding="utf-8")
    url = f"whoosh:{folder / 'index'}"
    engine = open_engine(url)
    assert build(engine, [folder / "news.jsonl"]).total == len(FOLDER)
    engine.close()
    return url


@pytest.fixture(scope="module")
def search(url: str) -> Iterator[Search]:
    search = Search(url)
    yield search
    search.close()


@pytest.fixture
def client(search: Search) -> FlaskClient:
    return create_app(search=search).test_client()


def ids(page: Page) -> str:
    return " ".join(sorted(result.article.id for result in page.results))


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2023-12", ("2023-12-01", "2023-12-31")),
        ("2024-03-01", ("2024-03-01", "2024-03-01")),
        ("0001", ("0001-01-01", "0001-12-31")),
        *(
            (wrong, None)
            for wrong in (
                "",
                "24",
                "2024-13",
                "2023-02-29",
                "0000",
                "2024-3",
                " 2024",
                "2024-03-01T10",
                "٢٠٢٤",
            )
        ),
    ],
)
def test_stretches(written: str, days: tuple[str, str] | None) -> None:
    assert stretch(written) == days


def test_a_narrowed_tree_is_canonical() -> None:
    word = Word("слон", ("слон",))
    assert narrow(word, NO_FILTERS) == word
    assert narrow(Nothing(), Filters(source=("ТАСС",))) == Nothing()
    assert narrow(Everything(), Filters(source=("ТАСС",))) == Exactly("source", "ТАСС")
    assert narrow(word, Filters(since="2024-01-01", place=("Рига", "Баку"))) == And(
        (
            word,
            DateRange("2024-01-01", None),
            Or((Exactly("place", "Рига"), Exactly("place", "Баку"))),
        )
    )


@pytest.mark.parametrize(
    ("query", "filters", "found"),
    [
        ("слон", NO_FILTERS, "a b c"),
        ("слон", Filters(source=("ТАСС",)), "b c"),
        ("слон", Filters(source=("ТАСС", "Вестник"), section=("Общество",)), "a b"),
        ("слон", Filters(person=("Пётр Лосев",)), "a"),
        ("слон", Filters(place=("Москва", "Волга")), "b c"),
        ("слон", Filters(since="2024-01-01"), "a b"),
        ("слон | клоун", Filters(until="2022-05-11"), "d0 d1"),
        ("-жираф", Filters(since="2023-01-01", until="2023-12-31"), "c"),
    ],
)
def test_what_is_found(search: Search, query: str, filters: Filters, found: str) -> None:
    page = search.page(SearchRequest(query, filters=filters))
    assert ids(page) == found
    assert page.filters == filters
    assert page.understood == search.page(SearchRequest(query)).understood


def test_counts_are_those_of_what_is_found(search: Search) -> None:
    assert search.page(SearchRequest("слон")).counts is None
    counts = search.page(
        SearchRequest("слон", filters=Filters(source=("ТАСС",)), count=True, limit=1)
    ).counts
    assert counts is not None
    assert counts.facets["section"] == [Bucket("Культура", 1), Bucket("Общество", 1)]
    assert counts.facets["place"] == [Bucket("Волга", 1), Bucket("Москва", 1)]
    assert counts.timeline.unit == "month"


def test_marks_are_those_of_the_query(search: Search) -> None:
    narrowed = search.page(
        SearchRequest("слон", filters=Filters(person=("Пётр Лосев",), source=("Вестник",)))
    ).results[0]
    whole = next(
        result for result in search.page(SearchRequest("слон")).results if result.article.id == "a"
    )
    assert narrowed == whole


def test_filters_that_leave_nothing_are_named_as_the_reason(search: Search) -> None:
    page = search.page(SearchRequest("слон", filters=Filters(source=("Афиша",))))
    assert (page.total, page.relaxed, page.correction) == (0, False, None)
    assert page.notices == ("С выбранными фильтрами ничего не найдено; без них статей — 3.",)


def test_filters_are_never_relaxed(search: Search) -> None:
    page = search.page(SearchRequest("слон жираф крокодил", filters=Filters(source=("ТАСС",))))
    assert (ids(page), page.relaxed) == ("b c", True)
    assert NOTICE in page.notices
    page = search.page(SearchRequest("слон жираф крокодил", filters=Filters(source=("Афиша",))))
    assert (page.total, page.relaxed) == (0, False)
    assert page.notices == (
        "Ни одна статья не отвечает запросу целиком, а с выбранными фильтрами нет и статей "
        "с некоторыми из слов; без фильтров статей — 3.",
    )


def test_absent_words_are_absent_from_the_whole_collection(search: Search) -> None:
    for filters in (NO_FILTERS, Filters(source=("Афиша",))):
        assert (
            "Не встречается: «троллейбус»."
            in search.page(SearchRequest("троллейбус", filters=filters)).notices
        )


def test_a_correction_is_the_same_under_filters(search: Search) -> None:
    whole = search.page(SearchRequest("rkjey"))
    assert whole.correction
    assert whole.correction.applied
    page = search.page(SearchRequest("rkjey", filters=Filters(since="2022-05-16")))
    assert page.correction == whole.correction
    assert ids(page) == "d6 d7"
    page = search.page(SearchRequest("rkjey", filters=Filters(source=("ТАСС",))))
    assert (page.correction, page.total) == (whole.correction, 0)
    assert page.notices[-1] == "С выбранными фильтрами ничего не найдено; без них статей — 8."


def test_a_query_that_finds_enough_is_not_corrected_for_the_filters_that_leave_little(
    search: Search,
) -> None:
    page = search.page(SearchRequest("клоун", filters=Filters(until="2022-05-10")))
    assert (ids(page), page.correction, page.relaxed) == ("d0", None, False)


def test_the_api_counts_and_filters(client: FlaskClient) -> None:
    record = client.get(
        "/api/search?q=слон&counts=1&source=ТАСС&source=Вестник&from=2024&to=2024-03"
    ).json
    assert [result["id"] for result in record["results"]] == ["a"]
    assert record["counts"] == {
        "facets": {
            "year": [{"value": "2024", "count": 2}, {"value": "2023", "count": 1}],
            "source": [{"value": "Вестник", "count": 1}],
            "section": [{"value": "Общество", "count": 1}],
            "author": [{"value": "А. Котова", "count": 1}],
            "person": [{"value": "Пётр Лосев", "count": 1}],
            "place": [],
        },
        "timeline": {"unit": "day", "undated": 0, "buckets": [{"value": "2024-03-01", "count": 1}]},
        "sourceless": 0,
    }
    assert client.get("/api/search?q=слон&source=ТАСС&counts=0").json["counts"] is None


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        *(
            (f"{name}={wrong}", name)
            for name in ("from", "to")
            for wrong in ("вчера", "2024-13", "2024-02-30", "1", "0000")
        ),
        ("counts=yes", "counts"),
    ],
)
def test_a_bad_filter_is_named(client: FlaskClient, arguments: str, parameter: str) -> None:
    answer = client.get(f"/api/search?q=слон&{arguments}")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert f"«{parameter}»" in json.loads(answer.data)["detail"]
    assert client.get(f"/search?q=слон&{arguments}").status_code == 400


def test_the_pages_links_keep_the_filters(client: FlaskClient) -> None:
    html = client.get("/search?q=клоун | слон&source=Афиша&source=ТАСС&from=2022&sort=newest").text
    assert "Найдено 10\u00a0статей" in html
    kept = (
        "&amp;sort=oldest&amp;from=2022-01-01"
        "&amp;source=%D0%90%D1%84%D0%B8%D1%88%D0%B0&amp;source=%D0%A2"
    )
    assert kept in html


def test_the_command_line_filters(url: str) -> None:
    def run(*options: str) -> tuple[int, set[str]]:
        result = CliRunner().invoke(cli, ["search", "слон", "--json", "--index", url, *options])
        record = json.loads(result.stdout) if result.exit_code < 2 else {"results": []}
        return result.exit_code, {found["id"] for found in record["results"]}

    assert run("--source", "ТАСС", "--source", "Вестник", "--from", "2024-03") == (0, {"a", "b"})
    assert run("--to", "2023") == (0, {"c"})
    assert run("--place", "Москва", "--section", "Культура") == (0, {"c"})
    assert run("--author", "А. Котова", "--person", "Пётр Лосев") == (0, {"a"})
    assert run("--source", "тасс") == (1, set())
    assert run("--from", "вчера") == (2, set())
    assert run("--from", "2025", "--to", "2024") == (2, set())
    result = CliRunner().invoke(
        cli, ["search", "слон", "--json", "--counts", "--index", url, "--limit", "1"]
    )
    assert json.loads(result.stdout)["counts"]["facets"]["source"][0] == {
        "value": "ТАСС",
        "count": 2,
    }
