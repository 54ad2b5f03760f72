"""Requests to a cluster: JSON over HTTP, to the next host when one does not answer."""

import base64
import json
import os
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3
from urllib3.exceptions import HTTPError

from svodka.indexer.engines.opensearch.address import Address
from svodka.indexer.errors import IndexCorrupt, IndexUnreachable, SettingError, UnusableIndexError

USER, PASSWORD = "SVODKA_OPENSEARCH_USER", "SVODKA_OPENSEARCH_PASSWORD"
API_KEY, CA = "SVODKA_OPENSEARCH_API_KEY", "SVODKA_OPENSEARCH_CA"
CONNECT_TIME = 3.0  # seconds until another host is asked
READ_TIME = 10.0
WRITE_TIME = 60.0  # for bulks and what the cluster does to a whole index
ROUNDS = 2  # times that each host is asked
RESTS = 10.0  # seconds for which a host that did not answer is asked last
REFUSALS = 6  # times that a request is repeated that the cluster is too busy for
PAUSE = 0.2  # seconds before the first repetition; each pause is twice the one before
LEAST_VERSION = (2, 19)

_BUSY = 429
_AWAY = (502, 503, 504)  # of a proxy, or of a node that has lost the others


class RefusedError(Exception):
    """The cluster refuses a request: its HTTP status, and the type and reason of its error."""

    def __init__(self, status: int, answer: Any) -> None:
        error = answer.get("error") if isinstance(answer, dict) else None
        causes = error.get("root_cause") or [error] if isinstance(error, dict) else [{}]
        self.status = status
        self.answer = answer
        self.type = str(causes[0].get("type", ""))
        self.reason = str(causes[0].get("reason", error or answer))[:500]
        super().__init__(f"HTTP {status} {self.type}: {self.reason}")


class Client:
    """Asks the hosts of a cluster. Thread-safe; not to be shared with forked processes.

    All requests may be repeated: their effects are the same then.
    """

    def __init__(self, address: Address) -> None:
        self._address = address
        self._headers = _headers()
        self._pid = 0
        self._pool: urllib3.PoolManager | None = None
        self._lock = threading.Lock()
        self._resting: dict[str, float] = {}

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        wait: float | None = None,
        **parameters: object,
    ) -> Any:
        """The JSON answer of the cluster.

        Raises RefusedError, IndexUnreachable, and UnusableIndexError for what an administrator has
        to mend.
        """
        data = None if body is None else dumps(body)
        return self._repeated(method, path, data, "application/json", wait or READ_TIME, parameters)

    def lines(self, path: str, lines: Iterable[object], *, wait: float | None = None) -> Any:
        """The answer to a body of JSON lines. Raises as ``ask`` does."""
        data = b"".join(dumps(line) + b"\n" for line in lines)
        return self.send(path, data, wait=wait)

    def each(self, path: str, lines: Iterable[object]) -> list[Any]:
        """The answers to several requests in one. Raises as ``ask`` does if one of them failed."""
        answers: list[Any] = self.lines(path, lines)["responses"]
        for answer in answers:
            if "error" in answer:
                error = RefusedError(answer.get("status", 0), answer)
                raise_for_people(error, self._address)
                if error.status in _AWAY or error.status == _BUSY:
                    raise IndexUnreachable(
                        f"The cluster at {self._address.shown} does not answer ({error.reason})"
                    )
                raise error
        return answers

    def send(self, path: str, data: bytes, *, wait: float | None = None) -> Any:
        """The answer to JSON lines that are encoded already. Raises as ``ask`` does."""
        return self._repeated("POST", path, data, "application/x-ndjson", wait or WRITE_TIME, {})

    def check_version(self) -> None:
        """Raise UnusableIndexError unless this is an OpenSearch that is new enough."""
        version = self.ask("GET", "/").get("version", {})
        number = str(version.get("number", ""))
        parts = [int(part) if part.isdigit() else 0 for part in number.split(".")[:2]]
        if version.get("distribution") != "opensearch" or tuple(parts) < LEAST_VERSION:
            least = ".".join(map(str, LEAST_VERSION))
            kind = version.get("distribution") or "another engine"
            raise UnusableIndexError(
                f"At {self._address.shown} is {kind} {number}: Svodka needs OpenSearch {least} or "
                "newer"
            )

    def close(self) -> None:
        """Close the connections."""
        with self._lock:
            if self._pool is not None:
                self._pool.clear()

    def _repeated(
        self,
        method: str,
        path: str,
        data: bytes | None,
        kind: str,
        wait: float,
        parameters: Mapping[str, object],
    ) -> Any:
        """Repeat what the cluster is too busy for, and what it has no shards for just now."""
        target = path + _query(parameters)
        for refusal in range(REFUSALS + 1):
            try:
                return self._asked(method, target, data, kind, wait)
            except RefusedError as error:
                raise_for_people(error, self._address)
                if error.status != _BUSY:
                    raise
                if refusal == REFUSALS:
                    raise IndexUnreachable(
                        f"The cluster at {self._address.shown} is too busy to answer"
                    ) from error
            time.sleep(PAUSE * 2**refusal)
        raise AssertionError

    def _asked(self, method: str, target: str, data: bytes | None, kind: str, wait: float) -> Any:
        """The answer of the first host that gives one."""
        reason, end = "", time.monotonic() + ROUNDS * wait
        for turn in range(ROUNDS):
            for host in self._hosts():
                if reason and time.monotonic() > end:
                    break  # hosts that hang shall not keep anybody waiting one after the other
                try:
                    return self._of_host(host, method, target, data, kind, wait)
                except HTTPError as error:
                    reason = _plain(error)
                    self._resting[host] = time.monotonic() + RESTS
                except RefusedError as error:
                    if error.status not in _AWAY:
                        raise
                    reason = error.reason
            if turn + 1 < ROUNDS:
                time.sleep(PAUSE)
        raise IndexUnreachable(
            f"The cluster at {self._address.shown} does not answer ({reason}): see that it runs, "
            "and that this machine reaches it"
        )

    def _hosts(self) -> Sequence[str]:
        """All hosts, those that did not answer lately last; the others in turn."""
        now, hosts = time.monotonic(), self._address.hosts
        first = threading.get_ident() % len(hosts)
        turned = [*hosts[first:], *hosts[:first]]
        return sorted(turned, key=lambda host: self._resting.get(host, 0) > now)

    def _of_host(
        self, host: str, method: str, target: str, data: bytes | None, kind: str, wait: float
    ) -> Any:
        response = self._connections().request(
            method,
            host + target,
            body=data,
            headers={**self._headers, "Content-Type": kind},
            timeout=urllib3.Timeout(connect=CONNECT_TIME, read=wait),
            retries=False,
            redirect=False,
        )
        answer: Any = response.data
        with suppress(ValueError):
            answer = json.loads(response.data)
        if response.status >= 300:
            raise RefusedError(response.status, answer)
        return answer

    def _connections(self) -> urllib3.PoolManager:
        """The connections of this process; a forked one makes its own."""
        with self._lock:
            if self._pool is None or self._pid != os.getpid():
                self._pid, self._pool = os.getpid(), _pool()
            return self._pool


