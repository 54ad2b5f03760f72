"""Names that are common words by chance, in queries on any engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from filled import ENGINES, index_url, write

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse

TEXTS = {
    "genitive": "Иск к компании Илона Маска отклонили.",
    "instrumental": "С Илоном Маском говорил мэр.",
    "dative": "Илону Маску вернут пошлину.",
    "mask": "В аптеке купили маску от гриппа.",
    "wine": "Гостям налили токай.",
    "president": "Делегацию принимали у Токаева.",
    "talks": "С Токаевым говорили о зерне.",
    "leader": "О решении Ким Чен Ына сообщило агентство.",
    "letter": "Письмо Ким Чен Ыну доставили.",
    "found": "Клад нашёл рыбак.",
    "sent": "Колдун наслал град.",
    "troll": "Подростки троллят соседей.",
    "states": "Посол США вылетел домой.",
    "dam": "На СШ ГЭС сменили турбину.",
}
MUSK = {"genitive", "instrumental", "dative"}
QUERIES = [
    ("Илон Маск", MUSK),
    ("илон маск", MUSK),
    ("Илона Маска", MUSK),
    ("с Илоном Маском", MUSK),
    ('"Илон Маск"', MUSK),
    ("Илон /2 Маск", MUSK),
    ("Илон & Маск", MUSK),
    ("Маск", MUSK),
    ("Маску", MUSK),
    ("маску", {"genitive", "dative", "mask"}),
    ("заголовок:Маск", set()),
    ("Токаев", {"president", "talks"}),
    ("Токаеву", {"president", "talks"}),
    ("токай", {"wine"}),
    ("Ким Чен Ын", {"leader", "letter"}),
    ('"Ким Чен Ыном"', {"leader", "letter"}),
    ("мэр -Маск", set()),
    ("!!нашли", {"found"}),
    ("троллить", {"troll"}),
    ("США", {"states"}),  # no genitive of СШ
    ("СШ", {"dam"}),
]


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp(request.param)
    engine = open_engine(index_url(request.param, folder, kept=True))
    articles = [
        Article(name, f"Заметка {number}", text, f"{name}.txt")
        for number, (name, text) in enumerate(TEXTS.items())
    ]
    write(engine, articles)
    return engine


@pytest.mark.parametrize(("query", "wanted"), QUERIES)
def test_every_case_finds_every_case(engine: Engine, query: str, wanted: set[str]) -> None:
    tree = expand(parse(query).tree, engine.has)
    assert {hit.article.id for hit in engine.search(tree, limit=20).hits} == wanted


def test_without_the_name_in_the_collection_the_common_word_is_meant() -> None:
    tree = expand(parse("Маску").tree, {"маска"}.__contains__)
    assert tree == expand(parse("маску").tree, {"маска"}.__contains__) or tree.lemmas == ("маска",)


def test_no_names_are_left_to_decide() -> None:
    def words(tree: object) -> Iterator[object]:
        yield from getattr(tree, "names", ())
        for child in (*getattr(tree, "children", ()), *getattr(tree, "slots", ())):
            yield from words(child)

    known = {"маск", "маском", "маска"}.__contains__
    for query in ("Маску", '"маску Маску"', "-Маску кот", "Маску | кот", "заголовок:Маску"):
        assert not list(words(expand(parse(query).tree, known)))
