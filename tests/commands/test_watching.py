"""`svodka index --watch`: folders that change, come and go, and errors in between."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

import pytest
from made_news import News
from running import ROOT, Svodka, soon, walked

from svodka.indexer.build import build
from svodka.indexer.building.report import Listener
from svodka.indexer.commands.presence import Presence
from svodka.indexer.commands.stillness import LONGEST_WAIT, PATIENCE, STILL, Stillness
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.whoosh.storage.generations import Generations

WITHIN = 15  # seconds for each expected action of a watch
ZOO = "Прибавление в зоопарке\n\nУ жирафа родился детёныш."
PORT = "Порт открыт\n\nПервый ледокол прибыл в гавань."
BRIDGE = "Мост закрыт\n\nПаром заменит переправу до осени."
# Short waits, for tests that do not depend on their length.
HURRY = """
import svodka.indexer.commands.stillness
import svodka.indexer.commands.folder_changes as c, svodka.indexer.commands.watching as w
svodka.indexer.commands.stillness.STILL, c.TICK, c.AWAY = 0.5, 0.1, 0.1
w.FIRST_RETRY, w.LONGEST_RETRY = 0.2, 0.3
"""
# The first run succeeds; the next ones fail, each in another way.
FAILS = """
from svodka.indexer.building.changes import Changes
settle, runs = Changes.settle, []
errors = [
    ZeroDivisionError('жираф'), ZeroDivisionError('слон'), MemoryError(),
    OSError(28, 'No space left on device'),
]
def failing(*args, **options):
    runs.append(1)
    if 2 <= len(runs) < 2 + len(errors):
        raise errors[len(runs) - 2]
    return settle(*args, **options)
Changes.settle = failing
"""
STOPS = """
import sys, time
from svodka.indexer.building.changes import Changes
settle, runs = Changes.settle, []
def stopping(*args, **options):
    runs.append(1)
    if len(runs) == 2:
        print("In the middle", file=sys.stderr, flush=True)
        time.sleep(60)
    return settle(*args, **options)
Changes.settle = stopping
"""


@pytest.fixture
def news(tmp_path: Path) -> News:
    news = News(tmp_path / "вести", 8, sentences=4)
    news.write(0)
    return news


@pytest.fixture
def svodka(tmp_path: Path, news: News) -> Svodka:
    """An index of the news."""
    svodka = Svodka(tmp_path / "index")
    assert svodka.here("index", news.folder).code == 0
    return svodka


class Watch:
    """A running `svodka index --watch`, and the lines of its output."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.out: list[str] = []
        self.err: list[str] = []
        assert process.stdout
        assert process.stderr
        self._readers = [
            threading.Thread(target=_gather, args=(stream, lines))
            for stream, lines in ((process.stdout, self.out), (process.stderr, self.err))
        ]
        for reader in self._readers:
            reader.start()

    def says(self, pattern: str, times: int = 1) -> bool:
        """True if standard error has a matching line now or soon."""
        return soon(lambda: self.matches(pattern) >= times, WITHIN)

    def matches(self, pattern: str) -> int:
        """The number of matching lines on standard error."""
        return sum(bool(re.search(pattern, line)) for line in self.err)

    def end(self, by: signal.Signals = signal.SIGTERM) -> int:
        """Stop it; return its exit code."""
        self.process.send_signal(by)
        code = self.process.wait(WITHIN)
        for reader in self._readers:
            reader.join(WITHIN)
        return code


def _gather(stream: IO[str], lines: list[str]) -> None:
    lines.extend(line.rstrip("\n") for line in iter(stream.readline, ""))


@contextmanager
def watching(
    svodka: Svodka,
    *arguments: str | Path,
    first: str = HURRY,
    ready: str = "Watching .*Ctrl-C ends",
) -> Iterator[Watch]:
    """Run the command until it is ready; Python executes ``first`` before."""
    site = svodka.index.parent / "site"
    site.mkdir(exist_ok=True)
    (site / "sitecustomize.py").write_text(first, "utf-8")
    settings = {"SVODKA_INDEX": f"whoosh:{svodka.index}", "PYTHONPATH": f"{site}{os.pathsep}{ROOT}"}
    with svodka.start(
        "index", *map(str, arguments), "--watch", "--jobs", "1", env=os.environ | settings
    ) as process:
        watch = Watch(process)
        try:
            assert watch.says(ready), watch.err
            yield watch
        finally:
            process.kill()


