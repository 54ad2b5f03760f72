"""The note that an index keeps of the end of its last build."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from svodka.indexer.building.report import Report
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.remembered import Run, RunResult
from svodka.indexer.errors import IndexLocked, SvodkaError
from svodka.indexer.failure import failure_of


@dataclass
class Noted:
    """The build that is noted; set ``report`` when it is done."""

    report: Report


@contextmanager
def noted(engine: Engine) -> Iterator[Noted]:
    """Note in the index how the build ends: with its report, or with an error.

    IndexLocked is not noted: another process writes, and the index may well be up to date.
    """
    build = Noted(Report())
    try:
        yield build
    except IndexLocked:
        raise
    except SvodkaError as error:
        _note(engine, "failed", error=str(error))
        raise
    except Exception as error:
        _note(engine, "fault", error=failure_of(error))
        raise
    skipped = len(build.report.skipped)
    _note(engine, "skipped" if skipped else "done", skipped)


def _note(engine: Engine, result: RunResult, skipped: int = 0, error: str = "") -> None:
    run, before = Run(time.time(), result, skipped, str(error)), engine.last_run()
    succeeded = run.ended if run.is_success else before.succeeded if before else None
    engine.note_run(replace(run, succeeded=succeeded))
