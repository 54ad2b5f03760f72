"""The people whom an article names in full: «Владимир Путин» for «Владимиром Владимировичем Путиным».

Who is named by a surname alone is somebody else's guess, unless the same article has the full name too.
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

_PARTICLES = frozenset(
    (
        "бен",
        "ибн",
        "фон",
        "дер",
        "ван",
        "де",
        "да",
        "ди",
        "дю",
        "дель",
        "дос",
        "ла",
        "ле",
        "эль",
        "аль",
    )
)
_MOST_PARTICLES = 2
# The case that a preposition asks for, where it is one.
_CASES = {"к": "dat", "ко": "dat", "о": "loc", "об": "loc", "при": "loc"}
_CASES |= dict.fromkeys(("у", "от", "для", "против", "из", "без", "после", "около", "кроме"), "gen")
_FITTING = 25.0  # times likelier is a reading that fits the word before


@dataclass(frozen=True, slots=True)
class Run:
    """Words that are a name in full: places of the given names, then where the surname begins and what is its word."""

    capitals: Capitals
    given: tuple[int, ...]
    particles: tuple[int, ...]
    family: int
    start: int
    stop: int


def runs(capitals: Capitals) -> list[Run]:
    """The full names of a text, in order."""
    found: list[Run] = []
    stop = 0
    for place in capitals.capitals:
        if place >= stop and _may_begin(capitals, place) and (run := _run(capitals, place)):
            found.append(run)
            stop = run.stop
    return found


def people(found: Sequence[Run], texts: Iterable[Capitals]) -> list[str]:
    """Who is named, in the nominative, the most often mentioned first."""
    if not found:
        return []
    read = [(run, _candidates(run)) for run in found]
    read = [(run, ways) for run, ways in read if ways]  # given names may disagree
    votes: dict[tuple[str, str], float] = defaultdict(float)
    for _, ways in read:
        for way, weight in ways.items():
            votes[way] += weight / sum(ways.values())
    bare = Counter(
        lemma for text in texts for place in text.capitals for lemma in text.words[place].lemmas
    )
    named = [max(ways, key=votes.__getitem__) for _, ways in read]
    mentions: dict[str, int] = {}
    for (run, _), (given, family) in zip(read, named, strict=True):
        count = max(bare[lemma] for lemma in run.capitals.words[run.family].lemmas)
        name = f"{_shortest(given, family, named)} {family}"
        mentions[name] = max(count, mentions.get(name, 0))
    return sorted(mentions, key=mentions.__getitem__, reverse=True)


def _shortest(given: str, family: str, named: Sequence[tuple[str, str]]) -> str:
    """«Барак Хусейн» is «Барак» where the same article calls him so."""
    first = given.split()[0]
    return first if first != given and (first, family) in named else given


def _may_begin(capitals: Capitals, place: int) -> bool:
    """Whether a full name may begin here, as hardly any word's capital does."""
    form = capitals.words[place].form
    return "Surn" in kinds(form) or is_given_name(form)


def _run(capitals: Capitals, place: int) -> Run | None:
    if (
        _has(capitals, place, "Surn")
        and _is_given(capitals, place + 1)
        and _has(capitals, place + 2, "Patr")
        and capitals.follows(place + 1)
        and capitals.follows(place + 2)
    ):
        return Run(capitals, (place + 1,), (), place, place, place + 3)
    if not _is_given(capitals, place):
        return None
    given: tuple[int, ...] = (place,)
    at = place + 1
    if capitals.follows(at) and (_has(capitals, at, "Patr") or capitals.is_initial(at)):
        at += _is_family(capitals, at + 1, place)
    elif capitals.follows(at) and _is_given(capitals, at) and _is_family(capitals, at + 1, place):
        given, at = (place, at), at + 1
    particles = tuple(_particles(capitals, at))
    at += len(particles)
    if not _is_family(capitals, at, place) or capitals.is_quoted(at):
        return None
    return Run(capitals, given, particles, at, place, at + 1)


def _particles(capitals: Capitals, place: int) -> Iterator[int]:
    for at in range(place, min(place + _MOST_PARTICLES, len(capitals.words))):
        if not capitals.follows(at) or capitals.words[at].text not in _PARTICLES:
            return
        yield at


def _has(capitals: Capitals, place: int, kind: str) -> bool:
    """Whether the word, with a capital, is of this kind in the dictionary."""
    return (
        place < len(capitals.words)
        and kind in kinds(capitals.words[place].form)
        and capitals.is_title_case(place)
    )


def _is_given(capitals: Capitals, place: int) -> bool:
    """Whether the word may be a given name."""
    return (
        0 <= place < len(capitals.words)
        and is_given_name(capitals.words[place].form)
        and capitals.is_title_case(place)
    )


def _is_family(capitals: Capitals, place: int, given: int) -> bool:
    """Whether the word can be a surname after a given name; an ordinary word only after a name that is nothing else."""
    if not capitals.is_title_case(place) or not capitals.follows(place):
        return False
    if capitals.words[place].form in language("not_people.txt"):
        return False
    known = [sense for sense in capitals.senses(place) if sense.known]
    if not known or any(sense.kind == "Surn" for sense in known):
        return True
    if any(sense.kind in ("Geox", "Patr") for sense in known):
        return capitals.words[place].lemmas[0] in language("surnames.txt")
    return is_only_a_name(capitals.words[given].form) and any(
        s.part in ("NOUN", "ADJF") for s in known
    )


def _candidates(run: Run) -> dict[tuple[str, str], float]:
    """The ways to read a name, as given names and surname in the nominative, each with its weight."""
    family = run.capitals.words[run.family]
    particles = "".join(f"{run.capitals.words[place].text} " for place in run.particles)
    ways: dict[tuple[str, str], float] = defaultdict(float)
    for given in _given_ways(run):
        for surname in surnames(family, given):
            written = particles + with_capitals(surname.nominative, family.text)
            fit = _fit(run, surname.case, given.gender)
            ways[given.nominative, written] += given.weight * surname.weight * fit
    return ways


def _given_ways(run: Run) -> Iterator[GivenName]:
    """The readings of the given names; the first decides on case and gender."""
    words = [run.capitals.words[place] for place in run.given]
    for first in given_names(words[0].form):
        names = [first]
        for word in words[1:]:
            names += [other for other in given_names(word.form) if first.agrees(other)][:1]
        if len(names) == len(words):
            named = (
                with_capitals(name.nominative, word.text)
                for name, word in zip(names, words, strict=True)
            )
            yield replace(first, nominative=" ".join(named))


def _fit(run: Run, case: str, gender: str) -> float:
    """How well a case and a gender fit the word before the name."""
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
