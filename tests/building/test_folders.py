"""Remembered folders: the set that is read, the articles that stay, and stable ids."""

import errno
import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from running import Svodka

from svodka.indexer.building import removal
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.remembered import Folder
from svodka.indexer.engines.whoosh.storage import memory
from svodka.indexer.engines.whoosh.storage.memory import FOLDERS, Memory


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    return Svodka(tmp_path / "index")


@pytest.fixture
def wires(tmp_path: Path) -> Path:
    """Two articles with numbered names, as scrapers give them."""
    write(tmp_path / "ленты/001.txt", "Ледокол вышел в море\n\nЛедокол ведёт караван к Певеку.")
    write(tmp_path / "ленты/002.txt", "Ярмарка в Кимрах\n\nНа ярмарке торгуют валенками.")
    return tmp_path / "ленты"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    """Two articles, one with the same name as one of the wires."""
    write(tmp_path / "газеты/001.txt", "Мельница восстановлена\n\nМельница снова мелет рожь.")
    write(tmp_path / "газеты/003.txt", "Сезон лыж\n\nЛыжню проложили через бор.")
    return tmp_path / "газеты"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def ids(svodka: Svodka) -> dict[str, str]:
    """The ids of all articles, by a word that only one article has."""
    words = ("ледокол", "ярмарка", "мельница", "лыжня")
    found = {word: svodka.here("search", word, "--json").report["results"] for word in words}
    return {word: results[0]["id"] for word, results in found.items() if results}


def remembered(svodka: Svodka) -> list[tuple[str, str, int]]:
    return [
        (one["folder"], one["label"], one["articles"])
        for one in json.loads(svodka.here("folders", "--json").out)["folders"]
    ]


def test_without_folders_those_that_are_remembered_are_read(
    svodka: Svodka, wires: Path, papers: Path
) -> None:
    assert svodka.here("index", wires, papers, "--json").counts() == {"added": 4}
    write(papers / "004.txt", "Лоси у дороги\n\nЛоси вышли к трассе.")
    ended = svodka.here("index", "--json")
    assert (ended.code, ended.counts()) == (0, {"added": 1, "unchanged": 4})
    assert ended.report["folders"] == [
        {"folder": str(wires), **dict.fromkeys(NAMES, 0), "unchanged": 2},
        {"folder": str(papers), **dict.fromkeys(NAMES, 0), "added": 1, "unchanged": 2},
    ]
    assert remembered(svodka) == [(str(wires), "", 2), (str(papers), "газеты", 3)]


NAMES = ("added", "changed", "moved", "removed", "unchanged", "kept")


def test_an_index_that_knows_no_folder_asks_for_one(svodka: Svodka) -> None:
    ended = svodka.here("index")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "Error: The index knows no folder yet: name the one that holds the articles, svodka "
        "index FOLDER\n"
    )
    assert not svodka.index.exists()


def test_first_is_read_where_none_is_remembered_and_never_after(
    svodka: Svodka, wires: Path, papers: Path
) -> None:
    assert svodka.here("index", "--first", papers, "--json").counts() == {"added": 2}
    assert svodka.here("index", "--first", wires, "--json").counts() == {"unchanged": 2}
    assert [place for place, _, _ in remembered(svodka)] == [str(papers)]


@pytest.mark.parametrize("full", [(), ("--full",)])
def test_one_folder_is_brought_up_to_date_and_others_stay(
    svodka: Svodka, wires: Path, papers: Path, full: tuple[str, ...]
) -> None:
    svodka.here("index", wires)
    before = ids(svodka)
    ended = svodka.here("index", papers, "--json", *full)
    assert ended.counts() == {"added": 2, **({"unchanged": 2} if full else {})}
    assert ended.report["total"] == 4
    (wires / "002.txt").unlink()
    (papers / "003.txt").unlink()
    assert svodka.here("index", papers, "--json").counts() == {"removed": 1, "unchanged": 1}
    assert svodka.found("валенки") == ["002.txt"]
    assert before.items() <= ids(svodka).items()


def test_the_summary_says_what_became_of_each_folder(
    svodka: Svodka, wires: Path, papers: Path
) -> None:
    svodka.here("index", wires)
    write(papers / "004.txt", "Лоси у дороги\n\nЛоси вышли к трассе.")
    assert svodka.here("index", papers).out.splitlines() == [
        "Articles in the index: 5 (3 added, 0 changed, 0 moved, 0 removed, 0 unchanged).",
        f"  {papers}: 3 (3 added, 0 changed, 0 moved, 0 removed, 0 unchanged)",
        "  2 articles of other folders stay as they were",
    ]