def finds(svodka: Svodka, word: str) -> Callable[[], bool]:
    """A condition to poll: exactly one article has the word."""
    return lambda: len(svodka.found(word)) == 1


def commits(svodka: Svodka) -> int:
    """The number of commits of the index."""
    return int(svodka.here("stats", "--json").report["commits"])


def test_what_changes_is_indexed_and_told_with_its_time(svodka: Svodka, news: News) -> None:
    with watching(svodka, news.folder) as watch:
        (news.folder / "зоопарк.txt").write_text(ZOO, "utf-8")
        assert soon(finds(svodka, "жираф"), WITHIN)
        (news.folder / "зоопарк.txt").unlink()
        assert soon(lambda: not svodka.found("жираф"), WITHIN)
        (news.folder / ".скрытый.txt").write_text(ZOO, "utf-8")
        (news.folder / "снимок.jpg").write_text("", "utf-8")
        assert soon(lambda: len(watch.out) == 3, WITHIN)
        assert watch.end() == 0
    stamp = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d "
    reports = ["0 removed, 8 unchanged", "1 added, 0 changed", "1 removed, 8 unchanged"]
    assert len(watch.out) == 3
    for line, report in zip(watch.out, reports, strict=True):
        assert re.fullmatch(rf"{stamp}Articles in the index: .*{report}.*", line), line
    expected = [
        rf"Watching {news.folder} \(8 articles in the index\); Ctrl-C ends\.",
        r"Ended by SIGTERM\.",
    ]
    told = [line for line in watch.err if "being written" not in line]
    assert len(told) == 2, told
    for line, said in zip(told, expected, strict=True):
        assert re.fullmatch(stamp + said, line), line


def test_a_folder_is_made_anew_and_goes_and_comes(svodka: Svodka, news: News) -> None:
    with watching(svodka, news.folder) as watch:
        shutil.rmtree(news.folder)
        news.folder.mkdir()
        (news.folder / "зоопарк.txt").write_text(ZOO, "utf-8")
        assert soon(finds(svodka, "жираф"), WITHIN)
        assert watch.matches(f"{news.folder} is another folder now") == 1
        (news.folder / "порт.txt").write_text(PORT, "utf-8")
        assert soon(finds(svodka, "ледокол"), WITHIN)
        aside = news.folder.with_name("в стороне")
        news.folder.rename(aside)
        assert watch.says("is away")
        before = commits(svodka)
        time.sleep(1)
        aside.rename(news.folder)
        assert watch.says("is back")
        (news.folder / "мост.txt").write_text(BRIDGE, "utf-8")
        assert soon(finds(svodka, "переправа"), WITHIN)
        assert commits(svodka) == before + 1
        assert len(svodka.found("ледокол")) == 1
        assert watch.end() == 0
    assert watch.matches("is away") == watch.matches("is back") == 1
    assert not watch.matches("Error")


def test_a_link_is_switched(svodka: Svodka, tmp_path: Path) -> None:
    for name, text in (("v1", ZOO), ("v2", PORT)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "статья.txt").write_text(text, "utf-8")
    (tmp_path / "current").symlink_to("v1")
    with watching(svodka, tmp_path / "current") as watch:
        assert soon(finds(svodka, "жираф"), WITHIN)
        (tmp_path / "next").symlink_to("v2")
        (tmp_path / "next").replace(tmp_path / "current")
        assert soon(finds(svodka, "ледокол"), WITHIN)
        assert not svodka.found("жираф")
        (tmp_path / "v2" / "мост.txt").write_text(BRIDGE, "utf-8")
        assert soon(finds(svodka, "переправа"), WITHIN)
        assert watch.matches("is another folder now") == 1
        assert watch.end() == 0


