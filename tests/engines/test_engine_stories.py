"""Reprints of one story in every engine: grouping, folding, and stability under changes."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from filled import DIGEST, index_url, write

from svodka.indexer.article import Article
from svodka.indexer.documents.document import Entry
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Sort
from svodka.indexer.engines.writing import add_all
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Everything, Form

TEXT = (
    "В Верхних Ключах открыли новый мост через реку Сосновку. Старый разобрали ещё прошлой весной, "
    "и целый год жители добирались до станции на пароме. По словам главы района Марины Ветровой, "
    "строители закончили работу на месяц раньше срока, а движение автобусов начнётся в понедельник."
)
EDITED = TEXT.replace("новый мост", "долгожданный мост").replace(
    "По словам", "Как сообщила газете, по словам"
)
OTHER = (
    "В Верхних Ключах снова подорожал проезд на пароме. Жители говорят, что без моста им не на чем "
    "добираться до станции, а глава района Марина Ветрова обещает, что новый мост откроют к осени."
)
MOST = [
    Article("first", "Мост открыт", TEXT, "a.txt", date="2024-05-02", source="Ключи"),
    Article(
        "second", "Открыт мост через Сосновку", EDITED, "b.txt", date="2024-05-03", source="Вестник"
    ),
    Article(
        "third",
        "Мост открыт",
        TEXT + "\n[Подписаться](https://t.me/kluchi)",
        "c.txt",
        date="2024-05-02T18:00:00+00:00",
    ),
    Article("other", "Паром подорожал", OTHER, "d.txt", date="2024-05-01"),
]


@pytest.fixture(scope="module")
def engine(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The articles, for all tests that change nothing."""
    engine = open_engine(index_url(kind, tmp_path_factory.mktemp("kept"), kept=True))
    write(engine, MOST, fresh=True)
    yield engine
    engine.close()


@pytest.fixture
def changing(kind: str, tmp_path: Path) -> Iterator[Engine]:
    """The articles, for one test alone."""
    engine = open_engine(index_url(kind, tmp_path))
    write(engine, MOST, fresh=True)
    yield engine
    engine.close()


def dated(id: str, text: str, date: str | None, title: str = "Новости") -> Article:
    return Article(id, title, text, f"{id}.txt", date=date)


def stories(engine: Engine) -> set[frozenset[str]]:
    """The ids of every story with more than one article."""
    hits = engine.search(Everything(), limit=10_000, fold=True).hits
    told = [
        [hit.article.id, *(other.id for other in engine.reprints(hit.article.id))] for hit in hits
    ]
    assert [len(ids) - 1 for ids in told] == [hit.reprints for hit in hits]
    return {frozenset(ids) for ids in told if len(ids) > 1}


def folded(engine: Engine, query: str, **how: object) -> list[tuple[str, int]]:
    tree, asked = parse(query).tree, {"limit": 100, **how}
    hits = engine.search(tree, fold=True, **asked)  # type: ignore[arg-type]
    return [(hit.article.id, hit.reprints) for hit in hits.hits]


def test_a_story_is_what_was_reprinted_or_lightly_edited(engine: Engine) -> None:
    assert stories(engine) == {frozenset({"first", "second", "third"})}
    assert [article.id for article in engine.reprints("second")] == [
        "first",
        "third",
    ]  # oldest first
    assert engine.reprints("other") == engine.reprints("нет") == []


def test_reprints_count_once(engine: Engine) -> None:
    assert engine.search(Everything(), limit=10).total == 4
    assert all(hit.reprints == 0 for hit in engine.search(Everything(), limit=10).hits)
    hits = engine.search(Everything(), limit=10, fold=True)
    assert (hits.total, len(hits.hits)) == (2, 2)


def test_the_first_in_the_order_asked_for_stands_for_all(engine: Engine) -> None:
    assert folded(engine, "мост", sort="oldest") == [("other", 0), ("first", 2)]
    assert folded(engine, "мост", sort="newest") == [("second", 2), ("other", 0)]
    plain = [hit.article.id for hit in engine.search(parse("мост открыт").tree, limit=10).hits]
    assert folded(engine, "мост открыт")[0] == (plain[0], 2)


