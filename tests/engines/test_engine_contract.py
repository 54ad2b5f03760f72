"""The contract of every engine: one set of tests, run for each."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from filled import ARTICLES, DIGEST, ask, index_url, write

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.article import Article
from svodka.indexer.documents.document import Entry
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.opensearch import generations
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import MAX_EXPANSIONS, Bucket, Sort
from svodka.indexer.engines.writing import add_all
from svodka.indexer.errors import IndexLocked, IndexMissing
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import AtLeast, Everything, Form, Nothing, Or, Phrase, Prefix, Word


@pytest.fixture(scope="module")
def engine(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The articles, for all tests that change nothing."""
    engine = open_engine(index_url(kind, tmp_path_factory.mktemp("kept"), kept=True))
    write(engine, ARTICLES, fresh=True)
    yield engine
    engine.close()


@pytest.fixture
def url(kind: str, tmp_path: Path) -> str:
    return index_url(kind, tmp_path)


@pytest.fixture
def empty(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.close()


@pytest.fixture
def changing(empty: Engine) -> Engine:
    """The articles, for one test alone."""
    write(empty, ARTICLES, fresh=True)
    return empty


def found(engine: Engine, query: str) -> set[str]:
    hits = ask(engine, query)
    assert hits.total == len(hits.hits)
    return {hit.article.id for hit in hits.hits}


def ranked(engine: Engine, query: str, **how: object) -> list[str]:
    return [hit.article.id for hit in ask(engine, query, **how).hits]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("завод", "zavod reka"),
        ("заводами", "zavod reka"),
        ("!заводе", "zavod reka"),
        ("!завода", "zavod"),
        ("стали", "nyu-york stal"),  # the verb and the metal
        ("!сталь", "stal"),
        ("завод губернатор", "zavod reka"),
        ("завод дамба", "reka"),
        ("завод | сталь", "zavod reka stal nyu-york"),
        ("завод -дамба", "zavod"),
        ("-завод", "nyu-york stal"),
        ("(завод | выставка) -дамба", "zavod nyu-york"),
        ('"южный кавказ"', "nyu-york"),
        ("«южном кавказе»", "nyu-york"),
        ('!"южного кавказа"', "nyu-york"),
        ('!"южном кавказе"', ""),
        ("южный кавказ", "nyu-york stal"),
        ("кавказ /1 южный", "nyu-york stal"),
        ('"цикл * о"', "nyu-york"),
        ('"цикл горы"', ""),
        ('"цикл горы"~3', "nyu-york"),
        ("нью-йорк", "nyu-york"),
        ("йорк", "nyu-york"),
        ("губернатор & рабочие", "zavod"),
        ("завод & весна", "zavod"),
        ("губернатор & весна", ""),
        ("завод*", "zavod reka"),
        ("губирнатор~", "zavod reka"),
        ("заголовок:завод", "zavod"),
        ("заголовок:кавказ", ""),
        ("источник:вестник", "zavod reka"),
        ('источник:"уральский вестник"', "zavod"),
        ("рубрика:экономика", "zavod"),
        ("автор:котов", "nyu-york zavod"),
        ("автор:!котова", "zavod"),
        ("сайт:vestnik.example", "zavod reka"),
        ("сайт:news.vestnik.example", "zavod"),
        ("дата:2024", "zavod reka"),
        ("дата:2024-03", "zavod"),
        ("дата:<2024", "stal"),
        ("дата:>=2024-03-02", "reka"),
        ("завод дата:2024-05", "reka"),
        ("жираф", ""),
        ("", ""),
    ],
)
def test_finds_exactly(engine: Engine, query: str, ids: str) -> None:
    assert found(engine, query) == set(ids.split())


def test_a_phrase_does_not_go_on_from_the_title_to_the_text(engine: Engine) -> None:
    assert found(engine, '"Урал строительство"') == set()


def test_everything_and_nothing(engine: Engine) -> None:
    assert engine.search(Everything(), limit=10).total == len(ARTICLES)
    assert engine.search(Nothing(), limit=10).total == 0


def test_the_title_counts_more(engine: Engine) -> None:
    assert ranked(engine, "завод") == ["zavod", "reka"]


def test_orders_by_date(engine: Engine) -> None:
    dated = ["reka", "zavod", "stal"]
    assert ranked(engine, "-жираф", sort="newest") == [*dated, "nyu-york"]
    assert ranked(engine, "-жираф", sort="oldest") == [*dated[::-1], "nyu-york"]


