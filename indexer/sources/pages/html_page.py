"""A web page becomes an article: its text without the navigation, and its metadata."""

import json
import logging
import re
from collections.abc import Iterator
from typing import Any

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.sources.candidate import Candidate
from svodka.indexer.sources.dates import is_only_a_date, parse_date
from svodka.indexer.sources.fields import Remark, article
from svodka.indexer.sources.notes import Note
from svodka.indexer.sources.pages.data import microdata, shown_author, shown_date
from svodka.indexer.sources.pages.heading import whole_address, with_heading, without_site
from svodka.indexer.sources.pages.layout import straighten
from svodka.indexer.sources.writing.encodings import decode
from svodka.indexer.sources.writing.mojibake import mended
from svodka.indexer.sources.writing.prose import clean, one_line, paragraphs

_QUIET = logging.NullHandler()
# Characters. In a larger page the story is taken without the slow search for it.
_LARGE = 3_000_000
# A page of news has some thousand tags; for a million the search takes minutes.
_MOST_TAGS = 50_000
_DECLARED = re.compile(
    rb"""<(?:meta\b[^<>]{0,200}?charset|\?xml\b[^<>]{0,100}?encoding)"""
    rb"""\s*=\s*["']?\s*([A-Za-z0-9_-]{2,40})""",
    re.I,
)
_ARTICLE_TYPES = re.compile(
    r"(?:News|Reportage|Blog|Opinion|Analysis|Review|Report)?(?:Article|Posting)$|NewsArticle"
)
_HEADED = 5  # lines of a story among which its heading stands
_TOP = 3  # lines in which a page without metadata shows its date
_PRINTED = re.compile(r"\s*[-–—|(:]?\s*(?:версия для печати|print version)\)?\s*[-–—|:]?\s*", re.I)
_METAS = {
    "title": ("og:title", "twitter:title", "dc.title"),
    "date": (
        *(
            "article:published_time",
            "og:article:published_time",
            "datepublished",
            "date",
            "dc.date",
            "dc.date.issued",
        ),
        *(
            "dcterms.created",
            "dcterms.date",
            "pubdate",
            "publishdate",
            "publish_date",
            "mediator_published_time",
        ),
    ),
    "author": ("author", "article:author", "dc.creator", "mediator_author"),
    "source": ("og:site_name", "application-name", "dc.publisher"),
    "section": ("article:section", "og:section", "mediator_theme"),
    "url": ("og:url",),
}


def read_page(candidate: Candidate, tell: Remark) -> Article:
    """Read an HTML file. Raises SourceError."""
    text = decoded_page(candidate.raw, tell)
    if not text.strip():
        raise SourceError("blank: it holds no text")
    # Imported late: lxml takes 20 ms to load, and a collection may hold no HTML.
    from svodka.indexer.sources.pages.html_tree import tree_of

    root = tree_of(text)
    fields = metadata(root)
    fields = {**dict(candidate.given), **fields}
    lines = paragraphs(clean("\n".join(_story(text))).split("\n"))
    fields["title"] = without_site(fields.get("title", ""), lines[:_HEADED])
    if not fields.get("date"):
        fields["date"] = _date_above(lines)
    if not lines and fields.get("title"):
        frames = "frames" if "<frame" in text.lower() else "scripts, if it has one"
        tell(Note("title only", f"only its title is read: its text stands in {frames}"))
    return article(candidate, fields, tell, lines)


def _date_above(lines: list[str]) -> str:
    """Return the line that is only a date above the first sentence of a page; or empty."""
    for line in lines[:_TOP]:
        if is_only_a_date(line):
            return line
        if line.endswith((".", "!", "?", "…")):
            break
    return ""


def decoded_page(raw: bytes, tell: Remark = lambda _note: None) -> str:
    """Return the text of a page with its tags. Raises SourceError."""
    match = _DECLARED.search(raw[:4096])
    return clean(mended(decode(raw, match[1].decode() if match else None), tell))


def _story(text: str) -> list[str]:
    """Return the lines of the article's text, as found by trafilatura.

    If that fails: all lines without the page's frame.
    """
    from svodka.indexer.sources.pages.html_tree import SURROUNDINGS, lines_of, tree_of, untagged

    root = tree_of(text)
    straighten(root)
    marked = list(root.iter("article"))
    body = marked[0] if len(marked) == 1 else next(root.iter("main", "body"), root)
    plain = lines_of(body, SURROUNDINGS) or untagged(text)
    if len(text) > _LARGE or text.count("<") > _MOST_TAGS:
        return plain
    extracted = with_heading(_extracted(root), plain, body)
    # Most of the only marked article must be in the result, else the search missed the story.
    enough = 0.5 * sum(map(len, plain)) if len(marked) == 1 else 1
    return extracted if sum(map(len, extracted)) >= enough else plain


