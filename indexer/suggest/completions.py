"""Completions of a query being typed: titles, phrases that recur in titles, names.

They are read from the index once for each of its versions, in the background, so that no keystroke
waits. Until then those of the last version are used, or none. A query without results is never
suggested.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from threading import Lock, Thread
from time import monotonic
from typing import Literal

from svodka.indexer.analysis.folding import fold
from svodka.indexer.article import ExactField
from svodka.indexer.bulkhead import Bulkhead, PartFailure, readable
from svodka.indexer.engines.port import Engine
from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    Everything,
    Form,
    Fuzzy,
    InField,
    Node,
    Or,
    Phrase,
    Prefix,
    SameSentence,
    Word,
)
from svodka.indexer.suggest.collocations import collocations
from svodka.indexer.suggest.keyboard import retyped
from svodka.indexer.suggest.titles import Titles, words_of

Kind = Literal["title", "phrase", "name"]

MAX_SUGGESTIONS = 20
MAX_TYPED = 100  # characters; a longer query gets no suggestions
TITLES = 100_000  # of the newest articles, held in memory: about 60 MB with their words
NAMES = 3_000  # of each field of names
NAMED: tuple[ExactField, ...] = ("person", "place")
LONGEST = 200  # characters of a suggested title
LOOKED_AT = 300  # titles ranked by how well they begin
REST = 20  # pause before the next preparation, in durations of the last one

_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A query, its kind, and the number of articles that it finds.

    For a title, the number of articles that have it.
    """

    text: str
    kind: Kind
    count: int


class Suggested(list[Suggestion]):
    """Suggestions, and the ``failures`` of others."""

    failures: Sequence[PartFailure] = ()


@dataclass(frozen=True, slots=True)
class _Offer:
    """The suggestions of one version of an index.

    ``short`` has short texts, the most frequent first; ``titles`` the newest first. ``counts``
    caches the results of short texts. ``reprinted`` has the number of articles with a folded title,
    if several. ``failures`` are of titles that could not be read.
    """

    version: str
    kinds: Sequence[Kind]
    short: Titles
    titles: Titles
    reprinted: dict[str, int]
    counts: dict[str, int] = field(default_factory=dict)
    failures: Sequence[PartFailure] = ()


