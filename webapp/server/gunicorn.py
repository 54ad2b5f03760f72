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

from svodka.indexer.commands.language import said
from svodka.indexer.commands.printing import note
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

# Threads per process: for all requests that run, wait or stream, and some to reject others.
THREADS = capacity.PLACES + capacity.WAITING + capacity.STREAMS + 12
DRAIN = 4  # seconds in which a stopping server finishes its requests
LIMITS: dict[str, Any] = {
    "limit_request_line": LARGEST_LINE,
    "limit_request_fields": 64,
    "limit_request_field_size": 8190,  # bytes; a browser sends a referrer of half as many at most
    "keepalive": 5,  # seconds
    "timeout": 30,  # seconds without a heartbeat, after which a process is replaced
    # Otherwise gunicorn would trust any client at a loopback address. Proxies are handled by the
    # application.
    "forwarded_allow_ips": "",
}
# Middle collections per full one. A full one scans the index's caches for a tenth of a second.
RARELY = 50
SYSTEMD = 3  # the number of the first socket that systemd gives
CONNECTIONS = 500  # of one process
MEMORY_FOLDER = "/dev/shm"  # noqa: S108 - for heartbeats: a disk could block

QUIET = Logging()  # warnings and errors only


class ServeError(SvodkaError):
    """The server cannot start."""


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Serves the site over one index. Each worker process opens the index itself."""

    def __init__(
        self, index: str, host: str, port: int, workers: int, log: Logging = QUIET
    ) -> None:
        Search(index).close()  # opens nothing yet, but refuses an invalid index address
        self.index, self.workers = index, workers
        self.lifecycle = Lifecycle(log, _memory_folder())
        self.socket = inherited() or listen(host, port)
        self.address = address(self.socket)
        self.listens = (host, str(self.socket.getsockname()[0]))
        is_ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # set by nohup
        self.hangs_up = has_terminal() and not is_ignored
        super().__init__(prog="svodka serve")

    def load_config(self) -> None:
        """Configure gunicorn: quiet, without logged queries, draining within five seconds."""
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
            "sendfile": False,  # it would block a thread until the client has read the file
            "when_ready": self.when_ready,
            "post_worker_init": self.post_worker_init,
            "worker_exit": self.worker_exit,
            **self.lifecycle.settings(),
        }
        for name, value in settings.items():
            if name in self.cfg.settings:  # old supported versions of gunicorn lack some settings
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Build the application and load the dictionary.

        Both happen before the workers fork, so that they share memory.
        """
        settle()
        return create_app({"INDEX": self.index, "LISTENS": self.listens, **self.lifecycle.config()})

    def run(self) -> None:
        """Serve until a signal stops the server; then exit with 0."""
        self.socket.detach()  # gunicorn closes it
        try:
            super().run()
        finally:
            self.lifecycle.ended()

    def when_ready(self, arbiter: Any) -> None:
        """Print the address. Ctrl-C and a closed terminal stop the server like SIGTERM.

        Without a terminal, SIGHUP is from an administrator who expects a reload, and changes
        nothing.
        """

        def stop(_signal: int, frame: FrameType | None) -> None:
            arbiter.signal(signal.SIGTERM, frame)

        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGHUP, stop if self.hangs_up else signal.SIG_IGN)
        self._warn_if_open()
        click.echo(said(f"Svodka is at {self.address}"))
        if sys.stdout is not None:
            sys.stdout.flush()
        self.lifecycle.started(self.address, self.workers)

    def _warn_if_open(self) -> None:
        """Warn if others can read the site without a password, directly or through a proxy."""
        config = self.wsgi().config
        reached = as_address(self.listens[1].partition("%")[0])
        is_direct = reached is not None and not reached.is_loopback
        is_proxied = config["ADDRESS"] or config["HOSTS"] or config["PROXIES"]
        if password.is_set(self.wsgi()) or not (is_direct or is_proxied):
            return
        place = self.address if is_direct else config["ADDRESS"] or "the proxy in front"
        variable = password.VARIABLE
        note(f"Warning: whoever reaches {place} can read it all; {variable} sets a password.")

    def post_worker_init(self, worker: Any) -> None:
        """Open the index in a new worker."""
        # A terminal signals workers too. They obey only their master, and drain sooner than it
        # waits.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        worker.cfg.set("graceful_timeout", DRAIN - 1)
        with suppress(UnusableIndexError):
            self._index.prepare()
        self.lifecycle.worker_started(worker.age, self._index)

    def worker_exit(self, _arbiter: Any, worker: Any) -> None:
        """End a worker that served, without waiting for threads with silent clients."""
        if worker.booted:
            self._index.close()
            os._exit(0)

    @property
    def _index(self) -> Index:
        index: Index = self.wsgi().extensions["svodka"]
        return index


def has_terminal() -> bool:
    """True if this process was started from a terminal, which may be closed."""
    try:
        os.close(os.open("/dev/tty", os.O_RDWR | os.O_NOCTTY))
    except OSError:
        return False
    return True


def settle() -> None:
    """Load the dictionary into a process that only serves from now on, and tune its collector."""
    load_dictionary()
    gc.collect()
    gc.freeze()  # loaded objects stay: skip them in collections, and keep their memory shared
    gc.set_threshold(*gc.get_threshold()[:2], RARELY)


def most_connections() -> int:
    """The maximal number of connections of a process: at most half of its file limit."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return CONNECTIONS if files == resource.RLIM_INFINITY else min(CONNECTIONS, files // 2)


def _memory_folder() -> str | None:
    return MEMORY_FOLDER if os.access(MEMORY_FOLDER, os.W_OK | os.X_OK) else None


def inherited() -> socket.socket | None:
    """The socket that systemd opened for this process; None without one. Raises ServeError.

    It outlives the process. So clients that come during a restart wait instead of being refused.
    """
    names = ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES")
    pid, count, _ = (os.environ.pop(name, "") for name in names)  # not for gunicorn
    if pid != str(os.getpid()):
        return None
    if count != "1":
        raise ServeError(f"systemd gives {count} sockets: one ListenStream= is enough.")
    given = socket.socket(fileno=SYSTEMD)
    if given.family not in (socket.AF_INET, socket.AF_INET6):
        raise ServeError("The socket of systemd is no address of a network: see ListenStream=.")
    return given


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
