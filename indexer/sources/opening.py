"""Open files and folders by their real paths: no link in a path is followed.

Whoever may write to a folder could turn a folder in it into a link while it is read, and so have
files elsewhere read and shown.
"""

import os
from pathlib import Path

_FOLDER = os.O_DIRECTORY | os.O_NOFOLLOW | getattr(os, "O_PATH", os.O_RDONLY)


def open_real(path: Path, flags: int) -> int:
    """Open an absolute path without links, and return the file's number.

    Raises OSError, also if a part of the path has become a link.
    """
    number = os.open(path, flags | os.O_NOFOLLOW)
    try:
        if str(Path(f"/proc/self/fd/{number}").readlink()) == str(path):
            return number
    except OSError:
        pass  # not Linux
    os.close(number)
    return _open_by_parts(path, flags)


def _open_by_parts(path: Path, flags: int) -> int:
    folder = os.open(path.anchor, _FOLDER)
    try:
        for name in path.parts[1:-1]:
            outer, folder = folder, os.open(name, _FOLDER, dir_fd=folder)
            os.close(outer)
        return os.open(path.parts[-1], flags | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)
