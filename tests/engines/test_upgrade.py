"""Another version of the program builds its index beside the one that is served."""

import os
import shutil
import tarfile
import time
from pathlib import Path

import pytest
from kept_index import EARLIER, PLACE, TEXTS, write_texts
from running import Svodka

from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine, Maintainable
from svodka.indexer.engines.whoosh.format import schema
from svodka.indexer.engines.whoosh.storage.pointers import KEPT
from svodka.indexer.errors import IndexCorrupt, IndexStale, UnusableIndexError
from svodka.indexer.query.parser import parse
from svodka.indexer.results.overview import Overview
from svodka.indexer.search import Search
from svodka.webapp.app import create_app

BRIDGES = 2  # of the texts name a bridge
# The ids that the earlier version gave.
IDS = {
    "bridge.txt": "9a63978d052cb1ab2ab7",
    "harvest.txt": "7ff676597e50efe25926",
    "museum.txt": "3987c9d2f2173dd40f4f",
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles and an index of this version."""
    folder = tmp_path_factory.mktemp("built")
    (folder / "articles").mkdir()
    write_texts(folder / "articles")
    build(open_engine(f"whoosh:{folder}/index"), [folder / "articles"], jobs=1)
    return folder


@pytest.fixture
def place(built: Path, tmp_path: Path) -> Path:
    """A copy of that folder's index, beside the same articles."""
    shutil.copytree(built / "index", tmp_path / "index")
    return tmp_path / "index"


@pytest.fixture
def articles(built: Path) -> Path:
    return built / "articles"


def opened(place: Path) -> Engine:
    return open_engine(f"whoosh:{place}")


def found(engine: Engine) -> int:
    return engine.search(parse("мост").tree, limit=10).total


def names(place: Path) -> set[str]:
    """The pointers and generations of an index."""
    return {path.name for path in place.iterdir() if path.name.startswith(("CURRENT", "gen-"))}


def age(place: Path, seconds: float) -> None:
    """Make the pointer of the next version older."""
    (pointer,) = place.glob("CURRENT-*")
    os.utime(pointer, (time.time() - seconds, time.time() - seconds))


def test_both_versions_answer(place: Path, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = opened(place)
    assert found(before) == BRIDGES
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    after = opened(place)
    with pytest.raises(IndexStale):
        found(after)
    build(after, [articles], jobs=1)
    assert found(after) == found(before) == BRIDGES
    assert len(names(place)) == 4
    assert isinstance(after, Maintainable)
    assert after.check().faults == after.check().strays == []
    again = before.stamp()
    assert again == before.own_stamp()  # the version before sees no reason to build anything


def test_the_way_back_is_open(place: Path, articles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both versions go on with changes of their own, also with whole new generations."""
    before = opened(place)
    with monkeypatch.context() as patch:
        patch.setattr(schema, "VERSION", schema.VERSION + 1)
        after = opened(place)
        build(after, [articles], jobs=1)
    build(before, [articles], jobs=1, full=True)
    assert found(after) == found(before) == BRIDGES
    build(after, [articles], jobs=1, full=True)
    assert found(after) == found(before) == BRIDGES
    assert len(names(place)) == 4


def test_in_a_week_one_version_is_left(
    place: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    after = opened(place)
    build(after, [articles], jobs=1)
    age(place, KEPT - 60)
    build(after, [articles], jobs=1)
    assert len(names(place)) == 4
    age(place, KEPT + 60)
    build(after, [articles], jobs=1)
    assert names(place) == {"CURRENT", "gen-000002"}
    assert found(after) == found(opened(place)) == BRIDGES


def test_a_killed_upgrade_changes_nothing(
    place: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = opened(place)
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    after = opened(place)
    monkeypatch.setattr(Path, "replace", _refuse)
    with pytest.raises(UnusableIndexError, match="full"):
        build(after, [articles], jobs=1)
    monkeypatch.undo()
    assert found(before) == BRIDGES
    assert names(place) <= {"CURRENT", "CURRENT.new", "CURRENT.old", "gen-000001", "gen-000002"}


def _refuse(path: Path, target: Path) -> Path:
    if Path(target).name.startswith("CURRENT"):
        raise OSError("full")
    return path.rename(target)


def test_a_damaged_pointer_is_named_and_mended(
    place: Path, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    after = opened(place)
    build(after, [articles], jobs=1)
    (pointer,) = place.glob("CURRENT-*")
    pointer.write_text("gen-000099 00000000\n")
    with pytest.raises(IndexCorrupt, match=pointer.name):
        found(after)
    assert isinstance(after, Maintainable)
    assert [fault.file for fault in after.check().faults] == [pointer.name]
    build(after, [articles], jobs=1)
    assert found(after) == BRIDGES


def test_the_start_page_says_that_another_version_built_the_index(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    site = create_app({"INDEX": f"whoosh:{place}"}).test_client()
    start = site.get("/")
    assert start.status_code == 200
    assert "Индекс устарел" in start.text
    assert "продолжают отвечать" in start.text


@pytest.fixture
def earlier(tmp_path: Path) -> Svodka:
    """The index that an earlier version wrote, restored from its archive."""
    with tarfile.open(EARLIER) as packed:
        packed.extractall(tmp_path, filter="data")
    return Svodka(tmp_path / "index")


def test_an_earlier_index_is_moved_and_upgraded(earlier: Svodka, tmp_path: Path) -> None:
    """Folders and ids stay; what the earlier version reads stays beside the new index."""
    (tmp_path / "articles").mkdir()
    write_texts(tmp_path / "articles")
    moved = earlier.here("folders", "move", str(PLACE), tmp_path / "articles")
    assert moved.code == 0, moved.err
    was = names(earlier.index)
    updated = earlier.here("index", "--json")
    assert updated.code == 0, updated.err
    assert updated.report["total"] == len(TEXTS)
    assert updated.report["removed"] == 0
    assert was <= names(earlier.index)
    assert earlier.found("мост") == ["bridge.txt", "harvest.txt"]
    assert _ids(earlier) == IDS


def _ids(svodka: Svodka) -> dict[str, str]:
    results = svodka.here("search", "*", "--json").report["results"]
    return {result["path"]: result["id"] for result in results}


def test_a_copy_is_a_backup(place: Path, tmp_path: Path) -> None:
    """As the recipe says: copy the folder, and check the copy."""
    shutil.copytree(place, tmp_path / "backup")
    checked = Svodka(tmp_path / "backup").here("check")
    assert checked.code == 0, checked.err
    shutil.rmtree(place)
    shutil.copytree(tmp_path / "backup", place)
    overview: Overview = Search(f"whoosh:{place}").overview()
    assert overview.articles == len(TEXTS)
