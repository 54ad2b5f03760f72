"""Words that no dictionary has: the normal forms that a form may have by its ending alone.

Any two forms of one paradigm share a key, mostly the normal form itself. Needs no dictionary.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from svodka.indexer.analysis.formation.verbs import infinitives, is_verbal

# Parts of speech, as pymorphy3 names them.
VERBAL = frozenset(("VERB", "INFN", "GRND", "PRTF", "PRTS"))
ADJECTIVAL = frozenset(("ADJF", "ADJS", "COMP"))
_NOMINAL = frozenset(("NOUN", "ADJF", "ADJS", "NPRO", "ADVB", ""))
# The least share of a part of speech among the guesses for a form, by their scores.
_LEAST_SHARE = 0.2


class Guess(NamedTuple):
    """A guessed reading of a form: its score, part of speech, and what gives its normal form."""

    score: float
    part: str
    lemma: Callable[[], str]


_CONSONANT = "[бвгджзклмнпрстфхцчшщ]"
_VOWEL = "[аеиоуыэюя]"
_HUSHING = "[гкхжчшщ]"
# Ends of stems. The first that fits decides, in the order of a rule.
_STEMS = {
    "surname": r".(?:[ое]в|[иы]н)$",  # Токаев, Жапаров, Пронин
    "енк": r"енк$",
    "sk": r"[сц]к$",  # Чаевский
    "hushing": rf"{_HUSHING}$",
    "кц": rf"(?:{_HUSHING}|ц)$",
    "н": r"н$",
    "sibilant": r"[жчшщц]$",
    "ц": r"ц$",
    "ств": r"ств$",
    "soft": r"[бвдзлмнпрстф]$",
    "hard": rf"{_CONSONANT}$",
    "ии": r"и$",
    "vowel": rf"{_VOWEL}$",
}
# The form itself; no shorter ending; not for capitalized words.
_SELF, _LAST, _COMMON = "=", "!", "*"

# For each ending, the normal forms by the end of the stem. «-» is no ending. After «!» no shorter
# ending counts. «*» marks those that a capitalized word does not have: «Токаев» is no «токай».
_NOUNS = """
-    ств: о = | hard: =
ь    hard: =
й    ии: = я* е* | vowel: =
ок   hard: ка =
ек   sibilant: ка =
а    surname: ! - о | енк: - а о | ств: о = | hard: - а о* | vowel: =
у    surname: ! - о | енк: - а о = | ств: о = | hard: - а = о* | vowel: =
ом   surname: - о ой = | енк: - о = | ств: о | hushing: - ий ой = о* | hard: - ой ый = о* | vowel: =
ый   hard: = ой
е    surname: ! - о | енк: - а о = | ств: о = | кц: - а = о* | soft: - а ь я = о* | vowel: я й =
ы    surname: ! - | hard: а - = | vowel: =
и    енк: - а о = | sibilant: - а ь = | hushing: - а = | soft: ь я = | ии: я й е | vowel: я й =
ой   surname: ! - = ый* | sk: ! ий а = | енк: а о = | hard: а =
ою   surname: ! - | hard: а
ею   sibilant: а | hard: я | vowel: я
о    hard: = | vowel: =
ем   sibilant: - ий | н: ь е ий = | hard: ь е = | ии: й е | vowel: й
я    hard: ь = | ии: = й е | vowel: = й
ю    hard: ь я = | ии: я й е | vowel: й я
ей   sibilant: - а ий = | н: я ь ий = | hard: я ь = | vowel: я =
ев   ц: = -* ы | hard: = | vowel: = й* и
ов   hushing: = -* и | hard: = -* ы
ам   ств: о | hushing: - а и = | hard: - а ы о* =
ами  ств: о | hushing: - а и | hard: - а ы о*
ах   ств: о | hushing: - а и = | hard: - а ы о* =
ям   hard: ь я = | ии: я й е | vowel: я й
ями  hard: ь я | ии: я й е | vowel: я й
ях   hard: ь я = | ии: я й е | vowel: я й
ья   hard: = ье ей
ью   hard: ь ья ье ей
ье   hard: = ья ей
ьи   hard: ья ей =
ьем  hard: ье ей
ьей  hard: ья
ьев  hard: ей ье =
ьям  hard: ья ье ей
ьями hard: ья ье ей
ьях  hard: ья ье ей
ым   surname: ! - = ой ый* | hard: ый ой =
ых   surname: ! - ой ый* | hard: ый ой =
ыми  surname: ! - ой ый* | hard: ! ый ой
им   hushing: ий ой = | soft: ий =
их   hushing: ий ой = | soft: ий =
ими  hushing: ! ий ой | soft: ! ий
ого  hushing: ! ий ой | hard: ! ый ой
ому  hushing: ! ий ой ом | hard: ! ый ой ом
его  hushing: ! ий | soft: ! ий
ему  hushing: ! ий | soft: ! ий
ая   sk: ! ий | hushing: ! ий ой = ай | hard: ! ый ой = ай
ую   sk: ! ий | hushing: ! ий ой | hard: ! ый ой
яя   soft: ! ий
юю   soft: ! ий
ое   sk: ! ий | hushing: ! ий ой = | hard: ! ый ой =
ые   hard: ! ый ой =
ие   hushing: ! ий ой = | soft: ! ий =
ее   sibilant: ий = | н: ий =
"""

# A vowel that only some forms have: Кравец, Кравца; Корниец, Корнийца; файлик is none.
_FLEETING = (
    (re.compile(rf"(?<={_CONSONANT})(?<!й)ц$"), "ец"),
    (re.compile(r"[ьй]ц$"), "ец"),
    (re.compile(r"(?<=[бвгджзлмнпрстфцш])к$"), "ок"),
    (re.compile(r"(?:(?<=ч)|ь)к$"), "ек"),
)
_INFLECTED = frozenset(("а", "у", "ом", "ем", "е", "ы", "и", "ов", "ев", "ам", "ами", "ах"))
_VOWELS = re.compile(_VOWEL)
_NAME_ENDINGS = {
    "": ("",),
    "а": ("", "а"),
    "у": ("", "а"),
    "ом": ("",),
    "ем": ("",),
    "е": ("", "а"),
    "ы": ("а",),
    "ой": ("а",),
    "ей": ("а",),
}
_LONGEST_NAME_ENDING = 2
_NAME_IN_I = re.compile(rf"({_VOWEL})(?:й|я|ю|ем|е)$")  # Грей, Грея
_NAME_IN_GI = re.compile(rf"({_HUSHING})и$")
_INSTRUMENTALS = {"а": "ой", "я": "ей", "ь": "ем", "й": "ем"}
_SURNAME = re.compile(_STEMS["surname"])
_HARD = re.compile(rf"{_CONSONANT}$")
_MOST_ENDING = 4


def lemmas(
    form: str,
    guesses: Sequence[Guess],
    is_lemma: Callable[[str], bool],
    *,
    capital: bool,
) -> list[str]:
    """Return the possible normal forms of a form that the dictionary lacks, best first.

    ``guesses`` tell the part of speech, and the normal forms of adjectives and verbs. A form of a
    dictionary's noun would be in the dictionary: what ``is_lemma`` there is none.
    ``capital`` is for a capitalized word, which may always be a name.
    """
    archaic = form.endswith(("ою", "ею"))  # the dictionary lacks some: Россиею
    declined = [
        key for key in nouns(form, capital=capital) if archaic or key == form or not is_lemma(key)
    ]
    likely = _likely_groups(guesses)
    keys = list(declined) if capital or _NOMINAL in likely else []
    for parts in (ADJECTIVAL, VERBAL):
        if parts in likely:
            keys += [guess.lemma() for guess in guesses if guess.part in parts]
    if VERBAL in likely or (not capital and is_verbal(form)):
        keys += infinitives(form)
    return list(dict.fromkeys(keys)) or declined


def _likely_groups(guesses: Sequence[Guess]) -> list[frozenset[str]]:
    """Return the groups of parts of speech that have a fair share of the guesses, by scores."""
    least = _LEAST_SHARE * (sum([guess.score for guess in guesses]) or 1.0)
    return [
        parts
        for parts in (_NOMINAL, ADJECTIVAL, VERBAL)
        if sum([guess.score for guess in guesses if guess.part in parts]) >= least
    ]


def nouns(form: str, *, capital: bool = False) -> tuple[str, ...]:
    """Return the possible normal forms of a folded form of a noun or an adjective, best first.

    The form itself if its ending says nothing. ``capital`` is for a capitalized word.
    """
    found: list[str] = []
    for length in range(min(_MOST_ENDING, len(form) - 1), -1, -1):
        normals, last = _by_ending(form, length, capital)
        found += normals
        if last:
            break
    return tuple(dict.fromkeys(found)) or (form,)


def names(form: str) -> tuple[str, ...]:
    """Return the normal forms that a folded form of a declined name may have, best first.

    Only endings of a man's or a woman's name count: Маск, Маска; Вольта, Вольты.
    """
    found: list[str] = []
    for length in range(_LONGEST_NAME_ENDING + 1):
        stem, ending = form[: len(form) - length], form[len(form) - length :]
        if ending in _NAME_ENDINGS and len(stem) > 1 and stem[-1] in _CONSONANT:
            found += [stem + normal for normal in _NAME_ENDINGS[ending]]
    if (match := _NAME_IN_I.search(form)) and match[1] != "и":
        found.append(form[: match.end(1)] + "й")
    elif match := _NAME_IN_GI.search(form):
        found.append(form[: match.end(1)] + "а")
    return tuple(dict.fromkeys(found))


def instrumental(normal: str) -> str:
    """Return the instrumental of a noun that ends in a consonant, -а, -я, -ь or -й; else nothing.

    It is the case that least often is a form of another word by chance.
    """
    last = normal[-1:]
    if _SURNAME.search(normal):
        return normal + "ым"
    if last in _INSTRUMENTALS:
        return normal[:-1] + _INSTRUMENTALS[last]
    return normal + ("ем" if last in "жчшщц" else "ом") if _HARD.search(normal) else ""


def _by_ending(form: str, length: int, capital: bool) -> tuple[list[str], bool]:
    """Return the normal forms by one ending, and whether no shorter one counts."""
    ending, stem = form[len(form) - length :], form[: len(form) - length]
    ways = _rules().get(ending)
    if not ways or not _VOWELS.search(stem):
        return [], False
    ends = next((ends for pattern, ends in ways if pattern.search(stem)), [])
    found = [
        form if end == _SELF else stem + end.rstrip(_COMMON)
        for end in ends
        if end != _LAST and not (capital and end.endswith(_COMMON))
    ]
    if found and ending in _INFLECTED:
        found += [p.sub(vowel, stem) for p, vowel in _FLEETING if p.search(stem)]
    return found, _LAST in ends


@cache
def _rules() -> dict[str, list[tuple[re.Pattern[str], list[str]]]]:
    rules = {}
    for line in _NOUNS.strip().splitlines():
        ending, _, rest = line.partition(" ")
        ways = (way.split(":") for way in rest.split("|"))
        rules[ending.strip("-")] = [
            (re.compile(_STEMS[stem.strip()]), [end.replace("-", "") for end in ends.split()])
            for stem, ends in ways
        ]
    return rules
