"""Weaker queries: articles with some of the words, behind those or instead of those with all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import cast

from svodka.indexer.notice import Notice
from svodka.indexer.query.builders import conjunction, negation
from svodka.indexer.query.fragments import (
    fragments,
    is_adjectival,
    is_bare,
    is_function_word,
    is_subjectless,
    measured,
)
from svodka.indexer.query.parser import Parsed
from svodka.indexer.query.rarity import Rarity, filling
from svodka.indexer.query.readback import label
from svodka.indexer.query.subject import HEADLINE, subject
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    AtLeast,
    DateRange,
    Everything,
    Exactly,
    Form,
    Fuzzy,
    Hint,
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

MAX_WORDS = 8  # words counted one by one if there are no results: each takes a search

# Said of words that no article has, of words that only never meet, and of a query whose words do
# meet in an article, though not as it asks: in a phrase, a field or a time.
COGNATES = Notice("Этих слов в архиве нет. Показаны статьи с однокоренными.")
COGNATES_APART = Notice("Нет статей со всеми словами. Показаны статьи с однокоренными.")
COGNATES_INSTEAD = Notice(
    "Ни одна статья не отвечает запросу целиком. Показаны статьи с однокоренными словами."
)
NOTICE = Notice("Нет статей со всеми словами. Показаны статьи с некоторыми из них.")
INSTEAD = Notice(
    "Ни одна статья не отвечает запросу целиком. Показаны статьи с некоторыми из слов."
)

# Weights of matches by other names and by cognates among the articles with most words.
OTHER_NAMES, COGNATES_WEIGHT = 0.9, 0.7

# An article needs this share of the rarity of all words that the collection has. Measured on
# judged names, headlines and questions (svodka eval): at .3, questions lose a hundredth of their
# nDCG@10; at 0, every article with a common word is listed. Less is enough where a list would be
# short.
SHARE = 0.2

SUBJECT_WEIGHT = 1.0  # an article that has the subject of the query scores for it twice

Expanded = Callable[[Node], Node]  # a word with its other names and cognates

_REQUIRED = Not | InField | DateRange | Exactly | Everything | Nothing


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A weaker query: its tree, and the parts of the query that an article may lack.

    ``subject`` has the words of which articles on the subject have one.
    """

    tree: Node
    parts: tuple[Node, ...]
    subject: tuple[Word, ...] = ()


def relaxed(
    tree: Node,
    rarity: Rarity,
    strict: frozenset[Node] = frozenset(),
    *,
    loose: bool = False,
    full: int = 0,
    expanded: Expanded = lambda part: part,
) -> Relaxed | None:
    """Return a weaker query: some of the words, by their rarity, single ones instead of phrases.

    None if there are fewer than two words. Articles with the phrases and names of the query rank
    higher. Exclusions, fields, dates and the ``strict`` parts stay required. If ``loose``, any two
    words are enough. ``full`` is the rarity of a word in as many articles as fill a list: words
    that are more common are enough if the rarer ones are in fewer, and none is the subject.
    ``expanded`` gives a word of a compound adjective its other names and cognates.
    """
    wanted = [_bare(node) if _is(node, strict) else node for node in measured(words(tree))]
    demanded = [node for node in wanted if _is(node, strict)]
    free = [node for node in wanted if node not in demanded]
    parts = tuple(
        dict.fromkeys([*demanded, *(part for node in free for part in _single(node, expanded))])
    )
    if len(parts) < 2 or not free:
        return None
    whole = [node for node in free if node not in parts]
    complete = [Or((node, Everything())) for node in whole if not _has_names(node)]
    names = {node: _single(node, expanded) for node in whole if _has_names(node)}
    children = tree.children if isinstance(tree, And) else ()
    required = [child for child in children if isinstance(child, _REQUIRED)]
    named = subject(parts, lambda part: rarity(part) > 0)
    hint = [Hint(named, (SUBJECT_WEIGHT,) * len(named))] if named else []
    some = _some(parts, rarity, loose=loose, full=0 if named else full)
    some = _or_named(some, parts, names)
    return Relaxed(conjunction([some, *complete, *hint, *demanded, *required]), parts, named)


def _or_named(some: AtLeast, parts: Sequence[Node], names: Mapping[Node, list[Node]]) -> AtLeast:
    """Return the weaker query for articles with a name in other words, too.

    Such a name (СПб for Санкт-Петербург) counts as the rarest of the words that it stands for.
    """
    weight = dict(zip(parts, some.weights, strict=True))
    weights = [max(weight[part] for part in words) for words in names.values()]
    return replace(
        some,
        children=(*some.children, *map(_weighed, names)),
        weights=(*some.weights, *weights),
    )


def _has_names(node: Node) -> bool:
    return isinstance(node, Named) and bool(node.alternatives)


def _some(parts: tuple[Node, ...], rarity: Rarity, *, loose: bool, full: int) -> AtLeast:
    """Return some of the parts; bare numbers, signs and words without a subject are not enough.

    The latter are if there are no others. If ``loose``, any two parts are enough, but never a bare
    number alone.
    """
    rarities = [0 if is_bare(part) and not loose else rarity(part) for part in parts]
    named = [
        0 if is_subjectless(part) else weight for part, weight in zip(parts, rarities, strict=True)
    ]
    weights = tuple(named if any(named) else rarities)
    least = ceil(sum(weights) * SHARE)
    if full:
        least = min(least, filling(weights, full))
    commonest = sorted(filter(None, weights))[:2]
    if loose and len(commonest) == 2:
        least = min(least, sum(commonest))
    bare = max(
        (weight for part, weight in zip(parts, weights, strict=True) if is_bare(part)), default=0
    )
    return AtLeast(tuple(map(_weighed, parts)), max(least, bare + 1), weights)


