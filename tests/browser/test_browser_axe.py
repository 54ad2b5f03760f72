"""axe-core finds nothing on any page: light and dark, wide and narrow, in both languages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browsing import missing
from kinds import ERRORS, PAGES, UNAVAILABLE
from playwright.sync_api import Browser, Page

AXE = Path(__file__).parents[2] / ".ci/node_modules/axe-core/axe.min.js"
RUN = """rules => axe.run(document, {resultTypes: ["violations"], ...rules}).then(found =>
    found.violations.map(one => [one.id, ...one.nodes.map(node => node.html)]))"""
COLOURS = ["color-contrast", "link-in-text-block"]
ALL: dict[str, object] = {}
IN_COLOUR: dict[str, object] = {"runOnly": COLOURS}
BUT_COLOUR: dict[str, object] = {"rules": {rule: {"enabled": False} for rule in COLOURS}}


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.exists():
        missing("axe-core is not there to check the pages with: make checkers")
    return AXE.read_text("utf-8")


def test_axe_finds_nothing(browser: Browser, site: str, broken_site: str, axe: str) -> None:
    found = {}
    with opened(browser, "ru-RU", 1280) as page:
        for name, address in addresses(site, broken_site):
            page.goto(address)
            found[name] = violations(page, axe, ALL)
            page.emulate_media(color_scheme="dark")
            found[f"{name}, dark"] = violations(page, axe, IN_COLOUR)
            page.emulate_media(color_scheme="light")
        page.goto(f"{site}search?q=зерно")
        page.keyboard.press("?")
        found["keys"] = violations(page, axe, ALL)
    assert {name: said for name, said in found.items() if said} == {}


@pytest.mark.parametrize(("locale", "width", "every"), [("ru-RU", 360, 2), ("en-GB", 1280, 3)])
def test_axe_finds_nothing_on_phones_and_in_english(
    browser: Browser, site: str, broken_site: str, axe: str, locale: str, width: int, every: int
) -> None:
    found = {}
    with opened(browser, locale, width) as page:
        for name, address in list(addresses(site, broken_site))[::every]:
            page.goto(address)
            found[name] = violations(page, axe, BUT_COLOUR)
    assert {name: said for name, said in found.items() if said} == {}


@contextmanager
def opened(browser: Browser, locale: str, width: int) -> Iterator[Page]:
    """A page of its own language and size."""
    context = browser.new_context(locale=locale, viewport={"width": width, "height": 800})
    yield context.new_page()
    context.close()


def addresses(site: str, broken_site: str) -> Iterator[tuple[str, str]]:
    """The name and address of each kind of page."""
    for base, paths in ((site, PAGES | ERRORS), (broken_site, UNAVAILABLE)):
        for name, path in paths.items():
            yield name, base + path


def violations(page: Page, axe: str, rules: dict[str, object]) -> list[list[str]]:
    """The violations of rules that axe-core finds on a page."""
    page.evaluate(axe)
    said: list[list[str]] = page.evaluate(RUN, rules)
    return said


def test_it_would_find_something(page: Page, site: str, axe: str) -> None:
    page.goto(site)
    page.evaluate("document.querySelector('label[for=q]').remove()")
    assert [rule for rule, *_ in violations(page, axe, ALL)] == ["label"]


def test_it_would_find_faint_text_in_the_dark(page: Page, site: str, axe: str) -> None:
    page.goto(site)
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.body.append('бледно'); document.body.style.color = '#333'")
    assert "color-contrast" in [rule for rule, *_ in violations(page, axe, IN_COLOUR)]
