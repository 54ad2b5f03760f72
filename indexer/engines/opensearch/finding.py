"""Find and rank the articles that match a tree, in one state of an index."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from time import monotonic
from typing import Any

from svodka.indexer.article import Article
from svodka.indexer.engines.opensearch.clauses import MOST_CLAUSES, clauses, expandable
from svodka.indexer.engines.opensearch.client import READ_TIME, Client, RefusedError
from svodka.indexer.engines.opensearch.counting import COUNTS, counts_of, timeline_of
from svodka.indexer.engines.opensearch.hits import article_of, hit_of, one_of_each, story_of
from svodka.indexer.engines.opensearch.mapping import DEEPEST
from svodka.indexer.engines.opensearch.matching import Matching, Query, Scope
from svodka.indexer.engines.opensearch.ranking import Ranking
from svodka.indexer.engines.opensearch.requests import PARTIAL, body, in_full, whole
from svodka.indexer.engines.opensearch.state import State
from svodka.indexer.engines.opensearch.words import Vocabulary
from svodka.indexer.engines.records import (
    MAX_EXPANSIONS,
    Counts,
    Hit,
    Hits,
    Sort,
    Stream,
    Timeline,
    Unit,
)
from svodka.indexer.query.tree import Fuzzy, Node, Prefix

SCORED = 400  # terms of prefixes that are scored, all together
IN_PHRASES = 150  # terms of prefixes within phrases
ROWS = 24  # of single terms that a phrase may become in a score
BATCH = 200  # articles of a stream in one answer
EXACT_STORIES = 40_000  # stories up to which their number is exact

_STORIES = {
    "alone": {"filter": {"term": {"several": False}}},
    "together": {
        "filter": {"term": {"several": True}},
        "aggs": {"stories": {"cardinality": {"field": "story", "precision_threshold": 40_000}}},
    },
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """A tree as a filter and scores; ``cut`` words of a prefix are used, 0 if all."""

    match: Query
    score: Query | None
    cut: int


class Finder:
    """Answers queries. Thread-safe."""

    def __init__(self, client: Client, vocabulary: Vocabulary) -> None:
        self._client, self._vocabulary = client, vocabulary

    def compiled(self, state: State, tree: Node, *, scored: bool = True) -> Compiled:
        """Compile a tree, with as fine scores as the bounds of the cluster allow, or none."""
        slots, inside = expandable(tree, within=False)
        most = min(MAX_EXPANSIONS, IN_PHRASES // inside) if inside else MAX_EXPANSIONS
        cut: set[int] = set()

        def expand(slot: Prefix | Fuzzy, scope: Scope) -> Sequence[str]:
            terms = self._vocabulary.expanded(state, slot, scope, most)
            if len(terms) > most:
                cut.add(most)
            return terms[:most]

        matching = Matching(expand)
        match = matching.query(tree)
        count = partial(self._vocabulary.counts, state)
        fine = min(most, SCORED // max(slots + inside, 1))
        score = None
        coarser = ((True, fine, ROWS), (True, fine, 1), (False, min(fine, 10), 1))
        for near, terms, rows in coarser if scored else ():
            ranking = Ranking(matching, count, state.articles, terms, near=near, rows=rows)
            score = ranking.query(tree)
            if clauses(match) + clauses(score) <= MOST_CLAUSES:
                break
        else:
            score = None
        return Compiled(match, score, min(cut, default=0))

    def search(
        self,
        state: State,
        tree: Node,
        *,
        limit: int,
        offset: int,
        sort: Sort,
        budget: float,
        count: bool,
        fold: bool,
    ) -> Hits:
        """Rank the articles that match, within ``budget`` seconds."""
        if budget <= 0:
            return Hits(0, [], partial=True)
        began = monotonic()
        size = max(0, min(limit, DEEPEST - offset))
        compiled = self.compiled(state, tree, scored=size > 0)
        more: dict[str, object] = {"size": size, "from": min(offset, DEEPEST - size)}
        more["aggs"] = (COUNTS if count else {}) | (_STORIES if fold else {})
        if fold:
            more |= {"collapse": {"field": "story"}, "docvalue_fields": ["story", "several"]}
        asked = body(state, compiled.match, compiled.score, sort, **more)
        answer, is_partial = self._asked(state, asked, budget)
        rows = answer["hits"]["hits"]
        others = self._others(state, compiled.match, rows) if fold else {}
        hits = [hit_of(row, others.get(story_of(row), 1) - 1 if fold else 0) for row in rows]
        counts = self._counts(state, compiled.match, answer) if count else None
        spent = monotonic() - began
        total = _total(answer, fold)
        folded = int(answer["hits"]["total"]["value"]) - total
        return Hits(total, hits, is_partial, compiled.cut, counts, folded, spent)

    def stream(
        self,
        state: State,
        tree: Node,
        *,
        limit: int,
        offset: int,
        sort: Sort,
        budget: float,
        fold: bool,
    ) -> Stream:
        """The same ranking, asked for in batches."""
        again = partial(self._by_id, state)
        if budget <= 0:
            return Stream(0, iter(()), again, partial=True)
        compiled = self.compiled(state, tree)
        more = {"aggs": _STORIES} if fold else {}
        asked = body(state, compiled.match, compiled.score, sort, size=0, **more)
        answer, is_partial = self._asked(state, asked, budget)
        total = _total(answer, fold)
        hits: Iterator[Hit] = iter(())
        if total and fold:  # the cluster cannot pass over reprints from one batch to the next
            every = self._batches(state, compiled, sort, 0, answer["hits"]["total"]["value"])
            hits = islice(one_of_each(every), offset, offset + limit)
        elif total:
            hits = (hit_of(row) for row in self._batches(state, compiled, sort, offset, limit))
        return Stream(total, hits, again, is_partial)

    def timeline(self, state: State, tree: Node, unit: Unit | None, budget: float) -> Timeline:
        """The matching articles of each period, within ``budget`` seconds."""
        if budget <= 0:
            return Timeline(unit or "year", [], partial=True)
        began = monotonic()
        match, is_partial = self.compiled(state, tree, scored=False).match, False

        def again(wanted: Mapping[str, object]) -> Any:
            nonlocal is_partial
            asked = body(state, match, None, "oldest", size=0, aggs=wanted)
            answer, ran_out = self._asked(state, asked, budget)
            is_partial |= ran_out
            return answer["aggregations"]

        line = timeline_of(again, unit)
        return replace(line, partial=is_partial, spent=monotonic() - began)

    def count(self, state: State, query: Query) -> int:
        """The number of documents that match a filter."""
        asked = body(state, query, None, "oldest", size=0)
        return int(self._asked(state, asked, None)[0]["hits"]["total"]["value"])

    def aggregated(self, state: State, query: Query, wanted: Mapping[str, object]) -> Any:
        """Aggregations of the documents that match a filter."""
        asked = body(state, query, None, "oldest", size=0, aggs=wanted)
        return self._asked(state, asked, None)[0]["aggregations"]

    def rows(self, state: State, asked: dict[str, Any]) -> list[Any]:
        """The hits for the body of a search."""
        found: list[Any] = self._asked(state, asked, None)[0]["hits"]["hits"]
        return found

    def first(
        self, state: State, query: Query, *stored: str, fields: Sequence[str] = ()
    ) -> dict[str, Any] | None:
        """The first document that matches a filter, with these values; None if none does."""
        more = {"_source": list(stored), "docvalue_fields": list(fields)}
        asked = body(state, query, None, "oldest", size=1, **more)
        found = self._asked(state, asked, None)[0]["hits"]["hits"]
        return found[0] if found else None

    def every(
        self, state: State, query: Query, *fields: str, batch: int, **more: object
    ) -> Iterator[Any]:
        """All documents that match a filter, the oldest first, with these stored fields."""
        more |= {"size": batch, "_source": list(fields)}
        asked = body(state, query, None, "oldest", **more)
        while True:
            rows = self._asked(state, asked, None)[0]["hits"]["hits"]
            yield from rows
            if len(rows) < batch:
                return
            asked |= {"search_after": rows[-1]["sort"], "track_total_hits": False}

    def articles(self, state: State, query: Query) -> Iterator[Article]:
        """The articles of ``every``."""
        for row in self.every(state, query, "article", batch=BATCH):
            yield article_of(row)

    def _batches(
        self, state: State, compiled: Compiled, sort: Sort, offset: int, limit: int
    ) -> Iterator[Any]:
        """The hits from ``offset`` on; those before it are passed over without their texts."""
        after: object = None
        passed, stop = 0, offset + limit
        while passed < stop:
            is_before = passed < offset
            size = min(DEEPEST, offset - passed) if is_before else min(BATCH, stop - passed)
            asked = body(state, compiled.match, compiled.score, sort, size=size)
            asked |= {"track_total_hits": False, "docvalue_fields": ["story"]}
            asked |= {"search_after": after} if after else {}
            asked |= {"_source": False} if is_before else {}
            rows = self._asked(state, asked, None)[0]["hits"]["hits"]
            if not is_before:
                yield from rows
            if len(rows) < size:
                return
            passed += len(rows)
            after = rows[-1]["sort"]

    def _by_id(self, state: State, ids: Sequence[str]) -> Iterator[Hit]:
        """The articles with these ids, in their order."""
        for batch in (ids[start : start + BATCH] for start in range(0, len(ids), BATCH)):
            wanted = {"terms": {"id": list(dict.fromkeys(batch))}}
            rows = self.rows(state, body(state, wanted, None, "oldest", size=BATCH))
            hits = {hit.article.id: hit for hit in (hit_of(row) for row in rows)}
            yield from (hits[id] for id in batch if id in hits)

    def _asked(self, state: State, asked: dict[str, Any], budget: float | None) -> tuple[Any, bool]:
        """As ``_asked_once``, with some tries while a copy of a lost shard takes over."""
        return in_full(lambda: self._asked_once(state, asked, budget))

    def _asked_once(
        self, state: State, asked: dict[str, Any], budget: float | None
    ) -> tuple[Any, bool]:
        """The answer, and True if the time ran out, or the query is too large for the cluster."""
        path = f"/{state.generation}/_search"
        if budget is None:
            return whole(self._posted(f"{path}?{PARTIAL}", asked, READ_TIME)), False
        # A time limit makes partial answers; missing shards are found out by their number.
        asked = asked | {"timeout": f"{max(1, round(budget * 1000))}ms"}
        try:
            answer = self._posted(path, asked, READ_TIME + budget)
        except RefusedError as error:
            if not _is_too_much(error) and "Time exceeded" not in str(error.answer):
                raise
            return {"hits": {"total": {"value": 0}, "hits": []}, "aggregations": {}}, True
        return whole(answer), bool(answer["timed_out"])

    def _posted(self, path: str, asked: dict[str, Any], wait: float) -> Any:
        """The answer to a search; without scores if there are too many parts with them."""
        try:
            return self._client.ask("POST", path, asked, wait=wait)
        except RefusedError as error:
            found = asked["query"]["bool"]
            if not _is_too_much(error) or "should" not in found:
                raise
        bare = {name: part for name, part in found.items() if name != "should"}
        return self._client.ask("POST", path, asked | {"query": {"bool": bare}}, wait=wait)

    def _others(self, state: State, match: Query, rows: Sequence[Any]) -> Mapping[str, int]:
        """For each story of a page, the number of matching articles in it."""
        stories = [story_of(row) for row in rows if row["fields"]["several"][0]]
        if not stories:
            return {}
        asked = {"terms": {"field": "story", "size": len(stories), "shard_size": 65_000}}
        told = {"bool": {"filter": [match, {"terms": {"story": stories}}]}}
        found = self.aggregated(state, told, {"stories": asked})["stories"]["buckets"]
        return {one["key"]: one["doc_count"] for one in found}

    def _counts(self, state: State, match: Query, answer: Any) -> Counts:
        def again(aggregations: Mapping[str, object]) -> Any:
            return self.aggregated(state, match, aggregations)

        return counts_of(answer["aggregations"], again)


def _is_too_much(error: RefusedError) -> bool:
    """True if a query has more clauses than the cluster allows."""
    return error.type.startswith("too_many_") or "maxClauseCount" in error.reason


def _total(answer: Any, fold: bool) -> int:
    if not fold or not answer["aggregations"]:
        return int(answer["hits"]["total"]["value"])
    found = answer["aggregations"]
    return int(found["alone"]["doc_count"] + found["together"]["stories"]["value"])
