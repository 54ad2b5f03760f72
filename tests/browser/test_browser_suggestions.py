"""Suggestions while typing: an editable combobox with a list, by the keyboard and by the mouse."""

import json
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from browsing import await_suggestions
from playwright.sync_api import Page, Route, expect

# Letters in one task of the page: a busy machine may take too long between two presses of keys.
AT_ONCE = """(box, text) => { for (const letter of text) {
    box.value += letter;
    box.dispatchEvent(new InputEvent("input", {bubbles: true, data: letter}));
} }"""
TEXTS = ["зерновой порт", "зерно вагонами", "зерно и хлеб"]


@pytest.fixture
def typed(page: Page, site: str) -> Callable[[str], list[str]]:
    """Types into the box of a page whose suggestions are TEXTS; returns the fetched queries.

    The list also gets the queries of later fetches.
    """
    asked: list[str] = []

    def answer(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)["q"][0]
        asked.append(query)
        found = [text for text in TEXTS if text.startswith(query)]
        body = json.dumps([query, found, ["заголовок"] * len(found)])
        route.fulfill(body=body, content_type="application/x-suggestions+json")

    def type_in(text: str) -> list[str]:
        page.route("**/suggest?*", answer)
        page.goto(site)
        page.locator("#q").focus()
        page.locator("#q").evaluate(AT_ONCE, text)
        return asked

    return type_in


def shown(page: Page) -> None:
    expect(page.get_by_role("option")).to_have_text([f"{text} заголовок" for text in TEXTS])
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "true")


def closed(page: Page) -> None:
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "false")
    assert page.locator("#q").get_attribute("aria-activedescendant") is None


def chosen(page: Page) -> str | None:
    """The text of the option that assistive technology is told of, which is the selected one."""
    id = page.locator("#q").get_attribute("aria-activedescendant")
    selected = page.locator('[aria-selected="true"]')
    assert selected.count() == (1 if id else 0)
    if id:
        assert selected.get_attribute("id") == id
    return selected.locator("span").inner_text() if id else None


def test_a_suggestion_is_chosen_by_the_keyboard(
    page: Page, typed: Callable[[str], list[str]]
) -> None:
    asked = typed("зерно")
    shown(page)
    assert asked == ["зерно"], "one request for letters typed at once"
    expect(page.get_by_role("status")).to_contain_text("3")
    walked = []
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
        walked.append(chosen(page))
    assert walked == [*TEXTS, None, TEXTS[2], TEXTS[1]]
    assert page.input_value("#q") == "зерно", "walking changes nothing"
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.input_value("#q") == TEXTS[1]


def test_escape_closes_and_enter_then_searches_what_was_typed(
    page: Page, typed: Callable[[str], list[str]]
) -> None:
    typed("зерно")
    shown(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    closed(page)
    assert page.input_value("#q") == "зерно"
    page.keyboard.press("ArrowDown")
    shown(page)
    assert chosen(page) is None
    page.keyboard.press("Alt+ArrowUp")
    closed(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.input_value("#q") == "зерно"


def test_typing_on_asks_again_and_leaving_closes(
    page: Page, typed: Callable[[str], list[str]]
) -> None:
    asked = typed("зер")
    shown(page)
    page.keyboard.press("ArrowDown")
    page.keyboard.insert_text("новой")
    expect(page.get_by_role("option").locator("span")).to_have_text(TEXTS[:1])
    assert asked == ["зер", "зерновой"]
    assert chosen(page) is None
    page.keyboard.press("Tab")
    closed(page)


def test_a_suggestion_is_chosen_by_the_mouse(page: Page, typed: Callable[[str], list[str]]) -> None:
    typed("зерно")
    page.get_by_role("option", name=TEXTS[2]).click()
    page.wait_for_url("**/search?q=*")
    assert page.input_value("#q") == TEXTS[2]


def test_an_answer_that_comes_too_late_is_not_shown(page: Page, site: str) -> None:
    waiting: list[Route] = []
    page.route("**/suggest?*", lambda route: waiting.append(route))
    page.goto(site)
    for number, text in enumerate(("зерно", "м"), 1):
        page.locator("#q").focus()
        page.locator("#q").evaluate(AT_ONCE, text)
        for _ in range(200):
            if len(waiting) < number:
                page.wait_for_timeout(20)
    early, late = waiting
    late.fulfill(body=json.dumps(["зерном", ["зерном и хлебом"]]))
    expect(page.get_by_role("option")).to_have_text(["зерном и хлебом"])
    early.fulfill(body=json.dumps(["зерно", TEXTS]))
    page.wait_for_timeout(200)
    expect(page.get_by_role("option")).to_have_text(["зерном и хлебом"])


@pytest.mark.parametrize(
    ("status", "body"), [(204, ""), (200, "not JSON"), (200, "{}"), (200, '["зерно", []]')]
)
def test_without_an_answer_the_box_is_a_box(page: Page, site: str, status: int, body: str) -> None:
    page.route("**/suggest?*", lambda route: route.fulfill(status=status, body=body))
    page.goto(site)
    with page.expect_response("**/suggest?*"):
        page.locator("#q").press_sequentially("зерно")
    page.wait_for_timeout(100)
    closed(page)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")


def test_the_collection_suggests(page: Page, site: str) -> None:
    page.goto(site)
    await_suggestions(page, site, "разводной")
    page.locator("#q").press_sequentially("разводной")
    option = page.get_by_role("option", name="Разводной мост подняли после ремонта")
    expect(option).to_be_visible()
    option.click()
    page.wait_for_url("**/article/bridge-*")
    expect(page.locator("article h1")).to_have_text("Разводной мост подняли после ремонта")
