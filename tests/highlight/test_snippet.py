"""The snippets of an article, with marks in brackets, as a reader sees them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import Marked
from svodka.indexer.highlight.snippets import snippets
from svodka.indexer.query.parser import parse

ARTICLE = """\
Власти Приозёрска рассказали, что грузооборот нового порта вырос за год на 12,5%. \
«Мы ждали меньшего. Порт удивил всех», — сказала мэр города Анна Соболева.

Что строят

В 2023 г. порт принял 1,4 млн тонн грузов. Больше всего везли леса и зерна; \
на третьем месте — удобрения. По словам А. С. Громова, начальника порта, к осени у южного \
причала поставят два крана.
Строительство «Северного моста» начнётся весной. \
Мост свяжет порт с трассой Приозёрск — Новый Порт-на-Озере.
Депутаты городского собрания, которые ещё в прошлом году спорили о том, нужен ли городу \
новый мост, если старый мост простоит ещё двадцать лет, теперь единогласно поддержали проект, \
потому что очередь грузовиков к порту растянулась на \
несколько километров, а жители прибрежных улиц устали от шума.
Работы продлятся
три года.
"""


def shown(snippet: Marked) -> str:
    text = snippet.text
    for start, stop in reversed(snippet.marks):
        text = f"{text[:start]}[[{text[start:stop]}]]{text[stop:]}"
    return text


def found(query: str, text: str = ARTICLE, **options: int) -> list[str]:
    return [shown(snippet) for snippet in snippets(parse(query).tree, Words(text), **options)]


GOLDEN = [
    (
        "грузооборот",
        [
            "Власти Приозёрска рассказали, что [[грузооборот]] нового порта вырос за год на "
            "12,5%. «Мы ждали меньшего. "
            "Порт удивил всех», — сказала мэр города Анна Соболева.",
        ],
    ),
    (
        "кран удобрение",
        [
            "В 2023 г. порт принял 1,4 млн тонн грузов. Больше всего везли леса и зерна; на "
            "третьем месте — "
            "[[удобрения]]. По словам А. С. Громова, начальника порта, к осени у южного причала "
            "поставят два [[крана]].",
        ],
    ),
    (
        "«северный мост»",
        [
            "Строительство «[[Северного моста]]» начнётся весной. Мост свяжет порт с трассой "
            "Приозёрск — Новый "
            "Порт-на-Озере.",
        ],
    ),
    ("«что строят»", ["[[Что строят]]"]),
    ("«работа продлиться три год»", ["[[Работы продлятся три года]]."]),
]


@pytest.mark.parametrize(("query", "passages"), GOLDEN)
def test_whole_sentences(query: str, passages: list[str]) -> None:
    assert found(query) == passages


@pytest.mark.parametrize(
    ("query", "passage"),
    [
        (
            "мост",
            "…о том, нужен ли городу новый [[мост]], если старый [[мост]] простоит ещё двадцать "
            "лет, теперь…",
        ),
        (
            "депутаты",
            "[[Депутаты]] городского собрания, которые ещё в прошлом году спорили о том, нужен ли "
            "городу…",
        ),
        (
            "шум",
            "…к порту растянулась на несколько километров, а жители прибрежных улиц устали от "
            "[[шума]].",
        ),
        (
            "«единогласно поддержать проект»",
            "…ещё двадцать лет, теперь [[единогласно поддержали проект]], потому что очередь "
            "грузовиков…",
        ),
        (
            "спорить «двадцать лет»",
            "…[[спорили]] о том, нужен ли городу новый мост, если старый мост простоит ещё "
            "[[двадцать лет]]…",
        ),
    ],
)
def test_a_long_sentence_is_cut_at_words(query: str, passage: str) -> None:
    paragraph = ARTICLE.splitlines()[6]
    assert paragraph.startswith("Депутаты")
    assert found(query, paragraph, width=90) == [passage]


def test_a_phrase_longer_than_the_width_is_not_cut() -> None:
    text = (
        "Об этом сообщили жители старых прибрежных улиц города Приозёрска"
        " ещё вчера вечером после собрания."
    )
    assert found("«житель старых прибрежных улиц города»", text, width=20) == [
        "…[[жители старых прибрежных улиц города]]…"
    ]


def test_a_chain_of_phrases_is_shown_in_part() -> None:
    assert found("«порт мост порт»", "порт мост " * 100, width=30) == ["[[порт мост порт]] мост…"]


def test_best_passages_show_different_words_in_the_order_of_the_text() -> None:
    text = "Порт открыт.\nПорт и порт.\nПорт и мост.\nДорога закрыта.\nПорт, порт и порт."
    assert found("порт мост дорога", text) == [
        "[[Порт]] и [[мост]].",
        "[[Дорога]] закрыта.",
    ]
    assert found("порт мост дорога", text, limit=1) == ["[[Порт]] и [[мост]]."]


def test_a_heading_comes_after_sentences_that_show_as_much() -> None:
    assert found("порт", "Новый порт\nПорт открыт.\nПорт растёт.", limit=2) == [
        "[[Порт]] открыт.",
        "[[Порт]] растёт.",
    ]


def test_neighbours_of_one_paragraph_fill_a_passage() -> None:
    text = "Раз. Два. Порт. Четыре. Пять.\nДругой абзац."
    assert found("порт", text) == ["Раз. Два. [[Порт]]. Четыре. Пять."]
    assert found("порт", text, width=14) == ["[[Порт]]. Четыре."]
    assert found("порт", text, width=10) == ["Два. [[Порт]]."]


def test_only_a_phrase_leads_from_one_paragraph_to_the_next() -> None:
    text = "Строится южный\r\n\n  порт. Он растёт.\nКонец."
    assert found("«южный порт» конец", text) == [
        "Строится [[южный порт]]. Он растёт.",
        "[[Конец]].",
    ]


def test_the_blanks_of_the_author_stay() -> None:
    assert found("порт", "Новый\tпорт\u00a0— это  новость.") == [
        "Новый\t[[порт]]\u00a0— это  новость."
    ]


def test_without_matches_in_the_text_stands_the_lead() -> None:
    assert found("жираф", "Порт открыт. Мост построен.\nДорога закрыта.") == [
        "Порт открыт. Мост построен."
    ]
    assert found("заголовок:порт", "Порт открыт.") == ["Порт открыт."]
    assert found("жираф", "Очень длинное предложение о порте и мосте.", width=25) == [
        "Очень длинное предложение…"
    ]
    assert found("жираф", "я" * 100, width=10) == ["я" * 10 + "…"]
    assert found("порт", "") == found("порт", " \n ") == []


WORDS = [
    "порт",
    "южного",
    "порта",
    "Нью-Йорк",
    "мост",
    "слово",
    "т. е.",
    "Длинное",
    "5",
    "«",
    "»",
    "—",
]
TEXTS = st.lists(
    st.sampled_from([*WORDS, *(" " * 4), ". ", "! ", "\n", "\r\n", "\u00a0", ", ", "…"]),
    max_size=80,
).map("".join)
QUERIES = st.sampled_from(
    [
        "порт",
        "«южный порт»",
        "нью-йорк мост",
        "йорк | слово",
        "порт /3 мост",
        "порт & мост",
        "жираф",
    ]
)


@settings(deadline=None)
@given(QUERIES, TEXTS, st.integers(1, 60))
def test_passages_are_the_words_of_the_author(query: str, text: str, width: int) -> None:
    tree = parse(query).tree
    plain = " ".join(text.split())
    for snippet in snippets(tree, Words(text), width=width):
        assert " ".join(snippet.text.split()).strip("… ") in plain
        assert not set(snippet.text) & set("\r\n")
        place = 0
        for start, stop in snippet.marks:
            assert place <= start < stop <= len(snippet.text)
            assert " ".join(snippet.text[start:stop].split()) in plain
            assert snippet.text[start].isalnum()
            assert snippet.text[stop - 1].isalnum()
            place = stop


@settings(deadline=None)
@given(QUERIES, TEXTS, st.integers(1, 60))
def test_where_something_matches_each_passage_shows_it(query: str, text: str, width: int) -> None:
    passages = snippets(parse(query).tree, Words(text), width=width)
    assert len(passages) <= 3
    if any(passage.marks for passage in passages):
        assert all(passage.marks for passage in passages)
