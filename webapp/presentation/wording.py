"""Numbers, counts and dates in the language of the page."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_timedelta
from babel.numbers import format_decimal

from svodka.indexer.notice import Notice
from svodka.indexer.query.filters import stretch
from svodka.webapp.presentation.language import current, gettext, ngettext
from svodka.webapp.presentation.periods import named, written

MOSCOW = ZoneInfo("Europe/Moscow")
MINUTE, HOUR, DAY, WEEK = 60, 3600, 24 * 3600, 7 * 24 * 3600  # seconds


def grouped(number: int) -> str:
    """A number with grouped thousands: «26 000», but four digits together; or “26,000”."""
    if current() == "en":
        return f"{number:,}"
    return f"{number:,}".replace(",", "\xa0") if abs(number) >= 10_000 else str(number)


def decimal(number: float) -> str:
    """A number with one digit after the comma if it is no whole one: «12,5»."""
    if number == int(number):
        return grouped(int(number))
    return tenths(number)


def tenths(number: float) -> str:
    """A number with exactly one digit after the comma, for a column: «11,0»."""
    return str(format_decimal(number, "#,##0.0", locale=current()))


def articles(number: int) -> str:
    """Count articles: «37 статей»."""
    return str(
        ngettext("%(count)s\xa0статья", "%(count)s\xa0статей", number, count=grouped(number))
    )


def noun(number: int) -> str:
    """The word after a number of articles: «статья», «статьи», «статей»."""
    return str(ngettext("статья", "статей", number))


def found(number: int) -> str:
    """Count results: «Найдена 21 статья», «Найдено 37 статей»."""
    return str(
        ngettext(
            "Найдена %(count)s\xa0статья",
            "Найдено %(count)s\xa0статей",
            number,
            count=grouped(number),
        )
    )


def also(number: int, word: str = "") -> str:
    """Count the articles that lack some of the words: «Ещё 212 статей, где есть не все слова».

    Those of a single ``word`` have others of its root.
    """
    if word.isalnum():
        return str(
            ngettext(
                "Ещё %(count)s\xa0статья с однокоренными словами",
                "Ещё %(count)s\xa0статей с однокоренными словами",
                number,
                count=grouped(number),
            )
        )
    return str(
        ngettext(
            "Ещё %(count)s\xa0статья, где есть не все слова",
            "Ещё %(count)s\xa0статей, где есть не все слова",
            number,
            count=grouped(number),
        )
    )


def matches(number: int) -> str:
    """Count the matches in an article: «23 совпадения»."""
    return str(
        ngettext(
            "%(count)s\xa0совпадение", "%(count)s\xa0совпадений", number, count=grouped(number)
        )
    )


def words(number: int) -> str:
    """Count words: «3 слова»."""
    return str(ngettext("%(count)s\xa0слово", "%(count)s\xa0слов", number, count=grouped(number)))


def reprints(number: int) -> str:
    """Count the reprints of a result: «ещё 3 перепечатки»."""
    return str(
        ngettext(
            "ещё %(count)s\xa0перепечатка",
            "ещё %(count)s\xa0перепечаток",
            number,
            count=grouped(number),
        )
    )


def occurrences(number: int) -> str:
    """Count lines of a concordance: «41 вхождение»."""
    return str(
        ngettext("%(count)s\xa0вхождение", "%(count)s\xa0вхождений", number, count=grouped(number))
    )


def in_articles(number: int) -> str:
    """Count the articles of lines: «в 1 статье», «в 37 статьях»."""
    return str(
        ngettext(
            "в\xa0%(count)s\xa0статье", "в\xa0%(count)s\xa0статьях", number, count=grouped(number)
        )
    )


def day(iso: str) -> str:
    """The day of an ISO date or time: «19 августа 2024»; a month or year: «март 1917».

    Other text is returned unchanged.
    """
    if stretch(iso) and len(iso) < len("1917-03-01"):
        return named(iso)
    try:
        return written(iso[:10], "d\xa0MMMM y")
    except ValueError:
        return iso


def day_in_numbers(iso: str) -> str:
    """The day of an ISO date or time for a narrow column: «19.08.2024»."""
    return ".".join(reversed(iso[:10].split("-")))


def moment(iso: str) -> str:
    """The day and the time, with its offset if it is known: «19 августа 2024, 14:05 (МСК)»."""
    try:
        when = datetime.fromisoformat(iso) if len(iso) > 10 else None
    except ValueError:
        when = None
    if when is None:
        return day(iso)
    offset = zone(when)
    return f"{day(iso)}, {when:%H:%M}{f' ({offset})' if offset else ''}"


def zone(when: datetime) -> str:
    """The offset of a moment: «МСК» if Moscow's clocks had it then, else «UTC+5»; or empty."""
    offset = when.utcoffset()
    if offset is None:
        return ""
    if offset == when.astimezone(MOSCOW).utcoffset():
        return str(gettext("МСК"))
    minutes = int(offset.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "" if not minutes else "+" if minutes > 0 else "−"
    return f"UTC{sign}{hours or ''}{f':{rest:02}' if rest else ''}"


def ago(moment: datetime, now: float) -> str:
    """Time passed in whole minutes, hours or days; after a week, the date.

    ``moment`` has an offset from UTC; ``now`` is in seconds since 1970. A future moment counts as
    now, because clocks differ.
    """
    seconds = max(0, int(now - moment.timestamp()))
    if seconds < MINUTE:
        return str(gettext("только что"))
    if seconds >= WEEK:
        return day(moment.isoformat())
    unit = next(unit for unit in (DAY, HOUR, MINUTE) if seconds >= unit)
    rounded = timedelta(seconds=seconds // unit * unit)
    text = format_timedelta(
        -rounded, granularity="minute", threshold=1, add_direction=True, locale=current()
    )
    return text.replace(" ", "\xa0", 1)


def notice_text(notice: str) -> str:
    """A notice in the language of the page; other text is returned unchanged."""
    return str(gettext(notice.message, **notice.values)) if isinstance(notice, Notice) else notice
