"""Check all files of an index against their checksums, and read all of their content."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from svodka.indexer.engines.records import Fault, Inspection, Stamp
from svodka.indexer.engines.whoosh.read.snapshot import (
    STAMP,
    Snapshot,
    contents_path,
    read_contents,
    read_stamp,
)
from svodka.indexer.engines.whoosh.storage import memory
from svodka.indexer.engines.whoosh.storage.checksums import (
    MISSING,
    WRONG,
    Checksums,
    checksums_of,
)
from svodka.indexer.engines.whoosh.storage.generations import Generations
from svodka.indexer.engines.whoosh.storage.memory import FOLDERS, Memory
from svodka.indexer.engines.whoosh.write.change import part_of
from svodka.indexer.errors import IndexCorrupt, IndexStale

PARTS = {"LOCK", *memory.PARTS}
CHANGES = 20  # commits during an inspection, after which it is not repeated


Progress = Callable[[int, int], None]  # of the bytes that are read, and of all


def inspect(generations: Generations, schema: str, quick: bool, progress: Progress) -> Inspection:
    """Name every file of the live index that differs from what was written.

    With ``quick``, contents with the right checksums are not read. The inspection is repeated if a
    writer changes the index meanwhile. Raises IndexMissing, IndexStale.
    """
    for _ in range(CHANGES):
        before = _state(generations)
        inspection = _inspect_once(generations, schema, quick, progress)
        if not inspection.faults or before == _state(generations):
            break
    return inspection


def _inspect_once(
    generations: Generations, schema: str, quick: bool, progress: Progress
) -> Inspection:
    try:
        folder = generations.current()
    except IndexCorrupt:
        return Inspection(None, [Fault(generations.pointers.read.name, WRONG)])
    if folder is None:
        if not any(path.name.startswith("gen-") for path in _listed(generations.root)):
            raise generations.none_yet()
        return Inspection(None, [Fault("CURRENT", MISSING)])
    if not folder.is_dir():
        return Inspection(None, [Fault(folder.name, MISSING)])
    faults: list[Fault] = []
    stamp = _read(read_stamp, folder, STAMP, faults)
    if stamp is not None and stamp.schema != schema:
        raise IndexStale
    faults += _of_memory(generations.root)
    contents = _read(read_contents, folder, _name_of_contents(folder), faults)
    if contents is None:
        return Inspection(None, faults)
    meter = _Meter(contents.segments, quick, progress)
    for segment in contents.segments:
        faults += Checksums().faults(folder, [segment])
        meter.read(segment)
    articles = sum(segment.doc_count() for segment in contents.segments)
    if stamp is not None and not faults and not quick:
        faults += _read_through(folder, stamp, contents, meter)
    return Inspection(articles, faults, _strays(generations, folder, part_of(contents)))


class _Meter:
    """Counts the bytes of segments that are read: once for checksums, once for their content."""

    def __init__(self, segments: Sequence[Any], quick: bool, progress: Progress) -> None:
        self._total = sum(map(_bytes, segments)) * (1 if quick else 2)
        self._done = 0
        self._progress = progress

    def read(self, segment: Any) -> None:
        """Tell that a segment was read."""
        self._done += _bytes(segment)
        self._progress(self._done, self._total)


def _bytes(segment: Any) -> int:
    return sum(size for size, _ in checksums_of([segment]).values())


def _of_memory(root: Path) -> list[Fault]:
    """A fault if the file of remembered folders is missing or damaged."""
    memory = Memory(root)
    if not memory.exists():
        return [Fault(FOLDERS, MISSING)]
    try:
        memory.folders()
    except IndexCorrupt:
        return [Fault(FOLDERS, WRONG)]
    return []


def _read(read: Callable[[Path], Any], folder: Path, name: str, faults: list[Fault]) -> Any:
    """The content of a small file; None, and a new fault, if it is missing or damaged."""
    try:
        return read(folder)
    except FileNotFoundError:
        faults.append(Fault(f"{folder.name}/{name}", MISSING))
    except IndexCorrupt:
        faults.append(Fault(f"{folder.name}/{name}", WRONG))
    return None


def _read_through(folder: Path, stamp: Stamp, contents: Any, meter: "_Meter") -> list[Fault]:
    """Faults of files whose checksums are right but whose content is invalid."""
    faults = []
    snapshot = Snapshot(folder, stamp, contents)
    for segment, written in zip(snapshot.segments, contents.segments, strict=True):
        try:
            segment.check()
            meter.read(written)
        except IndexCorrupt as error:
            faults.append(Fault(f"{folder.name}/{segment.name}.*", f"damaged ({error.__cause__})"))
    try:
        _ = snapshot.stories
    except IndexCorrupt as error:
        name = f"{folder.name}/{_name_of_contents(folder)}"
        faults.append(Fault(name, f"damaged ({error.__cause__})"))
    return faults


def _name_of_contents(folder: Path) -> str:
    try:
        return contents_path(folder).name
    except FileNotFoundError:
        return "*.toc"


def _strays(generations: Generations, folder: Path, parts: set[str]) -> list[str]:
    pointers = generations.pointers
    known = {*PARTS, *(path.name for path in pointers.all()), *pointers.named(), folder.name}
    around = [path.name for path in _listed(generations.root) if path.name not in known]
    return around + [
        f"{folder.name}/{path.name}" for path in _listed(folder) if path.name not in parts
    ]


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _state(generations: Generations) -> object:
    folders = [generations.root, *(path for path in _listed(generations.root) if path.is_dir())]
    return [(path, path.stat().st_mtime_ns) for path in folders if path.exists()]
