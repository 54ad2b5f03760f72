"""Svodka with a million articles: its build, updates, queries, pages and memory.

    python tests/benchmarks/million.py FOLDER_OR_FILE [--articles N | --sizes N,N,…]
        [--work FOLDER] [--queries N] [--jobs N] [--seconds N] [--plot FILE.svg] [--json]

The articles are recombined from those of the folder (see ``recombined``) and lie as JSONL files of
10,000 in ``--work``, where a later run finds them again; without ``--work`` they are thrown away.
A million takes about 3 GB, its index as much again. Queries are those of ``query_speed``, made of
the titles. ``svodka index`` and ``svodka serve`` run as processes of their own (see ``at_size``).

- *visible* is the time from the writing of a changed file until a running site finds the article by
  its new word, ``svodka index`` included; *longest wait* is that of a reader who asks for page
  after page meanwhile, beside the longest in the three seconds before.
- *memory* is the peak of all processes of the build, and the share of one worker of the site.

With several sizes the table says how the costs grow, and ``--plot`` draws it if matplotlib is
installed.
"""

import argparse
import json
import os
import random
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import plain_whoosh
from ask import WARM_UP
from query_speed import query_log
from tools import recombined
from tools.at_size import Collection, Figures, figures
from tools.growth_plot import draw

SEED = 2026
MOST_TITLES = 20_000  # that queries are made of


def main() -> None:
    """Measure and print."""
    options, load = _options(), os.getloadavg()[0]
    with ExitStack() as stack:
        work = options.work or Path(
            stack.enter_context(TemporaryDirectory(prefix="svodka-million-"))
        )
        collections = [_collection(options, work, size) for size in options.sizes]
        rows = [figures(collection, _say, options.seconds) for collection in collections]
    if options.plot:
        draw(rows, options.plot)
    report = {"place": str(options.place), "load_before": load, "sizes": rows}
    report["processors"] = len(os.sched_getaffinity(0))
    print(json.dumps(report, ensure_ascii=False) if options.json else _table(report, rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    sizes = parser.add_mutually_exclusive_group()
    sizes.add_argument("--articles", type=int, default=1_000_000, help="(%(default)s)")
    sizes.add_argument("--sizes", type=_sizes, metavar="N,N,…")
    parser.add_argument("--work", type=Path, metavar="FOLDER", help="for articles and indexes")
    parser.add_argument("--queries", type=int, default=1500, help="(%(default)s)")
    parser.add_argument("--jobs", type=int, help="processes of svodka index")
    parser.add_argument(
        "--seconds", type=float, default=10, help="that the site is under load (%(default)s)"
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw cost against size")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    options.sizes = options.sizes or [options.articles]
    if not options.place.exists():
        parser.error(f"{options.place}: there is no such folder or file")
    if options.work:
        options.work.mkdir(parents=True, exist_ok=True)
    return options


def _sizes(written: str) -> list[int]:
    sizes = sorted(int(size) for size in written.split(","))
    if sizes[0] < 1:
        raise argparse.ArgumentTypeError("no number of articles")
    return sizes


def _collection(options: argparse.Namespace, work: Path, size: int) -> Collection:
    """The articles of a size, made unless they are there, with a query log and no index yet."""
    folder, index = work / f"articles-{size}", work / f"index-{size}"
    shutil.rmtree(index, ignore_errors=True)
    if not folder.exists():
        unfinished = work / f"unfinished-{size}"
        shutil.rmtree(unfinished, ignore_errors=True)
        model = recombined.Model.of(plain_whoosh.articles(options.place), SEED)
        maker = recombined.write(model, unfinished, size, SEED)
        unfinished.replace(folder)
        _say(
            f"{size:,} articles of {maker.words:,} words, {maker.vocabulary:,} different "
            f"(Heaps' law: {model.growth.of(maker.words):,.0f}, exponent "
            f"{model.growth.exponent:.3f}), {maker.names:,} of them made up"
        )
    log = [query.text for query in query_log(_titles(folder), options.queries + WARM_UP)]
    return Collection(folder, index, size, log, options.jobs)


def _titles(folder: Path) -> Sequence[str]:
    """Titles from all files of a collection, the same for the same files."""
    chance, files = random.Random(SEED), sorted(folder.iterdir())
    titles = []
    for path in files:
        with path.open(encoding="utf-8") as file:
            found = [json.loads(line)["title"] for line in file]
        titles += chance.sample(found, min(len(found), MOST_TITLES // len(files) + 1))
    return titles


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


_ROWS = {
    "input_mb": ("articles, MB", ",.0f"),
    "build_s": ("build, s", ",.1f"),
    "docs_per_s": ("articles a second", ",.0f"),
    "docs_per_core_s": ("articles a processor second", ",.0f"),
    "build_mb": ("peak memory of the build, MB", ",.0f"),
    "index_mb": ("index, MB", ",.0f"),
    "index_per_input": ("index / articles", ".2f"),
    "unchanged_s": ("svodka index, no change, s", ".2f"),
    "unchanged_mb": ("  its peak memory, MB", ",.0f"),
    "changed_s": ("svodka index, one article changed, s", ".2f"),
    "visible_s": ("one changed article visible, s", ".2f"),
    "wait_before_ms": ("longest wait before a change, ms", ",.0f"),
    "wait_after_ms": ("longest wait during and after it, ms", ",.0f"),
    "first_answer_s": ("start of the site to its first answer, s", ".2f"),
    "engine_p50_ms": ("engine p50, ms", ".2f"),
    "engine_p99_ms": ("engine p99, ms", ".1f"),
    "page_p50_ms": ("page p50, ms", ".1f"),
    "page_p99_ms": ("page p99, ms", ".1f"),
    "asking_mb": ("memory of the process that asked, MB", ",.0f"),
    "pages_per_s": ("pages a second, 8 readers", ",.1f"),
    "loaded_p50_ms": ("  p50, ms", ",.0f"),
    "loaded_p99_ms": ("  p99, ms", ",.0f"),
    "failed": ("  failed or refused", ",.0f"),
    "worker_mb": ("memory of one worker, MB", ",.0f"),
}


def _table(report: Mapping[str, object], rows: Sequence[Figures]) -> str:
    head = f"{'':42}" + "".join(f"{row['articles']:>12,.0f}" for row in rows)
    lines = [f"{report['processors']} processors, load before {report['load_before']:.1f}", head]
    for name, (label, form) in _ROWS.items():
        lines.append(f"{label:42}" + "".join(f"{row[name]:>12{form}}" for row in rows))
    return "\n".join(lines)


if __name__ == "__main__":
    main()
