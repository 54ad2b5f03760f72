"""Measure the time and weight of a page of results with facets, beside the bare JSON search.

    python tests/benchmarks/page_speed.py FOLDER_OR_FILE --index URL [--queries N]

The query log is that of ``query_speed``; the index is one of these articles. After a warm-up, each
query is asked for the page as a browser asks for it, in gzip, and for the JSON without counts and
folding. Either comes first in turn. Times are of the processor and of the clock, in milliseconds,
from request to last byte. The process is set up like one of the server. Weights are bytes sent.
"""

import argparse
import time
from pathlib import Path

import plain_whoosh
from query_speed import WARM_UP, percentiles, query_log

from svodka.webapp.app import create_app
from svodka.webapp.server.gunicorn import settle

ASKED = {"page": "/search", "JSON": "/api/search"}
STATIC = ("site.css", "site.js", "favicon.svg")
HEADERS = {"Accept-Encoding": "gzip", "Accept-Language": "ru"}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    options.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    options.add_argument("--index", metavar="URL", required=True)
    options.add_argument(
        "--queries", type=int, default=1000, help="queries that count (%(default)s)"
    )
    asked = options.parse_args()
    log = query_log(
        [article.title for article in plain_whoosh.articles(asked.place)], asked.queries + WARM_UP
    )
    settle()
    client = create_app({"INDEX": asked.index}).test_client()

    def get(address: str, query: str = "") -> tuple[float, float, int]:
        clock, processor = time.perf_counter(), time.process_time()
        answer = client.get(address, query_string={"q": query} if query else None, headers=HEADERS)
        weight = len(answer.data)
        if answer.status_code != 200:
            raise SystemExit(f"{address} answered {answer.status_code} to {query!r}")
        return (
            1000 * (time.process_time() - processor),
            1000 * (time.perf_counter() - clock),
            weight,
        )

    while not client.get("/suggest", query_string={"q": log[0].text[:2]}).json[1]:
        time.sleep(0.2)  # suggestions are prepared in the background, which would be measured too
    taken: dict[str, list[tuple[float, float, int]]] = {name: [] for name in ASKED}
    for number, query in enumerate(log):
        for name in sorted(ASKED, reverse=bool(number % 2)):
            figures = get(ASKED[name], query.text)
            if number >= WARM_UP:
                taken[name].append(figures)
    static = sum(get(f"/static/{name}")[2] for name in STATIC)
    for name, rows in taken.items():
        for number, kind in enumerate(("processor", "clock")):
            figures = percentiles([row[number] for row in rows])
            print(
                f"{name:5} {kind:10}"
                + "".join(f"{share} {figure:6.1f}  " for share, figure in figures.items())
            )
    heaviest = (max(row[2] for row in taken["page"]) + static) / 1000
    print(f"heaviest page with its static files: {heaviest:.1f} kB")
    for number, kind in enumerate(("processor", "clock")):
        p99 = {
            name: sorted(row[number] for row in rows)[int(0.99 * len(rows))]
            for name, rows in taken.items()
        }
        print(f"p99 of pages by the {kind}: {p99['page'] / p99['JSON']:.2f} of the bare JSON's")


if __name__ == "__main__":
    main()
