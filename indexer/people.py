"""The people whom an article names in full: «Владимир Путин» for «Владимиром Владимировичем Путиным».

Who is named by a surname alone is somebody else's guess, unless the same article has the full name too.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from indexer.analysis import fold, language, listed
from indexer.capitals import Capitals, with_capitals
from indexer.senses import Sense, kinds, senses

_PARTICLES = frozenset(
    ("бен", "ибн", "фон", "дер", "ван", "де", "да", "ди", "дю", "дель", "дос", "ла", "ле", "эль", "аль")
)
_MOST_PARTICLES = 2
# The case that a preposition asks for, where it is one.
_CASES = {"к": "dat", "ко": "dat", "о": "loc", "об": "loc", "при": "loc"}
_CASES |= dict.fromkeys(("у", "от", "для", "против", "из", "без", "после", "около", "кроме"), "gen")
_FITTING = 3.0  # times likelier is a reading that fits the word before
_GUESSED = 0.5  # a surname that the dictionary does not have, as a share of one that it has
_UNCHANGED = 0.02  # and one that could be read as declined, and would be the same in all cases

# The cases of given names by their last letter; a name that ends otherwise is the same in all.
_CASES_OF_NAMES = (
    ("бвгджзклмнпрстфхцчшщ", {"nom": "", "gen": "а", "dat": "у", "acc": "а", "abl": "ом", "loc": "е"}),
    ("ь", {"nom": "ь", "gen": "я", "dat": "ю", "acc": "я", "abl": "ем", "loc": "е"}),
    ("й", {"nom": "й", "gen": "я", "dat": "ю", "acc": "я", "abl": "ем", "loc": "е"}),
    ("а", {"nom": "а", "gen": "ы", "dat": "е", "acc": "у", "abl": "ой", "loc": "е"}),
    ("я", {"nom": "я", "gen": "и", "dat": "е", "acc": "ю", "abl": "ей", "loc": "е"}),
)
_ODD = 0.3  # a man's surname that looks like a woman's noun, as a share of one that does not
_VOWELS = frozenset("аеёиоуыэюя")


@dataclass(frozen=True, slots=True)
class Given:
    """A reading of a given name; the case is empty where it is the same in all."""

    case: str
    gender: str
    nominative: str
    weight: float

    def agrees(self, other: "Given") -> bool:
        """Whether another name can stand beside this one."""
        return (not self.case or not other.case or self.case == other.case) and self.gender == other.gender


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
    bare = Counter(lemma for text in texts for place in text.capitals for lemma in text.words[place].lemmas)
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
    return not kinds(form).isdisjoint(("Name", "Surn")) or form in _listed_names()


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
        at += 1
    elif capitals.follows(at) and _is_given(capitals, at) and _is_family(capitals, at + 1, place):
        given, at = (place, at), at + 1
    particles = tuple(_particles(capitals, at))
    at += len(particles)
    return Run(capitals, given, particles, at, place, at + 1) if _is_family(capitals, at, place) else None


def _particles(capitals: Capitals, place: int) -> Iterator[int]:
    for at in range(place, min(place + _MOST_PARTICLES, len(capitals.words))):
        if not capitals.follows(at) or capitals.words[at].text not in _PARTICLES:
            return
        yield at


def _has(capitals: Capitals, place: int, kind: str) -> bool:
    """Whether the word, with a capital, is of this kind in the dictionary."""
    return place < len(capitals.words) and kind in kinds(capitals.words[place].form) and capitals.is_title_case(place)


def _is_given(capitals: Capitals, place: int) -> bool:
    """Whether the word may be a given name."""
    if not 0 <= place < len(capitals.words):
        return False
    form = capitals.words[place].form
    return ("Name" in kinds(form) or form in _listed_names()) and bool(_given(form)) and capitals.is_title_case(place)


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
        return False
    return all(sense.kind for sense in capitals.senses(given)) and any(s.part in ("NOUN", "ADJF") for s in known)


def _candidates(run: Run) -> dict[tuple[str, str], float]:
    """The ways to read a name, as given names and surname in the nominative, each with its weight."""
    ways: dict[tuple[str, str], float] = defaultdict(float)
    for given in _given_ways(run):
        for family, case, share in _family_ways(run, given):
            ways[given.nominative, family] += given.weight * share * _fit(run, case, given.gender)
    return ways


def _given_ways(run: Run) -> Iterator[Given]:
    """The readings of the given names; the first decides on case and gender."""
    words = [run.capitals.words[place] for place in run.given]
    for first in _given(words[0].form):
        names = [first]
        for word in words[1:]:
            names += [other for other in _given(word.form) if first.agrees(other)][:1]
        if len(names) == len(words):
            named = (with_capitals(name.nominative, word.text) for name, word in zip(names, words, strict=True))
            yield replace(first, nominative=" ".join(named))


@cache
def _listed_names() -> dict[str, list[Given]]:
    """The readings of the names in our list, by their folded forms."""
    found: dict[str, list[Given]] = defaultdict(list)
    for name, gender in listed("given_names.txt"):
        last = name[-1]
        endings = next((endings for letters, endings in _CASES_OF_NAMES if last in letters), {"": last})
        if gender == "femn" and last not in "ая":  # Аланис
            endings = {"": last}
        for case, ending in endings.items():
            found[fold(name.removesuffix(endings.get("nom", last)) + ending)].append(
                Given(case, gender, name.lower(), 1.0)
            )
    return found


@lru_cache(1 << 12)
def _given(form: str) -> tuple[Given, ...]:
    """The readings of a folded form as a given name."""
    found = list(_listed_names().get(form, ()))
    best = {sense.kind: sense.score for sense in reversed(senses(form)) if sense.known}
    if best.get("Geox", 0) > best.get("Name", 0):  # премьер Израиля Биньямин Нетаньяху
        return tuple(found)
    for sense in senses(form):
        if sense.kind == "Name" and sense.known and not sense.plural:
            case, weight = ("", 1.0) if sense.fixed else (sense.case, sense.score)
            found.append(Given(case, sense.gender, sense.nominative, weight))
    return tuple(dict.fromkeys(found))


def _family_ways(run: Run, given: Given) -> Iterator[tuple[str, str, float]]:
    """Nominative, case and weight of the surname beside a given name."""
    written = run.capitals.words[run.family]
    particles = "".join(f"{run.capitals.words[place].text} " for place in run.particles)
    readings = run.capitals.senses(run.family)
    surnames = [sense for sense in readings if sense.kind == "Surn" and sense.known]
    share = 1.0 if surnames else _GUESSED
    unchanged = _GUESSED
    for sense in surnames or readings:
        if not sense.plural and sense.case and given.case in ("", sense.case) and _fits(sense, given.gender):
            unchanged = _UNCHANGED
            odd = _ODD if sense.gender and given.gender and sense.gender != given.gender else 1.0
            yield (
                particles + with_capitals(_surname(written.form, sense), written.text),
                sense.case,
                share * sense.score * odd,
            )
    if unchanged == _GUESSED:
        for nominative in _guesses(written.form, given):
            unchanged = _UNCHANGED
            yield particles + with_capitals(nominative, written.text), given.case, _GUESSED
    if unchanged == _GUESSED and given.case != "nom":
        unchanged /= 2
    yield particles + with_capitals(written.text.lower(), written.text), given.case, unchanged


def _surname(form: str, sense: Sense) -> str:
    """The nominative; where it is a guess, without a fleeting vowel: «Шольца» is Шольц and not Шолец."""
    if sense.known or sense.case == "nom" or not sense.nominative.endswith(("ец", "ок")):
        return sense.nominative
    return form.rstrip("".join(_VOWELS)) if form[-1] in _VOWELS else sense.nominative


def _guesses(form: str, given: Given) -> Iterator[str]:
    """The nominative of a surname that the dictionary takes for another word: Маска, Долиной."""
    if given.gender == "masc":
        endings, nominative = {"gen": "а", "acc": "а", "dat": "у", "abl": "ом", "loc": "е"}, ""
    else:
        endings, nominative = {"gen": "ой", "dat": "ой", "abl": "ой", "loc": "ой", "acc": "у"}, "а"
    ending = endings.get(given.case, "")
    if ending and form.endswith(ending) and form[-len(ending) - 1] not in _VOWELS:
        yield form.removesuffix(ending) + nominative


def _fits(sense: Sense, gender: str) -> bool:
    """A man's surname may look like a woman's noun (Обама), but no woman's like a man's."""
    if not sense.gender or not gender or sense.gender == gender:
        return True
    return gender == "masc" and sense.kind != "Surn" and sense.nominative[-1:] in "ая"


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
            return _FITTING if (case, gender) == ("nom", sense.gender) else 1.0
    fitting = (s.part in ("NOUN", "ADJF") and s.case == case and not s.plural for s in senses(before.form))
    return _FITTING if any(fitting) else 1.0
