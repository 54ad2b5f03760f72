"""Measure the answers of Svodka and of a plain Whoosh index (see ``plain_whoosh``).

    python tests/benchmarks/query_speed.py FOLDER_OR_FILE [--queries N] [--index URL]
        [--plain FOLDER] [--json]

The query log comes from the articles' titles: beginnings of two to six words, single words, and two
neighbouring words in quotes. It is the same for the same articles. After a warm-up, each query is
put to both in one process, to either first in turn. A whole answer is the work for a page: the
query is parsed, the ten best articles are found, and their titles and passages are marked. The
engine's part is the search of a parsed query with the ten articles read. Plain Whoosh counts all
matches only when asked, so its part leaves that out. Svodka always counts them.

Times are of the processor, because other work hardly disturbs them. Neither side waits for
anything, so an idle machine's clock shows the same. The clock's times are printed for whole
answers.
"""

import argparse
import json
import math
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import plain_whoosh
from measured import run

from svodka.indexer.engines import open_engine
from svodka.indexer.query.parser import parse
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

WARM_UP = 50  # queries that do not count
SEED = 2024
SHARES = {"title": 0.5, "word": 0.25, "phrase": 0.25}
SHORTEST = 4  # letters of a word that is a query alone
SLOWEST = 5  # queries shown of each

_WORD = re.compile(r"\w+(?:-\w+)*")


@dataclass(frozen=True, slots=True)
class Query:
    """A line of the query log."""

    text: str
    kind: str


@dataclass(slots=True)
class Side:
    """One of the two that are asked.

    A whole answer and the engine's part, each giving how many articles it has.
    """

    answer: Callable[[str], int]
    parse: Callable[[str], object]
    search: Callable[[object], int]
    whole: list[float] = field(
        default_factory=list
    )  # milliseconds of the processor, in the order of the log
    clock: list[float] = field(default_factory=list)  # the same by the clock
    engine: list[float] = field(default_factory=list)
    answered: int = 0

    def ask(self, query: Query) -> None:
        """Answer a query whole, then have the engine's part done again on its own."""
        clock, started = time.perf_counter(), time.thread_time()
        found = self.answer(query.text)
        self.whole.append((time.thread_time() - started) * 1000)
        self.clock.append((time.perf_counter() - clock) * 1000)
        self.answered += found > 0
        tree = self.parse(query.text)
        started = time.thread_time()
        self.search(tree)
        self.engine.append((time.thread_time() - started) * 1000)


