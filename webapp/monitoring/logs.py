"""What the server writes on standard error: an event a line, as text for people or as JSON for programs.

Queries are their askers' own: they are in no line unless that is asked for. So of an exception only its class and its way through
the program are told, and its words only where we wrote them; what gunicorn says of a request ends before its query.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal
from urllib.parse import unquote_plus

from svodka.indexer.errors import SvodkaError
from svodka.indexer.printable import printable
from svodka.webapp.monitoring.requests import Served, request_id

Form = Literal["text", "json"]

LONGEST_PATH = 200  # characters that are told of a path
LONGEST_QUERY = 1000
LONGEST_TRACEBACK = (
    2500  # lines of several processes stay whole in a pipe while they are shorter than 4096 bytes
)
LOG = logging.getLogger("svodka")
_ACCESS = logging.getLogger("svodka.access")


@dataclass(frozen=True, slots=True)
class Logging:
    """What is written: without a ``form`` only warnings and errors, as text; ``access`` is a line for each request."""

    form: Form | None = None
    access: bool = False
    queries: bool = False

    def configuration(self) -> dict[str, Any]:
        """This as ``logging.config.dictConfig`` takes it. Gunicorn's log goes the same way."""
        lines = JsonLines if self.form == "json" else TextLines
        private = [] if self.queries else ["private"]
        return {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"private": {"()": WithoutQueries}},
            "formatters": {
                "lines": {"()": lines, "queries": self.queries, "terse": self.form is None}
            },
            "handlers": {"error": {"class": "logging.StreamHandler", "formatter": "lines"}},
            "root": {"level": "WARNING", "handlers": ["error"]},
            "loggers": {
                LOG.name: {"level": "INFO" if self.form else "WARNING"},
                _ACCESS.name: {"level": "INFO"},
                "gunicorn.error": {
                    "level": "WARNING",
                    "handlers": [],
                    "propagate": True,
                    "filters": private,
                },
            },
        }

    def listeners(self) -> "list[AccessLog]":
        """Who writes down requests."""
        return [AccessLog(self.queries)] if self.access else []


def tell(event: str, **facts: object) -> None:
    """Log what happened, with what belongs to it."""
    LOG.info(event, extra={"facts": facts})


def catch_all() -> None:
    """Log what threads and finalizers fail with, as all else; without this they write by themselves."""

    def thread(failed: threading.ExceptHookArgs) -> None:
        _log_failure("A thread has failed", failed.exc_value, failed.exc_traceback)

    def finalizer(failed: "sys.UnraisableHookArgs") -> None:
        _log_failure("What nobody waits for has failed", failed.exc_value, failed.exc_traceback)

    threading.excepthook, sys.unraisablehook = thread, finalizer


def _log_failure(event: str, error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None:
        LOG.error(event, exc_info=(type(error), error, trace))


class AccessLog:
    """Writes down each request: never who asked, and without the query unless ``queries``."""

    def __init__(self, queries: bool) -> None:
        self._queries = queries

    def begun(self) -> None:
        """Nothing is written yet."""

    def served(self, served: Served) -> None:
        """Write the line of a request."""
        facts: dict[str, object] = {
            "method": served.method,
            "path": served.path[:LONGEST_PATH],
            "endpoint": served.endpoint,
            "status": served.status,
            "duration_ms": round(served.seconds * 1000, 1),
            "bytes": served.size,
        }
        if self._queries:
            facts["query"] = unquote_plus(served.query, errors="backslashreplace")[:LONGEST_QUERY]
        _ACCESS.info("request", extra={"facts": facts})


class _Lines(logging.Formatter):
    """Gives what is to be told of a record, in its order."""

    def __init__(self, queries: bool, terse: bool) -> None:
        super().__init__()
        self._queries, self._terse = queries, terse

    def facts(self, record: logging.LogRecord) -> dict[str, object]:
        """The facts of a record; time is UTC."""
        time = (
            datetime.fromtimestamp(record.created, UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z")
        )
        facts: dict[str, object] = {
            "time": time,
            "level": record.levelname.lower(),
            "event": record.getMessage(),
        }
        facts |= getattr(record, "facts", {})
        facts["pid"] = record.process
        if number := request_id.get():
            facts["request_id"] = number
        if record.exc_info and (error := record.exc_info[1]) is not None:
            facts["error"] = said(error, self._queries)
            facts["traceback"] = "".join(_way(error, self._queries))[-LONGEST_TRACEBACK:]
        return facts


class JsonLines(_Lines):
    """Records as JSON objects in ASCII: nothing that a client sends can end a line or turn a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """One object on one line."""
        return json.dumps(self.facts(record), default=str)


class TextLines(_Lines):
    """Records as lines of text, with the way of an exception on lines below."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, event, and ``name=value`` for the rest; a terse line goes without time and pid."""
        facts = self.facts(record)
        time, level, event = (str(facts.pop(name)) for name in ("time", "level", "event"))
        first = [f"{level.capitalize()}:", printable(event, LONGEST_QUERY)]
        if self._terse:
            del facts["pid"]
        else:
            first.insert(0, time)
        way = str(facts.pop("traceback", "")).splitlines()
        rest = [f"{name}={_value(value)}" for name, value in facts.items()]
        return "\n".join([" ".join(first + rest), *(f"    {printable(line)}" for line in way)])


class WithoutQueries(logging.Filter):
    """Takes the queries out of what gunicorn says; of requests that it refused nothing is said, as it quotes them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record may be told, as it now is."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                part.partition("?")[0] if isinstance(part, str) else part for part in record.args
            )
        return not str(record.msg).startswith("Invalid request")


def said(error: BaseException, whole: bool = False) -> str:
    """What may be told of an exception: its class; if it is ours or the system's, or ``whole``, its words too."""
    name = type(error).__name__
    if whole:
        return f"{name}: {error}"
    if isinstance(error, OSError):
        return ": ".join(str(part) for part in (name, error.strerror, error.filename) if part)
    return f"{name}: {sentence(error)}" if isinstance(error, SvodkaError) else name


def sentence(error: SvodkaError) -> str:
    """The words of an error of ours without those of the exception that it came from, which may be a reader's."""
    cause = error.__cause__
    if cause is None or isinstance(cause, OSError) or not str(cause):
        return str(error)
    return str(error).replace(str(cause), type(cause).__name__)


def _way(error: BaseException, whole: bool) -> Iterator[str]:
    """Through which lines of the program an exception came, after those that led to it."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _way(before, whole)
        yield "This led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{said(error, whole)}\n"


def _value(value: object) -> str:
    text = printable(str(value), LONGEST_QUERY)
    return (
        json.dumps(text, ensure_ascii=False) if re.search(r'[\s"=\\]', text) or not text else text
    )
