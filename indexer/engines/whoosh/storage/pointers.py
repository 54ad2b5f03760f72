"""The pointers of an index folder: the live generation for each version of the program.

    index/CURRENT        the name of a generation, and its checksum
    index/CURRENT-KEY    the same for programs whose key is KEY

A program reads the pointer with its own key, or CURRENT if there is none. A program of another
version builds its generation beside the one of CURRENT, and names it in a pointer of its own. So
servers of the version before go on with their answers until they are restarted. KEPT seconds later
the new generation becomes that of CURRENT, and the others are removed.
"""

import re
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from svodka.indexer.engines.whoosh.storage.checksums import WRONG
from svodka.indexer.errors import IndexCorrupt, IndexStale, UnusableIndexError

CURRENT = "CURRENT"
KEPT = 7 * 24 * 3600  # seconds in which an upgrade can be undone
GENERATION = re.compile(r"gen-(\d{6,})")
_POINTER = re.compile(r"CURRENT(-[0-9a-z-]+)?")

Judge = Callable[[Path], bool]


def key_of(schema: str, analysis: str) -> str:
    """The key of the programs that can read what these versions of schema and analysis wrote."""
    return f"{schema}-{zlib.crc32(analysis.encode()):08x}".lower()


def packed(name: str) -> bytes:
    """The content of a pointer to a generation."""
    return f"{name} {zlib.crc32(name.encode()):08x}\n".encode()


def not_a_folder(place: Path) -> str:
    """The message where a file is in the place of the index."""
    return f"{place} is a file, not a folder: give the index another place with --index"


def read_pointer(path: Path) -> Path | None:
    """The folder that a pointer names; None if there is no such file.

    Raises IndexCorrupt, IndexStale, UnusableIndexError.
    """
    try:
        written = path.read_bytes()
        name = written.decode("ascii").partition(" ")[0]
    except FileNotFoundError:
        return None
    except NotADirectoryError as error:
        [file] = [above for above in path.parents if above.is_file()]
        raise UnusableIndexError(not_a_folder(file)) from error
    except PermissionError as error:
        raise UnusableIndexError(f"{path} cannot be read: you lack the permission") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexCorrupt(f"{path} cannot be read ({error})") from error
    if GENERATION.fullmatch(name.removesuffix("\n")) and name.encode() == written:
        raise IndexStale(f"{path} is that of another version of Svodka")
    if not GENERATION.fullmatch(name) or written != packed(name):
        raise IndexCorrupt(f"{path} is {WRONG}")
    return path.parent / name


def _named(pointer: Path) -> list[str]:
    """The name of the generation in a pointer, damaged or not; [] if there is none."""
    words = pointer.read_text("ascii", "replace").split()
    return [word for word in words[:1] if GENERATION.fullmatch(word)]


class Pointers:
    """The pointers of one index folder, as the program with ``key`` uses them.

    ``is_ours`` is true for the folder of a generation that this program can read.
    """

    def __init__(self, root: Path, key: str, is_ours: Judge) -> None:
        self._root, self._is_ours = root, is_ours
        self._shared = root / CURRENT
        self._own = root / f"{CURRENT}-{key}" if key else self._shared

    @property
    def read(self) -> Path:
        """The pointer that this program reads."""
        return self._own if self._own.exists() else self._shared

    def live(self) -> Path | None:
        """The folder of the generation that this program reads; None if there is none.

        Raises IndexCorrupt, IndexStale.
        """
        # Our own pointer may go away at any moment: CURRENT names its generation by then.
        return read_pointer(self._own) or read_pointer(self._shared)

    def to_write(self) -> Path:
        """The pointer that may name a new generation: CURRENT, unless another version reads it."""
        if self._own.exists():
            return self._own
        try:
            folder = read_pointer(self._shared)
            is_free = folder is None or not folder.is_dir() or self._is_ours(folder)
        except IndexStale:
            is_free = not any((self._root / name).is_dir() for name in _named(self._shared))
        except (OSError, UnusableIndexError):  # damaged: nobody can read it
            is_free = True
        return self._shared if is_free else self._own

    def all(self) -> Iterator[Path]:
        """All pointers of the folder, damaged or not."""
        return (path for path in self._root.iterdir() if _POINTER.fullmatch(path.name))

    def named(self) -> set[str]:
        """The names of the generations of all pointers, also of those that are damaged."""
        return {name for path in self.all() for name in _named(path)}

    def is_settled(self) -> bool:
        """True if the upgrade to this program's own pointer needs no way back any more."""
        return self._own.exists() and time.time() - self._own.stat().st_mtime > KEPT

    def others(self) -> list[Path]:
        """The pointers of other versions, without CURRENT."""
        return [path for path in self.all() if path not in (self._own, self._shared)]
