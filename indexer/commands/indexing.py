"""The terminal output of ``svodka index``: progress, skipped articles, and the report."""

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tqdm import tqdm

from svodka.indexer.build import build
from svodka.indexer.building.report import Counts, Listener, Report
from svodka.indexer.commands.language import _, amount
from svodka.indexer.commands.printing import note
from svodka.indexer.engines.port import Engine, Maintainable
from svodka.indexer.failure import Failure
from svodka.indexer.printable import harmless, printable
from svodka.indexer.sources import Mapped

MOST_ENDINGS = 8  # endings of other formats that are named


@dataclass(frozen=True, slots=True)
class Manner:
    """Options of a build and of its output.

    ``jobs`` is the number of processes, ``wait`` the seconds to wait for another writer.
    ``mapping`` are names of fields in records, None for the remembered ones. ``verbose`` names
    files in other formats, and repeats earlier notes. ``debug`` prints tracebacks. ``timed``
    prefixes each line with the time.
    """

    jobs: int | None = None
    wait: float = 0
    allow_removal: bool = False
    mapping: Mapped | None = None
    verbose: bool = False
    debug: bool = False
    timed: bool = False


def index_once(
    engine: Engine,
    folders: Sequence[Path],
    manner: Manner,
    *,
    full: bool = False,
    is_fresh: Callable[[Path], bool] = lambda _file: False,
    before: Report | None = None,
) -> Report:
    """Bring an index up to date, and report skipped articles on standard error.

    Files with a true ``is_fresh`` are left for a later run. Lines that the run ``before`` printed
    are not repeated. Raises the errors of ``build``.
    """
    previous = before or Report()
    with _listener(manner, is_fresh, previous.skipped) as listener:
        report = build(
            engine,
            folders,
            full=full,
            jobs=manner.jobs,
            wait=manner.wait,
            allow_removal=manner.allow_removal,
            mapping=manner.mapping,
            listener=listener,
        )
    _tell_files(report, previous, manner)
    _tell_faults(engine, report, manner, silent=report.faults == previous.faults)
    return report


def _tell_files(report: Report, previous: Report, manner: Manner) -> None:
    """Report notes, and the numbers of files in other formats and of those being written."""
    for path, text in report.notes:
        if (path, text) not in previous.notes:
            note(f"Note on {printable(path)}: {harmless(text)}", timed=manner.timed)
    for path, text in report.earlier_notes if manner.verbose else ():
        if (path, text) not in previous.earlier_notes:
            note(f"Earlier note on {printable(path)}: {harmless(text)}", timed=manner.timed)
    if report.passed_over and report.passed_over != previous.passed_over:
        note(passed_over(report.passed_over), timed=manner.timed)
    if report.being_written:
        files = amount(len(report.being_written), "file")
        note(f"Left for later, because they are being written: {files}", timed=manner.timed)


def tell_fault(engine: Engine, failure: Failure, manner: Manner) -> None:
    """Report that Svodka itself failed, and store the traceback."""
    note(f"Error: {harmless(failure)}", timed=manner.timed)
    _keep_traces(engine, [f"{harmless(failure)}\n{failure.trace}"], manner)


@contextmanager
def _listener(
    manner: Manner, is_fresh: Callable[[Path], bool], skipped: Iterable[tuple[str, str]]
) -> Iterator[Listener]:
    """A listener that shows progress on a terminal, and names skipped articles.

    Pairs in ``skipped`` are not named again.
    """
    known = frozenset(skipped)
    with tqdm(unit=_(" articles"), disable=None, leave=False, file=sys.stderr) as bar:

        def tell(line: str) -> None:
            with suppress(OSError), tqdm.external_write_mode(file=sys.stderr):
                note(line, timed=manner.timed)

        def skip(path: str, reason: str) -> None:
            if (path, reason) not in known:
                tell(f"Skipped {printable(path)}: {harmless(reason)}")

        def pass_over(path: str, ending: str) -> None:
            kind = ending or "a name without an ending"
            tell(f"Passed over {printable(path)}: {kind} is no article format")

        def progress(count: int) -> None:
            bar.update(count)

        yield Listener(
            skip, pass_over if manner.verbose else lambda _path, _ending: None, progress, is_fresh
        )


