"""Concordance lines for a Russian proof-reader: the hit in [[brackets]], and its context."""

from collections import Counter
from math import inf
from pathlib import Path
from typing import Any

import pytest
from filled import write

from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.records import Hit
from svodka.indexer.errors import RequestError
from svodka.indexer.highlight.excerpts import around
from svodka.indexer.query.filters import Filters
from svodka.indexer.query.parser import parse
from svodka.indexer.results.concordance import Choice, Concordance
from svodka.indexer.results.gathering import ORDERS, Gathered, Order, gather
from svodka.indexer.results.lines import Line, found_in, line_of
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

PORT = """\
Власти Приозёрска открыли новый порт. Старый порт, построенный ещё до войны, \
закроют к осени, рассказал мэр.
Как устроен порт
Глубина у причала «Северный» позволяет принимать суда любого размера.
"""
BRIDGE = """\
Через реку построят мост. Он свяжет порт с трассой.
Ёлки у порта спилят; вместо ёлок посадят липы.
"""


def shown(line: Line) -> str:
    return f"{line.left}[[{line.hit}]]{line.right}"


def article(id: str, title: str, text: str) -> Article:
    return Article(id, title, text, f"{id}.txt", "2024-08-19", "Вестник")


def lines(query: str, *articles: Article) -> list[Line]:
    tree = parse(query).tree
    every = (found_in(tree, Hit(one, 1.0), Budget(inf)) for one in articles)
    return [line_of(found, span, tree) for found in every for span in found.spans]


def gathered(query: str, *articles: Article, **how: Any) -> Gathered:
    hits = [Hit(one, 1.0) for one in articles]
    return gather(parse(query).tree, hits, len(hits), Budget(inf), **how)


def in_order(query: str, one: Article, order: Order, words: int = 3) -> list[Line]:
    """The lines of one article, sorted."""
    found = lines(query, one)
    return [found[number] for number in gathered(query, one).ordered(order, words)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "порт",
            [
                "Власти Приозёрска открыли новый [[порт]]. Старый порт, построенный ещё до "
                "войны, закроют к осени…",
                "Власти Приозёрска открыли новый порт. Старый [[порт]], построенный ещё до "
                "войны, закроют к осени, "
                "рассказал мэр…",
                "…ещё до войны, закроют к осени, рассказал мэр. ¶ Как устроен [[порт]] ¶ Глубина "
                "у причала «Северный» "
                "позволяет принимать суда любого…",
                "Через реку построят мост. Он свяжет [[порт]] с трассой. ¶ Ёлки у порта спилят; "
                "вместо ёлок посадят липы.",
                "Через реку построят мост. Он свяжет порт с трассой. ¶ Ёлки у [[порта]] спилят; "
                "вместо ёлок посадят липы.",
            ],
        ),
        (
            "«причал северный»",
            [
                "…закроют к осени, рассказал мэр. ¶ Как устроен порт ¶ Глубина у [[причала "
                "«Северный]]» позволяет принимать суда "
                "любого размера.",
            ],
        ),
        (
            "елка",
            [
                "Через реку построят мост. Он свяжет порт с трассой. ¶ [[Ёлки]] у порта спилят; "
                "вместо ёлок посадят липы.",
                "…мост. Он свяжет порт с трассой. ¶ Ёлки у порта спилят; вместо [[ёлок]] посадят "
                "липы.",
            ],
        ),
        (
            "мост -тоннель",
            [
                "Через реку построят [[мост]]. Он свяжет порт с трассой. ¶ Ёлки у порта спилят; "
                "вместо ёлок…"
            ],
        ),
        ("жираф", []),
        ("-жираф", []),
    ],
)
def test_golden_lines(query: str, expected: list[str]) -> None:
    found = lines(
        query, article("port", "Новый порт", PORT), article("bridge", "Новый мост", BRIDGE)
    )
    assert [shown(line) for line in found] == expected


