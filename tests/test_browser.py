"""The site in a real browser: what a reader types, sees and follows."""

import json
import os
import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from indexer.build import build
from indexer.engines import open_engine
from webapp import create_app

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = next(filter(None, map(shutil.which, NAMES)), None)
    if executable is None:
        wanted = "There is no Chromium to test the site with: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(wanted)
        pytest.skip(wanted)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield browser
        browser.close()


VISIT = """\
Переговоры прошли в Баку, и стороны обсудили сотрудничество.
О торговле
Текущий показатель товарооборота не соответствует возможностям двух стран.
Урегулирование на Южном Кавказе
Отдельно стороны говорили о ситуации на Южном Кавказе.
"""
HOSTILE = "<script>document.title='взломано'</script><img src=x onerror=alert(1)>" + "оченьдлинноеслово" * 30


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running site over a real index: 25 short articles, a longer one, a hostile and wide one."""
    folder = tmp_path_factory.mktemp("articles")
    (folder / "visit.txt").write_text(f"Визит в Баку\n\n{VISIT}", "utf-8")
    records = [
        {"id": f"news-{n}", "title": f"Порт, день {n}", "text": f"За день {n} в порту побывало судно с зерном.",
         "date": f"2024-08-{n:02}", "source": "ТАСС", "url": f"https://example.org/{n}"}
        for n in range(1, 26)
    ]  # fmt: skip
    hostile = {"id": "hostile", "title": f"Жираф {HOSTILE}", "text": f"Жираф. {HOSTILE}", "source": HOSTILE}
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, [*records, hostile])), "utf-8")
    url = f"whoosh:{tmp_path_factory.mktemp('index') / 'index'}"
    engine = open_engine(url)
    assert build(engine, [folder]).added == 27
    engine.close()

    app = create_app({"INDEX": url})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/"
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["svodka"].close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that may say nothing on its console: no error, no violation of the security policy."""
    page = browser.new_page(locale="ru-RU")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    page.close()
    assert said == []


def ask(page: Page, query: str) -> None:
    """Type a query into the box and press Enter."""
    page.fill("#q", "")
    page.focus("#q")
    page.keyboard.type(query)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*")
    page.wait_for_selector("main h1")


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("товарооборот", ["товарооборота"]),
        ("южный кавказ", ["Южном Кавказе"]),
        ('"Южный Кавказ"', ["Южном Кавказе"]),
        ("товарооборотом", ["товарооборота"]),
    ],
)
def test_a_query_is_typed_and_its_words_are_marked(page: Page, site: str, query: str, marked: list[str]) -> None:
    page.goto(site)
    page.wait_for_selector("#q:focus")
    ask(page, query)
    assert page.title() == f"{query} — 1\xa0статья · Сводка"
    assert page.inner_text("h1") == "Найдена 1\xa0статья"
    words = " ".join(page.locator("main mark").all_inner_texts()).split()
    assert set(words) == set(" ".join(marked).split())
    assert page.input_value("#q") == query
    page.locator(".hits h2 a").click()
    page.wait_for_selector("article.text")
    assert set(" ".join(page.locator("article mark").all_inner_texts()).split()) == set(words)
    assert page.locator("article h2").all_inner_texts() == ["О торговле", "Урегулирование на Южном Кавказе"]


def test_from_the_results_to_an_article_and_back(page: Page, site: str) -> None:
    page.goto(f"{site}search?q=зерно")
    assert page.inner_text("h1") == "Найдено 25\xa0статей"
    page.get_by_role("link", name="сначала новые").click()
    page.wait_for_selector(".sort a[aria-current]:has-text('новые')")
    assert page.locator(".hits time").first.inner_text() == "25\xa0августа 2024"
    page.get_by_role("link", name="Дальше").click()
    page.wait_for_url("**page=2*")
    assert page.locator("ol.hits").get_attribute("start") == "11"
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/article/*")
    assert page.locator("article mark").all_inner_texts() == ["зерном"]
    page.get_by_role("link", name="Все результаты").click()
    page.wait_for_selector("ol.hits")


def test_nothing_is_said_to_be_nothing(page: Page, site: str) -> None:
    page.goto(site)
    ask(page, "бегемот")
    assert page.inner_text("h1") == "Ничего не нашлось"
    page.locator(".examples a").first.click()
    page.wait_for_selector("ol.hits mark")


def test_a_hostile_article_does_nothing(page: Page, site: str) -> None:
    for path in ("search?q=жираф", "article/hostile?q=жираф"):
        page.goto(site + path)
        assert page.locator("main mark").first.inner_text() == "Жираф"
        assert page.locator("script, img").count() == 0
        assert page.title() != "взломано"


def test_the_keyboard_skips_to_the_content(page: Page, site: str) -> None:
    page.goto(f"{site}search?q=зерно")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize(
    "path",
    [
        *("", "search?q=зерно", "search?q=жираф", "search?q=бегемот", "article/hostile?q=жираф"),
        *("help", "concordance?q=зерно", "concordance?q=жираф", "search?q=порт&source=ТАСС&from=2024-08-01"),
    ],
)
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, site: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_legible_and_not_told_by_colour_alone(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{site}search?q=порт зерно")
    for selector in (".snippet mark", ".hits h2 mark"):
        ink, ground, line = page.locator(selector).first.evaluate(
            "e => (s => [s.color, s.backgroundColor, s.textDecorationLine])(getComputedStyle(e))"
        )
        assert contrast(ink, ground) >= 4.5
        assert line == "underline"
    ink = page.locator(".meta").first.evaluate("e => getComputedStyle(e).color")
    ground = page.locator("html").evaluate("e => getComputedStyle(e).backgroundColor")
    assert contrast(ink, ground) >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, ``rgb(…)``, as WCAG 2 counts it."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_an_error_page_is_a_page(browser: Browser, site: str) -> None:
    page = browser.new_page()
    answer = page.goto(f"{site}article/none")
    assert answer
    assert answer.status == 404
    assert page.inner_text("h1") == "Такой страницы нет"
    page.close()
