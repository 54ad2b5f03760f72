"""The rules that drop implausible readings of a word."""

from collections.abc import Sequence

from svodka.indexer.analysis.dictionary import Grammemes

# A reading that scores below this share of the best one is noise. Measured on Universal
# Dependencies, as the share of word pairs joined correctly (F1, GSD and Taiga): first reading .947
# and .920, all readings .934 and .919, these .943 and .922.
PLAUSIBLE = 0.1

# Parts of speech without inflection: adverb, particle, conjunction, preposition, predicative.
_UNCHANGING = frozenset(("ADVB", "PRCL", "CONJ", "PREP", "PRED"))


def plausibility(tags: Sequence[Grammemes], scores: Sequence[float]) -> list[str]:
    """Return for each reading, the likeliest first, the rule that drops it; empty if kept."""
    if len(tags) < 2:
        return [""] * len(tags)
    least = PLAUSIBLE * max(scores)
    plausible = [
        tag.grammemes if score >= least else None for tag, score in zip(tags, scores, strict=True)
    ]
    adjective = any(tag is not None and "ADJF" in tag for tag in plausible)
    unchanging = not _UNCHANGING.isdisjoint(tags[0].grammemes)
    rules = []
    for tag in plausible:
        if tag is None:
            rules.append("noise")
        # следующий, бывший: an adjective by now, not a form of a verb
        elif adjective and "PRTF" in tag:
            rules.append("participle beside an adjective")
        # быстро, хорошо: an adverb, not a short adjective
        elif unchanging and "ADJS" in tag:
            rules.append("short adjective beside an adverb")
        else:
            rules.append("")
    return rules
