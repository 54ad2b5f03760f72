"""Texts as arrays: they say what ``analyze`` says."""

import zlib

import pytest
from hostile import payloads
from hypothesis import given
from hypothesis import strategies as st
from russian_sentences import Sentences

from svodka.indexer.analysis import lexicon as lexicons
from svodka.indexer.analysis import token_arrays as flags
from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.morphology import kinds
from svodka.indexer.analysis.tokens import analyze, is_function_word

LETTERS = (
    "абвеёйиокпрстуъыьэюя"
    + "aceopxyk"
    + "АВСЕ"
    + "0123456789"
    + "-‑'’., \u00a0\u0301\u00ad\u200b\n«»()!?"
    + "🙂²٣"
)
texts = st.text(st.sampled_from(LETTERS)) | st.text()
SHARED = Lexicon()
SHARED.read("Маску хвалили с Шольцем")  # loads what the first words need
NEWS = "Мэр Нью-Йорка Билл де Блазио приехал в Санкт-Петербург 10 000 раз, а Ту-154 — 1,5 раза."


@given(texts)
def test_arrays_say_what_analysis_says(text: str) -> None:
    assert SHARED.read(text).tokens() == analyze(text)
    assert Lexicon().read(text).tokens() == analyze(text)


@pytest.mark.parametrize("text", payloads())
def test_arrays_of_hostile_texts_say_it_too(text: str) -> None:
    assert SHARED.read(text).tokens() == analyze(text)


def test_arrays_of_sentences_of_the_whole_dictionary_say_it_too() -> None:
    sentences = Sentences(5)
    for _ in range(300):
        text = sentences.text(5)
        assert SHARED.read(text).tokens() == analyze(text)


@given(texts)
def test_columns_agree_with_the_tokens(text: str) -> None:
    read, tokens = SHARED.read(text), analyze(text)
    wholes = [token for token, part in zip(tokens, inside(text), strict=True) if not part]
    assert read.positions.tolist() == [token.position for token in wholes]
    assert read.starts.tolist() == [token.start for token in wholes]
    assert read.stops.tolist() == [token.stop for token in wholes]
    assert read.counts.tolist() == [token.parts for token in wholes]
    assert read.length == (tokens[-1].position + 1 if tokens else 0)
    hashes = SHARED.hashes[SHARED.forms[read.rows().surfaces]]
    assert hashes.tolist() == [zlib.crc32(token.form.encode()) for token in tokens]


def inside(text: str) -> list[bool]:
    """For each token of a text, whether it is a part of a hyphenated word."""
    parts, found = 0, []
    for token in analyze(text):
        found.append(parts > 0)
        parts = parts - 1 if parts else token.parts if token.parts > 1 else 0
    return found


@given(texts)
def test_flags_say_how_a_surface_is_written(text: str) -> None:
    rows = SHARED.read(text).rows()
    for token, flag in zip(analyze(text), SHARED.flags[rows.surfaces].tolist(), strict=True):
        assert bool(flag & flags.CAPITAL) == token.text[0].isupper()
        assert bool(flag & flags.UPPER) == token.text.isupper()
        assert bool(flag & flags.HYPHENATED) == (token.parts > 1)
        assert bool(flag & flags.DIGIT) == token.form.encode()[:1].isdigit()
        assert bool(flag & flags.FUNCTION) == is_function_word(token)


@pytest.mark.parametrize(
    ("word", "titled"),
    [
        ("Москва", True),
        ("аль-Асад", True),
        ("москва", False),
        ("США", False),
        ("А", False),
        ("iPhone", False),
        ("САНКТ-ПЕТЕРБУРГ", False),
    ],
)
def test_title_case_has_a_capital_and_small_letters(word: str, titled: bool) -> None:
    read = SHARED.read(word)
    assert bool(SHARED.flags[read.ids[0]] & flags.TITLE_CASE) == titled


