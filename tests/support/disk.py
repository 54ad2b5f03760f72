"""Intercept the file system operations of a build below one folder.

A watcher records them, or makes them fail. It replaces Python's own functions, in this process and
in its forked workers. The operations:

    create, append     open for writing a file that is new or emptied, or keep what it has
    write, truncate    at an offset, or to a size
    sync, sync folder  a file's bytes, a folder's names
    rename, unlink, mkdir, rmdir
"""

import builtins
import io
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from unittest import mock

_FDS = Path("/proc/self/fd")
_open, _os_open, _fsync = io.open, os.open, os.fsync
_rename, _unlink, _mkdir, _rmdir = os.replace, os.unlink, os.mkdir, os.rmdir


class Operation(NamedTuple):
    """One change of the file system.

    Paths are relative to the folder, whose own path is empty.
    """

    kind: str
    path: str
    other: str = ""  # the new name in a rename
    offset: int = 0  # of a write; the new size for a truncation
    data: bytes = b""


Act = Callable[[Operation], Any]


class Watcher(Protocol):
    """Stands between a build and the file system."""

    def operate(self, operation: Operation, act: Act) -> Any:
        """Perform an operation with ``act``: as it is, changed, or not at all."""


@contextmanager
def watched(folder: Path, watcher: Watcher) -> Iterator[None]:
    """Pass all operations below a folder through a watcher."""
    functions = _Functions(str(folder.resolve()), watcher)
    with ExitStack() as replaced:
        for module, name, function in (
            (builtins, "open", functions.open),
            (io, "open", functions.open),
            (os, "open", functions.os_open),
            (os, "fsync", functions.fsync),
            (os, "replace", functions.rename),
            (os, "rename", functions.rename),
            (os, "unlink", functions.unlink),
            (os, "remove", functions.unlink),
            (os, "mkdir", functions.mkdir),
            (os, "rmdir", functions.rmdir),
        ):
            replaced.enter_context(mock.patch.object(module, name, function))
        yield


class _Functions:
    """The replacements of Python's own functions."""

    def __init__(self, root: str, watcher: Watcher) -> None:
        self._root = root
        self.operate = watcher.operate

    def open(self, file: Any, mode: str = "r", buffering: int = -1, *text: Any, **more: Any) -> Any:
        name = None if isinstance(file, int) else self._name(file)
        if name is None or not set(mode) & set("wax+"):
            return _open(file, mode, buffering, *text, **more)
        operation = Operation("create" if "w" in mode else "append", name)
        raw = self.operate(operation, lambda _: _RawFile(self, file, mode))
        if buffering == 0:
            return raw
        buffered = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, *text, **more)

    def os_open(
        self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None
    ) -> int:
        writes = flags & (os.O_WRONLY | os.O_RDWR)
        assert not writes or self._name(path, dir_fd) is None, f"{path} is written past the watcher"
        return _os_open(path, flags, mode, dir_fd=dir_fd)

    def fsync(self, descriptor: int) -> None:
        name = self.name_of(descriptor)
        if name is None:
            _fsync(descriptor)
        else:
            kind = "sync folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "sync"
            # A real sync takes time, and no test here needs it.
            self.operate(Operation(kind, name), lambda _: None)

    def rename(self, source: Any, target: Any) -> None:
        self._do("rename", source, None, lambda: _rename(source, target), self._name(target) or "")

    def unlink(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._do("unlink", path, dir_fd, lambda: _unlink(path, dir_fd=dir_fd))

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        self._do("mkdir", path, dir_fd, lambda: _mkdir(path, mode, dir_fd=dir_fd))

    def rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        self._do("rmdir", path, dir_fd, lambda: _rmdir(path, dir_fd=dir_fd))

    def name_of(self, descriptor: int) -> str | None:
        """The path of an open file; None if it is elsewhere or deleted."""
        path = (_FDS / str(descriptor)).readlink()
        return None if path.name.endswith(" (deleted)") else self._name(path)

    def _do(
        self, kind: str, path: Any, dir_fd: int | None, act: Callable[[], None], other: str = ""
    ) -> None:
        name = self._name(path, dir_fd)
        there = name is not None and os.path.lexists(f"{self._root}/{name}")
        if name is None or there == (kind == "mkdir"):  # the system refuses it, and nothing changes
            act()
        else:
            self.operate(Operation(kind, name, other), lambda _: act())

    def _name(self, path: Any, dir_fd: int | None = None) -> str | None:
        above = Path.cwd() if dir_fd is None else (_FDS / str(dir_fd)).readlink()
        whole = os.path.normpath(above / path)
        return whole[len(self._root) + 1 :] if f"{whole}/".startswith(f"{self._root}/") else None


class _RawFile(io.FileIO):
    """A file that passes its writes and truncations through the watcher."""

    def __init__(self, functions: _Functions, file: Any, mode: str) -> None:
        super().__init__(file, mode.replace("b", "").replace("t", ""))
        self._functions = functions
        self._appends = "a" in mode

    def write(self, data: Any) -> int:
        at = os.fstat(self.fileno()).st_size if self._appends else self.tell()
        write = super().write
        return int(self._seen("write", at, bytes(data), lambda operation: write(operation.data)))

    def truncate(self, size: int | None = None) -> int:
        size = self.tell() if size is None else size
        truncate = super().truncate
        return int(self._seen("truncate", size, b"", lambda _: truncate(size)))

    def _seen(self, kind: str, offset: int, data: bytes, act: Act) -> Any:
        operation = Operation(kind, self._functions.name_of(self.fileno()) or "", "", offset, data)
        return self._functions.operate(operation, act) if operation.path else act(operation)
