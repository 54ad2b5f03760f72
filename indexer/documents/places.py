"""The places named in an article, in the nominative.

For example «Москва» for «в Москве», «Южный Кавказ» for «на Южном Кавказе».
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.token_arrays import PLACE
from svodka.indexer.analysis.word_lists import listed
from svodka.indexer.documents.capitalized import HEAD, Capitals, with_capitals
from svodka.indexer.documents.senses import Sense, senses

_LONGEST_ABBREVIATION = 4  # letters: США, КНДР; longer words are ordinary ones in capitals
_CACHED = 1 << 12  # forms, names
_CLEAR = 0.25  # another reading below this share of the place's score is no doubt
_LOCATIVE = frozenset(("в", "во", "из", "под", "г", "город", "городе", "города"))
# Generic nouns after an adjective.
HEADS = frozenset(("область", "край", "республика", "море", "океан", "полуостров"))
# These are part of a name even at the beginning of a sentence, where every adjective has a capital.
_SIDES = frozenset(
    [
        *(
            "южный",
            "северный",
            "западный",
            "восточный",
            "центральный",
            "ближний",
            "дальний",
            "средний",
        ),
        *("нижний", "верхний", "великий", "новый", "старый", "малый", "саудовский"),
    ]
)


def places(texts: Iterable[Capitals], taken: Iterable[set[int]]) -> list[str]:
    """Return the places of one article in the nominative, the most mentioned first.

    ``taken`` has the indexes of words in people's names, for each text.
    """
    named: Counter[str] = Counter()
    for capitals, others in zip(texts, taken, strict=True):
        named.update(_named(capitals, others))
    return [name for name, _ in named.most_common()]


def _named(capitals: Capitals, taken: set[int]) -> Iterator[str]:
    for index in capitals.capitals(PLACE, HEAD):
        name = None if index in taken else _region(capitals, index) or _place(capitals, index)
        if name is None or capitals.is_quoted(index) or capitals.is_initial(index - 1):
            continue
        if counted := _counted(name):
            yield counted


def _place(capitals: Capitals, index: int) -> str | None:
    if not capitals.has(index, PLACE):
        return None
    known, readings = _senses(capitals.word(index).form)
    if not readings or not _is_place(capitals, index, known, readings):
        return None
    return _with_adjective(capitals, index, readings) or _alone(capitals, index, readings[0])


@lru_cache(_CACHED)
def _senses(form: str) -> tuple[list[Sense], list[Sense]]:
    """Return the readings of a form in the dictionary, and those as a place."""
    known = [sense for sense in senses(form) if sense.known]
    return known, [sense for sense in known if sense.kind == "Geox" and sense.part == "NOUN"]


@lru_cache(_CACHED)
def _counted(name: str) -> str:
    """Return the name that a name counts as; empty if it is no place."""
    return _aliases().get(fold(name), name)


@cache
def _aliases() -> dict[str, str]:
    """Return the names that listed names count as; empty for one that is no place."""
    return {fold(name): other for name, other in listed("places.txt")}


def _is_place(capitals: Capitals, index: int, known: list[Sense], readings: list[Sense]) -> bool:
    """True if the word is no person and no ordinary word here."""
    text = capitals.word(index).text
    if text.isupper():
        return readings[0].fixed or (
            len(text) > _LONGEST_ABBREVIATION and all(sense.kind == "Geox" for sense in known)
        )
    doubts = [
        sense
        for sense in known
        if sense.kind != "Geox" and sense.score > _CLEAR * readings[0].score
    ]
    if any(sense.kind or sense.part == "ADJF" for sense in doubts):
        before = capitals.before(index)
        return (
            before is not None
            and before.form in _LOCATIVE
            and not _has_noun(capitals, index, known)
        )
    return not doubts or not capitals.begins(index)


def _has_noun(capitals: Capitals, index: int, known: list[Sense]) -> bool:
    """True if the word may be the adjective of the next word: «в Тверской области»."""
    cases = {sense.case for sense in known if sense.part == "ADJF"}
    return capitals.follows(index + 1) and any(
        s.part == "NOUN" and s.case in cases for s in capitals.senses(index + 1)
    )


def _region(capitals: Capitals, index: int) -> str | None:
    """Return «Московская область», «Чёрное море»: a capitalized adjective before a generic noun."""
    if not capitals.has(index + 1, HEAD) or not capitals.follows(index + 1):
        return None
    nouns = [
        s
        for s in capitals.senses(index + 1)
        if s.part == "NOUN" and not s.plural and s.nominative in HEADS
    ]
    for adjective in capitals.senses(index):
        if adjective.part == "ADJF" and any(_agree(adjective, noun) for noun in nouns):
            if capitals.begins(index) and adjective.nominative[-4:-2] not in ("ск", "цк"):
                return None
            noun = nouns[0].nominative
            return f"{with_capitals(adjective.nominative, capitals.word(index).text)} {noun}"
    return None


def _alone(capitals: Capitals, index: int, sense: Sense) -> str:
    return with_capitals(sense.nominative, _written(capitals, index, sense))


def _written(capitals: Capitals, index: int, sense: Sense) -> str:
    text = capitals.word(index).text
    return text.capitalize() if text.isupper() and not sense.fixed else text


def _with_adjective(capitals: Capitals, index: int, readings: list[Sense]) -> str | None:
    """Return the place with the adjective that is part of its name, if there is one."""
    if (
        not capitals.is_title_case(index - 1)
        or not capitals.follows(index)
        or capitals.is_quoted(index - 1)
    ):
        return None
    for adjective in capitals.senses(index - 1):
        for sense in readings:
            if adjective.part == "ADJF" and _agree(adjective, sense):
                if (
                    capitals.begins(index - 1)
                    and fold(_masculine(capitals, index - 1)) not in _SIDES
                ):
                    return None
                side = with_capitals(adjective.nominative, capitals.word(index - 1).text)
                return f"{side} {_alone(capitals, index, sense)}"
    return None


def _masculine(capitals: Capitals, index: int) -> str:
    return capitals.lemma(index)


def _agree(adjective: Sense, noun: Sense) -> bool:
    return (adjective.case, adjective.plural) == (noun.case, noun.plural) and (
        noun.plural or adjective.gender == noun.gender
    )
