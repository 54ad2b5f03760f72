"""Forms for comparing: two spellings of one word fold to the same string."""

import re
import unicodedata

# Combining marks (stress), soft hyphen, zero-width and direction marks: they do not change a word.
INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
CYRILLIC = re.compile(r"[а-яѐ-џ]")
_LATIN = re.compile(r"[a-z]")
_DROPPED = re.compile(rf"[{INVISIBLE}]+")

# Letters that look the same in both alphabets.
# They are small letters; В, Н, М, Т look alike only as capitals.
_TO_CYRILLIC = str.maketrans("aceopxykmthbi", "асеорхукмтнві")
_TO_LATIN = str.maketrans("асеорхукмтнві", "aceopxykmthbi")


def fold(text: str) -> str:
    """Return the form for comparing.

    NFC, casefold, ё → е, no stress marks or invisible characters. Look-alike letters of the other
    alphabet are repaired.
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    if not folded.isascii():
        folded = _DROPPED.sub("", folded).replace("ё", "е")
        if _LATIN.search(folded) and CYRILLIC.search(folded):
            folded = _repair(folded)
    return folded


def _repair(folded: str) -> str:
    """Give a word of mixed alphabets the letters of one.

    «Бaку» with a Latin a is «баку»; «СOVID» with a Cyrillic С is «covid».
    """
    cyrillic = folded.translate(_TO_CYRILLIC)
    if not _LATIN.search(cyrillic):
        return cyrillic
    latin = folded.translate(_TO_LATIN)
    return folded if CYRILLIC.search(latin) else latin
