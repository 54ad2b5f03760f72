"""A candidate for an article, before it is parsed."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

from svodka.indexer.sources.mapping import Mapped

Kind = Literal[
    "text", "markdown", "html", "record",
    "docx", "odt", "rtf", "doc", "fb2", "epub", "pdf", "mail", "mhtml",
]  # fmt: skip
#: Fields that are known beside the bytes of a page: where it was saved.
Given = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A candidate for an article: enough to see a change without parsing; can be pickled.

    ``path`` is relative to the indexed folder, with ``/``, in NFC. ``digest`` is 32 hexadecimal
    digits. ``raw`` is the bytes of a file, or one record of a JSON, JSONL or CSV file as JSON in
    UTF-8. ``place`` names the record within its file («line 17», «record 3»), empty for a file of
    one article. ``ordinal`` counts the earlier records of the same identity and without an id.
    ``folder`` is the label of the candidate's folder, empty for the first folder of an index.
    ``mapping`` are the user's own names of fields that the record has. ``given`` are fields that
    count where the bytes have none.
    """

    path: str
    digest: str
    kind: Kind
    raw: bytes
    place: str = ""
    ordinal: int = 0
    folder: str = ""
    mapping: Mapped = ()
    given: Given = ()


def digest_of(raw: bytes, salt: int = 0) -> str:
    """Return a digest of bytes, 32 hexadecimal digits. Another salt gives another digest."""
    return blake2b(raw, digest_size=16, salt=salt.to_bytes(16, "little")).hexdigest()
