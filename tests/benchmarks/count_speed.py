"""Measure the cost of counting all matching articles, and of narrowing a search.

    python tests/benchmarks/count_speed.py FOLDER_OR_FILE --index URL [--queries N] [--json]

The query log is that of ``query_speed``; the index is one of these articles. Each query is answered
in three ways in turns: plain, with counts, and with counts and a filter. The filter is the most
frequent place of all articles. Times are of the processor, in ms.
"""

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path

import plain_whoosh
from query_speed import WARM_UP, percentiles, query_log

from svodka.indexer.engines import open_engine
from svodka.indexer.query.filters import Filters
from svodka.indexer.query.tree import Everything
from svodka.indexer.results.page import Page
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search


def main() -> None:
    """Measure and print."""
    options = _options()
    engine, search = open_engine(options.index), Search(options.index)
    counts = engine.search(Everything(), limit=1, count=True).counts
    if counts is None or not counts.facets["place"]:
        raise SystemExit("No article of this index names a place to filter by")
    place = Filters(place=(counts.facets["place"][0].value,))
    ways: dict[str, Callable[[str], Page]] = {
        "plain": search.page,
        "counts": lambda query: search.page(SearchRequest(query, count=True)),
        "counts and a filter": lambda query: search.page(
            SearchRequest(query, count=True, filters=place)
        ),
    }
    titles = [article.title for article in plain_whoosh.articles(options.place)]
    times = _measured(ways, [query.text for query in query_log(titles, options.queries + WARM_UP)])
    figures = {name: percentiles(values[WARM_UP:]) for name, values in times.items()}
    whole = min(
        _seconds(lambda: engine.search(Everything(), limit=1, count=True)) for _ in range(5)
    )
    bare = min(_seconds(lambda: engine.search(Everything(), limit=1)) for _ in range(5))
    figures["all articles"] = {"plain": bare * 1000, "counts": whole * 1000}
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, row in figures.items():
        print(f"{name:20}", "  ".join(f"{share} {value:7.2f}" for share, value in row.items()))
    for share in ("p50", "p90", "p99"):
        print(
            f"{share} with counts: "
            f"{figures['counts'][share] / figures['plain'][share]:.2f} of that without"
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument(
        "--index", required=True, metavar="URL", help="Svodka's index of these articles"
    )
    parser.add_argument(
        "--queries", type=int, default=1000, help="queries that count (%(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def _measured(ways: dict[str, Callable[[str], Page]], queries: list[str]) -> dict[str, list[float]]:
    """The milliseconds of each way for each query; each way comes first in turn."""
    times: dict[str, list[float]] = defaultdict(list)
    for number, query in enumerate(queries):
        turn = number % len(ways)
        for name in [*ways][turn:] + [*ways][:turn]:
            times[name].append(_seconds(partial(ways[name], query)) * 1000)
    return times


def _seconds(call: Callable[[], object]) -> float:
    started = time.thread_time()
    call()
    return time.thread_time() - started


if __name__ == "__main__":
    main()
