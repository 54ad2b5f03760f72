"""Citations of an article: ГОСТ Р 7.0.5-2008, BibTeX and RIS. Unknown fields are left out."""

import re
from dataclasses import dataclass
from datetime import date

from werkzeug.urls import iri_to_uri

from svodka.indexer.analysis.months import MONTHS, Month
from svodka.indexer.article import Article
from svodka.indexer.documents.bylines import Person, persons
from svodka.webapp.presentation.markup import scrub, web_address
from svodka.webapp.presentation.plain import plain_text

UNTITLED = "[Без названия]"
MOST_AUTHORS = 3  # more authors stand after the title, as «первый [и др.]» (ГОСТ Р 7.0.5, 6.4)

# BibTeX counts braces even after a backslash, so a single one needs a command.
_BIBTEX = {
    **{sign: f"\\{sign}" for sign in "$&#%_"},
    **{"\\": r"\textbackslash{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"},
    **{
        "^": r"\textasciicircum{}",
        "~": r"\textasciitilde{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
    },
}


@dataclass(frozen=True, slots=True)
class Cited:
    """The fields of a citation, one line each; ``byline`` if the authors are no list of persons."""

    key: str
    title: str
    persons: list[Person]
    byline: str
    source: str
    section: str
    published: date | None
    url: str
    accessed: date


def cited(article: Article, page: str | None, accessed: date) -> Cited:
    """Gather the fields of a citation.

    ``page`` is the absolute address of our page, for an article without its own.
    """
    byline = _line(article.author)
    people = persons(byline)
    return Cited(
        key=re.sub(r"[^A-Za-z0-9]+", "-", article.id).strip("-") or "article",
        title=_line(plain_text(article.title)) or UNTITLED,
        persons=people,
        byline="" if people else byline,
        source=_line(article.source),
        section=_line(article.section),
        published=_day(article.date),
        url=_web_url(article.url) or page or "",
        accessed=accessed,
    )


def titled(article: Article, accessed: date) -> Cited:
    """A citation of title and date only, for articles whose other fields fail."""
    return Cited(
        "article", article.title or UNTITLED, [], "", "", "", _day(article.date), "", accessed
    )


def gost(work: Cited) -> str:
    """The reference of ГОСТ Р 7.0.5-2008.

    «Петров И. Заглавие [Электронный ресурс] // Газета. 2024. 19 авг. URL: …».
    """
    names = [f"{person.surname} {person.initials}" for person in work.persons]
    head, makers = ", ".join(names), work.byline
    if len(names) > MOST_AUTHORS:
        head, makers = "", f"{work.persons[0].initials} {work.persons[0].surname} [и др.]"
    first = f"{head} {work.title.rstrip('. ') or work.title} [Электронный ресурс]".lstrip()
    first += f" / {makers.rstrip('. ')}" if makers else ""
    first += f" // {work.source}" if work.source else ""
    areas = [first]
    if work.published:
        areas += [
            str(work.published.year),
            f"{work.published.day} {_after_day(MONTHS[work.published.month - 1])}",
        ]
    if work.url:
        areas.append(f"URL: {work.url} (дата обращения: {work.accessed:%d.%m.%Y})")
    return " ".join(area if area.endswith(".") else f"{area}." for area in areas)


def _after_day(month: Month) -> str:
    return f"{month.short}." if month.short else month.genitive


def bibtex(work: Cited) -> str:
    """A record of BibTeX, which BibLaTeX reads too: of a journal's article, if it has a source.

    Citation managers take the source of other records for a note.
    """
    authors = " and ".join(f"{_tex(one.surname)}, {_tex(one.given)}" for one in work.persons)
    fields = {
        "author": authors or (f"{{{_tex(work.byline)}}}" if work.byline else ""),
        "title": f"{{{_tex(work.title)}}}",
        "journal": _tex(work.source),
        "year": f"{work.published:%Y}" if work.published else "",
        "month": MONTHS[work.published.month - 1].english[:3] if work.published else "",
        "day": str(work.published.day) if work.published else "",
        "url": work.url,
        "urldate": f"{work.accessed:%Y-%m-%d}" if work.url else "",
        "keywords": _tex(work.section),
        "langid": "russian",
    }
    # The name of a month is a macro of BibTeX, and so without braces.
    lines = [
        f"  {name} = {value if name == 'month' else f'{{{value}}}'}"
        for name, value in fields.items()
        if value
    ]
    kind = "article" if work.source else "misc"
    return f"@{kind}{{{work.key},\n" + ",\n".join(lines) + "\n}\n"


def ris(work: Cited) -> str:
    """A record of RIS for Zotero, EndNote and Mendeley; RIS demands CRLF."""
    lines = [("TY", "NEWS")]
    lines += [("AU", f"{one.surname}, {one.given}") for one in work.persons] or [
        ("AU", work.byline)
    ]
    lines += [("TI", work.title), ("T2", work.source), ("SE", work.section)]
    if work.published:
        lines += [("PY", f"{work.published:%Y}"), ("DA", f"{work.published:%Y/%m/%d}/")]
    if work.url:
        lines += [("UR", work.url), ("Y2", f"{work.accessed:%Y/%m/%d}/")]
    lines += [("LA", "ru")]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value) + "ER  - \r\n"


def _line(text: str) -> str:
    """A text in one line, without invalid characters."""
    return " ".join(scrub(text).split())


def _day(iso: str | None) -> date | None:
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


def _web_url(url: str) -> str:
    """A web address in ASCII, without characters that would end it in a record; or ""."""
    if not web_address(url):
        return ""
    try:
        ascii_only = iri_to_uri(scrub(url))
    except ValueError:
        return ""
    return re.sub(r"[\s\\{}<>\"^`|]", lambda sign: f"%{ord(sign[0]):02X}", ascii_only)


def _tex(text: str) -> str:
    return "".join(_BIBTEX.get(sign, sign) for sign in text)
