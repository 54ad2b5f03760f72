"""The page says how a query was understood, in its language, unless the search box says it."""

import pytest
from web_fake import FakeSearch

from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import And, AtLeast, Everything, Hint, Node, Nothing, Or, Word
from svodka.webapp.app import create_app
from svodka.webapp.presentation.telling import told

CURRENCY = Word("курс", ("курс",))
DOLLAR = Word("доллара", ("доллар",))


def tell(tree: Node, language: str = "ru") -> str:
    app = create_app(search=FakeSearch([]))
    with app.test_request_context(headers={"Accept-Language": language}):
        return told(tree)


@pytest.mark.parametrize("query", ["", "нефть", "курс доллара", "*", "нефть И газ"])
def test_what_the_box_says_is_not_repeated(query: str) -> None:
    assert tell(parse(query).tree) == ""


@pytest.mark.parametrize(
    ("query", "russian", "english"),
    [
        ("цены на нефть", "«цены» и «нефть» («на» может отсутствовать)",
         "“цены” and “нефть” (“на” may be missing)"),
        ("нефть | газ", "(«нефть» или «газ»)", "(“нефть” or “газ”)"),
        ("!!Россия", "«Россия» без синонимов", "“Россия” without synonyms"),
        ("!мира", "именно форма «мира»", "exactly the form “мира”"),
        ('!"южного порта"', "фраза «южного порта» дословно", "the phrase “южного порта” verbatim"),
        ('"южный порт"', "фраза «южный порт» в любой форме", "the phrase “южный порт” in any form"),
        ('"президент подписал"~3',
         "«президент» и «подписал» в этом порядке, на расстоянии до 3 слов",
         "“президент” and “подписал” in this order, at most 3 words apart"),
        ("президент /1 указ", "«президент» и «указ» на расстоянии до 1 слова",
         "“президент” and “указ” at most 1 word apart"),
        ("нефть & баррель", "«нефть» и «баррель» в одном предложении",
         "“нефть” and “баррель” in one sentence"),
        ("энерг*", "слова на «энерг…»", "words beginning with “энерг…”"),
        ("Алиеф~2", "слова, похожие на «Алиеф» (до двух опечаток)",
         "words like “Алиеф” (up to two typos)"),
        ("порт -мост", "«порт», без слова «мост»", "“порт”, without the word “мост”"),
        ("-мост", "все статьи, без слова «мост»", "all articles, without the word “мост”"),
        ('порт -"старый мост"', "«порт», без фразы «старый мост»",
         "“порт”, without the phrase “старый мост”"),
        ("порт источник:Волна дата:2024", "«порт»; источник: «Волна»; 2024",
         "“порт”; source: “Волна”; 2024"),
        ("порт сайт:example.org", "«порт»; сайт: example.org", "“порт”; site: example.org"),
        ("заголовок:порт", "в заголовке: «порт»", "in the title: “порт”"),
    ],
)  # fmt: skip
def test_a_query_is_told_in_both_languages(query: str, russian: str, english: str) -> None:
    tree = parse(query).tree
    assert tell(tree).replace("\xa0", " ") == russian
    assert tell(tree, "en").replace("\xa0", " ") == english


def test_other_names_are_told() -> None:
    tree = expand(parse("Россия").tree, lambda lemma: lemma in ("рф", "россия"))
    assert tell(tree).startswith("«Россия», а также РФ")
    assert tell(tree, "en").startswith("“Россия”, also РФ")


def test_a_number_and_its_noun_are_told_together() -> None:
    def known(lemma: str) -> bool:
        return lemma in ("25", "двадцать", "пять", "человек")

    tree = expand(parse("привезли 25 человек").tree, known)
    assert tell(tree).endswith("и «25» и «человек», а также двадцать пять человек")
    tree = expand(parse("двадцать пять человек").tree, known)
    assert tell(tree) == "«двадцать» и «пять» и «человек», а также 25 человек"


def test_a_weaker_query_is_told_as_such() -> None:
    some = AtLeast((CURRENCY, DOLLAR), 5, (7, 5))
    assert tell(some) == "хотя бы некоторые из слов: «курс», «доллара»"
    assert tell(AtLeast((CURRENCY, DOLLAR), 2)) == "хотя бы 2 из слов: «курс», «доллара»"
    assert tell(Or((CURRENCY, DOLLAR))) == "(«курс» или «доллара»)"
    assert tell(Nothing()) == tell(Everything()) == ""


def test_what_only_ranks_is_no_condition() -> None:
    hint = Hint((DOLLAR,), (1.0,))
    some = AtLeast((CURRENCY, DOLLAR), 1)
    assert "все статьи" not in tell(And((some, hint)))
    assert "все статьи" not in say(And((some, hint)))
