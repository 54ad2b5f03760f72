"""The matches of a query in the words of a text, by the same rules as in the engines."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from rapidfuzz.distance import OSA

from svodka.indexer.analysis.sentences import sentences
from svodka.indexer.analysis.tokens import Token
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
Spans = Mapping[int, tuple[int, int]]  # by the position of a word: its start and stop


class Match(NamedTuple):
    """A match of a query part: its range in the text, and the number of the part."""

    start: int
    stop: int
    part: int


def matches(tree: Node, text: str, tokens: Sequence[Token], field: TextField) -> list[Match]:
    """Return the matches of the query's positive parts, in the order of the text.

    Parts that are excluded, optional, dated or in another field have no matches. A phrase has one
    range from its first word to its last.
    """
    wanted = list(dict.fromkeys(_positive(tree, field)))
    parts = {part: number for number, part in enumerate(dict.fromkeys(_parts(wanted)))}
    occurrences = _Occurrences(parts, tokens)
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

    def __init__(self, parts: Mapping[Part, int], tokens: Sequence[Token]) -> None:
        self.lemmas: dict[str, list[Slot]] = {}
        self.forms: dict[str, list[Slot]] = {}
        self.loose: list[Prefix | Fuzzy] = []
        self.spans: dict[Slot, dict[int, tuple[int, int]]] = {}
        for name in (name for part in parts for name in _spelled(part)):
            for slot in name.every_slot() if isinstance(name, Phrase) else (name,):
                self._expect(slot)
        for token in tokens:
            for slot in self._filled(token):
                # A hyphenated word precedes its parts: of those at one position, the longest
                # counts.
                self.spans[slot].setdefault(token.position, (token.start, token.stop))

    def ranges(self, part: Part) -> list[tuple[int, int]]:
        """Return the ranges of a slot, of a phrase, or of all names of a ``Named``."""
        if isinstance(part, Named):
            return sorted({span for name in _spelled(part) for span in self.ranges(name)})
        if not isinstance(part, Phrase):
            return list(self.spans.get(part, {}).values())
        return sorted({span for order in part.orders() for span in self._rows(order, part.slop)})

    def _expect(self, slot: Slot) -> None:
        if slot in self.spans or isinstance(slot, AnyWord):
            return
        self.spans[slot] = {}
        if isinstance(slot, Word):
            for lemma in slot.lemmas:
                self.lemmas.setdefault(lemma, []).append(slot)
        elif isinstance(slot, Form):
            self.forms.setdefault(slot.form, []).append(slot)
        else:
            self.loose.append(slot)

    def _filled(self, token: Token) -> Iterator[Slot]:
        if not self.lemmas.keys().isdisjoint(token.lemmas):
            for lemma in token.lemmas:
                yield from self.lemmas.get(lemma, ())
        yield from self.forms.get(token.form, ())
        for slot in self.loose:
            if _resembles(token.form, slot):
                yield slot

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


def _resembles(form: str, slot: Prefix | Fuzzy) -> bool:
    if isinstance(slot, Prefix):
        return form.startswith(slot.prefix)
    if form[:1] != slot.form[:1]:
        return False
    return OSA.distance(form, slot.form, score_cutoff=slot.edits) <= slot.edits


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
