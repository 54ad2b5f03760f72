"""The site in a real browser: what a reader types, sees and follows."""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from web_fake import FakeSearch, articles
from werkzeug.serving import make_server

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


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of a running site with 37 articles, one of them hostile and wide."""
    hostile = "<script>document.title='взломано'</script>" + "оченьдлинноеслово" * 30
    found = articles(37)
    found[0] = replace(found[0], title=f"Товарооборот {hostile}", text=f"Товарооборот.\n{hostile}", source=hostile)
    server = make_server("127.0.0.1", 0, create_app(search=FakeSearch(found)), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/"
    server.shutdown()
    thread.join()
    server.server_close()


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


def test_a_query_is_typed_and_its_words_are_marked(page: Page, site: str) -> None:
    page.goto(site)
    page.wait_for_selector("#q:focus")
    page.keyboard.type("товарооборот")
    page.keyboard.press("Enter")
    page.wait_for_selector("ol.hits")
    assert page.title() == "товарооборот — Сводка"
    assert page.inner_text("h1") == "Найдено 37\xa0статей"
    assert {text.lower() for text in page.locator("main mark").all_inner_texts()} == {"товарооборот"}
    assert page.input_value("#q") == "товарооборот"


def test_from_the_results_to_an_article_and_back(page: Page, site: str) -> None:
    page.goto(f"{site}search?q=товарооборот")
    page.get_by_role("link", name="Дальше").click()
    page.wait_for_url("**page=2*")
    assert page.locator("ol.hits").get_attribute("start") == "11"
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/article/*")
    assert page.locator("article mark").all_inner_texts() == ["Товарооборот", "товарооборот"]
    page.get_by_role("link", name="Все результаты").click()
    page.wait_for_selector("ol.hits")


def test_the_keyboard_skips_to_the_content(page: Page, site: str) -> None:
    page.goto(f"{site}search?q=товарооборот")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("path", ["", "search?q=товарооборот", "search?q=жираф", "article/t1?q=товарооборот"])
@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_screen(page: Page, site: str, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(site + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "взломано" not in page.title()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_legible_and_not_told_by_colour_alone(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{site}search?q=товарооборот")
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
