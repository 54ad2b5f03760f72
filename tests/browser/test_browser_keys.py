"""Shortcut keys, their help window, the switch that turns them off, and copying."""

import pytest
from browsing import watched
from playwright.sync_api import Browser, Page, expect

RUSSIAN = {
    "KeyJ": "о",
    "KeyK": "л",
    "Slash": ".",
}  # the letters of these keys on the Russian layout


def press(page: Page, code: str, *, russian: bool, shift: bool = False) -> None:
    """Press a key of a layout, with the event that the browser sends."""
    keys = {"KeyJ": "j", "KeyK": "k", "Slash": "?" if shift else "/"}
    key = "," if russian and shift else RUSSIAN[code] if russian else keys[code]
    page.evaluate(
        """([code, key, shiftKey]) => document.activeElement.dispatchEvent(
               new KeyboardEvent(
                   "keydown", {code, key, shiftKey, bubbles: true, cancelable: true}))""",
        [code, key, shift],
    )


def focused(page: Page) -> str:
    """The address of the link that has the focus."""
    return str(page.evaluate("document.activeElement.getAttribute('href')"))


@pytest.mark.parametrize("russian", [False, True], ids=["latin", "russian"])
def test_j_and_k_walk_the_results(page: Page, site: str, russian: bool) -> None:
    page.goto(f"{site}search?q=зерно")
    links = page.locator(".hits h2 a")
    addresses = [links.nth(number).get_attribute("href") for number in range(10)]
    walked = []
    for code in ("KeyJ", "KeyJ", "KeyJ", "KeyK", *["KeyK"] * 3, *["KeyJ"] * 12):
        press(page, code, russian=russian)
        walked.append(focused(page))
    assert walked[:4] == [addresses[0], addresses[1], addresses[2], addresses[1]]
    assert walked[6] == addresses[0]
    assert walked[-1] == addresses[9]
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/*")


@pytest.mark.parametrize("russian", [False, True], ids=["latin", "russian"])
def test_a_slash_leads_to_the_box_and_a_question_mark_names_the_keys(
    page: Page, site: str, russian: bool
) -> None:
    page.goto(f"{site}search?q=зерно")
    press(page, "Slash", russian=russian)
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("хлеб")
    assert page.input_value("#q") == "хлеб", "what was there is selected, so typing replaces it"
    page.locator("#main").focus()
    press(page, "Slash", russian=russian, shift=True)
    expect(page.get_by_role("dialog", name="Горячие клавиши")).to_be_visible()
    press(page, "KeyJ", russian=russian)
    assert focused(page) == "None", "keys rest while the window is open"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_keys_rest_where_one_types_and_with_modifiers(page: Page, site: str) -> None:
    page.goto(f"{site}search?q=зерно")
    page.focus("#q")
    page.keyboard.press("End")
    page.keyboard.type(" j/?")
    assert page.input_value("#q") == "зерно j/?"
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.locator("#main").focus()
    for modifier in ("Control", "Alt", "Meta"):
        page.keyboard.press(f"{modifier}+j")
        assert focused(page) == "None"


def test_keys_and_suggestions_can_be_turned_off(page: Page, site: str) -> None:
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/suggest?" in request.url else None
    )
    page.goto(f"{site}search?q=зерно")
    page.get_by_role("button", name="Горячие клавиши").click()
    page.get_by_role("checkbox", name="Включить горячие клавиши и подсказки").uncheck()
    page.get_by_role("button", name="Закрыть").click()
    for _ in range(2):  # at once, and after a reload
        expect(page.locator("#q")).not_to_have_attribute("role", "combobox")
        page.locator("#main").focus()
        page.keyboard.press("j")
        page.keyboard.press("?")
        assert focused(page) == "None"
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.locator("#q").press_sequentially("хлеб")
        page.wait_for_timeout(300)
        assert asked == []
        page.reload()
    page.get_by_role("button", name="Горячие клавиши").click()
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Закрыть").click()
    page.locator("#main").focus()
    page.keyboard.press("j")
    assert focused(page) != "None"


def test_a_browser_that_stores_nothing_has_them_too(page: Page, site: str) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', "
        "'SecurityError') }})"
    )
    page.goto(f"{site}search?q=зерно")
    page.keyboard.press("j")
    assert focused(page) != "None"
    page.keyboard.press("?")
    page.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    page.locator("#main").focus()
    page.keyboard.press("j")
    assert focused(page) == "None"


def test_n_and_p_step_through_an_article(page: Page, site: str) -> None:
    page.goto(f"{site}search?q=зерно")
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/article/*")  # and until it is loaded: the article has its own keys
    for key, number in (("n", 1), ("n", 2), ("т", 3), ("p", 2)):
        if key == "т":
            page.evaluate(
                "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'т', code: 'KeyN', "
                "bubbles: true}))"
            )
        else:
            page.keyboard.press(key)
        expect(page.locator(".hit:target")).to_have_id(f"hit-{number}")
        expect(page.locator(".hit:target")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("ol.hits")).to_be_visible()  # one step back leads to the results


def test_citations_are_copied(browser: Browser, site: str) -> None:
    with watched(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{site}article/news-1")
        page.get_by_text("Как цитировать").click()
        references = page.locator("[data-copy]").all_inner_texts()
        assert len(references) == 3
        for number, reference in enumerate(references):
            button = page.locator("button.copy").nth(number)
            expect(button).to_have_text("Скопировать")
            button.click()
            expect(button).to_have_text("Скопировано")
            assert page.evaluate("navigator.clipboard.readText()") == reference.strip()


def test_without_scripts_nothing_speaks_of_keys(browser: Browser, site: str) -> None:
    with watched(browser, java_script_enabled=False) as page:
        page.goto(f"{site}search?q=зерно")
        expect(page.get_by_role("button", name="Горячие клавиши")).to_have_count(0)
        expect(page.get_by_role("button", name="Найти")).to_be_visible()
        page.goto(f"{site}article/news-1?q=зерно")
        page.get_by_text("Как цитировать").click()
        expect(page.locator("button.copy")).to_have_count(0)
        page.goto(f"{site}search?q=зерно")
        expect(page.get_by_role("searchbox", name="Поиск по статьям")).to_be_visible()
