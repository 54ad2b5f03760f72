"""The query as a tree of terms, the same for every engine, the snippets and the read-back.

Words come in *slots*: a slot is one place in a text (``Word``, ``Form``, ``Prefix``, ``Fuzzy``, ``AnyWord``), and a
``Phrase`` is a row of slots. Everything else combines these.

The builders below (``conjunction``, ``disjunction``, ``negation``, ``within`` …) keep a tree *canonical*: no
``And`` or ``Or`` with fewer than two members, none directly inside its like, no node twice among neighbours;
``Nothing`` only as the whole tree; a ``Not`` only as a member of an ``And`` that has something else, if only
``Everything``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from typing import Any, Literal, cast

FieldName = Literal["title", "source", "section", "author", "site"]
Reach = Literal["names", "only", "kin"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any form: matches a token that has one of ``lemmas`` (folded, best first). ``text`` is as typed.

    ``reach`` says what else was asked for: other ``names`` of the same thing, nothing else, or cognates (``kin``) too. It
    chooses how a tree is expanded, and not what this node matches.
    """

    text: str
    lemmas: tuple[str, ...]
    reach: Reach = "names"


@dataclass(frozen=True, slots=True)
class Form:
    """Exactly this form: matches a token whose folded ``form`` is the same."""

    text: str
    form: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words whose folded form begins with ``prefix``."""

    text: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words whose folded form is within ``edits`` typos of ``form`` and has the same first letter."""

    text: str
    form: str
    edits: int


@dataclass(frozen=True, slots=True)
class AnyWord:
    """Any one word, inside a phrase."""


Slot = Word | Form | Prefix | Fuzzy | AnyWord


@dataclass(frozen=True, slots=True)
class Phrase:
    """Slots near each other: successively with ``slop`` 0, else within ``slop`` words, in order if ``ordered``.

    Each slot stands 1 to max(1, ``slop``) positions after the slot before it; without ``ordered`` it is enough
    that some order of the slots stands so (the parser makes such phrases of two slots only). An ``AnyWord`` stands only
    in phrases without ``slop``, and neither first nor last. A phrase matches within the title or within the text.

    A hyphenated word is a phrase of its parts: «Нью-Йорк» is found in «Нью Йорк» too. ``text`` is as typed, without
    quotes.
    """

    text: str
    slots: tuple[Slot, ...]
    slop: int = 0
    ordered: bool = True

    def orders(self) -> Iterable[tuple[Slot, ...]]:
        """The orders in which the slots may stand: of more than four, however, only their own."""
        return [self.slots] if self.ordered or len(self.slots) > 4 else permutations(self.slots)


@dataclass(frozen=True, slots=True)
class And:
    """All of ``children``; ``optional`` ones (function words beside content words) need not match and stay unmarked."""

    children: "tuple[Node, ...]"
    optional: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Named:
    """What was ``said``, or one of the ``others``, other names of the same thing, or of its ``cognates``.

    A match of what was said counts in full, of anything else by ``weight``. Where words of a conjunction spell a name,
    ``said`` is an ``And`` of them.
    """

    said: Slot | Phrase | And
    others: "tuple[Name, ...]" = ()
    cognates: "tuple[Name, ...]" = ()
    weight: float = 0.5

    @property
    def alternatives(self) -> "tuple[Name, ...]":
        """All that matches beside what was said."""
        return (*self.others, *self.cognates)


Name = Word | Form | Phrase


