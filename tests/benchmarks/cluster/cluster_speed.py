"""Time one Whoosh index, one node and three: filling, pages, and a change that becomes visible.

    PYTHONPATH=tests/support/cluster python tests/benchmarks/cluster/cluster_speed.py FOLDER

Filling is `svodka index` with one and with two processes. Pages are whole answers, with passages,
facets and reprints folded. The last figure is the time of a run after one new article, until it is
found.
"""

import argparse
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from cluster import running
from engines_agree import documents, queries

from svodka.indexer.engines import open_engine
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search


def index(folder: Path, url: str, *options: str) -> float:
    """Run `svodka index`; its seconds."""
    began = time.monotonic()
    command = [sys.executable, "-m", "svodka.webapp.cli", "index", str(folder), "--index", url]
    subprocess.run([*command, *options], check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - began


def pages(url: str, asked: Sequence[str]) -> tuple[float, float]:
    """The milliseconds of a page: the median, and the 99th in a hundred."""
    search = Search(url)
    times = []
    for query in asked:
        began = time.perf_counter()
        search.page(SearchRequest(query, count=True, fold=True))
        times.append(time.perf_counter() - began)
    search.close()
    times.sort()
    return times[len(times) // 2] * 1000, times[len(times) * 99 // 100] * 1000


def measured(name: str, folder: Path, url: str, asked: Sequence[str]) -> None:
    """Print the figures of one engine."""
    for jobs in (1, 2):
        seconds = index(folder, url, "--jobs", str(jobs), "--full")
        count = open_engine(url).count()
        print(f"{name}: {count / seconds:.0f} articles a second, {jobs} processes", flush=True)
    p50, p99 = pages(url, asked)
    print(f"{name}: a page {p50:.1f} ms at the median, p99 {p99:.1f} ms", flush=True)
    added = folder / "новое.txt"
    added.write_text("Зюзяка найдена\n\nПаром привёз зюзяку.", encoding="utf-8")
    seconds = index(folder, url)
    found = Search(url).page(SearchRequest("зюзяка")).total
    added.unlink()
    print(f"{name}: {seconds:.1f} s for one new article, then {found} found", flush=True)


def main() -> None:
    """Copy the folder, fill each engine, and ask it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--queries", type=int, default=300)
    how = parser.parse_args()
    asked = list(queries(list(documents(how.folder, 3000)), how.queries))
    with TemporaryDirectory() as place:
        folder = Path(place) / "articles"
        shutil.copytree(how.folder, folder)
        measured("Whoosh", folder, f"whoosh:{place}/index", asked)
        for nodes in (1, 3):
            with running(nodes) as cluster:
                options = f"shards=2&replicas={int(nodes > 1)}"
                measured(f"{nodes} nodes", folder, cluster.url("speed", options), asked)


if __name__ == "__main__":
    main()
