"""Lemmas of words with several spellings: риэлтор and риелтор, новаго and нового, TACC and ТАСС.

A variant gets the lemma of the common spelling beside its own. Whole words are told apart by the
dictionary: «мэр» has no other spelling, for «мер» is a form of another word.
"""

import re
from collections.abc import Iterator

from svodka.indexer.analysis import morphology
from svodka.indexer.analysis.folding import lookalike

_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
# Not н and с, which Russian words double too often.
_DOUBLED = re.compile(r"([бвгджзклмпртфц])\1")
# Endings of foreign words before which writers double a consonant: блоггер, шоппинг, оффлайн
_FOREIGN = re.compile(r"([бвгджзклмпртфц])\1(?:[еэ]р|инг|айн|ик|и$)")
# э after the beginning of a word or of its part: кэшбэк, Дэниэл
_INNER_E = re.compile("(?<=[а-я])э")
_HARD_E = re.compile(rf"[{_CONSONANTS}]э")
# Words that may have another spelling
_SUSPECT = re.compile(
    r"^(?:(?:раз|воз|вз|из|низ|без|чрез|через)[кпстфхцчшщ]|(?:ея|нея|оне|одне)$)"
    r"|[а-я]э|([бвгджзклмпртфц])\1|(?:аго|яго|ыя|[кгхжшчщ]ия|[^аеиоуыэюя]ния)$"
)
_OLD_WORDS = {"ея": "ее", "нея": "нее", "оне": "они", "одне": "одни"}
_OLD_ENDINGS = (("аго", ("ого", "его")), ("яго", ("его",)), ("ыя", ("ые",)), ("ия", ("ие",)))
_OLD_PREFIX = re.compile(r"^(раз|воз|вз|из|низ|без|чрез|через)з?(?=[кпстфхцчшщ])")
# Words of the dictionary whose variant is another word.
_APART = frozenset(["мэтр", "рэпер", "поэмный", "бэр", "лэ", "рэн"])
# Variants with a doubled consonant that the dictionary has as words of their own.
_DOUBLE = frozenset(["траффик", "оффшор", "оффшорный", "контроллинг", "свопинг", "маффин", "брэнд"])
_LEAST_DOUBLED = 6  # letters of a word whose doubled consonant may be single
_LEAST_LATIN = 4  # letters of a Russian word in Latin letters, unless it is an abbreviation
_SURNAME = re.compile(r"(..+[ое]в)[аеуы]?")
_NAME_TAGS = frozenset(("Name", "Surn", "Patr", "Geox", "Orgn", "Trad", "Abbr"))


def lemmas(form: str, *, capital: bool = False) -> tuple[str, ...]:
    """Return the lemmas of a folded form, and those of its common spelling.

    ``capital`` is for a capitalized word, if the dictionary lacks it.
    """
    found = morphology.lemmas(form, capital=capital)
    if capital and (adjective := _adjective_alike(form)):
        return (*found, adjective)
    if form.isascii():
        return (*found, *_russian(form)) if len(form) > 2 else found
    if _SUSPECT.search(form):
        return tuple(dict.fromkeys((*found, *_variants(form, found, capital))))
    return found


def _adjective_alike(form: str) -> str:
    """Return the adjective that other cases of a surname are forms of, empty without one.

    «Соснову» is no form of «сосновый», but «Сосновой» and «Соснова» are.
    """
    match = _SURNAME.fullmatch(form)
    adjective = f"{match[1]}ый" if match else ""
    return adjective if adjective and morphology.is_lemma(adjective) else ""


def _russian(form: str) -> tuple[str, ...]:
    """Return the lemmas of a Russian word that was typed in Latin look-alikes: CCCP, TACC."""
    cyrillic = lookalike(form)
    if cyrillic is None or not morphology.is_word(cyrillic):
        return ()
    short = len(form) < _LEAST_LATIN
    if short and not any("Abbr" in tags for tags in morphology.grammemes(cyrillic)):
        return ()
    return morphology.lemmas(cyrillic)


def _variants(form: str, found: tuple[str, ...], capital: bool) -> Iterator[str]:
    if morphology.is_word(form):
        names = bool(morphology.kinds(form))
        for common in (_common(lemma, names) for lemma in found if _is_variant(lemma, names)):
            yield common
            if not morphology.is_word(common):
                yield from morphology.lemmas(common, capital=names)
        return
    for modern in _modern(form):
        if morphology.is_word(modern):
            yield from morphology.lemmas(modern)
            return
    common, eased = _respelt(form), _INNER_E.sub("е", form)
    if common == form:
        return
    if eased != form and morphology.is_word(eased):  # Мэттью
        yield from (known := morphology.lemmas(eased))
        yield from _variants(eased, known, capital)
        return
    if morphology.is_word(common):
        # A doubled letter elsewhere is a mistake, to be corrected: товарообборот.
        if not _DOUBLED.search(form) or _FOREIGN.search(form):
            yield from morphology.lemmas(common)
        return
    yield from map(_respelt, found)
    yield from morphology.lemmas(common, capital=capital)


def _is_variant(lemma: str, is_name: bool) -> bool:
    """True if a lemma of the dictionary is another spelling of a word, not another word."""
    common = _common(lemma, is_name)
    if common == lemma or lemma in _APART:
        return False
    readings = morphology.grammemes(common)
    named = [bool(tags & _NAME_TAGS) for tags in readings]
    if is_name:
        return all(named)
    if not readings:  # a spelling that the dictionary lacks: сенсей for сэнсэй
        return bool(_HARD_E.search(lemma)) and not morphology.is_word(common)
    return not all(named)


def _common(lemma: str, is_name: bool) -> str:
    if is_name or lemma in _DOUBLE:
        return _respelt(lemma)
    return _INNER_E.sub("е", lemma)


def _respelt(word: str) -> str:
    """Return the common spelling of a foreign word: е for э, single consonants in a long word."""
    common = _INNER_E.sub("е", word)
    return _DOUBLED.sub(r"\1", common) if len(common) >= _LEAST_DOUBLED else common


def _modern(form: str) -> Iterator[str]:
    """Yield what a form in the spelling before 1918 may be today."""
    if form in _OLD_WORDS:
        yield _OLD_WORDS[form]
    prefixed = _OLD_PREFIX.sub(lambda match: match[1][:-1] + "с", form)
    for old, new in _OLD_ENDINGS:
        if form.endswith(old):
            for ending in new:
                yield form.removesuffix(old) + ending
                yield prefixed.removesuffix(old) + ending
    if prefixed != form:
        yield prefixed
