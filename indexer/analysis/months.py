"""The months in Russian and English: the one table that dates are read and written by."""

from typing import NamedTuple


class Month(NamedTuple):
    """The names of a month, in small letters.

    ``short`` is its abbreviation by ГОСТ Р 7.0.12-2011, without the full stop.
    Months that are not shortened have an empty one.
    """

    name: str
    genitive: str
    short: str
    english: str

    @property
    def cases(self) -> tuple[str, ...]:
        """The forms that stand without a day or after one: март, марта, (в) марте."""
        return self.name, self.genitive, f"{self.genitive[:-1]}е"

    @property
    def written(self) -> tuple[str, ...]:
        """The forms that sources write in dates, abbreviations and English ones too."""
        latin = (self.english, self.english[:3], *(("sept",) if self.short == "сент" else ()))
        russian = (self.name, self.genitive, self.name[:3])
        return (*russian, *((self.short,) if self.short else ()), *latin)


MONTHS = (
    Month("январь", "января", "янв", "january"),
    Month("февраль", "февраля", "февр", "february"),
    Month("март", "марта", "", "march"),
    Month("апрель", "апреля", "апр", "april"),
    Month("май", "мая", "", "may"),
    Month("июнь", "июня", "", "june"),
    Month("июль", "июля", "", "july"),
    Month("август", "августа", "авг", "august"),
    Month("сентябрь", "сентября", "сент", "september"),
    Month("октябрь", "октября", "окт", "october"),
    Month("ноябрь", "ноября", "нояб", "november"),
    Month("декабрь", "декабря", "дек", "december"),
)
