"""What a collection holds, for a reader who has not asked for anything yet, with queries that find something in it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, pairwise
from time import monotonic

from svodka.indexer.analysis.morphology import readings
from svodka.indexer.analysis.tokens import Token, analyze, is_function_word
from svodka.indexer.article import Article
from svodka.indexer.bulkhead import Bulkhead, PartFailure, readable
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Counts
from svodka.indexer.query.tree import Everything

NEWEST = 6  # articles that are shown
TITLES = 60  # articles in whose titles words are looked for
RETRY = 60  # seconds until what failed is tried again
LEAST = 5  # letters of a word that says something alone


@dataclass(frozen=True, slots=True)
class Examples:
    """Words of the collection in the roles that a query can give them; empty where its titles have no such words.

    ``word`` and ``other`` are dictionary words, ``form`` is a form of some other, ``phrase`` two words side by side;
    ``pair`` are two words of one title.
    """

    word: str = ""
    other: str = ""
    form: str = ""
    phrase: str = ""
    pair: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """How many articles there are, the ``newest`` of them, what they have in common, and words to try.

    ``failures`` are of what of this could not be made.
    """

    articles: int
    newest: Sequence[Article]
    counts: Counts | None
    examples: Examples
    failures: Sequence[PartFailure] = ()


def overview(engine: Engine) -> Overview:
    """Look at the whole of an index. Raises UnusableIndexError."""
    bulkhead, look = Bulkhead(), partial(engine.search, Everything(), limit=TITLES, sort="newest")
    found = bulkhead.run("counts", partial(look, count=True), None) or look()
    articles = [hit.article for hit in found.hits]
    whole = [one for one in articles if bulkhead.run("overview", partial(readable, one), None, one)]
    words = bulkhead.run("overview", lambda: examples([one.title for one in whole]), Examples())
    return Overview(found.total, _different(whole)[:NEWEST], found.counts, words, bulkhead.failures)


class Overviews:
    """Remembers what an index holds while it does not change; after a failure, RETRY seconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._kept: tuple[str, float, Overview] | None = None

    def current(self) -> Overview:
        """The overview of the index as it now is. Failures are told as reported after the first time.

        Raises UnusableIndexError.
        """
        version, kept = self._engine.version(), self._kept
        if kept and kept[0] == version and (not kept[2].failures or monotonic() < kept[1]):
            return kept[2]
        found = overview(self._engine)
        known = [replace(one, reported=True) for one in found.failures]
        self._kept = (
            version,
            monotonic() + RETRY,
            replace(found, failures=known) if known else found,
        )
        return found


def examples(titles: Sequence[str]) -> Examples:
    """Choose words: those that most of the titles have, and phrases as they stand in a title."""
    rows = [_words(title) for title in titles]
    nouns = [
        list(dict.fromkeys(token.lemmas[0] for token in row if _is(token, "NOUN"))) for row in rows
    ]
    frequent = [
        lemma for lemma, _ in Counter(lemma for row in nouns for lemma in row).most_common()
    ]
    rank = {lemma: place for place, lemma in enumerate(frequent)}
    pairs = sorted(
        (pair for row in nouns for pair in combinations(row, 2)),
        key=lambda pair: rank[pair[0]] + rank[pair[1]],
    )
    forms = [
        token.form
        for row in rows
        for token in row
        if _is(token, "NOUN") and token.form not in token.lemmas
    ]
    phrases = [
        phrase for title, row in zip(titles, rows, strict=True) for phrase in _phrases(title, row)
    ]
    word, other = [*frequent[:2], "", ""][:2]
    return Examples(word, other, [*forms, ""][0], [*phrases, ""][0], pairs[0] if pairs else ())


def _words(title: str) -> list[Token]:
    """The words of a title that are not part of another one with a hyphen."""
    return [
        one
        for one in analyze(title)
        if not set("-‐‑–") & set(title[max(0, one.start - 1) : one.stop + 1])
    ]


def _phrases(title: str, tokens: Sequence[Token]) -> Iterator[str]:
    """An adjective with the noun after it, in the words of the title."""
    for one, next_one in pairwise(tokens):
        if _is(one, "ADJF") and _is(next_one, "NOUN") and title[one.stop : next_one.start] == " ":
            yield title[one.start : next_one.stop]


def _is(token: Token, part: str) -> bool:
    """Whether a word is surely of a part of speech, no name, and no abbreviation."""
    if len(token.lemmas[0]) < LEAST or is_function_word(token):
        return False
    kept = [reading.tag for reading in readings(token.form) if reading.kept]
    return bool(kept) and all(
        tag.startswith(part) and not _NAMES & set(tag.replace(" ", ",").split(",")) for tag in kept
    )


_NAMES = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init", "Fixd"}


def _different(articles: Sequence[Article]) -> list[Article]:
    """The articles without those whose title another has already."""
    return list({article.title: article for article in reversed(articles)}.values())[::-1]
