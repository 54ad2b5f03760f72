"""Facets, dates and chips: each narrows or widens the results and keeps everything else."""

import re
from collections.abc import Sequence
from datetime import date
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles
from werkzeug.datastructures import MultiDict

from svodka.indexer.article import Article
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.engines.records import Bucket, Counts, FacetName, Timeline
from svodka.indexer.query.filters import Filters
from svodka.webapp.addresses import readable
from svodka.webapp.app import create_app
from svodka.webapp.parameters import Ask, read
from svodka.webapp.presentation.narrowing import SHOWN, UNFOLDED, Narrowing

ASK = Ask(
    "нефть & газ",
    page=3,
    sort="newest",
    correct=False,
    filters=Filters("2024-01-01", "2024-12-31", ("ТАСС", "РБК")),
)


@pytest.fixture
def app() -> Flask:
    return create_app({"TESTING": True}, search=FakeSearch(articles(3)))


def counts(**facets: Sequence[Bucket]) -> Counts:
    named: dict[FacetName, Sequence[Bucket]] = {**facets}  # type: ignore[dict-item]
    return Counts(named, Timeline("day", [Bucket("2024-08-01", 2), Bucket("2024-08-02", 1)]))


def ask_of(url: str) -> Ask:
    """The parameters of an address."""
    return read(MultiDict(parse_qsl(urlsplit(url).query)))


def test_every_link_keeps_the_rest(app: Flask) -> None:
    with app.test_request_context():
        narrowing = Narrowing(ASK)
        found = counts(
            year=[Bucket("2023", 1), Bucket("2024", 2)],
            source=[Bucket("ТАСС", 5), Bucket("Новая & старая", 3)],
            person=[Bucket("Илья О'Нил", 2), Bucket("Ян «Ус» Ко%", 1)],
        )
        links = [chip.url for chip in narrowing.chips()]
        links += [
            choice.url for facet in narrowing.facets(found, Bulkhead()) for choice in facet.first
        ]
        links += [preset.url for preset in narrowing.presets("2024-12", date(2024, 12, 31))]
        links.append(narrowing.within("2024-02"))
    assert len(links) == 3 + 6 + 4 + 1
    for url in links:
        ask = ask_of(url)
        assert (ask.query, ask.page, ask.sort, ask.correct) == ("нефть & газ", 1, "newest", False)
        changes = [
            name
            for name in ("since", "until", "source", "person")
            if getattr(ask.filters, name) != getattr(ASK.filters, name)
        ]
        assert changes in (["since", "until"], ["until"], ["source"], ["person"])


def test_choices_add_and_take_off(app: Flask) -> None:
    with app.test_request_context():
        found = counts(
            year=[Bucket("2023", 1), Bucket("2024", 2)],
            source=[Bucket("ТАСС", 5), Bucket("Новая & старая", 3)],
            person=[Bucket("Ян «Ус» Ко%", 1), Bucket("Кто-то", 1)],
            author=[Bucket("Один", 9)],
        )
        facets = {facet.name: facet for facet in Narrowing(ASK).facets(found, Bulkhead())}
    assert list(facets) == ["year", "source", "person"], (
        "where all articles have one value, there is nothing to choose"
    )
    assert [choice.chosen for choice in facets["year"].first] == [False, True]
    assert [ask_of(choice.url).filters.since for choice in facets["year"].first] == [
        "2023-01-01",
        None,
    ]
    assert [ask_of(choice.url).filters.source for choice in facets["source"].first] == [
        ("РБК",), ("ТАСС", "РБК", "Новая & старая"),
    ]  # fmt: skip
    assert ask_of(facets["person"].first[0].url).filters.person == ("Ян «Ус» Ко%",)


