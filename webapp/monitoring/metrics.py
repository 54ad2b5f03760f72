"""Serve metrics at /metrics in Prometheus' text format, if SVODKA_METRICS=1."""

import platform
import re
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from flask import Blueprint, Flask, Response, current_app, got_request_exception
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.process_collector import ProcessCollector

from svodka.indexer.bulkhead import PARTS, Part, leaves_open
from svodka.indexer.errors import SettingError, UnusableIndexError
from svodka.indexer.results.page import Page
from svodka.webapp.monitoring.requests import Served
from svodka.webapp.monitoring.shared_counts import SharedCounts
from svodka.webapp.searcher import Index
from svodka.webapp.version import program_version

VARIABLE = "SVODKA_METRICS"
# Seconds. Half of all pages take less than 10 ms. A query that uses its whole budget takes a second
# or two.
BUCKETS = (0.001, 0.0025, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)

# The descriptions of counters of searches, by the end of their names.
SEARCHES = {
    "": "Pages of results.",
    "_empty": "Pages of results that found nothing.",
    "_corrected": "Those whose query was corrected.",
    "_relaxed": "Those with cognates or most of the words.",
    "_partial": "Those whose time ran out.",
}

blueprint = Blueprint("metrics", __name__)


def wanted(setting: object) -> bool:
    """True if the setting enables /metrics. Raises SettingError."""
    if str(setting) not in ("", "0", "1"):
        raise SettingError(f"{VARIABLE}: «{setting}» is neither 1 (serve /metrics) nor 0 (do not)")
    return str(setting) == "1"


def init_app(app: Flask, shared: SharedCounts | None) -> "list[Metrics]":
    """Serve /metrics if enabled, and return the listeners that count requests.

    ``shared`` holds counts of all processes of a server; without it this process counts alone.
    Raises SettingError.
    """
    if not wanted(app.config["METRICS"]):
        return []
    metrics = Metrics(app.extensions["svodka"], shared)
    app.extensions["svodka_metrics"] = metrics
    app.register_blueprint(blueprint)
    got_request_exception.connect(_count_exception, app)
    return [metrics]


@blueprint.get("/metrics")
def exposition() -> Response:
    """All figures."""
    registry = current_app.extensions["svodka_metrics"].registry()
    return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def counted(page: Page) -> Page:
    """Count a page of results by its outcome, and return it."""
    metrics: Metrics | None = current_app.extensions.get("svodka_metrics")
    if metrics is not None:
        metrics.searched(page)
    return page


def _count_exception(app: Flask, exception: BaseException, **_: Any) -> None:
    app.extensions["svodka_metrics"].failed(exception)


class Metrics:
    """Counts requests and searches. Labels have a fixed set of values: no queries, no paths."""

    def __init__(self, index: Index, shared: SharedCounts | None) -> None:
        self._shared = shared
        self._own = own = CollectorRegistry()
        self._beside = (IndexCollector(index), shared or ProcessCollector(registry=None))
        self._requests = Counter(
            "svodka_http_requests",
            "Requests answered.",
            ["endpoint", "method", "status"],
            registry=own,
        )
        self._seconds = Histogram(
            "svodka_http_request_duration_seconds",
            "Time from a request to the last byte of its answer.",
            ["endpoint"],
            buckets=BUCKETS,
            registry=own,
        )
        self._in_flight = Gauge(
            "svodka_http_requests_in_flight",
            "Requests being answered.",
            multiprocess_mode="livesum",
            registry=own,
        )
        self._exceptions = Counter(
            "svodka_exceptions", "Failures of the program, by class.", ["type"], registry=own
        )
        self._parts = Counter(
            "svodka_part_failures", "Parts of answers that failed.", ["part"], registry=own
        )
        for part in PARTS:
            # Start at zero, so that the first failure shows as an increase.
            self._parts.labels(part)
        self._searches = {
            name: Counter(f"svodka_searches{name}", text, registry=own)
            for name, text in SEARCHES.items()
        }

    def begun(self) -> None:
        """A request has arrived."""
        self._in_flight.inc()

    def served(self, served: Served) -> None:
        """A request has been answered."""
        self._in_flight.dec()
        self._requests.labels(served.endpoint, served.method, str(served.status)).inc()
        self._seconds.labels(served.endpoint).observe(served.seconds)

    def failed(self, exception: BaseException) -> None:
        """The program has failed."""
        self._exceptions.labels(type(exception).__name__).inc()

    def part_failed(self, part: Part) -> None:
        """A part of a response has failed; the reader got the rest."""
        self._parts.labels(part).inc()

    def searched(self, page: Page) -> None:
        """A query has been answered."""
        self._searches[""].inc()
        if not page.total and not leaves_open(page.failures):
            self._searches["_empty"].inc()
        if page.correction is not None and page.correction.applied:
            self._searches["_corrected"].inc()
        if page.relaxed:
            self._searches["_relaxed"].inc()
        if page.partial:
            self._searches["_partial"].inc()

    def registry(self) -> CollectorRegistry:
        """All figures of all processes now."""
        combined = CollectorRegistry()
        if self._shared is None:
            combined.register(self._own)
        else:
            MultiProcessCollector(combined, str(self._shared.folder))
        for collector in self._beside:
            combined.register(collector)
        return combined


class IndexCollector:
    """The figures of the index and the program."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def collect(self) -> Iterator[GaugeMetricFamily | InfoMetricFamily]:
        """The figures; for an unusable index only that fact and its last run."""
        build = {"version": program_version(), "python": platform.python_version()}
        yield InfoMetricFamily("svodka_build", "The program that answers.", value=build)
        figures = self._figures()
        yield GaugeMetricFamily(
            "svodka_index_usable", "1 if the index can serve, 0 if not.", value=bool(figures)
        )
        for name, (value, text) in figures.items():
            yield GaugeMetricFamily(f"svodka_index_{name}", text, value=value)
        for name, (value, text) in self._last_run().items():
            yield GaugeMetricFamily(f"svodka_last_run_{name}", text, value=value)

    def _figures(self) -> dict[str, tuple[float, str]]:
        try:
            self._index.check()
            now = self._index.searcher.statistics()
        except UnusableIndexError:
            return {}
        digits = re.findall(r"\d+", now.generation)
        return {
            "articles": (now.articles, "Articles in the index."),
            "bytes": (now.bytes, "Bytes of the index on disk."),
            "generation": (
                int(digits[-1]),
                "Number of the generation: how often all was built anew.",
            ),
            "commits": (now.commits, "Number of changes of this generation."),
            "segments": (now.segments, "Segments of the index."),
            "deleted_ratio": (
                now.deleted_share,
                "Share of deleted articles in what the files hold.",
            ),
            "changed_timestamp_seconds": (
                now.changed,
                "When the index was last changed, since 1970.",
            ),
            "age_seconds": (
                max(0.0, time.time() - now.changed),
                "Time since the index was last changed.",
            ),
        }

    def _last_run(self) -> dict[str, tuple[float, str]]:
        """The figures of the last run, also for an unusable index; empty if there is none."""
        run = None
        with suppress(UnusableIndexError):
            run = self._index.searcher.last_run()
        if run is None:
            return {}
        figures = {
            "timestamp_seconds": (
                run.ended,
                "When the index was last compared with its folders, since 1970.",
            ),
            "success": (run.is_success, "1 if that brought the index up to date, 0 if it failed."),
            "skipped": (run.skipped, "Articles that it skipped."),
        }
        if run.succeeded is not None:
            text = "When a run last brought the index up to date, since 1970."
            figures["success_timestamp_seconds"] = (run.succeeded, text)
        return figures
