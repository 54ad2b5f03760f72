"""The places that an article names: «Москва» for «в Москве», «Южный Кавказ» for «на Южном Кавказе»."""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import kinds
from svodka.indexer.analysis.word_lists import listed
from svodka.indexer.documents.capitalized import Capitals, with_capitals
from svodka.indexer.documents.senses import Sense

_LONGEST_ABBREVIATION = 4  # letters: США, КНДР; longer words in capitals are only written so
_CLEAR = 0.25  # a reading less likely than this share of the place's does not make it doubtful
_LOCATIVE = frozenset(("в", "во", "из", "под", "г", "город", "городе", "города"))
_HEADS = frozenset(("область", "край", "республика", "море", "океан", "полуостров"))
# With these a place has a name of its own even at the beginning of a sentence, where every adjective has a capital.
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
    """Which places are named, in the nominative, the most often mentioned first; words ``taken`` are parts of names."""
    named: Counter[str] = Counter()
    for capitals, others in zip(texts, taken, strict=True):
        named.update(_named(capitals, others))
    return [name for name, _ in named.most_common()]


def _named(capitals: Capitals, taken: set[int]) -> Iterator[str]:
    for place in capitals.capitals:
        name = None if place in taken else _region(capitals, place) or _place(capitals, place)
        if name is None or capitals.is_quoted(place) or capitals.is_initial(place - 1):
            continue
        if counted := _aliases().get(fold(name), name):
            yield counted


def _place(capitals: Capitals, place: int) -> str | None:
    if "Geox" not in kinds(capitals.words[place].form):
        return None
    known = [sense for sense in capitals.senses(place) if sense.known]
    readings = [sense for sense in known if sense.kind == "Geox" and sense.part == "NOUN"]
    if not readings or not _is_place(capitals, place, known, readings):
        return None
    return _with_adjective(capitals, place, readings) or _alone(capitals, place, readings[0])


@cache
def _aliases() -> dict[str, str]:
    """What a name is counted as; nothing where it is no place."""
    return {fold(name): other for name, other in listed("places.txt")}


def _is_place(capitals: Capitals, place: int, known: list[Sense], readings: list[Sense]) -> bool:
    """Whether the word is no person and no ordinary word here."""
    text = capitals.words[place].text
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
        before = capitals.before(place)
        return (
            before is not None
            and before.form in _LOCATIVE
            and not _has_noun(capitals, place, known)
        )
    return not doubts or not capitals.begins(place)


def _has_noun(capitals: Capitals, place: int, known: list[Sense]) -> bool:
    """Whether the word may be the adjective of the word after it: «в Тверской области»."""
    cases = {sense.case for sense in known if sense.part == "ADJF"}
    return capitals.follows(place + 1) and any(
        s.part == "NOUN" and s.case in cases for s in capitals.senses(place + 1)
    )


def _region(capitals: Capitals, place: int) -> str | None:
    """«Московская область», «Чёрное море»: an adjective with a capital before the word for what it is."""
    last = place + 1 == len(capitals.words)
    if last or capitals.words[place + 1].lemmas[0] not in _HEADS or not capitals.follows(place + 1):
        return None
    nouns = [
        s
        for s in capitals.senses(place + 1)
        if s.part == "NOUN" and not s.plural and s.nominative in _HEADS
    ]
    for adjective in capitals.senses(place):
        if adjective.part == "ADJF" and any(_agree(adjective, noun) for noun in nouns):
            if capitals.begins(place) and adjective.nominative[-4:-2] not in ("ск", "цк"):
                return None
            return f"{with_capitals(adjective.nominative, capitals.words[place].text)} {nouns[0].nominative}"
    return None


def _alone(capitals: Capitals, place: int, sense: Sense) -> str:
    return with_capitals(sense.nominative, _written(capitals, place, sense))


def _written(capitals: Capitals, place: int, sense: Sense) -> str:
    text = capitals.words[place].text
    return text.capitalize() if text.isupper() and not sense.fixed else text


def _with_adjective(capitals: Capitals, place: int, readings: list[Sense]) -> str | None:
    """The place with the adjective that is a part of its name, if there is one."""
    if (
        not capitals.is_title_case(place - 1)
        or not capitals.follows(place)
        or capitals.is_quoted(place - 1)
    ):
        return None
    for adjective in capitals.senses(place - 1):
        for sense in readings:
            if adjective.part == "ADJF" and _agree(adjective, sense):
                if (
                    capitals.begins(place - 1)
                    and fold(_masculine(capitals, place - 1)) not in _SIDES
                ):
                    return None
                side = with_capitals(adjective.nominative, capitals.words[place - 1].text)
                return f"{side} {_alone(capitals, place, sense)}"
    return None


def _masculine(capitals: Capitals, place: int) -> str:
    return capitals.words[place].lemmas[0]


def _agree(adjective: Sense, noun: Sense) -> bool:
    return (adjective.case, adjective.plural) == (noun.case, noun.plural) and (
        noun.plural or adjective.gender == noun.gender
    )
