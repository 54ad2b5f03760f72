"""The grammar of queries: lexemes become a tree.

From loosest to tightest: a blank or И (all of them), | or ИЛИ (either), & (in one sentence), /3 (near), then what
stands before a word: - + ! !! ~ and fields.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from indexer import terms
from indexer.analysis import Token, analyze
from indexer.lexer import FIELDS, Kind, Lexeme, stray
from indexer.period import period
from indexer.query import (
    AnyWord,
    DateRange,
    FieldName,
    Form,
    Fuzzy,
    Node,
    Not,
    Nothing,
    Phrase,
    Prefix,
    Slot,
    Word,
    conjunction,
    disjunction,
    negation,
    row,
    together,
    within,
)

MAX_WORDS = 64
MAX_DISTANCE = 100

_T = TypeVar("_T")
_MINUS = {"-", "НЕ", "NOT"}
_NO_OPERAND = {Kind.CLOSE, Kind.OR, Kind.AND, Kind.SENTENCE, Kind.NEAR}


def read(lexemes: Sequence[Lexeme], notices: list[str], today: date) -> Node:
    """Give the tree of lexemes whose brackets match; what is ignored is said in ``notices``."""
    item = _Reader(lexemes, notices, today).group()
    return item.node if item else Nothing()


@dataclass(frozen=True, slots=True)
class _Item:
    """A part of the query; ``weak`` if it is a function word; ``whole`` is the one slot it can fill beside ``/3``."""

    node: Node
    weak: bool = False
    whole: Slot | None = None


class _Reader:
    """Recursive descent; only brackets make it deeper. Each method gives None for what says nothing."""

    def __init__(self, lexemes: Sequence[Lexeme], notices: list[str], today: date) -> None:
        self.lexemes = lexemes
        self.notices = notices
        self.today = today
        self.place = 0
        self.words = 0
        self.exact = False
        self.field: FieldName | None = None

    def group(self) -> _Item | None:
        items: list[_Item] = []
        while (lexeme := self._peek()) and lexeme.kind is not Kind.CLOSE:
            if lexeme.kind is Kind.AND:
                self.place += 1
            elif item := self._either():
                items.append(item)
        return _together(items)

    def _peek(self) -> Lexeme | None:
        return self.lexemes[self.place] if self.place < len(self.lexemes) else None

    def _take(self, *kinds: Kind) -> Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self.place += 1
        return lexeme

    def _operands(self, kind: Kind, operand: Callable[[], _Item | None]) -> list[_Item]:
        """What stands on the sides of an operator; a side without anything is said."""
        items = [operand()]
        while operator := self._take(kind):
            items.append(operand())
            if items[-1] is None or items[-2] is None:
                self._stray(operator.text)
        return [item for item in items if item]

    def _either(self) -> _Item | None:
        items = self._operands(Kind.OR, self._one_sentence)
        return _Item(disjunction(item.node for item in items)) if len(items) > 1 else _sole(items)

    def _one_sentence(self) -> _Item | None:
        items = self._operands(Kind.SENTENCE, self._near)
        parts = tuple(item.node for item in items if isinstance(item.node, Word | Form | Prefix | Fuzzy | Phrase))
        if len(items) < 2:
            return _sole(items)
        if len(parts) == len(items):
            return _Item(together(parts))
        self.notices.append("«&» соединяет только слова и фразы: здесь знак прочитан как «и».")
        return _together(items)

    def _near(self) -> _Item | None:
        left = self._unary()
        found: list[Node] = []
        while operator := self._take(Kind.NEAR):
            right = self._unary()
            if left is None or right is None:
                self._stray(f"/{operator.text}")
                left = left or right
                continue
            found += self._distance(left, right, int(operator.text))
            left = right
        return _Item(conjunction(found)) if found else left

    def _distance(self, left: _Item, right: _Item, distance: int) -> list[Node]:
        slots = [item.whole for item in (left, right) if item.whole]
        if len(slots) < 2:
            self.notices.append(f"«/{distance}» соединяет только отдельные слова: здесь расстояние не учтено.")
            return [left.node, right.node]
        text = " ".join(slot.text for slot in slots if not isinstance(slot, AnyWord))
        return [Phrase(text, tuple(slots), self._bounded_distance(distance), ordered=False)]

    def _unary(self) -> _Item | None:
        prefixes: list[Lexeme] = []
        while lexeme := self._take(Kind.PREFIX, Kind.FIELD):
            prefixes.append(lexeme)
        outside = self.exact, self.field
        for lexeme in prefixes:
            if lexeme.kind is Kind.FIELD:
                self.field = FIELDS[lexeme.text.casefold()]
            self.exact |= lexeme.text == "!"
        item = self._primary()
        self.exact, self.field = outside
        for lexeme in reversed(prefixes):
            item = self._applied(lexeme, item)
        return item

    def _applied(self, prefix: Lexeme, item: _Item | None) -> _Item | None:
        if item is None:
            self._stray(f"{prefix.text}:" if prefix.kind is Kind.FIELD else prefix.text)
            return None
        if prefix.kind is Kind.FIELD:
            return _Item(within(FIELDS[prefix.text.casefold()], item.node))
        if prefix.text in _MINUS:
            return _Item(negation(item.node))
        if prefix.text == "~":
            self.notices.append("Однокоренные слова пока не ищутся: слово после «~» ищется в любой форме.")
        return replace(item, weak=False)

    def _primary(self) -> _Item | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind in _NO_OPERAND:
            return None
        self.place += 1
        if lexeme.kind is Kind.OPEN:
            item = self.group()
            self._take(Kind.CLOSE)
            return item
        if lexeme.kind is Kind.DATE:
            return self._dated(lexeme.text)
        suffix = self._take(Kind.SUFFIX)
        if self.field == "site":
            form = terms.host(lexeme.text)
            return _Item(form) if form else None
        term = self._phrase if lexeme.kind is Kind.PHRASE else self._word
        return term(lexeme.text, suffix.text if suffix else "")

    def _dated(self, text: str) -> _Item | None:
        days = period(text, self.today)
        if days:
            return _Item(days)
        said = f"Дата «{text[:20].strip()}» не понята" if text.strip() else "После «дата:» ничего нет"
        self.notices.append(f"{said}. Годится 2024, 2024-03, 01.03.2024, «март 2024», 2023..2024, >2024-03-01.")
        return None

    def _phrase(self, text: str, suffix: str) -> _Item | None:
        slots = self._bounded(terms.phrase_slots(text, exact=self.exact))
        node = row(" ".join(text.split()), slots, self._bounded_distance(int(suffix[1:] or 0)))
        if node == Nothing():
            if slots:
                self._stray("*")
            return None
        return _Item(node, whole=None if isinstance(node, Phrase) else next(s for s in slots if s == node))

    def _word(self, text: str, suffix: str) -> _Item | None:
        tokens = analyze(text)
        parts = self._bounded(terms.single(tokens))
        if "*" in text:
            self.notices.append("«*» читается только в конце слова или вместо слова во фразе.")
        if not parts:
            return None
        slots = [terms.slot(token, exact=self.exact) for token in parts]
        whole = slots[0] if len(slots) == 1 else terms.slot(tokens[0], exact=self.exact)
        if suffix:
            slots = self._suffixed(parts, slots, suffix)
            whole = slots[0]
        node = row(text[parts[0].start : parts[-1].stop], slots)
        one = len(slots) == 1 or (terms.is_one_word(tokens) and not suffix)
        return _Item(node, terms.is_weak(tokens) and not suffix, whole if one else None)

    def _suffixed(self, tokens: Sequence[Token], slots: list[Slot], suffix: str) -> list[Slot]:
        """The slots of ``слово*`` or ``слово~2``; of a hyphenated word the last part has the star."""
        if suffix != "*":
            edits = int(suffix[1:] or 1)
            if edits > terms.MAX_EDITS:
                self.notices.append(f"Ищутся слова, где не больше {terms.MAX_EDITS} опечаток.")
            return [terms.fuzzy(token, edits) for token in tokens] if edits else slots
        if terms.is_prefix(tokens[-1]):
            return [*slots[:-1], terms.prefix(tokens[-1])]
        self.notices.append(
            f"Перед «*» нужно не меньше {terms.MIN_PREFIX} букв: «{tokens[-1].text}» ищется как целое слово."
        )
        return slots

    def _stray(self, sign: str) -> None:
        """Say that an operator has nothing to apply to, unless that was cut off."""
        if self.words < MAX_WORDS:
            self.notices.append(stray(sign))

    def _bounded(self, words: Sequence[_T]) -> list[_T]:
        room = MAX_WORDS - self.words
        if len(words) > room:
            self.notices.append(f"В запросе больше {MAX_WORDS} слов: остальные не учтены.")
        self.words += min(room, len(words))
        return list(words[:room])

    def _bounded_distance(self, distance: int) -> int:
        if distance > MAX_DISTANCE:
            self.notices.append(f"Расстояние между словами не может быть больше {MAX_DISTANCE}.")
        return min(distance, MAX_DISTANCE)


def _sole(items: Sequence[_Item]) -> _Item | None:
    return items[0] if items else None


def _together(items: Sequence[_Item]) -> _Item | None:
    """All of the items; function words are required only where nothing else says what is sought."""
    if len(items) < 2:
        return replace(items[0], node=conjunction([items[0].node])) if items else None
    if not any(not item.weak and not isinstance(item.node, Not | DateRange) for item in items):
        return _Item(conjunction(item.node for item in items))
    strong = [item.node for item in items if not item.weak]
    return _Item(conjunction(strong, [item.node for item in items if item.weak]))
