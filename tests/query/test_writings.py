"""Short and split writings of words and names are found by their whole ones, and back."""

from collections.abc import Iterator

import pytest

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marks
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Node

FRAME = "Вчера сообщили: {}, и запись кончается."
# What an article has, a query that finds it, and what of the article is marked.
DOTTED = [
    ("граждане С.Ш.А.", "США", "С.Ш.А"),
    ("граждане США", "С.Ш.А.", "США"),
    ("съезд К.П.С.С.", "КПСС", "К.П.С.С"),
    ("границы С.С.С.Р.", "Советский Союз", "С.С.С.Р"),
    ("заводы U.S. закрылись", "US", "U.S"),
    ("фильм о G.O.L.E.M. вышел", "golem", "G.O.L.E.M"),
    ("поэт А.С. Северцев", "А. С. Северцев", "Северцев"),
    ("поэт А.С.Северцев", "Северцев", "Северцев"),
]
PARTICLES = [
    ("Карим Мубарраз", "Карим аль-Мубарраз", "Карим Мубарраз"),
    ("Карима эль-Мубарраза", "аль-Мубарраз", "Мубарраза"),
    ("Карим аль-Мубарраз", "Карим Мубарраз", "Карим Мубарраз"),
    ("Селим Сабри", "Селим ас-Сабри", "Селим Сабри"),
    ("Юсуф бен Тамин", "Юсуф бин Тамин", "Юсуф бен Тамин"),
    ("Юсуфа ибн Тамина", "Юсуф бен Тамин", "Юсуфа ибн Тамина"),
]
HANGING = [
    ("сдали двух- и трёхкомнатные квартиры", "двухкомнатная", "двух-"),
    ("сдали двух- и трёхкомнатные квартиры", "трёхкомнатная", "трёхкомнатные"),
    ("сдали двух- и трёхкомнатные квартиры", "двухкомнатная квартира", "двух- квартиры"),
    ("сдали одно-, двух- и трёхэтажные дома", "одноэтажный", "одно-"),
    ("строят нефте- и газопроводы", "нефтепровод", "нефте-"),
    ("продают авиа- и железнодорожные билеты", "авиабилет", "авиа-"),
    ("собрались вице- и экс-премьеры", "вице-премьер", "вице-"),
    ("награждены 5- и 10-летние дети", "5-летний", "5-"),
    ("вручение теле- и кинопремий", "телепремия", "теле-"),
    ("слушали радиопередачи и телепередачи", "радио- и телепередачи", "радиопередачи телепередачи"),
]
NUMBERS = [
    ("стоил 1.250.000 рублей", "1250000", "1.250.000"),
    ("стоил 1 250 000 рублей", "1.250.000", "1 250 000"),
    ("стоил 3,475,000 рублей", "3 475 000", "3,475,000"),
    ("стоил 2.500.000 рублей", "2,5 млн рублей", "2.500.000 рублей"),
    ("доля в ½ пакета", "1/2", "½"),
    ("доля в ¼ пакета", "0,25", "¼"),
    ("доля в 1/8 пакета", "⅛", "1/8"),
    ("ехали 1½ часа", "1,5 часа", "1½ часа"),
    ("ехали 1 ½ часа", "полтора часа", "1 ½ часа"),
    ("ехали 1,5 часа", "1½ часа", "1,5 часа"),
    ("матч 1/2 финала", "полуфинал", "1/2 финала"),
    ("матч четвертьфинала", "1/4 финала", "четвертьфинала"),
    ("дом в 90 кв. метров", "90 м²", "90 кв. метров"),
]
MONTHS = [
    ("открыт 5 мар. 2019", "5 марта 2019", "5 мар. 2019"),
    ("открыт 5 марта 2019", "5 мар. 2019", "5 марта 2019"),
    ("открыт 7 нояб. 2018", "7 ноя. 2018", "7 нояб 2018"),
    ("закрыт в янв.–фев.", "февраль", "фев"),
    ("открыт 09.06.2017", "9 июн. 2017", "09.06.2017"),
]
CAPITALS = [
    ("магазин Сыр Двор", "СырДвор", "Сыр Двор"),
    ("артист Ди Маньяно", "ДиМаньяно", "Ди Маньяно"),
]
ROWS = [*DOTTED, *PARTICLES, *HANGING, *NUMBERS, *MONTHS, *CAPITALS]
# What an article has, and a query that does not find it.
APART = [
    ("поэт А.С. Северцев", "АС"),
    ("ученики СШ", "С.Ш.А."),
    ("Бин Тренёв", "Бен Тренёв"),
    ("почтовая марка", "Аль-Марка"),
    ("Карим Сабри", "ан-Сабри"),
    ("сдали двух- и трёхэтажные дома", "двухкомнатный"),
    ("вручение теле- и кинопремий", "тело"),
    ("тело и радиоканалы", "теле- и радиоканалы"),
    ("рост на 1.250 процента", "1250"),
    ("адрес 192.168.100.101", "192168100101"),
    ("ковчег Ноя", "ноябрь"),
    ("счёт 1:2", "0,5"),
]


def tree(query: str, engine: Engine) -> Node:
    return expand(parse(query).tree, engine.has)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(f"whoosh:{tmp_path_factory.mktemp('writings') / 'index'}")
    texts = dict.fromkeys(row[0] for row in (*ROWS, *APART))
    articles = [Article(text, "Заметка", FRAME.format(text), "a.txt") for text in texts]
    write_all(engine, (prepare(article, "0" * 32) for article in articles), fresh=True)
    yield engine
    engine.close()


def found(engine: Engine, query: str) -> set[str]:
    hits = engine.search(tree(query, engine), limit=100)
    return {hit.article.id for hit in hits.hits}


@pytest.mark.parametrize(("written", "query", "_marked"), ROWS)
def test_a_writing_is_found_by_another(
    engine: Engine, written: str, query: str, _marked: str
) -> None:
    assert written in found(engine, query)


@pytest.mark.parametrize(("written", "query", "marked"), ROWS)
def test_the_writing_of_the_article_is_marked(
    engine: Engine, written: str, query: str, marked: str
) -> None:
    text = FRAME.format(written)
    ranges = marks(tree(query, engine), Words(text), "text")
    assert " ".join(text[start:stop] for start, stop in ranges) == marked


@pytest.mark.parametrize(("written", "query"), APART)
def test_another_thing_is_not_found(engine: Engine, written: str, query: str) -> None:
    assert written not in found(engine, query)
