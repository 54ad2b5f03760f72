"""Requests for hits: their parameters, and the check that no shard is missing in an answer."""

import base64
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.opensearch import client
from svodka.indexer.engines.opensearch.matching import Query
from svodka.indexer.engines.opensearch.state import State
from svodka.indexer.engines.records import Sort
from svodka.indexer.errors import IndexUnreachable

# A shard that is missing must not look like one without matches.
PARTIAL = "allow_partial_search_results=false"

TAKE_OVER = 3  # repetitions of what lacks a shard, for 1.4 seconds in all

Given = TypeVar("Given")

_BY_ID: Sequence[Query] = ({"order": "asc"}, {"key": "asc"})


class IncompleteAnswerError(IndexUnreachable):
    """A shard is missing in an answer; its other copy may take over within a second."""


def whole(answer: Any) -> Any:
    """The same answer. Raises IncompleteAnswerError if it lacks a shard of the index."""
    shards = answer.get("_shards", {})
    if "error" in answer or shards.get("successful") != shards.get("total"):
        raise IncompleteAnswerError(
            "A part of the index does not answer: see that all nodes of its cluster run"
        )
    return answer


def in_full(ask: Callable[[], Given]) -> Given:
    """What ``ask`` gives; it asks again while a copy of a shard takes over from a lost one."""
    for tried in range(TAKE_OVER):
        try:
            return ask()
        except IncompleteAnswerError:
            time.sleep(client.PAUSE * 2**tried)
    return ask()


def order(sort: Sort) -> list[Query]:
    """The order of hits; equal scores are ordered by date, then by a digest of the id."""
    date = {"order": "asc" if sort == "oldest" else "desc", "missing": "_last"}
    first: dict[Sort, list[Query]] = {
        "relevance": [{"_score": "desc"}],
        "added": [{"added": "desc"}],
    }
    return [*first.get(sort, []), {"date": date}, *_BY_ID]


def body(
    state: State, match: Query, score: Query | None, sort: Sort, **more: object
) -> dict[str, Any]:
    """The body of a search for what matches in a state."""
    found: dict[str, Any] = {"filter": [*state.visible(), match]}
    if score:
        found["should"] = [score]
    return {
        "query": {"bool": found},
        "sort": order(sort),
        "track_scores": True,
        "track_total_hits": True,
        "_source": ["article"],
        **more,
    }


def article_values(hit: Mapping[str, Any]) -> dict[str, Any]:
    """The values of an article in a hit, by their names."""
    values: dict[str, Any] = hit["_source"]["article"]
    return values


def signature_of(hit: Mapping[str, Any]) -> bytes:
    """The signature of the article in a hit."""
    return base64.b64decode(hit["_source"]["signature"]["base64"])


def entry_of(hit: Mapping[str, Any]) -> Entry:
    """The catalog entry of the article in a hit."""
    id, path, digest, folder, *former = hit["_source"]["entry"]["row"]
    return Entry(id, path, digest, folder, tuple(former))
