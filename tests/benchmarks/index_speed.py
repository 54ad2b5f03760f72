"""Compare the build of an index with that of a plain Whoosh index: time, size and memory.

    python tests/benchmarks/index_speed.py FOLDER_OR_FILE [--jobs N] [--repeat N] [--json]

Both build from the same articles in turns, each in a process of its own (see ``plain_whoosh``). The
best of the repeats counts for each, and ratios are of these. Memory is watched in one more run,
because watching takes time. Then one article of a copy of the folder is changed, and
``svodka index`` updates the index.
"""

import argparse
import gzip
import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import plain_whoosh
from measured import Run, run

ADDITION = " Сообщение дополнено."
_LINES = (".jsonl", ".ndjson")
_WHOLE = (".txt", ".text", ".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Corpus:
    """The articles: how many, and the MB (10⁶ bytes) of their titles and texts in UTF-8."""

    articles: int
    mb: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One builder's row of the table."""

    seconds: float
    articles_per_second: float
    mb_per_second: float
    cpu_seconds: float
    index_per_text: float
    tree_mb: float
    process_mb: float


def main() -> None:
    """Measure and print."""
    options, load = _options(), os.getloadavg()[0]
    with TemporaryDirectory(prefix="svodka-index-speed-") as name:
        work = Path(name)
        place = _copied(options.place, work)
        corpus = _corpus(place)
        svodka, plain = _builds(place, work, corpus, options)
        unchanged, changed = _updates(place, work, options)
    report = {
        "place": str(options.place),
        **asdict(corpus),
        "processors": len(os.sched_getaffinity(0)),
        "load_before": load,
        "svodka": asdict(svodka),
        "plain": asdict(plain),
        "times_plain_speed": plain.seconds / svodka.seconds,
        "seconds_one_changed": changed,
        "seconds_none_changed": unchanged,
    }
    print(json.dumps(report, ensure_ascii=False) if options.json else _table(report))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument(
        "--jobs", type=int, help="processes of svodka index; by default as many as it takes itself"
    )
    parser.add_argument(
        "--repeat", type=int, default=2, help="timed builds of each kind (%(default)s)"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    if not options.place.exists():
        parser.error(f"{options.place}: there is no such folder or file")
    return options


def _copied(place: Path, work: Path) -> Path:
    """A copy of the articles that may be changed."""
    copy = work / "articles" / place.resolve().name
    copy.parent.mkdir()
    if place.is_dir():
        shutil.copytree(place, copy, symlinks=True)
    else:
        shutil.copyfile(place, copy)
    for path in [copy, *copy.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | 0o600)
    return copy


def _corpus(place: Path) -> Corpus:
    sizes = [
        len(f"{article.title}{article.text}".encode()) for article in plain_whoosh.articles(place)
    ]
    if not sizes:
        raise SystemExit(f"{place} holds no articles")
    return Corpus(len(sizes), sum(sizes) / 1e6)


def _builds(
    place: Path, work: Path, corpus: Corpus, options: argparse.Namespace
) -> tuple[Figures, Figures]:
    """Both builders' figures. The last of Svodka's indexes stays, in ``work / "svodka"``."""
    runs: dict[str, list[Run]] = {"svodka": [], "plain": []}
    builders: dict[str, Callable[[bool], Run]] = {
        "svodka": lambda watch: _svodka(place, work, options.jobs, full=True, watch=watch),
        "plain": lambda watch: _plain(place, work, watch=watch),
    }
    for number in range(options.repeat + 1):
        for name, builder in builders.items():
            shutil.rmtree(work / name, ignore_errors=True)
            runs[name].append(builder(number == options.repeat))
            _say(
                f"{name}: {runs[name][-1].seconds:.1f} s"
                + ", memory watched" * (number == options.repeat)
            )
    svodka, plain = (_figures(runs[name], work / name, corpus) for name in builders)
    return svodka, plain


def _figures(runs: Sequence[Run], index: Path, corpus: Corpus) -> Figures:
    *timed, watched = runs
    seconds = min(run.seconds for run in timed)
    return Figures(
        seconds=seconds,
        articles_per_second=corpus.articles / seconds,
        mb_per_second=corpus.mb / seconds,
        cpu_seconds=min(run.cpu_seconds for run in timed),
        index_per_text=sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
        / 1e6
        / corpus.mb,
        tree_mb=watched.tree_mb,
        process_mb=watched.process_mb,
    )


def _svodka(
    place: Path, work: Path, jobs: int | None, *, full: bool = False, watch: bool = False
) -> Run:
    """The real command; its exit code is 1 if some input is no article."""
    command: list[str | Path] = [Path(sys.executable).with_name("svodka"), "index", place, "--json"]
    how = [
        "--index",
        f"whoosh:{work / 'svodka'}",
        *["--full"] * full,
        *(["--jobs", str(jobs)] if jobs else []),
    ]
    return run([*command, *how], watch=watch, good=(0, 1))


def _plain(place: Path, work: Path, *, watch: bool) -> Run:
    return run([sys.executable, plain_whoosh.__file__, place, work / "plain"], watch=watch)


def _updates(place: Path, work: Path, options: argparse.Namespace) -> tuple[float, float | None]:
    """Seconds of ``svodka index`` with no change, and after a change of one article: medians."""
    unchanged, changed = [], []
    change = _changeable(place)
    for number in range(options.repeat + 1):
        unchanged.append(_update(place, work, options.jobs, expected=0))
        if change:
            change(number)
            changed.append(_update(place, work, options.jobs, expected=1))
    return median(unchanged), median(changed) if changed else None


def _update(place: Path, work: Path, jobs: int | None, expected: int) -> float:
    done = _svodka(place, work, jobs)
    report = json.loads(done.output)
    if (
        report["full"]
        or report["added"] + report["changed"] + report["removed"] + report["moved"] != expected
    ):
        raise SystemExit(
            f"{expected} articles were changed, but svodka index reported {done.output}"
        )
    _say(f"svodka, {expected} changed: {done.seconds:.2f} s")
    return done.seconds


def _lengthen(path: Path) -> None:
    _write(path, _read(path) + ADDITION.encode())


def _changeable(place: Path) -> Callable[[int], None] | None:
    """A function that changes the text of one article, another one for each number.

    None if no file is of a known kind.
    """
    files = (
        [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
    )
    for path in files:
        ending = Path(path.name.removesuffix(".gz")).suffix
        if ending in _LINES:
            return lambda number, path=path: _change_line(path, number)  # type: ignore[misc]
        if ending in _WHOLE:
            return lambda _number, path=path: _lengthen(path)  # type: ignore[misc]
    return None


def _change_line(path: Path, number: int) -> None:
    lines = _read(path).splitlines(keepends=True)
    at = (len(lines) // 2 + number) % len(lines)
    record = json.loads(lines[at])
    record["text"] = record.get("text", "") + ADDITION
    lines[at] = json.dumps(record, ensure_ascii=False).encode() + b"\n"
    _write(path, b"".join(lines))


def _read(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(gzip.compress(data, 6) if path.suffix == ".gz" else data)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


_ROWS = {
    "seconds": ("seconds, start to exit", ".1f"),
    "articles_per_second": ("articles a second", ",.0f"),
    "mb_per_second": ("MB of title and text a second", ".2f"),
    "cpu_seconds": ("processor seconds", ".1f"),
    "index_per_text": ("size of index / title and text", ".2f"),
    "tree_mb": ("peak memory, all processes, MB", ",.0f"),
    "process_mb": ("largest process, MB", ",.0f"),
}


def _table(report: dict[str, object]) -> str:
    svodka, plain = report["svodka"], report["plain"]
    lines = [
        f"{report['articles']:,} articles, {report['mb']:.1f} MB of title and text; "
        f"{report['processors']} processors, load before {report['load_before']:.1f}",
        "",
        f"{'':32}{'svodka':>12}{'plain Whoosh':>16}{'ratio':>8}",
    ]
    for name, (label, form) in _ROWS.items():
        ours, theirs = svodka[name], plain[name]  # type: ignore[index]
        lines.append(f"{label:32}{ours:>12{form}}{theirs:>16{form}}{ours / theirs:>8.2f}")
    changed = report["seconds_one_changed"]
    lines += [
        "",
        f"{report['times_plain_speed']:.2f} times the plain build's speed",
        "one article changed: "
        + (
            "no file here whose article could be changed" if changed is None else f"{changed:.2f} s"
        ),
        f"nothing changed:     {report['seconds_none_changed']:.2f} s",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
