"""Compare Svodka with other engines for Russian news that Python can use.

    python tests/benchmarks/peers.py FOLDER_OR_FILE [--svodka COMMAND ...] [--without NAME ...]
        [--queries N] [--repeat N] [--jobs N] [--work FOLDER] [--json]

The others are plain Whoosh, SQLite FTS5 and Tantivy, each with pymorphy3 (see ``plain_whoosh``,
``plain_sqlite`` and ``plain_tantivy``). Tantivy's row is left out unless the library is installed:
``pip install '.[benchmarks]'``. ``--svodka`` names the command of another checkout, such as
``../old/.venv/bin/svodka``; given several times, all of them are measured.

In each repeat, each engine in turn builds its index from the same articles and is asked the same
queries (those of ``query_speed``). Each build is a process of its own, from start to exit, and so
is each asking. The best of the repeats counts for each engine, and ratios are of these. Memory is
that of all processes of one more build. A query's time is the engine's part: the ten best articles
found and read. Svodka's page has snippets, counts and folded reprints too. Times of queries are of
the processor, which other work hardly disturbs; ``--json`` has those of the clock too.
"""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import ask
import plain_whoosh
from measured import Run, run
from query_speed import percentiles, query_log

HERE = Path(__file__).parent
PLAIN = {"whoosh": "plain Whoosh", "sqlite": "SQLite FTS5", "tantivy": "Tantivy"}
_TIMES = ("engine", "page", "engine_clock", "page_clock")
_SHARES = ("p50", "p99")


@dataclass(slots=True)
class Side:
    """One engine: its name, the command that builds its index in ``index``, and what asks it."""

    name: str
    index: Path
    build: Sequence[str | Path]
    ask: Sequence[str | Path]
    builds: list[Run] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)
    tree_mb: float = 0.0
    index_bytes: int = 0

    def built(self, *, watch: bool = False) -> Run:
        """Build the index anew. Svodka's exit code is 1 where some of the input is no article."""
        shutil.rmtree(self.index, ignore_errors=True)
        done = run(self.build, watch=watch, good=(0, 1))
        self.index_bytes = sum(
            path.stat().st_size for path in self.index.rglob("*") if path.is_file()
        )
        return done


@dataclass(frozen=True, slots=True)
class Figures:
    """A row of the table; times in milliseconds, None if the engine makes no pages."""

    articles_per_second: float
    articles_per_core_second: float
    seconds: float
    cpu_seconds: float
    index_per_text: float
    tree_mb: float
    engine_p50: float
    engine_p99: float
    page_p50: float | None
    page_p99: float | None
    engine_clock_p50: float
    engine_clock_p99: float
    page_clock_p50: float | None
    page_clock_p99: float | None
    answered: int


def main() -> None:
    """Measure and print."""
    options, load = _options(), os.getloadavg()[0]
    with TemporaryDirectory(prefix="svodka-peers-", dir=options.work) as name:
        work = Path(name)
        articles, text_bytes, log = _corpus(options.place, options.queries)
        (work / "log.json").write_text(json.dumps(log), encoding="utf-8")
        sides = _sides(options, work)
        _measure(sides, options.repeat)
    figures = {side.name: _figures(side, articles, text_bytes) for side in sides}
    report = {
        "place": str(options.place),
        "articles": articles,
        "text_mb": text_bytes / 1e6,
        "queries": options.queries,
        "repeats": options.repeat,
        "processors": len(os.sched_getaffinity(0)),
        "load_before": load,
        "engines": {name: asdict(one) for name, one in figures.items()},
        "ratios": _ratios(figures),
    }
    print(json.dumps(report, ensure_ascii=False) if options.json else _table(report))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument(
        "--svodka", action="append", type=Path, metavar="COMMAND", help="default: the one here"
    )
    parser.add_argument("--without", nargs="+", choices=PLAIN, default=[], metavar="NAME")
    parser.add_argument("--queries", type=int, default=1000, help="(%(default)s)")
    parser.add_argument("--repeat", type=int, default=3, help="(%(default)s)")
    parser.add_argument("--jobs", type=int, help="processes of svodka index")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="for the indexes")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    options.svodka = options.svodka or [Path(sys.executable).with_name("svodka")]
    for path in (options.place, *options.svodka):
        if not path.exists():
            parser.error(f"{path}: there is no such folder or file")
    if find_spec("tantivy") is None and "tantivy" not in options.without:
        print("Tantivy is left out: pip install '.[benchmarks]' gets it", file=sys.stderr)
        options.without.append("tantivy")
    return options


