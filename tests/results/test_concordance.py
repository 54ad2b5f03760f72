"""Concordance lines for a Russian proof-reader: the hit in [[brackets]], and its context."""

import pytest

from svodka.indexer.article import Article
from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.records import Hit, Hits
from svodka.indexer.errors import RequestError
from svodka.indexer.highlight.excerpts import around
from svodka.indexer.limits import Limits
from svodka.indexer.query.filters import Filters
from svodka.indexer.query.parser import parse
from svodka.indexer.results.concordance import Concordance, Line, Order, gather, ordered
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
    hits = [Hit(one, 1.0) for one in articles]
    return list(gather(parse(query).tree, Hits(len(hits), hits)).lines)


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
    found = lines("!свет", article("a", "Театр", text))
    beside = [
        (line.left.split()[-1], line.right.strip(" .,—/;").split()[0])
        for line in ordered(found, "rank")
    ]
    assert beside == [
        ("Яркий", "погас."), ("Ёмкий", "белый"), ("белый", "Ещё"), ("Ещё", "вечерний"),
        ("вечерний", "тень;"), ("белый", "Азии"),
    ]  # fmt: skip
    assert [line.left.split()[-1] for line in ordered(found, "left")] == [
        *("белый", "белый", "вечерний", "Ёмкий", "Ещё", "Яркий")
    ]
    assert [line.right.strip(" .,—/;").split()[0] for line in ordered(found, "right")] == [
        *("Азии", "белый", "вечерний", "Ещё", "погас.", "тень;")
    ]
    assert [line.left for line in ordered(found, "left")][:2] == [
        "Яркий свет погас. Ёмкий свет, белый ",
        "…Ёмкий свет, белый свет. Ещё свет — вечерний свет/тень; белый ",
    ]


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
    tree, hits = parse("порт").tree, Hits(9, [Hit(one, 1.0) for one in many])
    everything = gather(tree, hits)
    assert (everything.articles, len(everything.lines), everything.cut) == (5, 50, True), (
        "four more articles match"
    )
    some = gather(tree, hits, Limits(context_lines=12))
    assert (some.articles, len(some.lines), some.cut) == (2, 12, True)
    fewer = gather(tree, Hits(1, hits.hits[:1]), Limits(context_lines=12, context_characters=23))
    assert (fewer.articles, len(fewer.lines), fewer.cut) == (1, 4, True), (
        "the fifth word is cut short"
    )


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


@pytest.mark.parametrize("order", ["rank", "left", "right"])
def test_orders_hold_the_same_lines(search: Search, order: Order) -> None:
    page = search.concordance(SearchRequest("порт"), order=order)
    assert page.order == order
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


@pytest.mark.parametrize("wrong", [{"page": 0}, {"page": 501}, {"limit": 0}, {"limit": 501}])
def test_what_cannot_be_is_refused(search: Search, wrong: dict[str, int]) -> None:
    with pytest.raises(RequestError):
        search.concordance(SearchRequest("порт", **wrong))


def test_another_order_is_refused(search: Search) -> None:
    with pytest.raises(RequestError, match="order must be one of rank, left, right"):
        search.concordance(SearchRequest("порт"), order="size")  # type: ignore[arg-type]