def test_a_line_says_where_it_stands() -> None:
    (line, *_) = lines("липа", article("bridge", "Новый мост", BRIDGE))
    assert (line.id, line.title, line.date, line.source) == (
        "bridge",
        "Новый мост",
        "2024-08-19",
        "Вестник",
    )
    assert BRIDGE[line.start : line.stop] == line.hit == "липы"


def test_of_a_hit_in_the_title_alone_the_title_is_shown() -> None:
    found = lines("верфь", article("a", "Верфь спустила ледокол", "Праздник прошёл вчера."))
    assert [(line.field, shown(line)) for line in found] == [
        ("title", "[[Верфь]] спустила ледокол")
    ]
    assert lines("заголовок:порт", article("port", "Новый порт", PORT))[0].field == "title"


def test_lines_are_sorted_by_the_words_next_to_the_hit() -> None:
    text = (
        "Яркий свет погас. Ёмкий свет, белый\xa0свет. Ещё свет — вечерний свет/тень; белый "
        "свет Азии."
    )
    theatre = article("a", "Театр", text)
    beside = [
        (line.left.split()[-1], line.right.strip(" .,—/;").split()[0])
        for line in in_order("!свет", theatre, "rank")
    ]
    assert beside == [
        ("Яркий", "погас."), ("Ёмкий", "белый"), ("белый", "Ещё"), ("Ещё", "вечерний"),
        ("вечерний", "тень;"), ("белый", "Азии"),
    ]  # fmt: skip
    assert [line.left.split()[-1] for line in in_order("!свет", theatre, "left")] == [
        *("белый", "белый", "вечерний", "Ёмкий", "Ещё", "Яркий")
    ]
    right = in_order("!свет", theatre, "right")
    assert [line.right.strip(" .,—/;").split()[0] for line in right] == [
        *("Азии", "белый", "вечерний", "Ещё", "погас.", "тень;")
    ]
    assert [line.left for line in in_order("!свет", theatre, "left")][:2] == [
        "Яркий свет погас. Ёмкий свет, белый ",
        "…Ёмкий свет, белый свет. Ещё свет — вечерний свет/тень; белый ",
    ]


def test_as_many_words_are_compared_as_wanted() -> None:
    text = "Нам дали новый дом. Он купил старый дом. Мы видели новый дом. Я снял новый дом."
    homes = article("a", "Жильё", text)

    def before(words: int) -> list[str]:
        shown = in_order("дом", homes, "left", words)
        return [" ".join(line.left.split()[-2:]) for line in shown]

    assert before(1) == ["дали новый", "видели новый", "снял новый", "купил старый"], (
        "the next word, then the right side"
    )
    assert before(2) == ["видели новый", "дали новый", "снял новый", "купил старый"]
    assert [line.start for line in in_order("дом", homes, "rank")] == [15, 36, 57, 75]


def test_a_line_without_a_word_on_that_side_comes_last() -> None:
    text = "⚡** Порт открыт. Новый порт — гордость города. Стоит порт"
    harbour = article("a", "Причал", text)
    assert [line.start for line in in_order("порт", harbour, "left")] == [23, 53, 4]
    assert [line.start for line in in_order("порт", harbour, "right")] == [23, 4, 53]


def test_lines_are_sorted_by_form_and_by_date() -> None:
    text = "Портом гордятся. Порт открыт. В порту тихо."
    assert [line.hit for line in in_order("порт", article("a", "Причал", text), "form")] == [
        *("Порт", "Портом", "порту")
    ]
    days = ("2024-02-01", None, "2024-03-01")
    three = [Article(f"a{n}", "Порт", "Порт.", f"{n}", date=day) for n, day in enumerate(days)]
    found = gathered("порт", *three)
    assert [one.id for one in found.places(found.ordered("newest"))] == ["a2", "a0", "a1"]
    assert [one.id for one in found.places(found.ordered("oldest"))] == ["a0", "a2", "a1"]


