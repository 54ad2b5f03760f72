"""Evaluate the ranking on a judged collection: a folder in BEIR form.

``corpus.jsonl`` (or ``.gz``) has articles with id, title and text. ``queries.jsonl`` has queries
with id and text. A query may name as ``self_doc`` the article that it was made from, which is left
out of its ranking. ``qrels.tsv`` has query-id, corpus-id and score.
"""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from svodka.indexer.article import Article
from svodka.indexer.documents.document import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.errors import SvodkaError
from svodka.indexer.results.request import MAX_LIMIT, SearchRequest
from svodka.indexer.search import Search

DEPTH = 100  # results that are judged


class EvaluationError(SvodkaError):
    """The dataset cannot be read, or the library of measures is not installed."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The figures of one dataset. ``measures`` have their usual names, and values from 0 to 1."""

    dataset: str
    queries: int
    documents: int
    measures: dict[str, float]


def evaluate(dataset: Path, url: str = "") -> Evaluation:
    """Index the corpus, rank it for each query, and judge the rankings.

    The index is made at the address ``url``, and stays there; without one, in a temporary folder.
    Raises EvaluationError, also if there is an index already.
    """
    ir_measures = _library()
    queries = {query["id"]: query for query in _records(dataset / "queries.jsonl")}
    judged = list(_judgements(dataset / "qrels.tsv"))
    with TemporaryDirectory(prefix="svodka-") as folder:
        url = url or f"whoosh:{folder}/index"
        documents = _index(url, dataset)
        search = Search(url)
        ranked = [
            ir_measures.ScoredDoc(id, doc, -rank)
            for id, query in queries.items()
            for rank, doc in enumerate(_ranking(search, query))
        ]
        search.close()
    qrels = [ir_measures.Qrel(*judgement) for judgement in judged]
    names = [ir_measures.nDCG @ 10, ir_measures.R @ 100, ir_measures.RR @ 10]
    figures = ir_measures.calc_aggregate(names, qrels, ranked)
    return Evaluation(
        dataset.name,
        len(queries),
        documents,
        {str(name): round(figures[name], 4) for name in names},
    )


def _ranking(search: Search, query: dict[str, Any]) -> list[str]:
    """The ids of the best articles as the pages of the API list them, without the query's own."""
    ids: list[str] = []
    page = 0
    while len(ids) < DEPTH:
        page += 1
        found = search.page(SearchRequest(query["text"], page=page, limit=MAX_LIMIT))
        ids += [one.article.id for one in found.results if one.article.id != query.get("self_doc")]
        if page >= found.pages:
            break
    return ids[:DEPTH]


def _index(url: str, dataset: Path) -> int:
    """Index the corpus, and return the number of its articles."""
    engine = open_engine(url)
    if engine.stamp() is not None:
        raise EvaluationError("there is an index at this address already: name another one")
    corpus = dataset / "corpus.jsonl"
    records = _records(corpus if corpus.exists() else dataset / "corpus.jsonl.gz")
    articles = (
        Article(record["id"], record.get("title", ""), record["text"], corpus.name)
        for record in records
    )
    write_all(engine, (prepare(article, "0" * 32) for article in articles), fresh=True)
    documents = engine.count()
    engine.close()
    return documents


def _records(path: Path) -> Iterator[dict[str, Any]]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8") as file
        ):
            for line in file:
                record = json.loads(line)
                yield record | {"id": str(record["_id"] if "_id" in record else record["id"])}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EvaluationError(
            f"{path} cannot be read as a part of a BEIR dataset: {error}"
        ) from error


def _judgements(path: Path) -> Iterator[tuple[str, str, int]]:
    try:
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            query, document, relevance = line.split("\t")
            yield query, document, int(relevance)
    except (OSError, ValueError) as error:
        raise EvaluationError(
            f"{path} cannot be read as a part of a BEIR dataset: {error}"
        ) from error


def _library() -> Any:
    try:
        import ir_measures
    except ImportError as error:
        raise EvaluationError(
            "Measures are taken by ir_measures: pip install 'svodka[eval]'"
        ) from error
    return ir_measures
