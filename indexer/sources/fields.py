"""The values of a record become the fields of an article, and its id.

Names may be in any language.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.printable import printable
from svodka.indexer.sources.candidate import Candidate, digest_of
from svodka.indexer.sources.dates import parse_marked_date
from svodka.indexer.sources.hosts import source_of
from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.texts import as_text, composed, plain, scalar
from svodka.indexer.sources.writing.prose import one_line, paragraphs, titled

LONGEST_TEXT = 2_000_000  # characters, a thousand pages
LONGEST_NAME = 500  # characters of a source, a section or an author; longer ones are no names
LONGEST_URL = 2_000

_SAFE_ID = re.compile(r"[A-Za-z0-9._~-]{1,200}")
_ADDRESS = re.compile(r"https?://[^\s/]+/\S+")
_MADE_ID = re.compile(r".*~[0-9a-f]{32}")
#: Takes a note on the article that is being read.
Remark = Callable[[Note], None]


def article(
    candidate: Candidate, fields: Mapping[str, Any], tell: Remark, lines: list[str] | None = None
) -> Article:
    """Make the article of the fields that ``named`` gives.

    ``lines`` are its paragraphs if the format gives them. ``tell`` gets what was not understood.
    Raises SourceError if there is neither text nor title, or a field is not text.
    """
    if lines is None:
        lines = paragraphs(composed(fields, tell).split("\n"))
    title, text = titled(lines, _title(fields, tell, is_needed=not lines))
    if not (title or text):
        raise SourceError("has neither a title nor a text")
    if len(text) > LONGEST_TEXT:
        raise SourceError(f"its text is longer than {LONGEST_TEXT // 1_000_000} million characters")
    date = _date(fields.get("date"), tell)
    names = {name: _name(fields, name, tell) for name in ("source", "section", "author", "url")}
    if _ADDRESS.fullmatch(names["source"]):  # scrapers and notes call the address so
        names["url"], names["source"] = names["url"] or names["source"], ""
    names["source"] = names["source"] or source_of(names["url"])
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


def _title(fields: Mapping[str, Any], tell: Remark, *, is_needed: bool) -> str:
    """Return the given title; beside a text, one that is no text is only told."""
    try:
        return plain(as_text(fields, "title", " "))
    except SourceError as error:
        if is_needed:
            raise
        tell(Note("no title", f"{error}, so its first words are"))
        return ""


def _date(given: Any, tell: Remark) -> str | None:
    """Return a date. One that is not understood is told."""
    date = parse_marked_date(given)
    if date is None and given not in (None, "", [], {}):
        shown = printable(one_line(given) if isinstance(given, str) else repr(given), 80)
        tell(Note("date", f"its date «{shown}» is not understood, so it has none"))
    return date


def _name(fields: Mapping[str, Any], field: str, tell: Remark) -> str:
    """Return a name or an address in one line, empty if it is too long for one.

    One that is no text is told: its article is no worse for it.
    """
    try:
        name = one_line(plain(as_text(fields, field)))
    except SourceError as error:
        tell(Note(f"no {field}", f"{error}, so it has none"))
        return ""
    if field in ("section", "author") and re.fullmatch(r"[\d,\s]+", name):
        return ""  # a number in some other table
    return name if len(name) <= (LONGEST_URL if field == "url" else LONGEST_NAME) else ""


def _identify(candidate: Candidate, fields: Mapping[str, Any]) -> str:
    given = fields.get("id")
    if isinstance(given, str | int | float) and (own := one_line(scalar("id", given))):
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
