"""An index with damaged files, and indexes that several processes want to write."""

import errno
import fcntl
import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from made_news import News
from running import Ended, Svodka, serving, soon

from svodka.indexer.engines.whoosh.read import live
from svodka.indexer.engines.whoosh.read.snapshot import read_stamp, write_stamp
from svodka.indexer.engines.whoosh.storage.generations import Generations
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

KINDS = (
    "*.toc",
    "*.trm",
    "*.pst",
    "*.col",
    "*.art",
    "*.tok",
    "*.lex",
    "*.values",
    "stamp.json",
)
DAMAGES: dict[str, Callable[[Path], object]] = {
    "removed": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "cut short": lambda path: os.truncate(path, path.stat().st_size // 2),
    "overwritten": lambda path: path.write_bytes(b"\xa5" * path.stat().st_size),
}


@pytest.fixture(autouse=True)
def _do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TRIES", 3)  # a missing file may reappear; here it never does


@pytest.fixture
def news(tmp_path: Path) -> News:
    news = News(tmp_path / "вести", 12, sentences=8)
    news.write(0)
    return news


@pytest.fixture
def svodka(tmp_path: Path, news: News) -> Svodka:
    """An index of the news."""
    svodka = Svodka(tmp_path / "index")
    assert svodka.here("index", news.folder).code == 0
    return svodka


def totals(svodka: Svodka, news: News) -> dict[str, int]:
    """The numbers of results of the queries that ``news`` defines."""
    return {
        query: svodka.here("search", query, "--json").report["total"] for query in news.totals(0)
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_and_mended(
    svodka: Svodka, news: News, kind: str, damage: str
) -> None:
    file = next(svodka.generation().glob(kind))
    DAMAGES[damage](file)
    shown = kind if (damage, kind) == ("removed", "*.toc") else file.name
    name = f"{svodka.generation().name}/{shown}"
    check = svodka.here("check")
    assert (check.code, check.out) == (2, "")
    first, last = check.err.splitlines()
    assert first.startswith(f"{name} is {'missing' if damage == 'removed' else 'damaged ('}")
    assert (
        last == "Error: 1 of the index's files missing or damaged: rebuild with svodka index --full"
    )
    assert_says_so(svodka)
    ended = svodka.here("index", news.folder, "--json")
    assert (ended.code, ended.report["total"]) == (0, 12)
    assert svodka.here("check").code == 0
    assert totals(svodka, news) == news.totals(0)


def assert_says_so(svodka: Svodka) -> None:
    """A search of an index with a damaged file must fail, and name the remedy."""
    ended = svodka.here("search", "прогноз", "--json")
    assert (ended.code, ended.out) == (2, ""), ended
    assert re.fullmatch(r"Error: .* svodka index.*\n", ended.err), ended


@pytest.mark.parametrize("current", ["gen-000777\n", "чепуха", "", "../../etc\n", None])
def test_a_damaged_pointer_is_mended(svodka: Svodka, news: News, current: str | None) -> None:
    if current is None:
        (svodka.index / "CURRENT").unlink()
    else:
        (svodka.index / "CURRENT").write_text(current, encoding="utf-8")
    ended = svodka.here("search", "прогноз")
    assert (ended.code, ended.out) == (2, "")
    assert re.fullmatch(r"Error: .* svodka index.*\n", ended.err), ended
    ended = svodka.here("index", news.folder, "--json")
    assert (ended.code, ended.report["total"]) == (0, 12)
    assert ended.report["full"]
    assert totals(svodka, news) == news.totals(0)
    assert svodka.beside() == svodka.whole()


def test_a_running_server_survives_damage_and_mending(svodka: Svodka, news: News) -> None:
    with serving(svodka, "--workers", "1") as site:
        assert site.total("прогноз") == 12
        (svodka.index / "CURRENT").write_text("gen-000777\n")
        status, record = site.get("api/search", q="прогноз")
        assert (status, record["status"]) == (503, 503)
        assert svodka.here("index", news.folder).code == 0
        assert soon(lambda: site.get("api/search", q="прогноз")[0] == 200)
        assert site.total("прогноз") == 12


def test_the_last_good_version_is_kept_even_then(svodka: Svodka, news: News) -> None:
    """Bad files cannot keep old articles of a damaged index; all others form a new index."""
    DAMAGES["overwritten"](next(svodka.generation().glob("*.art")))
    bad = next(news.folder.rglob("*.txt"))
    bad.write_bytes(b"")
    ended = svodka.here("index", news.folder, "--full", "--json")
    assert (ended.code, ended.report["total"]) == (1, 11)
    assert svodka.here("check").code == 0


def test_two_changes_within_one_tick_of_the_clock_are_both_seen(svodka: Svodka, news: News) -> None:
    search = Search(f"whoosh:{svodka.index}")
    os.utime(svodka.generation(), times=(now := time.time(), now))
    for edition in (1, 2):
        (news.folder / "новости.txt").write_text(
            f"Выпуск\n\nСегодня номер {edition}.", encoding="utf-8"
        )
        assert search.page(SearchRequest("прогноз")).total == 12
        assert svodka.here("index", news.folder).code == 0
        os.utime(svodka.generation(), times=(now, now))
        assert search.page(SearchRequest(f"номер {edition}")).total == 1
    search.close()


def test_an_index_that_was_removed_and_made_anew_is_another(svodka: Svodka, news: News) -> None:
    search = Search(f"whoosh:{svodka.index}")
    version = search.version()
    assert search.page(SearchRequest("вишня")).total == 3
    shutil.rmtree(svodka.index)
    news.write(1)
    assert svodka.here("index", news.folder).code == 0
    assert (
        search.page(SearchRequest("вишня")).total,
        search.page(SearchRequest("груша")).total,
    ) == (0, 3)
    assert search.version() != version
    search.close()


@pytest.mark.parametrize("field", ["schema", "analysis"])
def test_another_stamp_leads_to_a_full_rebuild(svodka: Svodka, news: News, field: str) -> None:
    stamp = read_stamp(svodka.generation())
    write_stamp(svodka.generation(), replace(stamp, **{field: "0 (2001)"}))
    ended = svodka.here("search", "прогноз")
    assert (ended.code, ended.out) == (2, "")
    assert re.fullmatch(r"Error: .*another version.* svodka index\n", ended.err), ended
    ended = svodka.here("index", news.folder)
    assert (ended.code, ended.err) == (0, "")
    first, second = ended.out.splitlines()
    assert first == (
        "Everything was analysed: "
        "the index was built by another version of Svodka or its dictionary."
    )
    assert second.startswith("Articles in the index: 12 ")
    assert totals(svodka, news) == news.totals(0)
    assert read_stamp(svodka.generation()) == stamp
    assert svodka.here("index", news.folder, "--json").report["full"] == ""


@pytest.mark.parametrize("options", [(), ("--full",), ("--full", "--jobs", "2")])
def test_a_full_disk_is_one_line_and_changes_nothing(
    svodka: Svodka, news: News, options: tuple[str, ...]
) -> None:
    before = svodka.files()
    (news.folder / "книга.txt").write_text(
        "Книга о мостах\n\n" + "Мост разводят ночью. " * 20_000, encoding="utf-8"
    )
    process = svodka.start("index", str(news.folder), *options, preexec_fn=allow_small_files)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert err == (
        f"Error: {svodka.index} cannot be written (File too large): "
        "mend that, and run svodka index again\n"
    )
    assert svodka.files() == before
    assert totals(svodka, news) == news.totals(0)


def allow_small_files() -> None:
    """Simulate a full disk by a limit of the length of files."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))


def test_a_second_writer_is_told_of_the_first(svodka: Svodka, news: News) -> None:
    with Generations(svodka.index).lock():
        for options in ([], ["--full"]):
            ended = svodka.run("index", news.folder, *options)
            assert (ended.code, ended.out) == (2, "")
            assert ended.err == (
                f"Error: {svodka.index} is being written by process {os.getpid()} on "
                f"{socket.gethostname()}: "
                "wait for it to end\n"
            )
        assert totals(svodka, news) == news.totals(0)


def test_a_holder_that_was_killed_holds_nothing(svodka: Svodka, news: News) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, svodka.index], stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == b"locked\n"
        ended = svodka.here("index", news.folder)
        assert (ended.code, f"process {holder.pid} on {socket.gethostname()}" in ended.err) == (
            2,
            True,
        )
        holder.kill()
    assert str(holder.pid) in (svodka.index / "LOCK").read_text()
    assert svodka.here("index", news.folder).code == 0
    assert (svodka.index / "LOCK").read_text() == ""


HOLDER = """
import sys, time
from pathlib import Path
from svodka.indexer.engines.whoosh.storage.generations import Generations
with Generations(Path(sys.argv[1])).lock():
    print("locked", flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize(
    "written", ["", "{", "[]", '{"pid": "\\u001b[31m7", "host": "a"}', '{"pid": 7}', "\0"]
)
def test_what_stands_in_a_lock_that_is_free_does_not_matter(
    svodka: Svodka, news: News, written: str
) -> None:
    (svodka.index / "LOCK").write_text(written)
    assert svodka.here("index", news.folder).code == 0
    with Generations(svodka.index).lock():
        (svodka.index / "LOCK").write_text(written)
        ended = svodka.here("index", news.folder)
    assert (ended.code, ended.err) == (
        2,
        f"Error: {svodka.index} is being written by another process: wait for it to end\n",
    )


def test_a_file_system_without_locks_is_one_line(
    svodka: Svodka, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    def flock(_descriptor: int, _how: int) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", flock)
    ended = svodka.here("index", news.folder)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "Error: The index's file system cannot lock files (No locks available): put the index on "
        "another\n"
    )
    assert totals(svodka, news) == news.totals(0)


def test_a_folder_that_cannot_be_written_is_one_line(
    svodka: Svodka, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lock_file(_self: Generations) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Generations, "_lock_file", lock_file)
    ended = svodka.here("index", news.folder)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"Error: {svodka.index} cannot be written (Read-only file system): mend that, and run "
        "svodka index again\n"
    )


def test_a_second_writer_waits_if_told_to(svodka: Svodka, news: News) -> None:
    news.write(1)
    with Generations(svodka.index).lock():
        process = svodka.start("index", str(news.folder), "--wait", "30", "--json")
        time.sleep(1.5)
        assert process.poll() is None
    out, err = process.communicate(timeout=30)
    ended = Ended(process.returncode, out, err)
    assert (ended.code, ended.err, ended.counts()["changed"]) == (0, "", 3)


def test_two_builds_at_once_that_wait_for_each_other(svodka: Svodka, news: News) -> None:
    news.write(1)
    both = [
        svodka.start("index", str(news.folder), "--full", "--wait", "60", "--json")
        for _ in range(2)
    ]
    for process in both:
        out, err = process.communicate(timeout=60)
        assert (process.returncode, err, json.loads(out)["total"]) == (0, "", 12)
    assert svodka.here("check").code == 0
    assert svodka.beside() == svodka.whole()
