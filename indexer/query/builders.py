"""Builders of query trees, which keep them canonical.

In a *canonical* tree an ``And`` or ``Or`` has at least two members. None is of its own kind, and no
two are alike. ``Nothing`` is only a whole tree. A ``Not`` is only a member of an ``And`` with
something else, if only ``Everything``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, cast

from svodka.indexer.query.tree import (
    And,
    AnyWord,
    DateRange,
    Everything,
    Exactly,
    FieldName,
    Form,
    Fuzzy,
    InField,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    SameSentence,
    Slot,
    Word,
)


def conjunction(nodes: Iterable[Node], optional: Iterable[Node] = ()) -> Node:
    """Return all of ``nodes``, canonical; ``Nothing`` without any.

    ``optional`` nodes need not match.
    """
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
    """Return at least one of ``nodes``, canonical; ``Nothing`` without any."""
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
    """Negate ``node``: a ``Not``, or the child of one."""
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
    """Restrict ``node`` to a field.

    A node with a field of its own, and a date, stay as they are.
    """
    match node:
        case InField() | DateRange() | Exactly() | Everything() | Nothing():
            return node
        case Not(child):
            return Not(within(field, child))
        case And((Everything(), *rest)):
            return conjunction(within(field, child) for child in rest)
        case _:
            return InField(field, node)


def together(parts: Iterable[Slot | Phrase | Named]) -> Node:
    """Return all of ``parts`` in one sentence, canonical; ``Nothing`` without any."""
    distinct = cast("list[Slot | Phrase | Named]", _distinct(parts))
    if len(distinct) == 1:
        return distinct[0]
    return SameSentence(tuple(distinct)) if distinct else Nothing()


def row(
    text: str,
    slots: Sequence[Slot],
    slop: int = 0,
    variants: Sequence[tuple[Slot, ...]] = (),
) -> Node:
    """Make a phrase of ``slots``, or of one of the ``variants``.

    ``AnyWord`` stays only between others, and only without ``slop``. One slot stands for itself;
    none is ``Nothing``.
    """
    filled = [number for number, slot in enumerate(slots) if not isinstance(slot, AnyWord)]
    if not filled:
        return Nothing()
    if len(filled) == 1:
        return slots[filled[0]]
    needed = [slots[number] for number in filled] if slop else slots[filled[0] : filled[-1] + 1]
    return Phrase(text, tuple(needed), slop, variants=tuple(variants))


def anywhere(tree: Node) -> Node:
    """Return the words of a query, wherever they stand: no phrases, fields, dates, exclusions.

    ``Everything`` or ``Nothing`` if no words are left.
    """
    match tree:
        case And(children) | SameSentence(children):
            return conjunction(map(anywhere, children))
        case Or(children):
            return disjunction(map(anywhere, children))
        case Phrase(slots=slots):
            return conjunction(slot for slot in slots if not isinstance(slot, AnyWord))
        case Named(said=And() | Phrase() as said):
            return anywhere(said)
        case InField("title", child):
            return anywhere(child)
        case Not() | InField() | DateRange() | Exactly():
            return Everything()
    return tree


def _distinct(nodes: Iterable[Node]) -> list[Node]:
    first: dict[Node, Node] = {}
    for node in nodes:
        first.setdefault(_bare(node), node)
    return list(first.values())


def _bare(node: Any) -> Any:
    """Return the node without typed text.

    Nodes that are equal then match alike («Баку» and «баку»).
    """
    match node:
        case Word(lemmas=lemmas):  # most nodes; ``replace`` takes three times as long
            return Word("", lemmas, node.reach, node.names)
        case Form() | Prefix() | Fuzzy():
            return replace(node, text="")
        case Phrase(_, slots):
            variants = tuple(tuple(map(_bare, variant)) for variant in node.variants)
            return replace(node, text="", slots=tuple(map(_bare, slots)), variants=variants)
        case Named(said, others, cognates):
            return replace(
                node,
                said=_bare(said),
                others=tuple(map(_bare, others)),
                cognates=tuple(map(_bare, cognates)),
            )
        case Not(child) | InField(_, child):
            return replace(node, child=_bare(child))
        case And(children) | Or(children):
            return replace(node, children=tuple(map(_bare, children)))
        case _:
            return node
