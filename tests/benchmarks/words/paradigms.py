"""The forms of a dictionary word that are one word for readers."""

from functools import lru_cache

import pymorphy3

from svodka.indexer.analysis.folding import fold


@lru_cache(1)
def _morphology() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def forms_of_a_word(form: str) -> frozenset[str]:
    """Return the folded forms of a dictionary word, given one of them; empty if it is none.

    Long participles and superlatives, also those with «наи-», are words of their own.
    """
    parse = _morphology().parse(form)[0]
    if not parse.is_known:
        return frozenset()
    unit = _unit(parse)
    return frozenset(fold(other.word) for other in parse.lexeme if _unit(other) == unit)


def _unit(parse: pymorphy3.analyzer.Parse) -> tuple[str, ...]:
    tag = parse.tag
    if "PRTF" in tag:
        return ("participle", str(tag.tense), str(tag.voice))
    if "Supr" in tag:
        return ("superlative", str(parse.word.startswith("наи")), parse.word[:5])
    if tag.POS in ("VERB", "INFN", "GRND", "PRTS"):
        return ("verb",)
    return ("adjective",) if tag.POS in ("ADJF", "ADJS", "COMP") else (str(tag.POS),)
