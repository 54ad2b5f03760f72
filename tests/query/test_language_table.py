"""The query language, row by row and trap by trap.

Each row has a query, the articles that it must find, and articles that it must not find.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import pytest

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import MAX_EXPANSIONS, Hits
from svodka.indexer.engines.writing import write_all
from svodka.indexer.errors import RequestError
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import MAX_CHARACTERS, parse
from svodka.indexer.query.tree import Nothing
from svodka.indexer.results.request import MAX_DEPTH, SearchRequest
from svodka.indexer.search import Search

TODAY = date(2024, 3, 20)
Text = str | Article


@dataclass(frozen=True)
class Row:
    """A row of the language or a trap: a query with articles, or only their texts."""

    name: str
    query: str
    found: tuple[Text, ...] = ()
    missed: tuple[Text, ...] = ()
    notice: str = ""

    def articles(self, number: int) -> Iterator[tuple[Article, bool]]:
        """The articles with unique ids, and whether they must be found."""
        for wanted, texts in ((True, self.found), (False, self.missed)):
            for place, text in enumerate(texts):
                article = text if isinstance(text, Article) else Article("", "Заметка", text, "")
                key = f"r{number}-{'yes' if wanted else 'no'}-{place}"
                yield replace(article, id=key, path=f"{key}.txt"), wanted


def titled(title: str, text: str) -> Article:
    return Article("", title, text, "")


def dated(day: str) -> Article:
    return Article("", "Хроника дня", "Событие без подробностей.", "", date=day)


def about(**metadata: str) -> Article:
    return Article("", "Бюллетень", "Прогулка удалась.", "", **metadata)


ROWS = [
    # слово
    Row("a word in any form", "капибара", ("Капибары живут у воды.", "О КАПИБАРЕ написали."),
        ("Бобры живут у воды.",)),
    Row("a word with other names", "Словения ООН",
        ("Словения вступила в Организацию Объединённых Наций.",)),
    Row("a word has names in several words", "СНГ", ("В Содружестве Независимых Государств ждут.",),
        ("Содружество писателей независимо от государства.",)),
    Row("a word without its cognates", "Исландия", ("Гейзеры Исландии.",),
        ("Исландский гейзер, исландцы.",)),
    # а б
    Row("both words", "каштан фонтан", ("У фонтана рос каштан.",),
        ("Каштан зацвёл.", "Фонтан включили.")),
    Row("function words are optional", "поход на байдарках", ("Байдарки и поход.",),
        ("Байдарки сохнут.",)),
    Row("a function word needs not be there", "не верблюд", ("Верблюд пьёт.",), ("Не слон.",)),
    Row("a question word of two words", "что такое вибрафон", ("Вибрафон настраивают.",),
        ("Что такое ксилофон?",)),
    Row("the second word of it stays by itself", "такие вибрафоны", ("Такой вибрафон редок.",),
        ("Вибрафоны звучат.",)),
    # !слово
    Row("exactly this form", "!ёжиком", ("Мальчик с ёжиком.", "С Ежиком."),
        ("Без ёжика.", "Ёжики.")),
    # !!слово
    Row("exactly this dictionary word", "!!сталь", ("Сталь и чугун: стали варят.",),
        ("Они станут богаче.",)),
    Row("no other names", "!!ФРГ", ("Канцлер ФРГ.",), ("Канцлер Германии.",)),
    # ~слово
    Row("cognates too", "~Португалия",
        ("Португальский порт.", "Португалия.", "Португальцы уехали."), ("Порт.",)),
    Row("cognates of a profession", "~фигурист", ("Фигуристка победила.",), ("Фигура речи.",)),
    Row("cognates that the collection has", "~осторожный", ("Осторожность не помешает.",),
        ("Острожный тын.",)),
    # phrases
    *(Row(f"a phrase in {query}", query, ("На Дальнем Причале тихо.", "Дальний… «Причал»?"),
          ("Причал дальний.", "Дальний старый причал."))
      for query in ('"дальний причал"', "«дальний причал»", "„дальний причал“",
          "“дальний причал”")),
    Row("function words count in phrases", "«кот в мешке»", ("Купили кота в мешке.",),
        ("Кот, мешок.", "Кот на мешке.")),
    Row("a phrase of exact forms", '!"красной розой"', ("Он пришёл с красной розой.",),
        ("Красная роза.",)),
    Row("any one word", '"серый * волк"', ("Серый злой волк.",),
        ("Серый волк.", "Серый и злой волк.")),
    Row("any two words", '"пегий * * дедушка"', ("Пегий очень старый дедушка.",),
        ("Пегий старый дедушка.",)),
    # distances
    Row("within three words, in order", '"ананас перчик"~3', ("Ананас или красный перчик.",),
        ("Перчик и ананас.", "Ананас один два три перчик.")),
    Row("within three words, in any order", "ласточка /3 гнездо",
        ("Гнездо у ласточки.", "Ласточка вьёт гнездо."),
        ("Ласточка летит далеко, а гнездо пусто. Гнёзда есть.",)),
    # а & б
    Row("in one sentence", "пекарь & сапожник", ("Сапожник ждёт, пекарь спит.",),
        ("Пекарь спит. Сапожник ждёт.",)),
    # +слово
    Row("a function word that must be there", "+над облаком", ("Над облаками.",),
        ("Под облаками.",)),
    # exclusions
    *(Row(f"without it: {query}", query, ("Клубника поспела.",), ("Клубника и малина.",))
      for query in ("клубника -малина", "клубника НЕ малина", "клубника NOT малина")),
    Row("a dash between blanks is no minus", "арбуз - дыня", ("Арбузы и дыни.",),
        ("Арбуз.", "Дыня.")),
    Row("exclusions alone find the rest", "-помидор", ("Огурец.",), ("Помидоры.",)),
    Row("an exclusion excludes only what is written", "Кипр -ЕС", ("Кипр и Евросоюз.",),
        ("Кипр и ЕС.",)),
    # either
    *(Row(f"either: {query}", query, ("Скрипач пришёл.", "Арфист пришёл."), ("Трубач пришёл.",))
      for query in ("скрипач | арфист", "скрипач ИЛИ арфист", "скрипач OR арфист",
          "скрипач|арфист")),
    Row("either binds tighter than a blank", "весло лодка | плот",
        ("Весло и плот.", "Весло и лодка."), ("Плот.",)),
    # И, AND
    Row("И is a blank", "глобус И указка AND парта", ("Парта, глобус и указка.",),
        ("Глобус и парта.",)),
    Row("operators in capitals only", "кактус или алоэ", ("Алоэ да кактус.",), ("Кактус.",)),
    Row("operators outside quotes only", '"чай И кофе"', ("Чай и кофе.",), ("Чай, кофе.",)),
    # ( )
    Row("groups", "ферзь (ладья | слон) -пешка", ("Ферзь и слон.", "Ферзь и ладья."),
        ("Ферзь.", "Ферзь, слон, пешка.")),
    Row("a group is excluded", "шашки -(доска мел)", ("Шашки и доска.",), ("Шашки: доска, мел.",)),
    # слово*
    Row("words that begin so", "барбарис*", ("Барбарисовый сироп.", "Барбарис."), ("Барбос.",)),
    Row("a beginning of two letters is a word", "ба*", (), ("Баобаб.",), "не меньше 3 букв"),
    Row("a beginning in a phrase", '"зелён* крокодил"', ("Зелёные крокодилы.",),
        ("Крокодил зелёный.",)),
    # слово~
    Row("one typo", "винигрет~", ("Подали винегрет.",), ("Винегретница.",)),
    Row("two typos", "винигрэт~2", ("Подали винегрет.",), ()),
    Row("the first letter stays", "какао~", ("Какао остыло.",), ("Вакао.",)),
    # fields
    *(Row(f"in the title: {query}", query, (titled("Жирафы в городе", "Прогулка."),),
        ("Жирафы в городе.",))
      for query in ("заголовок:жираф", "title:жираф", 'заголовок:"в городе"',
          "заголовок:(жираф город)")),
    Row("a source", "источник:«вечерний вестник»", (about(source="Вечерний вестник"),),
        (about(source="Вестник"),)),
    Row("a section", "рубрика:садоводство", (about(section="Садоводство"),), ("Садоводство.",)),
    *(Row(f"a section by its name: {query}", query,
        (about(section="finance"), about(section="Finances"), about(section="Финансы")),
        (about(section="sport"), about(source="finance")))
      for query in ("рубрика:финансы", "рубрика:Финансов", "section:finance", "рубрика:финанс*")),
    Row("a section by a name of words", 'рубрика:"в мире"', (about(section="world"),),
        (about(section="sport"),)),
    Row("an author", "author:Незабудкина", (about(author="Анна Незабудкина"),), ("Незабудкина.",)),
    Row("a site with its subdomains", "сайт:lesnoy.example",
        (about(url="https://www.lesnoy.example/1"), about(url="https://news.lesnoy.example/2")),
        (about(url="https://nelesnoy.example/3"),)),
    # dates
    *(Row(f"a date: {query}", query, (dated("2019-07-05"),), (dated("2019-08-01"), "Июль 2019."))
      for query in ("дата:2019-07", "дата:2019-07-05", "date:20190705", "дата:05.07.2019",
          "дата:2019-06..2019-07",
                    "дата:<2019-08-01", "дата:<=2019-07-31", "дата:июль 2019")),
    *(Row(f"a date: {query}", query, (dated("2024-03-19T10:00:00+03:00"),), (dated("2023-03-19"),))
      for query in ("дата:вчера", "дата:неделя", "дата:месяц", "дата:>2024-03-18",
          "дата:>=2024-03-19")),
    Row("a date: today", "дата:сегодня", (dated("2024-03-20"),), (dated("2024-03-19"),)),
    # traps: hyphens and dashes
    Row("a hyphen inside a city", "Санкт-Петербург", ("В Санкт-Петербурге.",),
        ("В Екатеринбурге.",)),
    Row("a hyphen inside an adjective", "юго-восточный", ("Юго-восточнее? Юго-восточный ветер.",),
        ("Восточный.",)),
    Row("a hyphen before a number", "Ту-154", ("Самолёт Ту-154.",),
        ("Самолёт Ту-134.", "154 метра.")),
    Row("a hyphen in Latin", "F-16", ("Истребитель F-16.",), ("Истребитель F-15.", "16 штук.")),
    Row("a hyphen in an illness", "COVID-19", ("Вакцина от COVID-19.",),
        ("Группа covid, 18 лет.",)),
    Row("an excluded hyphenated word", "ящерица -Як-40", ("Ящерица.",), ("Ящерица и Як-40.",)),
    *(Row(f"a minus after {name}", f"утконос{blank}-ехидна", ("Утконос.",), ("Утконос и ехидна.",))
      for name, blank in (("a no-break space", "\u00a0"), ("a thin space", "\u2009"),
          ("a tab", "\t"))),
    # traps: letters
    Row("ё typed as е", "свекла", ("Свёкла поспела.", "Свекла поспела."), ("Морковь поспела.",)),
    Row("е typed as ё", "мёдовуха", ("Медовуха.",), ("Квас.",)),
    Row("Latin letters in a Cyrillic word", "пaрoвoз", ("Паровоз.", "Пaровоз."), ("Тепловоз.",)),
    Row("decomposed letters", "и\u0306огурт", ("Йогурт.", "И\u0306огурт."), ("Кефир.",)),
    Row("stress marks", "за\u0301мок", ("Замок.", "За\u0301мки."), ("Ключ.",)),
    # traps: abbreviations and numbers
    Row("г.", "г. Урюпинск", ("Жители г. Урюпинска.", "Урюпинск."), ("Г. Борисоглебск.",)),
    Row("т. е. outside a phrase", "моллюск, т. е. устрица", ("Моллюски и устрицы.",),
        ("Моллюск, т. е. улитка.",)),
    Row("т. е.", "«моллюск, т. е. улитка»", ("Моллюск, т. е. улитка.",), ("Моллюск, улитка.",)),
    *(Row(f"grouped digits: {query!r}", query,
        ("10 000 попугаев.", "10000 попугаев.", "10\u00a0000 попугаев."),
          ("10 попугаев.", "000 попугаев."))
      for query in ("10 000 попугаев", "10000 попугаев", "10\u00a0000 попугаев")),
    Row("a fraction", "1,5 млрд гаек", ("1,5 млрд гаек.", "1.5 млрд гаек."),
        ("15 млрд гаек.", "5 млрд гаек.")),
    # traps: short words
    Row("one-letter words in phrases", "«я и ты»", ("Я и ты.",), ("Я, ты.",)),
    Row("function words alone", "между и над", ("Между и над.",), ("Между.",)),
    # traps: signs
    Row("| typed on the Russian layout", "тромбон / гобой", ("Тромбон.", "Гобой."), ("Фагот.",),
        "понята как «или»"),
    Row("a slash in a word", "км/ч", ("90 км/ч.",), ("90 км.",)),
    Row("a sentence that ends in !", "Ура! Каникулы!", ("Каникулы, ура.",), ("Каникулы.",)),
    Row("emoji", "пингвин 🐧 льдина", ("Пингвин на льдине.",), ("Пингвин.",)),
    Row("a lone quote", '"сова филин', ("Филин и сова.",), ("Сова.",),
        "Непарная кавычка не учтена."),
    Row("a stray operator", "барсук |", ("Барсук.",), ("Лиса.",), "стоит отдельно"),
    Row("a bracket without a pair", "(енот", ("Енот.",), ("Лиса.",), "Непарная скобка не учтена."),
    Row("* alone", "*", ("Звезда.",), ()),
    Row("1,000 opening brackets", "(" * (MAX_CHARACTERS - 5) + "енот", ("Енот спит.",), ("Лиса.",),
        "Непарная скобка"),
    Row("1 MB of text", "енот " * 200_000, ("Енот ест.",), ("Лиса.",),
        f"Запрос длиннее {MAX_CHARACTERS} знаков"),
    # bounds
    Row("64 words", "енот " * 64 + "лиса", ("Енот.",), ("Лиса.",), "В запросе больше 64 слов"),
    Row("nesting", "(енот " * 40 + ")" * 40, ("Енот!",), ("Лиса.",),
        "Скобки вложены глубже 20 уровней"),
    Row("typos", "енот~7", ("Енот?",), ("Лиса.",), "не больше 2 опечаток"),
    Row("distance", "енот /500 полоскун", ("Енот-полоскун.",), ("Енот.",),
        "не может быть больше 100"),
]  # fmt: skip


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"whoosh:{tmp_path_factory.mktemp('language') / 'index'}"
    engine = open_engine(url)
    many = " ".join(f"ыыы{number}" for number in range(MAX_EXPANSIONS + 50))
    articles = [article for number, row in enumerate(ROWS) for article, _ in row.articles(number)]
    write_all(
        engine,
        (
            prepare(article, "0" * 32)
            for article in [*articles, Article("many", "Множество", many, "many.txt")]
        ),
        fresh=True,
    )
    engine.close()
    return url


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.close()


def search(engine: Engine, query: str, budget: float = 30) -> Hits:
    return engine.search(
        expand(parse(query, today=TODAY).tree, engine.has), limit=1000, budget=budget
    )


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row.name for row in ROWS])
def test_finds_these_and_not_those(number: int, engine: Engine) -> None:
    row = ROWS[number]
    wanted = {article.id: must for article, must in row.articles(number)}
    ids = {hit.article.id for hit in search(engine, row.query).hits}
    assert {key: key in ids for key in wanted} == wanted
    notices = parse(row.query, today=TODAY).notices
    assert any(row.notice in notice for notice in notices) if row.notice else not notices


@pytest.mark.parametrize("query", ["* *", '"', "(" * 1000, "🐧", "—", "-", "", "!", "()"])
def test_what_says_nothing_finds_nothing(query: str, engine: Engine) -> None:
    assert parse(query).tree == Nothing()
    assert search(engine, query).total == 0


def test_a_beginning_of_too_many_words_is_cut_with_a_notice(url: str, engine: Engine) -> None:
    assert search(engine, "ыыы*").cut
    page = Search(url).page(SearchRequest("ыыы*"))
    assert any(str(MAX_EXPANSIONS) in notice for notice in page.notices)


def test_a_query_without_time_is_partial(engine: Engine) -> None:
    assert search(engine, "енот", budget=0).partial


def test_pages_end_at_the_depth(url: str) -> None:
    searching = Search(url)
    assert searching.page(SearchRequest("енот", page=MAX_DEPTH // 10)).results == []
    with pytest.raises(RequestError, match=str(MAX_DEPTH)):
        searching.page(SearchRequest("енот", page=MAX_DEPTH // 10 + 1))


def test_the_page_says_the_other_names(url: str) -> None:
    page = Search(url).page(SearchRequest("Словения ООН"))
    assert page.understood == "Словения И ООН (и: Организация Объединённых Наций)"
    assert [result.article.id for result in page.results][:1]
    text = page.results[0].snippets[0]
    assert [text.text[start:stop] for start, stop in text.marks] == [
        "Словения",
        "Организацию Объединённых Наций",
    ]
