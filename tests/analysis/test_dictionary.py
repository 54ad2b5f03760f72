"""Words are read as pymorphy3 reads them, though its dictionary is read directly."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pymorphy3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from russian_words import sample

from svodka.indexer.analysis import morphology
from svodka.indexer.analysis.dictionary import normal_of

PYMORPHY = pymorphy3.MorphAnalyzer(lang="ru")
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
PREFIXES = ("авто", "вице-", "супер", "не", "экс-", "экс", "мегабай", "наи", "по", "по-", "ква")
ENDINGS = ("-то", "-ка", "-с", "-таки", "-гора", "-министр", "-2020", "-й", "ович", "ами", "ость")
# Each has been read in a way of its own by one of pymorphy3's rules.
STRANGE = (
    *("автобус-музей", "вице-премьер-министр", "по-западному", "по-моему-то", "человек-гора"),
    *("ростов-на-дону", "ту-154", "90-х", "1-го", "-то", "а-б", "наивысший-лучший", "смотри-ка"),
    *("высших", "наилучшими", "суперлучшая", "псевдокошками", "еж", "ежик-елка", "все", "бутявка"),
    *("ростовчанин-ка", "iv-й", "x5-маркет", "ъыь", "по", "экс-чемпион", "нет", "ё", "стали"),
)


def dictionary_words() -> list[str]:
    return sorted({word.replace("ё", "е") for words in sample().values() for word in words[:12]})


def unknown_words() -> Iterator[str]:
    """Words with letters changed, with prefixes and endings, in pairs, and of any letters."""
    random, words = Random(7), dictionary_words()
    for word in words:
        at = random.randrange(len(word))
        yield word[:at] + random.choice(LETTERS) + word[at + 1 :]
    for word in words[::3]:
        yield random.choice(PREFIXES) + word
        yield word + random.choice(ENDINGS)
        yield f"{word}-{random.choice(words)}"
        yield f"по-{word}"
    for _ in range(2_000):
        yield "".join(random.choices(LETTERS, k=random.randint(1, 12)))


def ours(form: str) -> list[tuple[str, str, str, float]]:
    return [
        (one.word, one.tag.name, one.normal, one.score) for one in morphology._reader().read(form)
    ]


def theirs(form: str) -> list[tuple[str, str, str, float]]:
    return [(one.word, str(one.tag), normal_of(one), one.score) for one in PYMORPHY.parse(form)]


def test_words_of_the_dictionary_are_read_alike() -> None:
    words = dictionary_words()
    assert len(words) > 10_000
    assert [word for word in words if ours(word) != theirs(word)] == []


def test_unknown_words_are_read_alike() -> None:
    words = list(unknown_words())
    assert len(words) > 15_000
    assert [word for word in words if ours(word) != theirs(word)] == []


@pytest.mark.parametrize("word", STRANGE)
def test_strange_words_are_read_alike(word: str) -> None:
    assert ours(word) == theirs(word)


@given(st.from_regex(r"[а-я0-9]{1,9}(-[а-я0-9]{1,9}){0,2}", fullmatch=True))
def test_any_words_are_read_alike(word: str) -> None:
    assert ours(word) == theirs(word)


def test_lemmas_and_kinds_are_those_of_the_readings() -> None:
    """What is read without objects says the same as all readings of a word."""
    for form in [*dictionary_words()[::2], *STRANGE]:
        kept = [reading.lemma for reading in morphology.readings(form) if reading.kept]
        assert morphology.lemmas(form) == (tuple(dict.fromkeys(kept)) or (form,))
        parses: list[Any] = PYMORPHY.parse(form)
        known = PYMORPHY.word_is_known(form)
        named = {kind for one in parses for kind in morphology.KINDS if kind in one.tag.grammemes}
        assert set(morphology.kinds(form)) == (named if known else set())


def test_nominatives_are_those_of_pymorphy() -> None:
    compared = 0
    irregular = ["детей", "людей", "еже", "пальто", "москвы", "высших"]
    for form in [*dictionary_words()[::6], *irregular]:
        parses: list[Any] = PYMORPHY.parse(form)
        for one, theirs in zip(morphology.parses(form), parses, strict=True):
            if one.known:
                named = theirs if theirs.tag.case is None else theirs.inflect({"nomn"}) or theirs
                assert one.nominative == (theirs if "nomn" in theirs.tag else named).word
                compared += 1
    assert compared > 3_000
