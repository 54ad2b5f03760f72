"""The log and the metrics of a site, for tests."""

import io
import json
import logging.config
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families
from web_fake import FakeSearch
from werkzeug.test import TestResponse

from svodka.webapp.app import create_app
from svodka.webapp.monitoring.logs import Logging

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


class Client(FlaskClient):
    """Reads every answer to its end, as servers do."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, **{"buffered": True} | options)


class Written:
    """The output of a configured log; with a ``level``, also of all libraries from that level."""

    def __init__(self, log: Logging, level: str = "") -> None:
        self.stream = io.StringIO()
        configuration = log.configuration()
        if level:
            configuration["root"]["level"] = level
            configuration["loggers"]["gunicorn.error"]["level"] = level
        configuration["handlers"]["error"]["stream"] = self.stream
        logging.config.dictConfig(configuration)

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


def counting(search: FakeSearch) -> Flask:
    """A site with metrics."""
    app = create_app({"METRICS": "1"}, search=search)
    app.test_client_class = Client
    return app


def families(app: Flask) -> Iterator[Metric]:
    """The metrics of /metrics, parsed by Prometheus' own parser."""
    answer = app.test_client().get("/metrics")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    return iter(list(text_string_to_metric_families(answer.text)))


def samples(app: Flask) -> Samples:
    """All values by name and labels."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families(app)
        for sample in family.samples
    }


def counted(app: Flask, name: str, **labels: str) -> float:
    return samples(app).get((name, tuple(sorted(labels.items()))), 0)
