"""Words typed on the wrong keyboard layout.

For example «njdfhjj,jhjn» is «товарооборот», «зщдшсу» is «police».
"""

import re

_LATIN_KEYS = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&|"
_RUSSIAN_KEYS = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?/'
_TO_RUSSIAN = str.maketrans(_LATIN_KEYS, _RUSSIAN_KEYS)
_TO_LATIN = str.maketrans(_RUSSIAN_KEYS, _LATIN_KEYS)

_LATIN = re.compile("[A-Za-z]")
_LATIN_WORD = re.compile("[A-Za-z]{2,}(?:-[A-Za-z]+)*")
_RUSSIAN = re.compile("[А-Яа-яЁё]")
_MARK_IN_NUMBER = re.compile(r"(?<=\d)[?/](?=\d)|(?<=\d-)[\[\]{};']")
# Signs that may be meant as typed: operators, quotation marks, the end of a sentence.
_SIGNS = "\"«»„“”'!?()+*~|,.;:-"
_PARTS = re.compile(
    rf"(?P<head>[{re.escape(_SIGNS)}]*)(?P<core>.*?)(?P<tail>[{re.escape(_SIGNS)}]*)"
)


def retyped(chunk: str) -> list[str]:
    """Return the texts of a chunk's keys on the other layout, the likeliest first.

    None for a chunk without letters; it has no blanks. The signs around a word are read as keys,
    then as signs.
    """
    if _LATIN.search(chunk) and not _RUSSIAN.search(chunk):
        table = _TO_RUSSIAN
    elif _RUSSIAN.search(chunk) and not _LATIN.search(chunk):
        table = _TO_LATIN
    else:
        return []
    if table is _TO_LATIN and not _LATIN_WORD.fullmatch(chunk.strip(_SIGNS).translate(table)):
        return []
    return _ways(chunk, table)


def renumbered(chunk: str) -> str:
    """Return a number with the comma and points of the Russian layout.

    «2?5» gives «2,5», «90-[» gives «90-х».
    """
    return _MARK_IN_NUMBER.sub(lambda match: match[0].translate(_TO_RUSSIAN), chunk)


def _ways(chunk: str, table: dict[int, int]) -> list[str]:
    match = _PARTS.fullmatch(chunk)
    head, core, tail = match.group("head", "core", "tail") if match else ("", chunk, "")
    ways = [
        chunk.translate(table),
        head + (core + tail).translate(table),
        (head + core).translate(table) + tail,
        head + core.translate(table) + tail,
    ]
    return list(dict.fromkeys(ways))
