"""The lock of an index's one writer, kept alive by heartbeats and fenced by compare-and-swap.

A writer that lost its lock can never commit: its commit replaces a state that is gone.
"""

import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from svodka.indexer.engines.opensearch.state import ConflictError, Lock, State, States
from svodka.indexer.errors import IndexLocked, UnusableIndexError

BEAT = 5.0  # seconds between heartbeats
# Seconds without a heartbeat, by the clock of the one who waits, after which a writer is dead.
STALE = 60.0
# The same by the clocks of two machines, which may differ.
ABANDONED = 900.0
PAUSE = 0.2  # seconds between two tries

_dropped: set[str] = set()  # tokens of this process that could not be given back


class Holding:
    """A lock that is held. Thread-safe."""

    def __init__(self, states: States, state: State) -> None:
        self._states, self._state = states, state
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)
        self._thread.start()

    @property
    def state(self) -> State:
        """The present state, in which this process holds the lock."""
        return self._state

    @property
    def edition(self) -> int:
        """The number of the change that goes with this lock."""
        return self._state.next - 1

    def commit(self, **changes: object) -> None:
        """Change the state. Raises UnusableIndexError if the lock was lost."""
        with self._lock:
            self._replace(replace(self._state, **changes))  # type: ignore[arg-type]

    def release(self) -> None:
        """Let go of the lock. Raises UnusableIndexError if the cluster does not answer."""
        self._ended.set()
        with self._lock:
            token = self._state.lock.token if self._state.lock else ""
            _dropped.add(token)
            self._replace(replace(self._state, lock=None))
            _dropped.discard(token)

    def stop(self) -> None:
        """End the heartbeats."""
        self._ended.set()
        self._thread.join()

    def _replace(self, state: State) -> None:
        try:
            self._state = self._states.replace(self._state, state)
        except ConflictError as error:
            raise UnusableIndexError(
                "Another process took the lock of the index over: nothing was changed; run "
                "svodka index again"
            ) from error

    def _beat(self) -> None:
        while not self._ended.wait(BEAT):
            with self._lock, suppress(UnusableIndexError):
                if self._state.lock is None or self._ended.is_set():
                    return
                beaten = replace(self._state.lock, beat=self._state.lock.beat + 1, at=time.time())
                self._replace(replace(self._state, lock=beaten))


@contextmanager
def held(states: States, wait: float) -> Iterator[Holding]:
    """Hold the lock of an index; if it does not exist, begin it.

    Raises IndexLocked if another process still writes after ``wait`` seconds.
    """
    holding = Holding(states, _taken(states, wait))
    try:
        yield holding
    except BaseException:
        with suppress(UnusableIndexError):
            holding.release()
        raise
    else:
        holding.release()
    finally:
        holding.stop()


def _taken(states: States, wait: float) -> State:
    deadline = time.monotonic() + wait
    seen, since = "", time.monotonic()
    while True:
        before = states.read()
        state = before or State()
        now = time.monotonic()
        beat = f"{state.lock.token} {state.lock.beat}" if state.lock else ""
        seen, since = beat, since if beat == seen else now
        if state.lock is None or now - since > STALE or _is_dead(state.lock):
            with suppress(ConflictError):
                return states.replace(before, _with_lock(state))
        elif now >= deadline:
            raise _locked(state.lock)
        time.sleep(min(PAUSE, max(deadline - now, 0.01)))


def _with_lock(state: State) -> State:
    lock = Lock(secrets.token_hex(8), os.getpid(), socket.gethostname(), _machine(), at=time.time())
    # Until its commit, the edition of this writer is one that does not count.
    aborted = (*state.aborted, state.next)
    return replace(state, lock=lock, next=state.next + 1, aborted=aborted)


def _locked(lock: Lock) -> IndexLocked:
    return IndexLocked(
        f"Another svodka index is running (process {lock.pid} on {lock.host}): wait for it, or "
        f"use --wait; if it has died, its lock ends {STALE:.0f} seconds later"
    )


def _is_dead(lock: Lock) -> bool:
    """True if the holder of a lock is known not to write any more."""
    if lock.token in _dropped or time.time() - lock.at > ABANDONED:
        return True
    return lock.machine == _machine() and not Path(f"/proc/{lock.pid}").exists()


def _machine() -> str:
    """What distinguishes this running system, and its process ids, from others; "" if unknown."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').stat().st_ino}"
    except OSError:
        return f"unknown {secrets.token_hex(8)}"