def main() -> None:
    """Measure and print."""
    options, load = _options(), os.getloadavg()[0]
    with TemporaryDirectory(prefix="svodka-query-speed-") as work:
        url, plain = _indexes(options, Path(work))
        log = query_log(
            [article.title for article in plain_whoosh.articles(options.place)],
            options.queries + WARM_UP,
        )
        sides = _asked(log, url, plain)
    log = log[WARM_UP:]
    report = {
        "place": str(options.place),
        "queries": len(log),
        "kinds": {kind: sum(query.kind == kind for query in log) for kind in SHARES},
        "load_before": load,
        **{name: _figures(side, log) for name, side in sides.items()},
    }
    print(json.dumps(report, ensure_ascii=False) if options.json else _table(report))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument(
        "--queries", type=int, default=1000, help="queries that count (%(default)s)"
    )
    parser.add_argument(
        "--index", metavar="URL", help="Svodka's index of these articles; else it is built"
    )
    parser.add_argument(
        "--plain",
        type=Path,
        metavar="FOLDER",
        help="plain index of these articles; else it is built",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if not options.place.exists():
        parser.error(f"{options.place}: there is no such folder or file")
    return options


def _indexes(options: argparse.Namespace, work: Path) -> tuple[str, Path]:
    url, plain = options.index, options.plain
    if url is None:
        url = f"whoosh:{work / 'svodka'}"
        print("Building Svodka's index…", file=sys.stderr)
        run(
            [Path(sys.executable).with_name("svodka"), "index", options.place, "--index", url],
            good=(0, 1),
        )
    if plain is None:
        plain = work / "plain"
        print("Building the plain index…", file=sys.stderr)
        run([sys.executable, plain_whoosh.__file__, options.place, plain])
    return url, plain


def query_log(titles: Sequence[str], length: int) -> list[Query]:
    """``size`` queries from the titles, in mixed order; the same for the same titles."""
    chance = random.Random(SEED)
    usable = sorted({title for title in titles if len(_WORD.findall(title)) > 1})
    if not usable:
        raise SystemExit("No article has a title of two words to make queries from")
    kinds = chance.choices(list(SHARES), list(SHARES.values()), k=length)
    return [
        Query(_query(_WORD.findall(chance.choice(usable)), kind, chance), kind) for kind in kinds
    ]


def _query(words: Sequence[str], kind: str, chance: random.Random) -> str:
    if kind == "title":
        return " ".join(words[: chance.randint(2, 6)])
    if kind == "word":
        return chance.choice(
            [word for word in words if len(word) >= SHORTEST] or [max(words, key=len)]
        )
    at = chance.randrange(len(words) - 1)
    return f'"{words[at]} {words[at + 1]}"'


def _asked(log: Sequence[Query], url: str, folder: Path) -> dict[str, Side]:
    """Ask both sides the whole log. The times of its first queries are left out."""
    search, engine, plain = Search(url), open_engine(url), plain_whoosh.PlainSearch(folder)
    svodka_side = Side(
        answer=lambda query: len(search.page(SearchRequest(query, limit=10)).results),
        parse=lambda query: parse(query).tree,
        search=lambda tree: len(engine.search(tree, limit=10).hits),  # type: ignore[arg-type]
    )
    plain_side = Side(plain.page, plain.parse, lambda tree: int(plain.hits(tree).scored_length()))
    sides = [svodka_side, plain_side]
    for number, query in enumerate(log):
        if number == WARM_UP:
            for side in sides:
                side.whole, side.clock, side.engine, side.answered = [], [], [], 0
        for side in sides if number % 2 else reversed(sides):
            side.ask(query)
    search.close()
    engine.close()
    plain.close()
    return {"svodka": svodka_side, "plain": plain_side}


def _figures(side: Side, log: Sequence[Query]) -> dict[str, object]:
    ranked = sorted(
        zip(side.whole, side.engine, (query.text for query in log), strict=True), reverse=True
    )
    kinds = {
        kind: [ms for ms, query in zip(side.whole, log, strict=True) if query.kind == kind]
        for kind in SHARES
    }
    return {
        "whole": percentiles(side.whole),
        "clock": percentiles(side.clock),
        **{kind: percentiles(times) for kind, times in kinds.items() if times},
        "engine": percentiles(side.engine),
        "answered": side.answered,
        "slowest": [
            {"query": text, "ms": round(whole, 1), "engine_ms": round(engine, 1)}
            for whole, engine, text in ranked[:SLOWEST]
        ],
    }


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """The percentiles of some times, by nearest rank."""
    ranked = sorted(times)
    shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
    return {name: ranked[math.ceil(share * len(ranked)) - 1] for name, share in shares.items()}


_ROWS = {
    "whole": "whole answer",
    "title": "  beginnings of titles",
    "word": "  single words",
    "phrase": "  phrases of two words",
    "engine": "engine only",
    "clock": "whole answer by the clock",
}


def _table(report: dict[str, object]) -> str:
    return "\n".join(_lines(report))


def _lines(report: dict[str, object]) -> Iterator[str]:
    names = ("p50", "p90", "p99", "max")
    sides: dict[str, Any] = {name: report[name] for name in ("svodka", "plain")}
    yield f"{report['queries']} queries, milliseconds; load before {report['load_before']:.1f}"
    yield ""
    yield f"{'':26}{'svodka':^32}{'plain Whoosh':^36}"
    yield f"{'':26}" + "    ".join("".join(f"{name:>8}" for name in names) for _ in sides)
    for row, label in _ROWS.items():
        if row in sides["svodka"]:
            yield f"{label:26}" + "    ".join(
                "".join(f"{side[row][name]:8.1f}" for name in names) for side in sides.values()
            )
    yield ""
    for name in names[:3]:
        ours, theirs = (side["whole"][name] for side in sides.values())
        yield f"{name} of whole answers: {ours / theirs:.2f} of plain Whoosh's"
    yield "found something: svodka {}, plain Whoosh {}".format(
        *(side["answered"] for side in sides.values())
    )
    for name, side in sides.items():
        yield f"slowest of {name}: " + "; ".join(
            f"{slow['query']} {slow['ms']:.0f}" for slow in side["slowest"]
        )


if __name__ == "__main__":
    main()
