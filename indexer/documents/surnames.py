"""Surnames in the nominative, by the given name beside them.

They are in the dictionary, guessed by it, or foreign.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from svodka.indexer.analysis.word_lists import language
from svodka.indexer.documents.given_names import GivenName
from svodka.indexer.documents.senses import Sense, senses

# The weight of a surname that the dictionary lacks, relative to a known one.
_GUESSED = 0.5
_ODD = 0.3  # of a man's that looks like a woman's noun (Обама), relative to another
_UNCHANGED = 0.005  # of an indeclinable reading beside a declined one
# Ends of unknown surnames that are hardly nominatives: Байденом, Шольцем, Токаевым, Вучичу.
_OBLIQUE = re.compile("(?:[оеы]м|[бвгджзклмнпрстфхцчшщ]у|ого|ому)$")
# «Ирине Сосновой»: a woman is Соснова far more often than Сосновая.
_LIKE_ADJECTIVE = re.compile("(?:[ое]в|ин)ой$")
_VOWELS = frozenset("аеёиоуыэюя")

# Endings by gender and case, each with its replacement in the nominative.
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
    """A reading of a surname: its nominative in lower case, its case in the text, its weight."""

    nominative: str
    case: str
    weight: float


def surnames(form: str, text: str, given: GivenName) -> Iterator[Surname]:
    """Yield the readings of a word as the surname of somebody with this given name."""
    if form in language("surnames.txt"):
        yield Surname(text.lower(), given.case, 1.0)
    readings = senses(form)
    known = [sense for sense in readings if sense.kind == "Surn" and sense.known]
    declined = [
        Surname(_nominative(form, sense), sense.case, _weight(sense, given))
        for sense in known or readings
        if not sense.plural
        and sense.case
        and given.case in ("", sense.case)
        and _fits(sense, given.gender)
    ]
    if not known and (not declined or not given.case):
        cases = [given.case] if given.case else _ENDINGS.get(given.gender, {})
        declined += [
            Surname(name, case, _GUESSED)
            for case in cases
            for name in _undone(form, case, given.gender)
        ]
    if not known and given.gender == "femn" and _LIKE_ADJECTIVE.search(form):
        yield Surname(f"{form[:-2]}а", given.case, 1.0)
    yield from declined
    rest = _UNCHANGED if declined or known else _GUESSED if given.case == "nom" else _GUESSED / 2
    yield Surname(text.lower(), given.case, rest)


def _weight(sense: Sense, given: GivenName) -> float:
    odd = _ODD if sense.gender and given.gender and sense.gender != given.gender else 1.0
    if (
        not sense.known
        and sense.nominative == sense.parse.form
        and _OBLIQUE.search(sense.nominative)
    ):
        odd *= _UNCHANGED
    return sense.score * odd * (1.0 if sense.kind == "Surn" and sense.known else _GUESSED)


def _fits(sense: Sense, gender: str) -> bool:
    """True if a surname's reading fits the gender.

    A man's surname may look like a woman's noun (Обама), but no woman's like a man's.
    """
    if not sense.gender or not gender or sense.gender == gender:
        return True
    return gender == "masc" and sense.kind != "Surn" and sense.nominative[-1:] in "ая"


def _nominative(form: str, sense: Sense) -> str:
    """Return the nominative; a guessed one without a fleeting vowel.

    «Шольца» is Шольц, not Шолец.
    """
    if sense.known or sense.case == "nom" or not sense.nominative.endswith(("ец", "ок")):
        return sense.nominative
    return next(iter(_undone(form, sense.case, "masc")), sense.nominative)


def _undone(form: str, case: str, gender: str) -> list[str]:
    """Return the possible nominatives of a form, by the ending of its case."""
    endings = _ENDINGS.get(gender, {}).get(case, ())
    return [
        form.removesuffix(ending) + nominative
        for ending, nominative in endings
        if form.endswith(ending) and form[-len(ending) - 1 : -len(ending)] not in _VOWELS
    ]