@pytest.mark.parametrize("word", ["Анна", "Петровной", "Котова", "Тула", "стол", "Вера", "F-16"])
def test_kinds_of_names_are_flags(word: str) -> None:
    (number,) = SHARED.read(word).ids.tolist()
    names = zip(
        ("Name", "Patr", "Surn", "Geox"),
        (flags.NAME, flags.PATRONYMIC, flags.SURNAME, flags.PLACE),
        strict=True,
    )
    found = {kind for kind, bit in names if SHARED.flags[number] & bit}
    assert found == set(kinds(SHARED.form(int(SHARED.forms[number]))))


def test_a_surface_keeps_its_number() -> None:
    lexicon = Lexicon()
    first, again = lexicon.read(NEWS), lexicon.read(NEWS)
    assert first.ids.tolist() == again.ids.tolist()
    assert len(set(first.ids.tolist())) == len(first.ids)  # all differ
    assert [lexicon.surface(number) for number in lexicon.read("Йорка мэр").ids] == ["Йорка", "мэр"]
    assert lexicon.read("Йорка").ids[0] == lexicon.parts[lexicon.part_bounds[first.ids[1]] + 1]


def test_tokens_outlive_what_is_learned_after_them() -> None:
    lexicon = Lexicon()
    early = lexicon.read(NEWS)
    columns = lexicon.forms, lexicon.flags
    before = [column.tolist() for column in columns]
    lexicon.read(" ".join(f"слово{number}" for number in range(5_000)))
    assert [column.tolist() for column in columns] == before
    assert early.tokens() == analyze(NEWS)


@pytest.mark.parametrize("bound", ["MOST_SURFACES", "MOST_CHARACTERS"])
def test_a_full_lexicon_has_a_successor(monkeypatch: pytest.MonkeyPatch, bound: str) -> None:
    monkeypatch.setattr(lexicons, bound, 12)
    lexicon = Lexicon()
    assert not lexicon.is_full
    read = lexicon.read(NEWS)
    assert lexicon.is_full
    successor = lexicon.successor()
    assert not successor.is_full
    assert read.tokens() == successor.read(NEWS).tokens() == analyze(NEWS)


def test_a_successor_knows_the_most_frequent_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lexicons, "MOST_SURFACES", 12)
    monkeypatch.setattr(lexicons, "SEEDED", 0.25)
    lexicon = Lexicon(lambda form, lemmas, bits: flags.OWN * (form == "завод"))
    for text in ("Завод строят", "завод строят", "Завод закрыт", "а завод строят", NEWS):
        lexicon.read(text)
    successor = lexicon.successor()
    assert len(successor) == 3
    numbers = range(len(successor))
    assert {successor.surface(number) for number in numbers} == {"строят", "Завод", "завод"}
    text = "Завод строят, завод закрыли."
    assert successor.read(text).tokens() == analyze(text)
    assert (successor.read(text).flags & flags.OWN != 0).tolist() == [True, False, True, False]


def test_the_owner_adds_its_flags() -> None:
    lexicon = Lexicon(lambda form, lemmas, bits: flags.OWN * ("мэр" in lemmas and not bits))
    read = lexicon.read("Мэр мэры в")
    assert (read.flags & flags.OWN).tolist() == [flags.OWN, flags.OWN, 0]


@pytest.mark.parametrize(
    "text",
    [
        "Судно пост-Ё14 и Ё14 сами, танк Т-Ё14М",
        "Рыболовно-промысловые суда вышли. Суды идут.",
        "За $100 Маску продали, Шольцем хвалились: Мэттью и Дэниэлом",
        "#МаскуВон 5 этаж Маску, п р и к а з Шольца, XX в. суда",
    ],
)
def test_parts_and_contexts_go_together(text: str) -> None:
    read = SHARED.read(text)
    assert read.tokens() == analyze(text)
    parts = SHARED.parts
    assert not (SHARED.flags[parts] & flags.HYPHENATED).any()
