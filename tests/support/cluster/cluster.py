"""A real cluster of OpenSearch on loopback: nodes from jars, each a process of this machine.

    python tests/support/cluster/cluster.py install   the jars and the compiled node, once
    python tests/support/cluster/cluster.py run       three nodes, until Ctrl-C; prints the address

The nodes listen on free ports and are ended by their process ids alone. Each has a heap of 512 MB.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

HERE = Path(__file__).parent
PROJECT = HERE.parents[2]
INSTALLED = Path(os.environ.get("OPENSEARCH_TEST_JARS") or PROJECT / ".venv-cluster")
LEAST_JAVA = 21
START_TIME = 180.0  # seconds, on a machine that is busy with tests
HEAP = "512m"


class NoClusterError(Exception):
    """There can be no cluster on this machine; the message says why."""


def java_home() -> Path:
    """The newest enough JDK of this machine. Raises NoClusterError."""
    places = [os.environ.get(name, "") for name in ("OPENSEARCH_JAVA_HOME", "JAVA_HOME")]
    homes = [Path(place) for place in places if place]
    for home in [*homes, *sorted(Path("/usr/lib/jvm").glob("*"), reverse=True)]:
        compiler = home / "bin" / "javac"
        if compiler.exists() and _version(compiler) >= LEAST_JAVA:
            return home
    raise NoClusterError(f"a cluster of OpenSearch needs a JDK of version {LEAST_JAVA} or newer")


def _version(compiler: Path) -> int:
    told = subprocess.run([compiler, "-version"], capture_output=True, text=True, check=False)
    found = re.search(r"javac (\d+)", told.stdout + told.stderr)
    return int(found[1]) if found else 0


def install() -> None:
    """Fetch the jars by Maven, compile the node, and archive its classes. Raises NoClusterError."""
    home = java_home()
    if shutil.which("mvn") is None:
        raise NoClusterError("the jars of OpenSearch are fetched by Maven, which is not installed")
    shutil.rmtree(INSTALLED, ignore_errors=True)
    INSTALLED.mkdir(parents=True)
    shutil.copy(HERE / "pom.xml", INSTALLED)
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", "-DoutputDirectory=lib"]
    subprocess.run(
        ["mvn", "--quiet", "--batch-mode", *goal],
        cwd=INSTALLED,
        env=os.environ | {"JAVA_HOME": str(home)},
        check=True,
    )
    jars, classes = INSTALLED / "lib", INSTALLED / "classes"
    source = HERE / "TestNode.java"
    subprocess.run([home / "bin" / "javac", "-cp", f"{jars}/*", "-d", classes, source], check=True)
    # A folder on the class path would forbid the archive of classes.
    jar = jars / "svodka-test-node.jar"
    subprocess.run([home / "bin" / "jar", "cf", jar, "-C", classes, "."], check=True)
    archive = INSTALLED / "node.jsa"
    with running(1, f"-XX:ArchiveClassesAtExit={archive}"):
        pass
    (INSTALLED / ".made").touch()


class Node:
    """One process of a cluster; it can be killed and started again on the same data."""

    def __init__(self, command: Sequence[str], log: Path, port: int) -> None:
        self._command, self._log = command, log
        self.address = f"127.0.0.1:{port}"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The id of its process."""
        assert self._process is not None
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """True unless the process has not begun, or has ended."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process; it takes seconds until it answers."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the one who holds the cluster
            )

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process: SIGKILL, SIGSTOP, SIGCONT."""
        os.kill(self.pid, number)
        if number == signal.SIGKILL and self._process is not None:
            self._process.wait()

    def end(self) -> None:
        """End the process, whatever its state."""
        if self._process is None or not self.is_running:
            return
        self._process.send_signal(signal.SIGCONT)
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def check(self) -> None:
        """Raise NoClusterError with the end of the log if the process has ended."""
        if self._process is not None and self._process.poll() is not None:
            told = self._log.read_text(errors="replace")[-2000:]
            raise NoClusterError(f"a node of OpenSearch has ended: {told}")


