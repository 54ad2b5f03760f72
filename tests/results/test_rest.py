"""The second part of the list: articles with some of the words, after those with all."""

from collections.abc import Iterator

import pytest

from svodka.indexer.article import Article
from svodka.indexer.budget import TimeIsUpError
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.query.filters import Filters
from svodka.indexer.query.parser import parse
from svodka.indexer.results.lookup import Lookup
from svodka.indexer.results.page import Page
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

TEXTS = {
    "both": "Паромы вышли из порта Выборг после ремонта.",
    "ferry": "Паром задержали на сутки из-за тумана.",
    "repair": "Ремонт моста закончат к осени.",
    "wharf": "Паромная переправа открыта, ремонт причала отложен.",
    "neither": "Музей открыл выставку акварелей.",
    "quoted": "Южный Кавказ обсудили на форуме, речь шла о зерне.",
    "apart": "Кавказ встретил южный ветер, зерно убрали.",
}


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    url = f"whoosh:{tmp_path_factory.mktemp('rest') / 'index'}"
    engine = open_engine(url)
    articles = (
        Article(id, f"Заметка {number}", text, f"{id}.txt", date=f"2024-05-0{number}")
        for number, (id, text) in enumerate(TEXTS.items(), 1)
    )
    write_all(engine, (prepare(article, "0" * 32) for article in articles))
    engine.close()
    search = Search(url)
    yield search
    search.close()


def listed(page: Page) -> dict[str, list[str]]:
    """The missing words of each result, by its id, in the order of the list."""
    return {result.article.id: list(result.missing) for result in page.results}


def test_articles_with_some_words_follow_those_with_all(search: Search) -> None:
    page = search.page(SearchRequest("паром ремонт"))
    assert (page.total, page.also, page.pages, page.relaxed) == (1, 3, 1, False)
    found = listed(page)
    assert next(iter(found)) == "both"
    assert found == {
        "both": [],
        "wharf": ["«паром»"],
        "ferry": ["«ремонт»"],
        "repair": ["«паром»"],
    }


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("ремонт 1 мая 2024", "both"),
        ("ремонт 3 мая 2024", "repair"),
        ("ремонт 04.05.2024", "wharf"),
        ("паром 02.05.2024", "ferry"),
    ],
)
def test_articles_of_the_date_in_a_query_come_first(search: Search, query: str, first: str) -> None:
    page = search.page(SearchRequest(query))
    assert page.relaxed  # no article names its date
    assert next(iter(listed(page))) == first
    assert len(page.results) > 2  # a hint rules nothing out


def test_the_best_of_them_comes_first(search: Search) -> None:
    order = list(listed(search.page(SearchRequest("паром ремонт"))))
    assert order.index("wharf") < order.index("repair")  # it has a cognate of the other word


def test_a_cognate_does_not_count_as_the_word(search: Search) -> None:
    page = search.page(SearchRequest("паром"))
    assert (page.total, page.also) == (2, 1)
    assert listed(page)["wharf"] == ["«паром»"]