@dataclass(frozen=True, slots=True)
class SameSentence:
    """All of ``children`` in one sentence, in any order; what was ``said`` by a ``Named`` is one slot or phrase here."""

    children: tuple[Slot | Phrase | Named, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of ``children``."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that does not match ``child``."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class InField:
    """``child`` matched within one field instead of title and text; a field inside ``child`` overrides this one.

    Below the field ``site`` stands a ``Form``, whose ``form`` is a host name in lower case without «www.»; it matches
    that host and all hosts below it.
    """

    field: FieldName
    child: "Node"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles dated from ``first`` to ``last``, both included (ISO days; None leaves that side open)."""

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches all articles: what is left of a query of exclusions alone."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Matches no article: an empty query."""


Node = Slot | Phrase | Named | SameSentence | And | Or | Not | InField | DateRange | Everything | Nothing


def conjunction(nodes: Iterable[Node], optional: Iterable[Node] = ()) -> Node:
    """All of ``nodes``, canonical; ``Nothing`` when there are none. ``optional`` nodes need not match."""
    members: list[Node] = []
    weak = list(optional)
    for node in nodes:
        if isinstance(node, And):
            members += node.children
            weak += node.optional
        else:
            members.append(node)
    children = _distinct(node for node in members if node != Everything())
    if all(isinstance(node, Not) for node in children) and members:
        children.insert(0, Everything())
    known = {_bare(node) for node in children}
    extra = tuple(node for node in _distinct(weak) if _bare(node) not in known)
    if len(children) == 1 and not extra:
        return children[0]
    return And(tuple(children), extra) if children else Nothing()


def disjunction(nodes: Iterable[Node]) -> Node:
    """At least one of ``nodes``, canonical; ``Nothing`` when there are none."""
    members: list[Node] = []
    for node in nodes:
        if isinstance(node, Or):
            members += node.children
        else:
            members.append(conjunction([node]) if isinstance(node, Not) else node)
    children = _distinct(members)
    if len(children) == 1:
        return children[0]
    return Or(tuple(children)) if children else Nothing()


def negation(node: Node) -> Node:
    """Give what does not match ``node``: a ``Not``, or the child of one."""
    match node:
        case Not(child):
            return child
        case And((Everything(), *rest)):
            return disjunction(negation(child) for child in rest)
        case And(children, optional) if optional:
            return Not(conjunction(children))
        case _:
            return Not(node)


def within(field: FieldName, node: Node) -> Node:
    """Restrict ``node`` to a field; what has a field of its own, and dates, stay as they are."""
    match node:
        case InField() | DateRange() | Everything() | Nothing():
            return node
        case Not(child):
            return Not(within(field, child))
        case And((Everything(), *rest)):
            return conjunction(within(field, child) for child in rest)
        case _:
            return InField(field, node)


def together(parts: Iterable[Slot | Phrase | Named]) -> Node:
    """All of ``parts`` in one sentence, canonical; ``Nothing`` when there are none."""
    distinct = cast("list[Slot | Phrase | Named]", _distinct(parts))
    if len(distinct) == 1:
        return distinct[0]
    return SameSentence(tuple(distinct)) if distinct else Nothing()


def row(text: str, slots: Sequence[Slot], slop: int = 0) -> Node:
    """Make a phrase of ``slots``, any-words only where they count; one slot stands for itself, none is ``Nothing``."""
    filled = [number for number, slot in enumerate(slots) if not isinstance(slot, AnyWord)]
    if not filled:
        return Nothing()
    if len(filled) == 1:
        return slots[filled[0]]
    kept = [slots[number] for number in filled] if slop else slots[filled[0] : filled[-1] + 1]
    return Phrase(text, tuple(kept), slop)


def _distinct(nodes: Iterable[Node]) -> list[Node]:
    first: dict[Node, Node] = {}
    for node in nodes:
        first.setdefault(_bare(node), node)
    return list(first.values())


def _bare(node: Any) -> Any:
    """The node without the text that was typed: nodes that are bare alike match alike («Баку» and «баку»)."""
    match node:
        case Word() | Form() | Prefix() | Fuzzy():
            return replace(node, text="")
        case Phrase(_, slots):
            return replace(node, text="", slots=tuple(map(_bare, slots)))
        case Named(said, others, cognates):
            return Named(_bare(said), tuple(map(_bare, others)), tuple(map(_bare, cognates)), node.weight)
        case Not(child) | InField(_, child):
            return replace(node, child=_bare(child))
        case And(children) | Or(children):
            return replace(node, children=tuple(map(_bare, children)))
        case _:
            return node
