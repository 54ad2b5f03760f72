"""The site in a real browser: typing, reading, following links."""

import pytest
from browsing import GRAIN, LATEST, ask
from playwright.sync_api import Browser, Page


@pytest.mark.parametrize(
    ("query", "marked"),
    [
        ("товарооборот", ["товарооборота"]),
        ("южный кавказ", ["Южном Кавказе"]),
        ('"Южный Кавказ"', ["Южном Кавказе"]),
        ("товарооборотом", ["товарооборота"]),
    ],
)
def test_a_query_is_typed_and_its_words_are_marked(
    page: Page, site: str, query: str, marked: list[str]
) -> None:
    page.goto(site)
    page.wait_for_selector("#q:focus")
    ask(page, query)
    assert page.title() == f"{query} — 1\xa0статья · Сводка"
    assert page.inner_text("h1") == "Найдена 1\xa0статья"
    words = " ".join(page.locator("main mark").all_inner_texts()).split()
    assert set(words) == set(" ".join(marked).split())
    assert page.input_value("#q") == query
    page.locator(".hits h2 a").click()
    page.wait_for_selector("article.text")
    assert set(" ".join(page.locator("article mark").all_inner_texts()).split()) == set(words)
    assert page.locator("article h2").all_inner_texts() == [
        "О торговле",
        "Урегулирование на Южном Кавказе",
    ]


def test_from_the_results_to_an_article_and_back(page: Page, site: str) -> None:
    page.goto(f"{site}search?q=зерно")
    assert page.inner_text("h1") == f"Найдено {GRAIN}\xa0статей"
    page.get_by_role("link", name="сначала новые").click()
    page.wait_for_selector(".sort a[aria-current]:has-text('новые')")
    assert page.locator(".hits time").first.inner_text() == LATEST
    page.get_by_role("link", name="Дальше").click()
    page.wait_for_url("**page=2*")
    assert page.locator("ol.hits").get_attribute("start") == "11"
    page.locator(".hits h2 a").first.click()
    page.wait_for_url("**/article/*")
    assert page.locator("article mark").all_inner_texts() == ["зерном", "зерно", "зерна"]
    page.get_by_role("link", name="К результатам").click()
    page.wait_for_url("**/search?*page=2*")
    assert page.locator("ol.hits").get_attribute("start") == "11"
    assert (
        page.locator(".hits h2 a:target").inner_text()
        == page.locator(".hits h2 a").first.inner_text()
    )


def test_hits_are_stepped_through_without_javascript(browser: Browser, site: str) -> None:
    context = browser.new_context(
        locale="ru-RU", java_script_enabled=False, viewport={"width": 360, "height": 500}
    )
    page = context.new_page()
    page.goto(f"{site}article/news-1?q=зерно")
    assert page.locator(".step:visible").count() == 0
    page.get_by_role("link", name="к первому").click()
    for number in (1, 2, 3):
        step = page.locator(".step:visible")
        assert step.locator(".count").inner_text() == f"{number} из 3"
        bar, hit = step.bounding_box(), page.locator(".hit:target").bounding_box()
        assert bar
        assert hit
        assert 0 < hit["y"] < hit["y"] + hit["height"] < bar["y"], (
            "the hit is in sight, and nothing is before it"
        )
        assert bar["x"] > 0
        assert bar["x"] + bar["width"] < 360
        if number < 3:
            page.keyboard.press("Tab")  # from the hit, Tab goes to the links
            if number > 1:
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_url(f"**#hit-{number + 1}")
    context.close()


def test_nothing_is_said_to_be_nothing(page: Page, site: str) -> None:
    page.goto(site)
    ask(page, "бегемот")
    assert page.inner_text("h1") == "Ничего не нашлось"
    page.locator(".examples a").first.click()
    page.wait_for_selector("ol.hits mark")


def test_a_hostile_article_does_nothing(page: Page, site: str) -> None:
    for path in ("search?q=жираф", "article/hostile?q=жираф"):
        page.goto(site + path)
        assert page.locator("main mark").first.inner_text() == "Жираф"
        assert page.locator("main script, main img").count() == 0
        assert page.title() != "взломано"


def test_the_keyboard_skips_to_the_content(page: Page, site: str) -> None:
    page.goto(f"{site}search?q=зерно")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marks_are_legible_and_not_told_by_colour_alone(page: Page, site: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.goto(f"{site}search?q=порт зерно")
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
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_an_error_page_is_a_page(browser: Browser, site: str) -> None:
    page = browser.new_page(locale="ru-RU")
    answer = page.goto(f"{site}article/none")
    assert answer
    assert answer.status == 404
    assert page.inner_text("h1") == "Такой страницы нет"
    page.close()
