"""The size of the pages."""

import pytest
from kinds import PAGES
from playwright.sync_api import Page, Request

MOST = 60_000  # bytes


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
