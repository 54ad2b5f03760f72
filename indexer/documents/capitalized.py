"""The words of a text with their context, to separate names from other capitalized words."""

from collections.abc import Sequence
from functools import cached_property

from svodka.indexer.analysis.name_context import BEGINNERS
from svodka.indexer.analysis.quotes import pairs
from svodka.indexer.analysis.tokens import Token
from svodka.indexer.documents.senses import Sense, senses

# Words: a quotation this short is mostly a title or a company: «Эхо Москвы», «Спартак».
_SHORT = 4
_QUOTES = frozenset('«»„“”"')


class Capitals:
    """The words of a text; a hyphenated word is one.

    ``capitals`` are the indexes of the words that begin with a capital.
    """

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self.text = text
        self.words: list[Token] = []
        part = 0  # parts of a hyphenated word still to come
        for token in tokens:
            if part:
                part -= 1
                continue
            part = token.parts if token.parts > 1 else 0
            self.words.append(token)
        self.capitals = [index for index, word in enumerate(self.words) if word.text[0].isupper()]

    def is_title_case(self, index: int) -> bool:
        """True for a word, longer than an initial, with a capital and small letters.

        For example «Москва», «аль-Асад». False if there is no such word.
        """
        if not 0 <= index < len(self.words):
            return False
        text = self.words[index].text
        return (
            len(text) > 1
            and not text.isupper()
            and any(part[:1].isupper() for part in text.split("-"))
        )

    def is_initial(self, index: int) -> bool:
        """True if there is such a word, and it is a capital letter with a full stop."""
        if not 0 <= index < len(self.words):
            return False
        word = self.words[index]
        return (
            len(word.text) == 1
            and word.text.isupper()
            and self.text[word.stop : word.stop + 1] == "."
        )

    def follows(self, index: int) -> bool:
        """True if only a blank separates the word from the one before.

        After an initial there may be a full stop too.
        """
        if not 0 < index < len(self.words):
            return False
        gap = self._gap(index)
        if self.is_initial(index - 1):
            gap = gap.removeprefix(".")
            return not gap or (gap.isspace() and "\n" not in gap)
        return gap.isspace() and "\n" not in gap

    def begins(self, index: int) -> bool:
        """True if the capital may only mark the beginning of a sentence."""
        return index == 0 or not BEGINNERS.isdisjoint(self._gap(index))

    def is_quoted(self, index: int) -> bool:
        """True if the word is in a quotation of a few words.

        Such a quotation is mostly somebody's or something's own name.
        """
        return index in self._quoted

    def senses(self, index: int) -> tuple[Sense, ...]:
        """Return the readings of the word, none if there is no such word."""
        return senses(self.words[index].form) if 0 <= index < len(self.words) else ()

    def before(self, index: int) -> Token | None:
        """Return the word before, if only a blank separates them."""
        return self.words[index - 1] if index and self.follows(index) else None

    def _gap(self, index: int) -> str:
        return self.text[self.words[index - 1].stop : self.words[index].start]

    @cached_property
    def _quoted(self) -> set[int]:
        if _QUOTES.isdisjoint(self.text):
            return set()
        quoted: set[int] = set()
        index = 0
        for start, stop in sorted(pairs(self.text).items()):
            while index < len(self.words) and self.words[index].start < start:
                index += 1
            inside = range(index, min(index + _SHORT + 1, len(self.words)))
            within = [number for number in inside if self.words[number].stop <= stop]
            if len(within) <= _SHORT:
                quoted.update(within)
        return quoted


def with_capitals(nominative: str, written: str) -> str:
    """Return a nominative with the capitals of the written word: Ростов-на-Дону, аль-Асад, США."""
    if written.isupper():
        return nominative.upper()
    parts, models = nominative.split("-"), written.split("-")
    if len(parts) != len(models):
        return nominative[:1].upper() + nominative[1:]
    return "-".join(
        part[:1].upper() + part[1:] if model[:1].isupper() else part
        for part, model in zip(parts, models, strict=True)
    )
