"""`svodka index` reads no file again that is as it was when it was last read, and never misses a
change for that.
"""

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from running import Svodka

from svodka.indexer.building import file_notes
from svodka.indexer.documents import preparation
from svodka.indexer.engines.whoosh.storage.memory import FILES
from svodka.indexer.sources import signatures
from svodka.indexer.sources.files import Blob
from svodka.indexer.sources.traversal import Traversal

TAKEN = "its id [^ ]+ is already that of an article in "


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    return Svodka(tmp_path / "index")


@pytest.fixture(autouse=True)
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that were just written are old enough to be trusted, as they are at a later run."""
    monkeypatch.setattr(signatures, "TICK", 0)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are read, as they are."""
    paths: list[str] = []
    candidates = Traversal.candidates

    def noted(traversal: Traversal, blob: Blob, size: int) -> Iterator[Any]:
        paths.append(blob.path)
        return candidates(traversal, blob, size)

    monkeypatch.setattr(Traversal, "candidates", noted)
    return paths


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two files of three records each, and one of one article."""
    folder = tmp_path / "лента"
    records(folder / "зима.jsonl", "снег", "лёд", "метель")
    records(folder / "лето.jsonl", "зной", "гроза", "радуга")
    write(folder / "осень.txt", "Осень\n\nВ парке сгребают листья.")
    return folder


def write(path: Path, text: str) -> None:
    """Write a file, at a moment of its own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    time.sleep(0.02)  # longer than a tick of the file system's clock
    path.write_text(text, encoding="utf-8")


def records(path: Path, *words: str) -> None:
    """Write a file with an article for each word, which is its id; «а:б» has б in its text."""
    lines = []
    for word in words:
        id, _, text = word.partition(":")
        record = {"id": id, "title": f"О погоде: {id}", "text": f"Обещают, что будет {text or id}."}
        lines.append(json.dumps(record, ensure_ascii=False) if id else text)
    write(path, "".join(f"{line}\n" for line in lines))


def run(svodka: Svodka, *arguments: str | Path) -> dict[str, int]:
    """What a run without a complaint counts."""
    ended = svodka.here("index", *arguments, "--json")
    assert (ended.code, ended.err) == (0, ""), ended
    return ended.counts()


def test_what_did_not_change_is_not_read_again(
    svodka: Svodka, folder: Path, read: list[str]
) -> None:
    assert run(svodka, folder) == {"added": 7}
    read.clear()
    assert run(svodka) == {"unchanged": 7}
    assert run(svodka, folder) == {"unchanged": 7}
    assert read == []


def test_only_changed_files_are_read(svodka: Svodka, folder: Path, read: list[str]) -> None:
    run(svodka, folder)
    read.clear()
    records(folder / "лето.jsonl", "зной", "гроза:ливень", "туман")
    assert run(svodka) == {"added": 1, "changed": 1, "removed": 1, "unchanged": 5}
    write(folder / "весна.txt", "Весна\n\nНа реке начался ледоход.")
    (folder / "осень.txt").unlink()
    assert run(svodka) == {"added": 1, "removed": 1, "unchanged": 6}
    assert read == ["лето.jsonl", "весна.txt"]
    assert svodka.found("ливень | туман | ледоход") == ["весна.txt", "лето.jsonl", "лето.jsonl"]
    assert svodka.found("радуга | листья") == []


def test_other_bytes_of_the_same_size_and_time_are_found(
    svodka: Svodka, folder: Path, read: list[str]
) -> None:
    path = folder / "осень.txt"
    run(svodka, folder)
    read.clear()
    before = path.stat()
    write(path, "Осень\n\nВ парке сгребают жёлуди.")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert run(svodka) == {"changed": 1, "unchanged": 6}
    assert read == ["осень.txt"]
    assert svodka.found("жёлуди") == ["осень.txt"]


def test_a_file_that_another_takes_the_place_of_is_read(
    svodka: Svodka, folder: Path, read: list[str]
) -> None:
    run(svodka, folder)
    read.clear()
    other = folder.with_name("осень.txt")
    write(other, "Осень\n\nВ парке сгребают жёлуди.")
    before = (folder / "осень.txt").stat()
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(folder / "осень.txt")
    assert run(svodka) == {"changed": 1, "unchanged": 6}
    assert read == ["осень.txt"]


def test_a_file_that_was_just_written_is_read_again(
    svodka: Svodka, folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "TICK", 2_000_000_000)
    write(folder / "осень.txt", "Осень\n\nЛистья сгребли.")
    run(svodka, folder)
    assert run(svodka) == {"unchanged": 7}
    assert read.count("осень.txt") == 2


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    path, key = tmp_path / "осень.txt", ("", "осень.txt")
    write(path, "Осень\n\nЛистья сгребли.")
    visits = signatures.Visits({}, lambda _key, _known: None)
    assert visits.begin(key, path)
    write(path, "Осень\n\nЛистья опали.")
    visits.end(key, path)
    assert visits.signatures == {}
    assert visits.begin(key, path)
    visits.end(key, path)
    assert list(visits.signatures) == [key]