class Suggester:
    """Suggest queries from an index; safe to share between threads.

    ``count`` returns the number of articles that a query finds. ``before`` is called in the
    background before the suggestions are read.
    """

    def __init__(
        self, engine: Engine, count: Callable[[str], int], before: Callable[[], None] = lambda: None
    ) -> None:
        self._engine = engine
        self._count = count
        self._before = before
        self._lock = Lock()
        self._offer: _Offer | None = None
        self._preparing = False
        self._next = 0.0
        self._failures: Sequence[PartFailure] = ()  # of the last preparation

    def suggest(self, typed: str, limit: int) -> Suggested:
        """Return completions of the beginning of a query, the likeliest first.

        Phrases and names take at most half of ``limit`` if titles fill the rest. Without
        completions, the text is read on the other keyboard layout. Failures of the last preparation
        come with each answer until the next one. Raises UnusableIndexError.
        """
        with self._engine.steady():
            version = self._engine.version()
            offer = self._current(version)
            bulkhead = Bulkhead(self._failed())
            found = Suggested()
            if offer is not None and len(typed) <= MAX_TYPED:
                found += self._suggested(offer, version, typed, limit, bulkhead)
                found = found or Suggested(
                    self._suggested(offer, version, _retyped(typed), limit, bulkhead)
                )
            found.failures = bulkhead.failures
            return found

    def _suggested(
        self, offer: _Offer, version: str, typed: str, limit: int, bulkhead: Bulkhead
    ) -> list[Suggestion]:
        if not words_of(typed):
            return []
        short = self._made(offer, version, self._short(offer, typed), bulkhead)
        titles = self._made(offer, version, self._titles(offer, typed), bulkhead)
        first, begun = list(islice(short, (limit + 1) // 2)), list(islice(titles, limit))
        more = islice(short, max(0, limit - len(first) - len(begun)))
        return [*first, *more, *begun][:limit]

    def _made(
        self,
        offer: _Offer,
        version: str,
        candidates: Iterator[tuple[str, Kind]],
        bulkhead: Bulkhead,
    ) -> Iterator[Suggestion]:
        """Yield the suggestions of candidates; a failure costs only its own."""
        for text, kind in candidates:
            make = self._title if kind == "title" else self._short_text
            if suggestion := bulkhead.run(
                "suggestion", partial(make, offer, version, text, kind), None
            ):
                yield suggestion

    def _short(self, offer: _Offer, typed: str) -> Iterator[tuple[str, Kind]]:
        """Yield phrases and names with the typed words; those that begin with them come first."""
        numbers, beginning = _having(offer.short, typed), fold(typed.lstrip())
        for number in sorted(
            numbers, key=lambda number: not fold(offer.short.texts[number]).startswith(beginning)
        ):
            yield offer.short.texts[number], offer.kinds[number]

    def _short_text(self, offer: _Offer, version: str, text: str, kind: Kind) -> Suggestion | None:
        count = offer.counts.get(text) if version == offer.version else None
        if count is None:
            count = offer.counts[text] = self._count(text)
        return Suggestion(text, kind, count) if count else None

    def _titles(self, offer: _Offer, typed: str) -> Iterator[tuple[str, Kind]]:
        """Yield titles with the typed words.

        First those that begin with them, then those with them in a row, then the others.
        """
        beginning = fold(_BLANKS.sub(" ", typed.lstrip()))
        titles = [offer.titles.texts[number] for number in _having(offer.titles, typed)[:LOOKED_AT]]
        for title in sorted(titles, key=lambda title: _distance(fold(title), beginning)):
            yield title, "title"

    def _title(self, offer: _Offer, version: str, title: str, kind: Kind) -> Suggestion | None:
        if len(title) > LONGEST or "://" in title or not _finds_itself(parse(title).tree):
            return None
        if version != offer.version and not self._count(title):
            return None
        return Suggestion(title, kind, offer.reprinted.get(title.casefold(), 1))

    def _failed(self) -> Sequence[PartFailure]:
        """Return the failures of the last preparation.

        They are marked as reported for later calls.
        """
        with self._lock:
            failures = self._failures
            self._failures = [replace(one, reported=True) for one in failures]
            return failures

    def _current(self, version: str) -> _Offer | None:
        """Return the prepared offer; if it is of another version, start preparing."""
        with self._lock:
            offer = self._offer
            if (
                (offer is None or offer.version != version)
                and not self._preparing
                and monotonic() >= self._next
            ):
                self._preparing = True
                Thread(target=self._prepare, name="suggestions", daemon=True).start()
            return offer

    def _prepare(self) -> None:
        started = monotonic()
        offer, bulkhead = None, Bulkhead()
        try:
            with self._engine.steady():
                bulkhead.run("correction", self._before, None)
                offer = bulkhead.run(
                    "suggestion", lambda: _offered(self._engine, self._engine.version()), None
                )
        except (UnusableIndexError, OSError):
            pass  # the index has gone; the engine raises at the next call
        finally:
            failures = [*bulkhead.failures, *(offer.failures if offer else ())]
            failures = [one for one in failures if not isinstance(one.error, OSError)]  # as above
            with self._lock:
                self._preparing = False
                self._offer = offer or self._offer
                self._failures = failures
                self._next = monotonic() + REST * (monotonic() - started)


def _offered(engine: Engine, version: str) -> _Offer:
    bulkhead = Bulkhead()
    read = (hit.article for hit in engine.stream(Everything(), limit=TITLES, sort="newest").hits)
    all_titles = [
        one.title for one in read if bulkhead.run("suggestion", partial(readable, one), None, one)
    ]
    seen = Counter(title.casefold() for title in all_titles)
    newest: dict[str, str] = {}
    for title in all_titles:
        newest.setdefault(title.casefold(), title)
    titles = Titles(newest.values())
    reprinted = {title: count for title, count in seen.items() if count > 1}
    short = _short_texts(engine, titles)
    failures = bulkhead.failures
    return _Offer(
        version, list(short.values()), Titles(short), titles, reprinted, failures=failures
    )


def _short_texts(engine: Engine, titles: Titles) -> dict[str, Kind]:
    """Return the names of people and places and the recurring phrases, the most frequent first.

    A text that is both is a name.
    """
    names = [bucket for field in NAMED for bucket in engine.values(field, NAMES)]
    kinds: dict[str, Kind] = {bucket.value: "name" for bucket in names}
    known = set(map(fold, kinds))
    rated = [(bucket.count, bucket.value) for bucket in names]
    for phrase in collocations(titles):
        if fold(phrase.text) not in known:
            kinds[phrase.text] = "phrase"
            rated.append((phrase.count, phrase.text))
    return {text: kinds[text] for _, text in sorted(rated, key=lambda pair: -pair[0])}


def _having(texts: Titles, typed: str) -> list[int]:
    numbers: list[int] = texts.having(words_of(typed), unfinished=not typed[-1].isspace()).tolist()
    return numbers


def _distance(title: str, beginning: str) -> int:
    if title.startswith(beginning):
        return 0
    return 1 if f" {beginning}" in title else 2


def _finds_itself(tree: Node) -> bool:
    """True if a title, typed as a query, finds its own article.

    One with «-слово» or «дата:» may not.
    """
    match tree:
        case And(children) | Or(children):
            return all(map(_finds_itself, children))
        case InField("title", child):
            return _finds_itself(child)
    return isinstance(tree, Word | Form | Prefix | Fuzzy | Phrase | SameSentence | AnyWord)


def _retyped(typed: str) -> str:
    """Return the text of the same keys on the other layout, empty if it is no word."""
    ways = [next(iter(retyped(chunk)), chunk) for chunk in typed.split()]
    return "" if ways == typed.split() else " ".join(ways) + " " * typed[-1].isspace()
