"""`.deploy/`: commands and options exist, systemd accepts the units, the container is healthy."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest
import yaml
from running import ROOT, Svodka, serving

from svodka.indexer.engines.opensearch.address import address_of
from svodka.webapp.cli import cli

DEPLOY = ROOT / ".deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("svodka*.*"))
SERVICES = [name for name in UNITS if name.endswith(".service")]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text("utf-8")
SVODKA = "/opt/svodka/bin/svodka"
analyze = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd-analyze is not here"
)


class Unit(RawConfigParser):
    """A unit file. Of repeated settings, which are lists for systemd, only the last is kept."""

    def __init__(self, name: str) -> None:
        super().__init__(strict=False, delimiters=("=",))
        self.optionxform = str  # type: ignore[assignment, method-assign]
        self.read(DEPLOY / name, "utf-8")


def parses(arguments: list[str]) -> None:
    """The command line must accept these arguments."""
    name, *rest = arguments
    with cli.commands[name].make_context(name, rest, resilient_parsing=False):
        pass


def instruction(name: str) -> list[str]:
    """The arguments of a Dockerfile instruction in JSON form."""
    found = re.search(rf"^(?:HEALTHCHECK .*\\\n *)?{name} (\[.*\])$", DOCKERFILE, re.MULTILINE)
    assert found, name
    arguments: list[str] = json.loads(found[1])
    return arguments


@pytest.mark.parametrize("name", SERVICES)
def test_units_start_what_there_is(name: str) -> None:
    program, *arguments = shlex.split(Unit(name)["Service"]["ExecStart"])
    assert program == SVODKA
    parses(arguments)


def test_the_timer_starts_a_unit_that_there_is() -> None:
    assert [name for name in UNITS if name.endswith(".timer")] == ["svodka-index.timer"]
    assert "svodka-index.service" in SERVICES
    assert "OnCalendar" in Unit("svodka-index.timer")["Timer"]


@pytest.mark.parametrize("name", ["svodka-index.service", "svodka-watch.service"])
def test_all_units_mean_the_same_index(name: str) -> None:
    server, indexing = Unit("svodka.service")["Service"], Unit(name)["Service"]
    for setting in ("User", "Environment", "EnvironmentFile"):
        assert server[setting] == indexing[setting]
    assert server["Environment"] == "SVODKA_INDEX=whoosh:/var/lib/svodka/index"
    assert indexing["StateDirectory"] == "svodka"
    assert "/srv/svodka" in shlex.split(indexing["ExecStart"])


def test_the_watch_has_the_rights_of_indexing_and_never_ends() -> None:
    watch, indexing = (Unit(name) for name in ("svodka-watch.service", "svodka-index.service"))
    how_it_runs = {
        "Type",
        "ExecStart",
        "Restart",
        "RestartSec",
        "KillMode",
        "OOMPolicy",
        "TimeoutStartSec",
    }
    rights = ({*unit["Service"].items()} for unit in (watch, indexing))
    ours, theirs = ({one for one in each if one[0] not in how_it_runs} for each in rights)
    assert ours == theirs
    assert (watch["Service"]["Restart"], watch["Unit"]["StartLimitIntervalSec"]) == ("always", "0")
    # SIGTERM goes to the build, which ends its workers.
    assert watch["Service"]["KillMode"] == "mixed"
    assert "--watch" in shlex.split(watch["Service"]["ExecStart"])


def test_exit_codes_mean_to_systemd_what_they_mean() -> None:
    for name in ("svodka-index.service", "svodka-watch.service"):
        # Some input was skipped; 70 is a fault.
        assert Unit(name)["Service"]["SuccessExitStatus"] == "1"
    # 2 is a mistake of the user. Whatever else ends the site, it comes back.
    assert Unit("svodka.service")["Service"]["Restart"] == "always"
    assert Unit("svodka.service")["Service"]["RestartPreventExitStatus"] == "2"


@analyze
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    for name in UNITS:
        # systemd checks that the program exists.
        text = (DEPLOY / name).read_text("utf-8").replace(SVODKA, "/bin/true")
        (tmp_path / name).write_text(text, "utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", *UNITS],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    ours = [line for line in checked.stderr.splitlines() if "svodka" in line]
    assert (checked.returncode, ours) == (0, [])


@pytest.mark.parametrize("name", SERVICES)
def test_units_have_no_rights_to_lose(name: str) -> None:
    service = Unit(name)["Service"]
    yes = (
        "NoNewPrivileges",
        "PrivateTmp",
        "PrivateDevices",
        "PrivateUsers",
        "ProtectHome",
        "MemoryDenyWriteExecute",
    )
    assert {service.get(setting) for setting in yes} == {"yes"}
    assert (service["User"], service["ProtectSystem"], service["CapabilityBoundingSet"]) == (
        "svodka",
        "strict",
        "",
    )
    assert service["MemoryMax"].endswith("%")
    assert "TimeoutStopSec" in service


@analyze
@pytest.mark.parametrize("name", SERVICES)
def test_systemd_finds_units_hardened(name: str) -> None:
    said = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", str(DEPLOY / name)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    ).stdout
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", said)
    assert found, said
    assert float(found[1]) <= 1.5


def test_the_server_says_when_it_is_ready(tmp_path: Path) -> None:
    assert Unit("svodka.service")["Service"]["Type"] == "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notified:
        notified.bind(str(tmp_path / "notify"))
        notified.settimeout(30)
        svodka = Svodka(tmp_path / "index")
        environment = {
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            "SVODKA_INDEX": f"whoosh:{tmp_path}/index",
        }
        with svodka.start(
            "serve",
            "--port",
            "0",
            "--workers",
            "1",
            env=os.environ | environment | {"PYTHONPATH": str(ROOT / ".src")},
        ) as process:
            try:
                assert b"READY=1" in notified.recv(1000)
            finally:
                process.terminate()
                process.communicate(timeout=60)


def test_the_container_starts_what_there_is() -> None:
    assert instruction("ENTRYPOINT") == ["svodka"]
    command = instruction('CMD(?! \\["python)')
    parses(command)
    assert "0.0.0.0" in command  # outside the container no other address is reachable


def test_the_container_gets_all_that_it_needs() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", DOCKERFILE, re.MULTILINE)
    places = [place for line in copied for place in line.split()]
    places.remove("--from=build")
    places.remove("/opt/svodka")
    assert {"pyproject.toml", ".ci/constraints.txt", ".src", "indexer", "webapp"} <= set(places)
    assert all((ROOT / place).exists() for place in places)
    let_in = (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8").split("\n")
    assert {line[1:] for line in let_in if line.startswith("!")} == set(places)
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", DOCKERFILE, re.MULTILINE)
    # A change of the program does not install its dependencies again.
    assert DOCKERFILE.index("--requirement dependencies.txt") < DOCKERFILE.index("COPY indexer")
    assert DOCKERFILE.count("\nFROM ") == 2
    assert "--constraint constraints.txt" in DOCKERFILE


def test_the_container_is_as_well_as_the_site(tmp_path: Path) -> None:
    """It is healthy without an index, which a new one lacks for a while."""
    program, *arguments = instruction('CMD(?= \\["python)')
    assert program == "python"
    svodka = Svodka(tmp_path / "index")
    with serving(svodka, "--workers", "1") as site:
        asked = [
            sys.executable,
            *(part.replace("http://127.0.0.1:8000/", site.url) for part in arguments),
        ]
        assert any(site.url in part for part in asked)
        assert subprocess.run(asked, capture_output=True, timeout=60, check=False).returncode == 0
    assert subprocess.run(asked, capture_output=True, timeout=60, check=False).returncode == 1


def test_the_socket_is_that_of_the_service() -> None:
    options = shlex.split(Unit("svodka.service")["Service"]["ExecStart"])
    address = f"{options[options.index('--host') + 1]}:{options[options.index('--port') + 1]}"
    assert Unit("svodka.socket")["Socket"]["ListenStream"] == address
    assert Unit("svodka.service")["Unit"]["Requires"] == "svodka.socket"
    assert f"proxy_pass http://{address};" in (DEPLOY / "nginx.conf").read_text("utf-8")


def test_the_composition_of_one_machine_is_whole() -> None:
    made = yaml.safe_load((DEPLOY / "compose-site.yaml").read_text("utf-8"))
    site, indexer = made["services"]["site"], made["services"]["indexer"]
    for service in (site, indexer):
        parses(service["command"])
        assert (service["restart"], service["read_only"]) == ("unless-stopped", True)
        assert {volume.partition(":")[0] for volume in service["volumes"]} & set(made["volumes"])
        assert (DEPLOY / service["build"]["context"]).resolve() == ROOT
        assert (ROOT / service["build"]["dockerfile"]).exists()
    assert "index:/var/lib/svodka:ro" in site["volumes"]  # it writes nothing
    assert indexer["network_mode"] == "none"


COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
# The keys of a service in the Compose specification that are used here.
SERVICE_KEYS = {
    "build": dict,
    "command": list,
    "depends_on": dict,
    "environment": dict,
    "healthcheck": dict,
    "image": str,
    "networks": list,
    "ports": list,
    "read_only": bool,
    "restart": str,
    "tmpfs": list,
    "ulimits": dict,
    "volumes": list,
}


def test_the_composition_is_one() -> None:
    own = {name for name in COMPOSE if not name.startswith("x-")}
    assert own == {"name", "services", "networks", "volumes"}
    for name, service in COMPOSE["services"].items():
        for key, value in service.items():
            assert isinstance(value, SERVICE_KEYS[key]), f"{key} of {name}"
        assert set(service["networks"]) <= set(COMPOSE["networks"])
        assert set(service.get("depends_on", ())) <= set(COMPOSE["services"])
        assert all(isinstance(value, str) for value in service["environment"].values())
        for volume in service.get("volumes", ()):
            source = volume.rpartition(":/")[0]
            assert source in COMPOSE["volumes"] or source.startswith("${"), volume


def test_the_composition_starts_what_there_is() -> None:
    services = COMPOSE["services"]
    nodes = [name for name in services if name.startswith("node")]
    for name in nodes:
        settings = services[name]["environment"]
        assert settings["node.name"] == name
        assert settings["discovery.seed_hosts"].split(",") == nodes
        assert settings["cluster.initial_cluster_manager_nodes"].split(",") == nodes
        assert "ports" not in services[name]  # they trust whoever reaches them
    for name in ("site", "indexer"):
        parses(services[name]["command"])
        address = address_of(services[name]["environment"]["SVODKA_INDEX"])
        assert address.hosts == tuple(f"http://{node}:9200" for node in nodes)
        assert (DEPLOY / services[name]["build"]["context"]).resolve() == ROOT
        assert (ROOT / services[name]["build"]["dockerfile"]).exists()


def test_nothing_names_where_packages_come_from() -> None:
    for path in DEPLOY.iterdir():
        assert not re.search(r"pypi|index-url|docker\.io", path.read_text("utf-8")), path
