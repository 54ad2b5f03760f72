"""A whole result as CSV and JSONL: complete, harmless, bounded, and of one state of the index."""

import csv
import io
import json
import tracemalloc
from pathlib import Path
from urllib.parse import unquote

import pytest
from filled import write
from flask.testing import FlaskClient
from hostile import some
from lxml import etree
from web_fake import FakeSearch, articles

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.indexer.errors import IndexMissing, RequestError, SettingError
from svodka.indexer.query.filters import Filters
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.webapp.app import create_app
from svodka.webapp.presentation.tables import harmless

NAMES = ["id", "title", "date", "source", "section", "author", "url", "path"]


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch(articles(37))


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app({"TESTING": True}, search=search).test_client()


def rows(data: bytes, delimiter: str = ",") -> list[list[str]]:
    assert data.startswith(b"\xef\xbb\xbf")
    return list(
        csv.reader(
            io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True
        )
    )


def test_a_table(client: FlaskClient) -> None:
    answer = client.get("/export.csv?q=товарооборот&sort=oldest&source=ТАСС")
    assert answer.content_type == "text/csv; charset=utf-8; header=present"
    assert answer.headers["X-Total-Count"] == answer.headers["X-Exported-Count"] == "37"
    table = rows(answer.data)
    assert table[0] == NAMES
    assert len(table) == 38
    title = "Товарооборот вырос, сообщение 28"
    assert table[1] == [
        *(
            "t28",
            title,
            "2024-08-01",
            "ТАСС",
            "Экономика",
            "",
            "https://example.org/28",
            "trade/28.txt",
        )
    ]
    assert answer.data.count(b"\r\n") == 38
    assert client.get("/export.csv?q=товарооборот&source=РИА").data.count(b"\r\n") == 1


def test_a_table_as_excel_opens_it_in_russia(client: FlaskClient) -> None:
    table = rows(client.get("/export.csv?q=товарооборот&separator=semicolon&text=1").data, ";")
    assert table[0] == [*NAMES, "text"]
    assert table[1][-1].startswith("Первый абзац о переговорах.\nО торговле\n")
    answer = client.get("/export.csv?q=товарооборот&separator=tab")
    assert answer.status_code == 400


def test_lines_of_json(client: FlaskClient, search: FakeSearch) -> None:
    search.articles.append(Article(id="x", title="=Товарооборот\n", text="", path="x.txt"))
    answer = client.get("/export.jsonl?q=товарооборот")
    assert answer.mimetype == "application/jsonl"
    records = [json.loads(line) for line in answer.text.splitlines()]
    assert len(records) == 38
    assert list(records[0]) == NAMES
    # Exported as it is: JSON needs no guard against spreadsheet formulas.
    assert records[-1]["title"] == "=Товарооборот\n"
    assert records[-1]["date"] is None
    assert "text" in json.loads(
        client.get("/export.jsonl?q=товарооборот&text=1").text.splitlines()[0]
    )


def test_files_have_names(client: FlaskClient) -> None:
    answer = client.get("/export.csv", query_string={"q": '"южный\r\nкавказ" /2024;'})
    disposition = answer.headers["Content-Disposition"]
    assert disposition.isascii()
    assert disposition.startswith("attachment; filename=svodka-20")
    assert "svodka-южный-кавказ-2024-20" in unquote(disposition)
    assert unquote(client.get("/export.jsonl?q=!!!").headers["Content-Disposition"]).endswith(
        ".jsonl"
    )


@pytest.mark.parametrize("payload", some())
def test_hostile_articles(payload: str) -> None:
    fields = dict.fromkeys(
        ("title", "text", "path", "date", "source", "section", "author", "url"), payload
    )
    client = create_app(search=FakeSearch([Article(id="a", **fields)])).test_client()
    word = {"q": payload.split()[0].encode("utf-8", "replace").decode()}
    for address in ("/export.csv", "/export.jsonl"):
        answer = client.get(address, query_string={**word, "text": "1"})
        assert answer.status_code == 200
        answer.data.decode("utf-8")
    assert all(
        len(row) == 9
        for row in rows(client.get("/export.csv", query_string={**word, "text": "1"}).data)
    )


@pytest.mark.parametrize(
    "cell", ["=1+1", "+7 495", "-5 градусов", "@имя", " =1", "\t=1", "\r=1", "＝1", "\u00a0=1"]
)
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    client = create_app(
        search=FakeSearch([Article("a", f"{cell} товар", "", "a.txt", author=cell)])
    ).test_client()
    row = rows(client.get("/export.csv?q=товар").data)[1]
    assert row[1] == f"'{cell} товар"
    assert row[5] == f"'{cell}"


@pytest.mark.parametrize(
    "cell",
    [
        "Курс; =1+9",
        "Курс ;=cmd|'/c calc'!A0",
        "Курс,-2+3",
        "Курс, - cmd|'/c calc'!A0",
        'Курс;"=1+1"',
        "Курс;\"'=1+1",
        "Курс\t@SUM(A1)",
        "Курс\n+7",
        "Курс\r\n;\u00a0＝1",
    ],
)
@pytest.mark.parametrize("separator", ["comma", "semicolon"])
def test_no_cell_is_a_formula_whichever_the_separator(cell: str, separator: str) -> None:
    article = Article("a", f"{cell} товар", cell, "a.txt", author=cell, source=cell)
    client = create_app(search=FakeSearch([article])).test_client()
    data = client.get(f"/export.csv?q=товар&text=1&separator={separator}").data.decode("utf-8-sig")
    for read_at in ",;\t":
        for row in csv.reader(io.StringIO(data, newline=""), delimiter=read_at):
            assert not [one for one in row if one.lstrip(' \u00a0"').startswith(tuple("=+-@＝"))]


