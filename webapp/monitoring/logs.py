"""Log lines on standard error: one event per line, as text for people or JSON for programs.

Queries are private: no line holds them unless the operator asks for that. So an exception is logged
by its class and traceback; its message only if we wrote it. Lines of gunicorn are cut before the
query. The addresses of clients are in no line at all.

An ``event`` is one of a few constant names, which programs can count; ``detail`` is for people.
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

LONGEST_PATH = 200  # characters of a logged path
LONGEST_QUERY = 1000
# Lines of several processes stay intact in a pipe if they are shorter than 4096 bytes.
LONGEST_TRACEBACK = 2500
LOG = logging.getLogger("svodka")
NO_ADDRESS = "-"
# An address of the internet: IPv4, or what has two colons, like IPv6. Times of day go with them.
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:\[?(?:[0-9a-f]{0,4}:){2,7}(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f]{0,4})(?:%\w+)?\]?"
    r"|\d{1,3}(?:\.\d{1,3}){3})(?![\w.])",
    re.IGNORECASE,
)
_ACCESS = logging.getLogger("svodka.access")


@dataclass(frozen=True, slots=True)
class Logging:
    """The logging options. Without a ``form`` only warnings and errors are logged, as text.

    ``access`` logs each request, ``queries`` shows queries.
    """

    form: Form | None = None
    access: bool = False
    queries: bool = False

    def configuration(self) -> dict[str, Any]:
        """The options for ``logging.config.dictConfig``, including gunicorn's log."""
        lines = JsonLines if self.form == "json" else TextLines
        private = [] if self.queries else ["private"]
        return {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"private": {"()": WithoutQueries}, "clients": {"()": WithoutClients}},
            "formatters": {
                "lines": {"()": lines, "queries": self.queries, "terse": self.form is None}
            },
            "handlers": {
                "error": {
                    "class": "logging.StreamHandler",
                    "formatter": "lines",
                    "filters": ["clients"],
                }
            },
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
        """The listeners that log requests."""
        return [AccessLog(self.queries)] if self.access else []


def tell(event: str, **facts: object) -> None:
    """Log an event with its facts."""
    LOG.info(event, extra={"facts": facts})


def catch_all() -> None:
    """Log failures in threads and finalizers like all others; Python would print them itself."""

    def thread(failed: threading.ExceptHookArgs) -> None:
        _log_failure("A thread has failed", failed.exc_value, failed.exc_traceback)

    def finalizer(failed: "sys.UnraisableHookArgs") -> None:
        _log_failure("What nobody waits for has failed", failed.exc_value, failed.exc_traceback)

    threading.excepthook, sys.unraisablehook = thread, finalizer


def _log_failure(detail: str, error: BaseException | None, trace: TracebackType | None) -> None:
    if error is not None:
        facts = {"facts": {"detail": detail}}
        LOG.error("thread failed", exc_info=(type(error), error, trace), extra=facts)


class AccessLog:
    """Logs each request, never its client, and its query only with ``queries``."""

    def __init__(self, queries: bool) -> None:
        self._queries = queries

    def begun(self) -> None:
        """Nothing is logged yet."""

    def served(self, served: Served) -> None:
        """Log a request."""
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
    """Collects the facts of a record, in their order."""

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
            **_event(record),
        }
        facts |= getattr(record, "facts", {})
        facts["pid"] = record.process
        if number := request_id.get():
            facts["request_id"] = number
        if record.exc_info and (error := record.exc_info[1]) is not None:
            facts["error"] = error_text(error, self._queries)
            facts["traceback"] = "".join(_way(error, self._queries))[-LONGEST_TRACEBACK:]
        return facts


class JsonLines(_Lines):
    """Records as JSON objects in ASCII: no client input can end a line or control a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """One object on one line."""
        return json.dumps(self.facts(record), default=str)


class TextLines(_Lines):
    """Records as lines of text, with tracebacks on lines below."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, event, and ``name=value`` for the rest; terse lines omit time and pid."""
        facts = self.facts(record)
        time, level, event = (str(facts.pop(name)) for name in ("time", "level", "event"))
        if self._terse:
            del facts["pid"]
            if "detail" in facts:  # for people it says all but the traceback
                event, facts = str(facts["detail"]), _only(facts, "error", "traceback")
        first = [f"{level.capitalize()}:", printable(event, LONGEST_QUERY)]
        if not self._terse:
            first.insert(0, time)
        way = str(facts.pop("traceback", "")).splitlines()
        rest = [f"{name}={_value(value)}" for name, value in facts.items()]
        return "\n".join([" ".join(first + rest), *(f"    {printable(line)}" for line in way)])


class WithoutQueries(logging.Filter):
    """Removes queries from gunicorn's records; drops refused requests, which quote them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True if the record may be logged, in its changed form."""
        if isinstance(record.args, tuple):
            record.args = tuple(
                part.partition("?")[0] if isinstance(part, str) else part for part in record.args
            )
        return not str(record.msg).startswith("Invalid request")


class WithoutClients(logging.Filter):
    """Removes addresses from the records of libraries. Our own records have none of clients."""

    def filter(self, record: logging.LogRecord) -> bool:
        """True: the record may be logged, in its changed form."""
        if record.name.partition(".")[0] != LOG.name:
            record.msg, record.args = _ADDRESS.sub(NO_ADDRESS, record.getMessage()), ()
        return True


def _only(facts: dict[str, object], *names: str) -> dict[str, object]:
    return {name: facts[name] for name in names if name in facts}


def _event(record: logging.LogRecord) -> dict[str, object]:
    """The constant name of an event; the message of a library, Flask's too, is its ``detail``."""
    if record.name in (LOG.name, _ACCESS.name):
        return {"event": record.msg}
    library = record.name.partition(".")[0]
    event = "exception" if library == LOG.name else library
    return {"event": event, "detail": record.getMessage()}


def error_text(error: BaseException, whole: bool = False) -> str:
    """The loggable text of an exception: its class, and its message if that is safe.

    Messages of our own and of the system are safe; ``whole`` includes all others.
    """
    name = type(error).__name__
    if whole:
        return f"{name}: {error}"
    if isinstance(error, OSError):
        return ": ".join(str(part) for part in (name, error.strerror, error.filename) if part)
    return f"{name}: {sentence(error)}" if isinstance(error, SvodkaError) else name


def sentence(error: SvodkaError) -> str:
    """The message of our own error, without that of its cause, which may contain a query."""
    cause = error.__cause__
    if cause is None or isinstance(cause, OSError) or not str(cause):
        return str(error)
    return str(error).replace(str(cause), type(cause).__name__)


def _way(error: BaseException, whole: bool) -> Iterator[str]:
    """The traceback of an exception, after those of its causes."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None:
        yield from _way(before, whole)
        yield "This led to:\n"
    yield from traceback.format_tb(error.__traceback__)
    yield f"{error_text(error, whole)}\n"


def _value(value: object) -> str:
    text = printable(str(value), LONGEST_QUERY)
    return (
        json.dumps(text, ensure_ascii=False) if re.search(r'[\s"=\\]', text) or not text else text
    )