def test_forms_are_counted() -> None:
    found = gathered(
        "порт | «новый причал»", article("a", "Вести", PORT + "У нового причала ПОРТ.")
    )
    assert found.forms == {"порт": 4, "нового причала": 1}


def test_a_line_has_the_lemma_of_its_hit() -> None:
    def lemma(query: str, text: str) -> str:
        return lines(query, article("a", "Вести", text))[0].lemma

    assert lemma("стать", "Они стали друзьями.") == "стать"
    assert lemma("сталь", "Они стали друзьями.") == "сталь", "the one that was asked for"
    assert lemma("«новый порт»", "О новых портах.") == "новый порт"
    assert lemma("йорк", "Мы были в Нью-Йорке.") == "йорк"


def test_a_sample_is_drawn_by_its_seed_alone() -> None:
    many = [article(f"a{n}", "Порт", "порт " * 10) for n in range(30)]

    def drawn(*articles: Article, seed: int) -> list[tuple[str, int]]:
        found = gathered("порт", *articles, sample=20, seed=seed)
        assert (len(found), found.found, found.forms) == (20, 300, {"порт": 300})
        return [(one.id, one.start) for one in found.places(found.ordered("rank"))]

    assert drawn(*many, seed=1) != drawn(*many, seed=2)
    assert sorted(drawn(*many, seed=1)) == sorted(drawn(*many[::-1], seed=1))
    assert len({id for id, _ in drawn(*many, seed=1)}) > 10, "it is not of the first articles"
    few = gathered("порт", *many[:1], sample=20)
    assert len(few) == 10


def test_every_line_has_the_same_chance_to_be_drawn() -> None:
    many = [article(f"a{n}", "Порт", "порт " * 10) for n in range(10)]
    samples = [gathered("порт", *many, sample=10, seed=seed) for seed in range(60)]
    counts = Counter(one.start for found in samples for one in found.places(range(10)))
    assert set(counts) == {5 * n for n in range(10)}
    assert max(counts.values()) < 2 * min(counts.values())


@pytest.mark.parametrize(
    ("width", "sides"),
    [
        (100, ("На Южном ", " построят порт.")),
        (10, ("На Южном ", " построят…")),
        (9, ("На Южном ", " построят…")),
        (8, ("…Южном ", "…")),
        (3, ("…", "…")),
    ],
)
def test_context_is_cut_at_words(width: int, sides: tuple[str, str]) -> None:
    assert around("На Южном Кавказе построят порт.", (9, 16), width) == sides


def test_a_word_wider_than_the_context_is_cut_itself() -> None:
    assert around("я" * 50 + "порт" + "ю" * 50, (50, 54), 5) == ("…яяяяя", "ююююю…")
    assert around("\n\t порт \r\n", (3, 7), 5) == ("", "")


def test_work_is_bounded() -> None:
    many = [article(f"a{n}", "Порт", "порт " * 10) for n in range(5)]
    everything = gathered("порт", *many)
    assert (everything.articles, everything.found, everything.cut) == (5, 50, False)
    some = gathered("порт", *many, most=12)
    assert (some.articles, some.found, some.cut) == (2, 20, True)
    hits = [Hit(one, 1.0) for one in many]
    none = gather(parse("порт").tree, hits, len(hits), Budget(0))
    assert (none.articles, none.found, none.cut) == (0, 0, True)


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    folder = tmp_path_factory.mktemp("articles")
    for name, day, text in [("port", "01.08.2024", PORT), ("bridge", "02.08.2024", BRIDGE)]:
        (folder / f"{name}.txt").write_text(f"Новости города\nДата: {day}\n\n{text}", "utf-8")
    url = f"whoosh:{tmp_path_factory.mktemp('index') / 'index'}"
    engine = open_engine(url)
    assert build(engine, [folder]).added == 2
    engine.close()
    return Search(url)


