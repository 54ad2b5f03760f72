"""ZIP and tar archives: their members, as the files of a folder."""

import io
import struct
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, NamedTuple

from svodka.indexer.errors import SourceError
from svodka.indexer.printable import is_printable, printable
from svodka.indexer.sources.containers.budget import Budget
from svodka.indexer.sources.containers.compression import DAMAGE, method_of, what_of
from svodka.indexer.sources.files import Blob, Guarded, opened
from svodka.indexer.sources.walk import Skip, is_hidden
from svodka.indexer.sources.writing.encodings import decode

_MOST_DIRECTORY = 64 << 20  # bytes of a ZIP's list of its members
_LONGEST_NAME = 1 << 20  # bytes of a name in a tar
_UTF8 = 0x800  # the flag of a ZIP member whose name is in UTF-8
_ENCRYPTED = 0x1
_LITTER = frozenset(("__macosx",))


class Archive(NamedTuple):
    """A format of archives. ``members`` yields them in order; each is read before the next."""

    members: Callable[[Blob, Budget, Skip], Iterator[Blob]]


def zip_members(blob: Blob, budget: Budget, skip: Skip) -> Iterator[Blob]:
    """Yield the files in a ZIP. Raises SourceError if it is damaged, a bomb, or too deep."""
    with _seekable(blob, budget) as file:
        _check_directory(file)
        try:
            archive = zipfile.ZipFile(file)
            infos = archive.infolist()
        except (zipfile.BadZipFile, struct.error, NotImplementedError, *DAMAGE) as error:
            raise SourceError(f"a damaged ZIP: {_reason(error)}") from None
        with archive:
            for info, name in zip(infos, _names(infos), strict=True):
                budget.take()
                if info.is_dir() or (path := _inside(blob.path, name, skip)) is None:
                    continue
                if info.flag_bits & _ENCRYPTED:
                    skip(path, "protected by a password")
                else:
                    yield Blob(path, info.compress_size, _zip_opener(archive, info, budget))


def _zip_opener(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: Budget
) -> Callable[[], Any]:
    @contextmanager
    def opener() -> Iterator[BinaryIO]:
        try:
            member = archive.open(info)
        except NotImplementedError:
            raise SourceError("compressed in a way that is not read") from None
        except (zipfile.BadZipFile, RuntimeError, *DAMAGE) as error:
            raise SourceError(f"damaged in its archive: {_reason(error)}") from None
        with member:
            yield from _metered(member, budget)

    return opener


def _metered(member: Any, budget: Budget) -> Iterator[BinaryIO]:
    """Yield a member as a stream whose bytes are taken from the budget."""
    guarded = Guarded(_Metered(member, budget), budget.left, budget.bomb, "member of an archive")
    try:
        yield io.BufferedReader(guarded, 1 << 17)
    except SourceError:
        guarded.check()
        raise
    guarded.check()


class _Metered:
    def __init__(self, member: Any, budget: Budget) -> None:
        self._member, self._budget = member, budget

    def read(self, size: int) -> bytes:
        try:
            piece: bytes = self._member.read(size)
        except (zipfile.BadZipFile, tarfile.TarError) as error:
            raise ValueError(str(error)) from None
        self._budget.take(len(piece))
        return piece


def _check_directory(file: BinaryIO) -> None:
    """Raise SourceError if a ZIP's list of members is so long that it fills the memory."""
    end = file.seek(0, io.SEEK_END)
    file.seek(max(0, end - 66_000))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at >= 0 and len(tail) >= at + 16:
        (size,) = struct.unpack("<L", tail[at + 12 : at + 16])
        if (size > _MOST_DIRECTORY and size != 0xFFFFFFFF) or end > 1 << 40:
            raise SourceError("a ZIP with too many members")
    file.seek(0)


