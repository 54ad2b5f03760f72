"""The folders that an index remembers: which of them a run reads, and how it tells them apart."""

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

from svodka.indexer.building.rebuild import readable_entries
from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.remembered import Folder
from svodka.indexer.errors import IndexCorrupt, SourceError
from svodka.indexer.printable import printable
from svodka.indexer.sources import Root, is_read, walk

# Articles at the head of a folder that are compared with those of one that is gone, to tell that it was moved.
SAMPLE = 200
NO_FOLDER = (
    "The index knows no folder yet: name the one that holds the articles, svodka index FOLDER"
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The folders that an index is to remember after a run, and the ones of them that the run reads, by label."""

    remembered: Sequence[Folder]
    roots: Sequence[Root]

    @property
    def labels(self) -> frozenset[str]:
        """The labels of the folders that are read."""
        return frozenset(root.label for root in self.roots)


def plan_run(engine: Engine, named: Sequence[Path], reason: str) -> Plan:
    """The folders that a build reads; all of them if there is a ``reason`` to rebuild.

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
    made = plan(remembered, named, entries, everything=bool(reason))
    if is_forgotten and {entry.folder for entry in entries()} - made.labels:
        raise IndexCorrupt(
            "What the index remembers of its folders is damaged: name all of them, in their order"
        )
    return made


def plan(
    remembered: Sequence[Folder],
    named: Sequence[Path],
    entries: Callable[[], Iterable[Entry]],
    *,
    everything: bool,
) -> Plan:
    """Decide what a run reads: the folders that are named, or with ``everything`` or none named, all.

    ``entries`` gives the catalog of the index, by which a folder that was moved is known again. Raises SourceError where
    a folder cannot be read, or where there is none.
    """
    known = list(remembered)
    read = [_include(known, _absolute(place), entries) for place in named]
    if not known:
        raise SourceError(NO_FOLDER)
    labels = {folder.label for folder in known} if everything or not named else set(read)
    chosen = [folder for folder in known if folder.label in labels]
    return Plan(known, [_root(folder, is_new=folder not in remembered) for folder in chosen])


def without(remembered: Sequence[Folder], place: Path) -> list[Folder]:
    """The folders but the one at a place. Raises SourceError where the index does not remember that one."""
    found = _at(remembered, _absolute(place))
    if found is None:
        places = ", ".join(printable(folder.place) for folder in remembered) or "none"
        raise SourceError(
            f"{printable(str(place))}: the index does not remember this folder, but {places}"
        )
    return [folder for folder in remembered if folder != found]


def moved(remembered: Sequence[Folder], old: Path, new: Path) -> list[Folder]:
    """The folders with one of them at a new place. Raises SourceError where either cannot be."""
    rest = without(remembered, old)
    Root.at(new)
    return [
        folder if folder in rest else replace(folder, place=str(_absolute(new)))
        for folder in remembered
    ]


def added(remembered: Sequence[Folder], place: Path) -> list[Folder]:
    """The folders with one more, if it is not among them or within one of them. Raises SourceError."""
    known = list(remembered)
    _include(known, _absolute(place), lambda: ())
    return known


def _include(known: list[Folder], place: Path, entries: Callable[[], Iterable[Entry]]) -> str:
    """Put a folder among the known ones, if it is not there, and give its label. Folders within it give way to it."""
    root = Root.at(place)
    if found := _at(known, place) or _around(known, root.real):
        return found.label
    if old := _before_move(known, root, entries):
        known[known.index(old)] = replace(old, place=str(place))
        return old.label
    if not root.real.is_dir() and not is_read(root.real.name):
        raise SourceError(f"{printable(str(place))}: not a file of articles")
    within = [
        folder for folder in known if root.real in Path(os.path.realpath(folder.place)).parents
    ]
    label = _label(root, [folder.label for folder in known]) if known else ""
    known[:] = [folder for folder in known if folder not in within]
    known.append(Folder(str(place), label))
    return label


def _at(known: Sequence[Folder], place: Path) -> Folder | None:
    """The folder at a place, by its path as it was named or by where that leads."""
    real = os.path.realpath(place)
    named = [folder for folder in known if folder.place == str(place)]
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
    """The folder that is gone from its place and has most of the articles at the head of this one."""
    gone = {folder.label: folder for folder in known if not Path(folder.place).exists()}
    if not gone:
        return None
    had = {(entry.folder, entry.path, entry.digest) for entry in entries() if entry.folder in gone}
    head = [
        (found.path, found.digest)
        for found in islice(walk([root], lambda _path, _reason: None), SAMPLE)
    ]
    shared = {label: sum((label, *key) in had for key in head) for label in gone}
    label = max(shared, key=shared.__getitem__)
    return gone[label] if shared[label] * 2 > len(head) else None


def _root(folder: Folder, *, is_new: bool) -> Root:
    try:
        return Root.at(Path(folder.place), folder.label)
    except SourceError as error:
        if is_new:
            raise
        raise SourceError(
            f"{error}; is it mounted? If it was moved, run svodka folders move OLD NEW; to give it up, "
            "svodka folders remove"
        ) from None


def _absolute(place: Path) -> Path:
    """A path from the root, as it was named: a link in it may lead elsewhere tomorrow."""
    return Path(os.path.abspath(place))  # noqa: PTH100  # resolve() would follow links


def _label(root: Root, taken: Sequence[str]) -> str:
    """The shortest end of a path that no other folder has as its label; of a file that of its folder."""
    place = root.real if root.real.is_dir() else root.real.parent
    for length in range(1, len(place.parts)):
        label = "/".join(place.parts[-length:])
        if label not in taken:
            return label
    base = "/".join(place.parts[1:]) or "root"
    return next(
        label for number in range(2, len(taken) + 3) if (label := f"{base}~{number}") not in taken
    )
