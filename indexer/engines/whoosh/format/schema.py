"""What the Whoosh index holds: fields of terms, and columns with a value for each document."""

import hashlib
import json
from typing import Any, get_args

from whoosh import columns, fields

from svodka.indexer.article import Article, ExactField
from svodka.indexer.documents import signature
from svodka.indexer.documents.document import Entry

# Raise it whenever an index written before can no longer be read or gives other answers.
VERSION = 5
INDEX_NAME = "svodka"

LEMMA, FORM, ID, FORMER, SITE, VALUE = "lemma", "form", "id", "former", "site", "value"
METADATA = (
    "author",
    "section",
    "source",
)  # searched by lemmas, and by exact forms with EXACT before them
EXACT = "="
FIELDS = (*METADATA, FORM, FORMER, ID, LEMMA, SITE, VALUE)
VALUE_FIELDS: tuple[ExactField, ...] = get_args(
    ExactField
)  # whose exact values are terms of VALUE, and are counted
MAX_VALUE = 200  # characters of a value that its term has; of a longer one it has a digest too

COLUMNS: dict[str, Any] = {
    "article": columns.CompressedBytesColumn(level=3),
    "date": columns.NumericColumn("q"),
    "day": columns.NumericColumn("i"),
    "entry": columns.VarBytesColumn(),
    "rank": columns.NumericColumn("Q"),
    "sentences": columns.VarBytesColumn(),
    "signature": columns.FixedBytesColumn(
        signature.SIZE
    ),  # zeros where the article is too short for one
    "text_length": columns.NumericColumn("I"),
    "title_length": columns.NumericColumn("I"),
}

TERMS = fields.KEYWORD(scorable=True)  # what Whoosh takes all our fields of terms for


def schema() -> Any:
    """The schema that Whoosh keeps with the index."""
    return fields.Schema(
        **dict.fromkeys(FIELDS, TERMS),
        **{name: fields.COLUMN(column) for name, column in COLUMNS.items()},
    )


def pack_article(article: Article) -> bytes:
    """An article as the bytes of its column."""
    values = [getattr(article, name) for name in Article.__slots__]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def unpack_article(data: bytes) -> Article:
    """An article from the bytes of its column."""
    return Article(*json.loads(data))


def pack_entry(entry: Entry) -> bytes:
    """An entry of the catalog as the bytes of its column."""
    return "\0".join((entry.id, entry.path, entry.digest, entry.folder, *entry.former)).encode()


def unpack_entry(data: bytes) -> Entry:
    """An entry of the catalog from the bytes of its column."""
    id, path, digest, folder, *former = data.decode().split("\0")
    return Entry(id, path, digest, folder, tuple(former))


def value_term(field: str, value: str) -> str:
    """The term that the documents have whose ``field`` has exactly this value."""
    stored = (
        value[:MAX_VALUE].encode(errors="replace").decode()
    )  # what is typed may hold halves of characters
    if stored != value:
        digest = hashlib.blake2b(value.encode(errors="surrogatepass"), digest_size=16).hexdigest()
        stored = f"{stored}\0{digest}"
    return f"{field}\0{stored}"
