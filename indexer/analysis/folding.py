"""Forms for comparing: two spellings of one word fold to the same string."""

import re
import unicodedata

# Combining marks (stress), soft hyphen, zero-width and direction marks: they do not change a word.
INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
CYRILLIC = re.compile(r"[а-яѐ-џ]")
# Beyond Latin, Greek and Cyrillic, whose letters all have names in Unicode.
_FOREIGN = re.compile("[^\x00-\u052f]")
_LATIN = re.compile(r"[a-z]")
_DROPPED = re.compile(rf"[{INVISIBLE}]+")
# Nearly all words: nothing of them folds but ё.
_COMMON = re.compile("[а-щыьэюяё]+")

# Letters that look the same in both alphabets.
# They are small letters; В, Н, М, Т look alike only as capitals.
_TO_CYRILLIC = str.maketrans("aceopxykmthbi", "асеорхукмтнві")
_TO_LATIN = str.maketrans("асеорхукмтнві", "aceopxykmthbi")

# Latin letters with an accent by which some write the stress of Russian vowels: Брóдский
_PLAIN = str.maketrans("áéóýàèò", "aeoyaeo")
_ACCENTED = re.compile("[áéóýàèò]")

# Letters of the spelling before 1918, and those of Commerce («Коммерсантъ») that still use it.
_OLD = re.compile("[ѣѳѵі]|(?<=[бвгджзклмнпрстфхцчшщ])ъ(?![^\\W\\d_])")
_MODERN = {"ѣ": "е", "ѳ": "ф", "ѵ": "и", "і": "и", "ъ": ""}


def fold(text: str) -> str:
    """Return the form for comparing.

    NFC, casefold, ё → е, no stress marks or invisible characters, letters of today's spelling.
    Look-alike letters of the other alphabet are repaired.
    """
    folded = text.casefold()
    if _COMMON.fullmatch(folded):
        return folded.replace("ё", "е")
    folded = unicodedata.normalize("NFC", text).casefold()
    if not folded.isascii():
        folded = _DROPPED.sub("", folded).replace("ё", "е")
        if _ACCENTED.search(folded) and CYRILLIC.search(folded):
            folded = folded.translate(_PLAIN)
        if _LATIN.search(folded) and CYRILLIC.search(folded):
            folded = _repair(folded)
        folded = _OLD.sub(lambda match: _MODERN[match[0]], folded)
    return folded


def is_russian(folded: str) -> bool:
    """True if a folded word has Cyrillic letters, and only letters with names in Unicode.

    pymorphy3 asks for these names, which thousands of letters lack.
    """
    if not CYRILLIC.search(folded):
        return False
    return not _FOREIGN.search(folded) or all(unicodedata.name(letter, "") for letter in folded)


def lookalike(folded: str) -> str | None:
    """Return a folded word in the letters of the other alphabet.

    None if not all its letters look the same there.
    """
    cyrillic = folded.translate(_TO_CYRILLIC)
    if not _LATIN.search(cyrillic):
        if cyrillic != folded:
            return cyrillic.replace("і", "и")
        latin = folded.translate(_TO_LATIN)
        return None if CYRILLIC.search(latin) else latin
    return None


def _repair(folded: str) -> str:
    """Give a word of mixed alphabets the letters of one.

    «Бaку» with a Latin a is «баку»; «СOVID» with a Cyrillic С is «covid».
    """
    cyrillic = folded.translate(_TO_CYRILLIC)
    if not _LATIN.search(cyrillic):
        return cyrillic
    latin = folded.translate(_TO_LATIN)
    return folded if CYRILLIC.search(latin) else latin
