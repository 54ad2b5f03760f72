"""Documents as JSON: positions with several terms each, and the weights of terms for ranking."""

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from math import sqrt
from typing import Any, NamedTuple

from svodka.indexer.analysis.token_arrays import Tokens, Vocabulary
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.article import Article
from svodka.indexer.documents.document import (
    NO_DATE,
    Document,
    Entry,
    hosts,
    seconds,
    values_of,
)
from svodka.indexer.documents.sections import searched
from svodka.indexer.documents.signature import TYPE
from svodka.indexer.documents.stories import BAND
from svodka.indexer.engines.opensearch.mapping import (
    ALONE,
    BETWEEN,
    EXACT,
    FIRST,
    HOLE,
    IN,
    LAST,
    METADATA,
    Means,
)
from svodka.indexer.engines.weights import (
    LEAD,
    LEAD_WEIGHT,
    LONG,
    PASSAGE,
    SHORT,
    TITLE_B,
    TITLE_WEIGHT,
)

MOST_BYTES = 32_000  # of a value, which is one term
_ESCAPES = str.maketrans({" ": "\u2420", BETWEEN: "\u2223", HOLE: "\u203f"})
_UNESCAPED = str.maketrans({new: chr(old) for old, new in _ESCAPES.items()})
_TEXT_SHIFT = 2**31 % (PASSAGE // 2)  # where the passages of texts are cut
_HALF = PASSAGE // 2


class Told(NamedTuple):
    """The story of a document: the key of its first one; True if it has several."""

    story: str
    several: bool


class Word(NamedTuple):
    """A surface: its terms, the exact form first, and these as one string."""

    terms: tuple[str, ...]
    joined: str


class Row(NamedTuple):
    """The words of a text: for each token its position and word."""

    words: list[tuple[int, Word]]
    length: int


class Encoder:
    """Encodes documents. It remembers the words of one lexicon."""

    def __init__(self, means: Means) -> None:
        self._means = means
        self._vocabulary: Vocabulary | None = None
        self._words: dict[int, Word] = {}
        self._metadata: dict[str, str] = {}

    def source(self, document: Document, edition: int, told: Told | None = None) -> dict[str, Any]:
        """The JSON of a document that an edition writes; without ``told``, a story of its own."""
        article, entry = document.article, document.entry
        title, text = self._row(document.title), self._row(document.text)
        own = key_of(entry)
        story, several = told or Told(own, several=False)
        weights = Weights(title, text, self._means)
        date = seconds(article.date)
        return {
            "title": _positions(title, ()),
            "text": _positions(text, document.sentences),
            "rank": weights.all(),
            "rank_title": weights.of_title(),
            "passage": [*_passages(title, 0), *_passages(text, _TEXT_SHIFT)],
            "form": sorted({word.terms[0][1:] for _, word in (*title.words, *text.words)}),
            **self._of_metadata(article),
            **{name: list(map(stored_value, had)) for name, had in values_of(document).items()},
            "site": hosts(article.url),
            **({} if date == NO_DATE else {"date": date, "day": day_of(article)}),
            "order": order_of(article.id),
            "added": document.added,
            "head": head_of(article.title),
            "id": article.id,
            "former": document.former,
            "key": own,
            "story": story,
            "several": several,
            "edition": edition,
            "band": bands(document.signature),
            "signature": {"base64": base64.b64encode(document.signature).decode()},
            "entry": {
                "row": [entry.id, entry.path, entry.digest, entry.folder, *entry.former],
                "added": document.added,
            },
            "named": {"people": list(document.people), "places": list(document.places)},
            "article": {name: getattr(article, name) for name in Article.__slots__},
        }

    def _row(self, tokens: Tokens) -> Row:
        if tokens.words is not self._vocabulary:
            self._vocabulary, self._words = tokens.words, {}
        rows, known = tokens.rows(), self._words
        words = []
        for position, surface in zip(rows.positions.tolist(), rows.surfaces.tolist(), strict=True):
            word = known.get(surface)
            if word is None:
                word = known[surface] = _word(tokens.words, surface)
            words.append((position, word))
        return Row(words, tokens.length)

    def _of_metadata(self, article: Article) -> dict[str, str]:
        found = {}
        for name in METADATA:
            value = searched(name, getattr(article, name))
            if value and value not in self._metadata:
                tokens = [
                    (one.position, _joined(term(EXACT + one.form), *map(term, one.lemmas)))
                    for one in analyze(value)
                ]
                self._metadata[value] = _positions(Row(tokens, 0), ())
            if value:
                found[IN + name] = self._metadata[value]
        return found


class Weights:
    """The frequencies of a document's terms in the sense of BM25F: lengths are in them already."""

    def __init__(self, title: Row, text: Row, means: Means) -> None:
        self._title = _counted(title.words)
        self._text = _counted(text.words)
        self._lead = _counted(word for word in text.words if word[0] < LEAD)
        words = text.length
        self._title_norm = 1 - TITLE_B + TITLE_B * title.length / means.title
        self._text_norm = sqrt(max(words, 1) / means.text)
        self._lead_weight = LEAD_WEIGHT * min(1.0, max(0.0, (words - SHORT) / (LONG - SHORT)))

    def all(self) -> dict[str, float]:
        """The weight of each term in title and text together."""
        return {
            feature(term): TITLE_WEIGHT * self._title[term] / self._title_norm
            + (self._text[term] + self._lead_weight * self._lead[term]) / self._text_norm
            for term in self._title.keys() | self._text.keys()
        }

    def of_title(self) -> dict[str, float]:
        """The weight of each term in the title alone."""
        return {
            feature(term): TITLE_WEIGHT * count / self._title_norm
            for term, count in self._title.items()
        }


def term(text: str) -> str:
    """A form or lemma as a term: without the signs that separate terms."""
    return text.translate(_ESCAPES)


def form_of(term: str) -> str:
    """The form or lemma of a term."""
    return term.translate(_UNESCAPED)


def feature(term: str) -> str:
    """The name of a term's weight: a dot would end the name of its field."""
    return term.replace(".", "\u00b7")


def stored_value(value: str) -> str:
    """An exact value as one term; of a longer one its beginning and a digest."""
    written = value.encode(errors="replace")
    if len(written) > MOST_BYTES:
        digest = hashlib.blake2b(written, digest_size=16).hexdigest()
        return written[: MOST_BYTES - 64].decode(errors="ignore") + "\0" + digest
    return written.decode()


def key_of(entry: Entry) -> str:
    """A digest of what distinguishes an article in the catalog."""
    parts = (entry.id, entry.path, entry.digest, entry.folder)
    written = "\0".join(parts).encode(errors="surrogatepass")
    return hashlib.blake2b(written, digest_size=16).hexdigest()


def order_of(id: str) -> int:
    """The place of an article among those of the same score and date: a signed digest of its id."""
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=8).digest()) - 2**63


