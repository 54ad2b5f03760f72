"""The commands on an index in a cluster, by its address alone."""

import json
import shutil
from pathlib import Path

import pytest
from made_news import News
from running import ROOT, Ended, Svodka, serving
from shared_cluster import shared_url

from svodka.indexer.engines import open_engine


class InCluster(Svodka):
    """The command on one index in a cluster."""

    def at(self, url: str, *arguments: str | Path) -> Ended:
        """Run a command with this index."""
        return self.here(*arguments, "--index", url)


@pytest.fixture
def svodka(tmp_path: Path) -> InCluster:
    return InCluster(tmp_path / "nothing")


@pytest.fixture
def url() -> str:
    return shared_url()


def test_an_index_is_built_asked_and_changed(svodka: InCluster, url: str, tmp_path: Path) -> None:
    folder = tmp_path / "вести"
    shutil.copytree(ROOT / "seeds", folder)
    first = svodka.at(url, "index", folder, "--jobs", "2", "--json")
    assert (first.code, first.err) == (0, "")
    assert first.report["added"] == open_engine(url).count() > 0
    again = svodka.at(url, "index", "--json")
    assert (again.report["added"], again.report["changed"], again.report["removed"]) == (0, 0, 0)
    (folder / "паром.txt").write_text("Новый паром\n\nПаром ходит через залив.", "utf-8")
    assert svodka.at(url, "index", "--json").report["added"] == 1
    found = svodka.at(url, "search", "паромом", "--json", "--strict")
    assert "паром.txt" in [result["path"] for result in found.report["results"]]
    stats = svodka.at(url, "stats", "--json").report
    assert stats["articles"] == first.report["added"] + 1
    assert [one["folder"] for one in stats["folders"]] == [str(folder)]
    assert svodka.at(url, "check", "--json").report["ok"]
    assert not svodka.index.exists()


def test_both_engines_give_the_same_page(svodka: InCluster, url: str, tmp_path: Path) -> None:
    here = f"whoosh:{tmp_path / 'index'}"
    News(tmp_path / "вести", 60).write(0)
    assert svodka.at(here, "index", ROOT / "seeds", tmp_path / "вести").code == 0
    copied = svodka.here("copy", here, url)
    assert (copied.code, copied.err) == (0, "")
    assert svodka.at(url, "index").code == 0  # nothing is to be read again
    assert open_engine(url).folders() == open_engine(here).folders()
    for query in ("товарооборот", '"южный кавказ"', "город | область", "город -область", "гор*"):
        options = ("--counts", "--sort", "newest", "--json")  # scores may differ a little
        pages = [svodka.at(place, "search", query, *options) for place in (here, url)]
        first, second = (page.report for page in pages)
        for report in (first, second):
            report.pop("took_ms")
            for result in report["results"]:
                result.pop("score")
        assert first == second, query


def test_a_copy_replaces_nothing_unasked(svodka: InCluster, url: str, tmp_path: Path) -> None:
    here = f"whoosh:{tmp_path / 'index'}"
    assert svodka.at(here, "index", ROOT / "seeds").code == 0
    assert svodka.here("copy", here, url).code == 0
    before = open_engine(url).version()
    refused = svodka.here("copy", here, url)
    assert (refused.code, refused.out) == (2, "")
    assert "--replace" in refused.err
    assert open_engine(url).version() == before
    assert svodka.here("copy", here, url, "--replace").code == 0
    assert open_engine(url).version() != before
    assert svodka.here("copy", url, f"whoosh:{tmp_path / 'back'}").code == 0
    assert set(open_engine(here).catalog()) == set(
        open_engine(f"whoosh:{tmp_path / 'back'}").catalog()
    )


def test_the_site_serves_an_index_in_a_cluster(
    svodka: InCluster, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    News(tmp_path / "вести", 40).write(0)
    assert svodka.at(url, "index", tmp_path / "вести").code == 0
    with serving(svodka, "--workers", "1", "--index", url) as site:
        status, answer = site.get("/api/search", q="новости")
        assert status == 200
        assert answer["query"] == "новости"
        assert site.get("/healthz") == (200, {"status": "ok"})
        assert site.open("/")[0] == 200


def test_a_ranking_is_judged_in_a_cluster(svodka: InCluster, url: str, tmp_path: Path) -> None:
    texts = {"a": "Завод выпустил сталь.", "b": "Река вышла из берегов.", "c": "Паром ходит."}
    records = [{"_id": id, "title": "Новость", "text": text} for id, text in texts.items()]
    lines = "\n".join(json.dumps(record) for record in records)
    (tmp_path / "corpus.jsonl").write_text(lines, "utf-8")
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "заводы"}', "utf-8")
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n", "utf-8")
    judged = svodka.here("eval", tmp_path, "--at", url, "--json")
    assert judged.report["nDCG@10"] == 1
    again = svodka.here("eval", tmp_path, "--at", url)
    assert again.code == 2
    assert "another one" in again.err
