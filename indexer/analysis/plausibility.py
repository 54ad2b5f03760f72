"""The rules that drop implausible readings of a word."""

from collections.abc import Sequence

from svodka.indexer.analysis.dictionary import Grammemes
from svodka.indexer.analysis.open_vocabulary import ADJECTIVAL, VERBAL

# A reading that scores below this share of the best one is noise. Measured on Universal
# Dependencies, as the share of word pairs joined correctly (F1, GSD and Taiga): first reading .947
# and .920, all readings .934 and .919, these .943 and .922.
PLAUSIBLE = 0.1

# The same for a short adjective beside an adverb: сильно is the only neuter of сильный.
RARE_NEUTER = 0.05
NOISE = "noise"
_VERBAL_OR_ADJECTIVAL = VERBAL | ADJECTIVAL


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
    rules = []
    for tag, score in readings:
        if score < (RARE_NEUTER if adverb and "ADJS" in tag else least):
            rules.append(NOISE)
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
