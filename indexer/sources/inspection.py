"""The preview of a build: formats, fields, articles and losses of each file of a folder."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from svodka.indexer.article import Article, labelled
from svodka.indexer.errors import SourceError
from svodka.indexer.sources import Root, read, walk
from svodka.indexer.sources.candidate import Candidate
from svodka.indexer.sources.files import blob_of, opened
from svodka.indexer.sources.formats import format_of, unread_ending
from svodka.indexer.sources.mapping import Mapped
from svodka.indexer.sources.names import field_of
from svodka.indexer.sources.notes import Note, Notes
from svodka.indexer.sources.records import Records, decoded
from svodka.indexer.sources.writing.encodings import detect

FIRST = 3  # articles that are shown of a file
_MOST_REASONS = 5  # of a file
_MOST_NAMES = 40


@dataclass
class Inspection:
    """The preview of one file, or of one archive with all in it.

    ``taken`` counts (field, the record's name for it). ``first`` are its first articles.
    ``reasons`` say what is left out; ``left_out`` is their number.
    """

    path: str
    format: str = ""
    encoding: str = ""
    articles: int = 0
    taken: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: list[Article] = field(default_factory=list)
    left_out: int = 0
    reasons: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def inspected(roots: Sequence[Root]) -> Iterator[Inspection]:
    """Yield what would become of each file of folders. Nothing is written.

    Raises SourceError if a folder cannot be listed.
    """
    for root in roots:
        yield from _Files(root).inspect()


class _Files:
    """The files of one root. Those of an archive are counted with it."""

    def __init__(self, root: Root) -> None:
        self._root = root
        self._notes: dict[str, Notes] = {}
        self._found: dict[str, Inspection] = {}

    def inspect(self) -> Iterator[Inspection]:
        """Yield each file when all of it was read."""
        candidates = walk([self._root], self._skip, self._pass_over, tell=self._tell)
        current = ""
        for candidate in candidates:
            top = self._top(labelled(self._root.label, candidate.path))
            if top != current and current in self._found:
                yield self._finished(current)
            current = top
            self._take(self._at(top), candidate)
        for path in list(self._found):
            yield self._finished(path)

    def _finished(self, path: str) -> Inspection:
        one = self._found.pop(path)
        one.notes = [text for _, text in self._notes.pop(path, Notes()).told()]
        return one

    def _take(self, one: Inspection, candidate: Candidate) -> None:
        if not one.encoding and candidate.kind in ("text", "markdown", "html"):
            one.encoding = _encoding(candidate.raw)
        if candidate.kind == "record":
            _count_names(one, candidate)
        try:
            article = read(candidate, lambda note: self._tell(one.path, note))
        except SourceError as error:
            self._skip(one.path, str(error))
            return
        one.articles += 1
        if len(one.first) < FIRST:
            one.first.append(article)

    def _skip(self, path: str, reason: str) -> None:
        top = self._top(path)
        one = self._at(top)
        one.left_out += 1
        if len(one.reasons) < _MOST_REASONS:
            inside = path.removeprefix(top).strip("/")
            one.reasons.append(f"{inside}: {reason}" if inside else reason)

    def _pass_over(self, path: str, ending: str) -> None:
        kind = ending or "a name without an ending"
        self._skip(path, f"{kind} is no article format")

    def _tell(self, path: str, note: Note) -> None:
        top = self._top(path)
        self._at(top)
        self._notes.setdefault(top, Notes()).add(top, note)

    def _at(self, path: str) -> Inspection:
        if path not in self._found:
            format, encoding = self._format(path)
            self._found[path] = Inspection(path, format, encoding)
        return self._found[path]

    def _top(self, path: str) -> str:
        """Return the path of the real file that a path is in: an archive's for its members."""
        if not self._root.real.is_dir():
            return labelled(self._root.label, self._root.real.name)
        inner = path.removeprefix(f"{self._root.label}/") if self._root.label else path
        parts = PurePosixPath(inner.rstrip("/")).parts
        for count in range(1, len(parts)):
            if self._root.real.joinpath(*parts[:count]).is_file():
                return labelled(self._root.label, "/".join(parts[:count]))
        return path

    def _format(self, path: str) -> tuple[str, str]:
        """Return the ending by which a file is read, and its encoding if it has one."""
        suffixes = PurePosixPath(path).suffixes[-2:]
        name = (
            "".join(suffixes)
            if len(suffixes) == 2 and len(suffixes[0]) < 8
            else "".join(suffixes[-1:])
        )
        if unread_ending(path) is not None:
            return name, ""
        format = format_of(path)
        if not isinstance(format, Records) or format.is_binary:
            return name, ""
        inner = path.removeprefix(f"{self._root.label}/") if self._root.label else path
        file = self._root.real / inner if self._root.real.is_dir() else self._root.real
        try:
            with opened(blob_of(path, file)) as stream:
                return name, decoded(stream)[0]
        except SourceError:
            return name, ""


def _encoding(raw: bytes) -> str:
    try:
        return detect(raw)[0]
    except SourceError:
        return ""


def _count_names(one: Inspection, candidate: Candidate) -> None:
    try:
        record = json.loads(candidate.raw)
    except (ValueError, RecursionError):
        return
    for name in record if isinstance(record, dict) else ():
        found: str = field_of(str(name), candidate.mapping)[0] or ""
        if len(one.taken) < _MOST_NAMES or (found, name) in one.taken:
            one.taken[found, str(name)] += 1


def roots_of(places: Sequence[object], mapping: Mapped) -> list[Root]:
    """Return the roots of files and folders. Raises SourceError."""
    from pathlib import Path

    return [Root.at(Path(str(place)), mapping=mapping) for place in places]
