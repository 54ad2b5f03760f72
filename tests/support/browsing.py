"""A browser, and a site with a collection of its own for it to walk through."""

import json
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any, NoReturn

import pytest
from made_news import sentence
from playwright.sync_api import Browser, Page, Request, sync_playwright
from werkzeug.serving import make_server

from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.webapp.app import create_app

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--in-process-gpu",  # one process less for each browser: a twelfth of the processor time
]

VISIT = """\
Переговоры прошли в Баку, и стороны обсудили сотрудничество.
О торговле
Текущий показатель товарооборота не соответствует возможностям двух стран.
Урегулирование на Южном Кавказе
Отдельно стороны говорили о ситуации на Южном Кавказе.
"""
HOSTILE = (
    "<script>document.title='взломано'</script><img src=x onerror=alert(1)>"
    + "оченьдлинноеслово" * 30
)
SOURCES = ("Вестник порта", "Северная газета", "Утро города", "Хроника края")
SECTIONS = ("Экономика", "Общество", "Культура")
PEOPLE = ("Пётр Васильев", "Анна Кузнецова", "Николай Морозов", "Ольга Белова")
GRAIN = 45  # articles about grain
LATEST = "26\xa0декабря 2024"  # the day of the latest article about grain
REPRINTS = 3  # of one other article, about a bridge


def sentences(random: Random, number: int) -> list[str]:
    """``number`` sentences of news; none mentions trade turnover, which only VISIT does."""
    made = (sentence(random) for _ in iter(int, 1))
    return list(islice((one for one in made if "товарооборот" not in one), number))


def article(number: int) -> dict[str, Any]:
    """One of the articles about grain; each tells a different story."""
    random = Random(number)
    lines = sentences(random, random.randint(5, 14))
    lines.insert(2, f"В порту побывало судно с зерном, его встретил {random.choice(PEOPLE)}.")
    lines.insert(5, "На причале зерно взвесили, а покупатель зерна остался доволен.")
    return {
        "id": f"news-{number}",
        "title": f"Порт, рейс {number}: {random.choice(('суда', 'баржи', 'паромы'))} и погода",
        "text": "\n".join(lines),
        "date": f"{2022 + number % 3}-{(number * 7) % 12 + 1:02}-{(number * 5) % 28 + 1:02}",
        "source": SOURCES[number % 4],
        "section": SECTIONS[number % 3],
        "author": PEOPLE[number % 4],
        "url": f"https://example.org/{number}",
    }


def reprint(number: int) -> dict[str, Any]:
    """One story as different sources tell it, in nearly the same words."""
    random = Random("мост")
    lines = sentences(random, 12)
    lines[1] = "Разводной мост через реку впервые подняли после ремонта."
    return {
        "id": f"bridge-{number}",
        "title": "Разводной мост подняли после ремонта",
        "text": "\n".join([*lines, f"Так пишет {SOURCES[number]}."]),
        "date": f"2023-05-{10 + number}",
        "source": SOURCES[number],
    }


def write_collection(folder: Path) -> int:
    """Write the articles, and return their number.

    They are articles about grain, reprints, a hostile one with long words, and a plain one.
    """
    (folder / "visit.txt").write_text(f"Визит в Баку\n\n{VISIT}", "utf-8")
    hostile = {
        "id": "hostile",
        "title": f"Жираф {HOSTILE}",
        "text": f"Жираф. {HOSTILE}",
        "source": HOSTILE,
    }
    records = [*map(article, range(GRAIN)), *map(reprint, range(REPRINTS + 1)), hostile]
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    return len(records) + 1


def make_walked_index(folder: Path) -> str:
    """Index the collection in an empty folder; return the URL of the index."""
    (folder / "articles").mkdir()
    written = write_collection(folder / "articles")
    engine = open_engine(url := f"whoosh:{folder / 'index'}")
    assert build(engine, [folder / "articles"]).added == written
    engine.close()
    return url


@contextmanager
def served(url: str) -> Iterator[str]:
    """Serve the site over an index; gives the address."""
    app = create_app({"INDEX": url})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions["svodka"].close()


def missing(wanted: str) -> NoReturn:
    """Skip a test because a tool is missing, and name its package. With CI=true, fail the test."""
    if os.environ.get("CI") == "true":
        pytest.fail(wanted)
    pytest.skip(wanted)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        missing("There is no Chromium to test the site with: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page that must have no console message and no error, and ask only one host.

    A violation of the content security policy would be a console message.
    """
    context = browser.new_context(**{"locale": "ru-RU"} | options)
    page = context.new_page()
    said: list[str] = []
    hosts: set[str] = set()

    def note(request: Request) -> None:
        hosts.add(request.url.split("/")[2])

    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", note)
    yield page
    context.close()
    assert said == []
    assert len(hosts) <= 1, hosts


def ask(page: Page, query: str) -> None:
    """Type a query into the box and press Enter."""
    page.fill("#q", "")
    page.focus("#q")
    page.keyboard.type(query)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    page.wait_for_selector("main h1")


def await_suggestions(page: Page, site: str, typed: str) -> None:
    """Wait until the site suggests something; the first request starts its preparation."""
    for _ in range(600):
        if page.request.get(f"{site}suggest", params={"q": typed}).json()[1]:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{site} suggests nothing for {typed}")
