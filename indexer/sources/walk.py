"""A folder becomes its files, in the same order on every machine."""

import errno
import os
import stat
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from svodka.indexer.article import labelled
from svodka.indexer.errors import SourceError
from svodka.indexer.printable import is_printable, printable
from svodka.indexer.sources.mapping import Mapped
from svodka.indexer.sources.opening import open_real

#: Takes the path of skipped input (a folder's ends in ``/``), and the reason.
Skip = Callable[[str, str], None]

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
}
_LITTER = frozenset(("thumbs.db", "desktop.ini"))


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or a file of articles: its real path, and its label.

    The label distinguishes it from the other folders of an index. ``mapping`` are the user's names
    of fields in its records.
    """

    real: Path
    label: str = ""
    mapping: Mapped = ()

    @classmethod
    def at(cls, path: Path, label: str = "", mapping: Mapped = ()) -> "Root":
        """Return the folder or file at a path.

        Raises SourceError if it is missing or cannot be read.
        """
        return cls(_checked(path), label, mapping)


def _checked(folder: Path) -> Path:
    shown = printable(str(folder), 500)
    try:
        real = Path(os.path.realpath(folder, strict=True))
        mode = real.stat().st_mode
        if stat.S_ISDIR(mode):
            os.scandir(real).close()
            return real
    except FileNotFoundError:
        raise SourceError(
            f"{shown}: there is no such folder; name the folder that holds the articles"
        ) from None
    except (OSError, ValueError) as error:
        raise SourceError(f"{shown}: {reason_of(error)}") from None
    if not stat.S_ISREG(mode) or not os.access(real, os.R_OK):
        raise SourceError(f"{shown}: neither a folder nor a file that can be read")
    return real


def reason_of(error: BaseException) -> str:
    """Return the reason why a file cannot be read, in words."""
    match error:
        case FileNotFoundError():
            return "vanished before it could be read"
        case PermissionError():
            return "no permission to read it"
        case OSError(errno=errno.ELOOP | errno.ENOTDIR):
            return "it, or a folder above it, became a link while the folder was read"
        case OSError():
            return f"cannot be read: {error.strerror or 'input/output error'}"
    return str(error)


def files(root: Root, skip: Skip) -> Iterator[tuple[str, Path]]:
    """Yield the files of a root as (path below it, real path), depth first, sorted by name.

    Hidden files and folders are passed over silently. Links out of the root, loops, pipes and
    devices are reported. A link to a file inside counts as a file. A folder behind a link is read
    at its own path.
    """
    if not root.real.is_dir():
        yield unicodedata.normalize("NFC", root.real.name), root.real
        return
    stack = [_listed(root.real, "", skip, top=True)]
    while stack:  # no recursion: folders may be nested deeper than Python's stack
        if (step := next(stack[-1], None)) is None:
            stack.pop()
            continue
        path, real = step
        try:
            real, mode = (
                _followed(real, root.real) if real.is_symlink() else (real, real.lstat().st_mode)
            )
        except (OSError, SourceError) as error:
            skip(path, reason_of(error))
            continue
        if stat.S_ISDIR(mode):
            stack.append(_listed(real, path + "/", skip))
        elif stat.S_ISREG(mode):
            yield path, real
        elif mode:
            skip(path, f"{_KINDS.get(stat.S_IFMT(mode), 'a special file')}, not a file")


def _listed(folder: Path, prefix: str, skip: Skip, top: bool = False) -> Iterator[tuple[str, Path]]:
    """Yield the entries of a folder with printable names, sorted by the names' bytes in NFC."""
    try:
        names = _names_in(folder)
    except OSError as error:
        if top:
            raise SourceError(f"{printable(str(folder), 500)}: {reason_of(error)}") from None
        skip(prefix, reason_of(error))
        return
    composed = {unicodedata.normalize("NFC", name): name for name in sorted(names)}
    twins = set(names).difference(composed.values())
    for name in sorted(twins):
        skip(
            prefix + printable(name),
            "another name here differs from it only in how its letters are composed",
        )
    for shown, name in sorted(
        composed.items(), key=lambda item: item[0].encode("utf-8", "surrogatepass")
    ):
        if is_hidden(shown):
            continue
        if is_printable(shown):
            yield prefix + shown, folder / name
        else:
            skip(
                prefix + printable(shown),
                "its name holds characters that cannot be shown; rename it",
            )


def _names_in(folder: Path) -> list[str]:
    number = open_real(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        return os.listdir(number)  # noqa: PTH208  # of what was opened, not of its path
    finally:
        os.close(number)


def is_hidden(name: str) -> bool:
    """True for the name of a file or folder that is passed over silently."""
    return name.startswith(".") or name.lower() in _LITTER


def _followed(link: Path, root: Path) -> tuple[Path, int]:
    """Return the target of a link inside a root, and its mode.

    The mode is 0 for a folder, which is read at its own path.
    """
    try:
        target = Path(os.path.realpath(link, strict=True))
    except FileNotFoundError:
        raise SourceError("a link that leads nowhere") from None
    except OSError:
        raise SourceError("a link that leads back to itself") from None
    if target in link.parents or target == root:
        raise SourceError("a link that leads back to a folder above it: a loop")
    if root not in target.parents:
        raise SourceError("a link out of the folder")
    mode = target.stat().st_mode
    if stat.S_ISDIR(mode):
        if any(part.startswith(".") for part in target.relative_to(root).parts):
            raise SourceError("a link to a hidden folder")
        return target, 0
    return target, mode


def below(root: Root, skip: Skip) -> Skip:
    """Return a ``skip`` that puts the root's label before paths."""
    return lambda path, reason: skip(labelled(root.label, path), reason)
