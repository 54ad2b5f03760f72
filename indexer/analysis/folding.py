"""Forms for comparing: what is the same word to a reader is the same string."""

import re
import unicodedata

# Inside a word: combining marks (stress), the soft hyphen, zero-width and direction marks. None of them makes another word.
INVISIBLE = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
CYRILLIC = re.compile(r"[а-яѐ-џ]")
_LATIN = re.compile(r"[a-z]")
_DROPPED = re.compile(rf"[{INVISIBLE}]+")

# Letters that look the same in both alphabets, small and (by their casefold) capital: В, Н, М, Т look alike as capitals only.
_TO_CYRILLIC = str.maketrans("aceopxykmthbi", "асеорхукмтнві")
_TO_LATIN = str.maketrans("асеорхукмтнві", "aceopxykmthbi")


def fold(text: str) -> str:
    """The form for comparing: NFC, casefold, ё → е, no stress marks or invisible characters, look-alikes repaired."""
    folded = unicodedata.normalize("NFC", text).casefold()
    if not folded.isascii():
        folded = _DROPPED.sub("", folded).replace("ё", "е")
        if _LATIN.search(folded) and CYRILLIC.search(folded):
            folded = _repair(folded)
    return folded


def _repair(folded: str) -> str:
    """Give a word of mixed alphabets the letters of one: «Бaку» with a Latin a is «баку»; «СOVID» with a Cyrillic С, covid."""
    cyrillic = folded.translate(_TO_CYRILLIC)
    if not _LATIN.search(cyrillic):
        return cyrillic
    latin = folded.translate(_TO_LATIN)
    return folded if CYRILLIC.search(latin) else latin
