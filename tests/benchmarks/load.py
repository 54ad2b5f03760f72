"""Measure the answers to many readers at once, and the behaviour under far too many.

    python tests/benchmarks/load.py FOLDER_OR_FILE [--index URL] [--seconds N]
        [--connections 1 8 64] [--storm 256]

The query log is that of ``query_speed``; the index is one of these articles. ``svodka serve`` runs
as a process of its own. This one asks it over kept-alive connections on the loopback, each again as
soon as it is answered, for pages of results and for the JSON of ``/api/search``. Then comes a storm
of more connections than can be answered. Meanwhile others ask for ``/healthz`` and the style sheet,
each time on a new connection. At the end one connection asks as before the storm. Times are of the
clock in milliseconds, from question to last byte. The shares of a processor that asking and
answering took are printed beside them. If they add up to less than the machine has, other programs
were busy on it.
"""

import argparse
import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote, urlsplit

import plain_whoosh
from measured import footprint, run, spent
from query_speed import query_log
from readers import Answers, Readers, ask

ASKED = {"page": "/search?q=", "API": "/api/search?q="}
LOG = 2000  # queries, asked in turn
REST = 2  # seconds after the storm
READY_WITHIN = 60  # seconds
IDLE = 0.1  # seconds of the processor in a second, of a server that rests
COMMAND = [sys.executable, "-m", "svodka.webapp.cli"]


@dataclass(slots=True)
class Asking:
    """Asks a server; ``cores`` is the number of processors that it used the last time."""

    host: str
    port: int
    pid: int
    cores: float = 0.0

    def __call__(self, seconds: float, *groups: Readers) -> list[Answers]:
        """Let groups of readers ask all at once for some seconds."""
        before = spent(self.pid)
        answers = ask(self.host, self.port, seconds, *groups)
        self.cores = (spent(self.pid) - before) / answers[0].seconds
        return answers


def main() -> None:
    """Measure and print."""
    options, load = _options(), os.getloadavg()[0]
    queries = query_log(_titles(options.place), LOG)
    log, typed = (
        [quote(query.text) for query in queries],
        next(one.text[:3] for one in queries if one.kind == "title"),
    )
    with TemporaryDirectory(prefix="svodka-load-") as work:
        url = options.index or _built(options.place, f"whoosh:{work}/index")
        with serving(url, options.workers, typed) as asking:
            print(
                f"load before {load:.1f}; {os.cpu_count()} cores, "
                f"{options.workers} processes of the server"
            )
            for line in _measured(asking, log, options):
                print(line, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument(
        "--index", metavar="URL", help="Svodka's index of these articles; else it is built"
    )
    parser.add_argument(
        "--seconds", type=float, default=8, help="of each measurement (%(default)s)"
    )
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8, 64], metavar="N")
    parser.add_argument(
        "--storm", type=int, default=256, metavar="N", help="connections of the storm (%(default)s)"
    )
    parser.add_argument(
        "--storm-seconds", type=float, default=10, metavar="N", help="(%(default)s)"
    )
    parser.add_argument(
        "--warm-up", type=float, default=10, metavar="N", help="seconds (%(default)s)"
    )
    parser.add_argument(
        "--workers", type=int, default=2, help="processes of the server (%(default)s)"
    )
    options = parser.parse_args()
    if not options.place.exists():
        parser.error(f"{options.place}: there is no such folder or file")
    return options


def _titles(place: Path) -> list[str]:
    return [article.title for article in plain_whoosh.articles(place)]


def _built(place: Path, url: str) -> str:
    print("Building the index…", file=sys.stderr)
    run([*COMMAND, "index", place, "--index", url], good=(0, 1))
    return url


@contextmanager
def serving(index: str, workers: int, typed: str) -> Iterator[Asking]:
    """A running server, with its suggestions ready, to be asked."""
    command = [*COMMAND, "serve", "--index", index, "--port", "0", "--workers", str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            found = re.search(r"http://\S+/", server.stdout.readline() if server.stdout else "")
            if found is None:
                raise SystemExit("The server did not start")
            parts = urlsplit(found[0])
            _await_rest(f"{found[0]}suggest?q={quote(typed)}", 8 * workers, server.pid)
            yield Asking(str(parts.hostname), int(parts.port or 0), server.pid)
        finally:
            server.terminate()


def _await_rest(url: str, times: int, pid: int) -> None:
    """Let all processes prepare their suggestions, and wait until they rest."""
    for _ in range(times):
        with urllib.request.urlopen(url, timeout=20) as answer:
            answer.read()
    before, deadline = -1.0, time.monotonic() + READY_WITHIN
    while spent(pid) - before > IDLE and time.monotonic() < deadline:
        before = spent(pid)
        time.sleep(1)


def _measured(asking: Asking, log: Sequence[str], options: argparse.Namespace) -> Iterator[str]:
    paths = {name: [f"{path}{query}" for query in log] for name, path in ASKED.items()}
    asking(options.warm_up, *(Readers(paths[name], 4) for name in ASKED))
    yield _head()
    before: dict[str, Answers] = {}
    for name in ASKED:
        for number in options.connections:
            (answers,) = asking(options.seconds, Readers(paths[name], number))
            before.setdefault(name, answers)
            yield _row(name, number, answers, asking)
    yield f"the server has {footprint(asking.pid)}"
    yield from _stormed(
        asking,
        {name: Readers(paths[name], options.storm // 2) for name in ASKED},
        options.storm_seconds,
    )
    time.sleep(REST)
    yield f"the server has {footprint(asking.pid)}"
    for name, earlier in before.items():
        (answers,) = asking(options.seconds, Readers(paths[name], options.connections[0]))
        yield _row(name, options.connections[0], answers, asking)
        yield f"{name} after the storm: " + _ratios(answers, earlier)


def _stormed(asking: Asking, storm: Mapping[str, Readers], seconds: float) -> Iterator[str]:
    asked = storm | {path: Readers([path], pause=0.1) for path in ("/healthz", "/static/site.css")}
    for (name, readers), answers in zip(
        asked.items(), asking(seconds, *asked.values()), strict=True
    ):
        yield _row(name, readers.connections, answers, asking)


def _head() -> str:
    names = (
        "conn.",
        "200/s",
        "p50",
        "p99",
        "max",
        "503",
        "p50",
        "p99",
        "failed",
        "client",
        "server",
    )
    return f"{'':18}{names[0]:>6}" + "".join(f"{name:>8}" for name in names[1:])


def _row(name: str, connections: int, answers: Answers, asking: Asking) -> str:
    good, full = (
        [answers.percentiles(status).get(share) for share in ("p50", "p99", "max")]
        for status in (200, 503)
    )
    times = "".join(f"{'':>8}" if time is None else f"{time:8.1f}" for time in good)
    refused = "".join(f"{'':>8}" if time is None else f"{time:8.1f}" for time in full[:2])
    share = answers.number(503) / max(answers.number(), 1)
    return (
        f"{name:18}{connections:6}{answers.rate():8.1f}{times}{share:8.1%}{refused}"
        f"{answers.number() - answers.number(200, 503):8}"
        f"{answers.cpu_seconds / answers.seconds:8.0%}{asking.cores:8.0%}"
    )


def _ratios(answers: Answers, earlier: Answers) -> str:
    now, then = answers.percentiles(), earlier.percentiles()
    return (
        ", ".join(f"{share} {now[share] / then[share]:.2f}" for share in ("p50", "p99"))
        + " of that before it"
    )


if __name__ == "__main__":
    main()
