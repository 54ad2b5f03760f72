"""The signature of a file: while it stays the same, the file's bytes do.

It has the times of the last change of its contents and of its status, its size, inode and device.
Nobody can set the time of the last change of status (ctime), so that a file of the same size and
mtime with other bytes still has another signature.
"""

import os
import stat
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from svodka.indexer.sources.opening import open_real

# Nanoseconds. A file that was changed this shortly before it is read may change again within one
# tick of its file system's clock, and look the same. The ticks of FAT are the longest.
TICK = 2_000_000_000


class Signature(NamedTuple):
    """The status of a file; times in nanoseconds since 1970."""

    size: int
    mtime: int
    ctime: int
    inode: int
    device: int

    def is_settled(self, moment: int) -> bool:
        """True if the file was last changed well before this moment, in nanoseconds since 1970.

        False if it was changed later: then the clock was set back, and its times mean nothing.
        """
        return max(self.mtime, self.ctime) + TICK <= moment


def signature_of(file: Path) -> Signature | None:
    """The signature of a regular file that can be read; None if there is none.

    The file is opened: network file systems look for changes by other machines then. There is no
    signature on a file system without inodes.
    """
    try:
        number = open_real(file, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        return None
    try:
        status = os.fstat(number)
    except OSError:
        return None
    finally:
        os.close(number)
    if not stat.S_ISREG(status.st_mode) or not status.st_ino:
        return None
    return Signature(
        status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_dev
    )


#: The label of a folder, and the path of a file in it.
FileKey = tuple[str, str]


class Visits:
    """The files that a walk visits: which of them it need not read, and how the others look.

    ``known`` has the signatures of files at an earlier reading. ``tell(key, is_known)`` is called
    before each file is read or passed over.
    """

    def __init__(
        self, known: Mapping[FileKey, Signature], tell: Callable[[FileKey, bool], None]
    ) -> None:
        self._known, self._tell = known, tell
        #: The signatures of the files that were read, and that did not change meanwhile.
        self.signatures: dict[FileKey, Signature] = {}
        self._begun: Signature | None = None
        self._moment = 0

    def begin(self, key: FileKey, file: Path) -> bool:
        """Return True if a file is to be read now; ``end`` is to be called after it."""
        self._moment = time.time_ns()
        self._begun = signature_of(file)
        is_known = self._begun is not None and self._begun == self._known.get(key)
        self._tell(key, is_known)
        return not is_known

    def end(self, key: FileKey, file: Path) -> None:
        """Keep the signature of a file that has been read."""
        begun = self._begun
        if begun and begun.is_settled(self._moment) and begun == signature_of(file):
            self.signatures[key] = begun
