"""The authors of an article as in citations: the surname, then given names or initials."""

import re
from dataclasses import dataclass

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import readings

_INITIAL = re.compile(r"[^\W\d_]\.(?:-[^\W\d_]\.)?")
_WORD = re.compile(rf"{_INITIAL.pattern}|[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Person:
    """An author.

    ``given`` holds given names and patronymics («Иван Петрович») or initials («И. П.»).
    """

    surname: str
    given: str

    @property
    def initials(self) -> str:
        """The initials of the given names: «Ж.-П. И.»."""
        return " ".join(
            "-".join(f"{part[0]}." for part in name.split("-")) for name in self.given.split()
        )


def persons(written: str) -> list[Person]:
    """Return the persons in a byline, none unless every part of it is surely a person's name.

    The dictionary recognizes given names and patronymics, so «Иван Петров» and «Петров Иван» are
    the same.

    >>> persons("Иван Петров и Сидорова А. Б.")
    [Person(surname='Петров', given='Иван'), Person(surname='Сидорова', given='А. Б.')]
    """
    for parts in (written.split(";"), re.split(r"[,;]|\s(?:и|and)\s", written)):
        authors = [_person(part) for part in parts]
        if all(authors):
            return [person for person in authors if person]
    return []


def _person(name: str) -> Person | None:
    """Return the person of «Иван Петров», «Петров Иван» or «Петров, Иван»."""
    surname, comma, given = name.partition(",")
    person = _named(f"{surname} {given}")
    return None if person and comma and person.surname != surname.strip() else person


def _named(name: str) -> Person | None:
    words = [word for part in name.split() for word in _spread(part)]
    if not 2 <= len(words) <= 3 or not all(
        word[0].isupper() and _WORD.fullmatch(word) for word in words
    ):
        return None
    if _are_given(words[:-1]):
        return Person(words[-1], " ".join(words[:-1]))
    return Person(words[0], " ".join(words[1:])) if _are_given(words[1:]) else None


def _spread(word: str) -> list[str]:
    """Separate initials written together: «И.П.» gives «И.» and «П.»."""
    apart = _INITIAL.findall(word)
    return apart if "".join(apart) == word else [word]


def _are_given(words: list[str]) -> bool:
    """True for a given name, or one and a patronymic, or their initials."""
    return all(
        _INITIAL.fullmatch(word) or _is(word, kind)
        for word, kind in zip(words, ("Name", "Patr"), strict=False)
    )


def _is(word: str, grammeme: str) -> bool:
    """True if a word may be a given name (Name) or a patronymic (Patr) in the nominative."""
    tags = [re.split(r"[, ]", reading.tag) for reading in readings(fold(word)) if reading.kept]
    return any(grammeme in tag and "nomn" in tag and "sing" in tag for tag in tags)
