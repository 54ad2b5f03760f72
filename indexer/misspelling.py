"""Misspelt words: which form of the collection was most likely meant, by the kinds of the edits and the form's frequency."""

import math
from itertools import pairwise

from rapidfuzz.distance import OSA, Levenshtein

from indexer.vocabulary import Vocabulary

SHORT = 4  # words with so many letters or fewer have one typo at most
SHORTEST = 3  # letters of a word that is corrected

# Letters that are heard alike where they are not stressed, or before a voiceless consonant, or at a word's end.
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
_SIGNS = frozenset("ьъ")
_SILENT = frozenset("втдл")  # чувство, лестница, сердце, солнце

_HEARD_COST, _SIGN_COST, _DOUBLE_COST, _SILENT_COST, _KEY_COST = 0.5, 0.5, 0.5, 0.8, 0.85
_SWAP_COST = 0.8  # two letters that changed places
_FIRST_COST = 0.5  # more, where the first letter is another
_WEIGHT = 4.0  # what an edit costs, in powers of e of the frequency


def candidates(form: str, vocabulary: Vocabulary) -> list[tuple[float, str]]:
    """The forms of the collection that may have been meant by a folded form, each with its score, best first."""
    if len(form) < SHORTEST:
        return []
    near = vocabulary.near(form, 1 if len(form) <= SHORT else 2)
    scored = [(math.log(vocabulary.count(word)) - _WEIGHT * cost(form, word), word) for word in near]
    return sorted(scored, reverse=True)


def cost(typed: str, meant: str) -> float:
    """How unlikely it is to have typed one word for another: about 1 for an edit, less for the usual slips."""
    edits = Levenshtein.editops(typed, meant)
    if OSA.distance(typed, meant) < len(edits):
        return _SWAP_COST * OSA.distance(typed, meant)
    total = sum(_edit(edit.tag, typed, meant, edit.src_pos, edit.dest_pos) for edit in edits)
    return total + (_FIRST_COST if typed[:1] != meant[:1] else 0.0)


def _edit(tag: str, typed: str, meant: str, here: int, there: int) -> float:
    if tag == "replace":
        pair = frozenset((typed[here], meant[there]))
        return _HEARD_COST if pair in _HEARD else _KEY_COST if pair in _NEIGHBOURS else 1.0
    word, place = (typed, here) if tag == "delete" else (meant, there)
    letter = word[place]
    if letter in (word[place - 1 : place], word[place + 1 : place + 2]):
        return _DOUBLE_COST
    if letter in _SIGNS:
        return _SIGN_COST
    return _SILENT_COST if tag == "insert" and letter in _SILENT else 1.0
