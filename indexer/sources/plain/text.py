"""Plain text and Markdown become articles."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.sources.candidate import Candidate
from svodka.indexer.sources.fields import Remark, article
from svodka.indexer.sources.names import named
from svodka.indexer.sources.plain.front_matter import front_matter, header_lines
from svodka.indexer.sources.plain.markdown import markdown_lines
from svodka.indexer.sources.writing.encodings import decode
from svodka.indexer.sources.writing.mojibake import mended
from svodka.indexer.sources.writing.prose import clean, paragraphs

# Entities that nobody types: the text was cut out of a page.
_ENTITY = re.compile(
    r"&(?:nbsp|[lr]aquo|[mn]dash|hellip|quot|[lrb]dquo|shy|#\d{2,5}|#x[\da-f]{2,5});"
)


def read_text(candidate: Candidate, tell: Remark) -> Article:
    """Read a plain text: header lines, a title, paragraphs. Raises SourceError."""
    fields, lines = _top(candidate, tell, _spelt_out)
    return article(candidate, fields, tell, paragraphs(lines))


def read_markdown(candidate: Candidate, tell: Remark) -> Article:
    """Read a Markdown text: front matter or header lines, a heading, plain paragraphs.

    Raises SourceError.
    """
    fields, lines = _top(candidate, tell)
    heading, plain = markdown_lines(lines)
    plain = [line.strip() for line in plain if line.strip()]
    if heading and "title" in fields:
        plain = [heading, *plain]  # dropped again if it repeats the title
    return article(candidate, {"title": heading, **fields}, tell, plain)


def _top(
    candidate: Candidate, tell: Remark, prepare: Callable[[str], str] = str
) -> tuple[Mapping[str, Any], list[str]]:
    """Decode a text and split off the metadata at its top: (fields, lines)."""
    return top_of(clean(mended(prepare(decode(candidate.raw)), tell)))


def _spelt_out(text: str) -> str:
    """Return a text without the entities that a page left in it: «&nbsp;», «&#1055;»."""
    if not _ENTITY.search(text):
        return text
    from html import unescape

    return unescape(text)


def top_of(text: str) -> tuple[Mapping[str, Any], list[str]]:
    """Split off the metadata at the top of a text: (fields, lines). Raises SourceError."""
    if not text.strip():
        raise SourceError("blank: it holds no text" if text else "empty")
    header, body = front_matter(text.lstrip("\n"))
    lines, fields = body.split("\n"), named(header)
    headers, lines = header_lines(lines)
    return {**headers, **fields}, lines
