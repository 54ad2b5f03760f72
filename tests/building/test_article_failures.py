"""One article, one failure: if one of 100 articles fails, the 99 others are indexed."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from running import Svodka

from svodka.indexer.building import changes, worker, workers
from svodka.indexer.documents import document, preparation
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.whoosh.write.collection import Collection
from svodka.indexer.engines.whoosh.write.segment_writer import SegmentSink
from svodka.indexer.errors import WorkerDiedError
from svodka.indexer.failure import failure_of
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.indexer.sources import traversal

SIZE = 100
BAD = "выпуск 87.txt"
WORD = "белуха"  # only in the bad article


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    return Svodka(tmp_path / "index")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "вести").mkdir()
    for number in range(SIZE):
        text = f"Выпуск {number}\n\nПаром номер {number} вышел из порта Кемь."
        (tmp_path / "вести" / f"выпуск {number}.txt").write_text(text, encoding="utf-8")
    bad = tmp_path / "вести" / BAD
    bad.write_text(f"{bad.read_text('utf-8')} За ним плыла {WORD}.", encoding="utf-8")
    return tmp_path / "вести"


def is_bad(value: Any) -> bool:
    """True if the value belongs to the bad article."""
    return WORD in repr(value) or WORD.encode() in getattr(value, "raw", b"")


def failing(stage: Callable[..., Any], fail: Callable[[], Any]) -> Callable[..., Any]:
    """Wrap a stage so that it fails with the bad article."""

    def staged(*given: Any, **named: Any) -> Any:
        if any(is_bad(one) for one in given):
            fail()
        return stage(*given, **named)

    return staged


def fault() -> None:
    raise ValueError("что-то не так")


def exhaust() -> None:
    bytearray(1 << 46)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def crash() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave() -> None:
    os._exit(3)


def half_way(self: Collection, document: document.Document, *rest: Any) -> Iterator[Any]:
    """Fail when some terms of an article are found, and others are not."""
    found = list(terms_of(self, document, *rest))
    yield from found[: len(found) // 2]
    if is_bad(document.article):
        fault()
    yield from found[len(found) // 2 :]


terms_of = Collection._terms_of

STAGES: dict[str, tuple[Any, str]] = {
    "reading": (worker, "read"),
    "analysis": (preparation.Lexicon, "read"),
    "sentences": (preparation, "sentences"),
    "entities": (preparation, "entities"),
    "signature": (preparation, "signature"),
    "sink": (SegmentSink, "add"),
}
FAILURES: dict[str, tuple[Callable[[], None], str]] = {
    "an exception": (fault, "a fault of Svodka: ValueError in "),
    "no memory": (exhaust, "it needs more memory than there is"),
    "a kill": (killed, "its process was ended by SIGKILL"),
    "a crash": (crash, "its process was ended by SIGSEGV"),
    "an exit": (leave, "a fault of Svodka: its process ended with exit code 3"),
}
CASES = [
    *((stage, "an exception", 1) for stage in STAGES),
    *((stage, "an exception", 2) for stage in ("reading", "entities", "sink")),
    *(("entities", failure, 2) for failure in FAILURES if failure != "an exception"),
    ("entities", "a kill", 1),
    ("sink", "a kill", 2),
]


def share_among_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a hundred articles to more than one worker, in small batches."""
    monkeypatch.setattr(workers, "INLINE", 8)
    monkeypatch.setattr(workers, "_BATCH", 8)


def assert_one_is_missing(svodka: Svodka, folder: Path, reason: str, *options: object) -> None:
    ended = svodka.here("index", folder, "--json", *map(str, options))
    assert (ended.code, ended.report["total"]) == (1, SIZE - 1), ended
    (skipped,) = ended.report["skipped"]
    assert skipped["path"] == BAD
    assert skipped["reason"].startswith(reason), skipped
    assert ended.err.splitlines()[0] == f"Skipped {BAD}: {skipped['reason']}"
    assert svodka.here("check").code == 0
    search = Search(f"whoosh:{svodka.index}")
    assert search.page(SearchRequest("паром кемь")).total == SIZE - 1
    assert search.page(SearchRequest(WORD)).total == 0
    page = search.page(SearchRequest("номер 88"))
    assert (page.total, page.results[0].article.path) == (1, "выпуск 88.txt")
    search.close()


