"""One part of an answer fails: the reader gets the rest, and a notice."""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from filled import write
from flask import Flask
from monitored import Written, counting
from monitored import counted as metric
from running import soon

import svodka.indexer.results.answer
import svodka.indexer.results.concordance
import svodka.indexer.results.gathering
import svodka.indexer.results.lines
import svodka.indexer.results.lookup
import svodka.indexer.results.marked_article
import svodka.indexer.results.overview
import svodka.indexer.results.page
import svodka.indexer.results.serialize
import svodka.webapp.feeds.atom
import svodka.webapp.feeds.browser_search
import svodka.webapp.feeds.export
import svodka.webapp.presentation.citation
import svodka.webapp.presentation.fragments
import svodka.webapp.presentation.markup
import svodka.webapp.presentation.narrowing
from svodka.indexer.article import Article
from svodka.indexer.bulkhead import PARTS, Bulkhead, UnreadArticle
from svodka.indexer.commands.cli import cli
from svodka.indexer.commands.language import use
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.whoosh.read import facets
from svodka.indexer.engines.whoosh.read.segments import OpenSegment
from svodka.indexer.errors import IndexCorrupt, RequestError
from svodka.indexer.results.failure_notices import failure_notices
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.indexer.suggest.completions import Suggester
from svodka.webapp.app import create_app
from svodka.webapp.monitoring.logs import Logging
from svodka.webapp.presentation.terminal import speaker

SECRET = "тайнопись"  # a word in the failure, perhaps from a query; no log may have it
BAD = "n4"
NS = "{http://www.w3.org/2005/Atom}"
DEEDS = (
    "открыли",
    "закрыли",
    "расширили",
    "осмотрели",
    "продали",
    "купили",
    "отстояли",
    "покрасили",
    "заняли",
    "обнесли",
)


class Broken(Exception):
    """A fault in the code of Svodka."""


@dataclass
class Site:
    """An index of ten articles about ports, searched and served."""

    url: str
    search: Search
    app: Flask
    log: Written

    def get(self, address: str) -> Any:
        return self.app.test_client().get(address)

    def expect_failure(self, part: str, number: float = 1) -> None:
        """The failure must be counted by its part, and logged as an error without its words."""
        assert metric(self.app, "svodka_part_failures_total", part=part) == number
        records = [record for record in self.log.records() if record.get("part") == part]
        assert records
        for record in records:
            assert (record["level"], record["event"]) == ("error", "part failed")
            assert record["error"] == "Broken"
            assert "test_result_failures.py" in record["traceback"]
        assert SECRET not in self.log.text
        assert json.dumps(SECRET)[1:-1] not in self.log.text


def news() -> list[Article]:
    """Ten articles, each about another deed at a port."""
    whole = []
    for number, deed in enumerate(DEEDS):
        text = (
            f"Порт номер {number} {deed} летом. Причал и склад у порта {deed}, буксир ждёт у "
            f"пирса номер {number}."
        )
        source, section = ("ТАСС", "Море") if number % 2 else ("Вестник", "Суша")
        whole.append(
            Article(f"n{number}", f"Порт {deed}: итоги дня {number}", text, f"{number}.txt",
                    f"2024-08-{number + 1:02}", source, section)
        )  # fmt: skip
    return whole


