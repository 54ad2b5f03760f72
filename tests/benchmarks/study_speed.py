"""Measure trends of five queries, and the memory of a whole concordance while it is streamed.

    python tests/benchmarks/study_speed.py FOLDER_OR_FILE --index URL [--trends N] [--lines N]

The queries are the words of titles; the index is one of these articles. Times are of the processor,
in milliseconds, from request to last byte of the page. The concordance is the file of the most
frequent words. Memory is the growth of this process, in MB, from the first line to the last one,
and from the first to each quarter: it is flat if these do not grow.
"""

import argparse
import random
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import plain_whoosh
from query_speed import percentiles, query_log

from svodka.webapp.app import create_app
from svodka.webapp.server.gunicorn import settle

QUERIES = 5
UNITS = ("", "week", "month", "year")
FREQUENT = "в | на | и | с"  # their lines are those of nearly all articles
QUARTERS = 4


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    options.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    options.add_argument("--index", metavar="URL", required=True)
    options.add_argument("--trends", type=int, default=200, help="pages (%(default)s)")
    options.add_argument("--lines", type=int, default=50_000, help="lines (%(default)s)")
    asked = options.parse_args()
    titles = [article.title for article in plain_whoosh.articles(asked.place)]
    queries = [query.text for query in query_log(titles, asked.trends)]
    settle()
    client = create_app({"INDEX": asked.index}).test_client()
    taken = list(_trends(client, queries, asked.trends))
    figures = percentiles(taken)
    print("trends  " + "".join(f"{share} {figure:6.1f}  " for share, figure in figures.items()))
    for order in ("rank", "left"):
        _concordance(client, order, asked.lines)


def _trends(client: object, queries: list[str], number: int) -> Iterator[float]:
    """The milliseconds of each page of trends."""
    chance = random.Random(1)
    for at in range(number):
        chosen = {"q": chance.sample(queries, min(QUERIES, len(queries))), "unit": UNITS[at % 4]}
        started = time.process_time()
        answer = client.get("/trends", query_string=chosen)  # type: ignore[attr-defined]
        if answer.status_code != 200:
            raise SystemExit(f"/trends answered {answer.status_code} to {chosen}")
        yield 1000 * (time.process_time() - started)


def _concordance(client: object, order: str, lines: int) -> None:
    """Stream a concordance, and print the growth of the memory."""
    started = time.process_time()
    asked = {"q": FREQUENT, "order": order}
    if order != "rank":
        asked |= {"sample": "10000"}
    path = "/concordance.csv"
    answer = client.get(path, query_string=asked, buffered=False)  # type: ignore[attr-defined]
    pieces = iter(answer.response)
    first, before, read = next(pieces), _resident(), 0
    growth, quarter = [], max(1, lines // QUARTERS)
    read = first.count(b"\n")
    for piece in pieces:
        read += piece.count(b"\n")
        if len(growth) < QUARTERS and read >= quarter * (len(growth) + 1):
            growth.append(_resident() - before)
        if read >= lines:
            break
    answer.close()
    seconds = time.process_time() - started
    grown = "  ".join(f"{one:5.1f}" for one in [*growth, _resident() - before])
    print(f"concordance by {order}: {read} lines, {seconds:.1f} s, MB more: {grown}")


def _resident() -> float:
    """The resident memory of this process, in MB."""
    status = Path("/proc/self/status").read_text()
    line = next(islice((one for one in status.splitlines() if one.startswith("VmRSS")), 1))
    return int(line.split()[1]) / 1000


if __name__ == "__main__":
    main()
