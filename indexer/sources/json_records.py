"""A JSON file of any size as a stream of its records.

The standard parser reads one record at a time out of a window of text, so a record reads as in
JSONL. (Streaming parsers such as ijson stop at NaN and large numbers, and silently turn a lone
surrogate into «?».)
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.exports.adapter import Adapter
from svodka.indexer.sources.exports.inherited import inherited, of_group
from svodka.indexer.sources.exports.shapes import (
    header_of,
    is_article,
    is_id,
    row_record,
    with_id,
)
from svodka.indexer.sources.files import CAP
from svodka.indexer.sources.names import named
from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.records import LEFT_OUT, Input, Record, dumped

#: The names of an object's list of records.
LISTS = frozenset(
    (
        *("articles", "items", "news", "data", "results", "records", "documents", "posts"),
        *(
            "messages",
            "hits",
            "ordereditems",
            "docs",
            "response",
            "rows",
            "entries",
            "entry",
            "item",
            "publications",
        ),
        *("materials", "result", "channel", "rss", "статьи", "новости", "публикации", "сообщения"),
    )
)
# Lists of groups that have such lists: the chats in an export of all of Telegram.
_GROUPS = frozenset(("chats", "left_chats", "list", "channels", "feeds", "groups"))
_WINDOW = 1 << 20  # characters
# Characters: an error this near to the window's end may come from the cut.
_NEAR_END = 16
_OPENINGS = frozenset('[{"-0123456789tfnNI')  # of JSON; the last ones begin NaN and Infinity
# «window.news = […];», «callback([…]);», and comments before or between records.
_CALL = re.compile(r"\s*(?:(?:var|let|const)\s+)?[\w.$\[\]\"']{1,200}\s*[=(]\s*(?=[\[{])")
# Unclosed ones end with the file, so that a search takes linear time.
_COMMENT_OR_STRING = re.compile(
    r'"(?:[^"\\]|\\.)*+(?:"|\Z)|//[^\n]*|/\*.*?(?:\*/|\Z)|,(?=\s*[\]}])', re.DOTALL
)
_BLANK = re.compile(r"[ \t\n\r\ufeff]*")


class _Found(NamedTuple):
    """A value that may be a record, its JSON, and the members before it of the object around it."""

    raw: bytes
    value: Any
    outer: dict[str, Any]
    is_alone: bool = False


def json_records(given: Input) -> Iterator[Record]:
    """Yield the records of a JSON file.

    It may hold an array, an object with lists of records (at some depth), a dictionary by id, a
    table of rows or columns, one object, or several in a row.
    """
    window = _Window(given.stream, given.encoding)
    adapter = Adapter()
    number = 0
    header: list[str] = []
    for found in _documents(window):
        value = found.value
        if isinstance(value, list):
            columns = found.outer.get("columns")
            if not header and not isinstance(columns, list) and (header := header_of(value)):
                continue
            names = header or (columns if isinstance(columns, list) else [])
            value = row_record([str(name) for name in names], value) if names else value
        number += 1
        if not isinstance(value, dict):
            given.skip(given.path, f"record {number}: not an object")
            continue
        for plain in adapter.records(value, found.outer):
            place = "" if found.is_alone else f"record {number}"
            if plain is None:
                yield LEFT_OUT
            elif plain is found.value:
                yield Record(place, found.raw or dumped(plain), plain)
            else:
                yield Record(f"record {number}", dumped(plain), plain)
            number += 1
        number -= 1
    if note := adapter.note():
        given.tell(given.path, note)
    for field in sorted(window.late):
        text = f"a {field} stands behind a list of articles: they do not get it"
        given.tell(given.path, Note(f"late {field}", text))


def _documents(window: "_Window") -> Iterator[_Found]:
    first = True
    if window.peek() not in _OPENINGS:
        window.relax()
    while opening := window.peek():
        if opening == "[":
            yield from _elements(window, {})
        elif opening == "{":
            yield from _object(window, is_first=first)
        else:
            yield _Found(b"", window.value()[1], {})
        first = False


def _object(window: "_Window", is_first: bool) -> Iterator[_Found]:
    """Yield the records of an object, or the object itself if it has none."""
    members: dict[str, Any] = {}
    listed = False
    before: dict[str, Any] = {}
    for record in _members(window, members):
        before = before if listed else inherited(members)
        listed = True
        yield record
    if listed:
        window.late |= inherited(members).keys() - before.keys()
    if not listed or is_article(members):
        yield _Found(dumped(members), members, {}, is_first and not window.peek())


def _elements(window: "_Window", outer: dict[str, Any]) -> Iterator[_Found]:
    window.take("[")
    while window.peek() != "]":
        raw, value = window.value()
        yield _Found(raw.encode("utf-8", "surrogatepass"), value, outer)
        if window.peek() != "]":
            window.take(",")
    window.take("]")


def _within(members: dict[str, Any], found: _Found) -> _Found:
    """Return what was found in an object inside another, with what that one gives to articles."""
    around = inherited(members)
    return found._replace(outer={**around, **found.outer}) if around else found


def _groups(window: "_Window", list_name: str) -> Iterator[_Found]:
    """Yield the records of a list of objects that have lists of records."""
    window.take("[")
    while opening := window.peek():
        if opening == "]":
            break
        if opening == "{":
            for found in _object(window, is_first=False):
                group = of_group(list_name, found.outer)
                yield found._replace(outer={**group, **found.outer}) if group else found
        else:
            yield _Found(b"", window.value()[1], {})
        if window.peek() != "]":
            window.take(",")
    window.take("]")


def _members(window: "_Window", members: dict[str, Any]) -> Iterator[_Found]:
    """Yield the records of the lists in an object, and put its other members into ``members``.

    An article's own lists are not records.
    """
    size = 0
    window.take("{")
    while window.peek() != "}":
        name = window.value()[1]
        if not isinstance(name, str):
            raise SourceError(f"broken JSON near line {window.line}: a name in quotes was expected")
        window.take(":")
        known = "" if "text" in named(members) else name.lower()
        opening = window.peek()
        if opening == "[" and known in LISTS | _GROUPS:
            if known in _GROUPS:
                yield from (_within(members, found) for found in _groups(window, known))
            else:
                yield from _elements(window, members)
        elif opening == "{" and known in LISTS | _GROUPS:
            inner: dict[str, Any] = {}
            yield from (_within(members, found) for found in _members(window, inner))
            if inner and ("text" in named(inner) or "title" in named(inner)):
                yield _Found(dumped(inner), inner, members)
            elif inner:
                members[name] = inner
        else:
            raw, value = window.value()
            if isinstance(value, dict) and is_id(name) and is_article(value):
                yield _Found(b"", with_id(name, value), members)
            else:
                members[name] = value
                size += len(raw)
        if size > CAP:
            raise SourceError(
                f"near line {window.line}: a record larger than {CAP // 1_000_000} MB"
            )
        if window.peek() != "}":
            window.take(",")
    window.take("}")


class _Window:
    """A window of text that moves along a stream."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._recoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._text, self._at, self._ended = "", 0, False
        self._lines_before = 1
        #: Fields that were read only behind the articles around which they stand.
        self.late: set[str] = set()
        self._decoder = json.JSONDecoder(parse_constant=lambda _: None)

    @property
    def line(self) -> int:
        """The number of the current line, from 1."""
        return self._lines_before + self._text.count("\n", 0, self._at)

    def peek(self) -> str:
        """Return the next character that is not blank, empty at the end."""
        while True:
            # The pattern matches always.
            self._at = _BLANK.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text) or not self._more():
                return self._text[self._at : self._at + 1]

    def relax(self) -> None:
        """Read a file that is nearly JSON: a script with one value, or JSON with comments."""
        if not (self._text.startswith(("//", "/*"), self._at) or _CALL.match(self._text)):
            return
        while self._more():
            pass
        text = _COMMENT_OR_STRING.sub(
            lambda match: match[0] if match[0].startswith('"') else "", self._text
        )
        text = _CALL.sub("", text, count=1) if _CALL.match(text) else text
        self._text, self._at = text.rstrip(" \t\r\n;)"), 0

    def take(self, char: str) -> None:
        """Step over a required character. Raises SourceError if another is here."""
        if (found := self.peek()) != char:
            what = "the file ends" if not found else f"{found!r} stands"
            raise SourceError(
                f"broken JSON near line {self.line}: {what} where {char!r} was expected"
            )
        self._at += 1

    def value(self) -> tuple[str, Any]:
        """Parse the value here; return its text and its meaning. Raises SourceError."""
        self.peek()
        while True:
            try:
                value, stop = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._may_go_on(error) or not self._more():
                    self._at = min(error.pos, len(self._text))
                    raise SourceError(f"broken JSON near line {self.line}: {error.msg}") from None
            except RecursionError:
                raise SourceError("JSON that is nested too deeply") from None
            except ValueError:
                raise SourceError("JSON with a number that is too long") from None
            else:
                if stop < len(self._text) or not self._more():
                    raw, self._at = self._text[self._at : stop], stop
                    return raw, value

    def _may_go_on(self, error: json.JSONDecodeError) -> bool:
        return (
            error.msg.startswith("Unterminated string") or error.pos >= len(self._text) - _NEAR_END
        )

    def _more(self) -> bool:
        """Drop the text before the current position and read on, doubling the window.

        False at the end of the stream.
        """
        if self._ended:
            return False
        if len(self._text) - self._at > CAP:
            raise SourceError(f"near line {self.line}: a record larger than {CAP // 1_000_000} MB")
        self._lines_before = self.line
        self._text, self._at = self._text[self._at :], 0
        piece = self._stream.read(max(_WINDOW, len(self._text)))
        self._ended = not piece
        self._text += self._recoder.decode(piece, final=self._ended)
        return bool(self._text) if self._ended else True