def test_times_mean_nothing_while_the_clock_is_set_back(
    svodka: Svodka, folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hour = 3_600_000_000_000
    real = time.time_ns
    clock = SimpleNamespace(time_ns=lambda: real() - hour)
    monkeypatch.setattr(signatures, "time", clock)
    run(svodka, folder)
    read.clear()
    assert run(svodka) == {"unchanged": 7}
    assert sorted(read) == ["зима.jsonl", "лето.jsonl", "осень.txt"]
    monkeypatch.setattr(signatures, "time", time)
    run(svodka)
    read.clear()
    assert run(svodka) == {"unchanged": 7}
    assert read == []


def test_a_copy_on_another_machine_is_read(
    svodka: Svodka, folder: Path, read: list[str], tmp_path: Path
) -> None:
    run(svodka, folder)
    copied = shutil.copytree(folder, tmp_path / "копия")  # keeps sizes and times, as rsync -a does
    shutil.copytree(svodka.index, tmp_path / "другой индекс")
    before = (copied / "осень.txt").stat()
    write(copied / "осень.txt", "Осень\n\nВ парке сгребают жёлуди.")
    os.utime(copied / "осень.txt", ns=(before.st_atime_ns, before.st_mtime_ns))
    shutil.rmtree(folder)
    copied.rename(folder)
    read.clear()
    assert run(Svodka(tmp_path / "другой индекс")) == {"changed": 1, "unchanged": 6}
    assert sorted(read) == ["зима.jsonl", "лето.jsonl", "осень.txt"]


def test_without_inodes_all_files_are_read(
    svodka: Svodka, folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = ("st_mode", "st_size", "st_mtime_ns", "st_ctime_ns", "st_dev")

    def fstat(number: int) -> SimpleNamespace:
        status = os.fstat(number)
        return SimpleNamespace(st_ino=0, **{name: getattr(status, name) for name in fields})

    without = SimpleNamespace(**{name: getattr(os, name) for name in dir(os)} | {"fstat": fstat})
    monkeypatch.setattr(signatures, "os", without)
    run(svodka, folder)
    read.clear()
    assert run(svodka) == {"unchanged": 7}
    assert sorted(read) == ["зима.jsonl", "лето.jsonl", "осень.txt"]


def test_notes_of_an_earlier_state_are_not_believed(
    svodka: Svodka, folder: Path, read: list[str]
) -> None:
    run(svodka, folder)
    earlier = (svodka.index / FILES).read_bytes()
    records(folder / "лето.jsonl", "зной:засуха", "гроза", "радуга")
    run(svodka)
    (svodka.index / FILES).write_bytes(earlier)  # as when a run dies after its commit
    read.clear()
    assert run(svodka) == {"unchanged": 7}
    assert len(read) == 3
    read.clear()
    assert run(svodka) == {"unchanged": 7}
    assert read == []
    assert svodka.found("засуха") == ["лето.jsonl"]


@pytest.mark.parametrize("damage", ["missing", "cut", "flipped", "empty", "garbage"])
def test_damaged_notes_are_not_believed(
    svodka: Svodka, folder: Path, read: list[str], damage: str
) -> None:
    run(svodka, folder)
    path = svodka.index / FILES
    data = path.read_bytes()
    flipped = bytes([*data[:-3], data[-3] ^ 1, *data[-2:]])
    if damage == "missing":
        path.unlink()
    else:
        damaged = {"cut": data[:-1], "flipped": flipped, "empty": b"", "garbage": b"\xff\n{}"}
        path.write_bytes(damaged[damage])
    read.clear()
    records(folder / "лето.jsonl", "зной:засуха", "гроза", "радуга")
    assert run(svodka) == {"changed": 1, "unchanged": 6}
    assert len(read) == 3


def test_notes_of_another_version_are_not_believed(
    svodka: Svodka, folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run(svodka, folder)
    read.clear()
    monkeypatch.setattr(file_notes, "reading_stamp", lambda: "another")
    assert run(svodka) == {"unchanged": 7}
    assert len(read) == 3


def test_full_reads_all(svodka: Svodka, folder: Path, read: list[str]) -> None:
    run(svodka, folder)
    read.clear()
    assert run(svodka, "--full") == {"unchanged": 7}
    assert len(read) == 3
    read.clear()
    assert run(svodka) == {"unchanged": 7}
    assert read == []


def test_bad_records_are_named_again(svodka: Svodka, folder: Path, read: list[str]) -> None:
    records(folder / "зима.jsonl", "снег", ":не запись", "лёд", "лёд", "метель")
    first = svodka.here("index", folder, "--json")
    assert list(first.skipped()) == ["зима.jsonl"]
    read.clear()
    second = svodka.here("index", "--json")
    assert second.skipped() == first.skipped()
    assert first.skipped()["зима.jsonl"].count("\n") == 1
    assert second.counts() == {"unchanged": 7}
    assert read == []


def test_a_fault_of_svodka_is_tried_again(
    svodka: Svodka, folder: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = preparation.prepare

    def failing(article: Any, *rest: Any) -> Any:
        if article.title.endswith("лёд"):
            raise RuntimeError("лёд проломился")
        return prepare(article, *rest)

    with monkeypatch.context() as patched:
        patched.setattr(preparation, "prepare", failing)
        ended = svodka.here("index", folder, "--json")
        assert [one["path"] for one in ended.report["skipped"]] == ["зима.jsonl"]
    read.clear()
    assert run(svodka) == {"added": 1, "unchanged": 6}
    assert read == ["зима.jsonl"]


def test_a_kept_article_is_looked_for_again(svodka: Svodka, folder: Path, read: list[str]) -> None:
    run(svodka, folder)
    records(folder / "зима.jsonl", "снег", ":не запись", "метель")
    for _ in range(2):
        read.clear()
        ended = svodka.here("index", "--json")
        assert list(ended.skipped()) == ["зима.jsonl"]
        assert ended.counts() == {"kept": 1, "unchanged": 6}
        assert read == ["зима.jsonl"]
    records(folder / "зима.jsonl", "снег", "метель")
    assert run(svodka) == {"removed": 1, "unchanged": 6}


def test_an_id_stays_with_the_first_file(svodka: Svodka, folder: Path, read: list[str]) -> None:
    run(svodka, folder)
    records(folder / "лето.jsonl", "зной", "снег:иней", "радуга")  # «снег» is that of зима.jsonl
    read.clear()
    for _ in range(2):
        ended = svodka.here("index", "--json")
        assert re.fullmatch(TAKEN + "зима.jsonl", ended.skipped()["лето.jsonl"])
    assert read == ["лето.jsonl"] * 2
    assert svodka.found("иней") == []


def test_an_id_goes_to_a_file_that_comes_first(
    svodka: Svodka, folder: Path, read: list[str]
) -> None:
    run(svodka, folder)
    records(folder / "весна.jsonl", "зной:суховей")  # «зной» is that of лето.jsonl
    read.clear()
    ended = svodka.here("index", "--json")
    (taken,) = [one["reason"] for one in ended.report["skipped"]]
    assert re.fullmatch(TAKEN + "весна.jsonl", taken)
    assert svodka.found("суховей") == ["весна.jsonl"]
    assert svodka.found("зной") == ["весна.jsonl"]
    read.clear()
    assert svodka.here("index", "--json").skipped() == {"лето.jsonl": taken}
    assert read == ["лето.jsonl"]
    (folder / "весна.jsonl").unlink()
    assert run(svodka) == {"changed": 1, "unchanged": 6}
    assert svodka.found("зной") == ["лето.jsonl"]


def test_a_moved_file_keeps_its_former_ids(svodka: Svodka, folder: Path, read: list[str]) -> None:
    def id_of(query: str) -> Any:
        return svodka.here("search", query, "--json").report["results"][0]["id"]

    run(svodka, folder)
    before = id_of("листья")
    read.clear()
    (folder / "осень.txt").rename(folder / "октябрь.txt")
    assert run(svodka) == {"moved": 1, "unchanged": 6}
    (folder / "октябрь.txt").rename(folder / "ноябрь.txt")
    assert run(svodka) == {"moved": 1, "unchanged": 6}
    assert read == ["октябрь.txt", "ноябрь.txt"]
    article = sources_of(svodka).get(before)
    assert article is not None
    assert article.path == "ноябрь.txt"
    write(folder / "ноябрь.txt", "Осень\n\nВ парке сгребают листья и ветки.")
    run(svodka)
    changed = sources_of(svodka).get(before)
    assert changed is not None
    assert changed.text.endswith("ветки.")


def sources_of(svodka: Svodka) -> Any:
    from svodka.indexer.engines import open_engine

    return open_engine(f"whoosh:{svodka.index}")


def test_folders_are_noted_apart(
    svodka: Svodka, folder: Path, read: list[str], tmp_path: Path
) -> None:
    other = tmp_path / "архив"
    records(other / "зима.jsonl", "буран", "стужа")
    run(svodka, folder, other)
    read.clear()
    records(other / "зима.jsonl", "буран", "стужа:мороз")
    assert run(svodka, other) == {"changed": 1, "unchanged": 1}
    assert run(svodka) == {"unchanged": 9}
    assert read == ["зима.jsonl"]
    svodka.here("folders", "remove", other)
    assert run(svodka) == {"unchanged": 7}
    assert svodka.found("буран") == []


def test_a_folder_that_is_not_mounted_is_noticed(svodka: Svodka, folder: Path) -> None:
    run(svodka, folder)
    for path in folder.iterdir():
        path.unlink()
    ended = svodka.here("index", "--json")
    assert ended.code == 2
    assert "is it mounted?" in ended.err
    assert svodka.found("листья") == ["осень.txt"]
