"""Evaluation of the ranking on a small judged collection."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from svodka.indexer.commands.baseline import PlainRanking
from svodka.indexer.commands.cli import cli
from svodka.indexer.commands.evaluation import EvaluationError, evaluate

CORPUS = [
    {
        "id": "a",
        "title": "Мост через Волгу",
        "text": "В Саратове открыли мост. Движение по мосту начнётся утром.",
    },
    {"id": "b", "title": "Паром", "text": "Паромы на Волге ходят по расписанию."},
    {"id": "c", "title": "Сыр", "text": "Сыровары собрались на ярмарку."},
]
QUERIES = [
    {"id": "1", "text": "мосты"},
    {"id": "2", "text": "Волга", "self_doc": "a"},
    {"id": "3", "text": "жираф"},
]
QRELS = "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\t1\n3\tc\t1\n"


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "малый"
    folder.mkdir()
    for name, records in (("corpus", CORPUS), ("queries", QUERIES)):
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    return folder


def test_judges_each_query(dataset: Path) -> None:
    result = evaluate(dataset)
    assert (result.queries, result.documents) == (3, 3)
    # Two of three queries have their article first; no article mentions a giraffe.
    assert result.measures == pytest.approx(
        {"nDCG@10": 2 / 3, "R@100": 2 / 3, "RR@10": 2 / 3}, abs=1e-3
    )


def test_prints_one_object(dataset: Path) -> None:
    result = CliRunner().invoke(cli, ["eval", str(dataset), "--json"])
    assert json.loads(result.stdout).keys() == {
        "dataset",
        "queries",
        "documents",
        "nDCG@10",
        "R@100",
        "RR@10",
    }


@pytest.mark.parametrize(
    ("name", "damage"),
    [("queries.jsonl", "{"), ("qrels.tsv", "заголовок\nодно слово"), ("corpus.jsonl", "[]")],
)
def test_names_what_cannot_be_read(dataset: Path, name: str, damage: str) -> None:
    (dataset / name).write_text(damage, encoding="utf-8")
    with pytest.raises(EvaluationError, match=name):
        evaluate(dataset)


def test_plain_bm25_is_judged_on_the_same_queries(dataset: Path) -> None:
    result = CliRunner().invoke(cli, ["eval", str(dataset), "--baseline", "--json"])
    record = json.loads(result.stdout)
    assert record["baseline"].keys() == {"nDCG@10", "R@100", "RR@10"}
    # «мосты» and «Волга» find their articles by lemmas; the own article is left out.
    assert record["baseline"]["RR@10"] == pytest.approx(2 / 3, abs=1e-3)
    assert record["nDCG@10"] == pytest.approx(2 / 3, abs=1e-3)
    line = CliRunner().invoke(cli, ["eval", str(dataset), "--baseline"]).stdout.splitlines()[1]
    assert line.startswith("plain BM25  nDCG@10 0.66")


def test_the_baseline_has_the_classic_weights() -> None:
    plain = PlainRanking(
        [("long", "паром паром море небо берег"), ("short", "паром"), ("no", "сыр")]
    )
    assert plain.best("паромы", 10) == ["short", "long"]
    assert plain.best("паром сыр", 10) == ["no", "short", "long"]
    assert plain.best("паром сыр", 1) == ["no"]
    assert plain.best("жираф", 10) == []
    assert PlainRanking([]).best("паром", 10) == []