def test_orders_by_when_articles_were_added(changing: Engine) -> None:
    runs = {"later": 20, "old": 20, "earlier": 10}
    dates = {"later": "2020-05-05", "old": "1999-01-01", "earlier": "2025-01-01"}
    made = [Article(id, "Завод", "", f"{id}.txt", date=dates[id]) for id in runs]
    documents = [replace(prepare(one, DIGEST), added=runs[one.id]) for one in made]
    with changing.writer() as writer:
        add_all(writer, documents)
    assert ranked(changing, "завод", sort="added") == ["later", "old", "earlier", "reka", "zavod"]
    assert ranked(changing, "завод", sort="added", limit=1, offset=1, fold=True) == ["old"]
    again = replace(documents[2], article=replace(made[2], text="Цех."), digest="1" * 32, added=30)
    with changing.writer() as writer:
        writer.delete(documents[2].entry)
        add_all(writer, [again])
    assert ranked(changing, "завод", sort="added")[:2] == ["earlier", "later"]


def test_pages_join_to_the_whole_ranking(engine: Engine) -> None:
    whole = ranked(engine, "-жираф")
    pages = [ranked(engine, "-жираф", limit=1, offset=offset) for offset in range(5)]
    assert [id for page in pages for id in page] == whole
    assert ask(engine, "-жираф", limit=1, offset=99).total == len(ARTICLES)


def test_folds_nothing_where_no_texts_are_alike(engine: Engine) -> None:
    assert ranked(engine, "-жираф", fold=True) == ranked(engine, "-жираф")
    assert ask(engine, "жираф", fold=True).total == 0


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest", "added"])
def test_streams_what_it_ranks(engine: Engine, sort: Sort) -> None:
    tree = parse("-жираф").tree
    stream = engine.stream(tree, limit=3, offset=1, sort=sort)
    assert stream.total == len(ARTICLES)
    assert list(stream.hits) == list(engine.search(tree, limit=3, offset=1, sort=sort).hits)
    assert engine.stream(tree, limit=10, budget=-1).partial


@pytest.mark.parametrize("fresh", [False, True])
def test_a_stream_goes_on_through_changes(changing: Engine, fresh: bool) -> None:
    stream = changing.stream(parse("-жираф").tree, limit=10, sort="newest")
    read = [next(stream.hits).article.id]
    write(
        changing,
        [Article("later", "Завод на Волге", "", "later.txt", date="2025-01-01")],
        fresh=fresh,
    )
    assert found(changing, "Волга") == {"later"}
    read += [hit.article.id for hit in stream.hits]
    assert read == ["reka", "zavod", "stal", "nyu-york"]


def test_lists_the_values_of_a_field(engine: Engine) -> None:
    assert engine.values("source", 10) == [
        Bucket("Вестник", 1),
        Bucket("Культура", 1),
        Bucket("Уральский вестник", 1),
    ]
    assert engine.values("source", 1) == [Bucket("Вестник", 1)]
    assert engine.values("person", 10) == []


def test_scores_fall(engine: Engine) -> None:
    scores = [hit.score for hit in ask(engine, "завод | губернатор | сталь").hits]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] > 0


def test_gives_articles_back_whole(engine: Engine) -> None:
    for article in ARTICLES:
        assert engine.get(article.id) == article
        assert engine.present_id(article.id) == article.id
    assert engine.get("нет") is None
    assert engine.present_id("нет") is None


def test_finds_an_article_by_the_ids_that_it_had(changing: Engine) -> None:
    with changing.writer() as writer:
        add_all(
            writer,
            [prepare(replace(ARTICLES[0], id="novyi"), "1" * 32, ("zavod", "staryi", "reka"))],
        )
        writer.delete(Entry("zavod", "zavod.txt", DIGEST))
    assert [changing.present_id(id) for id in ("novyi", "zavod", "staryi")] == ["novyi"] * 3
    assert changing.get("staryi") == replace(ARTICLES[0], id="novyi")
    assert changing.present_id("reka") == "reka"  # a present id wins over the same former id
    with changing.writer() as writer:
        writer.delete(Entry("novyi", "zavod.txt", "1" * 32))
    assert changing.present_id("zavod") is None


def test_lists_what_it_holds(engine: Engine) -> None:
    assert set(engine.catalog()) == {
        Entry(article.id, article.path, DIGEST) for article in ARTICLES
    }
    assert engine.count() == len(ARTICLES)
    assert engine.check().articles == len(ARTICLES)
    assert engine.statistics().articles == len(ARTICLES)


