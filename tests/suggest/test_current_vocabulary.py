"""A large vocabulary is read again in the background."""

import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from filled import ARTICLES, write

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.suggest import current_vocabulary
from svodka.indexer.suggest.current_vocabulary import CurrentVocabulary

WAIT = 60  # seconds that a busy machine may take
NEW = Article("parom", "Паромы", "Паром ушёл в море.", "parom.txt")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"whoosh:{tmp_path / 'index'}")
    write(engine, ARTICLES)
    yield engine
    engine.close()


def test_a_small_one_is_read_at_once(engine: Engine) -> None:
    words = CurrentVocabulary(engine)
    assert words.current().count("паром") == 0
    write(engine, [NEW])
    assert words.current().count("паром") == 1


def test_nobody_waits_for_a_large_one(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(current_vocabulary, "LARGE", 1)
    words, go_on = CurrentVocabulary(engine), Event()
    assert words.current().count("завод") > 0
    write(engine, [NEW])
    read = CurrentVocabulary._read

    def slowly(self: CurrentVocabulary) -> object:
        assert go_on.wait(WAIT)
        return read(self)

    monkeypatch.setattr(CurrentVocabulary, "_read", slowly)
    assert [words.current().count("паром") for _ in range(3)] == [0, 0, 0]
    go_on.set()
    deadline = time.monotonic() + WAIT
    while words.current().count("паром") == 0:
        assert time.monotonic() < deadline
        time.sleep(0.01)