def _extracted(root: Any) -> list[str]:
    """Return trafilatura's lines of the story.

    First by its strict rules, which leave out menus, then by its lenient ones.
    """
    # Imported late: it takes 220 ms to load.
    from lxml import etree
    from trafilatura import bare_extraction

    text = etree.tostring(root, encoding="unicode", method="html")
    # It would report odd pages on standard error; Svodka names them itself.
    logging.getLogger("trafilatura").propagate = False
    logging.getLogger("trafilatura").addHandler(_QUIET)
    for strict in (True, False):
        try:
            found = bare_extraction(
                text,
                fast=True,
                favor_precision=strict,
                include_comments=False,
                with_metadata=False,
            )
        # A heuristic on hostile input; the plain text of the page replaces its result.
        except Exception:  # noqa: S112
            continue
        if story := (getattr(found, "text", None) or "").strip():
            return [re.sub(r"^- ", "", line) for line in story.split("\n")]
    return []


def metadata(root: Any) -> dict[str, Any]:
    """Return the metadata of a page.

    JSON-LD comes first, then OpenGraph and other metas, then visible elements. No date is guessed.
    """
    fields: dict[str, Any] = {}
    unread = ""
    for found in (_linked_data(root), _metas(root), microdata(root), _visible(root)):
        for field, value in found.items():
            if value and field == "date" and not parse_date(value):
                unread = unread or value
            elif value:
                fields.setdefault(field, value)
    if unread:
        fields.setdefault("date", unread)  # it is told that this was not understood
    if "title" in fields and "source" in fields:
        fields["title"] = _without_site(fields["title"], fields["source"])
    return fields


def _metas(root: Any) -> dict[str, str]:
    given: dict[str, str] = {}
    for meta in root.iter("meta"):
        name = (
            (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        )
        if content := one_line(meta.get("content") or ""):
            given.setdefault(name, content)
    fields = {
        field: next((given[name] for name in names if name in given), "")
        for field, names in _METAS.items()
    }
    if "://" in fields["author"]:  # OpenGraph gives the address of an author's profile
        fields["author"] = ""
    return fields


def _visible(root: Any) -> dict[str, str]:
    headings = [one_line(" ".join(element.itertext())) for element in root.iter("h1")]
    title = (
        headings[0]
        if len(headings) == 1
        else one_line(" ".join(next(root.iter("title"), root.makeelement("title")).itertext()))
    )
    links = (
        link.get("href")
        for link in root.iter("link")
        if (link.get("rel") or "").lower() == "canonical"
    )
    return {
        "title": _PRINTED.sub("", title),
        "date": shown_date(root),
        "author": shown_author(root),
        "url": next((whole_address(root, link) for link in links if link), ""),
    }


def _linked_data(root: Any) -> dict[str, Any]:
    for script in root.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for item in _items(data):
            return _of_item(item, _named_parts(data))
    return {}


def _named_parts(data: Any) -> dict[str, Any]:
    """Return the parts of a graph by their names: articles refer to them by {"@id": "#author"}."""
    graph = data.get("@graph") if isinstance(data, dict) else data
    parts = graph if isinstance(graph, list) else []
    return {
        part["@id"]: part
        for part in parts
        if isinstance(part, dict) and isinstance(part.get("@id"), str)
    }


def _items(data: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the descriptions of articles in linked data: at its top, in a list, or in a graph."""
    if isinstance(data, list) and depth < 4:
        for item in data:
            yield from _items(item, depth + 1)
    elif isinstance(data, dict):
        types = data.get("@type")
        if any(
            isinstance(name, str) and _ARTICLE_TYPES.match(name)
            for name in (types if isinstance(types, list) else [types])
        ):
            yield data
        yield from _items(data.get("@graph", []), depth + 1)


def _of_item(item: dict[str, Any], parts: dict[str, Any]) -> dict[str, Any]:
    def referred(value: Any) -> Any:
        if isinstance(value, list):
            return [referred(one) for one in value[:20]]
        if isinstance(value, dict) and "name" not in value:
            name = value.get("@id")
            return parts.get(name, value) if isinstance(name, str) else value
        return value

    url = item.get("url") or item.get("mainEntityOfPage")
    return {
        "title": _names(item.get("headline")),
        "date": _names(item.get("datePublished")),
        "author": _names(referred(item.get("author"))),
        "source": _names(referred(item.get("publisher"))),
        "section": _names(item.get("articleSection")),
        "url": _names(url.get("@id") if isinstance(url, dict) else url),
    }


def _names(value: Any) -> str:
    """Return a text, the name of a person or a publisher, or several joined."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_names, value[:20])))
    if isinstance(value, dict):
        value = value.get("name")
    return one_line(value) if isinstance(value, str) else ""


def _without_site(title: str, site: str) -> str:
    """Return «Мост открыли - Вести» without the name of the site."""
    match = re.match(r"(.+?)\s+[-–—|/:·»]\s+" + re.escape(site) + "$", title[:2000], re.IGNORECASE)
    return match[1] if match else title
