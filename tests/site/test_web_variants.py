"""The same article in other formats, and addresses with one meaning for any id."""

import json
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.indexer.article import Article
from svodka.indexer.sources import Root, read, walk
from svodka.webapp.app import create_app
from svodka.webapp.pages.article import plain

IDS = [
    "t",
    "t.txt",
    "t.html",
    "t.html.html",
    "t.json",
    "t.bib",
    "t.ris",
    "t.txt.json",
    ".txt",
    "a b",
    "ё.тхт",
    "~0",
    "a+b%2F?#&",
    "%41",
]


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch(
        [Article(id, f"Статья {number}", "Текст.", "x.txt") for number, id in enumerate(IDS)]
    )


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app({"TESTING": True}, search=search).test_client()


@pytest.mark.parametrize("number", range(len(IDS)))
def test_every_id_has_its_own_addresses(client: FlaskClient, number: int) -> None:
    app = client.application
    with app.test_request_context():
        page, text, record, api, bib = (
            app.url_for(f"{endpoint}", id=IDS[number])
            for endpoint in (
                "pages.article",
                "reading.text",
                "reading.record",
                "reading.api_record",
                "reading.bib",
            )
        )
    assert f'itemprop="headline">Статья {number}</h1>' in client.get(page).text
    assert client.get(text).text == f"Статья {number}\n\nТекст.\n"
    assert client.get(record).json["id"] == client.get(api).json["id"] == IDS[number]
    assert f"title = {{{{Статья {number}}}}}" in client.get(bib).text


def test_the_addresses_of_common_ids_are_plain(client: FlaskClient) -> None:
    with client.application.test_request_context():
        assert client.application.url_for("pages.article", id="news-1.2") == "/article/news-1.2"
        assert (
            client.application.url_for("pages.article", id="report.txt")
            == "/article/report.txt.html"
        )


@pytest.mark.parametrize(
    "id", ["report.txt", "report.json", "report.bib", "report.ris", "report.html"]
)
def test_an_id_that_ends_as_a_format_is_found_without_the_ending_too(id: str) -> None:
    client = create_app(search=FakeSearch([Article(id, "Доклад", "Текст.", "x")])).test_client()
    answer = client.get(f"/article/{id}?q=доклад&q=2")
    assert answer.status_code == 302
    assert unquote(answer.headers["Location"]) == f"/article/{id}.html?q=доклад&q=2"
    assert client.get(f"/article/{id}", follow_redirects=True).status_code == 200


def test_plain_text(client: FlaskClient) -> None:
    answer = (
        create_app(search=FakeSearch(articles(3)))
        .test_client()
        .get("/article/t3.txt?q=товарооборот")
    )
    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text == (
        "Товарооборот вырос, сообщение 3\n"
        "Дата: 2024-08-04\n"
        "Источник: ТАСС\n"
        "Рубрика: Экономика\n"
        "Ссылка: https://example.org/3\n\n"
        "Первый абзац о переговорах.\n\nО торговле\n\nКак отметили в Баку, товарооборот за день "
        "3 вырос.\n"
    )


@pytest.mark.parametrize("date", ["2024-08-19", "2024-08-19T14:05:00+03:00", None])
def test_plain_text_can_be_indexed_again(tmp_path: Path, date: str | None) -> None:
    article = Article(
        "a", "Паром пришёл в порт", "Паром пришёл утром.\nО погрузке\nПогрузка идёт.", "a.txt",
        date,
        "Волна", "Порт", "Иван Петров", "https://example.org/1",
    )  # fmt: skip
    (tmp_path / "a.txt").write_text(plain(article), "utf-8")
    again = read(
        next(walk([Root.at(tmp_path)], lambda path, reason: pytest.fail(f"{path}: {reason}")))
    )
    for name in ("title", "text", "date", "source", "section", "author", "url"):
        assert getattr(again, name) == getattr(article, name), name


def test_json() -> None:
    client = create_app(search=FakeSearch(articles(3))).test_client()
    answer = client.get("/api/articles/t3", query_string={"q": "баку"})
    assert answer.content_type == "application/json"
    found = client.get("/api/search", query_string={"q": "товарооборот"}).json["results"][2]
    record = json.loads(answer.data)
    text = (
        "Первый абзац о переговорах.\nО торговле\n"
        "Как отметили в Баку, товарооборот за день 3 вырос."
    )
    assert record == {
        **{
            name: found[name]
            for name in ("id", "title", "date", "source", "section", "author", "url", "path")
        },
        "title_marks": [],
        "page_url": record["page_url"],
        "published": "2024-08-04",
        "text": text,
        "text_marks": [[text.index("Баку"), text.index("Баку") + 4]],
    }
    assert record["page_url"].startswith("/article/t3")
    assert client.get("/article/t3.json?q=баку").json == record


def test_citations_are_files(client: FlaskClient) -> None:
    for ending, mimetype in (
        ("bib", "application/x-bibtex"),
        ("ris", "application/x-research-info-systems"),
    ):
        answer = client.get(f"/article/t.{ending}")
        assert answer.content_type == f"{mimetype}; charset=utf-8"
        assert answer.headers["Content-Disposition"] == f'attachment; filename="t.{ending}"'
    assert client.get(f"/article/{quote('ё.тхт')}.ris").headers["Content-Disposition"].isascii()


def test_citations_lead_to_the_page_where_the_article_has_no_address(search: FakeSearch) -> None:
    client = create_app({"ADDRESS": "https://news.example.org/"}, search=search).test_client()
    assert "UR  - https://news.example.org/article/t\r\n" in client.get("/article/t.ris").text
    assert "UR  -" not in create_app(search=search).test_client().get("/article/t.ris").text


@pytest.mark.parametrize("ending", [".txt", ".json", ".bib", ".ris", ".html", ""])
def test_no_such_article(client: FlaskClient, ending: str) -> None:
    answer = client.get(f"/article/none{ending}")
    assert answer.status_code == 404
    assert answer.mimetype == ("application/problem+json" if ending == ".json" else "text/html")
    assert client.get(f"/api/articles/none{ending}").mimetype == "application/problem+json"
