"""Completions of a query being typed: titles, phrases that recur in titles, names.

Titles are asked of the engine at each keystroke. Phrases and names are few. They are read once for
each version of the index, in the background, so that no keystroke waits. Until then those of the
last version are used, or none. A query without results is never suggested.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import islice
from threading import Lock, Thread
from time import monotonic

from svodka.indexer.analysis.folding import fold
from svodka.indexer.bulkhead import Bulkhead, PartFailure, readable
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Hit
from svodka.indexer.errors import UnusableIndexError
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import (
    And,
    AnyWord,
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
from svodka.indexer.suggest.keyboard import retyped
from svodka.indexer.suggest.offers import Kind, Offer, read_offer
from svodka.indexer.suggest.titles import other_forms, words_of

MAX_SUGGESTIONS = 20
MAX_TYPED = 100  # characters; a longer query gets no suggestions
LONGEST = 200  # characters of a suggested title
LOOKED_AT = 300  # the newest titles, ranked by how well they begin
KEPT = 1 << 12  # titles that were looked at last: the next keystroke needs most of them again
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


class Suggester:
    """Suggest queries from an index; safe to share between threads.

    ``count`` returns the number of articles that a query finds.
    """

    def __init__(self, engine: Engine, count: Callable[[str], int]) -> None:
        self._engine = engine
        self._count = count
        self._lock = Lock()
        self._offer = Offer("")
        self._preparing = False
        self._next = 0.0
        self._counted: tuple[str, dict[str, int]] = ("", {})
        self._failures: Sequence[PartFailure] = ()  # of the last preparation
        self._told: set[tuple[str, str]] = set()  # version, id of articles that cannot be read

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
            if len(typed) <= MAX_TYPED:
                found += self._suggested(offer, version, typed, limit, bulkhead)
                found = found or Suggested(
                    self._suggested(offer, version, _retyped(typed), limit, bulkhead)
                )
            found.failures = [self._once(version, failure) for failure in bulkhead.failures]
            return found

    def _suggested(
        self, offer: Offer, version: str, typed: str, limit: int, bulkhead: Bulkhead
    ) -> list[Suggestion]:
        if not words_of(typed):
            return []
        short = self._made(self._short(offer, version, typed), bulkhead)
        titles = self._made(self._titles(typed, bulkhead), bulkhead)
        first, begun = list(islice(short, (limit + 1) // 2)), list(islice(titles, limit))
        more = islice(short, max(0, limit - len(first) - len(begun)))
        return [*first, *more, *begun][:limit]

    def _made(
        self, makers: Iterator[Callable[[], Suggestion | None]], bulkhead: Bulkhead
    ) -> Iterator[Suggestion]:
        """Yield the suggestions that are made; a failure costs only its own."""
        for make in makers:
            if suggestion := bulkhead.run("suggestion", make, None):
                yield suggestion

    def _short(
        self, offer: Offer, version: str, typed: str
    ) -> Iterator[Callable[[], Suggestion | None]]:
        """Yield phrases and names with the typed words; those that begin with them come first."""
        texts, beginning = offer.texts.texts, fold(typed.lstrip())
        having: list[int] = offer.texts.having(
            words_of(typed), unfinished=not typed[-1].isspace()
        ).tolist()
        for number in sorted(
            having, key=lambda number: not fold(texts[number]).startswith(beginning)
        ):
            yield partial(self._short_text, version, texts[number], offer.kinds[number])

    def _short_text(self, version: str, text: str, kind: Kind) -> Suggestion | None:
        counts = self._counts_of(version)
        if text not in counts:
            counts[text] = self._count(text)
        return Suggestion(text, kind, counts[text]) if counts[text] else None

    def _counts_of(self, version: str) -> dict[str, int]:
        """Return the counts of short texts that are known of a version of the index."""
        with self._lock:
            if self._counted[0] != version:
                self._counted = (version, {})
            return self._counted[1]

    def _titles(self, typed: str, bulkhead: Bulkhead) -> Iterator[Callable[[], Suggestion | None]]:
        """Yield titles with the typed words.

        First those that begin with them, then those with them in a row, then the others.
        """
        beginning = fold(_BLANKS.sub(" ", typed.lstrip()))
        hits = []
        for hit in _having(self._engine, typed):
            article = hit.article
            if bulkhead.run("suggestion", partial(readable, article), None, article):
                hits.append((" ".join(article.title.split()), 1 + hit.reprints))
        for title, count in sorted(hits, key=lambda hit: _distance(_folded(hit[0]), beginning)):
            yield partial(self._title, title, count)

    def _title(self, title: str, count: int) -> Suggestion | None:
        if len(title) > LONGEST or "://" in title or not _is_query(title):
            return None
        return Suggestion(title, "title", count)

    def _once(self, version: str, failure: PartFailure) -> PartFailure:
        """Mark a failure as reported if its article's was, for this version of the index."""
        if not failure.id:
            return failure
        with self._lock:
            known = (version, failure.id) in self._told
            self._told = {one for one in self._told if one[0] == version}
            self._told.add((version, failure.id))
        return replace(failure, reported=failure.reported or known)

    def _failed(self) -> Sequence[PartFailure]:
        """Return the failures of the last preparation.

        They are marked as reported for later calls.
        """
        with self._lock:
            failures = self._failures
            self._failures = [replace(one, reported=True) for one in failures]
            return failures

    def _current(self, version: str) -> Offer:
        """Return the prepared offer; if it is of another version, start preparing."""
        with self._lock:
            if self._offer.version != version and not self._preparing and monotonic() >= self._next:
                self._preparing = True
                Thread(target=self._prepare, name="suggestions", daemon=True).start()
            return self._offer

    def _prepare(self) -> None:
        started = monotonic()
        offer, bulkhead = None, Bulkhead()
        try:
            with self._engine.steady():
                offer = bulkhead.run("suggestion", lambda: read_offer(self._engine), None)
        except (UnusableIndexError, OSError):
            pass  # the index has gone; the engine raises at the next call
        finally:
            failures = [one for one in bulkhead.failures if not isinstance(one.error, OSError)]
            with self._lock:
                self._preparing = False
                self._offer = offer or self._offer
                self._failures = failures
                self._next = monotonic() + REST * (monotonic() - started)


def _having(engine: Engine, typed: str) -> Sequence[Hit]:
    """Return the newest titles with the typed words in any form, the last one a prefix.

    If there are none, all words are prefixes.
    """
    words = words_of(typed)
    unfinished = len(words) - (0 if typed[-1].isspace() else 1)
    found = engine.titles(
        [_alternatives(word, prefix=at >= unfinished) for at, word in enumerate(words)], LOOKED_AT
    )
    if found or not unfinished:
        return found
    return engine.titles([_alternatives(word, prefix=True) for word in words], LOOKED_AT)


def _alternatives(word: str, *, prefix: bool) -> list[Form | Prefix]:
    own = Prefix(word, word) if prefix else Form(word, word)
    return [own, *(Form(word, form) for form in other_forms(word))]


def _distance(title: str, beginning: str) -> int:
    if title.startswith(beginning):
        return 0
    return 1 if f" {beginning}" in title else 2


_folded = lru_cache(KEPT)(fold)


@lru_cache(KEPT)
def _is_query(title: str) -> bool:
    """True if a title, typed as a query, finds its own article. Parsing takes a millisecond."""
    return _finds_itself(parse(title).tree)


def _finds_itself(tree: Node) -> bool:
    """True if the tree of a title matches its own article; with «-слово» or «дата:» it may not."""
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
