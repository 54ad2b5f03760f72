"""The remembered folders of an index: which ones a run reads, and their labels."""

import json
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from svodka.indexer.building.rebuild import readable_entries
from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.remembered import Folder
from svodka.indexer.errors import IndexCorrupt, SourceError
from svodka.indexer.printable import printable
from svodka.indexer.sources import Mapped, Root, is_read, mapping_of, reading_stamp, walk

# Articles at the head of a folder that are compared with those of a missing one, to detect a move.
SAMPLE = 200
NO_FOLDER = (
    "The index knows no folder yet: name the one that holds the articles, svodka index FOLDER"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The folders to remember after a run, and those of them to read, with their labels.

    ``is_remapped`` is true if one of the latter gets another mapping of fields.
    """

    remembered: Sequence[Folder]
    roots: Sequence[Root]
    is_remapped: bool = False

    @property
    def labels(self) -> frozenset[str]:
        """The labels of the folders to read."""
        return frozenset(root.label for root in self.roots)


def plan_run(
    engine: Engine, named: Sequence[Path], reason: str, mapping: Mapped | None = None
) -> Plan:
    """The folders that a build reads; all of them if there is a ``reason`` to rebuild.

    A ``mapping`` of fields replaces that of the folders which are read; None leaves it.

    Raises SourceError if a folder cannot be read, and IndexCorrupt if the index does not know its
    folders any more and ``named`` may not be all of them.
    """
    is_forgotten = False
    remembered: Sequence[Folder] = ()
    try:
        remembered = engine.folders()
    except IndexCorrupt:
        if not named:
            raise
        is_forgotten = True
    entries = partial(readable_entries, engine, reason)
    made = _mapped(plan(remembered, named, entries, everything=bool(reason)), mapping)
    if is_forgotten and {entry.folder for entry in entries()} - made.labels:
        raise IndexCorrupt(
            "What the index remembers of its folders is damaged: name all of them, in their order"
        )
    return made


def identity(engine: Engine, plan: Plan) -> str:
    """All that the articles of a plan depend on, beside their files."""
    roots = [[root.label, str(root.real), root.mapping] for root in plan.roots]
    return json.dumps([asdict(engine.own_stamp()), reading_stamp(), roots])


def plan(
    remembered: Sequence[Folder],
    named: Sequence[Path],
    entries: Callable[[], Iterable[Entry]],
    *,
    everything: bool,
) -> Plan:
    """Plan a run: read the named folders; with ``everything``, or none named, read all.

    ``entries`` returns the catalog of the index, which identifies a folder that was moved. Raises
    SourceError if a folder cannot be read, or if there is none.
    """
    known = list(remembered)
    read = [_include(known, _absolute(path), entries) for path in named]
    if not known:
        raise SourceError(NO_FOLDER)
    labels = {folder.label for folder in known} if everything or not named else set(read)
    chosen = [folder for folder in known if folder.label in labels]
    return Plan(known, [_root(folder, is_new=folder not in remembered) for folder in chosen])


def _mapped(plan: Plan, mapping: Mapped | None) -> Plan:
    """The plan with a mapping of fields for the folders that are read."""
    if mapping is None:
        return plan
    is_remapped = any(
        folder.mapping != mapping for folder in plan.remembered if folder.label in plan.labels
    )
    remembered = [
        replace(folder, mapping=mapping) if folder.label in plan.labels else folder
        for folder in plan.remembered
    ]
    roots = [replace(root, mapping=mapping) for root in plan.roots]
    return Plan(remembered, roots, is_remapped)


def without(remembered: Sequence[Folder], path: Path) -> list[Folder]:
    """The folders without the one at ``place``. Raises SourceError if it is not among them."""
    match = _at(remembered, _absolute(path))
    if match is None:
        paths = ", ".join(printable(folder.place) for folder in remembered) or "none"
        raise SourceError(
            f"{printable(str(path))}: the index does not remember this folder, but {paths}"
        )
    return [folder for folder in remembered if folder != match]


def moved(remembered: Sequence[Folder], old: Path, new: Path) -> list[Folder]:
    """The folders with one of them moved. Raises SourceError if either path is invalid."""
    rest = without(remembered, old)
    Root.at(new)
    return [
        folder if folder in rest else replace(folder, place=str(_absolute(new)))
        for folder in remembered
    ]


def added(remembered: Sequence[Folder], path: Path) -> list[Folder]:
    """The folders with one more, unless they contain it already. Raises SourceError."""
    known = list(remembered)
    _include(known, _absolute(path), lambda: ())
    return known


def _include(known: list[Folder], path: Path, entries: Callable[[], Iterable[Entry]]) -> str:
    """Add a folder to ``known`` if needed, and return its label. It replaces folders within it."""
    root = Root.at(path)
    if match := _at(known, path) or _around(known, root.real):
        return match.label
    if old := _before_move(known, root, entries):
        known[known.index(old)] = replace(old, place=str(path))
        return old.label
    if not root.real.is_dir() and not is_read(root.real.name):
        raise SourceError(f"{printable(str(path))}: not a file of articles")
    within = [
        folder for folder in known if root.real in Path(os.path.realpath(folder.place)).parents
    ]
    label = _label(root, [folder.label for folder in known]) if known else ""
    known[:] = [folder for folder in known if folder not in within]
    known.append(Folder(str(path), label))
    return label


def _at(known: Sequence[Folder], path: Path) -> Folder | None:
    """The folder at a path, as it was named or after its links are resolved."""
    real = os.path.realpath(path)
    named = [folder for folder in known if folder.place == str(path)]
    return next(iter(named), None) or next(
        (folder for folder in known if os.path.realpath(folder.place) == real), None
    )


def _around(known: Sequence[Folder], real: Path) -> Folder | None:
    return next(
        (folder for folder in known if Path(os.path.realpath(folder.place)) in real.parents), None
    )


def _before_move(
    known: Sequence[Folder], root: Root, entries: Callable[[], Iterable[Entry]]
) -> Folder | None:
    """The missing folder that had most of the articles at the head of this one."""
    gone = {folder.label: folder for folder in known if not Path(folder.place).exists()}
    if not gone:
        return None
    had = {(entry.folder, entry.path, entry.digest) for entry in entries() if entry.folder in gone}
    head = [
        (match.path, match.digest)
        for match in islice(walk([root], lambda _path, _reason: None), SAMPLE)
    ]
    shared = {label: sum((label, *key) in had for key in head) for label in gone}
    label = max(shared, key=shared.__getitem__)
    return gone[label] if shared[label] * 2 > len(head) else None


def _root(folder: Folder, *, is_new: bool) -> Root:
    try:
        mapping = mapping_of([f"{field}={name}" for field, name in folder.mapping])
        return Root.at(Path(folder.place), folder.label, mapping)
    except SourceError as error:
        if is_new:
            raise
        raise SourceError(
            f"{error}; is it mounted? If it was moved, run svodka folders move OLD NEW; "
            "to give it up, svodka folders remove"
        ) from None


def _absolute(path: Path) -> Path:
    """An absolute path with its links kept: a link may point elsewhere tomorrow."""
    return Path(os.path.abspath(path))  # noqa: PTH100  # resolve() would follow links


def _label(root: Root, taken: Sequence[str]) -> str:
    """The shortest end of a path that no other folder has as its label.

    For a file, an end of its folder's path.
    """
    path = root.real if root.real.is_dir() else root.real.parent
    for length in range(1, len(path.parts)):
        label = "/".join(path.parts[-length:])
        if label not in taken:
            return label
    base = "/".join(path.parts[1:]) or "root"
    return next(
        label for number in range(2, len(taken) + 3) if (label := f"{base}~{number}") not in taken
    )
