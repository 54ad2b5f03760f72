"""Journeys of those who study words, with and without scripts."""

import re

from playwright.sync_api import Page, expect


def test_from_results_to_trends_and_to_a_point(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=зерно")
    either.get_by_role("link", name="Динамика", exact=True).click()
    expect(either.get_by_role("heading", level=1)).to_have_text("Динамика упоминаний")
    either.goto(f"{either.url}&q=мост&unit=year")
    expect(either.locator("polyline.s2")).to_have_count(1)
    number = either.locator("table td a").first
    count = number.inner_text()
    number.click()
    expect(either.get_by_role("heading", level=1)).to_contain_text(re.compile(rf"\b{count}\b"))


def test_from_a_line_to_its_hit(either: Page, site: str) -> None:
    either.goto(f"{site}concordance?q=зерно&order=left")
    either.locator(".lines .where a").first.click()
    expect(either).to_have_url(re.compile("#hit-[0-9]+$"))
    step = either.locator(f"#{either.url.partition('#')[2]}")
    expect(step).to_be_in_viewport()
    expect(step.locator("mark")).to_contain_text(re.compile("зерн", re.IGNORECASE))


def test_the_form_writes_a_query(either: Page, site: str) -> None:
    either.goto(f"{site}advanced")
    either.get_by_label("Все слова").fill("зерно")
    either.get_by_label("Ни одного из слов").fill("мост")
    either.locator(".advanced button").click()
    expect(either.locator("#q")).to_have_value("зерно -мост")
    expect(either.locator(".hits li").first).to_be_visible()


def test_a_query_is_kept_and_removed(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=зерно&source=Вестник порта")
    either.locator(".take > summary").click()
    either.get_by_role("button", name="Запомнить запрос").click()
    expect(either.locator(".followed li")).to_have_count(1)
    expect(either.locator(".followed bdi")).to_have_text("зерно, Вестник порта")
    either.get_by_role("button", name="Убрать запрос").click()
    expect(either.locator(".followed li")).to_have_count(0)