def test_a_page_of_an_index(search: Search) -> None:
    page = search.concordance(SearchRequest("порт мост | причал", limit=2, page=2))
    assert isinstance(page, Concordance)
    assert (page.total, page.articles, page.lines_total, page.pages, page.cut) == (
        2,
        2,
        7,
        4,
        False,
    )
    assert page.understood == "порт И (мост ИЛИ причал)"
    pages = [
        search.concordance(SearchRequest("порт мост | причал", limit=2, page=number)).lines
        for number in range(1, 6)
    ]
    assert [len(one) for one in pages] == [2, 2, 2, 1, 0]
    assert len({(line.id, line.start) for one in pages for line in one}) == 7


@pytest.mark.parametrize("order", ORDERS)
def test_orders_hold_the_same_lines(search: Search, order: Order) -> None:
    page = search.concordance(SearchRequest("порт"), Choice(order))
    assert page.order == order
    streamed = search.lines(SearchRequest("порт"), Choice(order))
    assert [shown(line) for line in streamed.lines] == [shown(line) for line in page.lines]
    assert streamed.total == page.total == 2
    assert sorted(map(shown, page.lines)) == sorted(
        map(shown, search.concordance(SearchRequest("порт")).lines)
    )


def test_filters_narrow_it(search: Search) -> None:
    page = search.concordance(SearchRequest("порт", filters=Filters(since="2024-08-02")))
    assert page.total == 1
    assert [shown(line) for line in page.lines] == lines_of_the_bridge()


def lines_of_the_bridge() -> list[str]:
    return [shown(line) for line in lines("порт", article("bridge", "Новости города", BRIDGE))]


def test_nothing_and_notices(search: Search) -> None:
    for query in ("", "жираф", "-жираф"):
        page = search.concordance(SearchRequest(query))
        assert (page.lines_total, page.pages, page.lines) == (0, 0, [])
    assert search.concordance(SearchRequest("(порт")).notices


@pytest.mark.parametrize("wrong", [{"page": 0}, {"page": 20_001}, {"limit": 0}, {"limit": 20_001}])
def test_what_cannot_be_is_refused(search: Search, wrong: dict[str, int]) -> None:
    with pytest.raises(RequestError):
        search.concordance(SearchRequest("порт", **wrong))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"order": "size"}, "order must be one of rank, left, right"),
        ({"words": 4}, "words must be from 1 to 3"),
        ({"sample": 0}, "sample must be from 1"),
        ({"seed": -1}, "seed must be from 1"),
    ],
)
def test_another_choice_is_refused(search: Search, wrong: dict[str, Any], said: str) -> None:
    for ask in (search.concordance, search.lines):
        with pytest.raises(RequestError, match=said):
            ask(SearchRequest("порт"), Choice(**wrong))


def test_a_stream_is_of_one_state_of_the_index(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url)
    write(engine, [article(f"a{n}", "Вести", f"Порт номер {n}.") for n in range(30)], fresh=True)
    search = Search(url)
    streams = [search.lines(SearchRequest("порт"), Choice(order)) for order in ("rank", "left")]
    begun = [next(stream.lines) for stream in streams]
    write(engine, [article("b", "Вести", "Здесь ничего нет.")], fresh=True)
    assert search.concordance(SearchRequest("порт")).total == 0
    for first, stream in zip(begun, streams, strict=True):
        read = [first, *stream.lines]
        assert sorted(line.right.strip(" .") for line in read) == sorted(
            f"номер {n}" for n in range(30)
        )
        assert not stream.failures
    search.close()
    engine.close()


def test_reprints_are_read_once_if_folded(tmp_path: Path) -> None:
    text = "Порт открыли утром. Мэр перерезал ленту, оркестр сыграл марш, гости аплодировали."
    url = f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url)
    write(engine, [article(f"a{n}", "Открыт порт", text) for n in range(3)], fresh=True)
    engine.close()
    search = Search(url)
    for fold, number in ((False, 3), (True, 1)):
        request = SearchRequest("порт", fold=fold)
        assert search.concordance(request).found == number
        assert len(list(search.lines(request).lines)) == number
        assert len(list(search.lines(request, Choice("left")).lines)) == number
    search.close()