def test_only_matching_reprints_are_folded(engine: Engine) -> None:
    assert folded(engine, "долгожданный") == [("second", 0)]
    assert folded(engine, "паром -долгожданный", sort="oldest") == [("other", 0), ("first", 1)]


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_folded_pages_join_to_the_whole_ranking(changing: Engine, sort: str) -> None:
    more = [
        dated(f"n{n}", TEXT if n % 3 else f"{OTHER} Выпуск {n}, и снова о том же.", "2024-05-02")
        for n in range(20)
    ]
    write(changing, more)
    whole = folded(changing, "станция", sort=sort)
    pages = [
        folded(changing, "станция", sort=sort, limit=1, offset=offset)
        for offset in range(len(whole) + 1)
    ]
    assert [hit for page in pages for hit in page] == whole
    assert {
        changing.search(parse("станция").tree, limit=1, offset=n, fold=True).total
        for n in (0, 1, 99)
    } == {len(whole)}


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
def test_a_folded_stream_is_the_folded_ranking(engine: Engine, sort: Sort) -> None:
    tree = parse("мост").tree
    ranked = engine.search(tree, limit=10, sort=sort, fold=True)
    streamed = engine.stream(tree, limit=10, sort=sort, fold=True)
    assert streamed.total == ranked.total == 2
    assert [hit.article for hit in streamed.hits] == [hit.article for hit in ranked.hits]
    rest = engine.stream(tree, limit=1, offset=1, sort=sort, fold=True).hits
    assert [hit.article for hit in rest] == [ranked.hits[1].article]


def test_a_stream_reads_articles_again_by_their_ids(changing: Engine) -> None:
    stream = changing.stream(parse("мост").tree, limit=10)
    wanted = ["third", "other", "third", "nowhere", "first"]
    assert [hit.article.id for hit in stream.again(wanted)] == ["third", "other", "third", "first"]
    write(changing, [replace(MOST[0], title="Мост закрыт")])
    assert [hit.article.title for hit in stream.again(["first"])] == ["Мост открыт"]
    assert [len(hit.words.text.ids) > 30 for hit in stream.again(["other"]) if hit.words] == [True]


def test_counts_are_of_articles(engine: Engine) -> None:
    hits = engine.search(Everything(), limit=1, fold=True, count=True)
    assert hits.counts is not None
    assert sum(bucket.count for bucket in hits.counts.facets["year"]) == 4


def test_short_texts_are_nobodys_reprints(changing: Engine) -> None:
    write(
        changing,
        [dated(f"кадры-{n}", "", "2024-05-02", "Ещё кадры с места пожара") for n in range(9)],
        fresh=True,
    )
    assert stories(changing) == set()
    write(changing, [dated(f"пусто-{n}", "", "2024-05-02", "") for n in range(9)])
    assert stories(changing) == set()


def test_short_texts_are_reprints_only_soon_after(changing: Engine) -> None:
    text = "Воздушная тревога объявлена во всех районах области"
    days = {"a": "2024-05-02", "b": "2024-05-03", "c": "2024-06-20"}
    write(changing, [dated(id, "", day, text) for id, day in days.items()], fresh=True)
    assert stories(changing) == {frozenset("ab")}


def test_numbers_make_other_news_of_one_form(changing: Engine) -> None:
    text = "Ночью над областью сбиты {} беспилотника, пострадавших нет, сообщил губернатор"
    write(
        changing,
        [
            dated("a", "", "2024-05-02", text.format(52)),
            dated("b", "", "2024-05-03", text.format(8)),
        ],
        fresh=True,
    )
    assert stories(changing) == set()


def test_a_filled_form_is_no_reprint_of_last_months(changing: Engine) -> None:
    march = (
        TEXT.replace("понедельник", "среду")
        .replace("Сосновку", "Быстрянку")
        .replace("Ветровой", "Лесной")
    )
    write(
        changing,
        [
            dated("a", TEXT, "2024-05-02"),
            dated("b", march, "2024-03-02"),
            dated("c", TEXT, "2024-01-02"),
        ],
        fresh=True,
    )
    assert stories(changing) == {frozenset("ac")}
    write(changing, [dated("a", TEXT, "2024-05-02"), dated("b", march, "2024-05-03")], fresh=True)
    assert stories(changing) == {frozenset("ab")}


def test_a_chain_of_edits_is_not_one_story(changing: Engine) -> None:
    """Each text repeats most of the one before, but the last shares nothing with the first."""
    words = [f"слово{n}" for n in range(200)]
    chain = [
        dated(f"c{n}", " ".join(words[n * 15 : n * 15 + 90]), f"2024-05-01T{n:02}:00:00+00:00")
        for n in range(8)
    ]
    write(changing, chain, fresh=True)
    found = stories(changing)
    assert found
    for ids in found:
        numbers = [int(id.removeprefix("c")) for id in ids]
        assert max(numbers) - min(numbers) <= 2


