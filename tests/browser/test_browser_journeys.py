"""Journeys of readers, with and without scripts: every link leads to its target."""

import re

from browsing import GRAIN, REPRINTS, ask
from playwright.sync_api import Page, expect


def total(page: Page) -> int:
    """The number of results that the page states."""
    found = re.search(r"\d+", page.inner_text("main h1"))
    return int(found[0]) if found else 0


def narrow(page: Page, value: str) -> int:
    """Narrow the results by a value of a facet; return the number next to it."""
    choice = page.locator(".facet a", has=page.get_by_text(value, exact=True))
    counted = int(choice.locator(".count").inner_text().split()[0])
    choice.click()
    expect(page.locator(".chip", has_text=value)).to_be_visible()
    return counted


def test_from_a_query_to_hits_and_back_to_the_same_place(either: Page, site: str) -> None:
    either.goto(site)
    ask(either, "зерно")
    either.get_by_role("link", name="сначала старые").click()
    either.get_by_role("link", name="Страница 3").click()
    title = either.locator(".hits h2 a").nth(4)
    words = title.inner_text()
    title.click()
    expect(either.locator("article h1")).to_have_text(words)
    either.get_by_role("link", name="К первому").click()
    for number in (1, 2, 3):
        expect(either.locator(".hit:target")).to_be_in_viewport()
        expect(either.locator(".step:visible .count")).to_have_text(re.compile(f"^{number} из "))
        if number < 3:
            either.locator(".step:visible").get_by_role("link", name="следующее").click()
    either.locator(".step:visible").get_by_role("link", name="предыдущее").click()
    expect(either).to_have_url(re.compile("#hit-2$"))
    either.get_by_role("link", name="К результатам по запросу «зерно»").click()
    expect(either).to_have_url(re.compile("page=3&sort=oldest"))
    expect(either.locator(".hits h2 a:target")).to_have_text(words)
    expect(either.locator(".hits h2 a:target")).to_be_in_viewport()


def test_marks_are_taken_off_and_put_on(either: Page, site: str) -> None:
    either.goto(f"{site}article/news-1?q=зерно")
    either.get_by_role("link", name="Убрать подсветку").click()
    expect(either.locator("article mark")).to_have_count(0)
    either.get_by_role("link", name="Включить подсветку").click()
    expect(either.locator("article mark").first).to_be_visible()


