"""A model of a disk that loses power.

It knows which operations have surely reached the disk, and which perhaps.
"""

import fcntl
import os
import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

from disk import Act, Operation


class Log:
    """Records the operations of several processes in their order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._log = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self._read = 0

    def operate(self, operation: Operation, act: Act) -> Any:
        """Perform and record an operation, in one step."""
        fcntl.lockf(self._log, fcntl.LOCK_EX)
        try:
            done = act(operation)
            if operation.kind == "write":
                operation = operation._replace(data=operation.data[:done])
            os.write(self._log, pickle.dumps(operation))
        finally:
            fcntl.lockf(self._log, fcntl.LOCK_UN)
        return done

    def taken(self) -> list[Operation]:
        """The operations since the last call."""
        with self._path.open("rb") as file:
            file.seek(self._read)
            operations = list(_loaded(file))
            self._read = file.tell()
        return operations


def _loaded(file: Any) -> Iterator[Operation]:
    while True:
        try:
            yield pickle.load(file)
        except EOFError:
            return


@dataclass(eq=False)
class File:
    """A file: its current bytes, and the synced ones."""

    content: bytes = b""
    synced: bytes = b""


@dataclass(eq=False)
class Folder:
    """A folder: its current entries, the synced ones, and the changes in between."""

    entries: "dict[str, File | Folder]" = field(default_factory=dict)
    synced: "dict[str, File | Folder]" = field(default_factory=dict)
    pending: "list[Change]" = field(default_factory=list)

    def change(self, change: "Change") -> None:
        """Apply a change, and remember it until the next sync."""
        change.apply(self.entries)
        self.pending.append(change)


class Change(NamedTuple):
    """The removal of a name, the addition of one, or both, for one file or folder."""

    node: File | Folder
    gone: str = ""
    come: str = ""

    def apply(self, entries: dict[str, File | Folder]) -> None:
        """Make the change; the new name appears even if the old one is missing."""
        if entries.get(self.gone) is self.node:
            del entries[self.gone]
        if self.come:
            entries[self.come] = self.node


class Disk:
    """A disk after some operations: its state for processes, and its possible states later.

    A file's bytes are safe once the file is synced, a name once its folder is. Other changes may
    have happened or not, in any order and number. A rename is atomic.
    """

    def __init__(self) -> None:
        self.root = Folder()

    def apply(self, operation: Operation) -> None:
        """Apply the next operation."""
        folder, name = self._folder(operation.path)
        node = folder.entries.get(name) if name else folder
        match operation.kind:
            case "create" | "append" | "mkdir" if node is None:
                folder.change(Change(Folder() if operation.kind == "mkdir" else File(), come=name))
            case "rename":
                other, come = self._folder(operation.other)
                assert other is folder, "a rename from folder to folder"
                assert node is not None
                folder.change(Change(node, name, come))
            case "unlink" | "rmdir":
                assert node is not None
                folder.change(Change(node, name))
            case "sync" | "sync folder":
                _sync(node)
            case _ if isinstance(node, File):
                node.content = _changed(node.content, operation)

    def seen(self) -> dict[str, bytes | None]:
        """The state for processes: the bytes of all files, None for folders."""
        return _tree(self.root, lambda folder: folder.entries, lambda file: file.content)

    def after_power_loss(self, random: Random) -> dict[str, bytes | None]:
        """A random possible state after a loss of power."""
        happens = random.choice((0.0, 1.0, 0.5, 0.5, random.random()))

        def entries(folder: Folder) -> dict[str, File | Folder]:
            found = dict(folder.synced)
            for change in folder.pending:
                if random.random() < happens:
                    change.apply(found)
            return found

        return _tree(self.root, entries, lambda file: _found(file, random))

    def _folder(self, path: str) -> tuple[Folder, str]:
        *folders, name = path.split("/")
        folder = self.root
        for part in folders:
            inner = folder.entries[part]
            assert isinstance(inner, Folder)
            folder = inner
        return folder, name


def _sync(node: File | Folder | None) -> None:
    if isinstance(node, File):
        node.synced = node.content
    elif isinstance(node, Folder):
        node.synced, node.pending = dict(node.entries), []


def _changed(content: bytes, operation: Operation) -> bytes:
    """The bytes of a file after an operation."""
    at = operation.offset
    match operation.kind:
        case "create":
            return b""
        case "truncate":
            return content[:at].ljust(at, b"\0")
        case "write":
            return (
                content[:at].ljust(at, b"\0") + operation.data + content[at + len(operation.data) :]
            )
    return content


def _found(file: File, random: Random) -> bytes:
    """The bytes of a file after a loss of power: complete, cut, zeroed, or the old ones."""
    whole, cut = file.content, random.randint(0, len(file.content))
    if whole == file.synced:
        return whole
    ways = (
        whole,
        whole[:cut],
        b"",
        bytes(len(whole)),
        whole[:cut].ljust(len(whole), b"\0"),
        file.synced,
    )
    return random.choice(ways)


def _tree(folder: Folder, entries: Any, content: Any, above: str = "") -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    for name, node in entries(folder).items():
        if isinstance(node, File):
            found[above + name] = content(node)
        else:
            found[above + name] = None
            found |= _tree(node, entries, content, f"{above}{name}/")
    return found


def lay_out(tree: dict[str, bytes | None], folder: Path) -> None:
    """Create the files and folders of a tree."""
    folder.mkdir(parents=True)
    for name, content in tree.items():
        if content is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(content)