def test_an_emptied_folder_removes_nothing_and_holds_up_no_other(
    svodka: Svodka, news: News, tmp_path: Path
) -> None:
    (tmp_path / "порт").mkdir()
    with watching(svodka, news.folder, tmp_path / "порт") as watch:
        before = {path: path.read_bytes() for path in walked(news.folder)}
        for path in before:
            path.unlink()
        assert watch.says("holds no articles, but the index has 8 from it")
        (tmp_path / "порт" / "порт.txt").write_text(PORT, "utf-8")
        assert soon(finds(svodka, "ледокол"), WITHIN)
        time.sleep(1)  # the watch retries in this time
        assert len(svodka.found("прогноз")) == 8
        assert watch.matches("Error") == 1
        assert svodka.here("stats", "--json").report["articles"] == 9
        for path, text in before.items():
            path.write_bytes(text)
        assert soon(lambda: any("0 removed, 9 unchanged" in line for line in watch.out), WITHIN), (
            watch.out
        )
        assert watch.end() == 0


def test_a_file_that_is_written_slowly_is_published_once_and_whole(
    svodka: Svodka, news: News
) -> None:
    before = commits(svodka)
    with watching(svodka, news.folder, first="") as watch:
        with (news.folder / "долгий.txt").open("w", encoding="utf-8") as file:
            for number in range(8):
                file.write(f"Абзац номер {number} о жирафах.\n\n")
                file.flush()
                assert not svodka.found("жираф")
                time.sleep(0.4)
            file.write("Вот и ледокол.\n")
        assert soon(finds(svodka, "жираф"), WITHIN)
        assert len(svodka.found("ледокол")) == 1
        assert watch.end() == 0
    assert commits(svodka) == before + 1


def test_a_burst_is_few_changes(svodka: Svodka, news: News) -> None:
    before = commits(svodka)
    with watching(svodka, news.folder) as watch:
        for number in range(300):
            (news.folder / f"{number}.txt").write_text(
                f"Заметка {number}\n\nЖираф номер {number}.", "utf-8"
            )
            time.sleep(0.003)
        assert soon(lambda: svodka.here("search", "жираф", "--json").report["total"] == 300, WITHIN)
        assert watch.end() == 0
    assert commits(svodka) - before <= 2


def test_a_folder_that_never_rests_is_indexed_without_what_is_being_written(
    svodka: Svodka, news: News
) -> None:
    stillness = "svodka.indexer.commands.stillness"
    first = f"{HURRY}\n{stillness}.STILL, {stillness}.PATIENCE = 1.5, 2"
    with watching(svodka, news.folder, first=first) as watch:
        with written_on(news.folder / "летопись.txt", "Ледокол идёт.\n"):
            (news.folder / "зоопарк.txt").write_text(ZOO, "utf-8")
            assert soon(finds(svodka, "жираф"), WITHIN)
            assert not svodka.found("ледокол")
            assert watch.says("Left for later, because they are being written: 1 file")
        assert soon(finds(svodka, "ледокол"), WITHIN)
        assert watch.end() == 0


@contextmanager
def written_on(file: Path, line: str) -> Iterator[None]:
    """Append a line to a file again and again during the block."""
    end = threading.Event()

    def write() -> None:
        with file.open("w", encoding="utf-8", buffering=1) as stream:
            while not end.wait(0.05):
                stream.write(line)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        end.set()
        writer.join()


def test_looking_finds_changes_too(svodka: Svodka, news: News) -> None:
    with watching(svodka, news.folder, "--poll", "0.3") as watch:
        (news.folder / "зоопарк.txt").write_text(ZOO, "utf-8")
        assert soon(finds(svodka, "жираф"), WITHIN)
        shutil.rmtree(news.folder)
        news.folder.mkdir()
        (news.folder / "порт.txt").write_text(PORT, "utf-8")
        assert soon(finds(svodka, "ледокол"), WITHIN)
        assert watch.end() == 0


def test_a_system_without_watches_is_looked_at(svodka: Svodka, news: News) -> None:
    broken = """
c.POLL, real = 0.3, c.watch
def watch(*places, force_polling=None, **options):
    if not force_polling:
        raise OSError("OS file watch limit reached.")
    return real(*places, force_polling=True, **options)
c.watch = watch
"""
    with watching(svodka, news.folder, first=HURRY + broken) as watch:
        assert watch.says(r"The system cannot report changes \(OS file watch limit reached")
        (news.folder / "зоопарк.txt").write_text(ZOO, "utf-8")
        assert soon(finds(svodka, "жираф"), WITHIN)
        assert watch.end() == 0


