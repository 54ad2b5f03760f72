"""Misspelt words: the most likely meant form of the collection.

The kinds of the edits and the frequency of the form decide.
"""

import math
import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from rapidfuzz.distance import OSA, Levenshtein

from svodka.indexer.suggest.vocabulary import Vocabulary

SHORT = 4  # letters: a word up to this length has one typo at most
BEST = 50  # similar forms that are returned
# The share of a form's frequency that counts among the forms of one word. Measured on misspelt
# words of two collections: .5 and .75 differ by five of a thousand, 0 is worse by ten.
FORM_SHARE = 0.5
CLEAR = 2.0  # times as likely as the next form
UNSEEN = 0.5  # articles for which a form counts that the collection lacks
SHORTEST = 3  # letters: a shorter word is not corrected

# Letters that sound alike unstressed, or before a voiceless consonant, or at a word's end.
_ALIKE = (
    "оа",
    "еи",
    "еэ",
    "ея",
    "яи",
    "иы",
    "ий",
    "ео",
    "бп",
    "вф",
    "гк",
    "дт",
    "жш",
    "зс",
    "щш",
    "цс",
    "чш",
    "щч",
    "гв",
    "юу",
)
_HEARD = {frozenset(pair) for pair in _ALIKE}
_ROWS = ("йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")
_NEIGHBOURS = {frozenset(pair) for row in _ROWS for pair in pairwise(row)}
_DRAWN = re.compile(r"(.)\1{2,}")
_REFLEXIVE = re.compile("ц+[аоэ]$")  # «нравицца»
_SIGNS = frozenset("ьъ")
_SILENT = frozenset("втдл")  # чувство, лестница, сердце, солнце

_HEARD_COST, _SIGN_COST, _DOUBLE_COST, _SILENT_COST, _KEY_COST = 0.5, 0.5, 0.5, 0.8, 0.85
_LOST_COST = 0.9  # a letter left out
_SWAP_COST = 0.8  # two letters swapped
_FIRST_COST = 0.5  # added if the first letter differs
_HYPHEN_COST, _BLANK_COST = 0.6, 0.9  # a missing one
_DRAWN_COST = 0.3  # any number of repeated letters, as in «очеееень»
_WEIGHT = 4.0  # the cost of an edit, as a natural logarithm of frequency


def candidates(
    form: str, vocabulary: Vocabulary, *, parts: bool = False
) -> list[tuple[float, str]]:
    """Return the forms of the collection that a folded form may stand for, as (score, form).

    Best first. Of similar forms, the best BEST are returned. What stands only in hyphenated words
    counts for ``parts`` of such words alone.
    """
    if len(form) < SHORTEST:
        return []
    near = vocabulary.near(form, 1 if len(form) <= SHORT else 2)
    similar = _scored({word: cost(form, word) for word in near}, vocabulary)[:BEST]
    if not parts:
        left_out = vocabulary.only_parts([word for _, word in similar])
        similar = [(score, word) for score, word in similar if word not in left_out]
    rewritten = _scored(_rewritten(form), vocabulary)
    again = {word for _, word in rewritten}
    similar = [(score, word) for score, word in similar if word not in again]
    return sorted([*similar, *rewritten, *_apart(form, vocabulary)], reverse=True)


def _scored(costs: Mapping[str, float], vocabulary: Vocabulary) -> list[tuple[float, str]]:
    """Return the words that the collection has, by their frequency and their cost."""
    counts = vocabulary.counts(costs)
    scored = [
        (math.log(counts[word]) - _WEIGHT * paid, word)
        for word, paid in costs.items()
        if counts[word]
    ]
    return sorted(scored, reverse=True)


def likeliest_form(
    typed: str, forms: Iterable[str], near: Iterable[tuple[float, str]], vocabulary: Vocabulary
) -> tuple[str, bool]:
    """Return the form of a word that was likely misspelt, and whether it is clear.

    ``forms`` are all of the word, ``near`` the candidates. Cost and frequency decide. A form that
    is not CLEAR times as likely as the next is not clear.
    """
    costs = {form: cost(typed, form) for form in forms}
    counts = vocabulary.counts(costs)
    for score, form in near:
        if counts.get(form):  # it may be cheaper than its edits: written as it is said
            paid = (math.log(counts[form]) - score) / _WEIGHT
            costs[form] = min(costs[form], paid)
    rated = sorted(
        (FORM_SHARE * math.log(max(counts[form], UNSEEN)) - _WEIGHT * paid, form)
        for form, paid in costs.items()
    )
    best, form = rated[-1]
    return form, len(rated) < 2 or best - rated[-2][0] >= math.log(CLEAR)


def _rewritten(form: str) -> dict[str, float]:
    """Return what else a form may be, with the cost: hyphenated, in other endings, not drawn."""
    costs = dict.fromkeys(_cut(form, "-"), _HYPHEN_COST)
    costs |= {
        _REFLEXIVE.sub(ending, form): _HEARD_COST
        for ending in ("тся", "ться")
        if _REFLEXIVE.search(form)
    }
    return costs | {
        word: _DRAWN_COST
        for word in (_DRAWN.sub(r"\1", form), _DRAWN.sub(r"\1\1", form))
        if len(word) > 1
    }


def _apart(form: str, vocabulary: Vocabulary) -> list[tuple[float, str]]:
    """Return the form as two words of the collection, with a score."""
    pairs = [pair.split() for pair in _cut(form, " ")]
    vocabulary.counts(word for pair in pairs for word in [*pair, "-".join(pair)])
    scored = []
    for first, second in pairs:
        together = vocabulary.expected(first, second)
        if together and not vocabulary.count(f"{first}-{second}"):
            scored.append((math.log(together) - _WEIGHT * _BLANK_COST, f"{first} {second}"))
    return scored


def _cut(form: str, sign: str) -> list[str]:
    return [form[:index] + sign + form[index:] for index in range(1, len(form))]


def cost(typed: str, meant: str) -> float:
    """Return the improbability of typing one word for another.

    About 1 for an edit, less for common slips.
    """
    typed = _DRAWN.sub(r"\1", typed)
    edits = Levenshtein.editops(typed, meant)
    if OSA.distance(typed, meant) < len(edits):
        return _SWAP_COST * OSA.distance(typed, meant)
    total = sum(_edit(edit.tag, typed, meant, edit.src_pos, edit.dest_pos) for edit in edits)
    return total + (_FIRST_COST if typed[:1] != meant[:1] else 0.0)


def _edit(tag: str, typed: str, meant: str, here: int, there: int) -> float:
    if tag == "replace":
        pair = frozenset((typed[here], meant[there]))
        return _HEARD_COST if pair in _HEARD else _KEY_COST if pair in _NEIGHBOURS else 1.0
    word, index = (typed, here) if tag == "delete" else (meant, there)
    letter = word[index]
    if letter in (word[index - 1 : index], word[index + 1 : index + 2]):
        return _DOUBLE_COST
    if letter in _SIGNS:
        return _SIGN_COST
    return (
        _SILENT_COST
        if tag == "insert" and letter in _SILENT
        else _LOST_COST
        if tag == "insert"
        else 1.0
    )
