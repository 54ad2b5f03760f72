"""The values of a record become the fields of an article, and its id.

Names may be in any language.
"""

import math
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.printable import printable
from svodka.indexer.sources.candidate import Candidate, digest_of
from svodka.indexer.sources.dates import parse_date
from svodka.indexer.sources.prose import clean, one_line, paragraphs, titled

#: The names of each field in sources, the most specific first.
NAMES = {
    "id": ("id", "_id", "guid", "uid", "ид", "идентификатор"),
    "title": ("title", "headline", "заголовок", "название"),
    "text": (
        *(
            "text",
            "content",
            "body",
            "article_text",
            "full_text",
            "fulltext",
            "articlebody",
            "content_text",
        ),
        *("content_html", "текст", "содержание", "текст статьи"),
    ),
    "date": (
        *(
            "date",
            "published",
            "published_at",
            "publishedat",
            "pubdate",
            "pub_date",
            "publish_date",
            "date_published",
        ),
        *(
            "datepublished",
            "publication_date",
            "datetime",
            "дата",
            "дата публикации",
            "опубликовано",
        ),
    ),
    "url": ("url", "link", "href", "ссылка", "адрес"),
    "section": (
        *("section", "rubric", "topic", "category", "categories", "articlesection", "topics"),
        *("рубрика", "раздел", "тема", "категория"),
    ),
    "author": ("author", "authors", "byline", "автор", "авторы"),
    "source": (
        "source",
        "publisher",
        "channel",
        "sitename",
        "site_name",
        "источник",
        "канал",
        "издание",
    ),
}
_FIELD_OF = {
    name: (field, rank) for field, names in NAMES.items() for rank, name in enumerate(names)
}

LONGEST_TEXT = 2_000_000  # characters, a thousand pages
LONGEST_NAME = 500  # characters of a source, a section or an author; longer ones are no names
LONGEST_URL = 2_000

_SAFE_ID = re.compile(r"[A-Za-z0-9._~-]{1,200}")
_MADE_ID = re.compile(r".*~[0-9a-f]{32}")
_MARKUP = re.compile(
    r"</?(?:p|br|div|a|b|i|u|strong|em|ul|ol|li|h[1-6]|span|blockquote|img|figure|table)"
    r"(?:\s[^<>]{0,2000})?/?>",
    re.I,
)
_ENTITY = re.compile(
    r"&(?:nbsp|quot|laquo|raquo|mdash|ndash|hellip|amp|lt|gt|#\d{2,6}|#x[0-9a-f]{2,5});", re.I
)


