"""`svodka index` on every format, encoding and bad input: good ones are found, bad ones named."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from running import Ended, Svodka
from sources_zoo import Zoo, make_zoo


@dataclass(frozen=True)
class Visit:
    """The folder, its index, and the result of the command that built it."""

    zoo: Zoo
    svodka: Svodka
    ended: Ended


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """The zoo, indexed by a process; a hang fails at the time limit."""
    folder = tmp_path_factory.mktemp("zoo")
    zoo, svodka = make_zoo(folder / "статьи"), Svodka(folder / "index")
    return Visit(zoo, svodka, svodka.run("index", zoo.folder, "--json", "--jobs", "2"))


def assert_named(zoo: Zoo, ended: Ended) -> None:
    """The report and standard error name exactly the bad files, with reasons."""
    named = ended.skipped()
    assert named.keys() == zoo.bad.keys()
    assert {
        path: named[path] for path, reason in zoo.bad.items() if reason not in named[path]
    } == {}


def test_the_good_are_found(visit: Visit) -> None:
    wanted = {(path, word) for path, words in visit.zoo.good.items() for word in words.split()}
    assert {(path, word) for path, word in wanted if path not in visit.svodka.found(word)} == set()


def test_what_should_not_be_read_is_not_found(visit: Visit) -> None:
    assert visit.svodka.found("невидимка") == []
    assert visit.ended.report["total"] == visit.ended.report["added"] >= len(visit.zoo.good)


def test_the_bad_are_named(visit: Visit) -> None:
    assert_named(visit.zoo, visit.ended)


def test_other_formats_are_counted_in_one_line(visit: Visit) -> None:
    assert visit.ended.report["passed_over"] == Counter(visit.zoo.other.values())
    told = [line for line in visit.ended.err.splitlines() if line.startswith("Passed over ")]
    assert told == ["Passed over 2 files that are no article format: .png (1), no ending (1)"]


@pytest.mark.parametrize("options", [(), ("--full",), ("--jobs", "1")])
def test_another_run_finds_all_unchanged(visit: Visit, options: tuple[str, ...]) -> None:
    ended = visit.svodka.here("index", visit.zoo.folder, "--json", *options)
    assert_named(visit.zoo, ended)
    assert ended.counts() == {"unchanged": visit.ended.report["total"]}
    assert visit.svodka.here("check").code == 0


def test_the_report_in_words_is_all_that_is_printed(visit: Visit) -> None:
    ended = visit.svodka.here("index", visit.zoo.folder)
    total, skipped = visit.ended.report["total"], len(visit.ended.report["skipped"])
    assert (ended.code, ended.out) == (
        1,
        f"Articles in the index: {total} "
        f"(0 added, 0 changed, 0 moved, 0 removed, {total} unchanged; {skipped} skipped).\n",
    )


def test_every_bad_input_alone_leaves_an_empty_index(visit: Visit, tmp_path: Path) -> None:
    svodka = Svodka(tmp_path / "index")
    bad = [
        path
        for path in visit.zoo.bad
        if path not in visit.zoo.good and (visit.zoo.folder / path).is_file()
    ]
    for path in bad:
        ended = svodka.here("index", visit.zoo.folder / path, "--json")
        if ended.code == 2:  # refused as a whole, which is as good
            assert ended.err.startswith("Error: ")
            assert ended.err.count("\n") == 1
        else:
            assert (ended.code, ended.report["total"]) == (1, 0), (path, ended)
