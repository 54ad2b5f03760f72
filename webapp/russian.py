"""Numbers, counts and dates as a Russian reader writes them."""

from datetime import date, datetime

from indexer.plural import plural

# In the genitive, as they stand after a day.
MONTHS: tuple[str, ...] = ("января", "февраля", "марта", "апреля", "мая", "июня")
MONTHS += ("июля", "августа", "сентября", "октября", "ноября", "декабря")


def grouped(number: int) -> str:
    """Write a number with no-break spaces between thousands; four digits stay together, as the typographic rule is.

    >>> grouped(1234), grouped(26000)
    ('1234', '26\\xa0000')
    """
    return f"{number:,}".replace(",", "\xa0") if abs(number) >= 10_000 else str(number)


def articles(number: int) -> str:
    """Count articles: «37 статей»."""
    return f"{grouped(number)}\xa0{plural(number, 'статья', 'статьи', 'статей')}"


def found(number: int) -> str:
    """Say how much was found: «Найдена 21 статья», «Найдено 37 статей»."""
    return f"{plural(number, 'Найдена', 'Найдено', 'Найдено')} {articles(number)}"


def day(iso: str) -> str:
    """Write the day of an ISO date or date and time: «19 августа 2024». What is no such date comes back as it is."""
    try:
        when = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{when.day}\xa0{MONTHS[when.month - 1]} {when.year}"


def moment(iso: str) -> str:
    """Write the day and, where the source gave one, the time on its own clock: «19 августа 2024, 14:05»."""
    try:
        when = datetime.fromisoformat(iso) if len(iso) > 10 else None
    except ValueError:
        when = None
    return f"{day(iso)}, {when:%H:%M}" if when else day(iso)
