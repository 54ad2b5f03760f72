"""Programs find their way: addresses in answers, misspelt parameters, pages of other sites."""

from typing import Any
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.indexer.errors import SettingError
from svodka.webapp.app import create_app
from svodka.webapp.middleware.cors import origins
from svodka.webapp.middleware.password import hashed

DASHBOARD = "https://dashboard.example.org"
ASKED = {"Origin": DASHBOARD, "Access-Control-Request-Method": "GET"}


def client(**config: object) -> FlaskClient:
    return create_app(config, search=FakeSearch(articles(37))).test_client()


def test_pages_lead_to_each_other() -> None:
    ours, address, seen = client(), "/api/search?q=товарооборот&limit=9&source=ТАСС&page=", []
    address += "1"
    while address:
        page = ours.get(address).json
        seen += [result["id"] for result in page["results"]]
        address, before = page["next"], page["prev"]
    assert len(seen) == len(set(seen)) == 37
    assert ours.get(before).json["page"] == 4
    assert ours.get("/api/search?q=товарооборот&limit=9").json["prev"] is None
    assert ours.get("/api/search?q=жираф&page=3").json["prev"] is None
    past = ours.get("/api/search?q=товарооборот&limit=9&page=40").json
    assert (past["results"], past["next"]) == ([], None)
    assert ours.get(past["prev"]).json["page"] == 5


def test_lines_lead_to_each_other() -> None:
    first = client().get("/api/concordance?q=товарооборот&limit=30").json
    assert first["prev"] is None
    second = client().get(first["next"]).json
    assert (second["page"], second["next"]) == (2, None)
    assert client().get(first["lines"][0]["page_url"]).status_code == 200


def test_addresses_are_those_of_the_site() -> None:
    ours = client(ADDRESS="https://news.example.org/archive/")
    page = ours.get("/api/search?q=товарооборот").json
    assert page["results"][0]["page_url"] == "https://news.example.org/archive/article/t1"
    assert page["next"] == (
        f"https://news.example.org/archive/api/search?q={quote('товарооборот')}&page=2"
    )
    article = ours.get("/api/articles/t1").json
    assert article["page_url"] == "https://news.example.org/archive/article/t1"
    assert client().get(client().get("/api/articles/t1").json["page_url"]).status_code == 200


@pytest.mark.parametrize(
    ("path", "misspelt", "meant"),
    [
        ("/api/search", "sourse", "source"),
        ("/api/search", "Limit", "limit"),
        ("/api/concordance", "odrer", "order"),
        ("/api/articles/t1", "query", None),
        ("/suggest", "limits", "limit"),
        ("/feed.atom", "sorce", "source"),
        ("/export.csv", "seperator", "separator"),
        ("/export.jsonl", "separator", None),
    ],
)
def test_a_misspelt_parameter_is_refused(path: str, misspelt: str, meant: str | None) -> None:
    answer = client().get(f"{path}?q=товарооборот&{misspelt}=ТАСС")
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert f"There is no parameter «{misspelt}»." in answer.json["detail"]
    assert (f"Did you mean «{meant}»?" if meant else "The parameters are") in answer.json["detail"]


def test_a_person_reads_which_parameter_is_unknown() -> None:
    answer = client().get("/export.csv?q=товарооборот&<b>=1", headers={"Accept": "text/html,*/*"})
    assert (answer.status_code, answer.mimetype) == (400, "text/html")
    assert "Параметра «&lt;b&gt;» в этом адресе не бывает." in answer.text


@pytest.mark.parametrize(
    "path", ["/search?q=а&utm_source=mail", "/healthz?now=1", "/api/openapi.json?v=2", "/api?x=1"]
)
def test_others_take_any_parameter(path: str) -> None:
    assert client().get(path).status_code == 200


def test_links_of_pages_are_known() -> None:
    """A page of results links to exports and the feed with all that it was asked with."""
    asked = "q=товарооборот&page=2&sort=oldest&as_typed=1&fold=0&strict=1&from=2024&source=ТАСС"
    for path in ("/feed.atom", "/export.csv", "/export.ris", "/api/concordance"):
        assert client().get(f"{path}?{asked}").status_code == 200


def test_dates_in_the_wrong_order_are_an_answer() -> None:
    answer = client().get("/api/search?q=товарооборот&from=2025&to=2024")
    assert (answer.status_code, answer.json["total"]) == (200, 37)


@pytest.mark.parametrize("config", [{}, {"CORS": "https://other.example.org"}])
def test_other_sites_read_nothing_unless_allowed(config: dict[str, object]) -> None:
    for method in ("GET", "OPTIONS"):
        answer = client(**config).open("/api/search?q=а", method=method, headers=ASKED)
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("allowed", [f"https://other.example.org, {DASHBOARD}/", "*"])
def test_allowed_sites_read_answers_for_programs(allowed: str) -> None:
    ours = client(CORS=allowed)
    for path in ("/api/search?q=а", "/api/search?page=0", "/export.csv?q=а", "/suggest?q=а"):
        answer = ours.get(path, headers={"Origin": DASHBOARD})
        assert answer.headers["Access-Control-Allow-Origin"] == DASHBOARD
        assert "X-Total-Count" in answer.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Origin" in answer.vary
    assert "Origin" in ours.get("/api/search?q=а").vary
    for path in ("/search?q=а", "/article/t1", "/about"):
        assert "Access-Control-Allow-Origin" not in ours.get(path, headers=ASKED).headers


def test_a_password_does_not_stop_the_question_whether_one_may_ask() -> None:
    ours = client(CORS=DASHBOARD, PASSWORD_HASH=hashed("тайна"))
    may = ours.options("/api/search", headers=ASKED)
    assert may.status_code == 204
    assert may.headers["Access-Control-Allow-Headers"] == "Authorization, If-None-Match"
    refused = ours.get("/api/search?q=а", headers={"Origin": DASHBOARD})
    assert refused.status_code == 401
    assert refused.headers["Access-Control-Allow-Origin"] == DASHBOARD
    assert ours.options("/api/search", headers={"Origin": DASHBOARD}).status_code == 401


@pytest.mark.parametrize(
    "written", ["dashboard.example.org", "https://a/b", "https://a,*", "null", "https://a b"]
)
def test_a_wrong_origin_is_a_wrong_setting(written: str) -> None:
    with pytest.raises(SettingError, match=r"^SVODKA_CORS: «"):
        origins(written)


def test_origins_are_written_as_browsers_send_them() -> None:
    written: Any = "https://Пример.РФ:443/, http://LOCALHOST:3000"
    assert origins(written) == {"https://xn--e1afmkfd.xn--p1ai", "http://localhost:3000"}


@pytest.mark.parametrize(
    ("config", "address"),
    [({}, "АДРЕС_САЙТА/api/search"), ({"ADDRESS": "https://a.org/"}, "https://a.org/api/search")],
)
def test_people_read_about_the_api(config: dict[str, object], address: str) -> None:
    ours = client(**config)
    page = ours.get("/api").text
    assert f"curl --get {address} --data-urlencode" in page
    assert 'href="/api"' in ours.get("/about").text
    assert "паролем" not in page