def test_sections_with_one_name_are_one_choice(app: Flask) -> None:
    found = counts(
        section=[Bucket("sport", 4), Bucket("finance", 3), Bucket("finances", 2), Bucket("Порт", 1)]
    )
    with app.test_request_context():
        (facet,) = Narrowing(Ask("нефть")).facets(found, Bulkhead())
        told = [(choice.text, choice.count) for choice in facet.first]
        assert told == [("Финансы", 5), ("Спорт", 4), ("Порт", 1)]
        ask = ask_of(facet.first[0].url)
        assert ask.filters.section == ("finance", "finances")
        (chip,) = Narrowing(ask).chips()
        assert (chip.text, ask_of(chip.url).filters.section) == ("Финансы", ())
        (again,) = Narrowing(ask).facets(found, Bulkhead())
        assert [choice.chosen for choice in again.first] == [True, False, False]
        assert ask_of(again.first[0].url).filters.section == ()
    with app.test_request_context(headers={"Accept-Language": "en"}):
        (facet,) = Narrowing(Ask("нефть")).facets(found, Bulkhead())
        assert [choice.text for choice in facet.first] == ["Finance", "Sport", "Порт"]


def test_many_values_are_folded_and_very_many_are_not_shown(app: Flask) -> None:
    def lengths(number: int) -> tuple[int, int]:
        found = counts(source=[Bucket(f"Источник {n}", 1) for n in range(number)])
        (facet,) = Narrowing(Ask("нефть")).facets(found, Bulkhead())
        return len(facet.first), len(facet.more)

    with app.test_request_context():
        assert lengths(SHOWN) == (SHOWN, 0)
        assert lengths(SHOWN + 1) == (SHOWN + 1, 0)
        assert lengths(SHOWN + 2) == (SHOWN, 2)
        assert lengths(30) == (SHOWN, UNFOLDED - SHOWN)


def test_presets_lead_only_to_where_articles_can_be(app: Flask) -> None:
    def offered(latest: str, today: date) -> list[str]:
        return [
            preset.text for preset in Narrowing(Ask("нефть")).presets(latest, today) if preset.url
        ]

    with app.test_request_context():
        assert offered("2024-08-02", date(2024, 8, 2)) == [
            "за день",
            "за неделю",
            "за месяц",
            "за год",
        ]
        assert offered("2024-08-02", date(2024, 8, 3)) == ["за неделю", "за месяц", "за год"]
        assert offered("2024-08", date(2024, 9, 1)) == ["за неделю", "за месяц", "за год"], (
            "the last of August may have some"
        )
        assert offered("2024-08", date(2024, 9, 10)) == ["за месяц", "за год"]
        assert offered("", date(2026, 1, 2)) == []
        closed = list(Narrowing(Ask("нефть")).presets("2024-03", date(2026, 1, 2)))
        assert [(preset.text, ask_of(preset.url).filters.since) for preset in closed] == [
            ("последний месяц архива", "2024-03-01"), ("последний год архива", "2023-04-01"),
        ]  # fmt: skip
        week = Narrowing(Ask("нефть", filters=Filters(since="2024-07-28"))).presets(
            "2024-08-02", date(2024, 8, 3)
        )
        assert [one.chosen for one in week] == [True, False, False]


def test_the_newest_article_is_that_of_the_collection_where_dates_narrow(
    client: FlaskClient,
) -> None:
    today = date.today().isoformat()
    for query, dates, links in [
        ("Сегодня", "", 1),
        ("Товарооборот", "", 0),
        ("Товарооборот", "&to=2024-12-31", 1),
    ]:
        html = client.get(f"/search?q={query}{dates}").text
        assert html.count(f'from={today}">за день</a>') == links


def test_of_a_long_query_the_time_line_has_no_links(app: Flask) -> None:
    with app.test_request_context():
        assert Narrowing(Ask("я" * 500)).within("2024") == ""
        assert ask_of(Narrowing(Ask("я" * 480)).within("2024")).filters == Filters(
            "2024-01-01", "2024-12-31"
        )


