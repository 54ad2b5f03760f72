"""Regular Russian word-formation: from a dictionary word to the dictionary words of its root.

The families of ``language/formation.txt`` list the endings of one stem. A formed word counts only
if the dictionary has it with the fitting part of speech. The list also keeps unrelated words apart.
"""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from svodka.indexer.analysis.alternation import changed, unchanged
from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import grammemes
from svodka.indexer.analysis.word_lists import data_of

CACHED = 1 << 14  # words with cached cognates

# Prefixes that only make a verb in -овать perfective: регистрировать, зарегистрировать. Other
# prefixes, and these with other verbs, too often change the meaning.
_PREFIXES = ("про", "за", "от", "по", "с", "о", "на", "вы", "у")
_LEAST_VERB = 8  # letters of such a verb without its prefix

_NAMES = frozenset(("Name", "Surn", "Patr"))
_PLACE = "Geox"
# Changes whose result two words of a family share: обращать, обращение, but not обрастать.
_SAME = frozenset("234")


class _Ending(NamedTuple):
    """An ending: column in the family, change of the stem before it, grammemes of its words."""

    text: str
    column: int
    change: str
    tags: frozenset[str]

    def fits(self, word: str) -> bool:
        """True if the dictionary has the word with these grammemes, and not as a person's name.

        A noun is a place name exactly if the ending is for places.
        """
        places = {True, False} if "NOUN" not in self.tags else {_PLACE in self.tags}
        return any(
            self.tags <= tags and (_PLACE in tags) in places and not tags & _NAMES
            for tags in grammemes(word)
        )

    def stems(self, word: str, least: int) -> list[str]:
        """Return the possible stems of a word before any change, of at least ``least`` letters."""
        stem = word[: len(word) - len(self.text)]
        return [known for known in unchanged(stem, self.change) if len(known) >= least]


class _Family(NamedTuple):
    """Endings of one stem, which has at least ``least`` letters."""

    least: int
    endings: tuple[_Ending, ...]

    def others(self, word: str, ending: _Ending) -> Iterator[str]:
        """Yield the dictionary words of a word's stem with the endings of other columns."""
        stems = ending.stems(word, self.least)
        for other in self.endings:
            if other.column == ending.column:
                continue
            if other.change == ending.change and other.change in _SAME:
                others = [word[: len(word) - len(ending.text)]] if stems else []
            else:
                others = [new for stem in stems for new in changed(stem, other.change)]
            for formed in (new + other.text for new in others):
                if other.fits(formed):
                    yield formed.capitalize() if _PLACE in other.tags else formed


class _Families:
    """The families of ``formation.txt``; ``apart`` maps a word to those of other roots."""

    def __init__(self, lines: list[str]) -> None:
        self.apart: defaultdict[str, set[str]] = defaultdict(set)
        self._families: list[_Family] = []
        self._by_ending: defaultdict[str, list[tuple[int, _Ending]]] = defaultdict(list)
        for line in lines:
            head, _, rest = line.partition("#")[0].partition(":")
            if head == "not":
                self._part(*rest.split())
            elif rest:
                self._add(_Family(int(head), tuple(_endings(rest))))

    def of(self, word: str) -> Iterator[tuple[_Family, _Ending]]:
        """Yield the families of a word with its ending in each, in their order."""
        tails = (word[start:] for start in range(1, len(word) + 1))
        found = [pair for tail in tails for pair in self._by_ending.get(tail, ())]
        for number, ending in sorted(found, key=lambda pair: pair[0]):
            if ending.fits(word):
                yield self._families[number], ending

    def _add(self, family: _Family) -> None:
        for ending in family.endings:
            self._by_ending[ending.text].append((len(self._families), ending))
        self._families.append(family)

    def _part(self, word: str, *others: str) -> None:
        for other in map(fold, others):
            self.apart[fold(word)].add(other)
            self.apart[other].add(fold(word))


@lru_cache(CACHED)
def derived(word: str) -> tuple[str, ...]:
    """Return the dictionary words formed from the root of a folded dictionary word.

    The surest come first; places have a capital.
    """
    if not grammemes(word):
        return ()
    families = _families()
    formed = (
        other for family, ending in families.of(word) for other in family.others(word, ending)
    )
    found = dict.fromkeys((*_other_aspect(word), *formed))
    return tuple(
        other
        for other in found
        if other != word and other.lower() not in families.apart.get(word, ())
    )


def _other_aspect(word: str) -> Iterator[str]:
    """Yield the imperfective verb in -овать of a perfective one with a prefix, and the reverse."""
    if not word.removesuffix("ся").endswith("овать"):
        return
    pairs = [(prefix + word, word) for prefix in _PREFIXES]
    pairs += [(word, word.removeprefix(prefix)) for prefix in _PREFIXES if word.startswith(prefix)]
    for perfective, imperfective in pairs:
        if (
            len(imperfective) >= _LEAST_VERB
            and _is_verb(perfective, "perf")
            and _is_verb(imperfective, "impf")
        ):
            yield imperfective if perfective == word else perfective


def _is_verb(word: str, aspect: str) -> bool:
    return any({"INFN", aspect} <= tags for tags in grammemes(word))


@cache
def _families() -> _Families:
    text = data_of("formation.txt").decode()
    return _Families(text.splitlines())


def _endings(row: str) -> Iterator[_Ending]:
    """Parse «1ный/1ной ADJF | -/ь NOUN» as four endings of two columns; «-» is an empty ending."""
    for number, column in enumerate(row.split("|")):
        texts, tags = column.split()
        for text in texts.split("/"):
            change = text[0] if text[0].isdigit() else ""
            yield _Ending(
                text[len(change) :].strip("-"), number, change, frozenset(tags.split(","))
            )
