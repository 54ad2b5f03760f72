"""An article analysed for engines, and its entry in their catalogs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article, ExactField

NO_DATE = -(2**62)  # in seconds since 1970: sorts after all dates, newest or oldest first
NO_DAY = -(2**31)  # in days since 1970 in the article's own time zone

# An article has at most one value of these.
_SINGLE: tuple[ExactField, ...] = ("source", "section", "author")
_EPOCH = date(1970, 1, 1).toordinal()


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
    ``added`` is the time of the run that added the article, in seconds since 1970.
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
    added: int = 0

    @property
    def entry(self) -> Entry:
        """The catalog entry of this document."""
        article = self.article
        return Entry(article.id, article.path, self.digest, article.folder, self.former)


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

    A time without an offset is taken as UTC, a day as its midnight, a month or year as its first
    day.
    """
    if written is None:
        return NO_DATE
    moment = datetime.fromisoformat(_with_day(written))
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def day(moment: str | None) -> int:
    """Return the days since 1970 of an ISO date or time in its own time zone; NO_DAY for None.

    A month or a year counts as its first day.
    """
    return date.fromisoformat(_with_day(moment)[:10]).toordinal() - _EPOCH if moment else NO_DAY


def _with_day(written: str) -> str:
    """Return an ISO date with a day: «1917-03» is «1917-03-01»."""
    return written if len(written) >= len("1917-03-01") else f"{written}-01-01"[:10]


def hosts(url: str) -> list[str]:
    """Return the host of an address and the domains above it: news.lenta.ru, lenta.ru, ru."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # a broken IPv6 address
        return []
    labels = host.split(".")
    return [".".join(labels[n:]) for n in range(len(labels))] if host else []
