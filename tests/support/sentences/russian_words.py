"""Words for tests.

A sample of the dictionary, of all parts of speech and their forms; and pairs of writings of one
thing, made by rule: what an article has, and a query that finds it.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from typing import Any

import pymorphy3

LETTERS = "абвгдежзийклмнопрстуфхцчшщэюя"
PER_TAG = 24  # words kept for each tag


def pieces(*rows: str) -> tuple[str, ...]:
    """The parts of rows between the signs «¦»."""
    return tuple(piece for row in rows for piece in row.split("¦"))


@cache
def sample(most: int = 60) -> dict[str, list[str]]:
    """Lower-case words by the tags of their readings.

    Only the first ``most`` words with the same three initial letters are looked at.
    """
    chosen = random.Random(1)
    found: defaultdict[str, list[str]] = defaultdict(list)
    seen: defaultdict[str, int] = defaultdict(int)
    for prefix in map("".join, product(LETTERS, repeat=3)):
        for word, tag, *_ in islice(_dictionary().iter_known_words(prefix), most):
            _keep(found[str(tag)], word, seen[str(tag)], chosen)
            seen[str(tag)] += 1
    return dict(found)


@cache
def with_grammemes(*grammemes: str) -> list[str]:
    """The words of the sample that have a reading with all these grammemes."""
    needed = set(grammemes)
    tagged = ((set(tag.replace(" ", ",").split(",")), words) for tag, words in sample().items())
    return sorted({word for having, words in tagged if needed <= having for word in words})


def all_with(grammeme: str) -> list[str]:
    """All words of the dictionary that have a reading with a grammeme. Takes half a minute."""
    known = _dictionary().iter_known_words()
    return sorted({word for word, tag, *_ in known if grammeme in tag.grammemes})


def _keep(words: list[str], word: str, seen: int, chosen: random.Random) -> None:
    """Keep every word of a tag with equal probability."""
    if len(words) < PER_TAG:
        words.append(word)
    elif (place := chosen.randrange(seen + 1)) < PER_TAG:
        words[place] = word


@cache
def _dictionary() -> Any:
    return pymorphy3.MorphAnalyzer(lang="ru").dictionary


Pair = tuple[str, str]

SIGNS = {
    "$": "долларов",
    "€": "евро",
    "£": "фунтов",
    "¥": "иен",
    "₽": "рублей",
    "₴": "гривен",
    "₸": "тенге",
    "₹": "рупий",
}
AMOUNTS = ("7", "100", "2,5", "10 000", "1\u00a0250\u00a0000")
MEASURES = {
    "15%": "15 процентов",
    "15 %": "15 процентов",
    "2,5\u00a0%": "2,5 процента",
    "3‰": "3 промилле",
    "№ 8": "номер 8",
    "№8": "номер 8",
    "§ 12": "параграф 12",
    "20 °C": "20 градусов",
    "−30°": "30 градусов",
    "25°С": "25 градусов",
    "40 м²": "40 квадратных метров",
    "9 км²": "9 кв. км",
    "5 м³": "5 куб. м",
    "40 кв. м": "40 квадратных метров",
    "15%-ный раствор": "15 процентный раствор",
}
ORDINALS = {
    1: ("первый", "первого", "I", "1-й", "1-го", "1-ый"),
    2: ("второй", "второго", "вторая", "II", "2-я", "2-го"),
    3: ("третий", "третьего", "III", "3-й", "3-е"),
    4: ("четвёртый", "четвёртого", "IV", "4-й", "4-ый"),
    9: ("девятый", "девятом", "IX", "9-й", "9-м"),
    12: ("двенадцатый", "двенадцатого", "XII", "12-й"),
    19: ("девятнадцатый", "девятнадцатом", "XIX", "19-й", "ХIХ"),
    20: ("двадцатый", "двадцатого", "XX", "20-й", "20-го", "ХХ"),
    21: ("двадцать первый", "двадцать первого", "XXI", "21-й", "21-го"),
    34: ("тридцать четвёртый", "тридцать четвертого", "XXXIV", "34-й"),
    90: ("девяностый", "девяностых", "90-е", "90-х", "90-м"),
}
ALONE = {"I"}  # a Roman digit only before certain nouns
CODES = (("С", "C", "300"), ("Х", "X", "5"), ("Т", "T", "90"), ("МК", "MK", "2"), ("А", "A", "320"))
TOWNS = {
    "Йошкар-Ола": ("Йошкар-Олы", "Йошкар-Оле", "Йошкар-Олу", "Йошкар-Олой"),
    "Наро-Фоминск": ("Наро-Фоминска", "Наро-Фоминску", "Наро-Фоминском", "Наро-Фоминске"),
    "Орехово-Зуево": ("Орехово-Зуева", "Орехово-Зуеву", "Орехово-Зуевом", "Орехово-Зуеве"),
    "Гусь-Хрустальный": ("Гусь-Хрустального", "Гусь-Хрустальному", "Гусь-Хрустальном"),
    "Усть-Кут": ("Усть-Кута", "Усть-Куту", "Усть-Кутом", "Усть-Куте"),
    "Улан-Удэ": ("Улан-Удэ",),
}
JOINED = (
    *product(("веб", "онлайн"), ("сайт", "камера", "дизайнер")),
    *product(("экс", "вице"), ("президент", "губернатор", "чемпион", "адмирал")),
    ("интернет", "магазин"),
    ("пресс", "конференция"),
    ("мини", "трактор"),
)
OLD = {
    "Совѣтъ": "совет",
    "министръ": "министр",
    "рѣчникъ": "речник",
    "Россія": "Россия",
    "исторіи": "история",
    "Ѳедоръ": "Фёдор",
    "сѵнодъ": "синод",
    "міръ": "мир",
    "новаго": "новый",
    "синяго": "синий",
    "хорошаго": "хороший",
    "большія": "большой",
    "русскія": "русский",
    "желѣзныя": "железный",
    "разсказъ": "рассказ",
    "возстаніе": "восстание",
    "изслѣдованіе": "исследование",
    "безпорядокъ": "беспорядок",
    "съѣздъ": "съезд",
    "однѣ": "один",
}
TAGS = {
    "#СвободуПаромам": ("паромы", "свобода паромам", "#СвободуПаромам", "#свободупаромам"),
    "#МостНаСухоне": ("мост", "Сухона"),
    "#Навигация2024": ("навигация", "2024"),
    "#МЧСРоссии": ("МЧС", "Россия"),
    "#SaveTheFerry": ("ferry", "#savetheferry"),
}
SPELLINGS = (
    ("кэшбэк", "кешбэк", "кешбек"),
    ("Крэйг", "Крейг"),
    ("Дэниел", "Дэниэл"),
    ("риэлтор", "риелтор"),
    ("бренд", "брэнд"),
    ("блогер", "блоггер"),
    ("офлайн", "оффлайн"),
    ("шопинг", "шоппинг"),
    ("трафик", "траффик"),
    ("хэллоуин", "хеллоуин"),
    ("Мэттью", "Меттью"),
    ("тэг", "тег"),
)
SHORT = {
    "300 чел.": "300 человек",
    "XX в.": "XX век",
    "XIX–XX вв.": "век",
    "100 р.": "100 рублей",
    "соц. сети": "социальные сети",
    "Гос. учреждение": "государственное учреждение",
    "полит. партии": "политическая партия",
    "юр. лиц": "юридическое лицо",
    "мед. помощь": "медицинской помощи",
    "ел мед. потом спал": "мёд",
    "деп. Котов": "депутат Котов",
    "секр. горкома": "секретарь",
    "в г. Таллинн": "Таллин",
    "обл.": "область",
    "р-н": "район",
    "в р-не": "район",
    "пос. Заречный": "посёлок Заречный",
    "просп. Мира": "проспект Мира",
    "пр-т Мира": "проспект Мира",
    "пл. Ленина": "площадь Ленина",
    "наб. Фонтанки": "набережная Фонтанки",
    "г. Тула": "город Тула",
    "с. Ивановка": "село Ивановка",
    "д. 5": "дом 5",
    "о. Сахалин": "остров Сахалин",
    "им. Чехова": "имени Чехова",
    "г-н Котов": "господин Котов",
    "20 шт.": "20 штук",
    "гл. врач": "главный врач",
    "кап. ремонт": "капитальный ремонт",
    "пр. Мира": "проспект Мира",
    "оз. Кубенское": "озеро Кубенское",
    "обл. центр": "областной центр",
    "м-н Северный": "микрорайон Северный",
    "50 грн": "50 гривен",
    "100 тг.": "100 тенге",
    "30 проц.": "30 процентов",
    "300р": "300 рублей",
    "300р. за билет": "300 рублей",
    "в 2023г.": "2023 год",
    "5 т зерна": "5 тонн зерна",
    "собрали 5 млн т, и": "5 млн тонн",
    "12 тыс. т рыбы": "12 тысяч тонн рыбы",
    "10 Гбайт": "10 гигабайт",
    "10 %-ный раствор": "10 процентный раствор",
    "Брóдский": "Бродский",
    "С++": "C++",
}
LATIN = {"CCCP": "СССР", "TACC": "ТАСС", "MOCKBA": "Москва"}


def money() -> Iterator[Pair]:
    """Amounts with a sign before or behind, and in words."""
    for (sign, word), amount in product(SIGNS.items(), AMOUNTS):
        for written in (
            f"{sign}{amount}",
            f"{sign} {amount}",
            f"{amount} {sign}",
            f"{amount}{sign}",
        ):
            yield written, f"{amount} {word}"
            yield f"{amount} {word}", written
        yield f"{sign}{amount} млн", f"{amount} миллионов {word}"


def ordinals() -> Iterator[Pair]:
    """Each writing of an ordinal is found by each other."""
    for written in ORDINALS.values():
        for first, second in product(written, written):
            if not {first, second} & ALONE:
                yield first, second
    for ruler in ("Пётр", "Николай"):
        yield f"{ruler} I", f"{ruler} Первый"
        yield f"{ruler} Первый", f"{ruler} I"
    for noun in ("съезд", "квартал", "тур"):
        yield f"I {noun}", f"первый {noun}"
        yield f"первый {noun}", f"I {noun}"


def codes() -> Iterator[Pair]:
    """Codes in either alphabet, with a hyphen and without."""
    for cyrillic, latin, number in CODES:
        ways = [letters + sign + number for letters in (cyrillic, latin) for sign in ("-", "")]
        yield from product(ways, ways)
    ways = ["COVID-19", "COVID19", "covid-19", "covid19"]
    yield from product(ways, ways)


def wholes() -> Iterator[Pair]:
    """Hyphenated towns in all cases."""
    for town, cases in TOWNS.items():
        for case in cases:
            yield case, town
            yield town, case


def together() -> Iterator[Pair]:
    """Compounds with a hyphen, together and apart."""
    for first, second in JOINED:
        ways = [f"{first}-{second}", first + second, f"{first} {second}"]
        yield from product(ways, ways)


def spaced() -> Iterator[Pair]:
    """Letter-spaced words."""
    for word in ("приказ", "постановление", "объявление", "москва", "указ"):
        for way in (word, word.upper(), word.capitalize()):
            yield " ".join(way), word
            yield f"{word} о мире", " ".join(way)
    yield "п р и к а з о мире", "приказ"
    yield "П Р И К А З  О  М И Р Е", "приказ о мире"


def spellings() -> Iterator[Pair]:
    """Both spellings of foreign words."""
    for ways in SPELLINGS:
        yield from product(ways, ways)


def pairs() -> list[Pair]:
    """All pairs, each once."""
    listed = [*MEASURES.items(), *OLD.items(), *SHORT.items(), *LATIN.items()]
    both = [(second, first) for first, second in [*MEASURES.items(), *LATIN.items(), *OLD.items()]]
    tags = [(tag, query) for tag, queries in TAGS.items() for query in queries]
    made = (money, ordinals, codes, wholes, together, spaced, spellings)
    return list(dict.fromkeys([*listed, *both, *tags, *(pair for make in made for pair in make())]))


APART = [
    ("5 этажей", "5-й этаж"),
    ("3 этажа", "3-й этаж"),
    ("На полке 100 книг", "$100"),
    ("I love ferries", "первый"),
    ("язык C", "C++"),
    ("V-образный вырез", "пятый"),
    ("витамин C", "сто"),
    ("редактор vi", "шестой"),
    ("мэр", "мера"),
    ("мэтр", "метр"),
    ("сэр", "сера"),
    ("рэпер", "репер"),
    ("экспорт", "порт"),
    ("экспонат", "экс"),
    ("прессинг", "пресс"),
    ("горшок", "шок"),
    ("Чикаго", "чикого"),
    ("благо", "благой"),
    ("1985 г.", "город"),
    ("в Москве", "век"),
    ("о нём", "немецкий"),
    ("20%D0%B8", "процент"),
    ("а и в о", "аиво"),
    ("Санта-Барбара", "Санта Клаус"),
    ("TOP-10", "тор"),
    ("the cat", "сат"),
]
