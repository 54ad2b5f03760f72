"""The people named in full in an article: «Владимир Путин» for «Владимиром Владимировичем Путиным».

A surname alone names nobody, unless the same article has the full name too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from svodka.indexer.analysis.token_arrays import CAPITAL, PATRONYMIC, SURNAME, TITLE_CASE
from svodka.indexer.analysis.word_lists import language
from svodka.indexer.documents.capitalized import GIVEN, PARTICLE, Capitals, with_capitals
from svodka.indexer.documents.given_names import (
    GivenName,
    given_names,
    is_only_a_name,
)
from svodka.indexer.documents.senses import senses
from svodka.indexer.documents.surnames import surnames

PARTICLES = frozenset((
    "бен", "ибн", "фон", "дер", "ван", "де", "да", "ди", "дю", "дель", "дос", "ла", "ле", "эль",
    "аль", "бин", "бинт", "абу", "тер",
))  # fmt: skip
_MOST_PARTICLES = 2
_SHORT_PART = 3  # letters of a part of a name that does not decline
# The case after a preposition, if there is only one.
_CASES = {"к": "dat", "ко": "dat", "о": "loc", "об": "loc", "при": "loc"}
_CASES |= dict.fromkeys(("у", "от", "для", "против", "из", "без", "после", "около", "кроме"), "gen")
_CACHED = 1 << 12  # names
_NAMED = CAPITAL | TITLE_CASE  # of a surname, a patronymic, an initial
_FITTING = 25.0  # the weight of a reading that fits the word before


@dataclass(frozen=True, slots=True)
class Run:
    """The words of a full name: indexes of the given names, of the particles and of the surname."""

    capitals: Capitals
    given: tuple[int, ...]
    particles: tuple[int, ...]
    family: int
    start: int
    stop: int


def runs(capitals: Capitals) -> list[Run]:
    """Return the full names of a text, in order."""
    full_names: list[Run] = []
    stop = 0
    for index in capitals.capitals(GIVEN | SURNAME):
        if index >= stop and _may_begin(capitals, index) and (run := _run(capitals, index)):
            full_names.append(run)
            stop = run.stop
    return full_names


def people(full_names: Sequence[Run], texts: Iterable[Capitals]) -> list[str]:
    """Return the people of one article in the nominative, the most mentioned first."""
    if not full_names:
        return []
    read = [(run, _candidates(run)) for run in full_names]
    read = [(run, ways) for run, ways in read if ways]  # given names may disagree
    votes: dict[tuple[str, str], float] = defaultdict(float)
    for _, ways in read:
        for way, weight in ways.items():
            votes[way] += weight / sum(ways.values())
    bare = sum((text.count_lemmas() for text in texts), Counter[int]())
    named = [max(ways, key=votes.__getitem__) for _, ways in read]
    mentions: dict[str, int] = {}
    for (run, _), (given, family) in zip(read, named, strict=True):
        count = max(bare[lemma] for lemma in run.capitals.lemmas(run.family))
        name = f"{_shortest(given, family, named)} {family}"
        mentions[name] = max(count, mentions.get(name, 0))
    return sorted(mentions, key=mentions.__getitem__, reverse=True)


def _shortest(given: str, family: str, named: Sequence[tuple[str, str]]) -> str:
    """Return «Барак» for «Барак Хусейн» if the same article uses the short name."""
    first = given.split()[0]
    return first if first != given and (first, family) in named else given


def _may_begin(capitals: Capitals, index: int) -> bool:
    """True if a full name may begin here, by what is known of the next word alone."""
    if capitals.has(index, GIVEN) and capitals.has(index + 1, _NAMED | PARTICLE):
        return True
    return capitals.has(index + 1, GIVEN) and capitals.has(index + 2, PATRONYMIC)


def _run(capitals: Capitals, index: int) -> Run | None:
    if (
        _has(capitals, index, SURNAME)
        and _is_given(capitals, index + 1)
        and _has(capitals, index + 2, PATRONYMIC)
        and capitals.follows(index + 1)
        and capitals.follows(index + 2)
        # In «Роман Льва Николаевича Толстого» the surname is the last word.
        and not (capitals.follows(index + 3) and _has(capitals, index + 3, SURNAME))
    ):
        return Run(capitals, (index + 1,), (), index, index, index + 3)
    if not _is_given(capitals, index):
        return None
    given: tuple[int, ...] = (index,)
    at = index + 1
    if capitals.follows(at) and (_has(capitals, at, PATRONYMIC) or capitals.is_initial(at)):
        at += _is_family(capitals, at + 1, index)
    elif _is_second_given(capitals, at) and _is_family(capitals, at + 1, index):
        given, at = (index, at), at + 1
    particles = tuple(_particles(capitals, at))
    at += len(particles)
    if not _is_family(capitals, at, index) or capitals.is_quoted(at):
        return None
    return Run(capitals, given, particles, at, index, at + 1)


def _particles(capitals: Capitals, index: int) -> Iterator[int]:
    for at in range(index, min(index + _MOST_PARTICLES, capitals.size)):
        if not capitals.follows(at) or capitals.word(at).text not in PARTICLES:
            return
        yield at


def _has(capitals: Capitals, index: int, kind: int) -> bool:
    """True if the capitalized word is of this kind in the dictionary."""
    return capitals.has(index, kind) and capitals.is_title_case(index)


def _is_given(capitals: Capitals, index: int) -> bool:
    """True if the word may be a given name."""
    return capitals.has(index, GIVEN) and capitals.is_title_case(index)


def _is_second_given(capitals: Capitals, index: int) -> bool:
    """True if the word may be another given name, or a short part of one: Джей Ди, Ким Чен."""
    return capitals.follows(index) and (
        _is_given(capitals, index) or _is_short_part(capitals, index)
    )


def _is_short_part(capitals: Capitals, index: int) -> bool:
    return (
        capitals.is_title_case(index)
        and len(capitals.word(index).text) <= _SHORT_PART
        and capitals.word(index).form not in language("not_people.txt")
    )


def _is_family(capitals: Capitals, index: int, given: int) -> bool:
    """True if the word can be a surname after a given name.

    An ordinary word can be one only after a name that is nothing else.
    """
    if not capitals.is_title_case(index) or not capitals.follows(index):
        return False
    if capitals.word(index).form in language("not_people.txt"):
        return False
    known = [sense for sense in capitals.senses(index) if sense.known]
    if not known or any(sense.kind == "Surn" for sense in known):
        return True
    if any(sense.kind in ("Geox", "Patr") for sense in known):
        return capitals.lemma(index) in language("surnames.txt")
    return is_only_a_name(capitals.word(given).form) and any(
        s.part in ("NOUN", "ADJF") for s in known
    )


def _candidates(run: Run) -> dict[tuple[str, str], float]:
    """Return the readings of a name as (given names, surname) in the nominative, with weights."""
    capitals = run.capitals
    given = [capitals.word(index) for index in run.given]
    family = capitals.word(run.family)
    return _weighed(
        tuple((word.form, word.text) for word in given),
        "".join(f"{capitals.word(index).text} " for index in run.particles),
        (family.form, family.text),
        None if capitals.begins(run.start) else _form_before(capitals, run.start),
    )


def _form_before(capitals: Capitals, index: int) -> str:
    """Return the form of the word before, empty if more than a blank separates them."""
    before = capitals.before(index)
    return before.form if before else ""


@lru_cache(_CACHED)
def _weighed(
    given_words: tuple[tuple[str, str], ...],
    particles: str,
    family: tuple[str, str],
    before: str | None,
) -> dict[tuple[str, str], float]:
    """Return the readings of a name, of which each word has its form and text.

    ``before`` is the form before it, None at the beginning of a sentence.
    """
    form, text = family
    ways: dict[tuple[str, str], float] = defaultdict(float)
    for given in _given_ways(given_words):
        for surname in surnames(form, text, given):
            written = particles + with_capitals(surname.nominative, text)
            fit = _fit(before, surname.case, given.gender)
            ways[given.nominative, written] += given.weight * surname.weight * fit
    return dict(ways)


def _given_ways(words: Sequence[tuple[str, str]]) -> Iterator[GivenName]:
    """Yield the readings of the given names; the first one determines case and gender.

    Before a short part it need not decline: Ким Чен Ыну.
    """
    for first in given_names(words[0][0]):
        names = [first]
        for form, text in words[1:]:
            others = [other for other in given_names(form) if first.agrees(other)]
            if not others and len(text) <= _SHORT_PART:
                names = [replace(first, case="") if first.case == "nom" else first]
                others = [GivenName("", first.gender, form, 1.0)]
            names += others[:1]
        if len(names) == len(words):
            named = (
                with_capitals(name.nominative, text)
                for name, (_, text) in zip(names, words, strict=True)
            )
            yield replace(names[0], nominative=" ".join(named))


def _fit(before: str | None, case: str, gender: str) -> float:
    """Return the weight of a case and a gender after the form before the name.

    There is None at the beginning of a sentence.
    """
    if before is None:
        return _FITTING if case == "nom" else 1.0
    if not before:
        return 1.0
    if before in _CASES:
        return _FITTING if _CASES[before] == case else 1.0
    for sense in senses(before):
        if sense.part == "VERB" and not sense.plural and sense.gender:
            return _FITTING if case == "nom" and gender in ("", sense.gender) else 1.0
    fitting = (
        s.part == "NOUN" and s.animate and s.case == case and not s.plural for s in senses(before)
    )
    return _FITTING if any(fitting) else 1.0
