"""The marks of a query in a text, in brackets."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marks, merged
from svodka.indexer.highlight.occurrences import TextField
from svodka.indexer.query.parser import parse


def marked(query: str, text: str, field: TextField = "text") -> str:
    for start, stop in reversed(marks(parse(query).tree, Words(text), field)):
        text = f"{text[:start]}[[{text[start:stop]}]]{text[stop:]}"
    return text


MARKED = [
    # words and forms
    ("порт", "Портовики нового [[порта]] гордятся [[портом]]."),
    ("ПОРТ", "Портовики нового [[порта]]."),
    ("!порту", "К [[порту]] ведёт дорога от другого порта."),
    ("елка", "Новогодняя [[ёлка]] и старые [[ёлки]]."),
    ("порт мост", "[[Порт]] и [[мост]] построят вместе."),
    ("порт | мост", "[[Мост]] построят позже."),
    ("в порту", "В [[порту]] и в городе."),
    ("+в порту", "[[В]] [[порту]] и [[в]] городе."),
    ("порт -мост", "[[Порт]] и мост."),
    ("порто*", "[[Портовики]] и [[портовый]] кран в порту."),
    ("прчиал~2", "У [[причала]] стоит причалившее судно. [[Причал]]."),
    ("ричал~", "Причал."),
    # phrases
    ("«южный порт»", "В [[Южном порту]] и в порту на юге. Порт южный."),
    ("«южный порт»", "Строят «[[Южный» порт]], [[южный — порт]] и [[южный\nпорт]]."),
    ("«порт порт порт»", "[[Порт, порт, порт]] и порт."),
    ("!«южном порту»", "В [[южном порту]], у южного порта."),
    ("«южный * порт»", "[[Южный грузовой порт]] и южный порт."),
    ("«южный порт»~2", "[[Южный грузовой порт]], [[южный порт]], южный большой грузовой порт."),
    ("порт /2 мост", "[[Порт и мост]]. Дорога. [[Мост, порт]]. Через реку — мост, за рекой порт."),
    ("порт «новый порт»", "[[Новый порт]] и старый [[порт]]."),
    ("«новый порт» «порт города»", "[[Новый порт города]]."),
    ("«новый порт» «старый мост»", "[[Новый порт]], [[старый мост]]."),
    # hyphens
    ("нью-йорк", "В [[Нью-Йорке]] и [[Нью Йорке]], а йорк нью — нет."),
    ("йорк", "В Нью-[[Йорке]]."),
    ("«мэр нью-йорка»", "Приехал [[мэр Нью-Йорка]]."),
    ("нью-йорк /2 мэр", "Приехал [[мэр Нью-Йорка]]."),
    ("порт", "Машина-[[порт]] стоит у [[порта]]-великана."),
    # sentences, fields, dates
    ("порт & мост", "[[Порт]] растёт, [[мост]] тоже. Порт работает. Мост стоит."),
    ("заголовок:порт мост", "Порт и [[мост]]."),
    ("источник:порт", "Порт."),
    ("дата:2024 мост", "[[Мост]] открыли в 2024 году."),
    ("-порт", "Порт и мост."),
    ("", "Порт и мост."),
]


@pytest.mark.parametrize(("query", "text"), MARKED)
def test_marks(query: str, text: str) -> None:
    assert marked(query, text.replace("[[", "").replace("]]", "")) == text


def test_a_title_is_marked_by_words_of_titles_too() -> None:
    assert marked("заголовок:порт мост", "Порт и мост", "title") == "[[Порт]] и [[мост]]"
    assert marked("автор:порт мост", "Порт и мост", "title") == "Порт и [[мост]]"
    assert marked("порт & мост", "Порт. Мост", "title") == "[[Порт]]. [[Мост]]"


def test_ranges_that_touch_stay_apart() -> None:
    assert merged([(5, 9), (0, 3), (3, 5), (6, 7), (8, 11)]) == [(0, 3), (3, 5), (5, 11)]


TEXTS = st.lists(
    st.sampled_from(["порт", "мост", "Нью-Йорк", "южный", " ", ". ", "\n", "«", "»", "в "])
).map("".join)
QUERIES = st.sampled_from(
    [
        "порт",
        "«южный порт»",
        "нью-йорк",
        "йорк | порт",
        "порт /3 мост",
        "порт & мост",
        "-порт",
        "по* южн*",
    ]
)


@settings(deadline=None)
@given(QUERIES, TEXTS)
def test_marks_lie_in_the_text_in_order(query: str, text: str) -> None:
    place = 0
    for start, stop in marks(parse(query).tree, Words(text), "text"):
        assert place <= start < stop <= len(text)
        place = stop
