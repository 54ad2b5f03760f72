"""The language of the pages: by the browser's header, by choice, and back to the same page."""

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.webapp.app import create_app

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}


@pytest.fixture
def client() -> FlaskClient:
    return create_app({"TESTING": True}, search=FakeSearch(articles(12))).test_client()


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        *[
            ("", "ru"),
            ("ru", "ru"),
            ("en", "en"),
            ("en-US,en;q=0.9,ru;q=0.8", "en"),
            ("kk,ru;q=0.8,en;q=0.5", "ru"),
        ],
        *[("de,fr;q=0.5", "ru"), ("*", "ru"), ("en;q=0.1,ru;q=0.2", "ru"), (";;;q=ы", "ru")],
    ],
)
def test_the_browser_is_heard(client: FlaskClient, wish: str, language: str) -> None:
    answer = client.get("/nowhere", headers={"Accept-Language": wish.encode().decode("latin-1")})
    assert f'<html lang="{language}">' in answer.text
    assert ("There is no such page" if language == "en" else "Такой страницы нет") in answer.text
    assert answer.headers["Content-Language"] == language
    assert set(answer.vary) == {"Accept-Language", "Cookie", "Accept-Encoding"}


def test_a_choice_is_remembered_and_leads_back(client: FlaskClient) -> None:
    here = (
        "/search?q=%D1%82%D0%BE%D0%B2%D0%B0%D1%80%D0%BE%D0%BE%D0%B1%D0%BE%D1%80%D0%BE%D1%82&page=2"
    )
    assert f'name="to" value="{here.replace("&", "&amp;")}"' in client.get(here).text
    answer = client.post("/language", data={"language": "en", "to": here})
    assert (answer.status_code, answer.headers["Location"]) == (303, here)
    cookie = answer.headers["Set-Cookie"]
    assert all(
        part in cookie for part in ("language=en", "Max-Age=", "HttpOnly", "Path=/", "SameSite=Lax")
    )
    assert "Secure" not in cookie
    assert '<html lang="en">' in client.get(here, headers={"Accept-Language": "ru"}).text
    client.post("/language", data={"language": "ru", "to": here})
    assert '<html lang="ru">' in client.get(here, headers=ENGLISH).text
    assert (
        "Secure"
        in client.post("https://localhost/language", data={"language": "ru"}).headers["Set-Cookie"]
    )


@pytest.mark.parametrize(
    "to",
    [
        *[
            "",
            "https://example.org/",
            "//example.org",
            "/\\example.org",
            "\\\\example.org",
            "/\t/example.org",
            "search?q=a",
        ],
        *[
            " /search",
            "/a b",
            "/a\r\nSet-Cookie: b=c",
            "javascript:alert(1)",
            "/\x00",
            "///example.org",
            "/%0d%0a\n",
        ],
    ],
)
def test_no_choice_leads_elsewhere(client: FlaskClient, to: str) -> None:
    answer = client.post("/language", data={"language": "en", "to": to})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    assert answer.headers.getlist("Set-Cookie")[0].startswith("language=en")


def test_what_is_no_language_is_refused(client: FlaskClient) -> None:
    for language in ("", "de", "../en", "EN"):
        answer = client.post("/language", data={"language": language, "to": "/"})
        assert answer.status_code == 400
        assert "Set-Cookie" not in answer.headers
        assert "Допустимые языки" in answer.text
        assert 'name="to" value="/"' in answer.text, "the page of a form is nowhere to come back to"
    client.set_cookie("language", "de")
    assert '<html lang="ru">' in client.get("/nowhere").text
    assert client.get("/language").status_code == 405


def test_an_address_without_end_is_not_repeated(client: FlaskClient) -> None:
    answer = client.get("/search?q=" + "a" * 100_000)
    assert 'name="to" value="/"' in answer.text


def test_answers_without_texts_have_no_language(client: FlaskClient) -> None:
    for address in ("/static/site.css", "/api/search?q=товарооборот"):
        headers = client.get(address, headers=ENGLISH, buffered=True).headers
        assert "Content-Language" not in headers
        assert headers["Vary"] == "Accept-Encoding"


def test_a_site_below_a_folder_stays_there() -> None:
    client = create_app({"TESTING": True}, search=FakeSearch([])).test_client()
    html = client.get("/nowhere?q=a", base_url="http://localhost/news/").text
    assert 'name="to" value="/news/nowhere?q=a"' in html
    assert 'data-suggest="/news/suggest"' in html
    answer = client.post(
        "/language", base_url="http://localhost/news/", data={"language": "en", "to": "//a"}
    )
    assert answer.headers["Location"] == "/news/"
    assert "Path=/news/" in answer.headers["Set-Cookie"]
