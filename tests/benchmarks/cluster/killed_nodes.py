"""Kill nodes of a cluster while an index is built and while it is asked.

    PYTHONPATH=tests/support/cluster python tests/benchmarks/cluster/killed_nodes.py FOLDER

Three nodes are started. One is killed with SIGKILL while `svodka index` fills an index from FOLDER,
and is started again. Then the queries are asked once undisturbed, and once more while another node
is killed. Exit code 0 if the build completed and no answer failed or changed, else 1.
"""

import argparse
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Timer

from cluster import Cluster, running
from engines_agree import documents, queries

from svodka.indexer.documents.document import Document
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.errors import SvodkaError
from svodka.indexer.query.parser import parse

THREADS = 4
DOWN = 15.0  # seconds until a killed node is started again

Told = tuple[int, list[str]]


def built(cluster: Cluster, folder: Path, url: str, kill_after: float) -> int:
    """Build an index while a node is killed and started again; the exit code of the command."""
    command = [sys.executable, "-m", "svodka.webapp.cli", "index", str(folder), "--index", url]
    began = time.monotonic()
    with subprocess.Popen([*command, "--jobs", "2"]) as build:
        killer = Timer(kill_after, cluster.nodes[2].send, [signal.SIGKILL])
        starter = Timer(kill_after + DOWN, cluster.nodes[2].start)
        killer.start()
        starter.start()
        code = build.wait()
    seconds = time.monotonic() - began
    during = "during" if seconds > kill_after else "AFTER"
    print(f"build: exit code {code} after {seconds:.0f} s; a node was killed {during} it")
    starter.join()
    return code


def answers(engine: Engine, asked: Sequence[str]) -> list[Told | str]:
    """The total and the first ids for each query, or the error that came instead."""

    def one(query: str) -> Told | str:
        try:
            found = engine.search(parse(query).tree, limit=10, budget=60, fold=True)
        except SvodkaError as error:
            return repr(error)
        return found.total, [hit.article.id for hit in found.hits]

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(one, asked))


def main() -> int:
    """Build, ask, and print what failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--queries", type=int, default=2000)
    parser.add_argument("--kill-after", type=float, default=20.0, metavar="SECONDS")
    how = parser.parse_args()
    made: list[Document] = list(documents(how.folder, 3000))
    asked = list(queries(made, how.queries))
    with running() as cluster:
        url = cluster.url("killed")
        code = built(cluster, how.folder, url, how.kill_after)
        cluster.wait(3, "green")
        engine = open_engine(url)
        print(f"{engine.count()} articles in the index, {engine.check().articles} checked")
        began = time.monotonic()
        expected = answers(engine, asked)
        killer = Timer((time.monotonic() - began) / 3, cluster.nodes[0].send, [signal.SIGKILL])
        killer.start()
        found = answers(engine, asked)
        killer.join()
        engine.close()
    failed = [told for told in found if isinstance(told, str)]
    wrong = sum(one != other for one, other in zip(expected, found, strict=True)) - len(failed)
    print(f"{len(found)} queries while a node was killed: {len(failed)} failed, {wrong} changed")
    for told in failed[:3]:
        print(told)
    return 1 if code or failed or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
