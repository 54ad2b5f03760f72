"""Files of many records: each record of JSON, JSONL or CSV becomes a candidate, in a stream."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.candidate import Candidate, digest_of
from svodka.indexer.sources.encodings import detect
from svodka.indexer.sources.fields import identity, named
from svodka.indexer.sources.files import opened
from svodka.indexer.sources.lines import lines
from svodka.indexer.sources.walk import Skip

#: Yields (place, record as JSON, the record parsed or None); calls ``skip`` for bad ones.
Reader = Callable[[BinaryIO, str, Skip, str], Iterator[tuple[str, bytes, Any]]]

_SAMPLE = 1 << 18  # bytes from which a file's encoding is recognized
_HAS_ID = re.compile(rb'"id"\s*:\s*(?:"[^"]|\d)')


def candidates(path: str, file: Path, reader: Reader, skip: Skip) -> Iterator[Candidate]:
    """Yield the candidates of a file of records.

    In a damaged file the records before the damage count, and ``skip`` gets the reason.
    """
    seen: Counter[bytes] = Counter()
    found = False
    try:
        with opened(file) as stream:
            for place, raw, record in reader(stream, _encoding(stream), skip, path):
                found = True
                yield _candidate(path, place, raw, record, seen)
    except (SourceError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        skip(path, f"{reason}; the rest of it was not read" if found else reason)
        return
    if not found:
        skip(path, "holds no records")


def _encoding(stream: BinaryIO) -> str:
    """Return a file's encoding, and leave the stream after its byte order mark."""
    sample = stream.read(_SAMPLE)
    if len(sample) == _SAMPLE:  # not in the middle of a character
        sample = sample[: sample.rfind(b"\n") + 1 or -4]
    encoding, mark = detect(sample) if sample else ("utf-8", 0)
    stream.seek(mark)
    return encoding


def _candidate(path: str, place: str, raw: bytes, record: Any, seen: Counter[bytes]) -> Candidate:
    """Make a candidate, numbered among the records without an id and of the same identity.

    A changed number changes the digest.
    """
    ordinal = 0
    fields = named(record) if isinstance(record, dict) else {}
    if fields and "id" not in fields:
        key = digest_of(identity("", fields)).encode()
        ordinal = seen[key]
        seen[key] += 1
    return Candidate(path, digest_of(raw, ordinal), "record", raw, place, ordinal)


def json_lines(
    stream: BinaryIO, encoding: str, skip: Skip, path: str
) -> Iterator[tuple[str, bytes, Any]]:
    """Read JSONL. A line is parsed here only if it seems to have no id, to number equal ones."""
    for number, line in lines(stream, encoding, skip, path):
        raw = line.strip()
        if raw:
            yield f"line {number}", raw, None if _HAS_ID.search(raw) else _parsed(raw)


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):  # reported when the candidate is read
        return None


def load(raw: bytes) -> Any:
    """Parse one record. NaN and infinities count as missing. Raises SourceError."""
    from svodka.indexer.sources.encodings import decode

    try:
        return json.loads(decode(raw), parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        raise SourceError(f"broken JSON at character {error.pos + 1}: {error.msg}") from None
    except RecursionError:
        raise SourceError("JSON that is nested too deeply") from None
    except ValueError:
        raise SourceError("JSON with a number that is too long") from None
