"""The second part of the list keeps whole what means something only as a whole."""

from collections.abc import Iterator
from itertools import product

import pytest

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.query.fragments import fragments
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Phrase, Word
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

NUMBERS = ("3", "15", "100", "2500", "1,5", "10 000")
# Queries of a number n; each needs more than the number.
SHAPES = {
    "sums": ("${n}", "€{n}", "{n}$", "{n} €", "£{n} млн", "₽{n}", "{n}₽", "$ {n} млрд"),
    "percentages": ("{n}%", "{n} %", "{n}‰", "{n} ‰"),
    "measures": (
        "{n}°C",
        "{n} °C",
        "-{n} °C",
        "{n} м²",
        "{n}м³",
        "{n} км²",
        "№ {n}",
        "№{n}",
        "§ {n}",
    ),
    "codes": ("Ту-{n}", "Ми-{n}", "F-{n}", "К-{n}"),
    "compounds": ("{n}%-ный", "{n}-кратный", "{n}-летний", "${n}-миллионный"),
}
ORDINALS = ("3-й", "15-я", "3 этаж", "15 место", "3 квартал", "15-м")
TEXTS = ("На полке {n} книг.", "В зале сидели {n} гостей и пели.", "{n}")


def queries() -> Iterator[str]:
    """Yield each shape with each number that fits into it."""
    for (kind, shapes), number in product(SHAPES.items(), NUMBERS):
        if kind in ("codes", "compounds") and not number.isdecimal():
            continue
        yield from (shape.format(n=number) for shape in shapes)
    yield from ORDINALS


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    """An index of articles with bare numbers, and one with a sum, a percentage and a measure."""
    url = f"whoosh:{tmp_path_factory.mktemp('fragments') / 'index'}"
    engine = open_engine(url)
    bare = [text.format(n=number) for text, number in product(TEXTS, NUMBERS)]
    whole = "Билет стоит $100, скидка 15 %, мороз 3 °C, зал 2500 м², Ту-154 взлетел, 5-летний план."
    articles = (
        Article(f"{number}", "Полка", text, f"{number}.txt")
        for number, text in enumerate([whole, *bare])
    )
    treaty = Article(
        "treaty", "Подпись", "Россия и японские министры подписали бумаги.", "treaty.txt"
    )
    write_all(engine, (prepare(article, "0" * 32) for article in [*articles, treaty]))
    engine.close()
    search = Search(url)
    yield search
    search.close()


@pytest.mark.parametrize("query", list(queries()))
def test_a_number_alone_is_no_answer(search: Search, query: str) -> None:
    for typed in (query, f"билет {query}"):
        found = search.page(SearchRequest(typed, limit=100))
        assert {result.article.id for result in found.results} <= {"0"}, typed


@pytest.mark.parametrize("query", ["$100", "100 $", "15%", "15 %", "3 °C", "2500 м²", "Ту-154"])
def test_the_whole_is_found(search: Search, query: str) -> None:
    page = search.page(SearchRequest(query))
    assert ([result.article.id for result in page.results], page.relaxed) == (["0"], False)


@pytest.mark.parametrize(
    ("compound", "words"),
    [
        ("Лига-2016/17", "Лига 2016 Лига-2016/17"),
        ("Йошкар-Ола", "Йошкар Йошкар-Ола"),
        ("Рио-де-Жанейро", "Рио Жанейро Рио-де-Жанейро"),
        ("Аль-Джазира", "Джазира Аль-Джазира"),
        ("веб-сайт", "сайт веб-сайт"),
        ("ТАСС/Рейтер", "ТАСС Рейтер"),
        ("экс-президент", "президент экс-президент"),
        ("COVID-19", "COVID COVID-19"),
        ("2016/17", "2016 2016/17"),
        ("$100", "$100"),
        ("100-миллионный", "100-миллионный"),
        ("5 этаж", "5 этаж"),
        ("3:0", "3:0"),
        ("Ту-154", "Ту-154"),
        ("из-за", "из-за"),
        ("!Усть-Луга", "Усть-Луга"),
        ("!!Усть-Луга", "Усть-Луга"),
    ],
)
def test_compounds_fall_apart_into_words_that_stand_alone(compound: str, words: str) -> None:
    tree = parse(compound).tree
    assert isinstance(tree, Phrase)
    assert " ".join(str(getattr(part, "text", "")) for part in fragments(tree)) == words


@pytest.mark.parametrize(
    ("compound", "lemmas"),
    [
        ("Российско-белорусский", "российский белорусский"),
        ("ирано-американская", "иранский американский"),
        ("англо-французские", "английский французский"),
        ("северо-западный", "северный западный"),
        ("социально-экономическое", "социальный экономический"),
        ("видео-конференция", "видео конференция"),
    ],
)
def test_compound_adjectives_fall_apart_into_adjectives(compound: str, lemmas: str) -> None:
    tree = parse(compound).tree
    assert isinstance(tree, Phrase)
    words = [part for part in fragments(tree) if isinstance(part, Word)]
    assert " ".join(word.lemmas[0] for word in words) == lemmas


def test_the_words_of_a_compound_adjective_have_cognates(search: Search) -> None:
    page = search.page(SearchRequest("российско-японские переговоры"))
    found = [(one.article.id, list(one.missing)) for one in page.results]
    assert found == [("treaty", ["«российско»", "«переговоры»"])]
