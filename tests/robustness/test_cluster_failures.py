"""Nodes and writers that die: every answer is whole, and every change is there or is not."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from cluster import Cluster, NoClusterError, ask, running
from filled import DIGEST
from running import ROOT, soon
from shared_cluster import shared_hosts, shared_url

from svodka.indexer.article import Article
from svodka.indexer.documents.document import Document
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.opensearch import generations, lock
from svodka.indexer.engines.opensearch.change import Change
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.writing import add_all, write_all
from svodka.indexer.errors import IndexCorrupt, UnusableIndexError
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Everything

FEW = 30


@pytest.fixture(scope="module")
def fragile() -> Iterator[Cluster]:
    """A cluster of this module alone, whose nodes may be killed."""
    shared_hosts()  # skips, or fails in CI, where there can be none
    try:
        with running() as cluster:
            yield cluster
    except NoClusterError as error:
        pytest.fail(str(error))


@pytest.fixture
def whole(fragile: Cluster) -> Cluster:
    """The cluster with all its nodes."""
    for node in fragile.nodes:
        if not node.is_running:
            node.start()
    fragile.wait(3, "green")
    return fragile


def made(count: int, word: str = "завод") -> list[Document]:
    return [
        prepare(
            Article(f"{word}-{n}", f"Новость {n}", f"Вот {word} номер {n}.", f"{word}{n}.txt"),
            DIGEST,
        )
        for n in range(count)
    ]


def told(engine: Engine, query: str = "завод") -> tuple[int, list[tuple[str, float]]]:
    hits = engine.search(parse(query).tree, limit=10, budget=30)
    return hits.total, [(hit.article.id, hit.score) for hit in hits.hits]


def asked_of(url: str, path: str, method: str = "GET", body: object = None) -> object:
    """The JSON that the first host of an index address has for a path."""
    return ask(url.split("/")[2].split(",")[0], path, method, body)


def test_a_killed_node_changes_no_answer(whole: Cluster) -> None:
    url = whole.url("asked", "shards=3&replicas=1")
    write_all(open_engine(url), made(FEW), fresh=True)
    whole.wait(3, "green")
    expected, answers, stop = told(open_engine(url)), [], threading.Event()

    def ask() -> None:
        engine = open_engine(url)
        while not stop.is_set():
            answers.append(told(engine))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        assert soon(lambda: len(answers) > 30, 60)
        whole.nodes[0].send(signal.SIGKILL)
        before = len(answers)
        assert soon(lambda: len(answers) > before + 60, 120)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert set(map(repr, answers)) == {repr(expected)}


def test_a_node_killed_while_documents_come_costs_none(whole: Cluster) -> None:
    engine = open_engine(whole.url("written", "shards=3&replicas=1"))
    write_all(engine, made(FEW), fresh=True)
    whole.wait(3, "green")
    with engine.writer() as writer:
        add_all(writer, made(FEW, "мост"))
        whole.nodes[1].send(signal.SIGKILL)
        add_all(writer, made(FEW, "паром"))
        assert told(engine, "мост | паром")[0] == 0
    assert engine.count() == engine.search(Everything(), limit=0, budget=30).total == 3 * FEW
    assert engine.check().articles == 3 * FEW


def test_a_node_killed_at_the_commit_costs_nothing(
    whole: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(whole.url("committed", "shards=3&replicas=1"))
    write_all(engine, made(FEW), fresh=True)
    whole.wait(3, "green")
    finish = Change.finish

    def finish_and_kill(change: Change) -> object:
        state = finish(change)
        whole.nodes[2].send(signal.SIGKILL)
        return state

    monkeypatch.setattr(Change, "finish", finish_and_kill)
    with engine.writer() as writer:
        add_all(writer, made(FEW, "мост"))
        for document in made(5):
            writer.delete(document.entry)
    assert engine.count() == 2 * FEW - 5
    assert told(engine, "мост")[0] == FEW


def test_a_killed_writer_leaves_the_old_state_and_no_lock() -> None:
    url = shared_url()
    engine = open_engine(url)
    write_all(engine, made(FEW), fresh=True)
    script = (
        "import sys, time\n"
        f"sys.path[:0] = {[str(ROOT / 'tests/robustness'), *sys.path]!r}\n"
        "from test_cluster_failures import add_all, made, open_engine\n"
        f"with open_engine({url!r}).writer() as writer:\n"
        "    add_all(writer, made(20, 'мост'))\n"
        "    print('written', flush=True)\n"
        "    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        os.kill(process.pid, signal.SIGKILL)
    assert told(engine, "мост")[0] == 0
    assert engine.count() == FEW
    write_all(engine, made(3, "паром"))  # at once
    assert told(engine, "мост | паром")[0] == 3
    assert engine.check().articles == FEW + 3


def test_a_writer_that_lost_its_lock_cannot_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    url = shared_url()
    write_all(open_engine(url), made(FEW), fresh=True)
    first, second = open_engine(url), open_engine(url)
    monkeypatch.setattr(lock, "STALE", 0.5)  # of a writer whose heart does not beat
    late = first.writer()
    add_all(late.__enter__(), made(7, "мост"))
    with second.writer(wait=30) as writer:
        add_all(writer, made(2, "паром"))
    with pytest.raises(UnusableIndexError, match="took the lock"):
        late.__exit__(None, None, None)
    assert told(second, "мост | паром")[0] == 2
    write_all(second, made(1, "катер"))
    assert second.count() == FEW + 3


def test_documents_of_a_dead_worker_are_not_seen() -> None:
    engine = open_engine(shared_url())
    write_all(engine, made(FEW), fresh=True)
    with engine.writer() as writer:
        dead = writer.sink()
        for document in made(4, "мост"):
            dead.add(document)
        dead.close()  # sent, and never adopted
        add_all(writer, made(2, "паром"))
    assert told(engine, "мост | паром")[0] == 2
    assert engine.count() == FEW + 2


def test_a_full_disk_is_one_sentence_and_costs_nothing() -> None:
    url = shared_url()
    engine = open_engine(url)
    write_all(engine, made(FEW), fresh=True)
    generation = engine.version().split()[0]
    blocked = {"index.blocks.read_only_allow_delete": True}
    settings = f"/{generation}/_settings"
    asked_of(url, settings, "PUT", blocked)
    with pytest.raises(UnusableIndexError, match="takes no writes"):
        write_all(engine, made(5, "мост"))
    assert told(engine, "мост | завод")[0] == FEW
    free = {"index.blocks.read_only_allow_delete": None}
    asked_of(url, settings, "PUT", free)
    write_all(engine, made(5, "мост"))
    assert engine.count() == FEW + 5


def test_what_was_removed_goes_when_nobody_can_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    url = shared_url()
    engine = open_engine(url)
    write_all(engine, made(FEW), fresh=True)
    monkeypatch.setattr(generations, "KEEP", 0.0)
    with engine.writer() as writer:
        for document in made(10):
            writer.delete(document.entry)
    write_all(engine, made(1, "мост"))
    assert engine.statistics().deleted_share == 0
    write_all(engine, made(2), fresh=True)
    write_all(engine, made(1, "мост"))
    name = url.split("/")[3].split("?")[0]
    left = asked_of(url, f"/{name}-*/_settings")
    assert isinstance(left, dict)
    assert list(left) == [engine.version().split()[0]]


def test_many_removals_are_noted_beside_the_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generations, "MOST_INLINE", 3)
    monkeypatch.setattr(generations, "MOST_NOTED", 4)
    url = shared_url()
    engine = open_engine(url)
    write_all(engine, made(FEW), fresh=True)
    stream = engine.stream(parse("завод").tree, limit=100, budget=30)
    with engine.writer() as writer:
        for document in made(10):
            writer.delete(document.entry)
    for count in (2, 3):  # the first is few enough for the state
        with engine.writer() as writer:
            for document in made(FEW)[10 + 2 * (count - 2) :][:count]:
                writer.delete(document.entry)
    assert engine.count() == told(engine)[0] == FEW - 15
    assert engine.check().articles == FEW - 15
    assert len(list(stream.hits)) == FEW  # of the state in which it began
    monkeypatch.setattr(generations, "KEEP", 0.0)
    write_all(engine, made(1, "мост"))
    assert engine.statistics().deleted_share == 0
    name = url.split("/")[3].split("?")[0]
    everything = {"query": {"match_all": {}}, "size": 1000, "_source": False}
    asked_of(url, "/svodka.state/_refresh", "POST")
    found = asked_of(url, "/svodka.state/_search", "POST", everything)
    assert isinstance(found, dict)
    notes = [row["_id"] for row in found["hits"]["hits"]]
    assert not [note for note in notes if note.startswith(f"{name}.gone")]
    assert engine.count() == told(engine, "мост | завод")[0] == FEW - 14


def test_an_index_that_somebody_deleted_is_damaged() -> None:
    url = shared_url()
    engine = open_engine(url)
    write_all(engine, made(3), fresh=True)
    generation = engine.version().split()[0]
    asked_of(url, f"/{generation}", "DELETE")
    with pytest.raises(IndexCorrupt, match="is gone"):
        told(engine)
    write_all(engine, made(3), fresh=True)
    assert told(engine)[0] == 3
