"""Signs, numbers, spellings and abbreviations are found by each of their writings."""

from collections.abc import Iterator

import pytest
from russian_words import APART, pairs

from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marks
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse
from svodka.indexer.query.slots import single
from svodka.indexer.query.tree import Node

PAIRS = pairs()
FRAME = "Вчера сообщили: {}, и на этом запись кончается."


def tree(query: str, engine: Engine) -> Node:
    return expand(parse(query).tree, engine.has)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_engine(f"whoosh:{tmp_path_factory.mktemp('variants') / 'index'}")
    texts = [written for written, _ in [*PAIRS, *APART]]
    articles = [
        Article(f"a{number}", "Заметка", FRAME.format(text), f"a{number}.txt")
        for number, text in enumerate(texts)
    ]
    write_all(engine, (prepare(article, "0" * 32) for article in articles), fresh=True)
    yield engine
    engine.close()


def ids(engine: Engine, query: str) -> set[str]:
    hits = engine.search(tree(query, engine), limit=1000)
    return {hit.article.id for hit in hits.hits}


def test_a_writing_finds_the_others(engine: Engine) -> None:
    found = {query: ids(engine, query) for _, query in PAIRS}
    missed = [pair for number, pair in enumerate(PAIRS) if f"a{number}" not in found[pair[1]]]
    assert missed == []


def test_what_is_found_is_marked(engine: Engine) -> None:
    trees = {query: tree(query, engine) for _, query in PAIRS}
    bare = [
        (written, query)
        for written, query in PAIRS
        if not marks(trees[query], Words(FRAME.format(written)), "text")
    ]
    assert bare == []


def test_marks_lie_on_the_writing(engine: Engine) -> None:
    for written, query in PAIRS:
        text = FRAME.format(written)
        for start, stop in marks(tree(query, engine), Words(text), "text"):
            assert start < stop
            assert text.index(written) <= start
            assert stop <= text.index(written) + len(written) + 1


@pytest.mark.parametrize(("written", "query"), APART)
def test_other_things_are_not_found(engine: Engine, written: str, query: str) -> None:
    number = len(PAIRS) + APART.index((written, query))
    assert f"a{number}" not in ids(engine, query)


def test_phrases_hold_the_writings_too(engine: Engine) -> None:
    for written, query in PAIRS:
        if len(single(analyze(written))) == len(single(analyze(query))):
            text = FRAME.format(written)
            phrase = tree(f"«сообщили {query} и на этом»", engine)
            assert marks(phrase, Words(text), "text"), written


def test_arrays_say_what_analysis_says_of_them() -> None:
    lexicon = Lexicon()
    for written, query in [*PAIRS, *APART]:
        for text in (FRAME.format(written), query, f"{written}.", f"«{query}»"):
            assert lexicon.read(text).tokens() == analyze(text)


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("$", "«$» не ищется и не учтено."),
        ("порт + мост", "Знак «+» стоит отдельно и не учтён."),
        ("18+", "«+» не ищется и не учтено."),
        ("мороз -30", "«-30» прочитано как число. Чтобы исключить его, напишите «НЕ 30»."),
    ],
)
def test_ignored_signs_are_said(query: str, notice: str) -> None:
    assert notice in parse(query).notices


@pytest.mark.parametrize(
    "query", ["порт", "$100", "15 %", "C++", "№ 5", "#паром", "порт 🚢", "5-й"]
)
def test_nothing_is_said_of_what_is_searched(query: str) -> None:
    assert parse(query).notices == ()
