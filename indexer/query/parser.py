"""From the typed text to the query tree.

Every input has a meaning: nothing raises, and notices name the ignored parts.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from svodka.indexer.notice import Notice
from svodka.indexer.query.grammar import read
from svodka.indexer.query.lexer import Kind, Lexeme, lex
from svodka.indexer.query.tree import Everything, Node, Nothing

MAX_CHARACTERS = 1000
MAX_NESTING = 20
ALL = "*"  # a query of this sign alone asks for all articles

_CONTROL = dict.fromkeys([*range(32), *range(127, 160)], " ")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed query. ``notices`` name the parts ignored or read differently, a sentence each.

    ``strict`` has the parts that were typed with an operator that asks for exactness: quotation
    marks, «+», brackets, ``/3``. No article without them is shown. Prose has none: its
    quotation marks and brackets are punctuation.
    """

    tree: Node
    notices: tuple[str, ...] = ()
    strict: frozenset[Node] = frozenset()


def parse(text: str, *, today: date | None = None) -> Parsed:
    """Parse a query in the language that README describes.

    «вчера» counts from ``today``, by default the current day.
    """
    notices: list[str] = []
    cleaned = _clean(text, notices)
    if cleaned.strip() == ALL:
        return Parsed(Everything(), tuple(notices))
    lexemes = _balanced(lex(cleaned, notices), notices)
    tree, strict = read(lexemes, notices, today or date.today())
    if tree == Nothing() and cleaned.strip():
        notices.append(Notice("В запросе нет ни одного слова."))
    return Parsed(tree, tuple(dict.fromkeys(notices)), strict)


def _clean(text: str, notices: list[str]) -> str:
    """Bound the text, compose its letters, make control characters blanks.

    A word cut by the bound is dropped.
    """
    rough = _SURROGATE.sub("", text[: 4 * MAX_CHARACTERS])
    typed = unicodedata.normalize("NFC", rough).translate(_CONTROL)
    if len(text) <= 4 * MAX_CHARACTERS and len(typed) <= MAX_CHARACTERS:
        return typed
    bounded = typed[:MAX_CHARACTERS]
    if bounded.strip() or text[4 * MAX_CHARACTERS :].strip():
        notices.append(
            Notice("Запрос длиннее %(most)s знаков: конец его не учтён.", most=MAX_CHARACTERS)
        )
    words = bounded.rsplit(maxsplit=1)
    return (
        words[0]
        if len(words) == 2 and not typed[MAX_CHARACTERS : MAX_CHARACTERS + 1].isspace()
        else bounded
    )


def _balanced(lexemes: Sequence[Lexeme], notices: list[str]) -> list[Lexeme]:
    """Drop the brackets that have no pair or are nested too deeply."""
    opened: list[int] = []
    paired: set[int] = set()
    for index, lexeme in enumerate(lexemes):
        if lexeme.kind is Kind.OPEN:
            opened.append(index)
        elif lexeme.kind is Kind.CLOSE and opened:
            start = opened.pop()
            if len(opened) < MAX_NESTING:
                paired |= {start, index}
            else:
                notices.append(
                    Notice(
                        "Скобки вложены глубже %(most)s уровней: внутренние не учтены.",
                        most=MAX_NESTING,
                    )
                )
        elif lexeme.kind is Kind.CLOSE:
            notices.append(Notice("Непарная скобка не учтена."))
    if opened:
        notices.append(Notice("Непарная скобка не учтена."))
    brackets = {Kind.OPEN, Kind.CLOSE}
    return [
        lexeme
        for index, lexeme in enumerate(lexemes)
        if lexeme.kind not in brackets or index in paired
    ]