def _corpus(place: Path, queries: int) -> tuple[int, int, list[str]]:
    """The number of articles, the bytes of their titles and texts, and the query log."""
    titles, text_bytes = [], 0
    for article in plain_whoosh.articles(place):
        titles.append(article.title)
        text_bytes += len(f"{article.title}{article.text}".encode())
    if not titles:
        raise SystemExit(f"{place} holds no articles")
    log = query_log(titles, queries + ask.WARM_UP)
    return len(titles), text_bytes, [query.text for query in log]


def _sides(options: argparse.Namespace, work: Path) -> list[Side]:
    log, asker = work / "log.json", HERE / "ask.py"
    sides = []
    for number, command in enumerate(options.svodka):
        index = work / f"svodka-{number}"
        url, jobs = f"whoosh:{index}", ["--jobs", str(options.jobs)] if options.jobs else []
        build = [command, "index", options.place, "--index", url, *jobs]
        name = f"svodka ({command})" if options.svodka[1:] else "svodka"
        python = command.absolute().with_name("python")
        sides.append(Side(name, index, build, [python, asker, "svodka", url, log]))
    for peer, name in PLAIN.items():
        if peer not in options.without:
            index = work / peer
            build = [sys.executable, HERE / f"plain_{peer}.py", options.place, index]
            sides.append(Side(name, index, build, [sys.executable, asker, peer, index, log]))
    return sides


def _measure(sides: Sequence[Side], repeats: int) -> None:
    for number in range(repeats):
        for side in sides if number % 2 == 0 else reversed(sides):
            side.builds.append(side.built())
            side.asked.append(json.loads(run(side.ask).output))
            _say(f"{side.name}: built in {side.builds[-1].seconds:.1f} s, and asked")
    for side in sides:
        side.tree_mb = side.built(watch=True).tree_mb
        _say(f"{side.name}: {side.tree_mb:.0f} MB")


def _figures(side: Side, articles: int, text_bytes: int) -> Figures:
    seconds = min(done.seconds for done in side.builds)
    cpu_seconds = min(done.cpu_seconds for done in side.builds)
    times = {
        f"{name}_{share}": _best(side.asked, name, share) for name in _TIMES for share in _SHARES
    }
    return Figures(
        articles_per_second=articles / seconds,
        articles_per_core_second=articles / cpu_seconds,
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        index_per_text=side.index_bytes / text_bytes,
        tree_mb=side.tree_mb,
        answered=side.asked[0]["answered"],
        **times,  # type: ignore[arg-type]
    )


def _best(asked: Sequence[Mapping[str, Any]], name: str, share: str) -> float | None:
    return min((percentiles(one[name])[share] for one in asked if name in one), default=None)


def _ratios(figures: Mapping[str, Figures]) -> dict[str, dict[str, float]]:
    """The first engine's figures divided by those of each other one."""
    first, *others = figures
    ours = asdict(figures[first])
    return {
        f"{first} / {other}": {
            name: ours[name] / value
            for name, value in asdict(figures[other]).items()
            if value and ours[name] is not None
        }
        for other in others
    }


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


_COLUMNS: dict[str, tuple[str, str]] = {
    "articles_per_second": ("docs/s", ",.0f"),
    "articles_per_core_second": ("per core", ",.0f"),
    "cpu_seconds": ("CPU s", ".1f"),
    "index_per_text": ("size/text", ".2f"),
    "tree_mb": ("MB", ",.0f"),
    "engine_p50": ("p50", ".2f"),
    "engine_p99": ("p99", ".1f"),
    "page_p50": ("page p50", ".1f"),
    "page_p99": ("page p99", ".1f"),
    "answered": ("answered", "d"),
}


def _table(report: Mapping[str, Any]) -> str:
    rows: dict[str, Mapping[str, Any]] = report["engines"]
    ratios: dict[str, Mapping[str, float]] = report["ratios"]
    width = max(map(len, (*rows, *ratios)))
    head = f"{'':{width}}" + "".join(f"{label:>10}" for label, _ in _COLUMNS.values())
    return "\n".join(
        [
            f"{report['articles']:,} articles, {report['text_mb']:.1f} MB of title and text, "
            f"{report['queries']} queries (milliseconds), best of {report['repeats']}; "
            f"{report['processors']} processors, load before {report['load_before']:.1f}",
            "",
            head,
            *(_row(name, row, width, lambda form: form) for name, row in rows.items()),
            "",
            *(_row(name, row, width, lambda _form: ".2f") for name, row in ratios.items()),
        ]
    )


def _row(name: str, row: Mapping[str, Any], width: int, form: Callable[[str], str]) -> str:
    cells = (
        "" if (value := row.get(key)) is None else format(value, form(given))
        for key, (_, given) in _COLUMNS.items()
    )
    return f"{name:{width}}" + "".join(f"{cell:>10}" for cell in cells)


if __name__ == "__main__":
    main()