def beyond(
    tree: Node,
    wider: Node,
    rarity: Rarity,
    strict: frozenset[Node] = frozenset(),
    *,
    loose: bool = False,
    full: int = 0,
    expanded: Expanded = lambda part: part,
) -> Relaxed | None:
    """Return the query for the articles that come after those that match ``tree``.

    ``wider`` is the same query with cognates of all words. The articles have some of the words or
    their cognates; for one word, a cognate. None if the query is strict or has no weaker form. If
    ``loose``, any two words are enough; ``full`` and ``expanded`` are as in ``relaxed``.
    """
    weaker = relaxed(wider, rarity, strict, loose=loose, full=full, expanded=expanded)
    if weaker is None and len(words(wider)) == 1 and wider != tree:
        weaker = Relaxed(_each(_weighed, wider), tuple(words(wider)))
    return weaker and replace(weaker, tree=conjunction([weaker.tree, negation(tree)]))


def _each(change: Callable[[Node], Node], tree: Node) -> Node:
    return conjunction(map(change, tree.children)) if isinstance(tree, And) else change(tree)


def unquoted(parsed: Parsed) -> Parsed:
    """Return a query without the quotation marks around a whole headline; else the same query."""
    said = parsed.tree
    if not isinstance(said, Phrase) or said.slop:
        return parsed
    typed = [slot for slot in said.slots if not isinstance(slot, AnyWord)]
    weak = [slot for slot in typed if is_function_word(slot)]
    if len(typed) < HEADLINE or len(weak) == len(typed):
        return parsed
    return replace(
        parsed,
        tree=conjunction([slot for slot in typed if slot not in weak], weak),
        strict=frozenset(),
    )


def _is(node: Node, strict: frozenset[Node]) -> bool:
    """True if a part of the query must stay as it was typed."""
    typed = _bare(node)
    if isinstance(typed, And):  # words that spell a name
        return any(child in strict for child in typed.children)
    exact = isinstance(typed, Form | Prefix | Fuzzy)
    return exact or typed in strict or (isinstance(typed, Word) and typed.reach == "only")


def _bare(node: Node) -> Node:
    """Return a part of a query without other names and cognates."""
    match node:
        case Named(said):
            return said
        case Or(children):
            return Or(tuple(map(_bare, children)))
        case SameSentence(children):
            parts = (one.said if isinstance(one, Named) else one for one in children)
            return SameSentence(cast("tuple[Slot | Phrase | Named, ...]", tuple(parts)))
    return node


def _weighed(node: Node) -> Node:
    if isinstance(node, Named):
        return replace(node, weight=OTHER_NAMES, cognate_weight=COGNATES_WEIGHT)
    return node


def _single(node: Node, expanded: Expanded) -> list[Node]:
    """Return the words of a compound or of a name of several words; else the node itself."""
    match node:
        case Phrase():
            change = expanded if is_adjectival(node) else _bare
            return [part if part is node else change(part) for part in fragments(node)]
        case Named(said=(And() | Phrase()) as said):
            return [
                part
                for child in (said.children if isinstance(said, And) else [said])
                for part in _single(child, expanded)
            ]
    return [node]


def words(tree: Node) -> list[Node]:
    """Return the parts of a query that an article can lack: words, phrases and alternatives."""
    children = tree.children if isinstance(tree, And) else (tree,)
    return [child for child in children if not isinstance(child, _REQUIRED)]


def lemmas(nodes: Iterable[Node]) -> frozenset[str]:
    """Return the lemmas of all words in some parts of a query."""
    found: set[str] = set()
    for node in nodes:
        match node:
            case Word():
                found.update(node.lemmas)
            case Phrase():
                found |= lemmas(node.every_slot())
            case Named():
                found |= lemmas((node.said, *node.alternatives))
            case And(children) | Or(children):
                found |= lemmas(children)
    return frozenset(found)


def absences(tree: Node, count: Callable[[Node], int]) -> list[str]:
    """Explain why nothing was found.

    Counts the articles for each word, and names the missing words or the other conditions.
    ``count`` searches.
    """
    wanted = words(tree)[:MAX_WORDS]
    counts = {label(word): count(word) for word in wanted}
    missing = [said for said, number in counts.items() if not number]
    notices: list[str] = []
    if len(counts) > 1:
        each = ", ".join(f"{said} — {number}" for said, number in counts.items())
        notices.append(Notice("По отдельности: %(counts)s.", counts=each))
    if missing:
        notices += nowhere(missing)
    elif wanted and isinstance(tree, And) and len(wanted) < len(tree.children):
        notices.append(
            Notice("Слова встречаются, но поля, даты или исключения в запросе отсекают все статьи.")
        )
    return notices


def nowhere(labels: Iterable[str]) -> list[str]:
    """Return the notice about words that no article has, if there are any."""
    said = ", ".join(dict.fromkeys(labels))
    return [Notice("Не встречается: %(words)s.", words=said)] if said else []
