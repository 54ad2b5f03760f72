"""The people named in full in an article: «Владимир Путин» for «Владимиром Владимировичем Путиным».

A surname alone names nobody, unless the same article has the full name too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from svodka.indexer.analysis.morphology import kinds
from svodka.indexer.analysis.word_lists import language
from svodka.indexer.documents.capitalized import Capitals, with_capitals
from svodka.indexer.documents.given_names import (
    GivenName,
    given_names,
    is_given_name,
    is_only_a_name,
)
from svodka.indexer.documents.senses import senses
from svodka.indexer.documents.surnames import surnames

_PARTICLES = frozenset((
    "бен", "ибн", "фон", "дер", "ван", "де", "да", "ди", "дю", "дель", "дос", "ла", "ле", "эль",
    "аль",
))  # fmt: skip
_MOST_PARTICLES = 2
_SHORT_PART = 3  # letters of a part of a name that does not decline
# The case after a preposition, if there is only one.
_CASES = {"к": "dat", "ко": "dat", "о": "loc", "об": "loc", "при": "loc"}
_CASES |= dict.fromkeys(("у", "от", "для", "против", "из", "без", "после", "около", "кроме"), "gen")
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
    for index in capitals.capitals:
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
    bare = Counter(
        lemma for text in texts for index in text.capitals for lemma in text.words[index].lemmas
    )
    named = [max(ways, key=votes.__getitem__) for _, ways in read]
    mentions: dict[str, int] = {}
    for (run, _), (given, family) in zip(read, named, strict=True):
        count = max(bare[lemma] for lemma in run.capitals.words[run.family].lemmas)
        name = f"{_shortest(given, family, named)} {family}"
        mentions[name] = max(count, mentions.get(name, 0))
    return sorted(mentions, key=mentions.__getitem__, reverse=True)


def _shortest(given: str, family: str, named: Sequence[tuple[str, str]]) -> str:
    """Return «Барак» for «Барак Хусейн» if the same article uses the short name."""
    first = given.split()[0]
    return first if first != given and (first, family) in named else given


def _may_begin(capitals: Capitals, index: int) -> bool:
    """True if a full name may begin here. Most capitalized words are excluded by this."""
    form = capitals.words[index].form
    return "Surn" in kinds(form) or is_given_name(form)


def _run(capitals: Capitals, index: int) -> Run | None:
    if (
        _has(capitals, index, "Surn")
        and _is_given(capitals, index + 1)
        and _has(capitals, index + 2, "Patr")
        and capitals.follows(index + 1)
        and capitals.follows(index + 2)
    ):
        return Run(capitals, (index + 1,), (), index, index, index + 3)
    if not _is_given(capitals, index):
        return None
    given: tuple[int, ...] = (index,)
    at = index + 1
    if capitals.follows(at) and (_has(capitals, at, "Patr") or capitals.is_initial(at)):
        at += _is_family(capitals, at + 1, index)
    elif _is_second_given(capitals, at) and _is_family(capitals, at + 1, index):
        given, at = (index, at), at + 1
    particles = tuple(_particles(capitals, at))
    at += len(particles)
    if not _is_family(capitals, at, index) or capitals.is_quoted(at):
        return None
    return Run(capitals, given, particles, at, index, at + 1)


def _particles(capitals: Capitals, index: int) -> Iterator[int]:
    for at in range(index, min(index + _MOST_PARTICLES, len(capitals.words))):
        if not capitals.follows(at) or capitals.words[at].text not in _PARTICLES:
            return
        yield at


def _has(capitals: Capitals, index: int, kind: str) -> bool:
    """True if the capitalized word is of this kind in the dictionary."""
    return (
        index < len(capitals.words)
        and kind in kinds(capitals.words[index].form)
        and capitals.is_title_case(index)
    )


def _is_given(capitals: Capitals, index: int) -> bool:
    """True if the word may be a given name."""
    return (
        0 <= index < len(capitals.words)
        and is_given_name(capitals.words[index].form)
        and capitals.is_title_case(index)
    )


def _is_second_given(capitals: Capitals, index: int) -> bool:
    """True if the word may be another given name, or a short part of one: Джей Ди, Ким Чен."""
    return capitals.follows(index) and (
        _is_given(capitals, index) or _is_short_part(capitals, index)
    )


def _is_short_part(capitals: Capitals, index: int) -> bool:
    return (
        capitals.is_title_case(index)
        and len(capitals.words[index].text) <= _SHORT_PART
        and capitals.words[index].form not in language("not_people.txt")
    )


def _is_family(capitals: Capitals, index: int, given: int) -> bool:
    """True if the word can be a surname after a given name.

    An ordinary word can be one only after a name that is nothing else.
    """
    if not capitals.is_title_case(index) or not capitals.follows(index):
        return False
    if capitals.words[index].form in language("not_people.txt"):
        return False
    known = [sense for sense in capitals.senses(index) if sense.known]
    if not known or any(sense.kind == "Surn" for sense in known):
        return True
    if any(sense.kind in ("Geox", "Patr") for sense in known):
        return capitals.words[index].lemmas[0] in language("surnames.txt")
    return is_only_a_name(capitals.words[given].form) and any(
        s.part in ("NOUN", "ADJF") for s in known
    )


def _candidates(run: Run) -> dict[tuple[str, str], float]:
    """Return the readings of a name as (given names, surname) in the nominative, with weights."""
    family = run.capitals.words[run.family]
    particles = "".join(f"{run.capitals.words[index].text} " for index in run.particles)
    ways: dict[tuple[str, str], float] = defaultdict(float)
    for given in _given_ways(run):
        for surname in surnames(family, given):
            written = particles + with_capitals(surname.nominative, family.text)
            fit = _fit(run, surname.case, given.gender)
            ways[given.nominative, written] += given.weight * surname.weight * fit
    return ways


def _given_ways(run: Run) -> Iterator[GivenName]:
    """Yield the readings of the given names; the first one determines case and gender.

    Before a short part it need not decline: Ким Чен Ыну.
    """
    words = [run.capitals.words[index] for index in run.given]
    for first in given_names(words[0].form):
        names = [first]
        for word in words[1:]:
            others = [other for other in given_names(word.form) if first.agrees(other)]
            if not others and len(word.text) <= _SHORT_PART:
                names = [replace(first, case="") if first.case == "nom" else first]
                others = [GivenName("", first.gender, word.form, 1.0)]
            names += others[:1]
        if len(names) == len(words):
            named = (
                with_capitals(name.nominative, word.text)
                for name, word in zip(names, words, strict=True)
            )
            yield replace(names[0], nominative=" ".join(named))


def _fit(run: Run, case: str, gender: str) -> float:
    """Return the weight of a case and a gender after the word before the name."""
    if run.capitals.begins(run.start):
        return _FITTING if case == "nom" else 1.0
    before = run.capitals.before(run.start)
    if before is None:
        return 1.0
    if before.form in _CASES:
        return _FITTING if _CASES[before.form] == case else 1.0
    for sense in senses(before.form):
        if sense.part == "VERB" and not sense.plural and sense.gender:
            return _FITTING if case == "nom" and gender in ("", sense.gender) else 1.0
    fitting = (
        s.part == "NOUN" and s.animate and s.case == case and not s.plural
        for s in senses(before.form)
    )
    return _FITTING if any(fitting) else 1.0
