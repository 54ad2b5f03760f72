"""Texts and documents that hold several articles, as databases of the press export them."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Any

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.candidate import Candidate, Kind, digest_of
from svodka.indexer.sources.dates import is_only_a_date
from svodka.indexer.sources.plain.front_matter import is_header
from svodka.indexer.sources.plain.text import top_of
from svodka.indexer.sources.records import dumped
from svodka.indexer.sources.writing.encodings import decode
from svodka.indexer.sources.writing.prose import clean

# Words of which one stands by each article, as bytes of UTF-8, CP1251, or escapes of RTF.
_WORDS = ("Документ", "Статья", "Материал", "Заголовок", "Заглавие")
_LATIN = rb"(?i:\bdocuments?\b|^(?:title|headline):)"
_RULE = re.compile(r"[ \t]*([=*_~#+—–-])\1{4,}[ \t]*")
# «Документ 1 из 2», «1 of 2 DOCUMENTS»
_NUMBERED = re.compile(
    r"[ \t]*(?:(?:документ|статья|материал|сообщение|document|article)\s+№?\s*\d{1,5}"
    r"\s+(?:из|of)\s+\d{1,5}|\d{1,5} of \d{1,5} documents)[ \t.:]*",
    re.IGNORECASE,
)
# «Документ SEVKR00020210305eh35000b1» behind an article of Factiva
_CODE = re.compile(r"[ \t]*(?:Документ|Document)\s+[A-Z]{3,12}\d{8,}[a-z\d]{2,20}[ \t]*")
_TITLE = re.compile(r"[ \t]*(?:заголовок|заглавие|title|headline)\s?:[ \t]+\S.*", re.IGNORECASE)
_LENGTH = re.compile(r"\b\d+ (?:слов|words|знак)")
# Before an article of Wikipedia, as WikiExtractor writes it, and behind it
_DOC = re.compile(r'<doc id="([^"]{1,40})" url="([^"]{0,500})" title="([^"]{1,500})">')
_DOC_END = re.compile(r"</doc>")
_FEW_LINES = 8  # of an article, in which its date stands
_SHORTEST = 20  # characters of a part
_MOST_SEARCHED = 20_000_000  # bytes
_DOCUMENTS = ("docx", "odt", "rtf")


def several_texts(path: str, kind: Kind, raw: bytes) -> Iterator[Candidate]:
    """Yield the articles of a file that holds several, else nothing. Never raises."""
    if kind not in (*_DOCUMENTS, "text", "markdown"):
        return
    try:
        if _may_hold_several(kind, raw):
            yield from _several_texts(path, kind, raw)
    except (SourceError, RecursionError):  # named when the file is read
        return


def _may_hold_several(kind: Kind, raw: bytes) -> bool:
    """True if a file is worth a look: words that stand by articles occur in it twice."""
    if kind in ("docx", "odt") and raw.startswith(b"PK"):
        from svodka.indexer.sources.office.package import Package

        raw = Package(raw, kind).read("word/document.xml" if kind == "docx" else "content.xml")
    return len(_marks(kind).findall(raw, 0, _MOST_SEARCHED)) > 1


@cache
def _marks(kind: Kind) -> re.Pattern[bytes]:
    forms = [re.escape(word.encode(name)) for word in _WORDS for name in ("utf-8", "cp1251")]
    if kind == "rtf":
        for word in _WORDS:
            forms.append(b"".join(rb"\\'%02x" % byte for byte in word.encode("cp1251")))
            forms.append(b"".join(rb"\\u%d\D{0,6}" % ord(letter) for letter in word))
    else:
        forms += [rb"^[ \t]*[=*_~#+-]{5,}[ \t]*\r?$", rb"^<doc id="]
    return re.compile(b"|".join([*forms, _LATIN]), re.MULTILINE)


def _several_texts(path: str, kind: Kind, raw: bytes) -> list[Candidate]:
    """Return the articles of a text or a document as records, none if it holds one.

    Raises SourceError.
    """
    lines = _lines(kind, raw)
    forms = (_tagged, _numbered, _coded, _titled, _ruled)
    parts = next(filter(None, (form(lines) for form in forms)), [])
    records = [record for part in parts if (record := _record(part))]
    if len(records) < 2:
        return []
    return [_candidate(path, number, record) for number, record in enumerate(records, 1)]


def _lines(kind: Kind, raw: bytes) -> list[str]:
    if kind == "rtf":
        from svodka.indexer.sources.office.rich_text import rtf_lines

        return clean("\n".join(rtf_lines(raw))).split("\n")
    if kind in _DOCUMENTS:
        from svodka.indexer.sources.office.word import docx_lines, odt_lines

        return clean("\n".join(odt_lines(raw) if kind == "odt" else docx_lines(raw))).split("\n")
    return clean(decode(raw)).split("\n")


def _tagged(lines: list[str]) -> list[list[str]]:
    """Split before the tags of WikiExtractor."""
    starts = [at for at, line in enumerate(lines) if _DOC.fullmatch(line)]
    return _cut(lines, starts) if len(starts) > 1 else []


def _numbered(lines: list[str]) -> list[list[str]]:
    """Split at lines such as «Документ 1 из 2»."""
    starts = [at for at, line in enumerate(lines) if _NUMBERED.fullmatch(line)]
    return _cut(lines, starts) if len(starts) > 1 else []


def _coded(lines: list[str]) -> list[list[str]]:
    """Split behind lines with Factiva's code of an article."""
    stops = [at for at, line in enumerate(lines) if _CODE.fullmatch(line)]
    return _cut(lines, [0, *(at + 1 for at in stops)]) if len(stops) > 1 else []


