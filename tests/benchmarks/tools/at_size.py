"""The figures of one collection: its build, its updates, its queries and its site.

Everything goes through ``svodka index``, ``svodka serve``, HTTP and ``ask``.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from threading import Event, Thread
from urllib.parse import quote
from urllib.request import urlopen

from load import COMMAND, Asking, serving
from measured import Run, largest, run
from query_speed import percentiles
from readers import Readers

HERE = Path(__file__).parent.parent
CHANGES = 3
VISIBLE_WITHIN = 600  # seconds
_QUIET = 3.0  # seconds that a reader asks before and after a change, at most
_LETTERS = "абвгдежз"

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Collection:
    """A folder of JSONL files, its index's address and folder, and a query log."""

    folder: Path
    index: Path
    articles: int
    log: Sequence[str]
    jobs: int | None = None

    @property
    def url(self) -> str:
        """The address of the index."""
        return f"whoosh:{self.index}"

    def built(self, *, watch: bool = False) -> Run:
        """Run ``svodka index`` over the folder."""
        jobs = ["--jobs", str(self.jobs)] if self.jobs else []
        command = [*COMMAND, "index", self.folder, "--index", self.url, "--json", *jobs]
        return run(command, watch=watch, good=(0, 1))


def figures(collection: Collection, say: Callable[[str], None], seconds: float) -> Figures:
    """Build the index of a collection, and measure it.

    Articles of its files are changed. Its site is asked for ``seconds``.
    """
    found: Figures = {"articles": collection.articles}
    steps = {"build": _build, "no change": _unchanged, "queries": _queries}
    for name, step in {**steps, "site": partial(_site, seconds=seconds)}.items():
        found |= step(collection)
        say(f"{collection.articles:,} articles, {name}: measured")
    return found


def _build(collection: Collection) -> Figures:
    done = collection.built(watch=True)
    text_bytes = sum(path.stat().st_size for path in collection.folder.iterdir())
    index_bytes = sum(path.stat().st_size for path in collection.index.rglob("*") if path.is_file())
    return {
        "build_s": done.seconds,
        "docs_per_s": collection.articles / done.seconds,
        "docs_per_core_s": collection.articles / done.cpu_seconds,
        "build_mb": done.tree_mb,
        "input_mb": text_bytes / 1e6,
        "index_mb": index_bytes / 1e6,
        "index_per_input": index_bytes / text_bytes,
    }


def _unchanged(collection: Collection) -> Figures:
    done = collection.built(watch=True)
    if json.loads(done.output)["unchanged"] != collection.articles:
        raise SystemExit(f"nothing was changed, but svodka index reported {done.output}")
    return {"unchanged_s": done.seconds, "unchanged_mb": done.tree_mb}


def _queries(collection: Collection) -> Figures:
    log = collection.index.with_suffix(".log.json")
    log.write_text(json.dumps(list(collection.log)), encoding="utf-8")
    done = run([sys.executable, HERE / "ask.py", "svodka", collection.url, log])
    asked = json.loads(done.output)
    shares = ("p50", "p99")
    times = {
        f"{name}_{share}_ms": percentiles(asked[name])[share]
        for name in ("engine", "page")
        for share in shares
    }
    return {**times, "asking_mb": asked["process_mb"]}


def _site(collection: Collection, seconds: float) -> Figures:
    paths = [f"/search?q={quote(query)}" for query in collection.log]
    first = _first_answer(collection, paths[0])
    with serving(collection.url, 2, collection.log[0][:3]) as asking:
        asking(seconds, Readers(paths, 2))
        (answers,) = asking(seconds, Readers(paths, 8))
        loaded = {
            "pages_per_s": answers.rate(),
            "failed": answers.number() - answers.number(200),
            "loaded_p50_ms": answers.percentiles().get("p50", 0.0),
            "loaded_p99_ms": answers.percentiles().get("p99", 0.0),
        }
        changed = _changes(collection, asking, paths, min(seconds, _QUIET))
        return {"first_answer_s": first, **loaded, **changed, "worker_mb": largest(asking.pid)}


def _first_answer(collection: Collection, path: str) -> float:
    """Seconds from the start of a server to its first page of results."""
    command = [*COMMAND, "serve", "--index", collection.url, "--port", "0"]
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            site = next(word for word in said.split() if word.startswith("http://"))
            urlopen(site.rstrip("/") + path, timeout=VISIBLE_WITHIN).close()
            return time.perf_counter() - started
        finally:
            server.terminate()


class _Reader:
    """A reader who asks for page after page in a thread: the start and the seconds of each."""

    def __init__(self, site: str, paths: Sequence[str]) -> None:
        self._site, self._paths = site, paths
        self._waits: list[tuple[float, float]] = []
        self._ended = Event()
        self._thread = Thread(target=self._read)

    def __enter__(self) -> "_Reader":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _read(self) -> None:
        number = 0
        while not self._ended.wait(0.02):
            began = time.perf_counter()
            urlopen(self._site + self._paths[number % len(self._paths)], timeout=60).read()
            self._waits.append((began, time.perf_counter() - began))
            number += 1

    def longest(self, start: float, end: float) -> float:
        """The longest wait for a page that was asked for in a span of time."""
        return max((wait for began, wait in self._waits if start <= began < end), default=0.0)


def _changes(collection: Collection, asking: Asking, paths: Sequence[str], quiet: float) -> Figures:
    site = f"http://{asking.host}:{asking.port}"
    visible, indexed, before, after = [], [], [], []
    for number in range(CHANGES):
        with _Reader(site, paths) as reader:
            time.sleep(quiet)
            started = time.perf_counter()
            id, word = _change(collection.folder, number)
            indexed.append(collection.built().seconds)
            shown = _seen(site, id, word)
            visible.append(shown - started)
            time.sleep(quiet)
        before.append(reader.longest(0, started))
        after.append(reader.longest(started, shown + quiet))
    return {
        "changed_s": median(indexed),
        "visible_s": median(visible),
        "wait_before_ms": max(before) * 1000,
        "wait_after_ms": max(after) * 1000,
    }


def _change(folder: Path, number: int) -> tuple[str, str]:
    """Add a word to an article in the middle of the collection; its id, and the word."""
    files = sorted(folder.iterdir())
    path = files[(len(files) // 2 + number) % len(files)]
    word = "зюкобрыж" + "".join(_LETTERS[int(digit)] for digit in f"{time.time_ns():o}")
    with path.open(encoding="utf-8") as file:
        lines = list(file)
    at = (len(lines) // 2 + number) % len(lines)
    record = json.loads(lines[at])
    record["text"] += f" {word.capitalize()}."
    lines[at] = json.dumps(record, ensure_ascii=False) + "\n"
    path.write_text("".join(lines), encoding="utf-8")
    return record["id"], word


def _seen(site: str, id: str, word: str) -> float:
    """The moment when an article is found by a word of its own."""
    deadline = time.perf_counter() + VISIBLE_WITHIN
    while (now := time.perf_counter()) < deadline:
        with urlopen(f"{site}/api/search?q={quote('!' + word)}", timeout=60) as answer:
            if id in [result["id"] for result in json.load(answer)["results"]]:
                return now
        time.sleep(0.01)
    raise SystemExit(f"{id} was changed, and not found by «{word}» within {VISIBLE_WITHIN} s")
