"""Ask one index a query log, in a process of its own, and print the times as JSON.

    python tests/benchmarks/ask.py svodka|whoosh|sqlite|tantivy INDEX LOG.json

``INDEX`` is the address of a Svodka index, or the folder of another. The log is a list of queries;
its first ``WARM_UP`` ones do not count. Each query is parsed, then the ten best articles are found
and read: the engine's part. Svodka then answers it as a page, with snippets, counts and reprints
folded. Times are milliseconds of the processor (``engine``, ``page``) and of the clock
(``engine_clock``, ``page_clock``). This script needs only the engine that it asks, so each Python
with a Svodka can run it.
"""

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

WARM_UP = 50  # queries that do not count

_PLAIN = {
    "whoosh": ("plain_whoosh", "PlainSearch"),
    "sqlite": ("plain_sqlite", "SqliteSearch"),
    "tantivy": ("plain_tantivy", "TantivySearch"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """An index that is asked: ``hits`` and ``page`` give how many articles they have."""

    parse: Callable[[str], Any]
    hits: Callable[[Any], int]
    page: Callable[[str], int] | None = None


def main() -> None:
    """Ask, and print."""
    name, index, log = sys.argv[1:]
    asked = _svodka(index) if name == "svodka" else _plain(name, Path(index))
    queries = json.loads(Path(log).read_text(encoding="utf-8"))
    _times(asked, queries[:WARM_UP])
    report = _times(asked, queries[WARM_UP:])
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1.024 / 1000
    print(json.dumps(report | {"process_mb": memory}))


def _svodka(url: str) -> Asked:
    from svodka.indexer.engines import open_engine
    from svodka.indexer.query.parser import parse
    from svodka.indexer.results.request import SearchRequest
    from svodka.indexer.search import Search

    engine, search = open_engine(url), Search(url)
    return Asked(
        lambda query: parse(query).tree,
        lambda tree: len(list(engine.search(tree, limit=10).hits)),
        lambda query: len(
            search.page(SearchRequest(query, limit=10, count=True, fold=True)).results
        ),
    )


def _plain(name: str, folder: Path) -> Asked:
    module, kind = _PLAIN[name]
    search = getattr(import_module(module), kind)(folder)

    def hits(tree: Any) -> int:
        found = search.hits(tree)
        return int(found.scored_length() if hasattr(found, "scored_length") else len(found))

    return Asked(search.parse, hits)


def _times(asked: Asked, queries: Sequence[str]) -> dict[str, Any]:
    times: dict[str, list[float]] = {"engine": [], "engine_clock": []}
    if asked.page:
        times |= {"page": [], "page_clock": []}
    answered = 0
    for query in queries:
        tree = asked.parse(query)
        answered += _timed(times, "engine", partial(asked.hits, tree)) > 0
        if asked.page:
            _timed(times, "page", lambda query=query: asked.page(query))  # type: ignore[misc]
    return {**times, "answered": answered}


def _timed(times: dict[str, list[float]], name: str, answer: Callable[[], int]) -> int:
    clock, processor = time.perf_counter(), time.thread_time()
    found = answer()
    times[name].append((time.thread_time() - processor) * 1000)
    times[f"{name}_clock"].append((time.perf_counter() - clock) * 1000)
    return found


if __name__ == "__main__":
    main()