def _titled(lines: list[str]) -> list[list[str]]:
    """Split before the header lines around each «Заголовок: …»."""
    starts = []
    for at, line in enumerate(lines):
        if _TITLE.fullmatch(line):
            while at and is_header(lines[at - 1]):
                at -= 1
            starts.append(at)
    return _cut(lines, starts) if len(starts) > 1 else []


def _ruled(lines: list[str]) -> list[list[str]]:
    """Split at lines of signs, if each part begins with a title and a date, or header lines."""
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line)]
    parts = [part for part in _cut(lines, rules) if any(line.strip() for line in part)]
    heads = [[line for line in part if line.strip()][1:4] for part in parts]
    is_dated = all(any(is_header(line) for line in head) for head in heads)
    return parts if len(rules) > 1 and len(parts) > 1 and is_dated else []


def _cut(lines: list[str], starts: list[int]) -> list[list[str]]:
    """Return the lines between starts, and those before the first one."""
    bounds = [0, *(at for at in starts if at), len(lines)]
    return [lines[a:b] for a, b in pairwise(bounds)]


def _record(part: list[str]) -> dict[str, Any]:
    """Return one article as a record, empty for a part that is blank."""
    marks = (_RULE, _NUMBERED, _CODE, _DOC, _DOC_END)
    bare = [line for line in part if not any(form.fullmatch(line) for form in marks)]
    if len("".join(bare).strip()) < _SHORTEST:
        return {}
    found, own = _masthead(bare) if _NUMBERED.fullmatch(part[0]) else ({}, bare)
    if match := _DOC.fullmatch(part[0]):
        found = dict(zip(("id", "url", "title"), match.groups(), strict=True))
    fields, lines = top_of("\n".join(own))
    fields = {**found, **fields}
    if "date" not in fields:
        head = [line for line in lines if line.strip()][:_FEW_LINES]
        fields = next(filter(None, map(_credits, head)), {}) | fields
    return {**fields, "text": "\n".join(lines)}


def _credits(line: str) -> dict[str, Any]:
    """Return the day, and the newspaper before it, in a line below a title; empty for others."""
    if is_only_a_date(line):
        return {"date": line.strip()}
    pieces = [piece.strip() for piece in line.split(",")]
    if not _LENGTH.search(line) or not any(map(is_only_a_date, pieces)):
        return {}
    source = {} if is_only_a_date(pieces[0]) else {"source": pieces[0]}
    return {**source, "date": next(filter(is_only_a_date, pieces))}


def _masthead(lines: list[str]) -> tuple[dict[str, Any], list[str]]:
    """Take the newspaper and the day off an article of LexisNexis; its title follows."""
    filled = [at for at, line in enumerate(lines) if line.strip()][:3]
    if len(filled) < 3 or not is_only_a_date(lines[filled[1]]) or is_header(lines[filled[0]]):
        return {}, lines
    source, date = (lines[at].strip() for at in filled[:2])
    return {"source": source, "date": date}, lines[filled[2] :]


def _candidate(path: str, number: int, record: dict[str, Any]) -> Candidate:
    written = dumped(record)
    return Candidate(path, digest_of(written), "record", written, f"article {number}")
