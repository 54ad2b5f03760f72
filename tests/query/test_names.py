"""Other names of the same thing: their words, their matches, and the user's own file."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import shortest

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.errors import SettingError
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marks
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse
from svodka.indexer.query.readback import say
from svodka.indexer.query.synonyms import VARIABLE
from svodka.indexer.query.tree import Named, Node, SameSentence, Word
from svodka.indexer.search import Search

EXPANDED = [
    ("Россия", "Россия (и: РФ, Российская Федерация)"),
    ("рф", "рф (и: Россия, Российская Федерация)"),
    ("в России", "России (и: РФ, Российская Федерация) (слово «в» не обязательно)"),
    ("Российской Федерации", "Российской И Федерации (и: Россия, РФ)"),
    ("«Российская Федерация»", "фраза «Российская Федерация» в любой форме (и: Россия, РФ)"),
    ("законы Российской Федерации", "законы И Российской И Федерации (и: Россия, РФ)"),
    ("Санкт-Петербурге", "Санкт-Петербурге (и: Петербург, СПб)"),
    ("covid-19", "covid-19 (и: коронавирус, ковид-19, ковид)"),
    ("твиттер | ютуб", "(твиттер (и: Twitter) ИЛИ ютуб (и: YouTube, Ютьюб))"),
    ("заголовок:ООН", "в заголовке: ООН (и: Организация Объединённых Наций)"),
    ("ООН & мир", "в одном предложении: ООН (и: Организация Объединённых Наций), мир"),
    ("ВОЗ", "ВОЗ (и: Всемирная организация здравоохранения)"),
    (
        "министерство по чрезвычайным ситуациям",
        "министерство И чрезвычайным И ситуациям (и: МЧС) (слово «по» не обязательно)",
    ),
]
AS_TYPED = [
    *[
        "!Россия",
        "!!Россия",
        '!"Российская Федерация"',
        "«законы России»",
        "росси*",
        "россия~",
        "-Россия",
        "порт",
    ],
    *[
        "источник:РФ",
        "Россия /3 закон",
        '"Российская Федерация"~2',
        "!Российская Федерация",
        "воз",
        "раны",
        "дата:2024",
    ],
]


@pytest.mark.parametrize(("query", "meaning"), EXPANDED)
def test_other_names_are_said(query: str, meaning: str) -> None:
    assert say(expand(parse(query).tree)) == meaning


@pytest.mark.parametrize("query", AS_TYPED)
def test_what_is_meant_exactly_stays_as_typed(query: str) -> None:
    tree = parse(query).tree
    assert expand(tree) == tree


@pytest.mark.parametrize("query", [query for query, _ in EXPANDED])
def test_expanding_twice_is_expanding_once(query: str) -> None:
    tree = expand(parse(query).tree)
    assert expand(tree) == tree


TEXTS = {
    "word": "Законы, которые приняла Россия, вступят в силу осенью.",
    "short": "Премьер-министр РФ провёл совещание.",
    "long": "Указ о гражданах Российской Федерации опубликован. О России там больше ничего нет.",
    "phrase": "Президент Российской Федерации подписал указ.",
    "apart": "Российский учёный рассказал, как устроена федерация шахмат.",
    "world": "Пресс-секретарь ООН ответил. Китай молчит.",
    "china": "В КНР ждут доклада Организации Объединённых Наций.",
    "other": "Порт открыт после шторма.",
}


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    return [Article(key, text.split(".")[0], text, f"{key}.txt") for key, text in TEXTS.items()]


@pytest.fixture(scope="module")
def engine(articles: list[Article], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(f"whoosh:{tmp_path_factory.mktemp('names') / 'index'}")
    write_all(engine, (prepare(article, "0" * 32) for article in articles), fresh=True)
    yield engine
    engine.close()


def found(engine: Engine, tree: Node) -> list[str]:
    return [hit.article.id for hit in engine.search(tree, limit=20).hits]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("РФ", {"word", "short", "long", "phrase"}),
        ("Россия", {"word", "short", "long", "phrase"}),
        ("Российская Федерация", {"word", "short", "long", "phrase", "apart"}),
        ("«Российская Федерация»", {"word", "short", "long", "phrase"}),
        ("!!Россия", {"word", "long"}),
        ("Россия -РФ", {"word", "long", "phrase"}),
        ("Китай & ООН", {"china"}),
        ("Китай ООН", {"china", "world"}),
        ("заголовок:РФ", {"word", "short", "long", "phrase"}),
        ("указ РФ", {"long", "phrase"}),
    ],
)
def test_other_names_are_found(query: str, ids: set[str], engine: Engine) -> None:
    assert set(found(engine, expand(parse(query).tree))) == ids


@pytest.mark.parametrize(
    "query",
    [
        "РФ",
        "Россия",
        "«Российская Федерация»",
        "Китай & ООН",
        "ООН",
        "заголовок:РФ",
        "~Россия",
        "Китай|РФ",
    ],
)
def test_found_is_what_can_be_marked(query: str, engine: Engine, articles: list[Article]) -> None:
    tree = expand(parse(query).tree)
    marked = {
        article.id
        for article in articles
        if marks(tree, Words(article.title), "title") or marks(tree, Words(article.text), "text")
    }
    assert set(found(engine, tree)) == marked != set()


def test_other_names_are_marked() -> None:
    text = TEXTS["phrase"]
    tree = expand(parse("РФ").tree)
    assert [text[start:stop] for start, stop in marks(tree, Words(text), "text")] == [
        "Российской Федерации"
    ]


@pytest.mark.parametrize("query", ["РФ", "Россия", "«Российская Федерация»"])
def test_what_was_said_ranks_above_its_other_names(query: str, engine: Engine) -> None:
    tree = expand(parse(query).tree)
    assert isinstance(tree, Named)
    ranked = found(engine, tree)
    first = set(found(engine, tree.said))
    assert set(ranked[: len(first)]) == first


def test_a_sentence_holds_names_too() -> None:
    tree = expand(parse("Китай & ООН").tree)
    assert isinstance(tree, SameSentence)
    assert all(isinstance(child, Named) for child in tree.children)


def use(monkeypatch: pytest.MonkeyPatch, path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(VARIABLE, str(path))
    return str(path)


def test_the_users_file_adds_names(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use(
        monkeypatch,
        tmp_path / "one.txt",
        "# наши\nзапсиб, Западная Сибирь\n\nЯкорь => порт\nРоссия, Русь\n",
    )
    assert say(expand(parse("запсиб").tree)) == "запсиб (и: Западная Сибирь)"
    assert say(expand(parse("западной сибири").tree)) == "западной И сибири (и: запсиб)"
    assert say(expand(parse("якоря").tree)) == "якоря (и: порт)"
    assert say(expand(parse("порт").tree)) == "порт"
    assert say(expand(parse("Россия").tree)) == "Россия (и: РФ, Российская Федерация, Русь)"


@pytest.mark.parametrize(
    "line", ["порт", "порт, ", "порт => ", "=> порт", "а => б => в", "порт, —"]
)
def test_a_broken_line_is_named(line: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = use(monkeypatch, tmp_path / "broken.txt", f"# наши\n{line}\n")
    with pytest.raises(SettingError, match="line 2") as caught:
        expand(Word("порт", ("порт",)))
    assert path in str(caught.value)


def test_a_broken_file_is_refused_at_the_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = use(monkeypatch, tmp_path / "broken.txt", "порт\n")
    with pytest.raises(SettingError) as caught:
        Search(f"whoosh:{tmp_path / 'index'}")
    assert str(caught.value).startswith(f"{path}, line 1: ")


def test_a_missing_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path / "none.txt"))
    with pytest.raises(SettingError, match=r"none\.txt"):
        expand(Word("порт", ("порт",)))


PIECES = [
    "РФ",
    "Российской ",
    "Федерации ",
    "в ",
    "ООН",
    "порт",
    " ",
    "~",
    "!!",
    "!",
    "-",
    "(",
    ")",
    "|",
    " & ",
    '"',
    "title:",
]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_query_can_be_expanded_and_said(query: str) -> None:
    tree = expand(parse(query).tree)
    assert say(tree)
    assert expand(tree) == tree


def test_expanding_takes_no_time() -> None:
    tree = parse("Организация Объединённых " * 32).tree
    expand(tree)
    tree = parse("Министерство внутренних Российская Соединённые " * 16).tree
    assert shortest(partial(expand, tree)) < 0.1
