"""/metrics for Prometheus: the counts, and that no client input becomes a label."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from monitored import counted, counting, families, samples
from running import ROOT
from web_fake import CHANGED, FakeSearch, articles

from svodka.indexer.engines.remembered import Run
from svodka.indexer.errors import IndexMissing, SettingError
from svodka.indexer.results.answer import Correction
from svodka.indexer.results.page import Page
from svodka.indexer.results.request import SearchRequest
from svodka.webapp.app import create_app
from svodka.webapp.version import program_version


class Broken(FakeSearch):
    """Answers «беда» with a failure that quotes the query, and «долго» with a partial result."""

    def page(self, request: SearchRequest) -> Page:
        if request.query == "беда":
            raise KeyError(request.query)
        is_long = request.query == "долго"
        return replace(super().page(request), partial=is_long, relaxed=is_long)


@pytest.fixture
def search() -> FakeSearch:
    return Broken(
        articles(3), run=Run(CHANGED + 60, "failed", 0, "The folder is away.", CHANGED + 30)
    )


@pytest.fixture
def app(search: FakeSearch) -> Flask:
    return counting(search)


def test_every_figure_is_described_and_named_as_usual(app: Flask) -> None:
    app.test_client().get("/?q=Баку")
    found = list(families(app))
    assert len(found) > 15
    for family in found:
        assert family.documentation, family.name
        assert family.type != "unknown", family.name
        assert re.fullmatch(r"(svodka|process)_[a-z_]+", family.name)


def test_the_table_of_metrics_names_what_there_is(app: Flask) -> None:
    app.test_client().get("/?q=беда")
    found = {sample.name for family in families(app) for sample in family.samples}
    named = set(re.findall(r"`(svodka_[a-z_]+)`", (ROOT / ".deploy/README.md").read_text("utf-8")))
    assert len(named) > 8
    assert {name for name in named if name not in found and f"{name}_count" not in found} == set()


def test_requests_are_counted_by_endpoint_method_and_status(app: Flask) -> None:
    client = app.test_client()
    client.get("/search?q=Баку")
    client.get("/?q=Баку")
    client.head("/?q=Баку")
    client.get("/api/search?limit=нет")
    client.post("/api/search")
    client.get("/nowhere/at/all")
    wanted = {
        ("pages.search", "GET", "200"): 2,
        ("pages.search", "HEAD", "200"): 1,
        ("api.search", "GET", "400"): 1,
        ("none", "POST", "405"): 1,
        ("none", "GET", "404"): 1,
    }
    found = {
        (labels["endpoint"], labels["method"], labels["status"]): value
        for (name, pairs), value in samples(app).items()
        if name == "svodka_http_requests_total"
        and (labels := dict(pairs))["endpoint"] != "metrics.exposition"
    }
    assert found == wanted
    assert counted(app, "svodka_http_request_duration_seconds_count", endpoint="pages.search") == 3
    assert (
        0 < counted(app, "svodka_http_request_duration_seconds_sum", endpoint="pages.search") < 60
    )


def test_what_is_streamed_counts_to_its_end(app: Flask) -> None:
    answer = app.test_client().get("/export.jsonl?q=Баку", buffered=False)
    assert counted(app, "svodka_http_requests_in_flight") == 2  # the export and this request
    assert (
        counted(
            app,
            "svodka_http_requests_total",
            endpoint="export.as_jsonl",
            method="GET",
            status="200",
        )
        == 0
    )
    assert answer.data
    answer.close()
    assert counted(app, "svodka_http_requests_in_flight") == 1
    assert (
        counted(
            app,
            "svodka_http_requests_total",
            endpoint="export.as_jsonl",
            method="GET",
            status="200",
        )
        == 1
    )


def test_what_clients_make_up_is_no_label(app: Flask) -> None:
    client = app.test_client()
    before = set(samples(app))
    for number in range(20):
        client.get(f"/nothing/{number}?q=слово{number}")
        client.open("/", method=f"METHOD{number}")
        client.get(f"/article/id{number}?q=слово{number}")
        client.get(f"/?q=слово{number}&page={number}", headers={"Host": f"host{number}.example"})
    new = set(samples(app)) - before
    assert {value for _, labels in new for key, value in labels if key != "le"} <= {
        *("none", "pages.article", "pages.search", "metrics.exposition"),
        *("GET", "other", "200", "400", "404", "405", "421"),
    }
    text = client.get("/metrics").text
    assert "METHOD" not in text
    assert "слово" not in text


def test_searches_are_counted_by_what_they_gave(app: Flask, search: FakeSearch) -> None:
    client = app.test_client()
    for address in (
        "/?q=Баку",
        "/search?q=слон",
        "/api/search?q=слон",
        "/",
        "/?q=",
        "/help",
        "/suggest?q=Ба",
    ):
        client.get(address)
    search.correction = Correction("Баку", "spelling", applied=True)
    client.get("/api/search?q=Баку")
    search.correction = Correction("Баку", "spelling", applied=False)
    client.get("/?q=долго")
    names = {"": 5, "_empty": 3, "_corrected": 1, "_partial": 1, "_relaxed": 1}
    assert {name: counted(app, f"svodka_searches{name}_total") for name in names} == names


def test_failures_are_counted_by_class(app: Flask) -> None:
    assert app.test_client().get("/?q=беда").status_code == 500
    assert counted(app, "svodka_exceptions_total", type="KeyError") == 1
    assert (
        counted(
            app, "svodka_http_requests_total", endpoint="pages.search", method="GET", status="500"
        )
        == 1
    )
    assert counted(app, "svodka_http_requests_in_flight") == 1


def test_it_says_what_the_index_is_like(
    app: Flask, search: FakeSearch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: CHANGED + 90)
    names = ["usable", "articles", "bytes", "generation", "commits", "segments", "deleted_ratio"]
    names += ["changed_timestamp_seconds", "age_seconds"]
    found = [counted(app, f"svodka_index_{name}") for name in names]
    assert found == [1, 3, 1000, 3, 5, 1, 0.25, CHANGED, 90]
    search.failure = IndexMissing("There is no index.")
    whole = samples(app)
    assert whole["svodka_index_usable", ()] == 0
    assert [name for name, _ in whole if name.startswith("svodka_index_")] == [
        "svodka_index_usable"
    ]


def test_it_says_how_the_last_run_ended(app: Flask, search: FakeSearch) -> None:
    names = ["timestamp_seconds", "success", "skipped", "success_timestamp_seconds"]

    def found() -> list[float | None]:
        return [samples(app).get((f"svodka_last_run_{name}", ())) for name in names]

    assert found() == [CHANGED + 60, 0, 0, CHANGED + 30]
    search.run = Run(CHANGED, "fault", 0, "ZeroDivisionError")
    assert found() == [CHANGED, 0, 0, None]
    search.run = Run(CHANGED, "skipped", 7, "", CHANGED)
    search.failure = IndexMissing("There is no index.")  # after a failed run there may be no index
    assert found() == [CHANGED, 1, 7, CHANGED]
    search.run = Run(CHANGED, "done", 0, "", CHANGED)
    assert found() == [CHANGED, 1, 0, CHANGED]
    search.run = None
    assert found() == [None] * 4


def test_it_says_what_program_and_process_it_is(app: Flask) -> None:
    builds = [dict(labels) for name, labels in samples(app) if name == "svodka_build_info"]
    assert [build["version"] for build in builds] == [program_version()]
    assert counted(app, "process_resident_memory_bytes") > 1e6


@pytest.mark.parametrize("setting", ["", "0"])
def test_it_is_not_there_unless_asked_for(setting: str) -> None:
    app = create_app({"METRICS": setting}, search=FakeSearch(articles(1)))
    assert app.test_client().get("/metrics").status_code == 404
    assert app.test_client().get("/?q=Баку").status_code == 200


def test_the_environment_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_METRICS", "1")
    assert (
        create_app(search=FakeSearch(articles(1))).test_client().get("/metrics").status_code == 200
    )
    monkeypatch.setenv("SVODKA_METRICS", "yes")
    with pytest.raises(SettingError, match="SVODKA_METRICS: «yes» is neither 1"):
        create_app(search=FakeSearch(articles(1)))


def test_applications_do_not_share_their_counts(app: Flask) -> None:
    other = counting(FakeSearch(articles(1)))
    other.test_client().get("/?q=Баку")
    assert counted(other, "svodka_searches_total") == 1
    assert counted(app, "svodka_searches_total") == 0
