"""Regular Russian word-formation: from a dictionary word to the dictionary words of its root.

The families of ``language/formation.txt`` say which endings one stem takes; what comes out of them counts only where the
dictionary knows it as a word of the fitting part of speech, and the list there does not keep the two apart.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from indexer.analysis import grammemes

CACHED = 1 << 14  # words whose cognates are remembered

_NAMES = frozenset(("Name", "Surn", "Patr"))
_Tails = tuple[tuple[str, str], ...]
# How the end of a stem changes, by the mark of an ending; «2» and «3» also leave it as it is.
_TAILS: dict[str, _Tails] = {
    "": (("", ""),),
    # книга, книжный; наука, научный; воздух, воздушный; улица, уличный; школа, школьный
    "1": (("", ""), ("г", "ж"), ("к", "ч"), ("х", "ш"), ("ц", "ч"), ("л", "ль")),
    # обсудить, обсуждать; защитить, защищать; обновить, обновлять
    "2": (
        *(("", ""), ("д", "ж"), ("д", "жд"), ("т", "ч"), ("т", "щ"), ("с", "ш"), ("з", "ж"), ("ст", "щ"), ("ск", "щ")),
        *(("б", "бл"), ("п", "пл"), ("в", "вл"), ("м", "мл"), ("ф", "фл")),
    ),
    # студент, студенческий; князь, княжеский; друг, дружеский
    "4": (("", ""), ("т", "ч"), ("з", "ж"), ("г", "ж"), ("к", "ч"), ("ц", "ч"), ("ец", "ч")),
}
_FLEETING = re.compile(r"(?<=[бвгджзйклмнпрстфхцчш])[ео](?=[бвгджзклмнпрстфхцчш]$)")
_CLUSTER = re.compile(r"(?<=[бвгджзклмнпрстфхцчш])(?=[бвгджзклмнпрстфхцчш]$)")
_LAST_VOWEL = re.compile(r"о(?=[^аеиоуыэюя]*$)")
_LAST_A = re.compile(r"а(?=[^аеиоуыэюя]*$)")


class _Ending(NamedTuple):
    """An ending, the mark of how the stem changes before it, and the grammemes of the words that have it."""

    text: str
    mark: str
    tags: frozenset[str]

    def fits(self, word: str) -> bool:
        """Whether the dictionary has the word with these grammemes, and not only as a person's name."""
        return any(self.tags <= tags for tags in grammemes(word) if not tags & _NAMES)


class _Family(NamedTuple):
    """Endings of one stem, which has at least so many letters."""

    least: int
    endings: tuple[_Ending, ...]


@lru_cache(CACHED)
def derived(word: str) -> tuple[str, ...]:
    """The dictionary words formed from the root of a folded dictionary word, the surest first, places with a capital."""
    return tuple(dict.fromkeys(_formed(word))) if grammemes(word) else ()


def _formed(word: str) -> Iterator[str]:
    families, apart = _families()
    places = {place for size in range(len(word)) for place in families.by_ending.get(word[len(word) - size :], ())}
    for family, ending in sorted(places):
        least, endings = families.all[family]
        if not endings[ending].fits(word):
            continue
        stem = word[: len(word) - len(endings[ending].text)]
        stems = [base for base in _stems(stem, endings[ending].mark, back=True) if len(base) >= least]
        for other in endings:
            for base in stems:
                for candidate in (changed + other.text for changed in _stems(base, other.mark)):
                    if candidate != word and candidate not in apart[word] and other.fits(candidate):
                        yield candidate.capitalize() if "Geox" in other.tags else candidate


def _stems(stem: str, mark: str, *, back: bool = False) -> list[str]:
    """What a stem is before an ending with this mark; ``back``, what it may have been if that is ``stem``."""
    if mark == "3":  # заработать, зарабатывать; спросить, спрашивать
        swapped = _LAST_A.sub("о", stem) if back else _LAST_VOWEL.sub("а", stem)
        return [*_stems(stem, "2", back=back), *(_stems(swapped, "2", back=back) if swapped != stem else ())]
    pairs = ((second, first) if back else (first, second) for first, second in _TAILS[mark])
    stems = [stem.removesuffix(old) + new for old, new in pairs if stem.endswith(old)]
    if mark == "1":  # сказка, сказочный; окно, оконный; свинец, свинцовый
        stems += [variant for known in tuple(stems) for variant in _with_fleeting(known)]
    return list(dict.fromkeys(stems))


def _with_fleeting(stem: str) -> Iterator[str]:
    if _FLEETING.search(stem):
        yield _FLEETING.sub("", stem)
    elif _CLUSTER.search(stem):
        yield _CLUSTER.sub("о", stem)
        yield _CLUSTER.sub("е", stem)


class _Families(NamedTuple):
    """The families in the order of the file, and by each ending the (family, place of the ending in it) that have it."""

    all: tuple[_Family, ...]
    by_ending: dict[str, list[tuple[int, int]]]


@cache
def _families() -> tuple[_Families, dict[str, set[str]]]:
    """The families of ``formation.txt``, and for each word those that are kept apart from it."""
    families: list[_Family] = []
    apart: defaultdict[str, set[str]] = defaultdict(set)
    for line in files("indexer").joinpath("language", "formation.txt").read_text(encoding="utf-8").splitlines():
        head, _, rest = line.partition("#")[0].partition(":")
        if head == "not":
            word, *others = rest.split()
            apart[word].update(others)
            for other in others:
                apart[other].add(word)
        elif rest:
            families.append(_Family(int(head), tuple(_endings(rest.split("|")))))
    by_ending: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, family in enumerate(families):
        for place, ending in enumerate(family.endings):
            by_ending[ending.text].append((number, place))
    return _Families(tuple(families), dict(by_ending)), apart


def _endings(columns: Iterable[str]) -> Iterator[_Ending]:
    """«1ный/1ной ADJF» as two endings; «-» is none."""
    for column in columns:
        texts, tags = column.split()
        for text in texts.split("/"):
            mark = text[0] if text[0].isdigit() else ""
            yield _Ending(text[len(mark) :].strip("-"), mark, frozenset(tags.split(",")))
