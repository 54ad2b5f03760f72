"""The matches of a query in the words of a text, by the same rules as in the engines."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from svodka.indexer.analysis.sentences import sentences
from svodka.indexer.highlight.fillings import Fillings, Spans, Words
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    AtLeast,
    Form,
    Fuzzy,
    InField,
    Named,
    Node,
    Or,
    Phrase,
    Prefix,
    SameSentence,
    Slot,
    Word,
)

TextField = Literal["title", "text"]
Part = Slot | Phrase | Named

# Trees of queries, and of the parts of one that an article may lack.
CACHED_QUERIES = 256


class Match(NamedTuple):
    """A match of a query part: its range in the text, and the number of the part."""

    start: int
    stop: int
    part: int


def matches(tree: Node, words: Words, field: TextField) -> list[Match]:
    """Return the matches of the query's positive parts, in the order of the text.

    Parts that are excluded, optional, dated or in another field have no matches. A phrase has one
    range from its first word to its last.
    """
    wanted, parts, fillings = _wanted(tree, field)
    if not parts:
        return []
    return _matches(wanted, parts, fillings.spans(words), words.text, field)


def absent(nodes: Sequence[Node], words: Words, field: TextField) -> list[Node]:
    """Return those of some parts of a query that have no match in a text, which is read once."""
    spans = _filling(tuple(nodes), field).spans(words)
    return [
        node for node in nodes if not _matches(*_wanted(node, field)[:2], spans, words.text, field)
    ]


def _matches(
    wanted: Sequence[Part | SameSentence],
    parts: Mapping[Part, int],
    spans: Mapping[Slot, Spans],
    text: str,
    field: TextField,
) -> list[Match]:
    occurrences = _Occurrences(spans)
    ranges = {part: occurrences.ranges(part) for part in parts}
    alone = {node for node in wanted if not isinstance(node, SameSentence)}
    result = {Match(*span, parts[part]) for part in alone for span in ranges[part]}
    for node in wanted:
        if isinstance(node, SameSentence):
            rows = {part: ranges[part] for part in node.children}
            result |= {
                Match(*span, parts[part]) for part, span in _in_one_sentence(rows, text, field)
            }
    return sorted(result)


def is_marked(tree: Node) -> bool:
    """True if a query has parts that a text or a title can match."""
    return bool(_wanted(tree, "text")[1] or _wanted(tree, "title")[1])


@lru_cache(CACHED_QUERIES)
def _wanted(
    tree: Node, field: TextField
) -> tuple[list[Part | SameSentence], dict[Part, int], Fillings]:
    """The positive parts of a query, the numbers of those to be found, and what fills them.

    Cached, because a query is looked for in all texts of a page.
    """
    wanted = list(dict.fromkeys(_positive(tree, field)))
    parts = {part: number for number, part in enumerate(dict.fromkeys(_parts(wanted)))}
    return wanted, parts, Fillings(_slots(parts))


@lru_cache(CACHED_QUERIES)
def _filling(nodes: tuple[Node, ...], field: TextField) -> Fillings:
    """The fillings of the slots of several parts of a query."""
    return Fillings(slot for node in nodes for slot in _slots(_wanted(node, field)[1]))


def _slots(parts: Iterable[Part]) -> Iterator[Slot]:
    for part in parts:
        for name in _spelled(part):
            yield from name.every_slot() if isinstance(name, Phrase) else [name]


def _positive(node: Node, field: TextField) -> Iterator[Part | SameSentence]:
    match node:
        case And(children) | Or(children) | AtLeast(children):
            for child in children:
                yield from _positive(child, field)
        case InField(name, child) if name == field:
            yield from _positive(child, field)
        case Named(And() as said):
            yield from _positive(said, field)
            yield from node.alternatives
        case Word() | Form() | Prefix() | Fuzzy() | Phrase() | Named() | SameSentence():
            yield node


def _parts(nodes: Sequence[Part | SameSentence]) -> Iterator[Part]:
    for node in nodes:
        if isinstance(node, SameSentence):
            yield from node.children
        else:
            yield node


def _spelled(part: Part) -> Iterator[Slot | Phrase]:
    """Yield the spellings of a part in a text: itself, or its names."""
    if not isinstance(part, Named):
        yield part
        return
    for name in (part.said, *part.alternatives):
        if not isinstance(name, And):
            yield name


class _Occurrences:
    """The words of a text that fill the slots of a query."""

    def __init__(self, spans: Mapping[Slot, Spans]) -> None:
        self.spans = spans

    def ranges(self, part: Part) -> list[tuple[int, int]]:
        """Return the ranges of a slot, of a phrase, or of all names of a ``Named``."""
        if isinstance(part, Named):
            return sorted({span for name in _spelled(part) for span in self.ranges(name)})
        if not isinstance(part, Phrase):
            return list(self.spans.get(part, {}).values())
        return sorted({span for order in part.orders() for span in self._rows(order, part.slop)})

    def _rows(self, slots: Sequence[Slot], slop: int) -> list[tuple[int, int]]:
        """Return the ranges whose slots follow each other closely enough.

        Of ranges with the same end, the shortest.
        """
        # By the position of a slot's word: the range of the row that reaches it. A sign may stand
        # before the number that is read first: $100.
        begun: dict[int, tuple[int, int]] = {}
        step = 1
        for number, slot in enumerate(slots):
            if isinstance(slot, AnyWord):
                step += 1
                continue
            spans = self.spans[slot]
            if number == 0:
                begun = dict(spans)
            else:
                begun = _continued(begun, spans, step, step if step > 1 else max(1, slop))
            step = 1
        return list(begun.values())


def _continued(begun: Spans, spans: Spans, least: int, most: int) -> dict[int, tuple[int, int]]:
    """Return the rows that go on to ``spans``, ``least`` to ``most`` positions further.

    The latest start wins.
    """
    positions = sorted(begun)
    result: dict[int, tuple[int, int]] = {}
    for position, (start, stop) in spans.items():
        number = bisect_left(positions, position - least + 1) - 1
        if number >= 0 and positions[number] >= position - most:
            first, last = begun[positions[number]]
            result[position] = min(first, start), max(last, stop)
    return result


def _in_one_sentence(
    rows: Mapping[Part, list[tuple[int, int]]], text: str, field: TextField
) -> Iterator[tuple[Part, tuple[int, int]]]:
    """Yield the ranges in sentences that hold a range of every row.

    A title is one sentence. A phrase belongs to the sentence of its end.
    """
    starts = [0] if field == "title" else [start for start, _ in sentences(text)]
    held = {part: [bisect_left(starts, stop) for _, stop in spans] for part, spans in rows.items()}
    common = set.intersection(*(set(numbers) for numbers in held.values())) if held else set()
    for part, spans in rows.items():
        for span, number in zip(spans, held[part], strict=True):
            if number in common:
                yield part, span