def test_addresses_are_readable() -> None:
    assert (
        readable("/search?q=%D0%81%D0%BB%D0%BA%D0%B0+%26+%22%C2%A0%E2%80%AE%22")
        == "/search?q=Ёлка+%26+%22%C2%A0%E2%80%AE%22"
    )


@pytest.fixture
def client() -> FlaskClient:
    found = articles(12)
    found += [
        Article(f"r{n}", "Товарооборот растёт", "Товарооборот.", f"r{n}", "2023-01-05", "РБК")
        for n in range(3)
    ]
    found.append(
        Article(
            "today", "Сегодня", "Сегодня всё спокойно.", "today", date.today().isoformat(), "РБК"
        )
    )
    return create_app({"TESTING": True}, search=FakeSearch(found)).test_client()


def test_filters_are_chips_and_fields_of_the_forms(client: FlaskClient) -> None:
    html = unescape(client.get("/search?q=товарооборот&source=ТАСС&from=2024-08&sort=oldest").text)
    chips = re.findall('<a class="chip" href="([^"]+)">(.*?)</a>', html)
    assert [re.sub("<[^>]+>", "", text) for _, text in chips] == [
        "Убрать: дата с 1\xa0августа 2024 ×", "Убрать: источник ТАСС ×",
    ]  # fmt: skip
    assert [ask_of(url).filters for url, _ in chips] == [
        Filters(source=("ТАСС",)),
        Filters(since="2024-08-01"),
    ]
    reset = re.search('<a class="reset" href="([^"]+)">Сбросить фильтры</a>', html)
    assert reset
    assert ask_of(reset[1]) == Ask("товарооборот", sort="oldest")
    for form, names in [("box", ["sort", "from", "source"]), ("dates", ["q", "sort", "source"])]:
        fields = re.search(f'<form class="{form}".*?</form>', html, re.DOTALL)
        assert fields
        assert re.findall('type="hidden" name="([^"]+)"', fields[0]) == names
    assert '<input id="from" name="from" value="01.08.2024" ' in html


def test_filters_that_leave_nothing_can_be_dropped(client: FlaskClient) -> None:
    html = unescape(client.get("/search?q=товарооборот&source=Никто").text)
    assert "Ничего не нашлось" in html
    (url,) = re.findall('<a class="action" href="([^"]+)">Сбросить фильтры</a>', html)
    assert ask_of(url) == Ask("товарооборот")
    assert "проверить написание" not in html


def test_reprints_are_folded_unless_told_otherwise(client: FlaskClient) -> None:
    html = client.get("/search?q=товарооборот&source=РБК").text.replace("\xa0", " ")
    assert "Найдено 3 статьи" in html
    assert "1 без перепечаток" in html
    assert re.search(
        '<p class="reprints"><a href="/article/r0[^"]*#reprints">ещё 2 перепечатки</a>', html
    )
    (unfold,) = re.findall('class="folding">.*?href="([^"]+)">показать все', unescape(html))
    assert ask_of(unfold) == Ask("товарооборот", fold=False, filters=Filters(source=("РБК",)))
    html = client.get("/search?q=товарооборот&source=РБК&fold=0").text.replace("\xa0", " ")
    assert "Найдено 3 статьи" in html
    assert "#reprints" not in html
    assert '<input type="hidden" name="fold" value="0">' in html
    (fold,) = re.findall('class="folding">.*?<a href="([^"]+)">скрыть перепечатки', unescape(html))
    assert ask_of(fold).fold
    assert "folding" not in client.get("/search?q=товарооборот&source=ТАСС").text, (
        "there are none to fold"
    )
    assert client.get("/search?q=товарооборот&fold=2").status_code == 400


def test_very_many_filters_make_no_endless_page(client: FlaskClient) -> None:
    many = "&".join(f"source=a{n}" for n in range(400))
    html = client.get(f"/search?q=товарооборот&source=ТАСС&{many}").text
    assert html.count('class="chip"') == 20
    assert "Сбросить фильтры" in html
    assert len(html.encode()) < 500_000