def _names(infos: list[zipfile.ZipInfo]) -> list[str]:
    """Return the names of members. Old programs write them in CP866 or another code page."""
    raw = [_raw_name(info) for info in infos]
    odd = b"\n".join(name for name in raw if isinstance(name, bytes))
    names = iter(_decoded(odd).split("\n") if odd else ())
    return [name if isinstance(name, str) else next(names, "") for name in raw]


def _raw_name(info: zipfile.ZipInfo) -> str | bytes:
    if info.flag_bits & _UTF8 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").replace(b"\n", b"_")
    except UnicodeEncodeError:
        return info.filename


def _decoded(raw: bytes) -> str:
    try:
        return decode(raw)
    except SourceError:
        return raw.decode("cp866")


def tar_members(blob: Blob, budget: Budget, skip: Skip) -> Iterator[Blob]:
    """Yield the files in a tar, packed or not. Raises SourceError as ``zip_members`` does."""
    with opened(blob) as stream, _deeper(budget):
        try:
            with tarfile.open(
                fileobj=stream, mode="r|", tarinfo=_Info, errorlevel=2, encoding="utf-8"
            ) as archive:
                for info in archive:
                    archive.members.clear()  # type: ignore[attr-defined]  # it keeps all
                    budget.take()
                    if (path := _inside(blob.path, _tar_name(info.name), skip)) is None:
                        continue
                    if info.isfile():
                        yield Blob(path, info.size, _tar_opener(archive, info, budget))
                    elif not info.isdir():
                        skip(path, "a link or a special file inside an archive")
        except (tarfile.TarError, *DAMAGE) as error:
            raise SourceError(f"a damaged tar: {_reason(error)}") from None


class _Info(tarfile.TarInfo):
    """A member whose name cannot fill the memory."""

    def _proc_member(self, archive: tarfile.TarFile) -> Any:
        types = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, tarfile.XHDTYPE)
        if self.type in (*types, tarfile.XGLTYPE, b"X") and self.size > _LONGEST_NAME:
            raise SourceError("a damaged tar: a name without end")
        return super()._proc_member(archive)  # type: ignore[misc]


def _tar_opener(
    archive: tarfile.TarFile, info: tarfile.TarInfo, budget: Budget
) -> Callable[[], Any]:
    @contextmanager
    def opener() -> Iterator[BinaryIO]:
        member = archive.extractfile(info)
        if member is None:
            raise SourceError("cannot be read from its archive")
        with member:
            yield from _metered(member, budget)

    return opener


def _tar_name(name: str) -> str:
    if "\\" not in ascii(name) or name.isascii():
        return name
    return _decoded(name.encode("utf-8", "surrogateescape"))


def _inside(archive: str, name: str, skip: Skip) -> str | None:
    """Return the path of a member below its archive, None for one that is passed over.

    It never leads out of the archive.
    """
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if not parts or any(is_hidden(part) or part.lower() in _LITTER for part in parts):
        return None
    path = "/".join((archive, *parts))
    if is_printable(path):
        return path
    skip(printable(path), "its name holds characters that cannot be shown; rename it")
    return None


@contextmanager
def _deeper(budget: Budget) -> Iterator[None]:
    budget.deeper()
    try:
        yield
    finally:
        budget.back()


@contextmanager
def _seekable(blob: Blob, budget: Budget) -> Iterator[BinaryIO]:
    """Open an archive so that any part of it can be read: one in another is copied to disk."""
    with opened(blob) as stream, _deeper(budget):
        if blob.size < 0 and not method_of(blob.path):
            yield stream
            return
        try:
            with tempfile.TemporaryFile(prefix="svodka-") as copy:
                while piece := stream.read(1 << 18):
                    copy.write(piece)
                copy.seek(0)
                yield copy
        except OSError as error:
            raise SourceError(f"cannot be unpacked: {error.strerror}") from None


def _reason(error: BaseException) -> str:
    if isinstance(error, DAMAGE) and not isinstance(error, OSError):
        return what_of(error)
    return str(error).lower() or "its contents do not hold together"
