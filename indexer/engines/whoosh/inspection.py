"""A look at all files of an index, each compared with its checksum, and at all that is in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from svodka.indexer.engines.records import Fault, Inspection, Stamp
from svodka.indexer.engines.whoosh.read.live import STALE
from svodka.indexer.engines.whoosh.read.snapshot import (
    STAMP,
    Snapshot,
    contents_path,
    read_contents,
    read_stamp,
)
from svodka.indexer.engines.whoosh.storage import memory
from svodka.indexer.engines.whoosh.storage.checksums import MISSING, Seals
from svodka.indexer.engines.whoosh.storage.generations import Generations
from svodka.indexer.engines.whoosh.storage.memory import FOLDERS, Memory
from svodka.indexer.engines.whoosh.write.change import part_of
from svodka.indexer.errors import IndexCorrupt, IndexStale

PARTS = {"CURRENT", "LOCK", *memory.PARTS}
CHANGES = 20  # of writers, after which an inspection is not begun again


def inspect(generations: Generations, schema: str) -> Inspection:
    """Name every file of the live index that is not as it was written. Raises IndexMissing, IndexStale.

    It is begun again where a writer changes the index meanwhile.
    """
    for _ in range(CHANGES):
        before = _state(generations)
        found = _inspected(generations, schema)
        if not found.faults or before == _state(generations):
            break
    return found


def _inspected(generations: Generations, schema: str) -> Inspection:
    try:
        folder = generations.current()
    except IndexCorrupt:
        return Inspection(None, [Fault("CURRENT", "damaged (its checksum is wrong)")])
    if folder is None:
        if not any(path.name.startswith("gen-") for path in _listed(generations.root)):
            raise generations.none_yet()
        return Inspection(None, [Fault("CURRENT", MISSING)])
    if not folder.is_dir():
        return Inspection(None, [Fault(folder.name, MISSING)])
    faults: list[Fault] = []
    stamp = _read(read_stamp, folder, STAMP, faults)
    if stamp is not None and stamp.schema != schema:
        raise IndexStale(STALE)
    faults += _of_memory(generations.root)
    contents = _read(read_contents, folder, _name_of_contents(folder), faults)
    if contents is None:
        return Inspection(None, faults)
    faults += Seals().faults(folder, contents.segments)
    articles = sum(segment.doc_count() for segment in contents.segments)
    if stamp is not None and not faults:
        faults += _read_through(folder, stamp, contents)
    return Inspection(articles, faults, _strays(generations.root, folder, part_of(contents)))


def _of_memory(root: Path) -> list[Fault]:
    """A fault where the remembered folders are missing or cannot be read."""
    memory = Memory(root)
    if not memory.exists():
        return [Fault(FOLDERS, MISSING)]
    try:
        memory.folders()
    except IndexCorrupt:
        return [Fault(FOLDERS, "damaged (its checksum is wrong)")]
    return []


def _read(read: Callable[[Path], Any], folder: Path, name: str, faults: list[Fault]) -> Any:
    """What one of the small files says; None, and a fault, where it is missing or damaged."""
    try:
        return read(folder)
    except FileNotFoundError:
        faults.append(Fault(f"{folder.name}/{name}", MISSING))
    except IndexCorrupt:
        faults.append(Fault(f"{folder.name}/{name}", "damaged (its checksum is wrong)"))
    return None


def _read_through(folder: Path, stamp: Stamp, contents: Any) -> list[Fault]:
    """Where files that are as they were written make no sense all the same."""
    faults = []
    for segment in Snapshot(folder, stamp, contents).segments:
        try:
            segment.check()
        except IndexCorrupt as error:
            faults.append(Fault(f"{folder.name}/{segment.name}.*", f"damaged ({error.__cause__})"))
    return faults


def _name_of_contents(folder: Path) -> str:
    try:
        return contents_path(folder).name
    except FileNotFoundError:
        return "*.toc"


def _strays(root: Path, folder: Path, parts: set[str]) -> list[str]:
    around = [path.name for path in _listed(root) if path != folder and path.name not in PARTS]
    return around + [
        f"{folder.name}/{path.name}" for path in _listed(folder) if path.name not in parts
    ]


def _listed(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _state(generations: Generations) -> object:
    folders = [generations.root, *(path for path in _listed(generations.root) if path.is_dir())]
    return [(path, path.stat().st_mtime_ns) for path in folders if path.exists()]
