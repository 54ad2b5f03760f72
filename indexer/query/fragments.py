"""The words of a query that mean something without their neighbours.

A compound falls apart into its words: «Лига-2016» into «Лига» and 2016, «ирано-израильский» into
«иранский» and «израильский». What means something only
as a whole stays whole: sums, percentages and measures ($100, 15 %, 40 м²), ordinals (5 этаж),
codes (Ту-154) and scores (3:0).
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.word_lists import language
from svodka.indexer.query.compounds import adjective_in, is_adjective
from svodka.indexer.query.tree import AnyWord, Named, Node, Phrase, Slot, Word

LEAST_LETTERS = 4  # of a part: shorter ones are particles of names and codes («аль», «Ту»)
LEAST_CORE = 3  # of a part before a particle
LEAST_CAPITALS = 3  # of a part that is an abbreviation («США»)
YEARS = range(1000, 2100)

_IN_WORDS = frozenset("-\u2010\u2011'’ʼ.,: \u00a0\u2009\u202f")


def fragments(compound: Phrase) -> list[Slot | Phrase]:
    """Return the words of a typed compound that stand alone; the compound too if it has others.

    The compound alone if it has its meaning only as a whole.
    """
    typed = [slot for slot in compound.slots if not isinstance(slot, AnyWord)]
    words = [slot for slot in typed if isinstance(slot, Word) and slot.reach != "only"]
    if compound.slop or len(words) < len(typed) or _is_measure(words):
        return [compound]
    alone = [word for word in words if _stands_alone(word)]
    if _is_core(words) and words[0] not in alone:
        alone.insert(0, words[0])
    whole = [] if len(alone) == len(words) else [compound]
    return [*(_adjectival(word, words[-1]) for word in alone), *whole]


def measured(nodes: Iterable[Node]) -> list[Node]:
    """Return the parts of a conjunction; a number and the sign beside it are one: 15 %, № 5."""
    joined: list[Node] = []
    for node in nodes:
        if joined and _are_one(joined[-1], node):
            joined[-1] = _row(joined[-1], node)
        else:
            joined.append(node)
    return joined


def is_bare(node: Node) -> bool:
    """True for a number that is no year, and for a sign: articles share them by chance."""
    said = _said(node)
    return isinstance(said, Word) and (
        has_sign(said.text) or (_is_number(said) and not is_year(said.text))
    )


def is_subjectless(node: Node) -> bool:
    """True for a word that names no subject: роль, реакция, причина, …"""
    said = _said(node)
    listed = language("subjectless.txt")
    return isinstance(said, Word) and any(lemma in listed for lemma in said.lemmas)


def has_sign(text: str) -> bool:
    """True if a word has a sign of money, of a measure or the like: $, %, №, °C."""
    return any(not (char.isalpha() or char.isdecimal() or char in _IN_WORDS) for char in text)


def is_function_word(slot: Slot) -> bool:
    """True for a word without a meaning of its own (в, и, на, не, …)."""
    return isinstance(slot, Word) and fold(slot.text) in language("function_words.txt")


def is_adjectival(compound: Phrase) -> bool:
    """True for a compound adjective: what it is made of is mostly named by itself in a text."""
    last = compound.slots[-1]
    return isinstance(last, Word) and is_adjective(last.lemmas[0])


def _adjectival(word: Word, last: Word) -> Word:
    """Return a word of a compound with the adjective that it stands for."""
    adjective = adjective_in(fold(word.text), last.lemmas[0]) if word is not last else None
    if not adjective:
        return word
    return replace(word, lemmas=tuple(dict.fromkeys([adjective, *word.lemmas])))


def _is_measure(words: Sequence[Word]) -> bool:
    """True for a compound with a sign, or with its number first."""
    return any(has_sign(word.text) for word in words) or (
        _is_number(words[0]) and not is_year(words[0].text)
    )


def _is_core(words: Sequence[Word]) -> bool:
    """True if a name begins with its core, and a particle follows: Рио-де-Жанейро."""
    first, second = words[0].text, words[1].text
    return first.istitle() and len(first) >= LEAST_CORE and second.islower() and len(words) > 2


def _stands_alone(word: Word) -> bool:
    text = word.text
    if is_year(text):
        return True
    capitals = text.isupper() and len(text) >= LEAST_CAPITALS
    long_enough = text.isalpha() and (capitals or len(text) >= LEAST_LETTERS)
    return long_enough and not is_function_word(word)


def is_year(text: str) -> bool:
    """True for four digits that may be a year."""
    return text.isdecimal() and len(text) == 4 and int(text) in YEARS


def _is_number(node: Node) -> bool:
    said = _said(node)
    return (
        isinstance(said, Word)
        and said.reach != "only"
        and said.text[:1].isdecimal()
        and not any(map(str.isalpha, said.text))
    )


def _is_sign(node: Node) -> bool:
    """True for a sign, or a measure with one: %, °C, м²."""
    said = _said(node)
    words = said.slots if isinstance(said, Phrase) else (said,)
    return any(isinstance(word, Word) and has_sign(word.text) for word in words) and not any(
        map(_is_number, words)
    )


def _are_one(first: Node, second: Node) -> bool:
    """True for a number and the sign behind it, or № and § before it."""
    if _is_number(first):
        return _is_sign(second)
    said = _said(first)
    return isinstance(said, Word) and said.text in ("№", "§") and _is_number(second)


def _row(first: Node, second: Node) -> Phrase:
    """Return a phrase of two parts of a query; its variants are those of the second."""
    one, two = _said(first), _said(second)
    text = " ".join(part.text for part in (one, two) if isinstance(part, Word | Phrase))
    heads = tuple(slot for slot in _slots(one))
    variants = two.variants if isinstance(two, Phrase) else ()
    return Phrase(text, (*heads, *_slots(two)), variants=tuple((*heads, *row) for row in variants))


def _slots(node: Node) -> tuple[Slot, ...]:
    return node.slots if isinstance(node, Phrase) else (node,) if isinstance(node, Word) else ()


def _said(node: Node) -> Node:
    return node.said if isinstance(node, Named) else node
