"""The grammar of queries: lexemes become a tree.

From loosest to tightest: a blank or И (all), | or ИЛИ (any), & (in one sentence), /3 (near), then
the signs before a word: - + ! !! ~ and fields.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.token_pattern import is_address
from svodka.indexer.notice import Notice
from svodka.indexer.query.builders import conjunction, disjunction, negation, together, within
from svodka.indexer.query.lexer import FIELDS, Kind, Lexeme
from svodka.indexer.query.operands import Item, Operands
from svodka.indexer.query.prose import is_prose
from svodka.indexer.query.slots import Mode, host
from svodka.indexer.query.tree import (
    And,
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
    Word,
)

_MINUS = {"-", "НЕ", "NOT"}
_MODES: dict[str, Mode] = {"!": "form", "!!": "only", "~": "cognates"}
_TIGHTNESS: tuple[Mode, ...] = ("names", "cognates", "only", "form")
# «Кто такой» and «что такое» are question words together.
_WHO, _SUCH = {"кто", "что"}, {"такой", "такая", "такое", "такие"}
_NO_OPERAND = {Kind.CLOSE, Kind.OR, Kind.AND, Kind.SENTENCE, Kind.NEAR}


def read(
    lexemes: Sequence[Lexeme], notices: list[str], today: date
) -> tuple[Node, frozenset[Node]]:
    """Return the tree of lexemes with matching brackets, and its strict parts.

    ``notices`` name the ignored parts.
    """
    reader = _Reader(lexemes, notices, today)
    item = reader.group()
    strict = () if reader.prose else reader.strict
    return (item.node if item else Nothing()), frozenset(strict)


class _Reader:
    """Recursive descent; only brackets make it deeper.

    Each method returns None for an empty part.
    """

    def __init__(self, lexemes: Sequence[Lexeme], notices: list[str], today: date) -> None:
        self.lexemes = lexemes
        self.notices = notices
        self.operands = Operands(notices, today)
        self.position = 0
        self.field: FieldName | None = None
        self.strict: set[Node] = set()
        self.prose = is_prose(lexemes)

    def group(self) -> Item | None:
        items: list[Item] = []
        while (lexeme := self._peek()) and lexeme.kind is not Kind.CLOSE:
            if lexeme.kind is Kind.AND:
                self.position += 1
            elif item := self._either():
                asks = _asks(items, item) and item.node not in self.strict
                items.append(replace(item, weak=True) if asks else item)
        return _together(items)

    def _peek(self) -> Lexeme | None:
        return self.lexemes[self.position] if self.position < len(self.lexemes) else None

    def _take(self, *kinds: Kind) -> Lexeme | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind not in kinds:
            return None
        self.position += 1
        return lexeme

    def _operands(self, kind: Kind, operand: Callable[[], Item | None]) -> list[Item]:
        """Return the operands of an operator; an empty side gets a notice."""
        items = [operand()]
        while operator := self._take(kind):
            items.append(operand())
            if items[-1] is None or items[-2] is None:
                self.operands.stray(operator.text)
        return [item for item in items if item]

    def _either(self) -> Item | None:
        items = self._operands(Kind.OR, self._one_sentence)
        return Item(disjunction(item.node for item in items)) if len(items) > 1 else _sole(items)

    def _one_sentence(self) -> Item | None:
        items = self._operands(Kind.SENTENCE, self._near)
        parts = tuple(
            item.node
            for item in items
            if isinstance(item.node, Word | Form | Prefix | Fuzzy | Phrase)
        )
        if len(items) < 2:
            return _sole(items)
        if len(parts) == len(items):
            return Item(together(parts))
        self.notices.append(Notice("«&» соединяет только слова и фразы: здесь знак понят как «и»."))
        return _together(items)

    def _near(self) -> Item | None:
        left = self._unary()
        parts: list[Node] = []
        while operator := self._take(Kind.NEAR):
            right = self._unary()
            if left is None or right is None:
                self.operands.stray(f"/{operator.text}")
                left = left or right
                continue
            parts += self._distance(left, right, int(operator.text))
            left = right
        return Item(conjunction(parts)) if parts else left

    def _distance(self, left: Item, right: Item, distance: int) -> list[Node]:
        slots = [item.slot for item in (left, right) if item.slot]
        if len(slots) < 2:
            self.notices.append(
                Notice(
                    "«/%(distance)s» соединяет только отдельные слова: здесь расстояние не учтено.",
                    distance=distance,
                )
            )
            return [left.node, right.node]
        text = " ".join(slot.text for slot in slots if not isinstance(slot, AnyWord))
        near = Phrase(text, tuple(slots), self.operands.distance(distance), ordered=False)
        self.strict.add(near)
        return [near]

    def _unary(self) -> Item | None:
        prefixes: list[Lexeme] = []
        while lexeme := self._take(Kind.PREFIX, Kind.FIELD):
            prefixes.append(lexeme)
        outside = self.operands.mode, self.field
        for lexeme in prefixes:
            if lexeme.kind is Kind.FIELD:
                self.field = FIELDS[lexeme.text.casefold()]
            elif lexeme.text in _MODES:
                self.operands.mode = max(
                    self.operands.mode, _MODES[lexeme.text], key=_TIGHTNESS.index
                )
        item = self._primary()
        self.operands.mode, self.field = outside
        for lexeme in reversed(prefixes):
            item = self._applied(lexeme, item)
        return item

    def _applied(self, prefix: Lexeme, item: Item | None) -> Item | None:
        if item is None:
            self.operands.stray(f"{prefix.text}:" if prefix.kind is Kind.FIELD else prefix.text)
            return None
        if prefix.kind is Kind.FIELD:
            return Item(within(FIELDS[prefix.text.casefold()], item.node))
        if prefix.text in _MINUS:
            return Item(negation(item.node))
        if prefix.text == "+":
            self._demand(item.node)
        return replace(item, weak=False)

    def _site(self, address: str) -> Item | None:
        """The site of an address: texts have no words in addresses. A pasted text asks for none."""
        form = host(address)
        if form is None:
            return None
        if self.prose or self._is_alone_in_brackets():
            self.notices.append(Notice("Адрес внутри текста не учтён: «%(host)s».", host=form.form))
            return None
        self.notices.append(Notice("Адрес понят как сайт: «%(host)s».", host=form.form))
        return Item(within("site", form))

    def _is_alone_in_brackets(self) -> bool:
        """True for the last lexeme in «[порт](https://example.ru)», as links are written."""
        around = self.lexemes[max(self.position - 2, 0) : self.position + 1]
        return [one.kind for one in around] == [Kind.OPEN, Kind.WORD, Kind.CLOSE]

    def _demand(self, node: Node) -> None:
        self.strict |= {node, *(node.children if isinstance(node, And) else ())}

    def _primary(self) -> Item | None:
        lexeme = self._peek()
        if lexeme is None or lexeme.kind in _NO_OPERAND:
            return None
        self.position += 1
        if lexeme.kind is Kind.OPEN:
            item = self.group()
            self._take(Kind.CLOSE)
            if item:
                self._demand(item.node)
            return item
        if lexeme.kind is Kind.DATE:
            return self.operands.dated(lexeme.text)
        suffix = self._take(Kind.SUFFIX)
        if self.field == "site":
            form = host(lexeme.text)
            return Item(form) if form else None
        if self.field is None and lexeme.kind is Kind.WORD and is_address(lexeme.text):
            return self._site(lexeme.text)
        typed = suffix.text if suffix else ""
        if lexeme.kind is not Kind.PHRASE:
            return self.operands.word(lexeme, typed)
        item = self.operands.phrase(lexeme.text, typed)
        if item:
            self._demand(item.node)
        return item


def _asks(before: Sequence[Item], item: Item) -> bool:
    """True for the second word of «что такое», if the items ``before`` end with the first."""
    words = [one.node for one in (*before[-1:], item)]
    texts = [fold(word.text) for word in words if isinstance(word, Word)]
    return len(texts) == 2 and texts[0] in _WHO and texts[1] in _SUCH


def _sole(items: Sequence[Item]) -> Item | None:
    return items[0] if items else None


def _together(items: Sequence[Item]) -> Item | None:
    """Join the items with «and».

    Function words are optional beside content words.
    """
    if len(items) < 2:
        return replace(items[0], node=conjunction([items[0].node])) if items else None
    if not any(not item.weak and not isinstance(item.node, Not | DateRange) for item in items):
        return Item(conjunction(item.node for item in items))
    strong = [item.node for item in items if not item.weak]
    return Item(conjunction(strong, [item.node for item in items if item.weak]))
