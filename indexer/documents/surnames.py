"""Surnames in the nominative, by the given name beside them: those of the dictionary, those that it guesses, and foreign ones."""

from collections.abc import Iterator
from dataclasses import dataclass

from svodka.indexer.analysis.tokens import Token
from svodka.indexer.analysis.word_lists import language
from svodka.indexer.documents.given_names import GivenName
from svodka.indexer.documents.senses import Sense, senses

_GUESSED = (
    0.5  # the weight of a surname that the dictionary does not have, as a share of one that it has
)
_ODD = 0.3  # of a man's that looks like a woman's noun (Обама), as a share of one that does not
_UNCHANGED = 0.005  # of one that could be read as declined, and would be the same in all cases
_VOWELS = frozenset("аеёиоуыэюя")

# Endings that a surname has lost its own for: of a man and of a woman, by case, with what the nominative has instead.
_ENDINGS: dict[str, dict[str, tuple[tuple[str, str], ...]]] = {
    "masc": {
        "gen": (("а", ""), ("ы", "а"), ("и", "а")),  # Маска, Соланы, Дерипаски
        "acc": (("а", ""),),
        "dat": (("у", ""),),
        "abl": (("ом", ""), ("ем", ""), ("ой", "а")),
        "loc": (("е", ""),),
    },
    "femn": {
        **dict.fromkeys(("gen", "dat", "abl", "loc"), (("ой", "а"),)),
        "acc": (("у", "а"),),
    },  # Долиной, Долину
}


@dataclass(frozen=True, slots=True)
class Surname:
    """A reading of a surname: its nominative, in small letters, the case it stands in, and its weight."""

    nominative: str
    case: str
    weight: float


def surnames(written: Token, given: GivenName) -> Iterator[Surname]:
    """The readings of a word as the surname of somebody with this given name."""
    if written.form in language("surnames.txt"):
        yield Surname(written.text.lower(), given.case, 1.0)
    readings = senses(written.form)
    known = [sense for sense in readings if sense.kind == "Surn" and sense.known]
    declined = [
        Surname(_nominative(written.form, sense), sense.case, _weight(sense, given))
        for sense in known or readings
        if not sense.plural
        and sense.case
        and given.case in ("", sense.case)
        and _fits(sense, given.gender)
    ]
    if not declined and not known:
        declined = [
            Surname(name, given.case, _GUESSED)
            for name in _undone(written.form, given.case, given.gender)
        ]
    yield from declined
    rest = _UNCHANGED if declined or known else _GUESSED if given.case == "nom" else _GUESSED / 2
    yield Surname(written.text.lower(), given.case, rest)


def _weight(sense: Sense, given: GivenName) -> float:
    odd = _ODD if sense.gender and given.gender and sense.gender != given.gender else 1.0
    return sense.score * odd * (1.0 if sense.kind == "Surn" and sense.known else _GUESSED)


def _fits(sense: Sense, gender: str) -> bool:
    """A man's surname may look like a woman's noun (Обама), but no woman's like a man's."""
    if not sense.gender or not gender or sense.gender == gender:
        return True
    return gender == "masc" and sense.kind != "Surn" and sense.nominative[-1:] in "ая"


def _nominative(form: str, sense: Sense) -> str:
    """The nominative; where it is a guess, without a fleeting vowel: «Шольца» is Шольц and not Шолец."""
    if sense.known or sense.case == "nom" or not sense.nominative.endswith(("ец", "ок")):
        return sense.nominative
    return next(iter(_undone(form, sense.case, "masc")), sense.nominative)


def _undone(form: str, case: str, gender: str) -> list[str]:
    """The nominatives that a form may have, by the ending of its case."""
    endings = _ENDINGS.get(gender, {}).get(case, ())
    return [
        form.removesuffix(ending) + nominative
        for ending, nominative in endings
        if form.endswith(ending) and form[-len(ending) - 1 : -len(ending)] not in _VOWELS
    ]
