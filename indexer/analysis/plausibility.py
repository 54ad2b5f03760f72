"""The rules that drop implausible readings of a word."""

from collections.abc import Sequence, Set
from typing import NamedTuple

from svodka.indexer.analysis.dictionary import Form, Grammemes
from svodka.indexer.analysis.open_vocabulary import ADJECTIVAL, VERBAL
from svodka.indexer.analysis.readings import KINDS

# A reading that scores below this share of the best one is noise. Measured on Universal
# Dependencies, as the share of word pairs joined correctly (F1, GSD and Taiga): first reading .947
# and .920, all readings .934 and .919, these .943 and .922.
PLAUSIBLE = 0.1

# The same for a short adjective beside an adverb: сильно is the only neuter of сильный.
RARE_NEUTER = 0.05
NOISE = "noise"
# Short for «родился», and with a full stop only: род.
_SHORT_VERB = frozenset(("VERB", "Abbr"))
# Function words, and the times that one must be likelier than another word to rule it out.
_FUNCTION = frozenset(("PRCL", "CONJ", "PREP", "NUMR"))
_LIKELIER = 8
_FULL = frozenset(("NOUN", "VERB", "COMP", "GRND"))
_NAMES = frozenset((*KINDS, "Orgn", "Trad"))
_SPECIAL = _NAMES | {"Abbr"}
_LEMMA = frozenset(("nomn", "sing"))
_VERBAL_OR_ADJECTIVAL = VERBAL | ADJECTIVAL
# The others play no part here.
_PARTS = VERBAL | ADJECTIVAL | frozenset(("NOUN", "ADVB", "NUMR", "NPRO", "PRED"))
_JUDGED = frozenset(("PRTF", "PRTS", "ADJS"))  # parts of speech that others beside them may drop
_DOUBTFUL = frozenset(("NOUN", "VERB"))  # of words that may have rare readings
_HIDING = frozenset(("NOUN", "VERB", "GRND", "ADJS"))  # of words that may hide a name
_ADJECTIVES = frozenset(("ADJF", "PRTF"))


class Combination(NamedTuple):
    """The forms that a dictionary word may be, with their parts of speech; imperatives come last.

    ``order`` has the numbers of the forms. ``kept`` are the plausible ones if none is likelier than
    another. ``is_judged`` is true if rules beyond the scores may drop one. ``may_hide`` is true if
    all are of nouns, verbs or short adjectives. ``part`` is the part of speech of all forms, None
    if there are several. ``special`` is true if one is of a name or an abbreviation.
    """

    forms: Sequence[Form]
    parts: Sequence[str]
    order: Sequence[int]
    kept: Sequence[int]
    is_judged: bool
    may_hide: bool
    part: str | None
    special: bool

    @property
    def adjectival(self) -> bool:
        """True if all forms are of one part of speech, adjectives or participles."""
        return self.part in _ADJECTIVES


class Judged(NamedTuple):
    """The plausible forms of a ``Combination``, best first, and their parts of speech.

    ``rare`` are nouns that are noise beside nouns and verbs.
    """

    kept: Sequence[int]
    parts: Set[str]
    rare: Sequence[int] = ()

    @property
    def adjectival(self) -> bool:
        """True if all plausible forms are of adjectives and participles."""
        return self.parts <= _ADJECTIVES


def part_of(tag: Grammemes) -> str:
    """Return the part of speech of a tag, empty for those that no rule asks for."""
    return next(iter(_PARTS & tag.grammemes), "")


def combination(forms: Sequence[Form]) -> Combination:
    """Return what can be said of forms without their probabilities."""
    tags = [form.tag.grammemes for form in forms]
    parts = [part_of(form.tag) for form in forms]
    # Imperatives are the last of equal readings: нашли is of найти, not of наслать.
    order = sorted(range(len(forms)), key=lambda at: "impr" in tags[at])
    part = parts[0] if len(set(parts)) == 1 else None
    kept = order  # no rule drops one of equals of the same part of speech
    if part is None:
        rules = plausibility([form.tag for form in forms], [1.0] * len(forms))
        kept = [at for at in order if not rules[at]]
    is_judged = not _JUDGED.isdisjoint(parts) or not all(map(_FUNCTION.isdisjoint, tags))
    hides, special = _HIDING.issuperset(parts), not all(map(_SPECIAL.isdisjoint, tags))
    return Combination(forms, parts, order, kept, is_judged, hides, part, special)


