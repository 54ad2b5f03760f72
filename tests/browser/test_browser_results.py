"""The layout of results and contexts on wide and narrow screens, and keyboard access."""

import pytest
from playwright.sync_api import Page

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 800}
GRAIN = "search?q=зерно"


def test_beside_the_results_the_filters_are_open(page: Page, site: str) -> None:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(site + GRAIN)
    assert not page.locator(".filters > details > summary").is_visible()
    column, results = (
        page.locator(".filters .panel").bounding_box(),
        page.locator(".hits").bounding_box(),
    )
    assert column
    assert results
    assert column["x"] > results["x"] + results["width"]
    page.locator(".facet a", has_text="Северная газета").click()
    page.wait_for_selector(".chip")
    assert page.locator(".facet a.chosen bdi").inner_text() == "Северная газета"
    page.locator(".chip").click()
    page.wait_for_selector(".chip", state="detached")


def test_above_narrow_results_the_filters_are_folded(page: Page, site: str) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto(site + GRAIN)
    link = page.locator(".facet a", has_text="Северная газета")
    assert not link.is_visible()
    page.locator(".filters > details > summary").click()
    link.click()
    page.wait_for_selector(".chip")
    assert not link.is_visible(), "on the next page they are folded again"


def test_a_bar_narrows_to_its_month_and_the_chip_goes_back(page: Page, site: str) -> None:
    page.goto(site + GRAIN)
    before = page.inner_text("h1")
    bar = page.locator(".timeline svg a").nth(1)
    name = bar.locator("title").text_content()
    assert name
    bar.locator(".place").click()
    page.wait_for_selector(".chip")
    assert name.partition(":")[0] in page.inner_text(".chip")
    assert page.inner_text("h1").split()[-2:] == name.split(": ")[1].split()
    page.locator(".chip").click()
    page.wait_for_selector(".chip", state="detached")
    assert page.inner_text("h1") == before


def test_dates_are_chosen_in_a_form_that_keeps_the_rest(page: Page, site: str) -> None:
    page.goto(f"{site}{GRAIN}&sort=oldest&source=Утро+города")
    page.fill("#from", "2023")
    page.fill("#to", "12.2023")
    page.get_by_role("button", name="Применить").click()
    page.wait_for_url("**from=2023*")
    chips = page.locator(".chip").all_inner_texts()
    assert [" ".join(chip.split()).strip(" ×") for chip in chips] == [
        "Убрать: дата 2023",
        "Убрать: источник Утро города",
    ]
    assert page.inner_text(".sort [aria-current]") == "сначала старые"


def test_the_keyboard_skips_the_filters_and_meets_no_bars(page: Page, site: str) -> None:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(site + GRAIN)
    where = "(e => e.closest('svg') ? 'bar' : e.className || e.tagName)(document.activeElement)"
    page.focus("#main")
    page.keyboard.press("Tab")
    assert page.evaluate(where) == "skip inner"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    first = page.locator(".hits h2 a").first
    assert page.evaluate("document.activeElement.id") == first.get_attribute("id")
    page.focus(".chart figure summary")
    met = []
    for _ in range(3):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.textContent.trim()"))
        assert page.evaluate(where) != "bar"
    assert met == ["по релевантности", "сначала новые", "сначала старые"]


def test_contexts_are_aligned_at_the_hit(page: Page, site: str) -> None:
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.goto(f"{site}concordance?q=зерно")
    left = page.locator(".lines mark").evaluate_all(
        "all => all.map(e => Math.round(e.getBoundingClientRect().left))"
    )
    assert len(left) > 20
    assert len(set(left)) == 1
    height = page.locator(".lines tbody tr").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert max(height) < 45, "a line is one line"


def test_narrow_contexts_are_read_whole(page: Page, site: str) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    page.goto(f"{site}concordance?q=зерно")
    for number in range(3):
        cell = page.locator(".lines .right").nth(number)
        assert cell.evaluate("e => e.getBoundingClientRect().right") <= NARROW["width"]
        assert page.locator(".lines mark").nth(number).is_visible()


@pytest.mark.parametrize("path", ["", GRAIN, "concordance?q=зерно", "help"])
def test_nothing_moves_and_little_is_loaded(page: Page, site: str, path: str) -> None:
    loaded: list[int] = []
    page.on("requestfinished", lambda request: loaded.append(request.sizes()["responseBodySize"]))
    page.goto(site + path)
    page.wait_for_load_state("networkidle")
    moved = page.evaluate(
        "new Promise(done => {"
        " let sum = 0; new PerformanceObserver(list => list.getEntries().forEach(one => sum += "
        "one.value))"
        ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(sum), 300); })"
    )
    assert moved == 0
    assert 0 < sum(loaded) < 60_000
