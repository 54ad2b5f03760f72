"""The declension of names in the singular, and of surnames in the plural, by school grammar.

It is written apart from the project's own rules, so that these can be measured by it.
"""

import re

from rapidfuzz.distance import Prefix

_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_HUSHING = "жчшщц"
_VELAR = "гкх"
_NOMINATIVES = ("", "а", "я", "ь", "й", "ий", "ец")
_DOUBLED = re.compile(r"([^аеиоуыэюя])\1")


def declined(name: str) -> tuple[str, ...]:
    """Return the forms of a folded name, the nominative first; only itself if it has no others."""
    stem, last = name[:-1], name[-1:]
    if name[-4:-1] in ("ски", "цки") and last == "й":
        stem = name[:-2]
        return tuple(stem + end for end in ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую"))
    if name[-2:] in ("ов", "ев", "ин", "ын") and len(name) > 3:
        ends = ("", "а", "у", "ым", "ом", "е", "ой", "ы", "ых", "ыми")
        return tuple(name + end for end in ends)
    if name.endswith("ец") and len(name) > 4 and name[-3] not in "аеиоуыэюя":
        return (name, *(name[:-2] + "ц" + end for end in ("а", "у", "ем", "е")))
    if last in _CONSONANTS:
        ends = ("", "а", "у", "ем" if last in _HUSHING else "ом", "е")
        return tuple(name + end for end in ends)
    if last == "й":
        return tuple(stem + end for end in ("й", "я", "ю", "ем", "и" if stem[-1:] == "и" else "е"))
    if last == "ь":
        return tuple(stem + end for end in ("ь", "я", "ю", "ем", "е", "и", "ью"))
    if last == "а" and stem[-1:] in _CONSONANTS:
        genitive = "и" if stem[-1] in _VELAR + _HUSHING else "ы"
        ends = ("а", genitive, "е", "у", "ей" if stem[-1] in _HUSHING else "ой")
        return tuple(stem + end for end in ends)
    if last == "я":
        ends = ("я", "и", "ии"[stem[-1:] != "и" :] if stem[-1:] == "и" else "е", "ю", "ей")
        return tuple(stem + end for end in ends)
    return (name,)


def of_one_name(form: str, other: str) -> bool:
    """True if two folded forms are of one name, whose nominative may stand nowhere.

    A foreign name may be spelt with э or е, and with one consonant or two: Чэпмен, Чепмен.
    """
    one, two = (_DOUBLED.sub(r"\1", written.replace("э", "е")) for written in (form, other))
    common = Prefix.similarity(one, two)
    stems = (one[:end] for end in range(common, max(common - 3, 0), -1))
    named = (stem + ending for stem in stems for ending in _NOMINATIVES)
    return any({one, two} <= set(declined(name)) for name in named if name)