def judged(some: Combination, scores: Sequence[float]) -> Judged:
    """Judge the forms of a word by their probabilities; ``scores`` are empty if unknown."""
    parts = some.parts
    if not scores:
        return Judged(some.kept, {parts[at] for at in some.kept})
    order = sorted(some.order, key=lambda at: -scores[at])
    if some.is_judged:
        tags = [some.forms[at].tag for at in order]
        rules = plausibility(tags, [scores[at] for at in order])
        kept = [at for at, rule in zip(order, rules, strict=True) if not rule]
    else:
        least = PLAUSIBLE * scores[order[0]]
        kept = [at for at in order if scores[at] >= least]
        rules = [""] * len(kept) + [NOISE] * (len(order) - len(kept))
    likely = {parts[at] for at in kept}
    if likely <= _DOUBTFUL and NOISE in rules:
        noise = (at for at, rule in zip(order, rules, strict=True) if rule == NOISE)
        return Judged(kept, likely, [at for at in noise if parts[at] == "NOUN"])
    return Judged(kept, likely)


def special_lemmas(
    some: Combination, lemmas: Sequence[str], kept: Sequence[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lemmas that no common word in small letters has, and those of abbreviations.

    The former are of names, and of verbs that are shortened with a full stop. ``lemmas`` are those
    of the forms ``kept``.
    """
    if not some.special:  # nearly all words
        return (), ()
    tags = (some.forms[at].tag.grammemes for at in kept)
    found = list(zip(lemmas, tags, strict=True))
    common = {lemma for lemma, tag in found if tag.isdisjoint(_NAMES) and not tag >= _SHORT_VERB}
    names = (lemma for lemma in lemmas if common and lemma not in common)
    short = (lemma for lemma, tag in found if "Abbr" in tag)
    return tuple(dict.fromkeys(names)), tuple(dict.fromkeys(short))


def plausibility(tags: Sequence[Grammemes], scores: Sequence[float]) -> list[str]:
    """Return for each reading, the likeliest first, the rule that drops it; empty if kept."""
    if len(tags) < 2:
        return [""] * len(tags)
    least = PLAUSIBLE * max(scores)
    readings = [(tag.grammemes, score) for tag, score in zip(tags, scores, strict=True)]
    likely = [(tag, score) for tag, score in readings if score >= least]
    noun = max((score for tag, score in likely if "NOUN" in tag), default=0.0)
    adjective = any("ADJF" in tag for tag, _ in likely)
    adverb = any("ADVB" in tag for tag, _ in likely)
    other = any(_VERBAL_OR_ADJECTIVAL.isdisjoint(tag) for tag, _ in likely)
    function = _function(readings)
    rules = []
    for tag, score in readings:
        if score < (RARE_NEUTER if adverb and "ADJS" in tag else least):
            rules.append(NOISE)
        # собственно: only qualitative adjectives have short forms
        elif function and "ADJS" in tag and "Qual" not in tag:
            rules.append("short adjective beside a function word")
        # уже, три, почти
        elif function and _is_beside_function_word(tag, score, function):
            rules.append("rare beside a function word")
        # следующий, бывший: an adjective by now, not a form of a verb
        elif adjective and "PRTF" in tag:
            rules.append("participle beside an adjective")
        # метан, видимо: hardly any text has such participles
        elif other and {"PRTS", "impf"} <= tag:
            rules.append("short imperfective participle beside another word")
        # сыра, дорог, судно
        elif "ADJS" in tag and noun >= score:
            rules.append("short adjective beside a noun")
        else:
            rules.append("")
    return rules


def _function(readings: Sequence[tuple[Set[str], float]]) -> float:
    """Return the score of the readings as a function word, with those of its adverb."""
    if all(_FUNCTION.isdisjoint(tag) for tag, _ in readings):
        return 0.0
    return sum(score for tag, score in readings if "ADVB" in tag or not _FUNCTION.isdisjoint(tag))


def _is_beside_function_word(tag: Set[str], score: float, function: float) -> bool:
    """True for an imperative less likely than a function word, and another far less likely."""
    if _FULL.isdisjoint(tag) or tag >= _LEMMA:
        return False
    return score * (1 if "impr" in tag else _LIKELIER) < function