def test_pages_go_on_from_one_part_to_the_other(search: Search) -> None:
    whole = list(listed(search.page(SearchRequest("паром ремонт"))))
    for limit in (1, 2, 3):
        pages = [
            search.page(SearchRequest("паром ремонт", page=number, limit=limit))
            for number in range(1, -(-len(whole) // limit) + 1)
        ]
        assert [id for page in pages for id in listed(page)] == whole
        assert {(page.total, page.also, page.pages) for page in pages} == {(1, 3, len(pages))}


@pytest.mark.parametrize(
    ("query", "only"),
    [
        ('"южный кавказ" зерно', {"quoted"}),
        ("+паром ремонт", {"both", "ferry"}),
        ("(паром | переправа) ремонт", {"both", "wharf", "ferry"}),
        ("!ремонт паром -причал", {"repair"}),
        ("паром ремонт -мост", {"both", "wharf", "ferry"}),
        ("дата:2024-05-01 паром ремонт", {"both"}),
        ("заголовок:заметка паром ремонт", {"both", "ferry", "repair", "wharf"}),
        ("южный /1 кавказ зерно", {"quoted"}),
    ],
)
def test_exactness_stays_as_typed(search: Search, query: str, only: set[str]) -> None:
    assert set(listed(search.page(SearchRequest(query)))) == only


def test_a_whole_quotation_stays_a_phrase_unless_it_is_a_headline(search: Search) -> None:
    assert set(listed(search.page(SearchRequest('"южный кавказ"')))) == {"quoted"}
    headline = '"паромы вышли из порта выборг после ремонта"'
    page = search.page(SearchRequest(headline))
    assert next(iter(listed(page))) == "both"
    assert page.also > 0


@pytest.mark.parametrize(
    "query",
    [
        'Паром "Балтийский" задержали на сутки из-за тумана',
        "Паром задержали на сутки из-за тумана (видео)",
        "Капитан Иванов: «Паром задержали»",
        "«Паром задержали на сутки возле острова»",
        "«Паромная переправа»: паром задержали из-за тумана",
        "«Речной паром» задержали из-за тумана",
    ],
)
def test_quotation_marks_and_brackets_of_prose_demand_nothing(search: Search, query: str) -> None:
    assert next(iter(listed(search.page(SearchRequest(query))))) == "ferry"


@pytest.mark.parametrize(
    "query",
    [
        'паром "Балтийский" туман',
        '+"Балтийский" паром задержали на сутки из-за тумана',
        "паром задержали на сутки из-за тумана (видео | фото)",
    ],
)
def test_operators_demand_what_they_say(search: Search, query: str) -> None:
    demanded = parse(query).strict
    assert demanded


def test_articles_with_cognates_are_followed_by_those_with_some_words(search: Search) -> None:
    page = search.page(SearchRequest("паром открытие"))
    assert page.relaxed
    assert (page.total, next(iter(listed(page)))) == (1, "wharf")
    assert "ferry" in listed(page)


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest("паром ремонт", strict=True),
        SearchRequest("паром ремонт", sort="newest"),
        SearchRequest("паром ремонт", sort="oldest"),
    ],
)
def test_the_list_ends_where_that_is_asked(search: Search, request_: SearchRequest) -> None:
    page = search.page(request_)
    assert (page.total, page.also, list(listed(page))) == (1, 0, ["both"])


def test_counts_and_exports_are_of_the_articles_with_all_words(search: Search) -> None:
    page = search.page(SearchRequest("паром ремонт", count=True))
    assert page.counts
    assert sum(bucket.count for bucket in page.counts.timeline.buckets) == 1
    export = search.export(SearchRequest("паром ремонт"), limit=10)
    assert [article.id for article in export.articles] == ["both"]


def test_filters_hold_for_both_parts(search: Search) -> None:
    page = search.page(SearchRequest("паром ремонт", filters=Filters(until="2024-05-02")))
    assert set(listed(page)) == {"both", "ferry"}


def test_a_full_first_part_has_no_second(search: Search, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svodka.indexer.results.answer.ENOUGH", 1)
    assert search.page(SearchRequest("паром ремонт")).also == 0


def test_a_short_list_goes_on_with_common_words(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "паром акварель форум зерно музей сутки туман ветер речь причал"
    whole = set(listed(search.page(SearchRequest(query))))
    assert "both" in whole
    monkeypatch.setattr("svodka.indexer.results.answer.ENOUGH", 1)
    monkeypatch.setattr("svodka.indexer.results.answer.LIST", 1)
    assert set(listed(search.page(SearchRequest(query)))) == whole - {"both"}


def test_a_short_list_goes_on_with_any_two_words(search: Search) -> None:
    words = "паромы вышли из порта Выборг после ремонта"
    rare = "акварель форум зерно музей сутки туман ветер речь причал осень"
    page = search.page(SearchRequest(f"{words} {rare}"))
    assert page.relaxed
    assert set(TEXTS) <= set(listed(page))


def test_a_list_that_is_long_enough_does_not(
    search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "паромы вышли из порта Выборг после ремонта акварель форум зерно музей речь мост осень"
    monkeypatch.setattr(
        "svodka.indexer.query.relaxation.filling", lambda rarities, _: sum(rarities)
    )
    longer = set(listed(search.page(SearchRequest(query))))
    monkeypatch.setattr("svodka.indexer.results.answer.LIST", 1)
    assert set(listed(search.page(SearchRequest(query)))) < longer


@pytest.mark.parametrize("step", ["rarity", "first", "stretch"])
def test_a_page_has_its_first_part_if_the_time_runs_out_in_the_second(
    step: str, search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(*_: object) -> None:
        raise TimeIsUpError

    monkeypatch.setattr(Lookup, step, too_late)
    page = search.page(SearchRequest("паром ремонт"))
    assert (page.total, list(listed(page))[:1]) == (1, ["both"])
    assert page.partial
    assert not page.failures