def _tell_faults(engine: Engine, report: Report, manner: Manner, *, silent: bool) -> None:
    """Store the tracebacks of faults, and report their file."""
    traces = [
        f"{printable(path)}: {harmless(reason)}\n{reason.trace}" for path, reason in report.faults
    ]
    _keep_traces(engine, traces, manner, silent=silent)


def _keep_traces(
    engine: Engine, traces: Sequence[str], manner: Manner, *, silent: bool = False
) -> None:
    path = None
    if isinstance(engine, Maintainable):
        path = engine.keep_traces("\n".join(traces))
    if silent:
        return
    if traces and manner.debug:
        note(harmless("\n".join(traces)), timed=manner.timed)
    elif traces and path:
        faults = amount(len(traces), "fault")
        note(
            f"Tracebacks of {faults} of Svodka are in {printable(path, 1000)}",
            timed=manner.timed,
        )


def passed_over(endings: Counter[str]) -> str:
    """Count files in other formats in one line.

    For example ``Passed over 3 files that are no article format: .jpg (2), .pdf (1)``.
    """
    named = [
        f"{ending or 'no ending'} ({count})"
        for ending, count in sorted(endings.items(), key=_most_then_name)[:MOST_ENDINGS]
    ]
    more = len(endings) - len(named)
    rest = f" and {amount(more, 'other ending')}" if more else ""
    files = "1 file that is" if endings.total() == 1 else f"{endings.total()} files that are"
    return f"Passed over {files} no article format: {', '.join(named)}{rest}"


def _most_then_name(counted: tuple[str, int]) -> tuple[int, bool, str]:
    ending, count = counted
    return -count, not ending, ending


def report_record(report: Report) -> dict[str, object]:
    """Convert a report to JSON's types."""
    return {
        **_counts(report),
        "total": report.total,
        "full": report.full,
        "folders": [{"folder": path, **asdict(counts)} for path, counts in report.folders.items()],
        "skipped": [{"path": path, "reason": str(reason)} for path, reason in report.skipped],
        "notes": [{"path": path, "note": text} for path, text in report.notes],
        "earlier_notes": [{"path": path, "note": text} for path, text in report.earlier_notes],
        "faults": len(report.faults),
        "passed_over": dict(report.passed_over),
        "being_written": sorted(report.being_written),
    }


def in_words(report: Report) -> str:
    """Summarise a report in one line, plus one line per folder if there are several."""
    first = [f"Everything was analysed: {report.full}."] if report.full else []
    skipped = f"; {len(report.skipped)} skipped" if report.skipped else ""
    kept = f", {report.kept} unreadable now, kept as they were" if report.kept else ""
    summary = f"Articles in the index: {report.total} ({_changes(report)}{kept}{skipped})."
    several = len(report.folders) > 1 or report.elsewhere
    folders = [
        f"  {printable(path, 1000)}: {one.total} ({_changes(one)})"
        for path, one in report.folders.items()
    ]
    rest = (
        [f"  {amount(report.elsewhere, 'article')} of other folders stay as they were"]
        if report.elsewhere
        else []
    )
    return "\n".join([*first, summary, *(folders if several else []), *rest])


def _changes(counts: Counts) -> str:
    return ", ".join(
        f"{getattr(counts, name)} {name}"
        for name in ("added", "changed", "moved", "removed", "unchanged")
    )


def _counts(report: Report) -> dict[str, int]:
    return {
        name: getattr(report, name)
        for name in ("added", "changed", "moved", "removed", "unchanged", "kept")
    }