def test_polling_without_a_watch_is_a_mistake(svodka: Svodka, news: News) -> None:
    ended = svodka.here("index", news.folder, "--poll", "5")
    assert (ended.code, "--poll goes with --watch" in ended.err) == (2, True)


def test_errors_are_survived_and_told_once(svodka: Svodka, news: News) -> None:
    with watching(svodka, news.folder, first=HURRY + FAILS) as watch:
        (news.folder / "зоопарк.txt").write_text(ZOO, "utf-8")
        assert watch.says(f"Tracebacks of 1 fault of Svodka are in {svodka.index}/FAULTS")
        assert "ZeroDivisionError" in (svodka.index / "FAULTS").read_text("utf-8")
        assert soon(finds(svodka, "жираф"), WITHIN)
        assert watch.end() == 0
    errors = [line.partition(" Error: ")[2] for line in watch.err if " Error: " in line]
    assert len(errors) == 3, errors
    assert re.fullmatch(
        r"a fault of Svodka: ZeroDivisionError in [\w.]+:\d+; please report it", errors[0]
    )
    assert re.match(r"a fault of Svodka: MemoryError in ", errors[1])
    assert re.search(r"cannot be written \(No space left on device\)", errors[2])
    assert not watch.matches("Traceback \\(|жираф|слон")
    assert not (svodka.index / "FAULTS").exists()


def test_changed_folders_are_taken_up_and_another_writer_is_waited_for(
    news: News, tmp_path: Path
) -> None:
    (tmp_path / "порт").mkdir()
    (tmp_path / "порт" / "порт.txt").write_text(PORT, "utf-8")
    svodka = Svodka(tmp_path / "new")
    with watching(svodka, "--first", news.folder) as watch:
        assert soon(lambda: svodka.here("folders", "add", tmp_path / "порт").code == 0, WITHIN)
        assert soon(finds(svodka, "ледокол"), WITHIN)
        assert watch.says(f"Watching {news.folder}, {tmp_path / 'порт'}")
        with Generations(svodka.index).lock():
            (tmp_path / "порт" / "мост.txt").write_text(BRIDGE, "utf-8")
            assert watch.says("is being written by")
        assert soon(finds(svodka, "переправа"), WITHIN)
        assert watch.end(signal.SIGINT) == 0
    assert watch.err[-1].endswith("Ended by SIGINT.")


def test_a_remembered_folder_that_is_away_at_first_is_waited_for(
    svodka: Svodka, news: News
) -> None:
    aside = news.folder.with_name("в стороне")
    news.folder.rename(aside)
    with watching(svodka, ready="is away") as watch:
        aside.rename(news.folder)
        assert watch.says("is back")
        assert watch.says("Watching")
        assert watch.end() == 0
    assert len(svodka.found("прогноз")) == 8


def test_a_folder_that_never_was_is_a_mistake(svodka: Svodka, tmp_path: Path) -> None:
    ended = svodka.run("index", tmp_path / "нет", "--watch")
    assert (ended.code, "there is no such folder" in ended.err) == (2, True)
    empty = Svodka(tmp_path / "empty").run("index", "--watch")
    assert (empty.code, "knows no folder yet" in empty.err) == (2, True)


def test_a_run_that_is_stopped_is_taken_back(svodka: Svodka, news: News) -> None:
    before = svodka.generation(), commits(svodka)
    with watching(svodka, news.folder, first=HURRY + STOPS) as watch:
        (news.folder / "зоопарк.txt").write_text(ZOO, "utf-8")
        assert watch.says("In the middle")
        assert watch.end() == 0
    assert re.search(
        r"Ended by SIGTERM, and the run that was under way is taken back\.$", watch.err[-1]
    )
    assert (svodka.generation(), commits(svodka)) == before
    assert svodka.beside() == svodka.whole()
    assert svodka.here("check").code == 0
    assert not svodka.found("жираф")


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.time = 1000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stillness(clock: Clock) -> Stillness:
    return Stillness(clock=clock, now=clock)


