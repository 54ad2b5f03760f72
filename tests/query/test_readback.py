"""Every node of the query tree has a Russian read-back."""

import pytest

from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    DateRange,
    Everything,
    Exactly,
    Form,
    Fuzzy,
    InField,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    SameSentence,
    Word,
)

TRADE = Word("товарооборот", ("товарооборот",))
SOUTHERN = Word("южный", ("южный",))
CAUCASUS = Word("кавказ", ("кавказ",))
REGION = Phrase("южный кавказ", (SOUTHERN, CAUCASUS))
IN = Word("в", ("в",))
YORK = Phrase("Нью-Йорк", (Word("Нью", ("нью",)), Word("Йорк", ("йорк",))))

SAID: list[tuple[Node, str]] = [
    (TRADE, "товарооборот"),
    (Form("товарообороте", "товарообороте"), "точно «товарообороте»"),
    (Prefix("товаро", "товаро"), "слова на «товаро…»"),
    (Fuzzy("товар", "товар", 1), "слова, похожие на «товар» (одна опечатка)"),
    (Fuzzy("товар", "товар", 2), "слова, похожие на «товар» (до двух опечаток)"),
    (AnyWord(), "любое слово"),
    (REGION, "фраза «южный кавказ» в любой форме"),
    (
        Phrase("южном кавказе", (Form("южном", "южном"), Form("кавказе", "кавказе"))),
        "точно фраза «южном кавказе»",
    ),
    (
        Phrase("южный * кавказ", (SOUTHERN, AnyWord(), CAUCASUS)),
        "фраза «южный * кавказ» в любой форме",
    ),
    (
        Phrase("южный кавказ", (SOUTHERN, CAUCASUS), 3),
        "слова «южный кавказ» не дальше 3 слов друг от друга по порядку",
    ),
    (
        Phrase("южный кавказ", (SOUTHERN, CAUCASUS), 1, ordered=False),
        "слова «южный кавказ» не дальше 1 слова друг от друга",
    ),
    (
        Phrase("южный кавказ", (SOUTHERN, CAUCASUS), 11, ordered=False),
        "слова «южный кавказ» не дальше 11 слов друг от друга",
    ),
    (
        Phrase("южный кавказ", (SOUTHERN, CAUCASUS), 21, ordered=False),
        "слова «южный кавказ» не дальше 21 слова друг от друга",
    ),
    (YORK, "Нью-Йорк"),
    (Phrase("Нью-Йорке", (Form("Нью", "нью"), Form("Йорке", "йорке"))), "точно «Нью-Йорке»"),
    (Word("сталь", ("сталь",), "only"), "только слово «сталь»"),
    (Named(TRADE, (REGION, IN)), "товарооборот (и: южный кавказ, в)"),
    (
        Named(REGION, (IN,), (TRADE,)),
        "фраза «южный кавказ» в любой форме (и: в) и однокоренные: товарооборот",
    ),
    (
        And((Named(TRADE, (), (IN,)), REGION)),
        "(товарооборот и однокоренные: в) И фраза «южный кавказ» в любой форме",
    ),
    (
        SameSentence((TRADE, REGION)),
        "в одном предложении: товарооборот, фраза «южный кавказ» в любой форме",
    ),
    (And((TRADE, REGION)), "товарооборот И фраза «южный кавказ» в любой форме"),
    (And((TRADE,), (IN,)), "товарооборот (слово «в» не обязательно)"),
    (And((TRADE,), (IN, Word("на", ("на",)))), "товарооборот (слова «в», «на» не обязательны)"),
    (And((TRADE, Not(CAUCASUS))), "товарооборот, без слова «кавказ»"),
    (And((Everything(), Not(IN))), "все статьи без слова «в»"),
    (And((TRADE, DateRange("2024-03-01", None))), "товарооборот; с 1 марта 2024"),
    (
        And((InField("title", TRADE), Not(CAUCASUS))),
        "в заголовке: товарооборот; без слова «кавказ»",
    ),
    (And((TRADE, Or((SOUTHERN, CAUCASUS)))), "товарооборот И (южный ИЛИ кавказ)"),
    (Or((And((SOUTHERN, CAUCASUS)), TRADE)), "((южный И кавказ) ИЛИ товарооборот)"),
    (Not(TRADE), "без слова «товарооборот»"),
    (Not(Form("товары", "товары")), "без формы «товары»"),
    (Not(Prefix("товаро", "товаро")), "без слов на «товаро…»"),
    (Not(REGION), "без фразы «южный кавказ»"),
    (Not(YORK), "без слова «Нью-Йорк»"),
    (Not(Or((SOUTHERN, CAUCASUS))), "без (южный ИЛИ кавказ)"),
    (Not(And((SOUTHERN, CAUCASUS))), "без (южный И кавказ)"),
    (
        InField("title", And((TRADE, REGION))),
        "в заголовке: товарооборот И фраза «южный кавказ» в любой форме",
    ),
    (InField("source", TRADE), "источник: товарооборот"),
    (InField("section", TRADE), "рубрика: товарооборот"),
    (InField("author", TRADE), "автор: товарооборот"),
    (InField("site", Form("https://www.example.ru", "example.ru")), "сайт: example.ru"),
    (DateRange("2024-03-01", "2024-03-01"), "за 1 марта 2024"),
    (DateRange("2024-02-01", "2024-02-29"), "за февраль 2024"),
    (DateRange("2024-01-01", "2024-12-31"), "за 2024 год"),
    (DateRange("2024-03-01", "2024-05-15"), "с 1 марта 2024 по 15 мая 2024"),
    (DateRange("2024-03-01", None), "с 1 марта 2024"),
    (DateRange(None, "2024-03-01"), "по 1 марта 2024"),
    (DateRange(None, None), "за всё время"),
    (Exactly("source", "ТАСС"), "источник: ТАСС"),
    (Exactly("person", "Пётр Лосев"), "персона: Пётр Лосев"),
    (
        And((TRADE, Exactly("place", "Баку"), Not(CAUCASUS))),
        "товарооборот, без слова «кавказ»; место: Баку",
    ),
    (
        And(
            (
                TRADE,
                Or((Exactly("author", "А"), Exactly("author", "Б"))),
                DateRange("2024-01-01", "2024-12-31"),
            )
        ),
        "товарооборот; (автор: А ИЛИ автор: Б); за 2024 год",
    ),
    (Not(Exactly("section", "Спорт")), "без (рубрика: Спорт)"),
    (
        Named(
            And((Word("веб", ("веб",)), Word("сайта", ("сайт",)))),
            (Word("веб-сайта", ("вебсайт",)),),
        ),
        "веб И сайта (и одним словом)",
    ),
    (
        Named(
            And((Word("веб", ("веб",)), Word("сайт", ("сайт",)))),
            (Word("веб-сайт", ("вебсайт",)), Word("портал", ("портал",))),
        ),
        "веб И сайт (и: портал, и одним словом)",
    ),
    (Everything(), "все статьи"),
    (Nothing(), "ничего"),
]


@pytest.mark.parametrize(("tree", "words"), SAID)
def test_says_the_tree(tree: Node, words: str) -> None:
    assert say(tree) == words
