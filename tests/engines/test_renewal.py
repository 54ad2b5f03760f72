"""A server answers from the state before a change until all that answers need has been read."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from filled import ARTICLES, write

from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.whoosh.read import live
from svodka.indexer.engines.whoosh.read.snapshot import Snapshot
from svodka.indexer.errors import IndexCorrupt
from svodka.indexer.query.parser import parse

WAIT = 60  # seconds that a busy machine may take


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    monkeypatch.setattr(live, "LARGE", 1)
    engine = open_engine(f"whoosh:{tmp_path / 'index'}", serving=True)
    write(engine, ARTICLES)
    assert _total(engine) == 2
    yield engine
    engine.close()


def _total(engine: Engine) -> int:
    return engine.search(parse("завод").tree, limit=10).total


def _add(engine: Engine, name: str) -> None:
    write(engine, [replace(ARTICLES[0], id=name, path=f"{name}.txt")])


def _soon(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + WAIT
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_readers_do_not_wait_for_a_change(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare, go_on = Snapshot.prepare, Event()

    def slowly(snapshot: Snapshot) -> None:
        assert go_on.wait(WAIT)
        prepare(snapshot)

    monkeypatch.setattr(Snapshot, "prepare", slowly)
    before = engine.version()
    _add(engine, "zavod-2")
    assert [_total(engine) for _ in range(3)] == [2, 2, 2]
    assert engine.version() == before
    go_on.set()
    assert _soon(lambda: _total(engine) == 3)
    assert engine.version() != before


def test_many_changes_end_in_the_last_one(engine: Engine) -> None:
    for number in range(2, 8):
        _add(engine, f"zavod-{number}")
        assert _total(engine) <= number + 1
    assert _soon(lambda: _total(engine) == 8)


def test_a_steady_reader_keeps_its_state(engine: Engine) -> None:
    with engine.steady():
        _add(engine, "zavod-2")
        assert not _soon_changed(engine)
    assert _soon(lambda: _total(engine) == 3)


def _soon_changed(engine: Engine) -> bool:
    return any(_total(engine) != 2 for _ in range(20))


def test_a_damaged_change_is_told(engine: Engine, tmp_path: Path) -> None:
    _add(engine, "zavod-2")
    damaged = max(tmp_path.glob("index/gen-*/*.pst"), key=lambda file: file.stat().st_mtime_ns)
    data = bytearray(damaged.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)

    def is_told() -> bool:
        try:
            _total(engine)
        except IndexCorrupt as error:
            return damaged.name in str(error)
        return False

    assert _soon(is_told)