def head_of(title: str) -> str:
    """A digest of a title, the same for titles that are equal but for case."""
    written = title.casefold().encode(errors="surrogatepass")
    return hashlib.blake2b(written, digest_size=8).hexdigest()


def day_of(article: Article) -> str:
    """The ISO day of a dated article in its source's own time zone."""
    date = article.date or ""
    return date[:10] if len(date) >= len("1917-03-01") else f"{date}-01-01"[:10]


def bands(signature: bytes) -> list[str]:
    """The bands of a signature: articles that share one may be of one story."""
    values, size = signature[TYPE.itemsize :], BAND * TYPE.itemsize
    starts = range(0, len(values), size)
    return [f"{n}-{values[start : start + size].hex()}" for n, start in enumerate(starts)]


def _word(vocabulary: Vocabulary, surface: int) -> Word:
    form, reading = int(vocabulary.forms[surface]), int(vocabulary.readings[surface])
    first, last = vocabulary.lemma_bounds[reading : reading + 2].tolist()
    lemmas = map(vocabulary.lemma, vocabulary.lemmas[first:last].tolist())
    return _joined(term(EXACT + vocabulary.form(form)), *map(term, lemmas))


def _joined(*terms: str) -> Word:
    different = tuple(dict.fromkeys(terms))
    return Word(different, BETWEEN.join(different))


def _counted(words: "Iterator[tuple[int, Word]] | Sequence[tuple[int, Word]]") -> Counter[str]:
    counts: Counter[str] = Counter()
    for _, word in words:
        counts.update(word.terms)
    return counts


def _positions(row: Row, sentences: Sequence[int]) -> str:
    """The string of all positions; the words at the ends of sentences bear marks."""
    at: defaultdict[int, list[str]] = defaultdict(list)
    last = -1
    for position, word in row.words:
        at[position].append(word.joined)
        last = max(last, position)
    size = last + 1
    if sentences and size:
        starts = sorted({start for start in (0, *sentences) if start < size})
        for start, stop in zip(starts, [*starts[1:], size], strict=True):
            if stop - start == 1:
                at[start].append(ALONE)
            else:
                at[start].append(FIRST)
                at[stop - 1].append(LAST)
    return " ".join(BETWEEN.join(at[n]) if n in at else HOLE for n in range(size))


def _passages(row: Row, shift: int) -> Iterator[dict[str, list[str]]]:
    """The lemmas of each passage; two neighbouring halves make one."""
    halves: defaultdict[int, set[str]] = defaultdict(set)
    for position, word in row.words:
        halves[(position + shift) // _HALF].update(word.terms[1:])
    last = max(halves, default=-1)
    for n in range(max(last, 1 if last == 0 else last)):
        yield {"words": sorted(halves.get(n, set()) | halves.get(n + 1, set()))}