class Cluster:
    """Nodes that are one cluster."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self.nodes = nodes

    @property
    def hosts(self) -> str:
        """The addresses of all nodes, as an index address has them."""
        return ",".join(node.address for node in self.nodes)

    def url(self, name: str, options: str = "shards=2&replicas=1") -> str:
        """The address of an index in this cluster."""
        return f"opensearch://{self.hosts}/{name}" + (f"?{options}" if options else "")

    def ask(self, path: str, method: str = "GET", body: object = None) -> object:
        """The JSON that the first node that answers has for a path. Raises OSError."""
        for node in self.nodes:
            try:
                return ask(node.address, path, method, body)
            except urllib.error.HTTPError:
                raise
            except OSError as error:
                last = error
        raise last

    def wait(self, nodes: int | None = None, status: str = "") -> None:
        """Wait until so many nodes are one cluster, with ``status`` until it is that or better."""
        wanted = nodes or len(self.nodes)
        path = f"/_cluster/health?wait_for_nodes={wanted}&timeout=2s"
        path += f"&wait_for_status={status}" if status else ""
        end = time.monotonic() + START_TIME
        while time.monotonic() < end:
            try:
                found = self.ask(path)
                if isinstance(found, dict) and not found["timed_out"]:
                    return
            except OSError:
                for node in self.nodes if nodes is None else ():
                    node.check()
            time.sleep(0.2)
        raise NoClusterError("the nodes of OpenSearch did not become one cluster in time")


def ask(address: str, path: str, method: str = "GET", body: object = None) -> object:
    """The JSON that a node has for a path. Raises OSError."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        f"http://{address}{path}", data, {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


@contextmanager
def running(count: int = 3, archive: str = "") -> Iterator[Cluster]:
    """A cluster of new, empty nodes, which end with the block. Raises NoClusterError."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="svodka-cluster-")))
        cluster = Cluster(_nodes(folder, count, archive))
        for node in cluster.nodes:
            stack.callback(node.end)
            node.start()
        cluster.wait()
        yield cluster


_kept: list[Cluster] = []  # a process that is forgotten while it runs would be a warning


def detached(folder: Path) -> Cluster:
    """Three new nodes that outlive this process, in a folder; for ``end_detached`` to end."""
    cluster = Cluster(_nodes(folder, 3, ""))
    _kept.append(cluster)
    try:
        for node in cluster.nodes:
            node.start()
            with (folder / "pids").open("a") as file:
                print(node.pid, file=file)
        cluster.wait()
    except BaseException:
        end_detached(folder)
        raise
    return cluster


def end_detached(folder: Path) -> None:
    """End the nodes that ``detached`` has started in a folder, and remove it."""
    pids = folder / "pids"
    for line in pids.read_text().split() if pids.exists() else ():
        with suppress(ProcessLookupError):
            os.kill(int(line), signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


def _nodes(folder: Path, count: int, archive: str) -> list[Node]:
    home = java_home()
    if not (INSTALLED / "lib").is_dir():
        raise NoClusterError("there are no jars of OpenSearch here: make .venv-cluster/.made")
    ports = _free_ports(2 * count)
    http, transport = ports[:count], ports[count:]
    return [_node(home, folder / f"node{n}", http, transport, archive) for n in range(count)]


def _free_ports(count: int) -> list[int]:
    """Ports of loopback that nobody listens on."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in sockets]


def _node(
    home: Path, folder: Path, http: Sequence[int], transport: Sequence[int], archive: str
) -> Node:
    number = int(folder.name.removeprefix("node"))
    (folder / "config").mkdir(parents=True)
    shared = INSTALLED / "node.jsa"
    archive = archive or (f"-XX:SharedArchiveFile={shared}" if shared.exists() else "")
    java = [str(home / "bin" / "java"), f"-Xms{HEAP}", f"-Xmx{HEAP}", "-XX:+UseSerialGC"]
    # One compiler is enough for tests, and halves the start.
    java += ["-XX:TieredStopAtLevel=1", "-Xlog:disable", "--enable-native-access=ALL-UNNAMED"]
    java += [archive] if archive else []
    java += [f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}"]
    java += ["-cp", f"{INSTALLED / 'lib'}/*", "TestNode"]
    settings = {
        "path.home": folder,
        "path.data": folder / "data",
        "cluster.name": "svodka-tests",
        "node.name": folder.name,
        "network.host": "127.0.0.1",
        "http.port": http[number],
        "transport.port": transport[number],
        "http.type": "netty4",
        "transport.type": "netty4",
        "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in transport),
        "cluster.initial_cluster_manager_nodes": ",".join(f"node{n}" for n in range(len(http))),
        "cluster.routing.allocation.disk.threshold_enabled": "false",
        # The breaker would count garbage, and refuse bulks with so small a heap.
        "indices.breaker.total.use_real_memory": "false",
    }
    command = [*java, *(f"{name}={value}" for name, value in settings.items())]
    return Node(command, folder / "log", http[number])


def main() -> None:
    """Install the jars, or run a cluster until Ctrl-C."""
    try:
        if sys.argv[1:] == ["install"]:
            install()
            return
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with running() as cluster:
            print(cluster.url("svodka", ""), flush=True)
            signal.pause()
    except NoClusterError as error:
        sys.exit(f"Error: {error}")
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
