"""The hits of many articles as numbers, to be sorted, sampled and counted in bounded memory."""

import heapq
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from itertools import chain
from typing import Literal, get_args
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.token_arrays import Vocabulary
from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import Bulkhead, PartFailure
from svodka.indexer.engines.records import Hit
from svodka.indexer.highlight.occurrences import TextField
from svodka.indexer.query.tree import Node
from svodka.indexer.results.lines import Found, Singles, found_in

Order = Literal["rank", "left", "right", "form", "newest", "oldest"]

ORDERS: tuple[Order, ...] = get_args(Order)
SIDE = 3  # words on either side by which lines are sorted
MOST_LINES = 200_000  # lines that are kept to be sorted: about 12 MB

_FIELDS: tuple[TextField, ...] = get_args(TextField)
# The columns of a row.
_ARTICLE, _FIELD, _START, _STOP, _FORM, _LEFT = range(6)
_RIGHT = _LEFT + SIDE
_WIDTH = _RIGHT + SIDE

Rows = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a hit: the id of its article, the field, and the range."""

    id: str
    field: TextField
    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """The hits of the first ``articles`` of the ``total`` that match; ``found`` hits in all.

    ``rows`` are those that were kept: all, or a random sample. ``forms`` counts the forms of all.
    ``cut``: some articles were not read to the end. ``partial``: the time ran out before all
    matches were found. ``failures`` are of hits, or of all hits of an article.
    """

    total: int
    articles: int
    found: int
    ids: Sequence[str]
    dates: Sequence[str | None]
    words: Sequence[str]
    rows: Rows
    forms: Mapping[str, int]
    cut: bool = False
    partial: bool = False
    failures: Sequence[PartFailure] = ()

    def __len__(self) -> int:
        """The number of hits that were kept."""
        return len(self.rows)

    def places(self, numbers: Sequence[int]) -> list[Place]:
        """The places of some hits."""
        rows = self.rows[numbers, : _STOP + 1].tolist() if len(numbers) else []
        return [
            Place(self.ids[article], _FIELDS[field], start, stop)
            for article, field, start, stop in rows
        ]

    def ordered(self, order: Order, words: int = SIDE) -> list[int]:
        """The numbers of the hits in an order; hits that are equal in it stay as ranked.

        ``left`` and ``right`` compare ``words`` words, the nearest first, then the other side. A
        hit without a word on that side comes last, and so does one without a date.
        """
        if order == "rank" or not len(self):
            return list(range(len(self)))
        keys = [self._dates(order)] if order in ("newest", "oldest") else self._keys(order, words)
        return [int(number) for number in np.lexsort(keys[::-1])]

    def _keys(self, order: Order, words: int) -> list[NDArray[np.int64]]:
        left, right = range(_LEFT, _LEFT + words), range(_RIGHT, _RIGHT + words)
        columns = {
            "left": [*left, *right],
            "right": [*right, *left],
            "form": [_FORM, *right],
        }[order]
        used, compact = np.unique(self.rows[:, columns], return_inverse=True)
        names = [self.words[number] for number in used.tolist()]
        ranks = np.empty(len(used), np.int64)
        ranks[sorted(range(len(used)), key=lambda at: (not names[at], names[at]))] = np.arange(
            len(used)
        )
        ranked = ranks[compact.reshape(len(self), len(columns))]
        return [ranked[:, column] for column in range(len(columns))]

    def _dates(self, order: Order) -> NDArray[np.int64]:
        days = sorted({date for date in self.dates if date}, reverse=order == "newest")
        ranks = {day: rank for rank, day in enumerate(days)}
        by_article = [ranks.get(date, len(ranks)) if date else len(ranks) for date in self.dates]
        return np.array(by_article, np.int64)[self.rows[:, _ARTICLE]]


class _Numbers:
    """The words of all texts, each with a number. The empty one, 0, stands for no word."""

    def __init__(self) -> None:
        self.words = [""]
        self._numbers = {"": 0}
        self._known: WeakKeyDictionary[Vocabulary, dict[int, int]] = WeakKeyDictionary()

    def number(self, word: str) -> int:
        """The number of a word."""
        number = self._numbers.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
        return number

    def of(self, vocabulary: Vocabulary, forms: NDArray[np.int64]) -> list[int]:
        """The numbers of forms of a vocabulary; 0 for the form -1."""
        known = self._known.setdefault(vocabulary, {-1: 0})
        wanted = forms.ravel().tolist()
        for form in wanted:
            if form not in known:
                known[form] = self.number(vocabulary.form(form))
        return [known[form] for form in wanted]


class Gathering:
    """Takes the hits of one article after another; of more than ``sample`` hits a random choice.

    Each hit draws a lot from ``seed`` and its place. So a sample depends neither on the order of
    articles nor on the engine, and changes little when articles are added.
    """

    def __init__(self, sample: int | None = None, seed: int = 0) -> None:
        self.found = self.articles = 0
        self.ids: list[str] = []
        self.dates: list[str | None] = []
        self.forms = Counter[str]()
        self._rows = array("i")
        self._numbers = _Numbers()
        self._sample = sample
        self._seed = seed
        self._drawn: list[tuple[int, int]] = []  # a heap: minus the lot of a row, and its place

    def add(self, found: Found) -> None:
        """Take the hits of an article."""
        self.articles += 1
        if not found.spans:
            return
        self.ids.append(found.article.id)
        self.dates.append(found.article.date)
        for row in _rows(found, self._numbers):
            row[_ARTICLE] = len(self.ids) - 1
            self.forms[self._numbers.words[row[_FORM]]] += 1
            self._keep(row, found.article.id)
            self.found += 1

    def rows(self) -> Rows:
        """The rows that were kept, in the order in which they came."""
        rows = np.frombuffer(self._rows, np.int32).reshape(-1, _WIDTH).copy()
        return rows[np.lexsort((rows[:, _START], rows[:, _ARTICLE]))]

    @property
    def words(self) -> Sequence[str]:
        """The words of the rows by their numbers."""
        return self._numbers.words

    def _keep(self, row: list[int], id: str) -> None:
        """Keep a row; a sample has those with the smallest lots."""
        if self._sample is None:
            self._rows.extend(row)
            return
        lot = _lot(self._seed, id, row)
        if len(self._drawn) < self._sample:
            heapq.heappush(self._drawn, (-lot, len(self._drawn)))
            self._rows.extend(row)
        elif lot < -self._drawn[0][0]:
            place = self._drawn[0][1]
            heapq.heapreplace(self._drawn, (-lot, place))
            self._rows[place * _WIDTH : (place + 1) * _WIDTH] = array("i", row)


def gather(
    tree: Node,
    hits: Iterable[Hit],
    total: int,
    budget: Budget,
    *,
    most: int = MOST_LINES,
    sample: int | None = None,
    seed: int = 0,
) -> Gathered:
    """The hits of articles, until ``most`` were found or the time is over.

    A sample is of all that are read, however many.
    """
    gathering, bulkhead = Gathering(sample, seed), Bulkhead()
    cut = False
    for hit in hits:
        if not budget.left() or (sample is None and gathering.found >= most):
            cut = True
            break
        whole = bulkhead.run("line", partial(_add, gathering, tree, hit, budget), True, hit.article)
        cut |= not whole
    return Gathered(
        total,
        gathering.articles,
        gathering.found,
        gathering.ids,
        gathering.dates,
        gathering.words,
        gathering.rows(),
        gathering.forms,
        cut,
        failures=bulkhead.failures,
    )


def _add(gathering: Gathering, tree: Node, hit: Hit, budget: Budget) -> bool:
    found = found_in(tree, hit, budget)
    gathering.add(found)
    return found.whole


def _lot(seed: int, id: str, row: Sequence[int]) -> int:
    """The lot of a hit, of 64 random bits."""
    place = f"{seed}\n{row[_FIELD]}\n{row[_START]}\n{id}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(place, digest_size=8).digest())


def _rows(found: Found, numbers: _Numbers) -> list[list[int]]:
    """A row for each hit: its range, its form, and the words beside it."""
    singles = Singles(found.tokens)
    first, after = singles.within(found.spans)
    words, forms = found.tokens.words, found.tokens.words.forms[singles.surfaces].astype(np.int64)
    steps = np.arange(SIDE)
    beside = np.concatenate([first[:, None] - 1 - steps, after[:, None] + steps], axis=1)
    is_word = (beside >= 0) & (beside < len(singles))
    near = np.full(beside.shape, -1, np.int64)
    near[is_word] = forms[beside[is_word]]
    sides = numbers.of(words, near)
    own = numbers.of(words, forms[_inside(first, after)])
    field, rows, at = _FIELDS.index(found.field), [], 0
    for number, (start, stop) in enumerate(found.spans):
        size = int(after[number] - first[number])
        form = _joined(own[at : at + size], numbers)
        at += size
        side = sides[number * 2 * SIDE : (number + 1) * 2 * SIDE]
        rows.append([0, field, start, stop, form, *side])
    return rows


def _inside(first: NDArray[np.intp], after: NDArray[np.intp]) -> NDArray[np.intp]:
    """The numbers of the words in all hits."""
    return np.fromiter(
        chain.from_iterable(map(range, first.tolist(), after.tolist())), dtype=np.intp
    )


def _joined(own: Sequence[int], numbers: _Numbers) -> int:
    """The number of the form of a hit of one or several words."""
    if len(own) == 1:
        return own[0]
    return numbers.number(" ".join(numbers.words[one] for one in own))
