"""Log and count failed parts of responses."""

from collections.abc import Callable, Sequence

from flask import current_app

from svodka.indexer.bulkhead import PartFailure
from svodka.webapp.monitoring.logs import LOG
from svodka.webapp.monitoring.metrics import Metrics

LOGGED = 10  # failures logged per response; all are counted

MORE = "More parts of the answer have failed; they are counted only"

Report = Callable[[Sequence[PartFailure]], None]


def report(failures: Sequence[PartFailure]) -> None:
    """Log and count the failures of a response that are not reported yet."""
    reporter()(failures)


def reporter() -> Report:
    """A function that reports the failures of this response, also after the request has ended."""
    metrics: Metrics | None = current_app.extensions.get("svodka_metrics")
    seen = 0

    def tell(failures: Sequence[PartFailure]) -> None:
        nonlocal seen
        for one in failures:
            if one.reported:
                continue
            if metrics is not None:
                metrics.part_failed(one.part)
            seen += 1
            if seen <= LOGGED:
                _log(one)
            elif seen == LOGGED + 1:
                LOG.error("parts failed", extra={"facts": {"detail": MORE}})

    return tell


def _log(one: PartFailure) -> None:
    facts = {"part": one.part, "detail": f"A part of an answer has failed: {one.part}"} | (
        {"article": one.id} if one.id else {}
    )
    LOG.error("part failed", exc_info=one.error, extra={"facts": facts})
