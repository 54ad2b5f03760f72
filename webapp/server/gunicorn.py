"""The production server: gunicorn's processes and threads around the application."""

import errno
import gc
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from types import FrameType
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from svodka.indexer.errors import SvodkaError, UnusableIndexError
from svodka.indexer.search import Search, load_dictionary
from svodka.webapp.app import create_app
from svodka.webapp.middleware import capacity, password
from svodka.webapp.middleware.hosts import as_address
from svodka.webapp.monitoring.logs import Logging
from svodka.webapp.searcher import Index
from svodka.webapp.server.connection import LARGEST_LINE
from svodka.webapp.server.lifecycle import Lifecycle
from svodka.webapp.server.worker import Worker

# Threads of each process: for all whom the gate lets in, keeps waiting or sends files to, and some to turn others away.
THREADS = capacity.PLACES + capacity.WAITING + capacity.STREAMS + 12
DRAIN = 4  # seconds that a stopping server gives to the requests it has begun
LIMITS: dict[str, Any] = {
    "limit_request_line": LARGEST_LINE,
    "limit_request_fields": 64,
    "limit_request_field_size": 8190,  # bytes; a browser sends a referrer of half as many at most
    "keepalive": 5,  # seconds
    "timeout": 30,  # seconds without a sign of life from a process, after which it is ended and another begun
    # Else gunicorn itself would believe any client at a loopback address; proxies are the application's to know.
    "forwarded_allow_ips": "",
}
# Collections of the middle generation to one of all, which looks at what the index and its caches hold for a tenth of a second.
RARELY = 50
CONNECTIONS = 500  # of a process at most
MEMORY_FOLDER = "/dev/shm"  # noqa: S108 - heartbeats of the workers; on a disk they could block

QUIET = Logging()  # warnings and errors only


class ServeError(SvodkaError):
    """The server cannot start."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Serves the site over one index. Each worker process opens the index for itself."""

    def __init__(
        self, index: str, host: str, port: int, workers: int, log: Logging = QUIET
    ) -> None:
        Search(index).close()  # opens nothing yet, but refuses what is no address of an index
        self.index, self.workers = index, workers
        self.lifecycle = Lifecycle(log, _memory_folder())
        self.socket = listen(host, port)
        self.address = address(self.socket)
        self.listens = (host, str(self.socket.getsockname()[0]))
        self.ignores_hangup = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # as nohup wishes
        super().__init__(prog="svodka serve")

    def load_config(self) -> None:
        """Set gunicorn up: quiet, without a log of queries, draining within five seconds."""
        settings = {
            "bind": f"fd://{self.socket.fileno()}",
            "workers": self.workers,
            "worker_class": Worker,
            "threads": THREADS,
            "worker_connections": most_connections(),
            "preload_app": True,
            "graceful_timeout": DRAIN,
            **LIMITS,
            "worker_tmp_dir": _memory_folder(),
            "control_socket_disable": True,
            "when_ready": self.when_ready,
            "post_worker_init": self.post_worker_init,
            "worker_exit": self.worker_exit,
            **self.lifecycle.settings(),
        }
        for name, value in settings.items():
            if name in self.cfg.settings:  # a setting is younger than the oldest gunicorn that does
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application and load the dictionary, once, before the workers fork: they share its memory."""
        settle()
        return create_app({"INDEX": self.index, "LISTENS": self.listens, **self.lifecycle.config()})

    def run(self) -> None:
        """Serve until told to stop; then exit with 0."""
        self.socket.detach()  # gunicorn closes it
        try:
            super().run()
        finally:
            self.lifecycle.ended()

    def when_ready(self, arbiter: Any) -> None:
        """Say the address, now that it listens. Ctrl-C and the end of the terminal stop the server as SIGTERM does."""

        def stop(_signal: int, frame: FrameType | None) -> None:
            arbiter.signal(signal.SIGTERM, frame)

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGHUP, signal.SIG_IGN if self.ignores_hangup else stop)
        reached = as_address(self.listens[1].partition("%")[0])
        if reached and not reached.is_loopback and not password.is_set(self.wsgi()):
            click.echo(
                f"Warning: whoever reaches {self.address} can read it all; {password.VARIABLE} sets a password.",
                err=True,
            )
        click.echo(f"Svodka is at {self.address}")
        if sys.stdout is not None:
            sys.stdout.flush()
        self.lifecycle.started(self.address, self.workers)

    def post_worker_init(self, worker: Any) -> None:
        """Open the index in a new worker."""
        # A terminal sends its signals to workers too; they follow their master alone, and drain sooner than it waits.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        worker.cfg.set("graceful_timeout", DRAIN - 1)
        with suppress(UnusableIndexError):
            self._index.prepare()
        self.lifecycle.worker_started(worker.age, self._index)

    def worker_exit(self, _arbiter: Any, worker: Any) -> None:
        """End a worker that served, without waiting for threads that wait for silent clients."""
        if worker.booted:
            self._index.close()
            os._exit(0)

    @property
    def _index(self) -> Index:
        index: Index = self.wsgi().extensions["svodka"]
        return index


def settle() -> None:
    """Load the dictionary into a process that from now on only serves, and set its collections of garbage up for that."""
    load_dictionary()
    gc.collect()
    gc.freeze()  # what is loaded by now stays: collections need not look at it, nor copy its memory in the workers
    gc.set_threshold(*gc.get_threshold()[:2], RARELY)


def most_connections() -> int:
    """How many connections a process takes: at most for half of the files that it may open."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if files == resource.RLIM_INFINITY else min(CONNECTIONS, files // 2)


def _memory_folder() -> str | None:
    return MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK | os.X_OK) else None


def listen(host: str, port: int) -> socket.socket:
    """Listen on an address. Raises ServeError."""
    try:
        family, _, _, _, where = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        return socket.create_server((where[0], where[1]), family=family, backlog=1024)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = "the port is busy; choose another with --port, or any free one with --port 0"
        else:
            reason = error.strerror or str(error)
        raise ServeError(f"Cannot listen on {host}:{port}: {reason}.") from error
    except UnicodeError as error:
        raise ServeError(f"Cannot listen on {host}:{port}: that is no name of a host.") from error


def address(listener: socket.socket) -> str:
    """The URL of a listening socket."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
