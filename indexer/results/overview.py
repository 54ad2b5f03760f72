"""An overview of the collection for the start page, with example queries that find something."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, pairwise
from time import monotonic

from svodka.indexer.analysis.morphology import readings
from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.analysis.tokens import analyze, is_function_word
from svodka.indexer.article import Article
from svodka.indexer.bulkhead import Bulkhead, PartFailure, readable
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Counts
from svodka.indexer.query.tree import Everything

NEWEST = 6  # articles that are shown
TITLES = 60  # articles whose titles give the example words
RETRY = 60  # seconds before a failed overview is made again
LEAST = 5  # letters of an example word: shorter ones mean little alone


@dataclass(frozen=True, slots=True)
class Examples:
    """Words of the collection for example queries; empty if its titles have no such words.

    ``word`` and ``other`` are lemmas, ``form`` is an inflected form, ``phrase`` is an adjective
    with its noun, ``pair`` are two words of one title.
    """

    word: str = ""
    other: str = ""
    form: str = ""
    phrase: str = ""
    pair: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """The number of articles, the ``newest`` of them, their counts, and example words.

    ``failures`` are of the parts that could not be made.
    """

    articles: int
    newest: Sequence[Article]
    counts: Counts | None
    examples: Examples
    failures: Sequence[PartFailure] = ()


def overview(engine: Engine) -> Overview:
    """Make the overview of an index. Raises UnusableIndexError."""
    bulkhead, look = Bulkhead(), partial(engine.search, Everything(), limit=TITLES, sort="newest")
    hits = bulkhead.run("counts", partial(look, count=True), None) or look()
    articles = [
        hit.article
        for hit in hits.hits
        if bulkhead.run("overview", partial(readable, hit.article), None, hit.article)
    ]
    titles = [article.title for article in articles]
    words = bulkhead.run("overview", lambda: examples(titles), Examples())
    newest = _different(articles)[:NEWEST]
    return Overview(hits.total, newest, hits.counts, words, bulkhead.failures)


class Overviews:
    """Caches the overview until the index changes; one with failures for RETRY seconds."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._cache: tuple[str, float, Overview] | None = None

    def current(self) -> Overview:
        """The overview of the present index. Failures are marked as reported after the first time.

        Raises UnusableIndexError.
        """
        version, cached = self._engine.version(), self._cache
        if cached and cached[0] == version and (not cached[2].failures or monotonic() < cached[1]):
            return cached[2]
        made = overview(self._engine)
        known = [replace(one, reported=True) for one in made.failures]
        self._cache = (
            version,
            monotonic() + RETRY,
            replace(made, failures=known) if known else made,
        )
        return made


def examples(titles: Sequence[str]) -> Examples:
    """Choose the most frequent words of the titles, and phrases as they stand in a title."""
    rows = [_words(title) for title in titles]
    nouns = [
        list(dict.fromkeys(token.lemmas[0] for token in row if _is(token, "NOUN"))) for row in rows
    ]
    frequent = [
        lemma for lemma, _ in Counter(lemma for row in nouns for lemma in row).most_common()
    ]
    rank = {lemma: number for number, lemma in enumerate(frequent)}
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
    """The words of a title without the parts of hyphenated words."""
    return [
        one
        for one in analyze(title)
        if not set("-‐‑–") & set(title[max(0, one.start - 1) : one.stop + 1])
    ]


def _phrases(title: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Each adjective with the noun after it, as in the title."""
    for one, next_one in pairwise(tokens):
        if _is(one, "ADJF") and _is(next_one, "NOUN") and title[one.stop : next_one.start] == " ":
            yield title[one.start : next_one.stop]


def _is(token: Token, part: str) -> bool:
    """True if all readings of a word are this part of speech, and none a name or abbreviation."""
    if len(token.lemmas[0]) < LEAST or is_function_word(token):
        return False
    tags = [reading.tag for reading in readings(token.form) if reading.kept]
    return bool(tags) and all(
        tag.startswith(part) and not _NAMES & set(tag.replace(" ", ",").split(",")) for tag in tags
    )


_NAMES = {"Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr", "Init", "Fixd"}


def _different(articles: Sequence[Article]) -> list[Article]:
    """The first article with each title."""
    return list({article.title: article for article in reversed(articles)}.values())[::-1]
