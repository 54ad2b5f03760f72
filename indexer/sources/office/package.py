"""Documents that are ZIP files of XML: their parts, read within bounds."""

import io
import struct
import zipfile
from typing import Any

from lxml import etree

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.containers.compression import DAMAGE

_MOST_PART = 100_000_000  # bytes of one part after unpacking
_MOST_PARTS = 20_000
_RATIO = 200  # a part that unpacks to more times its size is a bomb; XML of text shrinks tenfold
_SMALL = 5_000_000  # bytes; a smaller part may shrink more


class Package:
    """The parts of a document by name. Raises SourceError if it is damaged or a bomb."""

    def __init__(self, raw: bytes, what: str) -> None:
        self._what = what
        if raw.startswith(b"\xd0\xcf\x11\xe0"):
            raise SourceError(
                f"protected by a password, or an old document with the name of {what}"
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except (zipfile.BadZipFile, struct.error, NotImplementedError, *DAMAGE):
            raise SourceError(f"damaged {what}: it does not hold together as ZIP") from None
        if len(self._zip.infolist()) > _MOST_PARTS:
            raise SourceError(f"{what} of too many parts")

    def names(self) -> list[str]:
        """Return the names of the parts."""
        return self._zip.namelist()

    def has(self, name: str) -> bool:
        """True if there is such a part."""
        return name in self._zip.NameToInfo

    def read(self, name: str) -> bytes:
        """Return a part. Raises SourceError."""
        try:
            info = self._zip.getinfo(name)
        except KeyError:
            raise SourceError(f"damaged {self._what}: it lacks {name}") from None
        if info.file_size > max(_SMALL, _RATIO * info.compress_size):
            raise SourceError(f"{self._what} that is a bomb: it unpacks to {_RATIO} times its size")
        if info.file_size > _MOST_PART:
            raise SourceError(f"{self._what} with a part larger than {_MOST_PART // 1_000_000} MB")
        try:
            return self._zip.read(info)
        except RuntimeError:
            raise SourceError("protected by a password") from None
        except (zipfile.BadZipFile, NotImplementedError, *DAMAGE):
            raise SourceError(f"damaged {self._what}: {name} cannot be unpacked") from None

    def tree(self, name: str) -> Any:
        """Return the root of a part in XML. Raises SourceError."""
        return xml_tree(self.read(name), self._what)


def xml_tree(raw: bytes, what: str) -> Any:
    """Parse XML without entities, within the bounds of libxml2. Raises SourceError."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        text = str(error)
        reason = (
            "nested too deeply"
            if "depth" in text
            else "full of entities, which are not followed"
            if "ntity" in text
            else "not XML that can be read"
        )
        raise SourceError(f"damaged {what}: it is {reason}") from None
    if root is None:
        raise SourceError(f"damaged {what}: it is empty")
    return root


def local(element: Any) -> str:
    """Return the name of an element without its namespace, empty for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
