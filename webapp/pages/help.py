"""The rows of the help page «Как искать»: the query language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _

from svodka.indexer.documents.sections import name_of
from svodka.indexer.results.overview import Overview
from svodka.webapp.presentation.examples import quoted


@dataclass(frozen=True, slots=True)
class Row:
    """A form of query: its syntax, its meaning, and ``examples`` that run."""

    written: str
    meaning: str
    examples: Sequence[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    """Rows about one subject; ``id`` is the anchor of its heading."""

    id: str
    title: str
    rows: Sequence[Row]


def chapters(overview: Overview | None = None) -> Sequence[Chapter]:
    """All chapters of the help page; with an overview, with examples of its collection."""
    return [
        replace(chapter, rows=[_with_examples(row, overview) for row in chapter.rows])
        for chapter in CHAPTERS
    ]


def those_that_find(chapters: Sequence[Chapter], finds: Callable[[str], bool]) -> Sequence[Chapter]:
    """The chapters without the examples that find nothing."""
    return [
        replace(
            chapter,
            rows=[replace(row, examples=list(filter(finds, row.examples))) for row in chapter.rows],
        )
        for chapter in chapters
    ]


def _with_examples(row: Row, overview: Overview | None) -> Row:
    """The row with words and values of the collection in place of the usual examples."""
    if overview is None or overview.counts is None:
        return row
    words, facets = overview.examples, overview.counts.facets
    sources, sections, years = (facets.get(name, ()) for name in ("source", "section", "year"))
    hosts = [host for one in overview.newest if (host := _host(one.url))]
    own: dict[str, list[str]] = {
        "слово": [words.word],
        "а б": [" ".join(words.pair)],
        "источник:, рубрика:, автор:": [
            *(f"источник:{quoted(one.value)}" for one in sources[:1]),
            *(f"рубрика:{quoted(name_of(one.value) or one.value)}" for one in sections[:1]),
        ],
        "сайт:": [f"сайт:{host}" for host in hosts[:1]],
        "дата:": [f"дата:{one.value}" for one in years[:1]],
        "дата:…..…, >, <, >=, <=": [f"дата:>={one.value}" for one in years[:1]],
        '"а б", «а б», „а б“, “а б”': [f"«{words.phrase}»"] if words.phrase else [],
    }
    added = [one for one in own.get(row.written, []) if one]
    return replace(row, examples=list(dict.fromkeys([*row.examples, *added])))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # a broken IPv6 address
        return ""


CHAPTERS = (
    Chapter(
        "words",
        _("Слова"),
        (
            Row(
                "слово",
                _(
                    "Любая форма слова. Е и ё, прописные и строчные не различаются. Статьи с "
                    "другими названиями (РФ вместо «Россия») тоже находятся, но стоят ниже; "
                    "названия перечислены под строкой поиска."
                ),
                ("товарооборот", "Россия"),
            ),
            Row(
                "а б",
                _(
                    "Оба слова в одной статье. Предлоги, союзы и частицы рядом со словами не "
                    "обязательны. После статей со всеми словами идут статьи, где есть не все; "
                    "у каждой сказано, каких слов в ней нет."
                ),
                ("визит президента", "цены на нефть"),
            ),
            Row(
                "а И б, а AND б",
                _("То же, что пробел. Операторы пишутся прописными буквами и вне кавычек."),
                ("нефть И газ",),
            ),
            Row(
                "а | б, а ИЛИ б, а OR б",
                _("Хотя бы одно из слов. Приоритет выше, чем у пробела."),
                ("нефть | газ", "цена нефть ИЛИ газ"),
            ),
            Row(
                "-слово, НЕ слово, NOT слово",
                _(
                    "Без этого слова. Дефис с пробелами по обе стороны считается тире. Запрос из "
                    "одних исключений находит всё остальное."
                ),
                ("Россия -футбол", "выборы НЕ президент"),
            ),
            Row(
                "+слово",
                _("Слово обязательно, даже если это предлог или союз."),
                ("+без соли",),
            ),
            Row("*", _("Один знак «*» вместо запроса — все статьи архива."), ("*",)),
            Row(
                "( )",
                _("Скобки группируют части запроса."),
                ("(нефть | газ) (цена | стоимость)",),
            ),
        ),
    ),
    Chapter(
        "forms",
        _("Точные формы"),
        (
            Row(
                "!слово",
                _("Слово именно в этой форме: «мира», но не «мир» и не «миру»."),
                ("!мира",),
            ),
            Row(
                "!!слово",
                _(
                    "Слово только с этой начальной формой, без синонимов. "
                    "«!!стали» — это «стать», и «сталью» не найдётся."
                ),
                ("!!стали", "!!Россия"),
            ),
            Row("~слово", _("И однокоренные слова: Франция, французский, француз."), ("~Франция",)),
            Row(
                "слово*",
                _(
                    "Слова, которые так начинаются; не меньше трёх букв. Если таких слов слишком "
                    "много, берутся самые частые, и об этом сказано."
                ),
                ("энерг*",),
            ),
            Row(
                "слово~, слово~2",
                _("Слова с одной или двумя опечатками; первая буква та же."),
                ("Азербайжан~", "Алиеф~2"),
            ),
        ),
    ),
    Chapter(
        "phrases",
        _("Фразы и расстояния"),
        (
            Row(
                '"а б", «а б», „а б“, “а б”',
                _(
                    "Слова подряд, в этом порядке, в любой форме: «на Южном Кавказе». В кавычках "
                    "учитываются и предлоги."
                ),
                ('"Южный Кавказ"', "«министр иностранных дел»"),
            ),
            Row('!"а б"', _("То же, но дословно."), ('!"Южного Кавказа"',)),
            Row('"а * б"', _("Вместо звёздочки — любое одно слово."), ('"министр * дел"',)),
            Row(
                '"а б"~3',
                _("Не дальше трёх слов друг от друга, в этом порядке."),
                ('"президент подписал"~3',),
            ),
            Row(
                "а /3 б",
                _("Не дальше трёх слов друг от друга, в любом порядке."),
                ("президент /3 указ",),
            ),
            Row("а & б", _("В одном предложении, в любом порядке."), ("нефть & баррель",)),
        ),
    ),
    Chapter(
        "fields",
        _("Поля и даты"),
        (
            Row(
                "заголовок:",
                _(
                    "В заголовке. Двоеточие ставят перед словом, фразой или скобкой; можно и "
                    "по-английски: title."
                ),
                ("заголовок:выборы", 'заголовок:"новый год"'),
            ),
            Row(
                "источник:, рубрика:, автор:",
                _("В названии источника, рубрики или в имени автора (source, section, author)."),
                ("источник:ТАСС", "рубрика:(спорт | культура)"),
            ),
            Row("сайт:", _("На этом сайте и на его поддоменах (site)."), ("сайт:example.org",)),
            Row(
                "дата:",
                _(
                    "Год, месяц или день (date): 2024, 2024-03, 2024-03-01, 20240301, "
                    "01.03.2024, «март 2024»; вчера, сегодня, "
                    "неделя, месяц."
                ),
                ("дата:2024", "дата:01.03.2024", "дата:месяц"),
            ),
            Row(
                "дата:…..…, >, <, >=, <=",
                _("Период; можно указать только начало или конец."),
                ("дата:2023-01..2024-06", "нефть дата:>=2024"),
            ),
        ),
    ),
)
