"""Hostile articles in a real browser: none of their code runs, and no other site is requested."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from browsing import await_suggestions, served
from hostile import PAYLOADS, WORD
from playwright.sync_api import Browser, Page

ARTICLES = 12  # visited articles
KINDS = ("markup", "script", "handlers", "links", "drawings", "templates")
# Foreign parts of a page: elements and attributes that only an article could add.
FOREIGN = """() => {
  const found = [];
  const foreign =
    /^(img|iframe|object|embed|base|video|audio|style|math|marquee|frame|source|animate)$/;
  const ours = /^\\/static\\/site\\.js\\?v=/;
  if (window.pwned !== undefined) found.push("something ran");
  for (const element of document.querySelectorAll("*")) {
    const name = element.localName;
    if (foreign.test(name)) found.push(name);
    if (name === "script" && !ours.test(element.getAttribute("src"))) found.push("script");
    for (const { name: attribute, value } of element.attributes) {
      if (/^(on|style$|srcdoc$|ping$)/.test(attribute)) found.push(attribute);
      if (!/^(href|src|action|formaction|xlink:href)$/.test(attribute)) continue;
      const { protocol, origin } = new URL(value, location.href);
      if (!/^https?:$/.test(protocol)) found.push(value);
      if (attribute !== "href" && origin !== location.origin) found.push(value);
      const guarded = /noopener noreferrer nofollow/.test(element.rel);
      if (name === "a" && origin !== location.origin && !guarded) found.push(value);
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def hostile_site(hostile_index: str) -> Iterator[str]:
    """The address of a site over the hostile collection."""
    with served(hostile_index) as address:
        yield address


@pytest.fixture
def visitor(page: Page, hostile_site: str) -> Iterator[Page]:
    """A page that accepts no dialog and never leaves the site; ``page`` records its requests."""
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda popup: dialogs.append(popup.url))
    yield page
    assert page.url.startswith(hostile_site)
    assert dialogs == []


def visit(page: Page, address: str) -> None:
    """Open the page, and check that it has no foreign parts."""
    page.goto(address)
    assert page.evaluate(FOREIGN) == [], address


def test_results_and_contexts(visitor: Page, hostile_site: str) -> None:
    visit(visitor, hostile_site)
    for number in range(1, 6):
        visit(visitor, f"{hostile_site}search?q={WORD}&fold=0&page={number * 9}")
        visit(visitor, f"{hostile_site}concordance?q={WORD}&fold=0&page={number}")


def test_articles(visitor: Page, hostile_site: str) -> None:
    visitor.goto(f"{hostile_site}search?q={WORD}")
    ids = visitor.evaluate(
        """async (word) => {
          const ids = [];
          for (let page = 1; page <= 20; page++) {
            const answer = await fetch(`/api/search?q=${word}&limit=100&page=${page}`);
            ids.push(...(await answer.json()).results.map(({ id }) => id));
          }
          return ids;
        }""",
        WORD,
    )
    for id in ids[:: len(ids) // ARTICLES]:
        visit(
            visitor, f"{hostile_site}article/{id}?q={WORD}&back=q%3D{quote(PAYLOADS['script'][1])}"
        )
    visitor.goto(f"{hostile_site}search?q=мельница")
    visitor.locator(".reprints a").first.click()
    visitor.wait_for_url("**/article/**")
    visit(visitor, str(visitor.evaluate("document.querySelector('a[href*=\"/compare/\"]').href")))
    assert visitor.locator("del, ins").count() > 0


@pytest.mark.parametrize("kind", KINDS)
def test_queries(visitor: Page, hostile_site: str, kind: str) -> None:
    for payload in PAYLOADS[kind][::3]:
        visit(visitor, f"{hostile_site}search?q={quote(payload)}&source={quote(payload)}")


def test_suggestions(visitor: Page, hostile_site: str) -> None:
    visitor.goto(hostile_site)
    await_suggestions(visitor, hostile_site, WORD[:4])
    visitor.focus("#q")
    visitor.keyboard.type(WORD[:4])
    visitor.wait_for_selector("#suggestions li")
    assert visitor.evaluate(FOREIGN) == []
    visitor.keyboard.press("ArrowDown")
    visitor.keyboard.press("Enter")
    visitor.wait_for_url("**/search?*")
    assert visitor.evaluate(FOREIGN) == []


@pytest.mark.parametrize(
    "payload", [PAYLOADS["handlers"][0], PAYLOADS["drawings"][0], PAYLOADS["script"][0]]
)
def test_the_watch_sees_what_runs(browser: Browser, payload: str) -> None:
    page = browser.new_page()
    page.route(
        "**/*",
        lambda route: route.fulfill(body=f"<main>{payload}</main>", content_type="text/html"),
    )
    page.goto("http://plain.example/")
    page.wait_for_function("window.pwned === 1")
    assert "something ran" in page.evaluate(FOREIGN)
    page.close()
