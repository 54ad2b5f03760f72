"""Words typed on the wrong keyboard layout: «njdfhjj,jhjn» is «товарооборот», «зщдшсу» is «police»."""

import re

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&|"
_RUSSIAN_KEYS = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?/'
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)

_LATIN = re.compile("[A-Za-z]")
_RUSSIAN = re.compile("[А-Яа-яЁё]")
# Signs that may have been typed for what they are: operators, quotation marks, the end of a sentence.
_SIGNS = "\"«»„“”'!?()+*~|,.;:-"
_PARTS = re.compile(rf"(?P<head>[{re.escape(_SIGNS)}]*)(?P<core>.*?)(?P<tail>[{re.escape(_SIGNS)}]*)")


def retyped(chunk: str) -> list[str]:
    """What the keys of a chunk without blanks type on the other layout, the likeliest first; none where it has no letter.

    The signs around a word are read as keys, then as the signs that they are.
    """
    if _LATIN.search(chunk) and not _RUSSIAN.search(chunk):
        table = _TO_RUSSIAN
    elif _RUSSIAN.search(chunk) and not _LATIN.search(chunk):
        table = _TO_LATIN
    else:
        return []
    match = _PARTS.fullmatch(chunk)
    if match is None:
        return []
    head, core, tail = match["head"], match["core"], match["tail"]
    ways = [
        chunk.translate(table),
        head + (core + tail).translate(table),
        (head + core).translate(table) + tail,
        head + core.translate(table) + tail,
    ]
    return list(dict.fromkeys(ways))
