"""Given names in any case, from the dictionary and from ``given_names.txt``."""

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import kinds
from svodka.indexer.analysis.word_lists import listed
from svodka.indexer.documents.senses import senses

_CACHED = 1 << 12  # forms

# The cases of given names by their last letter; other names are the same in all cases.
_DECLENSIONS = (
    (
        "бвгджзклмнпрстфхцчшщ",
        {"nom": "", "gen": "а", "dat": "у", "acc": "а", "abl": "ом", "loc": "е"},
    ),
    ("ь", {"nom": "ь", "gen": "я", "dat": "ю", "acc": "я", "abl": "ем", "loc": "е"}),
    ("й", {"nom": "й", "gen": "я", "dat": "ю", "acc": "я", "abl": "ем", "loc": "е"}),
    ("а", {"nom": "а", "gen": "ы", "dat": "е", "acc": "у", "abl": "ой", "loc": "е"}),
    ("я", {"nom": "я", "gen": "и", "dat": "е", "acc": "ю", "abl": "ей", "loc": "е"}),
)


@dataclass(frozen=True, slots=True)
class GivenName:
    """A reading of a given name.

    ``case`` is empty if the name is the same in all cases. ``gender`` is empty if men and women
    have the name: Саша, Женя.
    """

    case: str
    gender: str
    nominative: str
    weight: float

    def agrees(self, other: "GivenName") -> bool:
        """True if another name can stand beside this one."""
        return _agree(self.case, other.case) and _agree(self.gender, other.gender)


def _agree(one: str, other: str) -> bool:
    """True if two grammemes can be the same; an empty one matches any."""
    return not one or not other or one == other


def is_given_name(form: str) -> bool:
    """True if a folded form may be a given name."""
    return ("Name" in kinds(form) or form in _listed_names()) and bool(given_names(form))


@lru_cache(_CACHED)
def is_only_a_name(form: str) -> bool:
    """True if a folded form is nothing but a name: Илья, but not Вера or Роман."""
    return form in _listed_names() or all(sense.kind for sense in senses(form))


@lru_cache(_CACHED)
def given_names(form: str) -> tuple[GivenName, ...]:
    """Return the readings of a folded form as a given name."""
    readings = list(_listed_names().get(form, ()))
    best = {sense.kind: sense.score for sense in reversed(senses(form)) if sense.known}
    if best.get("Geox", 0) > best.get("Name", 0):  # премьер Израиля Биньямин Нетаньяху
        return tuple(readings)
    names = [
        sense for sense in senses(form) if sense.kind == "Name" and sense.known and not sense.plural
    ]
    fixed = all(sense.fixed for sense in names)  # «Анне» is Анна more often than a French Анне
    for sense in names:
        if fixed or not sense.fixed:
            case, weight = ("", 1.0) if sense.fixed else (sense.case, sense.score)
            readings.append(GivenName(case, sense.gender, sense.nominative, weight))
    return tuple(dict.fromkeys(readings))


@cache
def _listed_names() -> dict[str, list[GivenName]]:
    """Return the readings of the listed names, by their folded forms."""
    readings: dict[str, list[GivenName]] = defaultdict(list)
    for name, gender in listed("given_names.txt"):
        last = name[-1]
        endings = next(
            (endings for letters, endings in _DECLENSIONS if last in letters), {"": last}
        )
        if gender == "femn" and last not in "ая":  # Аланис
            endings = {"": last}
        for case, ending in endings.items():
            readings[fold(name.removesuffix(endings.get("nom", last)) + ending)].append(
                GivenName(case, gender, name.lower(), 1.0)
            )
    return readings
