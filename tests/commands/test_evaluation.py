"""Evaluation of the ranking on a small judged collection."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

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