def test_equal_names_in_two_folders_are_two_articles(
    svodka: Svodka, wires: Path, papers: Path
) -> None:
    svodka.here("index", wires)
    before = ids(svodka)
    svodka.here("index", papers)
    after = ids(svodka)
    assert len(set(after.values())) == 4
    assert before.items() <= after.items()
    assert svodka.found("ледокол | мельница") == ["001.txt", "газеты/001.txt"]


def test_ids_are_the_same_on_another_machine(
    svodka: Svodka, wires: Path, papers: Path, tmp_path: Path
) -> None:
    svodka.here("index", wires)
    svodka.here("index", papers)
    other = Svodka(tmp_path / "другая машина" / "index")
    for folder in (wires, papers):
        shutil.copytree(folder, tmp_path / "другая машина" / folder.name)
    other.here("index", tmp_path / "другая машина" / "ленты", tmp_path / "другая машина" / "газеты")
    assert ids(other) == ids(svodka)


def test_a_renamed_folder_is_known_again(svodka: Svodka, wires: Path, papers: Path) -> None:
    svodka.here("index", wires, papers)
    before = ids(svodka)
    place = papers.rename(papers.with_name("пресса"))
    write(place / "004.txt", "Лоси у дороги\n\nЛоси вышли к трассе.")
    assert svodka.here("index", place, "--json").counts() == {"added": 1, "unchanged": 2}
    assert ids(svodka) == before
    assert remembered(svodka) == [(str(wires), "", 2), (str(place), "газеты", 3)]


def test_another_folder_of_equal_names_is_not_taken_for_one_that_is_gone(
    svodka: Svodka, wires: Path, papers: Path
) -> None:
    svodka.here("index", papers)
    shutil.rmtree(papers)
    assert svodka.here("index", wires, "--json").counts() == {"added": 2}
    assert svodka.here("search", "мельница").code == 0


def test_a_move_can_be_told(svodka: Svodka, wires: Path, papers: Path) -> None:
    svodka.here("index", wires, papers)
    before = ids(svodka)
    place = papers.rename(papers.with_name("пресса"))
    ended = svodka.here("index")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert ended.err.startswith(f"Error: {papers}: there is no such folder")
    assert "is it mounted?" in ended.err
    assert svodka.here("folders", "move", papers, place).code == 0
    assert svodka.here("index", "--json").counts() == {"unchanged": 4}
    assert ids(svodka) == before


def test_a_link_that_is_switched_is_followed(
    svodka: Svodka, wires: Path, papers: Path, tmp_path: Path
) -> None:
    link = tmp_path / "current"
    link.symlink_to(wires)
    svodka.here("index", link)
    link.unlink()
    link.symlink_to(papers)
    assert svodka.here("index", "--json").counts() == {"added": 1, "changed": 1, "removed": 1}


def test_moved_files_are_found_at_their_old_addresses(svodka: Svodka, wires: Path) -> None:
    svodka.here("index", wires)
    first = ids(svodka)["ледокол"]
    old = [first]
    for number, name in enumerate(("раз.txt", "папка/два.txt", "три.txt")):
        (wires / name).parent.mkdir(exist_ok=True)
        next(path for path in wires.rglob("*.txt") if path.name != "002.txt").rename(wires / name)
        ended = svodka.here("index", "--json", *(["--full"] if number == 1 else []))
        assert ended.counts() == {"moved": 1, "unchanged": 1}
        now = ids(svodka)["ледокол"]
        assert now not in old
        assert [current_id(svodka, id) for id in old] == [now] * len(old)
        old.append(now)
    write(wires / "три.txt", "Ледокол вернулся\n\nЛедокол привёл караван из Певека.")
    assert svodka.here("index", "--json").counts() == {"changed": 1, "unchanged": 1}
    assert [current_id(svodka, id) for id in old] == [old[-1]] * len(old)
    (wires / "три.txt").rename(wires / "001.txt")
    svodka.here("index")
    assert [current_id(svodka, id) for id in old] == [first] * len(old)
    (wires / "001.txt").unlink()
    svodka.here("index")
    assert [current_id(svodka, id) for id in old] == [None] * len(old)


def current_id(svodka: Svodka, id: str) -> str | None:
    """The current id of the article that has, or had, this id."""
    article = open_engine(f"whoosh:{svodka.index}").get(id)
    return article.id if article else None


