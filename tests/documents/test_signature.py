"""Signatures of articles: similarity of two texts, without the boilerplate around them."""

from dataclasses import replace
from hashlib import blake2b

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.article import Article
from svodka.indexer.documents.boilerplate import story_rows, story_words
from svodka.indexer.documents.entities import new_lexicon
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.documents.signature import LEAST, SIZE, signature, unpack

TEXT = (
    "Сегодня в городском парке открыли памятник садовнику Ивану Лозовому, который посадил здесь "
    "первые липы. "
    "На праздник пришли его внуки и правнуки, а школьный оркестр сыграл старый вальс."
)
ARTICLE = Article("a", "Памятник садовнику", TEXT, "a.txt")
WORDS = new_lexicon()
# Of texts with links and mentions in all places.
PIECES = [
    "мост ",
    "Нью-Йорк",
    "\n",
    "@kluchi ",
    "#мост",
    "[мост](https://a.example/b)",
    " | ",
    "https://a ",
]


def similarity(one: Article, other: Article) -> float:
    """The estimated share of common shingles."""
    _, values = unpack(prepare(one, "").signature + prepare(other, "").signature)
    return float(np.mean(values[0] == values[1]))


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        (TEXT, 1, 1),
        (TEXT.upper(), 1, 1),
        (TEXT.replace("вальс", "ва\u0301льс").replace(" ", "\n"), 1, 1),
        (
            f"**{TEXT}**\n🔴 [Подписаться](https://t.me/park)"
            " | [Прислать новость](https://t.me/bot)",
            1,
            1,
        ),
        (f"{TEXT} Подробнее: https://park.example/pamyatnik @park", 0.9, 0.99),
        (TEXT.replace("первые липы", "липовую аллею"), 0.7, 0.95),
        (
            "В городском парке вчера снова играл школьный оркестр. Садовники посадили липы и "
            "открыли фонтан.",
            0,
            0.1,
        ),
    ],
)
def test_estimates_how_alike_texts_are(text: str, least: float, most: float) -> None:
    assert least <= similarity(ARTICLE, replace(ARTICLE, text=text)) <= most


def test_estimates_the_share_of_common_shingles() -> None:
    words = [f"слово{n}" for n in range(3000)]
    one, other = (
        replace(ARTICLE, title="", text=" ".join(part)) for part in (words[:2000], words[1000:])
    )
    assert similarity(one, other) == pytest.approx(1 / 3, abs=0.12)  # three standard deviations


def test_a_number_weighs_more_than_a_word() -> None:
    text = "За ночь над Сосновкой сбили {} беспилотников, все обошлось без {}, передаёт станция"
    base = replace(ARTICLE, title="", text=text.format(52, "пожаров"))
    assert similarity(base, replace(base, text=text.format(8, "пожаров"))) < similarity(
        base, replace(base, text=text.format(52, "ран"))
    )


@pytest.mark.parametrize(
    "text", ["", "Мост", "Ещё кадры с места пожара", "…", "1 2 3", "https://t.me/a " * 50]
)
def test_what_says_too_little_has_no_signature(text: str) -> None:
    assert prepare(Article("a", "", text, "a"), "").signature == b""
    assert prepare(Article("a", text, "", "a"), "").signature == b""


def test_repetition_says_no_more_than_once() -> None:
    assert prepare(Article("a", "", "мост " * 1000, "a"), "").signature == b""


def test_has_the_number_of_shingles_beside_the_values() -> None:
    words = [f"слово{n}" for n in range(LEAST + 2)]
    document = prepare(Article("a", "", " ".join(words), "a"), "")
    sizes, values = unpack(document.signature)
    assert len(document.signature) == SIZE
    assert (sizes.tolist(), values.shape) == ([LEAST], (1, 128))
    assert [len(part) for part in unpack(b"")] == [0, 0]


def test_does_not_change_from_one_run_to_the_next() -> None:
    """Indexes keep signatures: if these numbers change, so must the version of their schema."""
    made = signature(ARTICLE, WORDS.read(ARTICLE.title), WORDS.read(ARTICLE.text))
    sizes, values = unpack(made)
    assert (sizes[0], values[0, :4].tolist()) == (25, [9037, 16384, 1778, 5179])


@pytest.mark.parametrize(
    ("text", "checksum"),
    [
        ("Вчера в посёлке Ключи открыли мост", "cc634a788b12c696"),
        (
            "Над областью за ночь сбиты 52 беспилотника, обломки 3 упали в поле,"
            " сообщил губернатор 8 мая",
            "35b20cdb80e81abd",
        ),
        (" ".join(f"слово{n} и {n % 7} дело{n % 1000}" for n in range(2000)), "be7fc6c737b67e4f"),
    ],
)
def test_signatures_are_those_that_datasketch_made(text: str, checksum: str) -> None:
    """Recorded with datasketch 2.0.0: indexes built with it stay valid."""
    made = signature(Article("a", "", text, "a"), WORDS.read(""), WORDS.read(text))
    assert blake2b(made, digest_size=8).hexdigest() == checksum


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Мост открыт. https://a.example/most?x=1 Ура", "Мост открыт Ура"),
        ("Мост [открыт](https://a.example) @kluchi", "Мост открыт"),
        ("Мост открыт\n[Подписаться](https://t.me/a)", "Мост открыт"),
        ("Мост открыт\n\n❗️ [Подписывайся](https://t.me/a) | @b #c \n", "Мост открыт"),
        (
            "[Первая новость](https://a.example/1)\n[Вторая](https://a.example/2)\n"
            "[Все](https://a.example)",
            "Первая новость Вторая",
        ),
        ("[Подписаться](https://t.me/a)\nМост открыт", "Подписаться Мост открыт"),
        ("Мост открыт\nПодписывайтесь на @kluchi", "Мост открыт Подписывайтесь на"),
        ("Нью-йоркский мост", "Нью йоркский мост"),
        ("почта a@b.example", "почта a b example"),
        ("[скобка [в скобке](и ещё", "скобка в скобке и ещё"),
        ("", ""),
    ],
)
def test_leaves_out_what_is_no_part_of_the_story(text: str, expected: str) -> None:
    assert " ".join(token.text for token in story_words(text, analyze(text))) == expected


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_words_and_rows_of_a_story_agree(text: str) -> None:
    words = [token for token in analyze(text) if token.parts == 1]
    rows = story_rows(text, np.array([token.start for token in words], np.int64))
    kept = words if rows is None else [words[at] for at in np.flatnonzero(rows)]
    assert kept == story_words(text, analyze(text))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "[a](" * 100_000,
        "](" * 200_000,
        "@" * 500_000,
        "https://" * 50_000,
        "#a" * 200_000,
    ],
)
def test_hostile_texts_take_linear_time(text: str) -> None:
    words = analyze(text)
    rows = story_rows(text, np.array([token.start for token in words]))
    assert (len(words) if rows is None else rows.sum()) == len(story_words(text, words))
