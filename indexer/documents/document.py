"""An article analysed for engines, and its entry in their catalogs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import numpy as np

from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.sentences import sentences
from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article, ExactField
from svodka.indexer.documents.entities import entities, new_lexicon
from svodka.indexer.documents.signature import signature

NO_DATE = -(2**62)  # in seconds since 1970: sorts after all dates, newest or oldest first
NO_DAY = -(2**31)  # in days since 1970 in the article's own time zone

# An article has at most one value of these.
_SINGLE: tuple[ExactField, ...] = ("source", "section", "author")
_EPOCH = date(1970, 1, 1).toordinal()
_lexicon = new_lexicon()


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in the catalog of an index.

    ``digest`` is the hexadecimal digest of its source's bytes. ``folder`` is the label of its
    folder. ``former`` are its ids before its file moved; they do not count in comparisons.
    """

    id: str
    path: str
    digest: str
    folder: str = ""
    former: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Document:
    """An article with its words, ready to be written.

    ``title`` and ``text`` number the words in one lexicon.
    ``sentences`` has the position of the first word of each sentence of the text, ascending.
    ``people`` and ``places`` are named in the article, in the nominative. Engines recognize
    reprints of one story by ``signature``. ``former`` are the article's ids before its file moved.
    """

    article: Article
    digest: str
    title: Tokens
    text: Tokens
    sentences: Sequence[int]
    people: Sequence[str] = ()
    places: Sequence[str] = ()
    signature: bytes = b""
    former: tuple[str, ...] = ()

    @property
    def entry(self) -> Entry:
        """The catalog entry of this document."""
        article = self.article
        return Entry(article.id, article.path, self.digest, article.folder, self.former)


def prepare(
    article: Article,
    digest: str,
    former: tuple[str, ...] = (),
    lexicon: Lexicon | None = None,
) -> Document:
    """Analyse an article into a document for engines.

    It is for one thread of a process, whose lexicon is used unless another ``new_lexicon`` is
    given.
    """
    words = lexicon or _current_lexicon()
    title, text = words.read(article.title), words.read(article.text)
    named = entities((article.title, title), (article.text, text))
    marked = signature(article, title, text)
    firsts = _firsts(article.text, text)
    return Document(
        article, digest, title, text, firsts, named.people, named.places, marked, former
    )


def _firsts(text: str, words: Tokens) -> list[int]:
    """Return the position of the first word of each sentence; the last ones may have none."""
    begun = [start for start, _ in sentences(text)]
    at = np.searchsorted(words.starts, np.array(begun, np.uint32))
    firsts: list[int] = words.positions[at[at < len(words.ids)]].tolist()
    return firsts


def _current_lexicon() -> Lexicon:
    """Return this process's lexicon, its successor once it is full."""
    global _lexicon
    if _lexicon.is_full:
        _lexicon = _lexicon.successor()
    return _lexicon


def values_of(document: Document) -> dict[ExactField, list[str]]:
    """Return a document's exact values by field, without duplicates."""
    article = document.article
    return {
        **{name: [value] if (value := getattr(article, name)) else [] for name in _SINGLE},
        "person": list(dict.fromkeys(document.people)),
        "place": list(dict.fromkeys(document.places)),
    }


def seconds(written: str | None) -> int:
    """Return the seconds since 1970 of an ISO date or time; NO_DATE for None.

    A time without an offset is taken as UTC, a day as its midnight.
    """
    if written is None:
        return NO_DATE
    moment = datetime.fromisoformat(written)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def day(moment: str | None) -> int:
    """Return the days since 1970 of an ISO date or time in its own time zone; NO_DAY for None."""
    return date.fromisoformat(moment[:10]).toordinal() - _EPOCH if moment else NO_DAY


def hosts(url: str) -> list[str]:
    """Return the host of an address and the domains above it: news.lenta.ru, lenta.ru, ru."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # a broken IPv6 address
        return []
    labels = host.split(".")
    return [".".join(labels[n:]) for n in range(len(labels))] if host else []