@pytest.mark.parametrize(("stage", "failure", "jobs"), CASES)
def test_one_article_of_many_fails(
    svodka: Svodka,
    folder: Path,
    stage: str,
    failure: str,
    jobs: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fail, reason = FAILURES[failure]
    owner, name = STAGES[stage]
    if jobs == 2:
        share_among_workers(monkeypatch)
    monkeypatch.setattr(owner, name, failing(getattr(owner, name), fail))
    assert_one_is_missing(svodka, folder, reason, "--jobs", jobs)


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_article_that_is_half_written_is_taken_out_whole(
    svodka: Svodka, folder: Path, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Collection, "_terms_of", half_way)
    if jobs == 2:
        share_among_workers(monkeypatch)
    assert_one_is_missing(svodka, folder, "a fault of Svodka: ValueError", "--jobs", jobs)
    search = Search(f"whoosh:{svodka.index}")
    assert search.page(SearchRequest('"вышел из порта Кемь"')).total == SIZE - 1
    assert search.suggest("белух") == []
    search.close()


def test_one_record_is_named_by_its_place(
    svodka: Svodka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [
        f'{{"title": "Номер {n}", "text": "Плыла {WORD if n == 3 else "утка"}."}}' for n in range(5)
    ]
    (tmp_path / "записи").mkdir()
    (tmp_path / "записи" / "а.jsonl").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.setattr(preparation, "entities", failing(preparation.entities, fault))
    ended = svodka.here("index", tmp_path / "записи", "--json")
    assert ended.report["total"] == 4
    assert ended.report["skipped"][0]["reason"].startswith(
        "line 4: a fault of Svodka: ValueError in "
    )


def test_a_file_whose_records_cannot_be_told_apart_is_one_failure(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "а.jsonl").write_text(
        '{"title": "Раз", "text": "Раз."}\n{"title": "Два", "text": "Два."}'
    )

    def split(path: str, *_: object) -> Any:
        yield from ()
        raise LookupError(path)

    monkeypatch.setattr(traversal, "candidates", split)
    ended = svodka.here("index", folder, "--json")
    assert (ended.code, ended.report["total"]) == (1, SIZE)
    assert [one["path"] for one in ended.report["skipped"]] == ["а.jsonl"]
    assert "LookupError in sources/traversal.py:" in ended.report["skipped"][0]["reason"]


def test_the_last_good_version_stays(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert svodka.here("index", folder).code == 0
    (folder / BAD).write_text(f"Выпуск 87\n\nТеперь {WORD} плывёт впереди.", encoding="utf-8")
    monkeypatch.setattr(preparation, "entities", failing(preparation.entities, fault))
    ended = svodka.here("index", folder, "--json")
    assert (ended.code, ended.counts()) == (1, {"unchanged": SIZE - 1, "kept": 1})
    assert svodka.here("search", f"{WORD} плыла", "--json").report["total"] == 1
    monkeypatch.undo()
    assert svodka.here("index", folder, "--json").counts() == {"unchanged": SIZE - 1, "changed": 1}
    assert not (svodka.index / "FAULTS").exists()


def test_tracebacks_are_kept_and_shown(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "entities", failing(preparation.entities, fault))
    ended = svodka.here("index", folder)
    assert (
        ended.err.splitlines()[-1]
        == f"Tracebacks of 1 fault of Svodka are in {svodka.index / 'FAULTS'}"
    )
    kept = (svodka.index / "FAULTS").read_text(encoding="utf-8")
    assert kept.startswith(f"{BAD}: a fault of Svodka: ValueError in ")
    assert "Traceback (most recent call last):" in kept
    assert "Traceback (most recent call last):" in svodka.here("index", folder, "--debug").err


def test_articles_that_a_dying_worker_held_are_read_again(
    svodka: Svodka, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker dies once, at its sixtieth article, before it has written any."""
    monkeypatch.setattr(workers, "_BATCH", 8)
    once, counted = tmp_path / "once", iter(range(SIZE))
    entities = preparation.entities

    def die_once(*given: Any) -> Any:
        if next(counted) == 60 and not once.exists():
            once.touch()
            killed()
        return entities(*given)

    monkeypatch.setattr(preparation, "entities", die_once)
    ended = svodka.here("index", folder, "--json", "--jobs", "1")
    assert (ended.code, ended.err, ended.counts()) == (0, "", {"added": SIZE})
    assert once.exists()
    assert svodka.here("search", "паром кемь", "--json").report["total"] == SIZE
    assert svodka.here("check").code == 0


def test_workers_that_all_die_end_the_run(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert svodka.here("index", folder).code == 0
    before = svodka.files()
    monkeypatch.setattr(preparation, "entities", lambda *_: killed())
    monkeypatch.setattr(workers, "_BATCH", 2)
    ended = svodka.here("index", folder, "--full", "--jobs", "2")
    assert (ended.code, ended.err.splitlines()[-1]) == (2, f"Error: {WorkerDiedError()}")
    assert svodka.files() == before
    assert svodka.here("stats", "--json").code == 0


def test_workers_that_die_when_they_write_end_the_run(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All articles are read well each time, and none is ever written."""
    monkeypatch.setattr(Collection, "write", lambda _: killed())
    ended = svodka.here("index", folder, "--jobs", "2")
    assert (ended.code, ended.err) == (2, f"Error: {WorkerDiedError()}\n")


def test_a_fault_in_all_articles_is_one_of_the_program(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert svodka.here("index", folder).code == 0
    before = svodka.files()
    monkeypatch.setattr(preparation, "signature", lambda *_: fault())
    ended = svodka.here("index", folder, "--full")
    assert ended.code == 70
    assert ended.err.splitlines()[-1].startswith(
        f"Error: All {SIZE} articles fail, the first by a fault of Svodka"
    )
    assert svodka.files() == before


def test_a_fault_of_the_program_has_an_exit_code_of_its_own(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes.Changes, "settle", lambda *_args, **_named: fault())
    ended = svodka.here("index", folder)
    first, second = ended.err.splitlines()
    assert (ended.code, ended.out) == (70, "")
    assert first.startswith("Error: a fault of Svodka: ValueError in ")
    place = Path(second.removeprefix("Its traceback is in "))
    assert "Traceback (most recent call last):" in place.read_text(encoding="utf-8")
    place.unlink()
    debugged = svodka.here("index", folder, "--debug")
    assert (debugged.code, "Traceback (most recent call last):" in debugged.err) == (70, True)
    assert svodka.here("stats").code == 2


def test_failures_are_told_from_the_disk(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that fills up during an article is not that article's fault."""

    def full() -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(SegmentSink, "add", failing(SegmentSink.add, full))
    ended = svodka.here("index", folder)
    assert (ended.code, ended.out) == (2, "")
    assert "No space left on device" in ended.err


def test_prepared_articles_are_those_that_came(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sink that silently loses articles is a fault of the program, not a small index."""
    monkeypatch.setattr(SegmentSink, "add", lambda *_: None)
    ended = Svodka(folder.parent / "index").here("index", folder)
    assert ended.code == 70


def test_the_run_remembers_how_it_ended(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine: Engine = open_engine(f"whoosh:{svodka.index}")
    began = time.time()
    svodka.here("index", folder)
    run = engine.last_run()
    assert run is not None
    assert (run.result, run.skipped, run.error) == ("done", 0, "")
    assert began <= run.ended <= time.time()
    (folder / "пустой.txt").touch()
    svodka.here("index", folder)
    assert (run := engine.last_run()) is not None
    assert (run.result, run.skipped) == ("skipped", 1)
    svodka.here("index", folder / "нет такой")
    assert (run := engine.last_run()) is not None
    assert run.result == "failed"
    assert "there is no such folder" in run.error
    monkeypatch.setattr(changes.Changes, "settle", lambda *_args, **_named: fault())
    svodka.here("index", folder)
    assert (run := engine.last_run()) is not None
    assert run.result == "fault"


def test_an_article_keeps_its_words_out_of_the_reason() -> None:
    """Strangers may see a reason, and an exception may quote the article."""
    failure = failure_of(ValueError("секретный черновик"))
    assert "черновик" not in failure
    assert "черновик" in failure.trace
