"""axe-core finds nothing on any page: light and dark, wide and narrow, in both languages."""

from pathlib import Path
from typing import Literal

import pytest
from browsing import missing
from kinds import ERRORS, PAGES, UNAVAILABLE
from playwright.sync_api import Browser, Page

AXE = Path(__file__).parents[2] / ".ci/node_modules/axe-core/axe.min.js"
RUN = """axe.run(document, {resultTypes: ["violations"]}).then(found =>
    found.violations.map(one => [one.id, ...one.nodes.map(node => node.html)]))"""


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.exists():
        missing("axe-core is not there to check the pages with: make checkers")
    return AXE.read_text("utf-8")


@pytest.mark.parametrize(
    ("width", "scheme", "locale"),
    [
        *[
            (1280, "light", "ru-RU"),
            (1280, "dark", "ru-RU"),
            (360, "light", "ru-RU"),
            (360, "dark", "ru-RU"),
        ],
        (1280, "light", "en-GB"),
    ],
)
def test_axe_finds_nothing(
    browser: Browser,
    site: str,
    broken_site: str,
    axe: str,
    width: int,
    scheme: Literal["light", "dark"],
    locale: str,
) -> None:
    context = browser.new_context(
        locale=locale, viewport={"width": width, "height": 800}, color_scheme=scheme
    )
    page = context.new_page()
    found = {}
    for base, paths in ((site, PAGES | ERRORS), (broken_site, UNAVAILABLE)):
        for name, path in paths.items():
            page.goto(base + path)
            found[name] = violations(page, axe)
    page.goto(f"{site}search?q=зерно")
    page.keyboard.press("?")
    found["keys"] = violations(page, axe)
    context.close()
    assert {name: said for name, said in found.items() if said} == {}


def violations(page: Page, axe: str) -> list[list[str]]:
    """The violations that axe-core finds on a page."""
    page.evaluate(axe)
    said: list[list[str]] = page.evaluate(RUN)
    return said


def test_it_would_find_something(page: Page, site: str, axe: str) -> None:
    page.goto(site)
    page.evaluate("document.querySelector('label[for=q]').remove()")
    assert [rule for rule, *_ in violations(page, axe)] == ["label"]
