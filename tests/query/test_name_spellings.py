"""Other spellings of names, numbers in words and digits, and plurals that look like surnames."""

import pytest
from filled import index_url, write

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.numbers import in_words
from svodka.indexer.query.parser import parse

FOUND = [
    # Doublets of transliteration
    ("Уотсон", "Врача звали Ватсоном."),
    ("Ватсону", "Врача звали Уотсон."),
    ("уильямс", "Теннисистка Вильямс приехала."),
    ("Вальтер", "Тренер Уолтер молчал."),
    ("Хоукинг", "Лекцию Хокинга издали."),
    ("Хокинга", "Лекция Хоукинга вышла."),
    ("Гендерсон", "Капитан Хендерсон ушёл."),
    ("Уайльд", "Режиссёр Уайлд уехала."),
    ("Ахмадинежад", "О выборах говорил Ахмадинеджад."),
    # Numbers that count
    ("25 человек", "На причале двадцать пять человек."),
    ("двадцать пять человек", "На причале было 25 человек."),
    ("сто сорок домов", "Построят 140 домов."),
    ("3 парома", "К пристани подошли три парома."),
    ("9 июля", "Девятого июля откроют мост."),
    ("двадцать пятое июля", "Мост закроют 25 июля."),
    ("двадцатилетний", "Приз взял 20-летний гребец."),
    ("20-летний", "Приз взял двадцатилетний гребец."),
    ("пятиэтажный", "Снесли 5-этажный дом."),
    ("двукратный", "Приехал 2-кратный чемпион."),
    ("100-летие", "Отметили столетие моста."),
    ("стоградусный", "Купили 100-градусный термометр."),
    # Large numbers
    ("100 тысяч", "Выпустили 100 000 значков."),
    ("пять тысяч рублей", "Сбор 5000 рублей."),
    ("5000 рублей", "Плата пять тысяч рублей."),
    ("100 000", "Посеяли 100 тыс. гектаров."),
    ("полтора миллиона", "Выдали 1 500 000 талонов."),
    ("1,5 миллиона", "Собрали полтора миллиона."),
    ("1500000", "Продали 1,5 млн тонн."),
    ("Боинг 737", "Рейс на Boeing 737 задержан."),
    ("Боинг 737", "Боинг-737 сел."),
    # Decades and rulers
    ("60-е", "Мода 1960-х вернулась."),
    ("шестидесятых", "Мода 1960-х вернулась."),
    ("1960-е", "В 60-х строили плотину."),
    ("петр 1", "При Петре I строили верфи."),
    ("Екатерина 2", "Портрет Екатерины Второй нашли."),
    # Plurals that look like surnames
    ("Хольмберг", "Семья Хольмбергов рада."),
    ("Хольмбергов", "Пришёл Хольмберг."),
    ("квадробер", "Квадроберов не пустили."),
    ("квадроберов", "Пришёл квадробер."),
    # Doubled consonants, and pairs of the list
    ("Хуссейн", "Дворец Хусейна закрыт."),
    ("Хусейн", "Дворец Хуссейна открыт."),
    ("туннель", "В тоннеле авария."),
    # Surnames whose cases are adjectives, too
    ("Ирина Соснова", "Суд оправдал Ирину Соснову."),
    ("Полозкова", "Вечер Веры Полозковой прошёл."),
    ("Полозковой", "Хвалили Веру Полозкову."),
    # Cognates of short words
    ("~рыба", "Рыбный рынок закрыт."),
    ("~лес", "Лесник уснул."),
    # Units and words in two scripts
    ("90 километров в час", "Он ехал 90 км/ч."),
    ("10 м/с", "Ветер достиг 10 метров в секунду."),
    ("вай-фай", "В трамвае включили Wi-Fi."),
    ("G20", "Саммит Джи-20 закрыли."),
    ("100 долларов", "Билет стоит 100 USD."),
    ("CO2", "Выбросы CO₂ растут."),
    ("СО₂", "Выбросы CO2 падают."),
    ("5 кг", "Нашли 5кг золота."),
    ("30мин", "Шли 30 минут."),
    ("3 ч", "Полёт длился 3 часа."),
    # Abbreviations in their cases, and a short adjective
    ("доктор", "Письмо д-ру Лекареву."),
    ("университет", "В ун-те каникулы."),
    ("рад", "Бабушка рада гостям."),
]
MISSED = [
    ("Гайдар", "Приехал Гейдар."),
    ("Хан", "Приехал Ган."),
    ("Виллы", "Приехал Уилла."),
    ("5 домов", "Пять человек вышли из домов."),
    ("60-е", "Родился в 1960 году."),
    ("60-й", "Мода 1960-х вернулась."),
    ("2000", "Вышли 2 тысячи томов."),
    ("трамвай 1", "На первом трамвае пусто."),
    ("девятый дом", "Построили 9 домов."),
    ("семинар", "Купили 7-инар."),
    ("столица", "Вышли 100 лиц."),
    ("Драмберг", "Пришёл Драмбергов с женой Драмберговой."),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = open_engine(index_url("whoosh", tmp_path_factory.mktemp("spellings"), kept=True))
    texts = dict.fromkeys(text for _, text in (*FOUND, *MISSED))
    write(engine, [Article(text, "Заметка", text, f"{at}.txt") for at, text in enumerate(texts)])
    return engine


def found(engine: Engine, query: str) -> set[str]:
    """The texts that have all of a query; a text is the id of its article."""
    tree = expand(parse(query).tree, engine.has)
    return {hit.article.id for hit in engine.search(tree, limit=100).hits}


@pytest.mark.parametrize(("query", "text"), FOUND)
def test_is_found(engine: Engine, query: str, text: str) -> None:
    assert text in found(engine, query)


@pytest.mark.parametrize(("query", "text"), MISSED)
def test_is_another_word(engine: Engine, query: str, text: str) -> None:
    assert text not in found(engine, query)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (2, "два"),
        (15, "пятнадцать"),
        (40, "сорок"),
        (100, "сто"),
        (999, "девятьсот девяносто девять"),
    ],
)
def test_numbers_are_said_in_words(number: int, words: str) -> None:
    assert in_words(number) == words


def test_a_spelling_counts_only_if_the_collection_has_it() -> None:
    for query in ("Уотсон", "20-летний", "5 домов", "9 июля"):
        tree = parse(query).tree
        assert expand(tree, lambda _lemma: False) == expand(tree)
