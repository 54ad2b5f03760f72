"""What may become an article, before it is parsed."""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal

Kind = Literal["text", "markdown", "html", "record"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may become an article: enough to tell whether it changed, without parsing it; can be pickled.

    ``path`` is relative to the indexed folder, with ``/``, in NFC. ``digest`` is 32 hexadecimal digits.
    ``raw`` is the bytes of a file, or one record of a JSON, JSONL or CSV file as JSON in UTF-8. ``place`` names
    the record within its file («line 17», «record 3»), and is empty for a file that is one article. ``ordinal``
    counts the records before it that say the same of themselves and have no id. ``folder`` is the label of the
    folder that it lies in, empty for the first folder of an index.
    """

    path: str
    digest: str
    kind: Kind
    raw: bytes
    place: str = ""
    ordinal: int = 0
    folder: str = ""


def digest_of(raw: bytes, salt: int = 0) -> str:
    """Digest bytes into 32 hexadecimal digits; another salt gives another digest."""
    return blake2b(raw, digest_size=16, salt=salt.to_bytes(16, "little")).hexdigest()