def aged_file(file: Path, clock: Clock, age: float = 0) -> Path:
    """A file that was last changed ``age`` seconds ago."""
    file.write_text(ZOO, "utf-8")
    os.utime(file, (clock.time - age, clock.time - age))
    return file


def test_changes_are_due_when_they_rest_or_have_waited_long(
    stillness: Stillness, clock: Clock
) -> None:
    assert not stillness.is_due()
    stillness.touch()
    clock.time += STILL - 0.1
    assert not stillness.is_due()
    clock.time += 0.2
    assert stillness.is_due()
    stillness.begin()
    assert not stillness.is_due()
    waited = 0.0
    while not stillness.is_due():
        stillness.touch()
        clock.time += 1
        waited += 1
    assert PATIENCE <= waited <= PATIENCE + 1


def test_a_file_is_fresh_by_its_time_but_not_one_from_the_future(
    stillness: Stillness, clock: Clock, tmp_path: Path
) -> None:
    ages = {1: True, STILL + 0.1: False, -1: True, -60: False, 3600: False}
    for age, is_fresh in ages.items():
        stillness.begin()
        assert stillness.is_fresh(aged_file(tmp_path / "а.txt", clock, age)) == is_fresh, age
        clock.time += STILL
        assert stillness.is_due() == is_fresh


@pytest.mark.parametrize(
    ("name", "longest"), [("а.txt", LONGEST_WAIT), ("а.csv", LONGEST_WAIT), ("а.jsonl", PATIENCE)]
)
def test_a_file_that_never_rests_is_read_in_the_end(
    stillness: Stillness, clock: Clock, tmp_path: Path, name: str, longest: float
) -> None:
    began = clock.time
    stillness.begin()
    while stillness.is_fresh(aged_file(tmp_path / name, clock)):
        clock.time += PATIENCE / 2
        stillness.begin()
    assert clock.time - began == longest


def test_where_no_events_come_files_are_looked_at(clock: Clock, tmp_path: Path) -> None:
    # The files have another clock.
    stillness = Stillness(by_looking=True, clock=clock, now=lambda: 0.0)
    file = aged_file(tmp_path / "а.txt", clock)
    stillness.touch([file])
    for size in range(3):
        clock.time += STILL
        file.write_text("а" * size, "utf-8")
        stillness.look()
        assert not stillness.is_due()
        assert stillness.is_fresh(file)
    clock.time += STILL
    stillness.look()
    assert stillness.is_due()
    assert not stillness.is_fresh(file)


@pytest.mark.parametrize("full", [False, True])
def test_an_article_whose_file_is_being_written_stays_as_it_was(
    svodka: Svodka, news: News, full: bool
) -> None:
    path = min(walked(news.folder))
    name = str(path.relative_to(news.folder))
    whole = path.read_text("utf-8")
    path.write_text("Жираф", "utf-8")
    engine = open_engine(f"whoosh:{svodka.index}")
    report = build(engine, full=full, jobs=1, listener=Listener(is_fresh=lambda file: file == path))
    assert (report.unchanged, report.changed, report.skipped) == (8, 0, [])
    assert report.being_written == {name}
    kept = next(engine.get(entry.id) for entry in engine.catalog() if entry.path == name)
    assert kept
    assert kept.text.split()[-1] in whole
    assert not svodka.found("жираф")
    assert build(engine, jobs=1).changed == 1
    assert len(svodka.found("жираф")) == 1


def test_a_mount_that_comes_back_at_once_is_watched_anew(tmp_path: Path) -> None:
    place = tmp_path / "mnt"
    place.mkdir()
    mount, unmount = ["mount", "-t", "tmpfs", "none", str(place)], ["umount", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting is not allowed here")
    told: list[str] = []
    with closing(Presence(told.append)) as presence:
        try:
            presence.look([place])
            assert not presence.look([place])
            subprocess.run(unmount, check=True)
            subprocess.run(mount, check=True)
            assert presence.look([place])
        finally:
            subprocess.run(unmount, check=True)
        assert presence.look([place])
    assert [line.partition(" is another folder now")[0] for line in told] == [str(place)]
