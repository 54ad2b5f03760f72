"""The operands of a query: words, phrases and dates, within their bounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from svodka.indexer.analysis.tokens import Token, analyze
from svodka.indexer.notice import Notice
from svodka.indexer.query import slots as terms
from svodka.indexer.query.builders import row
from svodka.indexer.query.dates import period
from svodka.indexer.query.lexer import stray
from svodka.indexer.query.slots import Mode
from svodka.indexer.query.tree import Node, Nothing, Phrase, Slot

MAX_WORDS = 64
MAX_DISTANCE = 100

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Item:
    """A part of the query.

    ``weak`` is true for a function word. ``slot`` is the single slot that it fills beside ``/3``,
    None if it fills several.
    """

    node: Node
    weak: bool = False
    slot: Slot | None = None


class Operands:
    """Read the operands of one query; ``notices`` name the ignored ones."""

    def __init__(self, notices: list[str], today: date) -> None:
        self.notices = notices
        self.today = today
        self.words = 0
        self.mode: Mode = "names"

    def dated(self, text: str) -> Item | None:
        """Read the text after «дата:»."""
        days = period(text, self.today)
        if days:
            return Item(days)
        self.notices.append(_not_a_date(text[:20].strip()))
        return None

    def phrase(self, text: str, suffix: str) -> Item | None:
        """Read the text between quotation marks."""
        slots = self._bounded(terms.phrase_slots(text, self.mode))
        node = row(" ".join(text.split()), slots, self.distance(int(suffix[1:] or 0)))
        if node == Nothing():
            if slots:
                self.stray("*")
            return None
        return Item(
            node, slot=None if isinstance(node, Phrase) else next(s for s in slots if s == node)
        )

    def word(self, text: str, suffix: str) -> Item | None:
        """Read a word as typed, with its punctuation: perhaps several, as «АС/ДС»."""
        tokens = analyze(text)
        parts = self._bounded(terms.single(tokens))
        if "*" in text:
            self.notices.append(
                Notice("«*» читается только в конце слова или вместо слова во фразе.")
            )
        if not parts:
            return None
        slots = [terms.slot(token, self.mode) for token in parts]
        sole = slots[0] if len(slots) == 1 else terms.slot(tokens[0], self.mode)
        if suffix:
            slots = self._suffixed(parts, slots, suffix)
            sole = slots[0]
        node = row(text[parts[0].start : parts[-1].stop], slots)
        one = len(slots) == 1 or (terms.is_one_word(tokens) and not suffix)
        return Item(node, terms.is_weak(tokens, text) and not suffix, sole if one else None)

    def stray(self, sign: str) -> None:
        """Note that an operator has no operand, unless the operand was cut off."""
        if self.words < MAX_WORDS:
            self.notices.append(stray(sign))

    def distance(self, distance: int) -> int:
        """Bound a distance between words."""
        if distance > MAX_DISTANCE:
            self.notices.append(
                Notice("Расстояние между словами не может быть больше %(most)s.", most=MAX_DISTANCE)
            )
        return min(distance, MAX_DISTANCE)

    def _suffixed(self, tokens: Sequence[Token], slots: list[Slot], suffix: str) -> list[Slot]:
        """Return the slots of ``слово*`` or ``слово~2``.

        In a hyphenated word the star belongs to the last part.
        """
        if suffix != "*":
            edits = int(suffix[1:] or 1)
            if edits > terms.MAX_EDITS:
                self.notices.append(
                    Notice("Ищутся слова, где не больше %(most)s опечаток.", most=terms.MAX_EDITS)
                )
            return [terms.fuzzy(token, edits) for token in tokens] if edits else slots
        if terms.is_prefix(tokens[-1]):
            return [*slots[:-1], terms.prefix(tokens[-1])]
        self.notices.append(
            Notice(
                "Перед «*» нужно не меньше %(least)s букв: «%(word)s» ищется как целое слово.",
                least=terms.MIN_PREFIX,
                word=tokens[-1].text,
            )
        )
        return slots

    def _bounded(self, words: Sequence[_T]) -> list[_T]:
        room = MAX_WORDS - self.words
        if len(words) > room:
            self.notices.append(
                Notice("В запросе больше %(most)s слов: остальные не учтены.", most=MAX_WORDS)
            )
        self.words += min(room, len(words))
        return list(words[:room])


def _not_a_date(text: str) -> Notice:
    if not text:
        return Notice(
            "После «дата:» ничего нет. Годится 2024, 2024-03, 01.03.2024, «март 2024»,"
            " 2023..2024, >2024-03-01."
        )
    return Notice(
        "Дата «%(date)s» не понята. Годится 2024, 2024-03, 01.03.2024, «март 2024»,"
        " 2023..2024, >2024-03-01.",
        date=text,
    )
