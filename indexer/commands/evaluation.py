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
from svodka.indexer.commands.baseline import PlainRanking
from svodka.indexer.documents.preparation import prepare
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
    """The figures of one dataset. ``measures`` have their usual names, and values from 0 to 1.

    ``baseline`` has the same measures of plain BM25, None if it was not asked for.
    """

    dataset: str
    queries: int
    documents: int
    measures: dict[str, float]
    baseline: dict[str, float] | None = None


def evaluate(dataset: Path, url: str = "", *, baseline: bool = False) -> Evaluation:
    """Index the corpus, rank it for each query, and judge the rankings.

    The index is made at the address ``url``, and stays there; without one, in a temporary folder.
    With ``baseline``, plain BM25 over the same lemmas is judged too. Raises EvaluationError, also
    if there is an index already.
    """
    _library()
    queries = list(_records(dataset / "queries.jsonl"))
    judged = list(_judgements(dataset / "qrels.tsv"))
    with TemporaryDirectory(prefix="svodka-") as folder:
        url = url or f"whoosh:{folder}/index"
        documents = _index(url, dataset)
        search = Search(url)
        ranked = {query["id"]: _ranking(search, query) for query in queries}
        search.close()
    measures = _measured(judged, ranked)
    plain = _measured(judged, _plain_rankings(dataset, queries)) if baseline else None
    return Evaluation(dataset.name, len(ranked), documents, measures, plain)


def _measured(judged: list[tuple[str, str, int]], ranked: dict[str, list[str]]) -> dict[str, float]:
    """The measures of rankings: the ids of the best documents for each query."""
    ir_measures = _library()
    names = [ir_measures.nDCG @ 10, ir_measures.R @ 100, ir_measures.RR @ 10]
    run = [
        ir_measures.ScoredDoc(query, doc, -rank)
        for query, docs in ranked.items()
        for rank, doc in enumerate(docs)
    ]
    qrels = [ir_measures.Qrel(*judgement) for judgement in judged]
    figures = ir_measures.calc_aggregate(names, qrels, run)
    return {str(name): round(figures[name], 4) for name in names}


def _plain_rankings(dataset: Path, queries: list[dict[str, Any]]) -> dict[str, list[str]]:
    """The rankings of plain BM25, without the query's own article."""
    plain = PlainRanking(
        (record["id"], f"{record.get('title', '')}\n{record['text']}")
        for record in _corpus(dataset)
    )
    ranked: dict[str, list[str]] = {}
    for query in queries:
        best = plain.best(query["text"], DEPTH + 1)
        ranked[query["id"]] = [id for id in best if id != query.get("self_doc")][:DEPTH]
    return ranked


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
    articles = (
        Article(record["id"], record.get("title", ""), record["text"], "corpus.jsonl")
        for record in _corpus(dataset)
    )
    write_all(engine, (prepare(article, "0" * 32) for article in articles), fresh=True)
    documents = engine.count()
    engine.close()
    return documents


def _corpus(dataset: Path) -> Iterator[dict[str, Any]]:
    corpus = dataset / "corpus.jsonl"
    return _records(corpus if corpus.exists() else dataset / "corpus.jsonl.gz")


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