def test_knows_the_words_of_the_collection(engine: Engine) -> None:
    assert list(engine.counts(["завод", "завода", "заводе", "заводом"])) == [1, 1, 2, 0]
    assert engine.has("завод")
    assert not engine.has("завода")
    assert not engine.has("")
    assert engine.known(["завод", "завода", "река", ""]) == {"завод", "река"}
    assert engine.known([]) == set()


def test_a_form_may_have_a_blank(empty: Engine) -> None:
    text = "За $2 млрд. построят завод; его ждали с 19 века."
    write(empty, [Article("form", "Стройка", text, "form.txt")], fresh=True)
    forms = {token.form for token in (*analyze("Стройка"), *analyze(text))}
    assert any(" " in form for form in forms)
    assert list(empty.counts(sorted(forms))) == [1] * len(forms)
    assert empty.near("19 века", 1) == {"19 века": 1}
    for form in forms:
        assert empty.search(Form(form, form), limit=1).total == 1


def test_names_the_forms_near_another_one(engine: Engine) -> None:
    assert dict(engine.near("завод", 1)) == {"завод": 1, "завода": 1, "заводе": 2}
    assert dict(engine.near("жавод", 1)) == {"завод": 1}  # the first letter may be wrong
    assert dict(engine.near("звоад", 2)) == {"завод": 1, "завода": 1}
    assert dict(engine.near("азвод", 1)) == {"завод": 1}  # two neighbours are swapped
    assert dict(engine.near("нью-йорк", 1)) == {"нью-йорке": 1}
    assert dict(engine.near("жираф", 2)) == {}


def test_knows_what_forms_begin_with(engine: Engine) -> None:
    assert list(engine.begun(["зав", "завод", "заводы", "ю", ""])) == [
        True,
        True,
        False,
        True,
        True,
    ]


def test_counts_the_wholes_of_a_part(changing: Engine) -> None:
    write(changing, [Article("n", "Нью-Йорк", "Нью-Йорк и нью-йоркский порт, «Ньюпорт».", "n.txt")])
    assert list(changing.hyphenated(["нью", "йорк", "порт", "нью-йорк"])) == [3, 1, 0, 0]
    assert list(changing.hyphenated([])) == []


def heads(engine: Engine, *words: Sequence[Form | Prefix], limit: int = 10) -> list[str]:
    return [hit.article.id for hit in engine.titles(words, limit)]


def test_finds_the_newest_titles_with_words(engine: Engine) -> None:
    new, begun = Form("новый", "новый"), Prefix("зав", "зав")
    assert heads(engine, [new], [begun]) == ["zavod"]
    assert heads(engine, [Form("жираф", "жираф"), begun]) == ["zavod"]
    assert heads(engine, [new], [Prefix("ре", "ре")]) == []
    assert heads(engine, [Form("губернатор", "губернатор")]) == []  # it is in texts alone
    assert heads(engine, [Prefix("йор", "йор")]) == ["nyu-york"]
    assert heads(engine) == ["reka", "zavod", "stal", "nyu-york"]
    assert heads(engine, limit=2) == ["reka", "zavod"]


def test_equal_titles_are_one(changing: Engine) -> None:
    again = replace(ARTICLES[1], id="again", title="РЕКА вышла из берегов", date="2024-06-01")
    write(changing, [replace(again, path="again.txt")])
    first, *others = changing.titles([[Form("река", "река")]], 10)
    assert (first.article.id, first.reprints, others) == ("again", 1, [])
    assert [hit.reprints for hit in changing.titles([], 10)] == [1, 0, 0, 0]


def test_forgets_the_forms_of_deleted_articles(changing: Engine) -> None:
    with changing.writer() as writer:
        writer.delete(Entry("zavod", "zavod.txt", DIGEST))
    assert list(changing.counts(["завода", "заводе"])) == [0, 1]
    assert dict(changing.near("завод", 1)) == {"заводе": 1}
    assert heads(changing, [Prefix("зав", "зав")]) == []


def test_forgets_the_words_of_deleted_articles(empty: Engine) -> None:
    write(empty, ARTICLES, fresh=True)
    assert empty.has("завод")
    with empty.writer() as writer:
        for article in ARTICLES:
            writer.delete(Entry(article.id, article.path, DIGEST))
    assert not empty.has("завод")


def test_an_index_knows_what_built_it(empty: Engine) -> None:
    assert empty.stamp() is None
    write(empty, ARTICLES, fresh=True)
    assert empty.stamp() == empty.own_stamp()


