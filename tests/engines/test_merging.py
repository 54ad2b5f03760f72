"""Which segments are merged, and merging in processes."""

import os
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from made_news import News
from running import Svodka

from svodka.indexer.engines.whoosh.write import merging_processes, policy, segment_writer
from svodka.indexer.errors import WorkerDiedError


@dataclass(eq=False)
class Segment:
    """A segment of a table of contents, as far as its policy needs it."""

    documents: int
    deleted: int = 0
    seals: dict[str, tuple[int, int]] = field(default_factory=lambda: {"a": (9_000_000, 0)})

    def doc_count(self) -> int:
        """The living documents."""
        return self.documents - self.deleted

    def doc_count_all(self) -> int:
        """All documents."""
        return self.documents

    def deleted_count(self) -> int:
        """The deleted documents."""
        return self.deleted


def settled(sizes: list[int]) -> list[int]:
    """The sizes of segments once nothing is due any more, ascending."""
    segments = [Segment(size) for size in sizes]
    while groups := policy.due(segments):
        gone = [segment for group in groups for segment in group]
        assert len(set(map(id, gone))) == len(gone)
        segments = [one for one in segments if one not in gone]
        segments += [Segment(sum(one.doc_count() for one in group)) for group in groups]
    return sorted(segment.documents for segment in segments)


def test_a_first_build_of_a_hundred_thousand_articles_merges_nothing() -> None:
    assert settled([27_000, 27_000, 27_000, 19_000]) == [19_000, 27_000, 27_000, 27_000]


def test_a_million_articles_end_in_sixteen_segments() -> None:
    sizes = settled([27_000] * 37)
    assert len(sizes) == 16
    assert sum(sizes) == 37 * 27_000


def test_the_largest_are_left_alone() -> None:
    assert settled([600_000] * 40) == [600_000] * 40


def test_small_segments_are_merged_by_tiers() -> None:
    assert settled([10] * 7 + [100] * 7) == [*[10] * 7, *[100] * 7]
    assert settled([10] * 8 + [100] * 6) == [80, *[100] * 6]
    assert settled([10] * 8 + [100] * 7) == [780]


def test_a_segment_of_deleted_documents_is_rewritten() -> None:
    segment = Segment(1_000, 400)
    assert policy.due([segment]) == [[segment]]
    assert policy.due([Segment(1_000, 200)]) == []


def groups_of(*sizes: int) -> list[list[Any]]:
    return [[Segment(size)] for size in sizes]


def test_large_groups_are_merged_in_processes() -> None:
    def merge(group: list[Any]) -> tuple[int, int]:
        return group[0].documents, os.getpid()

    found = merging_processes.merged(groups_of(10, 5_000, 3_000, 4_000), merge, 2)
    assert {size for size, _ in found} == {10, 5_000, 3_000, 4_000}
    assert [pid == os.getpid() for size, pid in sorted(found)] == [True, False, False, False]


def test_errors_of_a_process_are_raised_here() -> None:
    def merge(group: list[Any]) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        merging_processes.merged(groups_of(5_000, 3_000), merge, 2)


def test_a_killed_process_is_an_error() -> None:
    def merge(group: list[Any]) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(WorkerDiedError):
        merging_processes.merged(groups_of(5_000, 3_000), merge, 2)


def test_a_build_that_merges_in_processes_finds_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = News(tmp_path / "вести", 60, sentences=8)
    news.write(0)
    monkeypatch.setattr(segment_writer, "MAX_WORDS", 200)
    monkeypatch.setattr(merging_processes, "WORTH_A_PROCESS", 1)
    monkeypatch.setattr(policy, "SMALL", 0)
    monkeypatch.setattr(policy, "MERGE_FACTOR", 3)
    svodka = Svodka(tmp_path / "index")
    assert svodka.here("index", news.folder, "--jobs", "2").code == 0
    assert svodka.here("check").code == 0
    assert {
        query: svodka.here("search", query, "--json").report["total"] for query in news.totals(0)
    } == news.totals(0)
