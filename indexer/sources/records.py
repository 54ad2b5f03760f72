"""Files of many records: each record of JSON, JSONL or CSV becomes a candidate, in a stream."""

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.candidate import Candidate, Given, Kind, digest_of
from svodka.indexer.sources.exports.adapter import Adapter, is_unusual
from svodka.indexer.sources.fields import identity
from svodka.indexer.sources.lines import lines
from svodka.indexer.sources.mapping import Mapped
from svodka.indexer.sources.names import named
from svodka.indexer.sources.notes import Tell
from svodka.indexer.sources.walk import Skip
from svodka.indexer.sources.writing.encodings import detect

_SAMPLE = 1 << 18  # bytes from which a file's encoding is recognized
_DECLARED = re.compile(rb"""\s*<\?xml[^<>]{0,100}?encoding\s*=\s*["']([\w-]{2,40})""")
_HAS_ID = re.compile(rb'"id"\s*:\s*(?:"[^"]|\d)')


@dataclass(frozen=True, slots=True)
class Input:
    """A file of records that is being read.

    ``encoding`` is empty for a binary format. ``skip`` gets bad records, ``tell`` gets notes.
    ``mapping`` are the user's names of fields.
    """

    path: str
    stream: BinaryIO
    encoding: str
    skip: Skip
    tell: Tell
    mapping: Mapped = ()


class Record(NamedTuple):
    """A record: its place in the file, its JSON, and its meaning (None if it was not parsed).

    Without a ``place`` it is the only article of its file. One of another ``kind`` is the bytes of
    a file; ``inside`` is its path below that of the archive, and ``given`` its known fields.
    """

    place: str
    raw: bytes
    value: Any
    kind: Kind = "record"
    inside: str = ""
    given: Given = ()


Reader = Callable[[Input], Iterator[Record]]


@dataclass(frozen=True, slots=True)
class Records:
    """A format of many records.

    ``is_binary`` says that it has no encoding. In one that ``is_whole_by_record`` a half-written
    record reads as a bad one.
    """

    reader: Reader
    is_binary: bool = False
    is_whole_by_record: bool = False


def candidates(
    path: str,
    opened: AbstractContextManager[BinaryIO],
    records: Records,
    skip: Skip,
    tell: Tell,
    mapping: Mapped = (),
) -> Iterator[Candidate]:
    """Yield the candidates of a file of records.

    In a damaged file the records before the damage count, and ``skip`` gets the reason.
    """
    seen: Counter[bytes] = Counter()
    found = False
    try:
        with opened as stream:
            encoding, stream = ("", stream) if records.is_binary else decoded(stream)
            given = Input(path, stream, encoding, skip, tell, mapping)
            for record in records.reader(given):
                found = True
                if record.raw:
                    yield _candidate(path, record, seen, mapping)
    except (SourceError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        skip(path, f"{reason}; the rest of it was not read" if found else reason)
        return
    if not found:
        skip(path, "holds no records")


#: A record that was left out: it makes no candidate, but the file is not without records.
LEFT_OUT = Record("", b"", None)


def decoded(stream: BinaryIO) -> tuple[str, BinaryIO]:
    """Return a file's encoding, and its bytes after the byte order mark. Raises SourceError."""
    sample = head = stream.read(_SAMPLE)
    if len(sample) == _SAMPLE:  # not in the middle of a character
        sample = sample[: sample.rfind(b"\n") + 1 or -4]
    declared = _DECLARED.match(sample)
    encoding, mark = detect(sample, declared and declared[1].decode()) if sample else ("utf-8", 0)
    is_old_mac = b"\r" in head and b"\n" not in head and not encoding.startswith("utf-16")
    return encoding, io.BufferedReader(Resumed(head[mark:], stream, is_old_mac), 1 << 17)


class Resumed(io.RawIOBase):
    """A stream whose head was read already: it begins with the head again.

    In one of an old Macintosh (``is_old_mac``) carriage returns, which end its lines, become line
    feeds.
    """

    def __init__(self, head: bytes, rest: BinaryIO, is_old_mac: bool = False) -> None:
        self._head, self._rest = memoryview(head), rest
        self._is_old_mac = is_old_mac

    def readable(self) -> bool:
        """Always true."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read bytes into a buffer; return their number, 0 at the end."""
        piece = self._head[: len(buffer)] if self._head else self._rest.read(len(buffer))
        self._head = self._head[len(piece) :] if self._head else self._head
        buffer[: len(piece)] = bytes(piece).replace(b"\r", b"\n") if self._is_old_mac else piece
        return len(piece)


def _candidate(path: str, record: Record, seen: Counter[bytes], mapping: Mapped) -> Candidate:
    """Make a candidate, numbered among the records without an id and of the same identity.

    A changed number or mapping changes the digest.
    """
    if record.kind != "record":
        return _file_candidate(path, record, seen)
    _, raw, value, *_ = record
    ordinal = 0
    fields = named(value, mapping) if isinstance(value, dict) else {}
    if fields and "id" not in fields:
        key = digest_of(identity("", fields)).encode()
        ordinal = seen[key]
        seen[key] += 1
    own = tuple(pair for pair in mapping if _has_name(raw, pair[1]))
    digest = digest_of(raw + repr(own).encode() if own else raw, ordinal)
    return Candidate(path, digest, "record", raw, record.place, ordinal, mapping=own)


def _has_name(raw: bytes, name: str) -> bool:
    """True if a record may have a name, written plainly or escaped."""
    return name.encode("utf-8", "replace") in raw or json.dumps(name)[1:-1].encode() in raw


def _file_candidate(path: str, record: Record, seen: Counter[bytes]) -> Candidate:
    """Make a candidate of a page or a letter in an archive. Equal paths are numbered."""
    inside = record.inside
    if inside:
        seen[inside.encode()] += 1
        if (number := seen[inside.encode()]) > 1:
            inside = f"{inside}~{number}"
    full = f"{path}/{inside}" if inside else path
    digest = digest_of(record.raw)
    return Candidate(full, digest, record.kind, record.raw, record.place, given=record.given)


def json_lines(given: Input) -> Iterator[Record]:
    """Read JSONL. A line is parsed here only if it is unusual, or seems to have no id.

    Equal lines without an id are numbered.
    """
    adapter = Adapter()
    for number, line in lines(given.stream, given.encoding, given.skip, given.path):
        if not (raw := line.strip()):
            continue
        place = f"line {number}"
        value = None if _HAS_ID.search(raw) and not is_unusual(raw) else _parsed(raw)
        if not isinstance(value, dict) or not is_unusual(raw):
            yield Record(place, raw, value)
            continue
        for made in adapter.records(value, {}):
            if made is None:
                yield LEFT_OUT
            else:
                yield Record(place, raw if made is value else dumped(made), made)
    if note := adapter.note():
        given.tell(given.path, note)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):  # reported when the candidate is read
        return None


def dumped(value: Any) -> bytes:
    """Return a record as JSON in UTF-8, the same for equal records. Raises SourceError."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=True).encode(
            "utf-8", "surrogatepass"
        )
    except RecursionError:
        raise SourceError("JSON that is nested too deeply") from None


def load(raw: bytes) -> Any:
    """Parse one record. NaN and infinities count as missing. Raises SourceError."""
    from svodka.indexer.sources.writing.encodings import decode

    try:
        return json.loads(decode(raw), parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise SourceError(f"broken JSON at character {error.pos + 1}: {error.msg}") from None
    except RecursionError:
        raise SourceError("JSON that is nested too deeply") from None
    except ValueError:
        raise SourceError("JSON with a number that is too long") from None
