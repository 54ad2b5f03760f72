"""Decoded text becomes lines of paragraphs, and a missing title is found."""

import re
from itertools import pairwise

from svodka.indexer.analysis.sentences import sentences
from svodka.indexer.article import reads_as_heading
from svodka.indexer.errors import SourceError
from svodka.indexer.sources.writing.datelines import is_label, without_dateline
from svodka.indexer.sources.writing.repair import is_broken, join_broken, repaired

_TITLE_LENGTH = 100  # characters of a sentence that serves as a title
_LONGEST_TITLE = 500  # characters; a longer given title is a text
_WIDEST_WRAP = 120  # characters; longer lines were not wrapped by hand
_BLANKS = re.compile(r"[ \t\n]+")
_NEWLINE = re.compile(r"[\r\v\f\x1c-\x1e\x85\u2028\u2029](?:(?<=\r)\n)?")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1b\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_CONTINUES = re.compile(r"[a-zа-яё0-9«„“\"(—–-]")
# Emoji and other pictures before and after a heading.
_DECORATION = re.compile(
    r"^[^\w«„“\"(\[–—•*·-]+|[\U0001f000-\U0001ffff\u2600-\u27bf\ufe0f\u200d\s]+$"
)
_INVISIBLE = re.compile("[\xad\u200b\u200c\u2060\u0301]")
_FRAME = re.compile(r"[\u2500-\u259f]+")
_MOST_LABELS = 4  # lines above a title that say only where and when
_LIST_LINE = re.compile(r"\s*(?:[-–—•*·▪◦]|\d{1,3}[.)])\s")


def clean(text: str) -> str:
    """Return text with newlines as line breaks, without control characters and byte order marks.

    Raises SourceError: more than a few control characters, or a NUL, mark a binary file.
    """
    if "\0" in text:
        raise SourceError("binary: it holds NUL characters")
    text = _NEWLINE.sub("\n", text)
    kept, controls = _CONTROL.subn("", text)
    if controls * 20 > len(text):
        raise SourceError(
            "binary: most of it is not text"
            if controls * 2 > len(text)
            else "binary: it is full of control characters"
        )
    return kept


def one_line(text: str) -> str:
    """Squeeze a title or a name into one line, with its no-break spaces."""
    return _BLANKS.sub(" ", text).strip()


def paragraphs(lines: list[str]) -> list[str]:
    """Return one paragraph a line.

    Hard-wrapped lines are joined, blank ones dropped, blanks at the ends removed. Broken words and
    spaced letters become whole. Frames drawn around a text are dropped.
    """
    lines = [_FRAME.sub(" ", line) for line in lines]
    if _is_wrapped(lines) or _is_broken(lines):
        lines = _joined(lines)
    return [repaired(line.strip()) for line in _unbroken(lines) if line.strip()]


def _unbroken(lines: list[str]) -> list[str]:
    """Join lines between which a word is broken, in a text that is not wrapped as a whole."""
    whole: list[str] = []
    for line in lines:
        joined = join_broken(whole[-1].rstrip(), line.strip()) if whole else None
        if joined is None:
            whole.append(line)
        else:
            whole[-1] = joined
    return whole


def _is_broken(lines: list[str]) -> bool:
    """True if words are broken at the ends of several lines: all lines were broken by a print."""
    filled = [line.strip() for line in lines if line.strip()]
    broken = sum(is_broken(a, b) for a, b in pairwise(filled))
    longest = max(map(len, filled), default=0)
    return broken >= 2 and broken * 12 >= len(filled) and longest <= _WIDEST_WRAP


def _is_wrapped(lines: list[str]) -> bool:
    """True if lines were broken by hand.

    Blank lines separate paragraphs, and most other breaks fall in mid-sentence.
    """
    if max(map(len, lines), default=0) > _WIDEST_WRAP or not any(
        not line.strip() for line in lines
    ):
        return False
    joints = [(a.rstrip(), b.strip()) for a, b in pairwise(lines) if a.strip() and b.strip()]
    soft = sum(
        1
        for a, b in joints
        if a[-1] not in ".!?…:;" and _CONTINUES.match(b) and not _LIST_LINE.match(b)
    )
    return len(joints) >= 2 and soft >= 0.5 * len(joints) and _is_ragged_within(lines, joints)


