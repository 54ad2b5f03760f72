"""The morphology returns plain values; no type of pymorphy3 leaves it."""

import dataclasses
import sys
import unicodedata
from collections.abc import Iterator

import pytest
from russian_words import LETTERS, sample

from svodka.indexer.analysis import morphology
from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import Parse
from svodka.indexer.analysis.readings import Reading, Tag
from svodka.indexer.analysis.tokens import analyze

BUILTIN = (str, bool, int, float)
CONTAINERS = (tuple, list, frozenset)
OURS = (Parse, Reading, Tag)
# No dictionary has these: they are guessed by their endings, prefixes, hyphens and letters.
STRANGE = (
    "шольцем",
    "супермегагубернатор",
    "кое-куда",
    "премьер-шмерьер",
    "ъыь",
    "по-мэрски",
    "а",
    "ё",
    "iv-й",
    "x",
    "",
)


def parts(value: object) -> Iterator[object]:
    """A value and all its parts."""
    yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple | list | frozenset):
        for member in value:
            yield from parts(member)


def forms() -> list[str]:
    """Folded words, some of each tag of the dictionary."""
    words = {word.replace("ё", "е") for words in sample().values() for word in words[:3]}
    return [*STRANGE, *sorted(words)]


def results(form: str) -> Iterator[object]:
    """The results of all public functions of the module for a form."""
    yield from (
        morphology.lemmas(form),
        morphology.kinds(form),
        morphology.is_word(form),
        morphology.readings(form),
        morphology.forms(form),
        morphology.plausible(form),
        morphology.misspelt(form),
    )
    yield morphology.grammemes(form)
    for parse in morphology.parses(form):
        yield from (parse, parse.nominative)


def test_the_sample_has_many_of_the_dictionarys_tags() -> None:
    assert len(sample()) > 2_500
    assert len(forms()) > 3_500


def test_only_plain_values_leave_the_morphology() -> None:
    wrong = {
        f"{form}: {type(part).__module__}.{type(part).__name__}"
        for form in forms()
        for value in results(form)
        for part in parts(value)
        if type(part) not in (*BUILTIN, *CONTAINERS, *OURS)
    }
    assert not wrong, sorted(wrong)[:20]


def test_all_public_functions_are_asked() -> None:
    public = {
        name
        for name, value in vars(morphology).items()
        if callable(value) and value.__module__ == morphology.__name__ and name[0] != "_"
    }
    assert public == {
        "Parse",
        "warm",
        "is_word",
        "lemmas",
        "understood",
        "looked_up",
        "kinds",
        "is_known",
        "is_lemma",
        "readings",
        "forms",
        "grammemes",
        "parses",
        "plausible",
        "misspelt",
    }


@pytest.mark.parametrize("form", ["саша", "сирота", "бежать", "шольцем", "чтобы", *LETTERS])
def test_grammemes_compare_with_any_text(form: str) -> None:
    for parse in morphology.parses(form):
        tag = parse.tag
        assert {tag.part, tag.number, tag.gender} <= {"", *tag.grammemes}
        assert "nobody" not in (tag.part, tag.case, tag.number, tag.gender)
        assert len(tag.case) in (0, 3)


@pytest.mark.parametrize(
    ("form", "nominatives"),
    [
        ("петрову", {"петров", "петрова"}),
        ("южном", {"южный", "южное"}),
        ("елкой", {"ёлка"}),
        ("ножницами", {"ножницы"}),
        ("годах", {"года", "годы"}),
        ("году", {"год"}),
        ("чтобы", {"чтобы"}),
    ],
)
def test_the_nominative_keeps_number_and_gender(form: str, nominatives: set[str]) -> None:
    assert {parse.nominative for parse in morphology.parses(form)} & nominatives


LETTERS_OF_ALL = [letter for letter in map(chr, range(sys.maxunicode + 1)) if letter.isalnum()]
NAMELESS = [letter for letter in LETTERS_OF_ALL if not unicodedata.name(letter, "")]


def test_letters_of_all_scripts_stand_beside_russian_ones() -> None:
    """Thousands of letters have no name in Python; others are inserted among them."""
    assert len(NAMELESS) > 1_000
    for letter in [*NAMELESS[::20], *LETTERS_OF_ALL[::50], "²", "ⅷ", "ﬁ", "İ", "ß"]:
        for word in (f"я{letter}", f"{letter}-й", f"мост{letter}ов"):
            assert all(token.lemmas for token in analyze(word))
            assert morphology.readings(fold(word))