@pytest.fixture
def in_russian() -> Iterator[None]:
    """Let the command line speak Russian, as a Russian locale does."""
    use(speaker("ru"))
    yield
    use(speaker("en"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    url = f"whoosh:{tmp_path / 'index'}"
    write(open_engine(url), news(), fresh=True)
    search = Search(url)
    log = Written(Logging("json"))
    yield Site(url, search, counting(search), log)  # type: ignore[arg-type]
    search.close()


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[type[Exception]], None]:
    """Make the engine fail to read one of the ten articles."""
    original = OpenSegment.article

    def begin(kind: type[Exception] = Broken) -> None:
        def article(self: OpenSegment, doc: int) -> Article:
            read = original(self, doc)
            if read.id == BAD:
                raise kind(SECRET)
            return read

        monkeypatch.setattr(OpenSegment, "article", article)

    return begin


def fails(
    monkeypatch: pytest.MonkeyPatch,
    owner: Any,
    name: str,
    about: Callable[..., bool] = lambda *_, **__: True,
) -> None:
    """Make a function fail for arguments that satisfy ``about``."""
    original = getattr(owner, name)

    def failing(*arguments: Any, **options: Any) -> Any:
        if about(*arguments, **options):
            raise Broken(SECRET)
        return original(*arguments, **options)

    monkeypatch.setattr(owner, name, failing)


def of_bad(*arguments: Any, **_: Any) -> bool:
    """True if a call concerns the article that fails."""
    first = arguments[0]
    return getattr(first, "id", getattr(getattr(first, "article", None), "id", "")) == BAD


def lines(html: str) -> list[str]:
    return re.findall(r"<li>\s*<article.*?</article>", html, re.DOTALL)


def notices(html: str) -> list[str]:
    listed = re.search(r'<ul class="notices">(.*?)</ul>', html, re.DOTALL)
    return re.findall("<li>(.*?)</li>", listed[1]) if listed else []


def one_of_ten(html: str, title: str) -> None:
    found = lines(html)
    bad = [line for line in found if "Эту статью показать не удалось." in line]
    assert (len(found), len(bad)) == (10, 1)
    assert f'href="/article/{BAD}' in bad[0]
    assert title in bad[0]
    assert notices(html) == ["Не удалось показать статей: 1."]
    assert "Найдено 10" in html


def test_an_answer_without_failures_says_nothing_of_them(site: Site) -> None:
    assert notices(site.get("/search?q=порт").text) == []
    assert "failures" not in site.get("/api/search?q=порт").json
    assert all(metric(site.app, "svodka_part_failures_total", part=part) == 0 for part in PARTS)


@pytest.mark.parametrize(
    "kind", [Broken, AttributeError, OSError, RecursionError, ZeroDivisionError]
)
def test_an_article_that_cannot_be_read(site: Site, unread: Any, kind: type[Exception]) -> None:
    unread(kind)
    answer = site.get("/search?q=порт")
    assert answer.status_code == 200
    one_of_ten(answer.text, BAD)
    record = site.get("/api/search?q=порт&limit=20").json
    assert (record["total"], len(record["results"])) == (10, 10)
    (bad,) = (result for result in record["results"] if result.get("failed"))
    assert (bad["id"], bad["path"], bad["title"]) == (BAD, "4.txt", "")
    assert record["notices"] == ["Не удалось показать статей: 1."]
    assert record["failures"] == [{"part": "result", "id": BAD, "title": None}]


def test_failures_of_results_are_told(site: Site, unread: Any) -> None:
    unread()
    site.get("/search?q=порт")
    site.expect_failure("result")
    (record,) = (one for one in site.log.records() if one.get("part") == "result")
    assert record["article"] == BAD
    assert record["request_id"]


@pytest.mark.parametrize("kind", [ValueError, KeyError, IndexCorrupt])
@pytest.mark.parametrize(
    "address", ["search?q=порт", "api/search?q=порт", "feed.atom?q=порт", "api/concordance?q=порт"]
)
def test_damage_is_still_no_such_failure(
    site: Site, unread: Any, kind: type[Exception], address: str
) -> None:
    unread(kind)
    answer = site.get(f"/{address}")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert all(metric(site.app, "svodka_part_failures_total", part=part) == 0 for part in PARTS)


@pytest.mark.parametrize("name", ["marked", "passages"])
def test_a_result_whose_words_cannot_be_marked(
    site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    needle = "номер 4" if name == "passages" else "дня 4"
    fails(
        monkeypatch,
        svodka.indexer.results.page,
        name,
        lambda *given: any(needle in str(one) for one in given[:2]),
    )
    answer = site.get("/search?q=порт")
    assert answer.status_code == 200
    one_of_ten(answer.text, "Порт продали: итоги дня 4")
    site.expect_failure("result")
    record = site.get("/api/search?q=порт").json
    (bad,) = (result for result in record["results"] if result.get("failed"))
    assert (bad["id"], bad["title"], bad["source"]) == (BAD, "Порт продали: итоги дня 4", "Вестник")


def test_a_result_that_cannot_be_written_as_html(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, svodka.webapp.presentation.markup, "mark")
    site.app.jinja_env.filters["mark"] = lambda marked: (
        svodka.webapp.presentation.markup.mark(marked) if "дня 4" in marked.text else marked.text
    )
    answer = site.get("/search?q=порт")
    assert answer.status_code == 200
    one_of_ten(answer.text, "Порт продали: итоги дня 4")
    site.expect_failure("result")


def test_a_result_that_cannot_be_written_as_json(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, svodka.indexer.results.serialize, "_result", of_bad)
    record = site.get("/api/search?q=порт").json
    assert [result["id"] for result in record["results"] if result.get("failed")] == [BAD]
    assert len(record["results"]) == 10
    assert record["notices"] == ["Не удалось показать статей: 1."]
    site.expect_failure("result")


def test_counts(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fails(monkeypatch, facets.Dictionaries, "counts")
    answer = site.get("/search?q=порт")
    assert (answer.status_code, len(lines(answer.text))) == (200, 10)
    assert "Не удалось сосчитать найденное по датам, источникам и другим признакам." in notices(
        answer.text
    )
    assert "Сосчитать найденное не удалось" in answer.text
    assert "from=" in answer.text  # dates can still be chosen
    record = site.get("/api/search?q=порт&counts=1").json
    assert (record["counts"], record["total"]) == (None, 10)
    assert record["notices"] == [
        "Не удалось сосчитать найденное по датам, источникам и другим признакам."
    ]
    assert site.get("/api/search?q=порт").json["notices"] == []  # they were not requested
    assert metric(site.app, "svodka_part_failures_total", part="counts") >= 2
    assert site.get("/").status_code == 200


def test_a_facet_and_the_time_line(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fails(
        monkeypatch,
        svodka.webapp.presentation.narrowing.Narrowing,
        "_choice",
        lambda _self, name, _bucket: name == "source",
    )
    answer = site.get("/search?q=порт")
    assert answer.status_code == 200
    assert "Рубрика" in answer.text
    assert "<h2>Источник</h2>" not in answer.text
    assert notices(answer.text) == ["Не удалось показать фильтров: 1."]
    site.expect_failure("facet")
    # The replacement takes other arguments, so its call fails.
    monkeypatch.setattr(
        "svodka.webapp.pages.result_view.chart",
        svodka.webapp.presentation.narrowing.Narrowing._choice,
    )
    answer = site.get("/search?q=порт")
    assert (answer.status_code, len(lines(answer.text))) == (200, 10)
    assert "Не удалось показать найденное во времени." in notices(answer.text)


@pytest.mark.parametrize(
    ("step", "part"),
    [("_corrected", "correction"), ("_relaxed", "relaxation"), ("_with_cognates", "relaxation")],
)
@pytest.mark.usefixtures("in_russian")
def test_what_is_looked_for_in_place_of_the_query(
    site: Site, monkeypatch: pytest.MonkeyPatch, step: str, part: str
) -> None:
    nothing, searching = ("Ничего не нашлось", "статей нет"), ["search", "--index", site.url]
    empty = site.get("/search?q=шоггот").text
    assert all(said in empty for said in nothing)
    assert "Ничего не найдено" in CliRunner().invoke(cli, [*searching, "шоггот"]).stderr
    fails(monkeypatch, svodka.indexer.results.answer, step)
    answer = site.get("/search?q=ктулху")
    assert answer.status_code == 200
    assert "Поиск не закончен" in answer.text
    assert not any(said in answer.text for said in nothing)
    wanted = failure_notices(site.search.page(SearchRequest("ктулху")).failures)
    assert wanted[0] in notices(answer.text)
    site.expect_failure(part)
    assert wanted[0] in site.get("/api/search?q=ктулху").json["notices"]
    assert metric(site.app, "svodka_searches_empty_total") == 1  # that of «шоггот»
    ended = CliRunner().invoke(cli, [*searching, "ктулху"])
    assert ended.exit_code == 2
    assert "Ничего не найдено" not in ended.stderr
    assert wanted[0] in ended.stderr
    file = site.get("/export.jsonl?q=ктулху").text
    assert [json.loads(line)["failed"] for line in file.splitlines()] == [True]


def test_wider(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fails(monkeypatch, svodka.indexer.results.answer, "_wider")
    record = site.get("/api/search?q=продали").json
    assert (record["total"], record["wider"]) == (1, None)
    assert record["notices"] == ["Не удалось узнать, сколько статей с однокоренными словами."]
    site.expect_failure("wider")


def test_the_collection_as_a_whole(
    site: Site, monkeypatch: pytest.MonkeyPatch, unread: Any
) -> None:
    fails(monkeypatch, svodka.indexer.results.overview, "examples")
    for _ in range(2):
        answer = site.get("/")
        assert answer.status_code == 200
        assert "В архиве 10" in answer.text
        assert notices(answer.text) == ["Не удалось собрать все сведения об архиве."]
    site.expect_failure("overview")  # once, though it is shown twice
    fails(monkeypatch, Search, "overview")
    for address in ("/", "/search?q=порт"):
        answer = site.get(address)
        assert answer.status_code == 200
        assert notices(answer.text) == ["Не удалось собрать все сведения об архиве."]


@pytest.mark.parametrize("text", ["", "&text=1"])
def test_files(site: Site, unread: Any, text: str) -> None:
    unread()
    answer = site.get(f"/export.csv?q=порт&sort=oldest{text}")
    assert answer.status_code == 200
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline=""), strict=True))
    assert len({len(row) for row in rows}) == 1
    assert [row[0] for row in rows[1:]] == [
        *(f"n{number}" for number in range(10) if number != 4),
        BAD,
    ]
    assert rows[-1][1] == "Эту статью выгрузить не удалось."
    site.expect_failure("row")
    written = [
        json.loads(line)
        for line in site.get(f"/export.jsonl?q=порт&sort=oldest{text}").text.splitlines()
    ]
    assert [record["id"] for record in written[:-1]] == [
        f"n{number}" for number in range(10) if number != 4
    ]
    notice = "Эту статью выгрузить не удалось."
    assert written[-1] == {
        "part": "row",
        "id": BAD,
        "title": None,
        "failed": True,
        "notice": notice,
    }


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_an_article_that_cannot_be_written(
    site: Site, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    fails(monkeypatch, svodka.webapp.feeds.export, "export_record", of_bad)
    found = site.get(f"/export.{ending}?q=порт").text.splitlines()
    assert len(found) == 10 + (ending == "csv")
    assert BAD in found[-1]
    assert "Порт продали: итоги дня 4" in found[-1]
    assert "Эту статью выгрузить не удалось." in found[-1]
    site.expect_failure("row")


def test_very_many_failures_are_counted_and_a_few_are_logged(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(
        open_engine(site.url),
        [Article(f"m{n}", f"Порт {n}", "Порт.", f"m{n}.txt") for n in range(30)],
    )
    fails(monkeypatch, svodka.webapp.feeds.export, "export_record")
    assert len(site.get("/export.jsonl?q=порт").text.splitlines()) == 40
    assert metric(site.app, "svodka_part_failures_total", part="row") == 40
    assert sum(record.get("part") == "row" for record in site.log.records()) == 10
    assert site.log.records()[-1]["event"] == "parts failed"


@pytest.mark.parametrize("by", ["reading", "writing"])
def test_a_feed(site: Site, monkeypatch: pytest.MonkeyPatch, unread: Any, by: str) -> None:
    if by == "reading":
        unread()
    else:
        fails(monkeypatch, svodka.webapp.feeds.atom, "_entry", of_bad)
    answer = site.get("/feed.atom?q=порт")
    assert answer.status_code == 200
    assert "ETag" not in answer.headers  # the same index may give another feed next time
    top = ElementTree.fromstring(answer.data)
    entries = top.findall(f"{NS}entry")
    bad = [
        one for one in entries if one.findtext(f"{NS}summary") == "Эту статью показать не удалось."
    ]
    assert (len(entries), len(bad)) == (10, 1)
    link = bad[0].find(f"{NS}link")
    assert link is not None
    assert link.attrib["href"].endswith(f"/article/{BAD}")
    assert all(one.findtext(f"{NS}id") and one.findtext(f"{NS}updated") for one in entries)
    assert "Не удалось показать статей" in str(top.findtext(f"{NS}subtitle"))
    site.expect_failure("result" if by == "reading" else "entry")


@pytest.mark.parametrize("by", ["reading", "marking", "one line", "writing"])
def test_a_concordance(site: Site, monkeypatch: pytest.MonkeyPatch, unread: Any, by: str) -> None:
    if by == "reading":
        unread()
    elif by == "marking":
        fails(
            monkeypatch,
            svodka.indexer.results.lines,
            "marked",
            lambda _tree, text, *_: "номер 4" in text,
        )
    elif by == "one line":
        fails(
            monkeypatch,
            svodka.indexer.results.lines,
            "around",
            lambda text, span: "номер 4" in text and span[0] == 0,
        )
    else:
        module = svodka.indexer.results.gathering
        fails(monkeypatch, module, "found_in", lambda _tree, hit, *_: of_bad(hit))
    record = site.get("/api/concordance?q=порт&limit=100").json
    lost = 1 if by == "one line" else 2
    assert len(record["lines"]) == 20 - lost
    assert record["lines_total"] == (20 if by == "one line" else 18)
    assert {failure["id"] for failure in record["failures"]} == {BAD}
    assert record["notices"][0].startswith("Не удалось показать вхождения: ошибок — ")
    assert not record["cut"]
    answer = site.get("/concordance?q=порт")
    assert answer.status_code == 200
    lines = answer.text[answer.text.rindex("<table") :]
    assert lines.count("<tr>") - 1 == 20 - lost
    missing = answer.text.split("Вхождения в этих статьях показаны не все")[1]
    assert f'href="/article/{BAD}' in missing
    assert notices(answer.text) == record["notices"]
    # Failed concordances are not cached.
    assert metric(site.app, "svodka_part_failures_total", part="line") >= 2
    assert SECRET not in site.log.text


def test_a_concordance_of_nothing_but_failures(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    fails(monkeypatch, svodka.indexer.results.lines, "marked")
    answer = site.get("/concordance?q=порт")
    assert answer.status_code == 200
    assert "Поиск не закончен" in answer.text
    assert "Вхождений нет" not in answer.text


FIRES = (
    (
        "Ночной пожар на складе красок",
        "Склад красок сгорел за ночь. Пожарные тушили огонь до утра, сторож успел выбежать.",
    ),
    (
        "Сторож рассказал о пожаре",
        "Сторож склада красок увидел огонь в полночь и вызвал пожарных. Причина пожара неизвестна.",
    ),
    (
        "Пожарные нашли причину огня",
        "Причина пожара на складе красок — старая проводка, считают пожарные. Сторож не виноват.",
    ),
    (
        "Склад красок отстроят заново",
        "После пожара склад красок построят из кирпича. Огонь не пощадил ничего, сторож уволился.",
    ),
)


@pytest.mark.parametrize("by", ["finding", "writing"])
def test_similar_articles(site: Site, monkeypatch: pytest.MonkeyPatch, by: str) -> None:
    write(
        open_engine(site.url),
        [Article(f"f{n}", *texts, f"f{n}.txt") for n, texts in enumerate(FIRES)],
    )
    whole = site.search.similar("f0")
    assert len(whole) == 3
    bad = whole[1].article
    if by == "finding":
        fails(
            monkeypatch, svodka.indexer.results.page, "passages", lambda text, *_: text == bad.text
        )
        found = site.search.similar("f0")
        assert [result.article.id for result in found] == [result.article.id for result in whole]
        assert [result.article.id for result in found if result.failure] == [bad.id]
    else:
        fails(
            monkeypatch,
            svodka.webapp.presentation.fragments,
            "piece",
            lambda _, **given: given.get("other") == bad,
        )
    answer = site.get("/article/f0")
    assert answer.status_code == 200
    near = answer.text.split('id="similar"')[1]
    assert (near.count("<li>"), near.count("Эту статью показать не удалось.")) == (3, 1)
    assert bad.title in near
    assert notices(answer.text) == ["Не удалось показать все похожие статьи."]
    site.expect_failure("similar")


@pytest.mark.parametrize(("step", "part"), [("similar", "similar"), ("reprints", "reprint")])
def test_a_list_beside_an_article(
    site: Site, monkeypatch: pytest.MonkeyPatch, step: str, part: str
) -> None:
    fails(monkeypatch, Search, step)
    answer = site.get("/article/n3")
    assert answer.status_code == 200
    assert "буксир ждёт" in answer.text
    assert len(notices(answer.text)) == 1
    site.expect_failure(part)


def test_reprints(site: Site, unread: Any) -> None:
    original = news()[4]
    copy = Article("copy", original.title, original.text, "copy.txt", original.date, "РИА")
    more = Article("more", original.title, original.text, "more.txt", original.date, "Порт-Инфо")
    write(open_engine(site.url), [copy, more])
    unread()
    answer = site.get("/article/copy")
    assert answer.status_code == 200
    near = answer.text.split('id="reprints"')[1].split("</section>")[0]
    assert near.count("<li>") == 2
    assert near.count("Эту статью показать не удалось.") == 1
    assert f'href="/article/{BAD}' in near
    assert "Порт-Инфо" in near
    assert notices(answer.text) == ["Не удалось показать все перепечатки этой статьи."]
    site.expect_failure("reprint")


def test_an_article_whose_words_cannot_be_marked(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, svodka.indexer.results.marked_article, "marked")
    answer = site.get("/article/n3?q=порт")
    assert answer.status_code == 200
    assert "буксир ждёт" in answer.text
    assert notices(answer.text) == ["Не удалось отметить в статье слова запроса."]
    site.expect_failure("marks")
    record = site.get("/api/articles/n3?q=порт").json
    assert (record["text_marks"], record["notices"]) == (
        [],
        ["Не удалось отметить в статье слова запроса."],
    )


@pytest.mark.parametrize("step", ["cited", "bibtex"])
def test_a_citation(site: Site, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    fails(monkeypatch, svodka.webapp.presentation.citation, step)
    if step != "cited":
        site.app.jinja_env.filters[step] = getattr(svodka.webapp.presentation.citation, step)
    answer = site.get("/article/n3")
    assert answer.status_code == 200
    assert "буксир ждёт" in answer.text
    assert "Как цитировать" not in answer.text
    assert notices(answer.text) == ["Не удалось составить ссылку на эту статью."]
    site.expect_failure("citation")


def test_other_names_and_how_the_query_was_understood(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails(monkeypatch, svodka.indexer.results.lookup, "expand")
    fails(monkeypatch, svodka.indexer.results.page, "say")
    fails(monkeypatch, svodka.indexer.results.concordance, "say")
    for view in ("search", "concordance"):
        record = site.get(f"/api/{view}?q=порт").json
        assert (record["total"], record["understood"]) == (10, "")
        assert sorted(failure["part"] for failure in record["failures"]) == ["names", "understood"]
        assert set(record["notices"]) <= set(notices(site.get(f"/{view}?q=порт").text))
        assert "Поиск не закончен" in site.get(f"/{view}?q=ктулху").text


def test_suggestions(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert soon(lambda: bool(site.search.suggest("порт")), within=20)
    whole = site.get("/suggest?q=порт&limit=20").json
    assert len(whole) == 4
    headline = next(text for text in whole[1] if "итоги дня" in text)
    assert whole[1].count(headline) == 1
    fails(
        monkeypatch,
        Suggester,
        "_title",
        lambda _self, title, _count, _id: title == headline,
    )
    answer = site.get("/suggest?q=порт&limit=20")
    assert answer.status_code == 200
    assert headline not in answer.json[1]
    assert {text for text in whole[1] if text != headline} < set(answer.json[1])
    assert answer.json[4] == {"notices": ["Не удалось показать все подсказки."]}
    site.expect_failure("suggestion")


def test_a_suggestion_that_cannot_be_written(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    assert soon(lambda: bool(site.search.suggest("порт")), within=20)
    whole = site.get("/suggest?q=порт&limit=20").json[1]
    fails(
        monkeypatch,
        svodka.webapp.feeds.browser_search,
        "_described",
        lambda suggestion: suggestion.text == whole[-1],
    )
    _, texts, descriptions, addresses, said = site.get("/suggest?q=порт&limit=20").json
    assert len(texts) == len(descriptions) == len(addresses) == len(whole) - 1
    assert said["notices"]


def test_suggestions_that_cannot_be_prepared(site: Site, unread: Any) -> None:
    unread()
    assert soon(lambda: bool(site.search.suggest("порт")), within=20)
    found = [site.search.suggest("порт", 20) for _ in range(2)]
    assert all(len(one.failures) == 1 for one in found)
    assert found[-1].failures[0].reported  # not again for each typed letter
    assert not any("дня 4" in suggestion.text for suggestion in found[0])
    assert "Не удалось показать все подсказки." in site.get("/suggest?q=порт").json[4]["notices"]


def test_a_site_map_has_every_article(site: Site, unread: Any) -> None:
    unread()
    app = create_app({"METRICS": "1", "ADDRESS": "https://news.example/"}, search=site.search)
    answer = app.test_client().get("/sitemap-1.xml", base_url="https://news.example/")
    assert answer.status_code == 200
    assert answer.text.count("<loc>") == 10
    assert metric(app, "svodka_part_failures_total", part="row") == 1


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.usefixtures("in_russian")
def test_the_command_line(site: Site, unread: Any, as_json: bool) -> None:
    unread()
    ended = CliRunner().invoke(
        cli, ["search", "порт", "--index", site.url, *(["--json"] if as_json else [])]
    )
    assert ended.exit_code == 0
    assert f"Ошибка в части ответа «статья {BAD}»: Broken: {SECRET}" in ended.stderr
    if as_json:
        record = json.loads(ended.stdout)
        assert record["notices"] == ["Не удалось показать статей: 1."]
        assert [one["id"] for one in record["results"] if one.get("failed")] == [BAD]
    else:
        assert "Не удалось показать статей: 1." in ended.stderr
        assert f"[{BAD}]\n  Эту статью показать не удалось." in ended.stdout
        assert sum(f": итоги дня {number}" in ended.stdout for number in range(10)) == 9


def test_in_english(site: Site, unread: Any) -> None:
    unread()
    text = site.app.test_client().get("/search?q=порт", headers={"Accept-Language": "en"}).text
    assert notices(text) == ["Articles that could not be shown: 1."]
    assert "This article could not be shown." in text


@pytest.mark.parametrize(
    "error",
    [IndexCorrupt("x"), RequestError("x"), MemoryError(), KeyboardInterrupt(), SystemExit()],
)
def test_what_is_no_failure_of_a_part_passes(error: BaseException) -> None:
    bulkhead = Bulkhead()

    def make() -> None:
        raise error

    with pytest.raises(type(error)):
        bulkhead.run("result", make, None)
    assert bulkhead.failures == []


def test_every_part_has_its_notice() -> None:
    for part in PARTS:
        bulkhead = Bulkhead()
        bulkhead.run(
            part,
            lambda: 1 // 0,
            None,
            UnreadArticle(id="a", title="", text="", path="", error=Broken()),
        )
        (notice,) = failure_notices(bulkhead.failures)
        assert notice.endswith(".")
        assert (bulkhead.failures[0].part, bulkhead.failures[0].id) == (part, "a")
