"""Suggestions for typed text: titles, phrases in normal form, names; each has results."""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from filled import DIGEST, write
from made_news import News
from running import Svodka, soon

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.errors import IndexMissing
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.indexer.suggest.collocations import collocations, normal
from svodka.indexer.suggest.completions import Suggestion
from svodka.indexer.suggest.titles import Titles, words_of

TITLES = [
    "Переговоры о Южном Кавказе начались в Баку",
    "Товарооборот на Южном Кавказе вырос",
    "Послы обсудили Южный Кавказ",
    "Туристы выбирают Южный Кавказ",
    "Министерство обороны объявило набор",
    "Школьники написали в министерство обороны",
    "Кто работает в министерстве обороны",
    "Экскурсия по министерству обороны",
    "О министерстве обороны сняли кино",
    "Ёлку привезли на площадь",
    "Выставка в Нью-Йорке",
    "Товары подорожали",
    "Мороз -снег и ветер",
    "товары подорожали",
    "Подробности: https://news.example/1",
]
NAMED = {9: ("Анна Котова",), 10: ("Анна Котова",)}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"whoosh:{tmp_path_factory.mktemp('suggest') / 'index'}"
    documents = []
    for number, title in enumerate(TITLES):
        text = "Рассказывает Анна Котова." if number in NAMED else "Подробности позже."
        article = Article(
            f"a{number}", title, text, f"{number}.txt", date=f"2024-01-{number + 1:02}"
        )
        documents.append(replace(prepare(article, DIGEST), people=NAMED.get(number, ())))
    write_all(open_engine(url), documents, fresh=True)
    return url


@pytest.fixture
def search(url: str) -> Iterator[Search]:
    search = Search(url)
    assert soon(lambda: bool(texts(search, "южн", "name")), within=20)  # names come later
    yield search
    search.close()


def texts(search: Search, typed: str, kind: str = "") -> list[str]:
    return [found.text for found in search.suggest(typed) if kind in ("", found.kind)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("юж", "Южный Кавказ"),
        ("южн кав", "Южный Кавказ"),
        ("южного кавк", "Южный Кавказ"),
        ("кавказ", "Южный Кавказ"),
        ("Министе", "министерство обороны"),
        ("министерством о", "министерство обороны"),
        ("анна", "Анна Котова"),
        ("котов", "Анна Котова"),
        ("товаров", "Товары подорожали"),
        ("елк", "Ёлку привезли на площадь"),
        ("ЁЛК", "Ёлку привезли на площадь"),
        ("нью-й", "Нью-Йорк"),
        ("йорк", "Нью-Йорк"),
        ("выставка  в нь", "Выставка в Нью-Йорке"),
        ("njdfhs", "Товары подорожали"),
        (".;y", "Южный Кавказ"),
    ],
)
def test_suggests_first(search: Search, typed: str, first: str) -> None:
    found = [one.text for one in search.suggest(typed) if one.kind != "word"]
    assert found[0].casefold() == first.casefold()


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("юж", "южный"),
        ("министерс", "министерство"),
        ("товар", "товар"),
        ("послы обсуд", "послы обсудить"),
        ("ЁЛ", "елка"),
        ("njdfhj", "товарооборот"),
    ],
)
def test_the_word_being_typed_comes_first(search: Search, typed: str, completed: str) -> None:
    first = search.suggest(typed)[0]
    assert (first.text, first.kind) == (completed, "word")
    assert first.count == search.page(SearchRequest(completed, strict=True)).articles


def test_frequent_words_come_before_rare_ones(search: Search) -> None:
    words = [one for one in search.suggest("товар") if one.kind == "word"]
    assert [one.text for one in words] == ["товар", "товарооборот"]
    assert words[0].count > words[1].count


def test_values_of_a_field_are_completed(tmp_path: Path) -> None:
    sources = ("Волна", "Волна", "Волна Live", "Берег моря")
    sections = ("finance", "finances", "sport", "")
    engine = open_engine(f"whoosh:{tmp_path / 'index'}")
    write(engine, [
        Article(f"v{n}", f"Рейс {n}", "Паром.", f"{n}", source=source, section=section)
        for n, (source, section) in enumerate(zip(sources, sections, strict=True))
    ])  # fmt: skip
    search = Search(f"whoosh:{tmp_path / 'index'}")
    assert texts(search, "источник:вол") == ['источник:"Волна"', 'источник:"Волна Live"']
    assert texts(search, "паром источник:мор") == ['паром источник:"Берег моря"']
    assert texts(search, "рубрика:порт") == []
    assert texts(search, "рубрика:фин") == ['рубрика:"Финансы"']
    assert texts(search, "section:fin") == ['section:"finance"', 'section:"finances"']
    assert "sport" not in " ".join(texts(search, "рубрика:"))
    search.close()


def test_a_word_that_a_title_cuts_is_not_completed(tmp_path: Path) -> None:
    engine = open_engine(f"whoosh:{tmp_path / 'index'}")
    write(engine, [
        Article("cut", "Цены растут, растёт и инфля", "Растёт и инфляция.", "1"),
        Article("new", "Премию вручил Бжозовскому ректор", "Премию получил Бжозовский.", "2"),
    ])  # fmt: skip
    search = Search(f"whoosh:{tmp_path / 'index'}")
    assert texts(search, "инф", "word") == []
    assert texts(search, "бжо", "word") == ["бжозовский"]
    search.close()


def test_titles_are_few_and_lead_to_their_articles(search: Search) -> None:
    titles = [one for one in search.suggest("о", limit=20) if one.kind == "title"]
    assert len(titles) <= 3
    (title,) = [one for one in search.suggest("выставка в н") if one.kind == "title"]
    assert title.id == "a10"


