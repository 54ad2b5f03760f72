"""What the Whoosh index holds: fields of terms, and columns with a value for each document."""

import json
from typing import Any

from whoosh import columns, fields

from indexer import signature
from indexer.article import Article

# Raise it whenever an index written before can no longer be read or gives other answers.
VERSION = 3
INDEX_NAME = "svodka"

LEMMA, FORM, ID, SITE = "lemma", "form", "id", "site"
METADATA = ("author", "section", "source")  # searched by lemmas, and by exact forms with EXACT before them
EXACT = "="
FIELDS = (*METADATA, FORM, ID, LEMMA, SITE)

COLUMNS: dict[str, Any] = {
    "article": columns.CompressedBytesColumn(level=3),
    "date": columns.NumericColumn("q"),
    "entry": columns.VarBytesColumn(),
    "rank": columns.NumericColumn("Q"),
    "sentences": columns.VarBytesColumn(),
    "signature": columns.FixedBytesColumn(signature.SIZE),  # zeros where the article is too short for one
    "text_length": columns.NumericColumn("I"),
    "title_length": columns.NumericColumn("I"),
}

TERMS = fields.KEYWORD(scorable=True)  # what Whoosh takes all our fields of terms for

NO_DATE = -(2**62)  # in the date column, seconds since 1970: sorts behind all dates, newest or oldest first


def schema() -> Any:
    """The schema that Whoosh keeps with the index."""
    return fields.Schema(
        **dict.fromkeys(FIELDS, TERMS), **{name: fields.COLUMN(column) for name, column in COLUMNS.items()}
    )


def pack_article(article: Article) -> bytes:
    """An article as the bytes of its column."""
    values = [getattr(article, name) for name in Article.__slots__]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def unpack_article(data: bytes) -> Article:
    """An article from the bytes of its column."""
    return Article(*json.loads(data))