def _is_ragged_within(lines: list[str], joints: list[tuple[str, str]]) -> bool:
    """True if most broken lines are nearly as long as the longest: verses and lists are not."""
    width = max(map(len, lines))
    return width >= 40 and sum(1 for line, _ in joints if len(line) >= 0.7 * width) >= 0.7 * len(
        joints
    )


def _joined(lines: list[str]) -> list[str]:
    """Join the lines of each paragraph. Without blank lines a short line ends one."""
    joined: list[str] = []
    fresh = True
    is_parted = any(not line.strip() for line in lines[1:-1])
    width = max(map(len, lines), default=0)
    for line in lines:
        stripped = line.strip()
        if stripped and not fresh and not _LIST_LINE.match(line):
            joined[-1] = join_broken(joined[-1], stripped) or f"{joined[-1]} {stripped}"
        elif stripped:
            joined.append(stripped)
        fresh = not stripped or (not is_parted and len(line) < 0.7 * width)
    return joined


def titled(lines: list[str], title: str = "") -> tuple[str, str]:
    """Return the title and the text of paragraphs, one paragraph a line.

    ``title`` is the one that the source gives, if any; a first line that repeats it leaves the
    text. Without it, a first line that reads as a heading is the title, and leaves the text. Else
    the first sentence is the title, and stays.
    """
    title = one_line(title)
    if len(title) > _LONGEST_TITLE:
        title, lines = "", [title, *lines]
    if title:
        repeated = bool(lines) and _bare(lines[0][: 2 * _LONGEST_TITLE]) == _bare(title)
        return title, "\n".join(lines[repeated:])
    if not lines:
        return "", ""
    at = next((at for at, line in enumerate(lines[:_MOST_LABELS]) if not is_label(line)), 0)
    first = _undecorated(lines[at][: 2 * _LONGEST_TITLE])
    if reads_as_heading(_DECORATION.sub("", first)) or (len(lines) > at + 1 and _asks(first)):
        return first, "\n".join(lines[:at] + lines[at + 1 :])
    sentence = _first_sentence(without_dateline(first))
    return _shortened(sentence.rstrip(":;,") or sentence), "\n".join(lines)


def _undecorated(line: str) -> str:
    """Return a line without the emphasis and heading signs of light markup, common in posts.

    A line of signs alone stays.
    """
    return one_line(re.sub(r"\*\*+|__+|^#{1,6} ", "", line)) or one_line(line)


def _asks(first: str) -> bool:
    """True for a short first line that asks or exclaims: «Кто построит мост?»

    It is a title if more lines follow.
    """
    bare = _DECORATION.sub("", first)
    return (
        bare[-1:] in ("?", "!")
        and len(sentences(bare)) == 1
        and reads_as_heading(bare.rstrip("?!"))
    )


def _bare(line: str) -> str:
    plain = _INVISIBLE.sub("", line).replace("\xa0", " ").replace("ё", "е")
    return " ".join(plain.split()).rstrip(".").casefold()


def _first_sentence(text: str) -> str:
    text = text[: _TITLE_LENGTH * 4]
    return text[: sentences(text)[0][1]] if text.strip() else text


def _shortened(sentence: str) -> str:
    """Cut a long sentence between words, with «…»."""
    if len(sentence) <= _TITLE_LENGTH:
        return sentence
    cut = sentence[: _TITLE_LENGTH + 1]
    at = max(cut.rfind(" "), cut.rfind("\xa0"))
    cut = cut[: at if at > _TITLE_LENGTH // 3 else _TITLE_LENGTH]
    return (cut.rstrip(' \xa0,;:.—–-(«„“"') or cut) + "…"
