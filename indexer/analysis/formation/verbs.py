"""Verbs that no dictionary has: the infinitives that a form may have by its ending alone."""

import re
from collections.abc import Iterator

_VOWEL = "[аеиоуыэюя]"
_VOWELS = re.compile(_VOWEL)
# The present of the first conjugation is a theme and one of these; each theme has an infinitive.
_FIRST = ("ю", "ет", "ем", "ют", "ешь", "ете", "й", "йте", "я")
_THEMES = {"а": "ать", "я": "ять", "е": "еть", "у": "овать", "ю": "евать"}
_SECOND = ("ит", "им", "ят", "ат", "ишь", "ите", "и", "ь", "ьте", "я", "у", "ю")
_NU = ("у", "ет", "ем", "ут", "ешь", "ете", "и", "ите")
_PAST = re.compile(rf"(?<={_VOWEL})(?:л[аои]?|в|вши)$")
_HARD_ENDS = "ый|ая|ое|ые|ого|ому|ым|ом|ой|ую|ыми|ых"
_SOFT_ENDS = "ий|ая|ее|ие|его|ему|им|ем|ей|ую|ими|их"
# релоцированный, замьючен; хайпующий, зашкварившийся
_PASSIVE = re.compile(rf"([аяе])н(?:[аоы]|н(?:{_HARD_ENDS}))?$")
_ACTIVE = re.compile(rf"(?:({_VOWEL})вш|([юуая])щ)(?:{_SOFT_ENDS})$")
# Endings that verbs have, and few words beside them without a capital.
_VERBAL_ENDING = re.compile(
    "(?:[иеё]шь|[аяуюе](?:ют|ет|ешь|ете)|[ия]т|ут|[аеиуя]л[аои]?"
    # загуглив, загугливши, гуглю, хайпирую
    "|[аеиуя]вши|[аиуя]в|(?:ир|[бвгдкмпф]л)[юя]|иру[юя])(?:с[яь])?$"
)
# Consonants before «-у, -ю» of the second conjugation, and in the infinitive.
_SOFTENED = (
    ("ч", "т"), ("щ", "ст"), ("щ", "т"), ("ж", "д"), ("ж", "з"), ("ш", "с"),
    ("бл", "б"), ("вл", "в"), ("мл", "м"), ("пл", "п"), ("фл", "ф"),
)  # fmt: skip


def infinitives(form: str) -> tuple[str, ...]:
    """Return the possible infinitives of a folded form of a verb, the likeliest first."""
    bare = form.removesuffix("ся").removesuffix("сь")
    end = "ся" if bare != form else ""
    found = (key + end for key in _infinitives(bare) if _VOWELS.search(key[:-3]))
    return tuple(dict.fromkeys(found))


def is_verbal(form: str) -> bool:
    """True if verbs have such an ending, and few other words."""
    bare = form.removesuffix("ся")
    return any(one.search(bare) for one in (_VERBAL_ENDING, _PASSIVE, _ACTIVE))


def _infinitives(form: str) -> Iterator[str]:
    if form.endswith("ть"):
        yield form
    if _PAST.search(form):
        yield _PAST.sub("ть", form)
    yield from _of_participles(form)
    for ending in (one for one in _FIRST if form.endswith(one)):
        stem = form.removesuffix(ending)
        if stem[-1:] in _THEMES:
            yield stem[:-1] + _THEMES[stem[-1]]
    for ending in (one for one in _NU if form.endswith("н" + one)):
        yield form.removesuffix(ending) + "уть"
    for ending in (one for one in _SECOND if form.endswith(one)):
        yield from _second(form.removesuffix(ending), ending)


def _of_participles(form: str) -> Iterator[str]:
    if match := _PASSIVE.search(form):
        stem = form[: match.start()]
        if match[1] == "е":
            yield stem + "ить"
            yield from _unsoftened(stem)
        else:
            yield stem + match[1] + "ть"
    elif match := _ACTIVE.search(form):
        past, present = match.groups()
        stem = form[: match.start()]
        yield from [stem + past + "ть"] if past else _infinitives(stem + present + "т")


def _unsoftened(stem: str) -> Iterator[str]:
    """Yield the infinitives of a stem that ends in a softened consonant: замьюч, замьютить."""
    for old, new in _SOFTENED:
        if stem.endswith(old):
            yield stem.removesuffix(old) + new + "ить"


def _second(stem: str, ending: str) -> Iterator[str]:
    """Yield the infinitives in -ить of a stem before an ending of the second conjugation."""
    if ending in ("у", "ю"):
        yield from _unsoftened(stem)
    if stem[-1:] not in _THEMES or ending != "я":
        yield stem + "ить"
