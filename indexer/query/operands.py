"""The operands of a query: words, phrases and dates, within their bounds."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.notice import Notice
from svodka.indexer.query import slots as terms
from svodka.indexer.query.builders import row
from svodka.indexer.query.dates import period
from svodka.indexer.query.lexer import Lexeme, stray
from svodka.indexer.query.slots import Mode
from svodka.indexer.query.tree import Node, Nothing, Phrase, Slot

MAX_WORDS = 64
MAX_DISTANCE = 100
MAX_SIGNS = 10  # ignored signs that are named

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
        typed, variants = terms.phrase_slots(text, self.mode)
        slots = self._bounded(typed)
        distance = self.distance(int(suffix[1:] or 0))
        spoken = " ".join(text.split())
        node = row(spoken, slots, distance, variants if len(slots) == len(typed) else ())
        if node == Nothing():
            if slots:
                self.stray("*")
            return None
        return Item(
            node, slot=None if isinstance(node, Phrase) else next(s for s in slots if s == node)
        )

    def word(self, lexeme: Lexeme, suffix: str) -> Item | None:
        """Read a word as typed, with its punctuation: perhaps several, as «АС/ДС»."""
        text = lexeme.text
        tokens = _in_context(lexeme)
        self._ignored(text, tokens)
        if suffix and tokens and tokens[0].parts > 1 and tokens[0].text.isalnum():
            tokens = [tokens[0]._replace(parts=1)]
        every = terms.single(tokens)
        parts = self._bounded(every)
        if "*" in text:
            self.notices.append(
                Notice("«*» читается только в конце слова или вместо слова во фразе.")
            )
        if not parts:
            return None
        slots = [terms.slot(token, self.mode) for token in parts]
        sole = slots[0] if len(slots) == 1 else terms.slot(tokens[0], self.mode)
        variants = terms.variants(tokens, self.mode) if len(parts) == len(every) else []
        if suffix:
            slots = self._suffixed(parts, slots, suffix)
            sole, variants = slots[0], []
        start = min(part.start for part in parts)
        node = row(text[start : max(part.stop for part in parts)], slots, variants=variants)
        one = len(slots) == 1 or (terms.is_one_word(tokens) and not suffix)
        return Item(node, terms.is_weak(tokens, text) and not suffix, sole if one else None)

    def _ignored(self, text: str, tokens: Sequence[Token]) -> None:
        """Note the signs of a word that are not searched, such as «+» and a lone «$»."""
        read = {at for token in tokens for at in range(token.start, token.stop)}
        left = (char for at, char in enumerate(text) if at not in read)
        signs = "".join(dict.fromkeys(char for char in left if _is_sign(char)))
        if signs:
            self.notices.append(
                Notice("«%(signs)s» не ищется и не учтено.", signs=signs[:MAX_SIGNS])
            )

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


def _in_context(lexeme: Lexeme) -> list[Token]:
    """Return the tokens of a word beside its neighbours: «в.» after «XX» is a century.

    Their ranges and positions are those in the word alone.
    """
    text, before = lexeme.text, len(lexeme.before)
    stop = before + len(text)
    tokens = [
        token
        for token in analyze(lexeme.before + text + lexeme.after)
        if before < token.stop and token.start < stop
    ]
    if any(token.start < before or stop < token.stop for token in tokens):
        return analyze(text)
    first = tokens[0].position if tokens else 0
    return [
        token._replace(
            start=token.start - before, stop=token.stop - before, position=token.position - first
        )
        for token in tokens
    ]


def _is_sign(char: str) -> bool:
    """True for a sign of mathematics or money, which could be meant, unlike an emoji."""
    return char in "%‰^" or unicodedata.category(char) in ("Sc", "Sm")


def _not_a_date(text: str) -> Notice:
    if not text:
        return Notice(
            "После «дата:» ничего нет. Подойдёт 2024, 2024-03, 01.03.2024, «март 2024»,"
            " 2023..2024, >2024-03-01."
        )
    return Notice(
        "Не удалось распознать дату «%(date)s». Подойдёт 2024, 2024-03, 01.03.2024, «март 2024»,"
        " 2023..2024, >2024-03-01.",
        date=text,
    )