def test_changes_one_by_one(changing: Engine) -> None:
    with changing.writer() as writer:
        writer.delete(Entry("zavod", "zavod.txt", DIGEST))
    assert found(changing, "завод") == {"reka"}
    assert changing.get("zavod") is None
    write(changing, [ARTICLES[0]])
    assert found(changing, "завод") == {"zavod", "reka"}
    assert changing.count() == len(ARTICLES)


def test_replaces_in_one_change(changing: Engine) -> None:
    later = Article("zavod", "Завод закрыли", "Рабочие ищут место.", "zavod.txt")
    with changing.writer() as writer:
        add_all(writer, [prepare(later, "1" * 32)])
        writer.delete(Entry("zavod", "zavod.txt", DIGEST))
    assert changing.get("zavod") == later
    assert found(changing, "завод") == {"zavod", "reka"}
    assert found(changing, "Урал") == set()


def test_deletes_only_the_very_entry(changing: Engine) -> None:
    with changing.writer() as writer:
        writer.delete(Entry("zavod", "other.txt", DIGEST))
        writer.delete(Entry("zavod", "zavod.txt", "1" * 32))
        writer.delete(Entry("missing", "zavod.txt", DIGEST))
    assert changing.count() == len(ARTICLES)


@pytest.mark.parametrize("fresh", [False, True])
def test_nothing_is_seen_before_the_commit(changing: Engine, fresh: bool) -> None:
    with changing.writer(fresh=fresh) as writer:
        add_all(writer, [prepare(Article("later", "Жираф", "", "later.txt"), DIGEST)])
        assert found(changing, "жираф") == set()
        assert found(changing, "завод") == {"zavod", "reka"}
    assert found(changing, "жираф") == {"later"}
    assert changing.count() == (1 if fresh else len(ARTICLES) + 1)


@pytest.mark.parametrize("fresh", [False, True])
def test_an_exception_takes_all_of_the_change_back(changing: Engine, fresh: bool) -> None:
    with suppress(KeyboardInterrupt), changing.writer(fresh=fresh) as writer:
        add_all(writer, [prepare(Article("later", "Жираф", "", "later.txt"), DIGEST)])
        writer.delete(Entry("zavod", "zavod.txt", DIGEST))
        raise KeyboardInterrupt
    assert found(changing, "жираф | завод") == {"zavod", "reka"}
    assert changing.check().articles == len(ARTICLES)


def test_another_reader_sees_a_commit(changing: Engine, url: str) -> None:
    other = open_engine(url)
    assert found(other, "завод") == {"zavod", "reka"}
    write(changing, [Article("later", "Завод на Волге", "", "later.txt")])
    assert found(other, "завод") == {"zavod", "reka", "later"}
    write(changing, ARTICLES[:1], fresh=True)
    assert found(other, "завод") == {"zavod"}
    other.close()


def test_there_is_one_writer(changing: Engine, url: str) -> None:
    with (
        changing.writer(),
        pytest.raises(IndexLocked, match=r"process [0-9]+ on "),
        open_engine(url).writer(),
    ):
        pass
    with open_engine(url).writer():
        pass