def test_an_old_address_belongs_to_the_article_that_has_it_now(svodka: Svodka, wires: Path) -> None:
    svodka.here("index", wires)
    first = ids(svodka)["ледокол"]
    (wires / "001.txt").rename(wires / "009.txt")
    write(wires / "001.txt", "Мельница восстановлена\n\nМельница снова мелет рожь.")
    svodka.here("index")
    assert ids(svodka)["мельница"] == first == current_id(svodka, first)


def test_folders_are_added_and_removed(svodka: Svodka, wires: Path, papers: Path) -> None:
    svodka.here("index", wires)
    assert svodka.here("folders", "add", papers).code == 0
    assert remembered(svodka) == [(str(wires), "", 2), (str(papers), "газеты", 0)]
    assert svodka.here("index", "--json").counts() == {"added": 2, "unchanged": 2}
    ended = svodka.here("folders", "remove", papers)
    assert (ended.code, ended.out) == (
        0,
        f"{papers} is forgotten; taken out of the index: 2 articles\n",
    )
    assert svodka.found("ледокол | мельница") == ["001.txt"]
    assert svodka.here("index", "--json").counts() == {"unchanged": 2}
    assert papers.exists()
    refused = svodka.here("folders", "remove", papers)
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert str(wires) in refused.err


def test_folders_are_listed_for_people(svodka: Svodka, wires: Path) -> None:
    assert svodka.here("folders").out == "The index remembers no folder yet: svodka index FOLDER\n"
    svodka.here("index", wires)
    assert svodka.here("folders").out == f"{wires}: 2 articles\n"


def test_the_index_may_be_named_behind_the_command(
    svodka: Svodka, wires: Path, papers: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    svodka.here("index", wires)
    svodka.here("index", papers, "--index", other)
    place = papers.rename(tmp_path / "moved")
    assert svodka.here("folders", "move", papers, place, "--index", other).code == 0
    assert svodka.here("folders", "list", "--index", other).out == f"{place}: 2 articles\n"
    assert svodka.here("folders", "list").out == f"{wires}: 2 articles\n"


def test_what_was_interrupted_between_folders_and_articles_is_put_right(
    svodka: Svodka, wires: Path, papers: Path
) -> None:
    svodka.here("index", wires, papers)
    both = (svodka.index / FOLDERS).read_bytes()
    svodka.here("folders", "remove", papers)
    one = (svodka.index / FOLDERS).read_bytes()
    (svodka.index / FOLDERS).write_bytes(both)  # as if a run died after the folder was remembered
    assert svodka.here("index", "--json").counts() == {"added": 2, "unchanged": 2}
    # As if a removal died before the articles were deleted.
    (svodka.index / FOLDERS).write_bytes(one)
    assert svodka.here("index", "--json").counts() == {"unchanged": 2, "removed": 2}


def test_a_folder_within_another_is_read_with_it(
    svodka: Svodka, wires: Path, tmp_path: Path
) -> None:
    write(wires / "архив/004.txt", "Лоси у дороги\n\nЛоси вышли к трассе.")
    svodka.here("index", wires)
    assert svodka.here("index", wires / "архив", "--json").counts() == {"unchanged": 3}
    assert [place for place, _, _ in remembered(svodka)] == [str(wires)]


def test_a_folder_around_another_takes_its_place(
    svodka: Svodka, wires: Path, tmp_path: Path
) -> None:
    root = tmp_path / "всё"
    shutil.copytree(wires, root / "ленты")
    svodka.here("index", root / "ленты")
    before = ids(svodka)
    ended = svodka.here("index", root, "--json")
    assert ended.counts() == {"moved": 2}
    assert [place for place, _, _ in remembered(svodka)] == [str(root)]
    assert {word: current_id(svodka, id) for word, id in before.items()} == ids(svodka)


def test_a_file_that_is_no_article_is_refused(svodka: Svodka, tmp_path: Path) -> None:
    (tmp_path / "снимок.jpg").write_bytes(b"\xff\xd8")
    ended = svodka.here("index", tmp_path / "снимок.jpg")
    assert (ended.code, ended.err) == (2, f"Error: {tmp_path}/снимок.jpg: not a file of articles\n")


@pytest.mark.parametrize("options", [(), ("--full",)])
def test_an_empty_folder_is_believed_only_when_told(
    svodka: Svodka, wires: Path, papers: Path, options: tuple[str, ...]
) -> None:
    svodka.here("index", wires, papers)
    before = svodka.files()
    shutil.rmtree(papers)
    papers.mkdir()
    ended = svodka.here("index", *options)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"Error: {papers} holds no articles, but the index has 2 from it: is it mounted? "
        "--allow-removal takes them out of the index\n"
    )
    assert svodka.files() == before
    assert svodka.here("index", wires, *options).code == (2 if options else 0)
    ended = svodka.here("index", "--allow-removal", "--json", *options)
    assert (ended.code, ended.counts()) == (0, {"unchanged": 2, "removed": 2})


