"""Pages with several posts of the same rank: blogs, walls, lists of news."""

import re
from collections.abc import Iterator
from typing import Any

from svodka.indexer.sources.candidate import Candidate, digest_of
from svodka.indexer.sources.pages.data import microdata, shown_date
from svodka.indexer.sources.pages.html_page import decoded_page, metadata
from svodka.indexer.sources.pages.html_tree import SURROUNDINGS, lines_of, tree_of
from svodka.indexer.sources.pages.layout import straighten
from svodka.indexer.sources.records import dumped
from svodka.indexer.sources.writing.prose import one_line

_MARK = re.compile(
    rb"<article\b|\b(?:hentry|wall_item|blog-post|news-item|b-post)\b"
    rb"|/(?:Blog|SocialMedia)Posting\b",
    re.I,
)
_CLASSES = frozenset(("hentry", "wall_item", "blog-post", "post", "entry", "news-item", "b-post"))
_TYPES = re.compile(r"(?:NewsArticle|Article|Posting)$")
_HEADINGS = ("h1", "h2", "h3", "h4")
_FEWEST = 3  # posts; two may be a story and a teaser
_SHORTEST = 60  # characters of a post
_MOST_SHARE = 0.6  # of one post in all: a longer one is the page's story
_LEAST_SHARE = 0.5  # of all posts in the page


def may_hold_several(raw: bytes) -> bool:
    """True if a page is worth a look: it has the marks of several posts."""
    return len(_MARK.findall(raw, 0, 2_000_000)) >= _FEWEST


def several_posts(path: str, raw: bytes) -> list[Candidate]:
    """Return the posts of a page as records, none if it is the page of one story.

    Raises SourceError.
    """
    root = tree_of(decoded_page(raw))
    straighten(root)
    posts = list(_posts(root))
    texts = [lines_of(post, SURROUNDINGS) for post in posts]
    sizes = [sum(map(len, lines)) for lines in texts]
    page = sum(map(len, lines_of(root, SURROUNDINGS)))
    if len(posts) < _FEWEST or min(sizes) < _SHORTEST or max(sizes) > _MOST_SHARE * sum(sizes):
        return []
    dated = sum(bool(shown_date(post)) for post in posts)
    if sum(sizes) < _LEAST_SHARE * page or dated * 2 < len(posts):
        return []
    source = str(metadata(root).get("source", ""))
    records = [_record(*item, source) for item in zip(posts, texts, strict=True)]
    return [_candidate(path, number, record) for number, record in enumerate(records, 1)]


def _posts(root: Any) -> Iterator[Any]:
    """Yield the outermost elements that are marked as posts."""
    for element in root.iter("article", "div", "section", "li"):
        if _is_post(element) and not any(map(_is_post, element.iterancestors())):
            yield element


def _is_post(element: Any) -> bool:
    classes = set((element.get("class") or "").split())
    kind = element.get("itemtype") or ""
    return element.tag == "article" or bool(classes & _CLASSES) or bool(_TYPES.search(kind))


def _record(post: Any, lines: list[str], source: str) -> dict[str, Any]:
    fields: dict[str, Any] = {**microdata(post), "date": shown_date(post)}
    heading = next(post.iter(*_HEADINGS), None)
    if heading is not None:
        fields["title"] = one_line("".join(heading.itertext()))
    links = [*(heading.iter("a") if heading is not None else ()), *post.iter("a")]
    address = next((a.get("href") for a in links if (a.get("href") or "").startswith("http")), "")
    dates = {fields["date"], fields.get("title")}
    fields["text"] = "\n".join(line for line in lines if line not in dates)
    return {"source": source, "url": address, **fields}


def _candidate(path: str, number: int, record: dict[str, Any]) -> Candidate:
    written = dumped({name: value for name, value in record.items() if value})
    return Candidate(path, digest_of(written), "record", written, f"post {number}")