def named(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of an article in a record, by its names in any case.

    If a field has several names, the most specific counts.
    """
    ranked: dict[str, tuple[int, Any]] = {}
    for name, value in record.items():
        field, rank = _FIELD_OF.get(str(name).strip().strip("\ufeff").lower(), ("", 0))
        if field and not _is_missing(value) and rank < ranked.get(field, (math.inf, None))[0]:
            ranked[field] = (rank, value)
    return {field: value for field, (_, value) in ranked.items()}


def article(
    candidate: Candidate, fields: Mapping[str, Any], lines: list[str] | None = None
) -> Article:
    """Make the article of the fields that ``named`` gives.

    ``lines`` are its paragraphs if the format gives them. Raises SourceError if there is neither
    text nor title, or a field is not text.
    """
    if lines is None:
        lines = paragraphs(_plain(_text(fields, "text", "\n")).split("\n"))
    title, text = titled(lines, _plain(_text(fields, "title", " ")))
    if not (title or text):
        raise SourceError("has neither a title nor a text")
    if len(text) > LONGEST_TEXT:
        raise SourceError(f"its text is longer than {LONGEST_TEXT // 1_000_000} million characters")
    date = parse_date(fields.get("date"))
    names = {name: _name(fields, name) for name in ("source", "section", "author", "url")}
    made = Article(
        _identify(candidate, fields),
        title,
        text,
        candidate.path,
        date,
        **names,
        folder=candidate.folder,
    )
    _refuse_surrogates(made)
    return made


def _name(fields: Mapping[str, Any], field: str) -> str:
    """Return a name or an address in one line, empty if it is too long for one."""
    name = one_line(clean(_text(fields, field)))
    return name if len(name) <= (LONGEST_URL if field == "url" else LONGEST_NAME) else ""


def _is_missing(value: Any) -> bool:
    if isinstance(value, float):
        return math.isnan(value)
    return (
        value is None
        or isinstance(value, bool)
        or (isinstance(value, str | list | dict) and not value)
    )


def _text(fields: Mapping[str, Any], field: str, between: str = ", ") -> str:
    """Return a field as text. A number is written out, a list joined, an object gives its name."""
    value = fields.get(field, "")
    if isinstance(value, list):
        return between.join(_scalar(field, item) for item in value if not _is_missing(item))
    return _scalar(field, value)


def _scalar(field: str, value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return _written(value)
    if isinstance(value, Mapping) and isinstance(
        name := value.get("name", value.get("title")), str
    ):
        return name
    raise SourceError(f"its {field} is {_KINDS.get(type(value), 'not text')}, not a text")


_KINDS: dict[type, str] = {
    dict: "an object",
    list: "a list",
    bool: "true or false",
    type(None): "null",
}


def _written(number: float) -> str:
    """Return a number as its shortest decimal text. Tables keep integer ids as 12.0."""
    try:
        return str(int(number)) if number == int(number) else repr(number)
    except (OverflowError, ValueError):  # infinite, or too long for Python to write out
        raise SourceError("holds a number that is too large") from None


def _plain(text: str) -> str:
    """Return a record's text without HTML markup."""
    if _MARKUP.search(text):
        # Imported late: lxml takes 20 ms to load, and most records are plain.
        from svodka.indexer.sources.html_tree import html_lines

        text = "\n".join(html_lines(text.replace("\0", "\ufffd")))
    elif _ENTITY.search(text):
        from html import unescape

        text = unescape(text)
    return clean(text)


def _identify(candidate: Candidate, fields: Mapping[str, Any]) -> str:
    given = fields.get("id")
    if isinstance(given, str | int | float) and (own := one_line(_scalar("id", given))):
        return safe_id(own)
    path = unicodedata.normalize("NFC", candidate.path)
    if candidate.folder:  # a NUL is in no path, so ids of two folders differ
        path = f"{candidate.folder}\0{path}"
    if not candidate.place:
        return digest_of(path.encode())[:20]
    return digest_of(identity(path, fields), candidate.ordinal)[:20]


def identity(path: str, fields: Mapping[str, Any]) -> bytes:
    """Return the identity of a record without an id.

    It is the address, or else title (or first words) and date.
    """
    url = fields.get("url")
    if isinstance(url, str) and url.strip():
        parts = ["url", url.strip()]
    else:
        text = fields.get("text")
        start = text[:200] if isinstance(text, str) and not fields.get("title") else ""
        parts = ["title", str(fields.get("title") or start), str(fields.get("date") or "")]
    key = "\0".join([unicodedata.normalize("NFC", path), *parts])
    return key.encode("utf-8", "surrogatepass")


def safe_id(given: str) -> str:
    """Return an id that is safe in a URL: unchanged if it is safe already.

    Else its safe characters and a digest of all of it, so that none collide.
    """
    if _SAFE_ID.fullmatch(given) and given not in (".", "..") and not _MADE_ID.fullmatch(given):
        return given
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", given[:400])[:100].strip("-.")
    return (
        f"{slug}~{digest_of(unicodedata.normalize('NFC', given).encode('utf-8', 'surrogatepass'))}"
    )


def _refuse_surrogates(made: Article) -> None:
    for field in ("title", "text", "source", "section", "author", "url"):
        try:
            getattr(made, field).encode()
        except UnicodeEncodeError as error:
            char = printable(error.object[error.start])
            raise SourceError(
                f"its {field} holds half of a character: the lone surrogate {char}"
            ) from None
