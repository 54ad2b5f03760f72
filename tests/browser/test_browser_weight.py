"""The size and the layout stability of the pages."""

import pytest
from browsing import watched
from kinds import ERRORS, PAGES, UNAVAILABLE
from playwright.sync_api import Browser, Page, Request

MOST = 60_000  # bytes
# A tenth of what web.dev/articles/cls calls good. A page that is parsed in parts, as on a slow
# machine, moves by thousandths where a part ends inside a row.
MOST_SHIFTED = 0.01
SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => list.getEntries().forEach(one => window.shifts.push(
        [one.value, ...one.sources.map(source => source.node?.outerHTML?.slice(0, 99))]
    ))).observe({type: "layout-shift", buffered: true});
"""


@pytest.mark.parametrize("kind", ["start", "results", "filtered", "article", "contexts", "help"])
def test_pages_are_light(page: Page, site: str, kind: str) -> None:
    asked: list[Request] = []
    page.on("requestfinished", lambda request: asked.append(request))
    page.goto(site + PAGES[kind])
    page.wait_for_load_state("networkidle")
    if kind == "results":
        assert page.locator(".timeline svg rect").count() > 10
        assert page.locator(".facet").count() > 4
    sizes = {request.url.partition("?")[0]: sum(request.sizes().values()) for request in asked}
    assert any(name.endswith("site.js") for name in sizes)
    assert sum(sizes.values()) < MOST, sizes


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_shifts(browser: Browser, site: str, width: int) -> None:
    with watched(browser, viewport={"width": width, "height": 800}) as page:
        page.add_init_script(SHIFTS)
        shifted = {}
        for kind, path in PAGES.items():
            page.goto(site + path)
            page.wait_for_load_state("networkidle")
            page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
            page.wait_for_timeout(100)
            shifted[kind] = page.evaluate("window.shifts")
        assert {
            kind: shifts
            for kind, shifts in shifted.items()
            if sum(share for share, *_ in shifts) > MOST_SHIFTED
        } == {}


def test_a_shift_would_be_seen(page: Page, site: str) -> None:
    page.add_init_script(SHIFTS)
    page.goto(f"{site}search?q=зерно")
    page.wait_for_timeout(100)
    page.evaluate(
        "document.querySelector('main').before('Поздняя строка', document.createElement('hr'))"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.shifts.reduce((sum, [share]) => sum + share, 0)") > MOST_SHIFTED


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_is_wider_than_the_screen(
    browser: Browser, site: str, broken_site: str, width: int
) -> None:
    context = browser.new_context(locale="ru-RU", viewport={"width": width, "height": 700})
    page = context.new_page()
    wide = {}
    for base, paths in ((site, PAGES | ERRORS), (broken_site, UNAVAILABLE)):
        for kind, path in paths.items():
            page.goto(base + path)
            wide[kind] = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert {kind: found for kind, found in wide.items() if found > width} == {}
