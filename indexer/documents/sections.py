"""Sections as readers name them: «Политика» for «political», which a source took from addresses."""

from svodka.indexer.article import ExactField
from svodka.indexer.notice import Notice

_CODES: tuple[tuple[str, Notice], ...] = (
    ("politics political politika", Notice("Политика")),
    ("economics economy economic ekonomika", Notice("Экономика")),
    ("finance finances money", Notice("Финансы")),
    ("business biznes", Notice("Бизнес")),
    ("world international foreign", Notice("В мире")),
    ("russia rossiya", Notice("Россия")),
    ("moscow moskva", Notice("Москва")),
    ("regions regional", Notice("Регионы")),
    ("local city", Notice("Город")),
    ("society social obshchestvo", Notice("Общество")),
    ("incidents accidents proisshestviya", Notice("Происшествия")),
    ("crime criminal", Notice("Криминал")),
    ("law justice", Notice("Право")),
    ("army military war", Notice("Армия и война")),
    ("science nauka", Notice("Наука")),
    ("tech technology technologies hitech hi-tech it", Notice("Технологии")),
    ("internet media", Notice("Интернет и СМИ")),
    ("education", Notice("Образование")),
    ("health medicine", Notice("Здоровье")),
    ("religion", Notice("Религия")),
    ("culture kultura art arts", Notice("Культура")),
    ("cinema movies movie film films", Notice("Кино")),
    ("music", Notice("Музыка")),
    ("books literature", Notice("Книги")),
    ("sport sports", Notice("Спорт")),
    ("auto cars", Notice("Авто")),
    ("realty real-estate", Notice("Недвижимость")),
    ("travel tourism", Notice("Путешествия")),
    ("games gaming", Notice("Игры")),
    ("weather", Notice("Погода")),
    ("lifestyle life style", Notice("Образ жизни")),
    ("opinion opinions comment", Notice("Мнения")),
    ("interview interviews", Notice("Интервью")),
    ("blog blogs", Notice("Блоги")),
    ("personal", Notice("Личное")),
    ("advertisement advertising ads", Notice("Реклама")),
    ("other misc stuff", Notice("Разное")),
    ("news", Notice("Новости")),
)
_KNOWN = {
    value: (codes, name) for codes, name in _CODES for value in (*codes.split(), name.casefold())
}


def name_of(value: str) -> Notice | None:
    """Return the name of a section that is a known code or name, else None."""
    found = _KNOWN.get(_folded(value))
    return found and found[1]


def searched(field: ExactField, value: str) -> str:
    """Return the text whose words find a value: a known code is found by its name and its like.

    >>> searched("section", "Finance")
    'Finance; Финансы; finance finances money'
    """
    known = _KNOWN.get(_folded(value)) if field == "section" else None
    return f"{value}; {known[1]}; {known[0]}" if known else value


def _folded(value: str) -> str:
    return value.casefold().replace("_", "-")
