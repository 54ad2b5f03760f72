"""A JSON file of any size as a stream of its records.

The standard parser reads one record at a time out of a window of text, so a record reads as in
JSONL. (Streaming parsers such as ijson stop at NaN and large numbers, and silently turn a lone
surrogate into «?».)
"""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.fields import NAMES, named
from svodka.indexer.sources.files import CAP
from svodka.indexer.sources.walk import Skip

#: The names of an object's list of records.
LISTS = frozenset(
    (
        "articles",
        "items",
        "news",
        "data",
        "results",
        "records",
        "documents",
        "posts",
        "статьи",
        "новости",
    )
)
_WINDOW = 1 << 20  # characters
# Characters: an error this near to the window's end may come from the cut.
_NEAR_END = 16
_BLANK = re.compile(r"[ \t\n\r\ufeff]*")

Record = tuple[str, bytes, Any]


def json_records(stream: BinaryIO, encoding: str, skip: Skip, path: str) -> Iterator[Record]:
    """Yield the records of a JSON file.

    It may hold an array, an object with a list of records, one object, or several in a row.
    """
    window = _Window(stream, encoding)
    records = _documents(window)
    for number, (raw, value, alone) in enumerate(records, 1):
        if isinstance(value, dict):
            yield ("" if alone else f"record {number}"), raw, value
        else:
            skip(path, f"record {number}: not an object")


def _documents(window: "_Window") -> Iterator[tuple[bytes, Any, bool]]:
    first = True
    while opening := window.peek():
        if opening == "[":
            yield from _elements(window)
        elif opening == "{":
            members: dict[str, Any] = {}
            listed = False
            for record in _members(window, members):
                listed = True
                yield record
            if not listed:
                yield _dumped(members), members, first and not window.peek()
        else:
            yield b"", window.value()[1], False
        first = False


def _elements(window: "_Window") -> Iterator[tuple[bytes, Any, bool]]:
    window.take("[")
    while window.peek() != "]":
        raw, value = window.value()
        yield raw.encode("utf-8", "surrogatepass"), value, False
        if window.peek() != "]":
            window.take(",")
    window.take("]")


def _members(window: "_Window", members: dict[str, Any]) -> Iterator[tuple[bytes, Any, bool]]:
    """Yield the records of the lists in an object, and put its other members into ``members``.

    An article's own lists are not records.
    """
    window.take("{")
    while window.peek() != "}":
        name = window.value()[1]
        if not isinstance(name, str):
            raise SourceError(f"broken JSON near line {window.line}: a name in quotes was expected")
        window.take(":")
        opening = window.peek()
        is_list = name.lower() in LISTS and not any(key.lower() in NAMES["text"] for key in members)
        if is_list and opening == "[":
            yield from _elements(window)
        elif is_list and opening == "{":
            inner: dict[str, Any] = {}
            yield from _members(window, inner)
            if "text" in named(inner) or "title" in named(inner):
                yield _dumped(inner), inner, False
        else:
            members[name] = window.value()[1]
        if window.peek() != "}":
            window.take(",")
    window.take("}")


def _dumped(value: Any) -> bytes:
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode(
            "utf-8", "surrogatepass"
        )
    except RecursionError:
        raise SourceError("JSON that is nested too deeply") from None


class _Window:
    """A window of text that moves along a stream."""

    def __init__(self, stream: BinaryIO, encoding: str) -> None:
        self._stream = stream
        self._recoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._text, self._at, self._ended = "", 0, False
        self._lines_before = 1
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
