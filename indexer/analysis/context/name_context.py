"""Capitals in context: which words, common by the dictionary, are names where they stand."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

# A capital after one of these may only mark the beginning of a sentence.
BEGINNERS = frozenset(".!?…:;«»„“”\"'()[]•—–-\n")

_AFTER = 3  # characters behind a word that a Chance needs
_BLANKS = frozenset((" ", "\u00a0"))
_CAPITALIZED = re.compile(r"[ \u00a0][А-ЯЁ][а-яё]")


class Chance(NamedTuple):
    """A capitalized word that may be a name: the number of its row, and its normal forms as one.

    ``gap`` is the text between it and the word before, None for the first word of a text.
    ``after`` is the beginning of the text behind it.
    """

    row: int
    gap: str | None
    after: str
    form: str
    names: Sequence[str]

    @property
    def begins(self) -> bool:
        """True if the capital may only mark the beginning of a sentence."""
        return self.gap is None or not BEGINNERS.isdisjoint(self.gap)

    @property
    def leads(self) -> bool:
        """True if another capitalized word follows: «Илону Маску вернут пошлину»."""
        return bool(_CAPITALIZED.match(self.after))


def chance(
    text: str,
    starts: Sequence[int],
    stops: Sequence[int],
    row: int,
    form: str,
    names: Sequence[str],
) -> Chance:
    """Return the chance that the word of a row is a name, given the ranges of all words."""
    gap = text[stops[row - 1] : starts[row]] if row else None
    return Chance(row, gap, text[stops[row] : stops[row] + _AFTER], form, names)


def neighbours(
    text: str, starts: Sequence[int], stops: Sequence[int], row: int
) -> tuple[int | None, int | None]:
    """Return the rows before and after one, each None if not only a blank lies between."""
    before = row > 0 and text[stops[row - 1] : starts[row]] in _BLANKS
    after = row + 1 < len(starts) and text[stops[row] : starts[row + 1]] in _BLANKS
    return row - 1 if before else None, row + 1 if after else None


def names_among(chances: Sequence[Chance], elsewhere: Callable[[], Iterable[str]]) -> list[int]:
    """Return the rows of the words that are names.

    A capital inside a sentence is that of a name. At the beginning of one, a word is also read as a
    name if that does not change it, if another capitalized word follows, or if the same text has
    the name elsewhere: inside a sentence, or in a form that only a name has. ``elsewhere`` gives
    the normal forms of the latter.
    """
    sure = [chance for chance in chances if not chance.begins]
    rest = [chance for chance in chances if chance.begins]
    sure += [chance for chance in rest if chance.leads or chance.form in chance.names]
    doubtful = [c for c in rest if not c.leads and c.form not in c.names]
    if doubtful:
        known = {name for chance in sure if not chance.begins for name in chance.names}
        known.update(elsewhere())
        sure += [chance for chance in doubtful if not known.isdisjoint(chance.names)]
    return sorted(chance.row for chance in sure)
