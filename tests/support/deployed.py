"""Run what .deploy/README.md says, as far as a machine without systemd as its first process can.

    python tests/support/deployed.py [--install]

As root, in a temporary folder, as a user of its own: an index and a site with a password behind a
socket, as systemd holds it, and nginx in front with TLS and HTTP/2, at the top and below a path.
``--install`` also installs into a fresh environment by the lines of the README, which takes the
network. nginx is taken from the system, or unpacked from its Debian packages. Prints a line for
each check; the exit code is 0 if all hold.
"""

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from running import ROOT, soon

from svodka.webapp.middleware.password import hashed

DEPLOY = ROOT / ".deploy"
USER, PASSWORD, HOST = "svodka-tried", "тайна", "news.example.org"
AS_USER = ["setpriv", f"--reuid={USER}", f"--regid={USER}", "--clear-groups"]
WITHIN = 60  # seconds in which a server must answer
PACKAGES = ("nginx",)


def main() -> int:
    """Try the top of a host, then a path; 1 if something does not hold."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--install", action="store_true")
    wanted = options.parse_args()
    if os.getuid():
        print("It needs root, for a user of its own.", file=sys.stderr)
        return 2
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="svodka-tried-")))
        folder.chmod(0o755)
        stack.enter_context(user())
        program = installed(folder) if wanted.install else [python(), *MODULE]
        checks = Checks()
        checks.hold("systemd takes the units", units_are_valid(folder))
        index(program, folder)
        for path in ("/", "/news/"):
            try_site(program, folder, path, checks)
    return checks.failed


LIBRARIES = [path for path in sys.path if path.endswith("site-packages")]
MODULE = ("-m", "svodka.webapp.cli")


class Checks:
    """Prints each check."""

    failed = 0

    def hold(self, told: str, holds: bool) -> None:
        """Count a check that does not hold."""
        self.failed |= not holds
        print(f"{'ok  ' if holds else 'FAIL'} {told}", flush=True)


@contextmanager
def user() -> Iterator[None]:
    """A system user, as the README makes one."""
    shell = "/usr/sbin/nologin"
    run(["useradd", "--system", "--home-dir", "/nonexistent", "--shell", shell, USER])
    try:
        yield
    finally:
        run(["userdel", USER])


def python() -> str:
    """An interpreter of this version that all users may run."""
    for name in (sys.executable, "/usr/bin/python3"):
        asked = [*AS_USER, "env", name, "-c", "import sys; print(sys.version_info[:2])"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
        if told.strip() == str(sys.version_info[:2]):
            return name
    raise SystemExit("There is no Python of this version that other users may run.")


def installed(folder: Path) -> list[str]:
    """Install into a fresh environment by the lines of the README, and return the command."""
    place = folder / "svodka-1"
    run([python(), "-m", "venv", str(place)])
    constraints = str(ROOT / ".ci/constraints.txt")
    run([f"{place}/bin/pip", "install", "--quiet", "--constraint", constraints, str(ROOT)])
    (folder / "svodka").symlink_to(place)
    return [f"{folder}/svodka/bin/svodka"]


def units_are_valid(folder: Path) -> bool:
    """True if systemd finds nothing wrong with the units, with programs that exist here."""
    if not shutil.which("systemd-analyze"):
        return False
    for path in DEPLOY.glob("svodka*.*"):
        text = path.read_text("utf-8").replace("/opt/svodka/bin/svodka", "/bin/true")
        (folder / path.name).write_text(text, "utf-8")
    names = [path.name for path in DEPLOY.glob("svodka*.*")]
    checked = subprocess.run(
        ["systemd-analyze", "verify", *names],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return "svodka" not in checked.stderr and not checked.returncode


def index(program: Sequence[str], folder: Path) -> None:
    """Build the first index, as the unit does."""
    state = folder / "state"
    state.mkdir(mode=0o750)
    shutil.chown(state, USER, USER)
    run([*as_user(folder, program), *program, "index", str(ROOT / "seeds")])


def as_user(folder: Path, program: Sequence[str], **settings: str) -> list[str]:
    """The beginning of a command that runs as the user, with the settings of the units."""
    # An installed program has its libraries beside it.
    libraries = [str(ROOT / ".src"), *LIBRARIES] if MODULE[0] in program else []
    shared = {
        "SVODKA_INDEX": f"whoosh:{folder}/state/index",
        "PYTHONPATH": os.pathsep.join(libraries),
    }
    told = [f"{name}={value}" for name, value in (shared | settings).items()]
    return [*AS_USER, "env", *told]


def try_site(program: Sequence[str], folder: Path, path: str, checks: Checks) -> None:
    """Run the site and nginx at a path of the host, and ask as readers do."""
    inner, plain, secure = free_ports(3)
    settings = {
        "SVODKA_ADDRESS": f"https://{HOST}:{secure}{path}",
        "SVODKA_PROXIES": "1",
        "SVODKA_PASSWORD_HASH": hashed(PASSWORD),
    }
    listening = ["systemd-socket-activate", f"--listen=127.0.0.1:{inner}"]
    names = [f"--setenv={name}" for name in ("PYTHONPATH", "SVODKA_INDEX", *settings)]
    site = [
        *as_user(folder, program, **settings),
        *listening,
        *names,
        *program,
        "serve",
        "--workers",
        "1",
    ]
    with running(site), running(nginx(folder, path, inner, plain, secure)):
        ask = Asker(secure, plain)
        checks.hold(
            f"{path}: answers over TLS", soon(lambda: ask("/livez", path)[0] == 200, WITHIN)
        )
        checks.hold(f"{path}: http leads to https", ask.plain() == 301)
        checks.hold(f"{path}: asks for the password", ask("", path)[0] == 401)
        status, page = ask("", path, "--user", f":{PASSWORD}")
        checks.hold(f"{path}: answers with the password", status == 200)
        checks.hold(f"{path}: speaks HTTP/2 to readers", "HTTP/2 200" in page)
        checks.hold(f"{path}: keeps browsers at https", "strict-transport-security" in page)
        own = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
        checks.hold(f"{path}: links lie below it", bool(own) and all(map(path_of(path), own)))
        status, found = ask("/api/search?q=кавказ", path, "--user", f":{PASSWORD}")
        checks.hold(f"{path}: finds raw Cyrillic", status == 200 and '"total": 1' in found)
        checks.hold(f"{path}: knows its address", f"https://{HOST}:{secure}{path}article/" in found)


def path_of(path: str) -> "type[str] | object":
    """A function that is true of addresses below a path."""
    return lambda address: address.startswith(path)


class Asker:
    """Asks through nginx, by its name."""

    def __init__(self, secure: int, plain: int) -> None:
        self._secure, self._plain = secure, plain

    def __call__(self, address: str, path: str, *options: str) -> tuple[int, str]:
        """The status of an answer, and all of it."""
        url = f"https://{HOST}:{self._secure}{path.rstrip('/')}{address or '/'}"
        return self._ask(url, "--http2", *options)

    def plain(self) -> int:
        """The status over http."""
        return self._ask(f"http://{HOST}:{self._plain}/")[0]

    def _ask(self, url: str, *options: str) -> tuple[int, str]:
        to: list[str] = []
        for port in (self._secure, self._plain):
            to += ["--connect-to", f"{HOST}:{port}:127.0.0.1:{port}"]
        asked = ["curl", "--silent", "--insecure", "--include", "--max-time", "30", *to]
        told = subprocess.run([*asked, *options, url], capture_output=True, text=True, check=False)
        found = re.match(r"HTTP/\S+ (\d+)", told.stdout)
        return int(found[1]) if found else 0, told.stdout


def nginx(folder: Path, path: str, inner: int, plain: int, secure: int) -> list[str]:
    """Write a configuration from ours, with a certificate of our own; returns the command."""
    place = folder / f"nginx{path.strip('/')}"
    place.mkdir()
    names = (f"{place}/key.pem", f"{place}/cert.pem")
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", names[0], "-out", names[1]]
    run(["openssl", "req", "-x509", "-subj", f"/CN={HOST}", "-days", "1", *key])
    ours = (DEPLOY / "nginx.conf").read_text("utf-8")
    ours = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {names[0]};", ours)
    ours = re.sub(r"ssl_certificate /.*;", f"ssl_certificate {names[1]};", ours)
    ours = re.sub(r" *listen \[::\]:.*\n", "", ours)
    ours = ours.replace("listen 80;", f"listen 127.0.0.1:{plain};")
    ours = ours.replace("listen 443 ", f"listen 127.0.0.1:{secure} ").replace(":8000", f":{inner}")
    ours = ours.replace("Host $host;", "Host $http_host;")  # for it has a port here
    if path != "/":
        ours = ours.replace(
            "location / {\n        proxy_pass", f"location {path} {{\n        proxy_pass"
        )
        ours = ours.replace('Prefix ""', f"Prefix {path.rstrip('/')}")
        ours = ours.replace(f":{inner};", f":{inner}/;")
    whole = (
        f"daemon off; pid {place}/pid; error_log {place}/errors;\nevents {{}}\nhttp {{\n"
        f"access_log off; client_body_temp_path {place}/body; proxy_temp_path {place}/proxy;\n"
        f"fastcgi_temp_path {place}/f; uwsgi_temp_path {place}/u; scgi_temp_path {place}/s;\n"
    )
    (place / "nginx.conf").write_text(f"{whole}{ours}}}\n", "utf-8")
    return [
        nginx_program(folder),
        "-p",
        str(place),
        "-e",
        f"{place}/errors",
        "-c",
        f"{place}/nginx.conf",
    ]


def nginx_program(folder: Path) -> str:
    """nginx of the system, or one that is unpacked into the folder."""
    if found := shutil.which("nginx"):
        return found
    unpacked = folder / "packages"
    if not unpacked.exists():
        unpacked.mkdir(mode=0o777)
        run(["apt-get", "download", *PACKAGES], cwd=unpacked)
        for package in unpacked.glob("*.deb"):
            run(["dpkg", "--extract", str(package), str(unpacked)])
    return str(unpacked / "usr/sbin/nginx")


@contextmanager
def running(command: Sequence[str]) -> Iterator[None]:
    """Run a server, and end it with what it started."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(20)


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens on."""
    with ExitStack() as stack:
        sockets = [
            stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(number)
        ]
        return [one.getsockname()[1] for one in sockets]


def run(command: Sequence[str], cwd: Path | None = None) -> None:
    """Run a command that must succeed."""
    subprocess.run(
        command, cwd=cwd, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


if __name__ == "__main__":
    sys.exit(main())
