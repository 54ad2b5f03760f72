"""Build an index of many articles undisturbed, and once more while it is killed again and again.

    python tests/benchmarks/killed_builds.py FOLDER_OR_FILE [--articles 200000] [--kills 5]

The articles are recombined from those of the folder (see ``recombined``); with ``--articles 0``
those of the folder itself are taken. Each kill takes the whole process group, at a random moment
of a fifth of the undisturbed time. Printed are the times of both, their ratio, and whether the two
indexes hold the same articles and give the same answers. Exit code 0 if they do, else 1.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import plain_whoosh
from query_speed import query_log
from tools import recombined

from svodka.indexer.engines import open_engine
from svodka.indexer.query.parser import parse

SEED = 2026
QUERIES = 300


def command(folder: Path, index: Path) -> list[str]:
    """The command that builds an index."""
    said = [sys.executable, "-m", "svodka.webapp.cli", "index", str(folder)]
    return [*said, "--index", f"whoosh:{index}"]


def ended(build: Sequence[str], within: float | None = None) -> bool:
    """Run a build to its end, or kill it and its workers after some seconds; True if it ended."""
    with subprocess.Popen(build, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            if code := process.wait(within):
                raise SystemExit(f"the build ended with {code}")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            return False
    return True


def told(index: Path, queries: Sequence[str]) -> tuple[object, ...]:
    """All entries of an index and its answers, without the scores."""
    engine = open_engine(f"whoosh:{index}")
    answers = []
    for query in queries:
        hits = engine.search(parse(query).tree, limit=10, budget=60, count=True, fold=True)
        # Articles of equal scores stand in the order of the segments, which kills change.
        answers.append((hits.total, hits.counts, [round(hit.score, 6) for hit in hits.hits]))
    catalog = set(engine.catalog())
    engine.close()
    return catalog, answers


def main() -> int:
    """Build twice, compare, and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--kills", type=int, default=5)
    how = parser.parse_args()
    chance = random.Random(SEED)
    titles = [article.title for article in plain_whoosh.articles(how.place)]
    queries = [query.text for query in query_log(titles, QUERIES)]
    with TemporaryDirectory(prefix="svodka-killed-") as place:
        folder = how.place
        if how.articles:
            folder = Path(place) / "articles"
            model = recombined.Model.of(plain_whoosh.articles(how.place), SEED)
            recombined.write(model, folder, how.articles, SEED)
        whole, killed = Path(place) / "whole", Path(place) / "killed"
        began = time.monotonic()
        ended(command(folder, whole))
        undisturbed = time.monotonic() - began
        print(f"undisturbed: {undisturbed:.1f} s", flush=True)
        began, kills = time.monotonic(), 0
        while kills < how.kills:
            if ended(command(folder, killed), chance.uniform(0.02, 0.2) * undisturbed):
                break
            kills += 1
        ended(command(folder, killed))
        seconds = time.monotonic() - began
        print(f"killed {kills} times: {seconds:.1f} s, {seconds / undisturbed:.2f} times")
        same = told(whole, queries) == told(killed, queries)
    print("both hold the same and answer alike" if same else "THE INDEXES DIFFER")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
