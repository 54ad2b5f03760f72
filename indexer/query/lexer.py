"""Cut a query into lexemes: words, quotations, brackets, and operators."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from svodka.indexer.analysis.quotes import QUOTES, pairs
from svodka.indexer.analysis.token_pattern import TOKEN
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.notice import Notice
from svodka.indexer.query import dates
from svodka.indexer.query.tree import FieldName


class Kind(Enum):
    """The kind of a lexeme; in brackets, the contents of its text."""

    WORD = auto()  # [as typed, with its punctuation]
    PHRASE = auto()  # [between the quotation marks]
    SUFFIX = auto()  # after a word or a phrase [*, ~, ~2]
    PREFIX = auto()  # [-, НЕ, NOT, +, !, !!, ~]
    FIELD = auto()  # [the name as typed]
    DATE = auto()  # [the text after «дата:»]
    OPEN = auto()
    CLOSE = auto()
    OR = auto()
    AND = auto()
    SENTENCE = auto()  # а & б
    NEAR = auto()  # а /3 б [the number]


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece of the query."""

    kind: Kind
    text: str
    # The neighbours of a word in the query, which decide what an abbreviation or a sign means.
    before: str = ""
    after: str = ""


FIELDS: dict[str, FieldName] = {
    "заголовок": "title",
    "title": "title",
    "источник": "source",
    "source": "source",
    "рубрика": "section",
    "section": "section",
    "автор": "author",
    "author": "author",
    "сайт": "site",
    "site": "site",
}
_DATES = {"дата", "date"}
_WORDS = {
    "И": Lexeme(Kind.AND, "И"),
    "AND": Lexeme(Kind.AND, "AND"),
    "ИЛИ": Lexeme(Kind.OR, "ИЛИ"),
    "OR": Lexeme(Kind.OR, "OR"),
    "НЕ": Lexeme(Kind.PREFIX, "НЕ"),
    "NOT": Lexeme(Kind.PREFIX, "NOT"),
}
_SIGNS = {"(": Kind.OPEN, ")": Kind.CLOSE, "|": Kind.OR, "&": Kind.SENTENCE}
# A minus may be a hyphen, a minus sign or, from telephones, an en dash. An em dash is only a dash.
_DASHES = "-\u2010\u2011\u2012\u2013\u2212"

_CHUNK = re.compile(rf"(?:[^\s()|&{QUOTES}]|(?<=\w)&(?=\w))+")
# After a blank these begin a negative number: мороз -30, -2,5 %.
_NEGATIVE = re.compile(r"\d+(?:[.,]\d+)?(?:[-–—]\d+)?(?=[\s)|%°,;!?…]|\.?$|\.\s)")
_BEFORE, _AFTER = 24, 64  # neighbouring characters that the analysis of a word looks at
_NAME = re.compile(r"(\w{1,12}):")
_RUN = re.compile(rf"[{_DASHES}]+|\++|!+|~+")
_NEAR = re.compile(r"/(\d{1,4})(?=\s)")
_SLOP = re.compile(r"~[0-9]*")
_ENDING = ",.;:?!…"


def lex(text: str, notices: list[str]) -> list[Lexeme]:
    """Cut ``text`` into lexemes; brackets need not match.

    ``notices`` name the ignored parts.
    """
    lexer = _Lexer(text, notices)
    while lexer.position < len(text):
        lexer.step()
    return lexer.lexemes