def test_many_changes_do_not_bloat(changing: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    # What a cluster keeps for minutes for those who still read it would count here.
    monkeypatch.setattr(generations, "KEEP", 0.0)
    before = changing.statistics().bytes
    digest = DIGEST
    for n in range(24):
        with changing.writer() as writer:
            add_all(writer, [prepare(ARTICLES[0], f"{n:032}")])
            writer.delete(Entry("zavod", "zavod.txt", digest))
        digest = f"{n:032}"
    assert changing.check().articles == len(ARTICLES)
    assert found(changing, "завод") == {"zavod", "reka"}
    assert changing.statistics().bytes < 6 * before


def test_articles_keep_their_words_when_changes_are_merged(changing: Engine, url: str) -> None:
    numbers = [
        "один",
        "два",
        "три",
        "четыре",
        "пять",
        "шесть",
        "семь",
        "восемь",
        "девять",
        "десять",
    ]
    if not (merges := url.startswith("whoosh:")):  # a cluster merges when it likes to
        numbers = numbers[:4]
    for word in numbers:
        write(
            changing,
            [Article(word, f"Выпуск {word}", f"Сегодня счёт такой: {word}.", f"{word}.txt")],
        )
        with changing.writer() as writer:
            add_all(
                writer,
                [
                    prepare(
                        Article("last", "Последний выпуск", f"Последним был {word}.", "last.txt"),
                        word,
                    )
                ],
            )
            for entry in list(changing.catalog()):
                if entry.id == "last":
                    writer.delete(entry)
    if merges:
        assert changing.statistics().segments < len(numbers)
    for word in numbers:
        assert found(changing, f"!{word}") == ({word, "last"} if word == numbers[-1] else {word})
        assert found(changing, f'!"выпуск {word}"') == {word}
    assert found(changing, "завод") == {"zavod", "reka"}


def test_an_empty_index_serves(empty: Engine) -> None:
    write(empty, [], fresh=True)
    assert empty.count() == 0
    assert found(empty, "завод | -сталь") == set()
    assert list(empty.counts(["сталь"])) == [0]
    assert dict(empty.near("сталь", 2)) == {}
    assert list(empty.titles([], 10)) == []
    assert not empty.has("сталь")


def test_no_index_is_an_error_and_not_an_empty_answer(empty: Engine) -> None:
    assert list(empty.catalog()) == []
    with pytest.raises(IndexMissing, match="svodka index"):
        empty.search(Form("завод", "завод"), limit=10)


def test_the_number_of_expansions_is_bounded(empty: Engine) -> None:
    letters = "абвгдежзиклмнопрстуфхцчшщ"
    text = " ".join(f"кот{first}{second}" for first in letters for second in letters)
    write(empty, [Article("many", "Много слов", text, "many.txt")], fresh=True)
    assert len(text.split()) > MAX_EXPANSIONS
    assert ask(empty, "кот*").cut
    assert not ask(empty, "кота*").cut


@pytest.mark.parametrize(
    ("number", "weights", "ids"),
    [
        (2, (), "zavod reka"),
        (3, (2, 1, 1), "zavod reka"),
        (2, (2, 1, 1), "zavod reka"),
        (1, (0, 1, 0), "stal nyu-york"),
        (40, (1, 40, 3), "stal nyu-york"),
        (5, (2, 1, 1), ""),
    ],
)
def test_parts_may_weigh_more_than_others(
    engine: Engine, number: int, weights: tuple[int, ...], ids: str
) -> None:
    words = tuple(parse(word).tree for word in ("завод", "сталь", "губернатор"))
    hits = engine.search(AtLeast(words, number, weights), limit=10).hits
    assert {hit.article.id for hit in hits} == set(ids.split())


def test_a_query_may_be_large(engine: Engine) -> None:
    phrases = [Phrase("", (Form("", f"слово{n}"), Form("", f"дело{n}"))) for n in range(1100)]
    hits = engine.search(Or((parse("сталь").tree, *phrases)), limit=10, count=True, fold=True)
    assert hits.total == 2 or hits.partial
    stream = engine.stream(Or((parse("сталь").tree, *phrases)), limit=10)
    assert len(list(stream.hits)) == stream.total
    words = tuple(parse(f"сталь завод слово{n}").tree for n in range(60))
    assert engine.search(Or(words), limit=10).total == 0
    assert engine.search(AtLeast(words, 50, (1,) * 60), limit=10).total == 0


def test_time_is_bounded(engine: Engine) -> None:
    hits = ask(engine, "завод", budget=-1)
    assert hits.partial
    assert hits.total == 0


def test_a_word_may_be_anything(changing: Engine) -> None:
    write(
        changing, [Article("odd", "\x00 ﷽ 🙂", "ы" * 100_000 + " À la ﬁn \u202e слон", "odd.txt")]
    )
    assert found(changing, "слон") == {"odd"}
    assert found(changing, "ы" * 64) == {"odd"}


def test_the_analysis_is_one(engine: Engine) -> None:
    for article in ARTICLES:
        for token in analyze(article.text):
            slots = Form(token.text, token.form), Word(token.text, token.lemmas)
            for slot in slots:
                hits = engine.search(slot, limit=10).hits
                assert article.id in {hit.article.id for hit in hits}, slot


def test_words_are_stored_with_their_article(changing: Engine) -> None:
    write(changing, ARTICLES)
    for hit in ask(changing, "завод OR Кавказ").hits:
        assert hit.words is not None
        assert hit.words.title.tokens() == analyze(hit.article.title)
        assert hit.words.text.tokens() == analyze(hit.article.text)
    stored = changing.words("nyu-york")
    assert stored is not None
    assert stored.text.tokens() == analyze(ARTICLES[2].text)
    assert changing.words("нет") is None
