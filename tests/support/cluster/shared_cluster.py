"""What all processes of a run share: one cluster, and indexes that tests only read.

The first process that asks for one makes it.

``OPENSEARCH_TEST_HOSTS`` names the hosts of one that runs already, with commas between them.
"""

import fcntl
import json
import os
import secrets
import shutil
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cluster import Cluster, NoClusterError, detached, end_detached

GIVEN = "OPENSEARCH_TEST_HOSTS"
RUN = "OPENSEARCH_TEST_RUN"  # the folder that the processes of a run share

_made: dict[str, list[str]] = {}


def shared_url(options: str = "shards=2&replicas=1", kept: bool = False) -> str:
    """The address of a new index. Those of earlier tests of this process are deleted, but for kept.

    Without a cluster the test is skipped; in CI it fails.
    """
    hosts = shared_hosts()
    test = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0]
    for old in [name for name in _made if name != test]:
        for index in _made.pop(old):
            delete_index(hosts, index)
    name = f"t{secrets.token_hex(6)}"
    if not kept:
        _made.setdefault(test, []).append(name)
    return f"opensearch://{hosts}/{name}?{options}"


def shared_hosts() -> str:
    """The hosts of the cluster of this run."""
    if given := os.environ.get(GIVEN):
        return given
    try:
        return _started()
    except NoClusterError as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))


def delete_index(hosts: str, name: str) -> None:
    """Delete all that an index has in the cluster."""
    for path in (f"/svodka.state/_doc/{name}", f"/{name}-*"):
        request = urllib.request.Request(f"http://{hosts.split(',')[0]}{path}", method="DELETE")
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(request, timeout=60):
            pass


def _started() -> str:
    """The hosts of the cluster that a process of this run has started, or of a new one."""
    folder = Path(os.environ[RUN])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record = folder / "cluster.json"
        if not record.exists():
            cluster = detached(folder)
            told = {"hosts": cluster.hosts, "pids": [node.pid for node in cluster.nodes]}
            record.write_text(json.dumps(told))
        hosts: str = json.loads(record.read_text())["hosts"]
        return hosts


def made_once(name: str, make: Callable[[Path], str]) -> str:
    """What ``make`` gives for an empty folder, in the first process of this run that asks for it.

    The others get the same without making it.
    """
    folder = Path(os.environ[RUN], name)
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        record = folder / "made"
        if not record.exists():
            shutil.rmtree(folder / "files", ignore_errors=True)  # of a process that failed
            (folder / "files").mkdir()
            record.write_text(make(folder / "files"))
        return record.read_text()


def begin_run() -> None:
    """Make the folder that the processes of a run share, in the first of them."""
    if RUN not in os.environ:
        os.environ[RUN] = tempfile.mkdtemp(prefix="svodka-run-")
        _own.append(os.environ[RUN])


def end_run() -> None:
    """End the cluster of the run, in the process that began it."""
    while _own:
        end_detached(Path(_own.pop()))
        del os.environ[RUN]


_own: list[str] = []

__all__ = [
    "Cluster",
    "begin_run",
    "delete_index",
    "end_run",
    "made_once",
    "shared_hosts",
    "shared_url",
]
