"""The words of a text with their surroundings, as far as they tell names from other words that begin with a capital."""

from collections.abc import Sequence
from functools import cached_property

from svodka.indexer.analysis.quotes import pairs
from svodka.indexer.analysis.tokens import Token
from svodka.indexer.documents.senses import Sense, senses

_SHORT = 4  # words in quotes, or fewer, are a title or a company: «Эхо Москвы», «Спартак»
# After one of these, a capital letter may only be that of a sentence.
_BEGINNERS = frozenset(".!?…:;«»„“”\"'()[]•—–-\n")
_QUOTES = frozenset('«»„“”"')


class Capitals:
    """The words of a text, a hyphenated one as a whole; ``capitals`` are the places of those that begin with a capital."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.words: list[Token] = []
        part = 0  # parts that are still to come of a hyphenated word
        for token in tokens:
            if part:
                part -= 1
                continue
            part = token.parts if token.parts > 1 else 0
            self.words.append(token)
        self.capitals = [place for place, word in enumerate(self.words) if word.text[0].isupper()]

    def is_title_case(self, place: int) -> bool:
        """Whether there is such a word, longer than an initial, with a capital and small letters: «Москва», «аль-Асад»."""
        if not 0 <= place < len(self.words):
            return False
        text = self.words[place].text
        return (
            len(text) > 1
            and not text.isupper()
            and any(part[:1].isupper() for part in text.split("-"))
        )

    def is_initial(self, place: int) -> bool:
        """Whether there is such a word, and it is a capital letter with a full stop."""
        if not 0 <= place < len(self.words):
            return False
        word = self.words[place]
        return (
            len(word.text) == 1
            and word.text.isupper()
            and self.text[word.stop : word.stop + 1] == "."
        )

    def follows(self, place: int) -> bool:
        """Whether only a blank is between the word before and this one; a full stop too, where that is an initial."""
        if not 0 < place < len(self.words):
            return False
        gap = self._gap(place)
        if self.is_initial(place - 1):
            gap = gap.removeprefix(".")
            return not gap or (gap.isspace() and "\n" not in gap)
        return gap.isspace() and "\n" not in gap

    def begins(self, place: int) -> bool:
        """Whether the capital may be there for the place of the word and not for what it is."""
        return place == 0 or not _BEGINNERS.isdisjoint(self._gap(place))

    def is_quoted(self, place: int) -> bool:
        """Whether the word is in a quotation of a few words, which mostly is somebody's or something's own name."""
        return place in self._quoted

    def senses(self, place: int) -> tuple[Sense, ...]:
        """What the word may be; nothing where there is no such word."""
        return senses(self.words[place].form) if 0 <= place < len(self.words) else ()

    def before(self, place: int) -> Token | None:
        """The word before, if only a blank is between them."""
        return self.words[place - 1] if place and self.follows(place) else None

    def _gap(self, place: int) -> str:
        return self.text[self.words[place - 1].stop : self.words[place].start]

    @cached_property
    def _quoted(self) -> set[int]:
        if _QUOTES.isdisjoint(self.text):
            return set()
        found: set[int] = set()
        place = 0
        for start, stop in sorted(pairs(self.text).items()):
            while place < len(self.words) and self.words[place].start < start:
                place += 1
            inside = range(place, min(place + _SHORT + 1, len(self.words)))
            within = [at for at in inside if self.words[at].stop <= stop]
            if len(within) <= _SHORT:
                found.update(within)
        return found


def with_capitals(nominative: str, written: str) -> str:
    """A nominative with the capitals of the word as it was written: Ростов-на-Дону, аль-Асад, США."""
    if written.isupper():
        return nominative.upper()
    parts, models = nominative.split("-"), written.split("-")
    if len(parts) != len(models):
        return nominative[:1].upper() + nominative[1:]
    return "-".join(
        part[:1].upper() + part[1:] if model[:1].isupper() else part
        for part, model in zip(parts, models, strict=True)
    )