@pytest.mark.parametrize(
    "cell", ["Он пришёл, - сказал Пётр, - и ушёл.", "", "Курс вырос", "— Нет", "«=»", "1-2", "а@б"]
)
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell


def test_the_bound_is_said(search: FakeSearch) -> None:
    client = create_app({"EXPORT_LIMIT": 5}, search=search).test_client()
    answer = client.get("/export.csv?q=товарооборот")
    assert len(rows(answer.data)) == 6
    assert (answer.headers["X-Total-Count"], answer.headers["X-Exported-Count"]) == ("37", "5")
    page = client.get("/search?q=товарооборот").text
    assert "Скачать первые 5\xa0статей:" in page
    assert (
        "Скачать результаты:"
        in create_app(search=search).test_client().get("/search?q=товарооборот").text
    )


def test_the_bound_is_a_number(monkeypatch: pytest.MonkeyPatch, search: FakeSearch) -> None:
    monkeypatch.setenv("SVODKA_EXPORT_LIMIT", "20")
    assert create_app(search=search).config["EXPORT_LIMIT"] == 20
    for wrong in ("0", "-1", "много", "1e9"):
        with pytest.raises(SettingError, match="SVODKA_EXPORT_LIMIT"):
            create_app({"EXPORT_LIMIT": wrong}, search=search)


def test_results_link_to_their_files(client: FlaskClient) -> None:
    page = etree.HTML(
        client.get("/search?q=товарооборот&source=ТАСС&sort=oldest&from=2024-08-10").data.decode()
    )
    links = page.xpath("//ul[contains(@class, 'exports')]//a/@href")
    files = []
    *addresses, feed, _list = links
    for address in addresses:
        with client.get(address) as answer:
            files.append(answer.data)
    tables, separated, lines, gost, bibtex, ris = files
    assert len(rows(tables)) == len(rows(separated, ";")) > 2
    number = len(rows(tables)) - 1
    assert len(lines.splitlines()) == len(gost.splitlines()) == number
    assert (bibtex.count(b"langid = {russian}"), ris.count(b"TY  - NEWS")) == (number, number)
    assert client.get(feed).mimetype == "application/atom+xml"


def test_errors_come_before_the_file(client: FlaskClient, search: FakeSearch) -> None:
    for path in ("/export.csv", "/export.jsonl"):
        assert client.get(f"{path}?q=товарооборот&sort=best").status_code == 400
        assert client.get(f"{path}?q=товарооборот&text=да").status_code == 400
        with client.head(f"{path}?q=товарооборот") as head:
            assert head.headers["X-Total-Count"] == "37"
        assert len(client.get(path).data.splitlines()) <= 1
    search.failure = IndexMissing("No index.")
    assert client.get("/export.csv?q=товарооборот").status_code == 503


@pytest.fixture
def index(tmp_path: Path) -> str:
    url = f"whoosh:{tmp_path / 'index'}"
    text = "Завод отчитался о работе за год. " * 40
    many = [
        Article(
            f"a{n}",
            f"Завод, отчёт {n}",
            f"{text}\nОтчёт {n}.",
            f"{n}.txt",
            f"{2000 + n % 20}-01-01",
        )
        for n in range(400)
    ]
    many[7] = Article("a7", "Завод на реке", text, "7.txt", "2010-05-05", source="Вестник")
    write(open_engine(url), many, fresh=True)
    return url


def test_an_export_holds_what_pages_hold(index: str) -> None:
    search = Search(index)
    for query, sort in (("завод", "relevance"), ("отчёт -река", "newest"), ("завод", "oldest")):
        pages = [
            search.page(SearchRequest(query, page=page, limit=100, sort=sort)).results
            for page in range(1, 5)
        ]
        export = search.export(SearchRequest(query, sort=sort), limit=1000)
        assert [one.id for one in export.articles] == [
            result.article.id for page in pages for result in page
        ]
        assert export.size == export.total >= 399
    narrowed = search.export(SearchRequest("завод", filters=Filters(source=("Вестник",))), limit=10)
    assert [one.id for one in narrowed.articles] == ["a7"]
    assert search.export(SearchRequest("pfdjl"), limit=10).total == 400  # corrected, like pages
    assert search.export(SearchRequest("pfdjl", correct=False), limit=10).total == 0
    assert list(search.export(SearchRequest(""), limit=10).articles) == []
    with pytest.raises(RequestError):
        search.export(SearchRequest("завод", sort="best"), limit=10)  # type: ignore[arg-type]


def test_a_rebuild_does_not_mix_into_an_export(index: str) -> None:
    client = create_app({"INDEX": index}).test_client()
    answer = client.get("/export.jsonl?q=завод&text=1", buffered=False)
    stretches = iter(answer.response)
    read = next(stretches)
    write(open_engine(index), [Article("new", "Новый завод", "Завод.", "new.txt")], fresh=True)
    assert client.get("/api/search?q=завод").json["total"] == 1
    read += b"".join(stretches)
    ids = [json.loads(line)["id"] for line in read.decode().splitlines()]
    assert sorted(ids) == sorted(f"a{n}" for n in range(400))


def test_memory_stays_flat(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svodka.webapp.feeds.export.STRETCH", 1 << 12)
    client = create_app({"INDEX": index}).test_client()
    client.get("/export.jsonl?q=завод&text=1")  # fills the caches of words
    tracemalloc.start()
    try:
        size = sum(map(len, client.get("/export.jsonl?q=завод&text=1", buffered=False).response))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert size > 900_000
    assert peak < size / 4