class _Lexer:
    def __init__(self, text: str, notices: list[str]) -> None:
        self.text = text
        self.notices = notices
        self.lexemes: list[Lexeme] = []
        self.position = 0
        # The end of the last prefix or field: the text directly after it is its operand.
        self.bound = -1
        self.quotes = pairs(text)

    def step(self) -> None:
        """Read one lexeme, or skip a character that begins none."""
        char = self.text[self.position]
        if char.isspace():
            self.position += 1
        elif char in QUOTES:
            self._quotation()
        elif char in _SIGNS:
            self._add(_SIGNS[char], char, 1)
        elif char == "/" and self._free():
            self._slash()
        elif _RUN.match(char) and self._free():
            self._prefix()
        elif (
            self._free()
            and (name := _NAME.match(self.text, self.position))
            and self._field(name[1])
        ):
            pass
        else:
            self._chunk()

    def _add(self, kind: Kind, text: str, length: int) -> None:
        self.lexemes.append(Lexeme(kind, text))
        self.position += length
        if kind in (Kind.PREFIX, Kind.FIELD):
            self.bound = self.position

    def _free(self) -> bool:
        """True if an operator can begin here: not in the middle of a word."""
        before = self.text[self.position - 1] if self.position else " "
        return before.isspace() or before in "(|&" or self.bound == self.position

    def _alone(self, end: int) -> bool:
        return end == len(self.text) or self.text[end].isspace() or self.text[end] in ")|"

    def _quotation(self) -> None:
        end = self.quotes.get(self.position)
        if end is None:
            self.notices.append(Notice("Непарная кавычка не учтена."))
            self.position += 1
            return
        self._add(Kind.PHRASE, self.text[self.position + 1 : end], end + 1 - self.position)
        if slop := _SLOP.match(self.text, self.position):
            self._add(Kind.SUFFIX, slop[0], len(slop[0]))

    def _slash(self) -> None:
        near = _NEAR.match(self.text, self.position)
        if near:
            self._add(Kind.NEAR, near[1], len(near[0]))
        elif not self._alone(self.position + 1):
            self._chunk()
        elif self.lexemes:
            # On the Russian layout the key of «|» types «/».
            self.notices.append(Notice("Косая черта между словами понята как «или»."))
            self._add(Kind.OR, "/", 1)
        else:
            self.position += 1

    def _prefix(self) -> None:
        match = _RUN.match(self.text, self.position)
        run = match[0] if match else ""
        if len(run) == 1 and run in _DASHES and self._is_negative():
            self.position += 1
            self.bound = self.position
            return
        if not self._alone(self.position + len(run)):
            sign = "-" if run[0] in _DASHES else run[:2] if run[0] == "!" else run[0]
            self._add(Kind.PREFIX, sign, len(run))
            return
        if run[0] not in _DASHES or self.bound == self.position:
            self.notices.append(stray(run[:3]))
        self.position += len(run)

    def _is_negative(self) -> bool:
        """True if a number follows the dash: «мороз -30 градусов» excludes nothing."""
        number = _NEGATIVE.match(self.text, self.position + 1)
        if not number:
            return False
        self.notices.append(
            Notice(
                "«-%(number)s» прочитано как число. Чтобы исключить его, напишите «НЕ %(number)s».",
                number=number[0],
            )
        )
        return True

    def _field(self, name: str) -> bool:
        length = len(name) + 1
        if name.casefold() in FIELDS:
            self._add(Kind.FIELD, name, length)
            return True
        if name.casefold() in _DATES:
            self.position += length
            self._date()
            return True
        return False

    def _date(self) -> None:
        """Read the text after «дата:».

        It is a period, with or without quotation marks, or else the next word.
        """
        start = self.position
        while start < len(self.text) and self.text[start].isspace():
            start += 1
        end = self.quotes.get(start)
        if end is not None:
            self.position = start
            self._add(Kind.DATE, self.text[start + 1 : end], end + 1 - start)
            return
        end = dates.extent(self.text, start)
        # What goes on without a blank is no date: it is said to be none, as a whole.
        goes_on = self.text[end : end + 1].isalnum() or self.text[end : end + 1] in (
            *_DASHES,
            "\u2014",
        )
        if (end == start or goes_on) and (chunk := _CHUNK.match(self.text, end)):
            end = chunk.end()
        self._add(Kind.DATE, self.text[start:end], end - self.position)

    def _chunk(self) -> None:
        chunk = self._group() if self._free() else ""
        match = _CHUNK.match(self.text, self.position + len(chunk))
        chunk = chunk + match[0] if match else chunk or self.text[self.position]
        word, suffix = _split(chunk)
        if chunk in _WORDS:
            self._add(_WORDS[chunk].kind, _WORDS[chunk].text, len(chunk))
        elif suffix and not word:
            self.notices.append(stray(chunk[:3]))
            self.position += len(chunk)
        else:
            before = self.text[max(0, self.position - _BEFORE) : self.position]
            end = self.position + len(word)
            after = "" if suffix else self.text[end : end + _AFTER]
            self.lexemes.append(Lexeme(Kind.WORD, word, before, after))
            self.position += len(chunk)
            if suffix:
                self._add(Kind.SUFFIX, suffix, 0)

    def _group(self) -> str:
        """Return the token with blanks that begins here, empty if none does: 10 000, 5 этаж."""
        match = TOKEN.match(self.text, self.position)
        words = match[0].split() if match else []
        if not match or len(words) < 2:
            return ""
        # «П Р И К А З» is a word, but «А И Б И В» has the operator «И».
        if not _WORDS.keys().isdisjoint(words) and analyze(match[0])[0].parts == len(words):
            return ""
        return match[0]


def stray(sign: str) -> str:
    """Return the notice that an operator has no operand."""
    return Notice("Знак «%(sign)s» стоит отдельно и не учтён.", sign=sign)


def _split(chunk: str) -> tuple[str, str]:
    """Split the suffix ``*``, ``~`` or ``~2`` off a chunk; punctuation may follow."""
    bare = chunk.rstrip(_ENDING)
    word = bare.rstrip("*")
    if word != bare:
        return word, "*"
    stem = bare.rstrip("0123456789")
    if stem.endswith("~"):
        return stem.rstrip("~"), bare[len(stem) - 1 :]
    return chunk, ""