@pytest.mark.parametrize(
    "typed", ["", " ", "...", "жираф", "abc", "-", '"', "товар жираф", "а" * 101, "\x00", "\ud800"]
)
def test_suggests_nothing(search: Search, typed: str) -> None:
    assert search.suggest(typed) == []


def test_kinds_and_counts(search: Search) -> None:
    assert Suggestion("министерство обороны", "phrase", 5) in search.suggest("министер")
    assert Suggestion("Южный Кавказ", "name", 4) in search.suggest("южный к")
    assert Suggestion("Анна Котова", "name", 2) in search.suggest("анна")
    (title,) = search.suggest("товары")
    # One of the titles that differ only in capitals is suggested.
    assert (title.kind, title.count) == (
        "title",
        2,
    )


def test_phrases_leave_room_for_titles(search: Search) -> None:
    assert [found.kind for found in search.suggest("кавказ", 4)] == [
        "word",
        "name",
        "title",
        "title",
    ]
    assert len(search.suggest("о", 3)) == 3
    # It has this beginning and is the newest.
    assert texts(search, "товар", "title")[0] == "товары подорожали"


def test_a_finished_word_is_no_beginning(search: Search) -> None:
    assert "Товарооборот на Южном Кавказе вырос" in texts(search, "товар")
    assert texts(search, "товар ") == ["товары подорожали"]


def test_what_would_find_nothing_is_not_suggested(search: Search) -> None:
    assert search.page(SearchRequest("Мороз -снег и ветер", correct=False)).total == 0
    assert [found.kind for found in search.suggest("мороз")] == ["word"]
    assert texts(search, "подробн", "title") == []  # an address is not a query
    typed = {word[:length] for title in TITLES for word in title.split() for length in range(1, 8)}
    for beginning in sorted(typed):
        for found in search.suggest(beginning, 20):
            total = search.page(SearchRequest(found.text, correct=False)).total
            assert total == found.count if found.kind != "title" else total >= found.count, found


def test_a_change_of_the_index_is_followed(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    search = Search(url)
    with pytest.raises(IndexMissing):
        search.suggest("а")
    before = [Article(f"a{n}", f"Лось {n} вышел к реке", "Лес.", f"{n}.txt") for n in range(4)]
    write(open_engine(url), before, fresh=True)
    assert soon(lambda: texts(search, "лос") == ["лось", *texts(search, "лос", "title")], within=20)
    assert len(texts(search, "лос", "title")) == 3
    write(open_engine(url), [Article("b", "Лосось идёт на нерест", "Река.", "b.txt")], fresh=True)
    # At once, before the suggestions are prepared again.
    assert all("Лось" not in found.text for found in search.suggest("лос"))
    assert soon(
        lambda: texts(search, "лос") == ["лосось", "Лосось идёт на нерест"],
        within=20,
    )
    search.close()


def test_the_first_keystroke_does_not_wait(tmp_path: Path) -> None:
    News(tmp_path / "news", 300).write(0)
    svodka = Svodka(tmp_path / "index")
    assert svodka.here("index", tmp_path / "news").code == 0
    search = Search(f"whoosh:{tmp_path / 'index'}")
    search.page(SearchRequest("прогноз"))  # opens the index
    started = time.perf_counter()
    assert {found.kind for found in search.suggest("губерн")} == {"word", "title"}
    assert time.perf_counter() - started < 0.5
    assert soon(lambda: bool(texts(search, "электр", "phrase")), within=30)
    assert "детские сады" not in texts(search, "детск")  # occurs in texts, but in no title
    assert texts(search, "электр", "phrase") == ["первый электропоезд"]
    search.close()


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("южном кавказе", "южный кавказ"),
        ("нового года", "новый год"),
        ("новым годом", "новый год"),
        ("следующем году", "следующий год"),
        ("министерством обороны", "министерство обороны"),
        ("военного положения", "военное положение"),
        ("ключевую ставку", "ключевая ставка"),
        ("вооруженных силах", "вооружённые силы"),
        ("президенту южной кореи", "президент южной кореи"),
        ("московском городском суде", "московский городской суд"),
        ("партнерам", "партнёры"),
    ],
)
def test_noun_phrases_in_the_nominative(words: str, phrase: str) -> None:
    assert normal(words.split()) == tuple(phrase.split())


@pytest.mark.parametrize(
    "words",
    [
        "заявил президент",
        "кореи президент",
        "южный река",
        "быстро вырос",
        "covid vaccine",
        "его дом",
    ],
)
def test_no_noun_phrases(words: str) -> None:
    assert normal(words.split()) is None


def test_phrases_of_titles() -> None:
    found = {phrase.text: phrase.count for phrase in collocations(Titles(TITLES))}
    assert found == {"министерство обороны": 4, "Южный Кавказ": 4}
    assert collocations(Titles([])) == []
    assert collocations(Titles(["", "\n", "!!!"])) == []


def test_words_of_titles() -> None:
    titles = Titles(["Завод на Урале", "Заводы Нью-Йорка", "  Урал\nи завод  "])
    assert titles.texts[2] == "Урал и завод"
    assert titles.having(["заводов"], unfinished=False).tolist() == [0, 1, 2]
    assert titles.having(["урал", "зав"], unfinished=True).tolist() == [0, 2]
    assert titles.having(["нью-йо"], unfinished=True).tolist() == [1]
    assert titles.having(["я"], unfinished=True).tolist() == []
    assert titles.having([], unfinished=True).tolist() == []
    assert words_of("Ёлка, ёлка!") == ["елка", "елка"]
