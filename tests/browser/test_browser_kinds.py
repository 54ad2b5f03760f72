"""Each kind of page, visited once wide and once narrow.

axe-core finds nothing: light and dark, in both languages. Nothing shifts, or is wider than the
screen.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
# A tenth of what web.dev/articles/cls calls good. A page that is parsed in parts, as on a slow
# machine, moves by thousandths where a part ends inside a row.
MOST_SHIFTED = 0.01
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => list.getEntries().forEach(one => window.shifts.push(
        [one.value, ...one.sources.map(source => source.node?.outerHTML?.slice(0, 99))]
    ))).observe({type: "layout-shift", buffered: true});
"""
HEIGHT = 800
NARROWEST = 320


@dataclass(frozen=True, slots=True)
class Seen:
    """A page: what axe-core found, its layout shifts, and its widths by those of the window."""

    violations: dict[str, list[list[str]]]
    shifts: list[list[float]]
    widths: dict[int, int]


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core."""
    if not AXE.exists():
        missing("axe-core is not there to check the pages with: make checkers")
    return AXE.read_text("utf-8")


@pytest.fixture(scope="module")
def wide(browser: Browser, site: str, broken_site: str, axe: str) -> dict[str, Seen]:
    """Each kind of page in Russian on a wide screen, then in the narrowest window."""
    with opened(browser, axe, "ru-RU", 1280) as page:
        return {
            name: seen(page, address, {"light": ALL, "dark": IN_COLOUR}, NARROWEST)
            for name, address in addresses(site, broken_site)
        }


@pytest.fixture(scope="module")
def narrow(browser: Browser, site: str, broken_site: str, axe: str) -> dict[str, Seen]:
    """Each kind of page in English on a phone."""
    with opened(browser, axe, "en-GB", 360) as page:
        return {
            name: seen(page, address, {"light": BUT_COLOUR}, NARROWEST)
            for name, address in addresses(site, broken_site)
        }


@pytest.fixture(params=["wide", "narrow"])
def every(request: pytest.FixtureRequest) -> dict[str, Seen]:
    """All kinds of pages, wide or narrow."""
    pages: dict[str, Seen] = request.getfixturevalue(request.param)
    assert len(pages) == len(PAGES | ERRORS | UNAVAILABLE)
    return pages


def test_axe_finds_nothing(every: dict[str, Seen]) -> None:
    assert {
        f"{name}, {scheme}": found
        for name, one in every.items()
        for scheme, found in one.violations.items()
        if found
    } == {}


def test_nothing_shifts(every: dict[str, Seen]) -> None:
    assert {
        name: one.shifts
        for name, one in every.items()
        if sum(share for share, *_ in one.shifts) > MOST_SHIFTED
    } == {}


def test_nothing_is_wider_than_the_screen(every: dict[str, Seen]) -> None:
    wider = {
        (name, width): found
        for name, one in every.items()
        for width, found in one.widths.items()
        if found > width
    }
    assert wider == {}


def test_axe_finds_nothing_in_the_list_of_keys(browser: Browser, site: str, axe: str) -> None:
    with opened(browser, axe, "ru-RU", 1280) as page:
        page.goto(f"{site}search?q=зерно")
        page.keyboard.press("?")
        assert violations(page, ALL) == []


@contextmanager
def opened(browser: Browser, axe: str, locale: str, width: int) -> Iterator[Page]:
    """A page of its own language and size, with axe-core in it."""
    context = browser.new_context(locale=locale, viewport={"width": width, "height": HEIGHT})
    context.add_init_script(axe)
    context.add_init_script(SHIFTS)
    yield context.new_page()
    context.close()


def addresses(site: str, broken_site: str) -> Iterator[tuple[str, str]]:
    """The name and address of each kind of page."""
    for base, paths in ((site, PAGES | ERRORS), (broken_site, UNAVAILABLE)):
        for name, path in paths.items():
            yield name, base + path


def seen(page: Page, address: str, schemes: dict[str, dict[str, object]], least: int) -> Seen:
    """Look at a page with the rules of each scheme; at last, make its window narrow."""
    size = page.viewport_size
    assert size
    page.goto(address)
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    page.wait_for_timeout(100)
    shifts = page.evaluate("window.shifts")
    found = {}
    for scheme, rules in schemes.items():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        found[scheme] = violations(page, rules)
    page.emulate_media(color_scheme="light")
    widths = {size["width"]: width_of(page)}
    page.set_viewport_size({"width": least, "height": HEIGHT})
    widths[least] = width_of(page)
    page.set_viewport_size(size)
    return Seen(found, shifts, widths)


def width_of(page: Page) -> int:
    """The width that a page takes, in pixels."""
    width: int = page.evaluate("document.documentElement.scrollWidth")
    return width


def violations(page: Page, rules: dict[str, object]) -> list[list[str]]:
    """The violations of rules that axe-core finds on a page."""
    said: list[list[str]] = page.evaluate(RUN, rules)
    return said


def test_axe_would_find_something(browser: Browser, site: str, axe: str) -> None:
    with opened(browser, axe, "ru-RU", 1280) as page:
        page.goto(site)
        page.evaluate("document.querySelector('label[for=q]').remove()")
        assert [rule for rule, *_ in violations(page, ALL)] == ["label"]
        page.emulate_media(color_scheme="dark")
        page.evaluate("document.body.append('бледно'); document.body.style.color = '#333'")
        assert "color-contrast" in [rule for rule, *_ in violations(page, IN_COLOUR)]


def test_a_shift_would_be_seen(browser: Browser, site: str, axe: str) -> None:
    with opened(browser, axe, "ru-RU", 1280) as page:
        page.goto(f"{site}search?q=зерно")
        page.wait_for_timeout(100)
        page.evaluate(
            "document.querySelector('main').before('Поздняя строка', document.createElement('hr'))"
        )
        page.wait_for_timeout(200)
        shifted = page.evaluate("window.shifts.reduce((sum, [share]) => sum + share, 0)")
        assert shifted > MOST_SHIFTED
