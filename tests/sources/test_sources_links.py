"""Links that appear while a folder is read lead nowhere."""

from pathlib import Path

import pytest

from svodka.indexer.sources import Candidate, Root, walk
from svodka.indexer.sources.signatures import signature_of

SECRET = "Пароль от сейфа лежит под ковром."


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder outside with a file of a known name, beside the folder ``root`` that is read."""
    for name in ("elsewhere", "root/a"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "elsewhere/z.txt").write_text(SECRET, "utf-8")
    (tmp_path / "root/a/a.txt").write_text("Паром вышел на линию.", "utf-8")
    (tmp_path / "root/a/z.txt").write_text("Паром вернулся.", "utf-8")
    return tmp_path / "elsewhere"


def read_all(root: Path, first: str, change: object) -> tuple[list[Candidate], list[str]]:
    """Read a folder; after its first file ``change`` is called."""
    skipped: list[str] = []
    candidates = walk([Root.at(root)], lambda path, reason: skipped.append(f"{path}: {reason}"))
    found = [next(candidates)]
    assert found[0].path == first
    assert callable(change)
    change()
    return [*found, *candidates], skipped


def as_link(path: Path, target: Path) -> None:
    path.rename(path.with_name(f".{path.name}"))
    path.symlink_to(target)


def test_a_folder_that_becomes_a_link_is_not_followed(elsewhere: Path) -> None:
    root = elsewhere.parent / "root"
    found, skipped = read_all(root, "a/a.txt", lambda: as_link(root / "a", elsewhere))
    assert [one.path for one in found] == ["a/a.txt"]
    assert skipped == ["a/z.txt: it, or a folder above it, became a link while the folder was read"]


def test_a_file_that_becomes_a_link_is_not_followed(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = elsewhere.parent / "root"
    as_link(root / "a" / "z.txt", elsewhere / "z.txt")
    for parts in (False, True):
        if parts:  # as on a system without /proc
            monkeypatch.setattr(Path, "readlink", lambda _path: Path())
        for file in (root / "a" / "z.txt", elsewhere.parent / "root/a/../a/z.txt"):
            assert signature_of(file) is None
        assert signature_of(root / "a" / "a.txt") is not None


def test_a_folder_above_that_becomes_a_link_is_not_listed(elsewhere: Path) -> None:
    root = elsewhere.parent / "root"
    (root / "b").mkdir()
    (root / "b/z.txt").write_text("Паром.", "utf-8")
    found, skipped = read_all(root, "a/a.txt", lambda: as_link(root / "b", elsewhere))
    assert [one.path for one in found] == ["a/a.txt", "a/z.txt"]
    assert skipped == ["b: a link out of the folder"]
