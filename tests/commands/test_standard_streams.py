"""Commands with an output that cannot be written, or with bad folders."""

import os
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from running import Ended, Svodka

FULL = Path("/dev/full")
REFUSED = (
    "Error: Standard output cannot be written (No space left on device): "
    "give it another place, and run the command again\n"
)

pytestmark = pytest.mark.skipif(not FULL.exists(), reason="there is no /dev/full")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An article, and a file without one."""
    folder = tmp_path / "вести"
    folder.mkdir()
    (folder / "мост.txt").write_text(
        "Мост открыли\n\nПо нему прошёл первый трамвай.", encoding="utf-8"
    )
    (folder / "пусто.txt").write_text("", encoding="utf-8")
    return folder


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    return Svodka(tmp_path / "index")


def run(svodka: Svodka, *arguments: str | Path, **streams: Any) -> Ended:
    with svodka.start(*map(str, arguments), **streams) as process:
        out, err = process.communicate(timeout=60)
    return Ended(process.returncode, out or "", err or "")


def test_a_full_standard_output_is_one_line(svodka: Svodka, folder: Path) -> None:
    (folder / "пусто.txt").unlink()
    with FULL.open("w") as full:
        assert run(svodka, "index", folder, "--json", stdout=full) == Ended(2, "", REFUSED)
        assert svodka.found("трамвай") == ["мост.txt"]
        assert run(svodka, "search", "трамвай", stdout=full) == Ended(2, "", REFUSED)
        assert run(svodka, "--help", stdout=full) == Ended(2, "", REFUSED)
        assert run(svodka, "index", folder, "--json", stdout=full, stderr=full).code == 2


def test_what_standard_error_does_not_take_changes_nothing_else(
    svodka: Svodka, folder: Path
) -> None:
    with FULL.open("w") as full:
        ended = run(svodka, "index", folder, "--json", stderr=full)
        assert (ended.code, ended.report["total"]) == (1, 1)
        ended = run(svodka, "search", "трамвай", stderr=full)
        assert (ended.code, ended.out.splitlines()[0]) == (0, "Мост открыли")
        assert run(svodka, "search", "трамвай", "--index", "nowhere", stderr=full).code == 2


@pytest.mark.parametrize("closed", [(1,), (2,), (0, 1, 2)])
def test_closed_streams_are_nowhere(svodka: Svodka, folder: Path, closed: tuple[int, ...]) -> None:
    ended = run(svodka, "index", folder, "--json", preexec_fn=partial(list, map(os.close, closed)))
    assert ended.code == 1
    assert ended.err == ("" if 2 in closed else "Skipped пусто.txt: empty\n")
    assert (ended.out == "") == (1 in closed)
    assert svodka.found("трамвай") == ["мост.txt"]


def test_a_folder_for_temporary_files_is_not_needed(svodka: Svodka, folder: Path) -> None:
    ended = run(
        svodka, "index", folder, "--jobs", "2", env=environment(svodka) | {"TMPDIR": "/nowhere"}
    )
    assert (ended.code, ended.err) == (1, "Skipped пусто.txt: empty\n")


def environment(svodka: Svodka) -> dict[str, str]:
    root = Path(__file__).resolve().parents[2]
    return os.environ | {"SVODKA_INDEX": f"whoosh:{svodka.index}", "PYTHONPATH": str(root)}


def test_an_index_in_the_place_of_a_file(svodka: Svodka, folder: Path) -> None:
    svodka.index.write_text("")
    assert svodka.here("index", folder).err == (
        f"Error: {svodka.index} is a file, not a folder: give the index another place with "
        "--index\n"
    )
    below = Svodka(svodka.index / "index")
    assert below.here("index", folder) == svodka.here("index", folder)


def test_a_lock_that_cannot_be_written(svodka: Svodka, folder: Path) -> None:
    (svodka.index / "LOCK").mkdir(parents=True)
    ended = svodka.here("index", folder)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"Error: {svodka.index} cannot be written (Is a directory): mend that, and run svodka "
        "index again\n"
    )