def test_signatures_of_channels_are_no_part_of_a_text(changing: Engine) -> None:
    tail = (
        "\n🔴 [Подписаться на самый быстрый канал о жизни города](https://t.me/a)"
        " | [Прислать новость](https://t.me/b)"
    )
    write(
        changing,
        [
            dated("a", "Погасли фонари." + tail, "2024-05-02", "Свет"),
            dated("b", "Родился слон." + tail, "2024-05-02"),
        ],
    )
    assert changing.reprints("a") == changing.reprints("b") == []


def test_a_changed_article_leaves_its_story(changing: Engine) -> None:
    with changing.writer() as writer:
        add_all(writer, [prepare(replace(MOST[0], text=OTHER + " Мост построят."), "1" * 32)])
        writer.delete(Entry("first", "a.txt", DIGEST))
    assert stories(changing) == {frozenset({"second", "third"}), frozenset({"first", "other"})}
    with changing.writer() as writer:
        writer.delete(Entry("third", "c.txt", DIGEST))
    assert stories(changing) == {frozenset({"first", "other"})}
    assert folded(changing, "долгожданный мост") == [("second", 0)]


def test_changes_add_up_to_the_same_stories_as_a_new_index(tmp_path: Path, kind: str) -> None:
    chance = random.Random(7)
    articles = list(collection(chance, 150 if kind == "whoosh" else 36))
    groups = []
    for number, build in enumerate((at_once, one_by_one, with_detours)):
        engine = open_engine(index_url(kind, tmp_path / str(number)))
        build(engine, chance.sample(articles, len(articles)))
        groups.append((stories(engine), folded(engine, "слово1 | слово2 | слово3", sort="oldest")))
        engine.close()
    assert len(groups[0][0]) > len(articles) // 15
    assert groups[0] == groups[1] == groups[2]


def collection(chance: random.Random, number: int) -> Iterator[Article]:
    """Texts of random words; two of three repeat an early text with some words changed."""
    origins = [[f"слово{chance.randrange(400)}" for _ in range(60)] for _ in range(number // 3)]
    for n in range(number):
        words = list(origins[n] if n < len(origins) else chance.choice(origins))
        for _ in range(chance.randrange(8)):
            words[chance.randrange(60)] = f"слово{chance.randrange(400)}"
        yield dated(
            f"a{n}",
            " ".join(words),
            f"2024-05-{chance.randrange(1, 8):02}" if chance.random() < 0.9 else None,
        )


def at_once(engine: Engine, articles: Sequence[Article]) -> None:
    write(engine, list(articles), fresh=True)


def one_by_one(engine: Engine, articles: Sequence[Article]) -> None:
    write(engine, [], fresh=True)
    for start in range(0, len(articles), 10):
        write(engine, list(articles[start : start + 10]))


def with_detours(engine: Engine, articles: Sequence[Article]) -> None:
    """Half of the articles are first written with another text."""
    half = len(articles) // 2
    write(
        engine,
        [replace(article, text=TEXT) for article in articles[:half]],
        digest="1" * 32,
        fresh=True,
    )
    write(engine, list(articles[half:]))
    with engine.writer() as writer:
        add_all(writer, (prepare(article, DIGEST) for article in articles[:half]))
        for article in articles[:half]:
            writer.delete(Entry(article.id, article.path, "1" * 32))


def test_many_copies_are_one_story(changing: Engine, kind: str) -> None:
    most = 1000 if kind == "whoosh" else 200
    write(
        changing,
        [dated(f"k{n}", TEXT, f"2024-05-{n % 28 + 1:02}") for n in range(most)],
        fresh=True,
    )
    hits = changing.search(parse("мост").tree, limit=10, fold=True)
    assert (hits.total, hits.hits[0].reprints) == (1, most - 1)
    assert len(changing.reprints("k1")) == most - 1


def test_a_megabyte_is_a_text(changing: Engine, kind: str) -> None:
    words = 150_000 if kind == "whoosh" else 30_000  # the nodes of the tests have little memory
    long = " ".join(random.Random(1).choices(TEXT.split(), k=words))
    assert len(long) > 6 * words
    write(changing, [dated("a", long, None), dated("b", long + " Конец.", None)], fresh=True)
    assert stories(changing) == {frozenset("ab")}


def test_an_empty_index_has_no_stories(changing: Engine) -> None:
    write(changing, [], fresh=True)
    assert changing.search(Everything(), limit=10, fold=True).total == 0
    assert changing.reprints("first") == []
    assert changing.frequencies(["мост"]) == [0]


def test_knows_how_many_articles_have_a_lemma(engine: Engine) -> None:
    assert engine.frequencies(["мост", "паром", "долгожданный", "жираф"]) == [4, 4, 1, 0]
    assert engine.frequencies([]) == []
    assert engine.search(Form("мост", "мост"), limit=10).total == 4
