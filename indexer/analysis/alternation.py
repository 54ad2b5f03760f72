"""Changes of a stem's end before the suffixes of Russian word-formation: нога, ножной.

A change is named by a digit; the name "" is for no change:

- «1» г to ж, к to ч … (книжный);
- «2» д to жд, б to бл … (обсуждать);
- «3» as 2, and also о to а (спрашивать);
- «4» т to ч, з to ж … (студенческий);
- «5» as 1, and also a vowel between the last consonants (оконный);
- «6» о to а only (зарабатывать).
"""

import re
from collections.abc import Iterator

_HARD = (("", ""), ("г", "ж"), ("к", "ч"), ("х", "ш"), ("ц", "ч"), ("л", "ль"))
_SOFT = (
    *(
        ("д", "ж"),
        ("д", "жд"),
        ("ст", "щ"),
        ("ск", "щ"),
        ("т", "ч"),
        ("т", "щ"),
        ("с", "ш"),
        ("з", "ж"),
    ),
    *(("б", "бл"), ("п", "пл"), ("п", "п"), ("в", "вл"), ("м", "мл"), ("ф", "фл")),
)
_PERSON = (("", ""), ("т", "ч"), ("з", "ж"), ("г", "ж"), ("к", "ч"), ("ц", "ч"), ("ец", "ч"))
_ENDS = {
    "": (("", ""),),
    "1": _HARD,
    "2": _SOFT,
    "3": _SOFT,
    "4": _PERSON,
    "5": _HARD,
    "6": (("", ""),),
}

_CONSONANT = "[бвгджзклмнпрстфхцчш]"
_FLEETING = re.compile(rf"(?<={_CONSONANT})[ео](?={_CONSONANT}$)")
_CLUSTER = re.compile(rf"(?<={_CONSONANT})(?={_CONSONANT}$)")
_LAST_O = re.compile(r"о(?=[^аеиоуыэюя]*$)")
_LAST_A = re.compile(r"а(?=[^аеиоуыэюя]*$)")


def changed(stem: str, change: str) -> list[str]:
    """Return the possible forms of a stem after the change."""
    stems = [stem]
    if change in {"3", "6"}:
        stems.append(_LAST_O.sub("а", stem))
    stems = [new for known in stems for new in _ended(known, change)]
    if change == "5":
        stems += [
            _CLUSTER.sub(vowel, known)
            for known in stems
            if _CLUSTER.search(known)
            for vowel in "ое"
        ]
    return list(dict.fromkeys(stems))


def unchanged(stem: str, change: str) -> list[str]:
    """Return the possible stems that the change turns into ``stem``."""
    stems = [stem]
    if change in {"3", "6"}:
        stems.append(_LAST_A.sub("о", stem))
    if change == "5":
        stems.append(_FLEETING.sub("", stem))
    before = {known: None for one in stems for known in (one, *_before(one, change))}
    return [known for known in before if stem in changed(known, change)]


def _ended(stem: str, change: str) -> Iterator[str]:
    ends = [(old, new) for old, new in _ENDS[change] if stem.endswith(old)]
    yield from (stem.removesuffix(old) + new for old, new in ends or [("", "")])


def _before(stem: str, change: str) -> Iterator[str]:
    yield from (stem.removesuffix(new) + old for old, new in _ENDS[change] if stem.endswith(new))
