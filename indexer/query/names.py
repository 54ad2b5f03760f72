"""Words of a query that may be of one name or of another word; the collection decides.

«Маску» is a form of a common word, and of a name only by chance: so capitals and the words before
count too. «Ротенбергов» is a surname like Иванов, or the plural of Ротенберг.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import grammemes, is_known, is_word, kinds
from svodka.indexer.analysis.open_vocabulary import instrumental
from svodka.indexer.query.builders import conjunction, disjunction, together, within
from svodka.indexer.query.tree import (
    And,
    InField,
    Node,
    Not,
    Or,
    Phrase,
    SameSentence,
    Word,
)

Known = Callable[[str], bool]

LEAST = 6  # letters of a genitive plural
_PLURAL = re.compile("[бвгдзклмнпрстфхц](?<!.[ое]в)(?<!.[иы]н)$")  # nouns with one in -ов or -ев
_GENITIVE = re.compile("(?:[бвгдзклмнпрстфх]ов|цев)$")


def with_names(tree: Node, known: Known) -> Node:
    """Return the tree with the lemmas of names in its words; ``known`` is true for a lemma.

    A capitalized word is a name alone if the collection has a form that only the name has. Else it
    is both, if the collection may have the name. A small word is a name too in the nominative, or
    after a given name.
    """
    match tree:
        case Word():
            return _read(tree, known)
        case Phrase(_, slots):
            return replace(tree, slots=tuple(_row(slots, known)))
        case And(children, optional):
            return conjunction(_row(children, known), optional)
        case Or(children):
            return disjunction(with_names(child, known) for child in children)
        case Not(child):
            return Not(with_names(child, known))
        case InField(field, child):
            return within(field, with_names(child, known))
        case SameSentence(children):
            return together(_row(children, known))
    return tree


def _row(nodes: Sequence[Any], known: Known) -> Iterator[Any]:
    """Yield nodes that stand in a row, each with the names that the one before allows."""
    before: Node | None = None
    for node in nodes:
        if isinstance(node, Word):
            yield _read(node, known, after_name=_may_be_given_name(before))
        else:
            yield with_names(node, known)
        before = node


def _read(word: Word, known: Known, *, after_name: bool = False) -> Word:
    held = () if _is_abbreviation(word.text) else tuple(filter(known, word.names))
    form = fold(word.text)
    capital = word.text[:1].isupper()
    lemmas = (*word.lemmas, *(name for name in held if capital or after_name or name == form))
    if capital and form not in word.lemmas:
        sure = tuple(name for name in held if known(instrumental(name)))
        lemmas = sure or lemmas
    return replace(word, lemmas=(*lemmas, *_plurals(lemmas, known)), names=())


def _is_abbreviation(text: str) -> bool:
    """True for an abbreviation that the dictionary has: США and С.Ш.А. are no cases of СШ."""
    return text.isupper() and any("Abbr" in tags for tags in grammemes(fold(text.replace(".", ""))))


def _plurals(lemmas: Sequence[str], known: Known) -> list[str]:
    """Return the lemmas that join an unknown noun with its genitive plural: Ротенберг, -ов.

    A capitalized word in -ов is read as a surname. The collection has other forms of a surname:
    Иванова, Ивановым. If it has none, and both words, they are one.
    """
    pairs = [(lemma, lemma + _genitive_plural(lemma)) for lemma in lemmas if _PLURAL.search(lemma)]
    pairs += [
        (lemma, lemma[:-2]) for lemma in lemmas if _GENITIVE.search(lemma) and len(lemma) > LEAST
    ]
    sought = [pair for pair in pairs if not any(map(is_word, pair)) and pair[1] not in lemmas]
    return [
        other
        for lemma, other in sought
        if all([known(lemma), known(other)]) and not _is_surname(max(lemma, other, key=len), known)
    ]


def _genitive_plural(noun: str) -> str:
    return "ев" if noun.endswith("ц") else "ов"


def _is_surname(name: str, known: Known) -> bool:
    """True if the collection has cases of a name in -ов that no plural has: -ова, -овым."""
    return any([known(name + "о"), known(name + "ой")])


def _may_be_given_name(node: Node | None) -> bool:
    """True for a given name, and for a word that the dictionary lacks."""
    if not isinstance(node, Word):
        return False
    form = fold(node.text)
    return "Name" in kinds(form) or not is_known(form)