def dumps(value: object) -> bytes:
    """JSON in UTF-8; halves of characters, which UTF-8 lacks, become question marks."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="replace")


def _pool() -> urllib3.PoolManager:
    trusted = os.environ.get(CA) or None
    if trusted and not Path(trusted).is_file():
        raise SettingError(f"{CA} names no file: {trusted}")
    return urllib3.PoolManager(maxsize=32, cert_reqs="CERT_REQUIRED", ca_certs=trusted)


def _headers() -> dict[str, str]:
    """Who asks, by the environment. It is in no address, log or message."""
    key, user, password = (os.environ.get(name, "") for name in (API_KEY, USER, PASSWORD))
    if key:
        return {"Authorization": f"ApiKey {key}"}
    if user or password:
        written = base64.b64encode(f"{user}:{password}".encode()).decode()
        return {"Authorization": f"Basic {written}"}
    return {}


def _query(parameters: Mapping[str, object]) -> str:
    written = [
        f"{name}={quote(str(value).lower() if isinstance(value, bool) else str(value), safe=',')}"
        for name, value in parameters.items()
        if value is not None
    ]
    return "?" + "&".join(written) if written else ""


def raise_for_people(error: RefusedError, address: Address) -> None:
    """Say in a sentence what an administrator has to mend."""
    if error.status == 401 or (error.status == 403 and error.type != "cluster_block_exception"):
        raise UnusableIndexError(
            f"The cluster at {address.shown} does not let us in: set {USER} and {PASSWORD}, or "
            f"{API_KEY}, of a user who may read and write the indexes {address.name}-* and "
            "svodka.state"
        ) from error
    if error.type == "index_not_found_exception" and f"[{address.name}-" in error.reason:
        raise IndexCorrupt(f"The index {address.name} is gone from the cluster") from error
    if error.type == "cluster_block_exception":
        disks = "flood" in error.reason or "disk" in error.reason
        why = "its disks are nearly full" if disks else error.reason
        raise UnusableIndexError(
            f"The cluster at {address.shown} takes no writes ({why}): nothing was changed; mend "
            "that, and run svodka index again"
        ) from error


def _plain(error: HTTPError) -> str:
    """The reason of a failed connection in a few words."""
    kinds = {
        urllib3.exceptions.ReadTimeoutError: "no answer in time",
        urllib3.exceptions.NameResolutionError: "unknown host",
        urllib3.exceptions.NewConnectionError: "connection refused",
        urllib3.exceptions.ConnectTimeoutError: "no connection in time",
        urllib3.exceptions.SSLError: "its certificate is not trusted, or it speaks no TLS",
        urllib3.exceptions.ProtocolError: "the connection broke off",
    }
    return next((text for kind, text in kinds.items() if isinstance(error, kind)), "no connection")