def test_most_of_many_articles_are_not_taken_out_unasked(
    svodka: Svodka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "MOST_REMOVED", 4)
    folder = tmp_path / "вести"
    for number in range(10):
        write(folder / f"{number}.txt", f"Выпуск {number}\n\nНомер {number} вышел в срок.")
    svodka.here("index", folder)
    for number in range(5):
        (folder / f"{number}.txt").rename(folder / f"новый {number}.txt")
    assert svodka.here("index", "--json").counts() == {"moved": 5, "unchanged": 5}
    for number in range(5):
        (folder / f"новый {number}.txt").unlink()
    assert svodka.here("index", "--json").counts() == {"removed": 5, "unchanged": 5}
    for number in range(10, 16):
        write(folder / f"{number}.txt", f"Выпуск {number}\n\nНомер {number} вышел в срок.")
    svodka.here("index")
    for number in range(5, 11):
        (folder / f"{number}.txt").unlink()
    ended = svodka.here("index")
    assert ended.code == 2
    assert ended.err.startswith(
        f"Error: {folder} lacks 6 of the 11 articles that the index has: is it mounted?"
    )
    assert svodka.here("index", "--allow-removal", "--json").counts() == {
        "removed": 6,
        "unchanged": 5,
    }


def test_the_guard_holds_when_the_catalog_cannot_be_read(svodka: Svodka, wires: Path) -> None:
    """The remembered folders survive damage of all other files."""
    svodka.here("index", wires)
    for file in svodka.generation().iterdir():
        file.write_bytes(b"")
    for path in wires.iterdir():
        path.unlink()
    ended = svodka.here("index")
    assert (ended.code, "is it mounted?" in ended.err) == (2, True)
    write(wires / "001.txt", "Ледокол вышел в море\n\nЛедокол ведёт караван к Певеку.")
    assert svodka.here("index", "--json").report["total"] == 1


def test_damaged_memory_is_named_and_never_guessed(
    svodka: Svodka, wires: Path, papers: Path
) -> None:
    svodka.here("index", wires, papers)
    before = ids(svodka)
    (svodka.index / FOLDERS).write_bytes(b"{}")
    ended = svodka.here("index")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "name all folders again" in ended.err
    assert svodka.here("search", "ледокол").code == 0
    ended = svodka.here("index", wires)
    assert (ended.code, "name all of them" in ended.err) == (2, True)
    assert svodka.here("check").code == 2
    ended = svodka.here("index", wires, papers, "--json")
    assert (ended.code, ended.report["total"]) == (0, 4)
    assert ids(svodka) == before
    assert svodka.here("check").code == 0


def test_a_run_that_fails_remembers_nothing_new(
    svodka: Svodka, wires: Path, papers: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    svodka.here("index", wires)
    before = svodka.files()
    from svodka.indexer.engines.whoosh.write.change import Change

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Change, "commit", fail)
    assert svodka.here("index", papers).code == 2
    assert svodka.files() == before
    assert [place for place, _, _ in remembered(svodka)] == [str(wires)]


@pytest.mark.parametrize("written", [0, 1, 2])
def test_a_full_disk_changes_no_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: int
) -> None:
    """The disk is full after some files: those that were, and those that the change writes."""
    Memory(tmp_path).remember([Folder("/srv/вести", "")])
    before = sorted(tmp_path.iterdir())
    sizes = iter(range(9))

    def fill(path: Path, content: bytes) -> None:
        full = next(sizes) >= written
        path.write_bytes(content[:20] if full else content)
        if full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(memory, "write_synced", fill)
    changed = Memory(tmp_path)
    with suppress(OSError):
        changed.remember([Folder("/srv/вести", ""), Folder("/srv/ещё", "2")])
    changed.take_back()
    assert [folder.place for folder in Memory(tmp_path).folders()] == ["/srv/вести"]
    assert sorted(tmp_path.iterdir()) == before