def test_filters_are_chosen_kept_and_removed(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=зерно")
    assert narrow(either, "Вестник порта") == total(either) < GRAIN
    of_source = total(either)
    assert narrow(either, "2023") == total(either) < of_source
    both = total(either)
    expect(either.locator(".hits .source").first).to_have_text("Вестник порта")
    expect(either.locator(".hits time").first).to_contain_text("2023")
    either.get_by_role("link", name="сначала новые").click()
    assert total(either) == both, "another order keeps the filters"
    ask(either, "судно")
    assert either.locator(".chip").count() == 2, "so does another query"
    ask(either, "зерно")
    either.get_by_role("link", name="Убрать: источник Вестник порта").click()
    expect(either.locator(".chip")).to_have_count(1)
    assert both < total(either) < GRAIN
    either.get_by_role("link", name="Сбросить фильтры").click()
    expect(either.locator(".chip")).to_have_count(0)
    assert total(either) == GRAIN


def test_people_and_places_narrow_too(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=зерно")
    people = either.locator(".facet", has=either.get_by_role("heading", name="Люди"))
    people.get_by_role("link", name="Анна Кузнецова").click()
    either.wait_for_url("**person=*")
    for snippet in either.locator(".hits > li").all():
        assert snippet.locator("h2").is_visible()
    assert 0 < total(either) < GRAIN


def test_dates_are_typed(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=зерно")
    either.get_by_label("с", exact=True).fill("2024-01-01")
    either.get_by_label("по", exact=True).fill("2024-12-31")
    either.get_by_role("button", name="Применить").click()
    expect(either.locator(".chip")).to_have_count(1)
    assert total(either) == GRAIN // 3


def test_a_bar_of_the_time_line_leads_to_its_articles(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=зерно")
    bar = either.locator(".timeline svg a").first
    said = bar.locator("title").text_content() or ""
    month, counted = re.findall(r"^(.+): (\d+)", said)[0]
    bar.locator("rect").last.click()
    expect(either.locator(".chip")).to_contain_text(month)
    assert total(either) == int(counted)


def test_the_table_of_the_time_line_says_the_same(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=зерно")
    either.locator(".timeline summary").click()
    row = either.locator(".timeline tbody tr").last
    counted = int(row.locator("td").inner_text())
    row.get_by_role("link").click()
    expect(either.locator(".chip")).to_have_count(1)
    assert total(either) == counted


def test_a_correction_is_undone(either: Page, site: str) -> None:
    either.goto(site)
    ask(either, "pthyj")
    expect(either.locator(".correction")).to_contain_text("похоже, была включена другая раскладка")
    assert total(either) == GRAIN
    either.get_by_role("link", name="Искать «pthyj»").click()
    expect(either.locator("main h1")).to_have_text("Ничего не нашлось")
    assert either.input_value("#q") == "pthyj"


def test_hits_stand_in_their_contexts(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=судно")
    either.get_by_role("link", name="Вхождения").click()
    lines = either.locator(".lines tbody tr")
    expect(lines.first.locator("mark")).to_have_text("судно")
    expect(lines.first).to_contain_text("В порту побывало судно с зерном")
    either.get_by_role("link", name="по словам справа").click()
    right = [
        re.findall(r"\w+", text.casefold())[:3]
        for text in either.locator(".lines .right").all_inner_texts()
    ]
    assert len(right) == GRAIN
    assert right == sorted(right)
    lines.first.get_by_role("link").click()
    expect(either.locator("article mark").first).to_have_text("судно")
    either.get_by_role("link", name="К результатам").click()
    expect(either.locator(".lines")).to_be_visible()


def test_reprints_are_folded_and_unfolded(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=разводной")
    assert total(either) == REPRINTS + 1
    expect(either.locator(".summary .folding")).to_contain_text("1 без перепечаток")
    expect(either.locator(".hits .reprints")).to_have_text(f"ещё {REPRINTS}\xa0перепечатки")
    either.get_by_role("link", name="показать все").click()
    expect(either.locator(".hits > li")).to_have_count(REPRINTS + 1)
    either.get_by_role("link", name="скрыть перепечатки").click()
    expect(either.locator(".hits > li")).to_have_count(1)
    either.locator(".hits .reprints a").click()
    near = either.locator(
        ".near", has=either.get_by_role("heading", name="Та же новость в других источниках")
    )
    expect(near.get_by_role("listitem")).to_have_count(REPRINTS)
    near.get_by_role("link", name="Сравнить").first.click()
    expect(either.locator("main del, main ins").first).to_be_visible()


def test_the_language_is_chosen_and_kept(either: Page, site: str) -> None:
    either.goto(f"{site}search?q=зерно&page=2")
    either.get_by_role("button", name="English").click()
    expect(either).to_have_url(f"{site}search?q=%D0%B7%D0%B5%D1%80%D0%BD%D0%BE&page=2")
    expect(either.locator("html")).to_have_attribute("lang", "en")
    expect(either.locator("main h1")).to_have_text(f"{GRAIN}\xa0articles found")
    either.locator(".hits h2 a").first.click()
    expect(either.get_by_role("link", name="Back to the results for “зерно”")).to_be_visible()
    either.get_by_role("button", name="Русский").click()
    expect(either.get_by_role("link", name="К результатам по запросу «зерно»")).to_be_visible()


def test_the_help_has_examples_that_run(either: Page, site: str) -> None:
    either.goto(site)
    either.get_by_role("banner").get_by_role("link", name="Как искать").click()
    expect(either.locator("main h1")).to_have_text("Как искать")
    either.get_by_role("link", name="Поля и даты").click()
    expect(either.locator("#fields")).to_be_in_viewport()
    either.locator(".tries a").first.click()
    expect(either.locator("main h1")).to_contain_text("Найден")
