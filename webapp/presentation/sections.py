"""Sections as readers name them: «Политика» for «political», which a source took from addresses."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from svodka.indexer.engines.records import Bucket

_CODES: tuple[tuple[str, LazyString], ...] = (
    ("politics political politika", _("Политика")),
    ("economics economy economic ekonomika", _("Экономика")),
    ("finance finances money", _("Финансы")),
    ("business biznes", _("Бизнес")),
    ("world international foreign", _("В мире")),
    ("russia rossiya", _("Россия")),
    ("moscow moskva", _("Москва")),
    ("regions regional", _("Регионы")),
    ("local city", _("Город")),
    ("society social obshchestvo", _("Общество")),
    ("incidents accidents proisshestviya", _("Происшествия")),
    ("crime criminal", _("Криминал")),
    ("law justice", _("Право")),
    ("army military war", _("Армия и война")),
    ("science nauka", _("Наука")),
    ("tech technology technologies hitech hi-tech it", _("Технологии")),
    ("internet media", _("Интернет и СМИ")),
    ("education", _("Образование")),
    ("health medicine", _("Здоровье")),
    ("religion", _("Религия")),
    ("culture kultura art arts", _("Культура")),
    ("cinema movies movie film films", _("Кино")),
    ("music", _("Музыка")),
    ("books literature", _("Книги")),
    ("sport sports", _("Спорт")),
    ("auto cars", _("Авто")),
    ("realty real-estate", _("Недвижимость")),
    ("travel tourism", _("Путешествия")),
    ("games gaming", _("Игры")),
    ("weather", _("Погода")),
    ("lifestyle life style", _("Образ жизни")),
    ("opinion opinions comment", _("Мнения")),
    ("interview interviews", _("Интервью")),
    ("blog blogs", _("Блоги")),
    ("personal", _("Личное")),
    ("advertisement advertising ads", _("Реклама")),
    ("other misc stuff", _("Разное")),
    ("news", _("Новости")),
)
_NAMES = {code: name for codes, name in _CODES for code in codes.split()}


@dataclass(frozen=True, slots=True)
class Named:
    """Values of a field that readers know by one name, and their articles."""

    text: str
    count: int
    values: tuple[str, ...]


def section_name(value: str) -> str:
    """The name of a section in the language of the page; a value that is no known code stays."""
    name = _NAMES.get(value.casefold().replace("_", "-"))
    return value if name is None else str(name)


def named(buckets: Iterable[Bucket]) -> list[Named]:
    """Sections by their names, the most frequent first: «finance» and «finances» are one."""
    found: dict[str, list[Bucket]] = {}
    for bucket in buckets:
        found.setdefault(section_name(bucket.value), []).append(bucket)
    groups = [
        Named(text, sum(one.count for one in own), tuple(one.value for one in own))
        for text, own in found.items()
    ]
    return sorted(groups, key=lambda one: -one.count)
