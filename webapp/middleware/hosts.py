"""Check the Host of requests against the names of the site.

Another site can point its own name at this server (DNS rebinding). It would then read the site in
its visitor's browser, past loopback and firewalls. But the browser still sends that name as Host.
Flask's own TRUSTED_HOSTS supports neither IPv6 addresses nor «any address».
"""

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask, request
from werkzeug.exceptions import BadRequest, HTTPException, MisdirectedRequest

from svodka.indexer.errors import SettingError
from svodka.webapp.addresses import site

VARIABLE = "SVODKA_HOSTS"
# The WSGI key of a refusal made before the application.
REFUSED = "svodka.refused"
LOOPBACK = ".localhost"  # itself and all its subdomains, which browsers never look up (RFC 6761)

_NAME = r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*"
_HOST = re.compile(rf"({_NAME}|\[[0-9a-f:.]+\])\.?(?::[0-9]{{0,5}})?", re.ASCII | re.IGNORECASE)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Names:
    """Trusted names and addresses. A name with a leading dot includes its subdomains.

    Loopback addresses are always trusted.
    """

    names: frozenset[str]
    below: tuple[str, ...]
    addresses: frozenset[Address]
    any_address: bool  # safe: an address that was typed cannot be rebound

    def have(self, name: str) -> bool:
        """True if a name from Host, in lower case and without port, is trusted."""
        address = as_address(name)
        if address is None:
            return name in self.names or name.endswith(self.below)
        return address.is_loopback or self.any_address or address in self.addresses


class HostCheck:
    """Passes requests on; one with an untrusted Host is marked, with Host set to localhost."""

    def __init__(self, app: WSGIApplication, names: Names) -> None:
        self.app, self.names = app, names

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on, with its refusal if there is one."""
        refused = self._refusal(environ)
        if refused is not None:
            environ["HTTP_HOST"] = "localhost"
            environ[REFUSED] = refused
        return self.app(environ, start_response)

    def _refusal(self, environ: WSGIEnvironment) -> HTTPException | None:
        host = environ.get("HTTP_HOST")
        if host is None and environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            return None  # health checks do so; no browser does
        match = _HOST.fullmatch(host or "")
        if match is None:
            return BadRequest("The Host of the request is no name of a host.")
        if not self.names.have(match[1].lower()):
            return MisdirectedRequest(
                f"This server does not answer to that name; {VARIABLE} can add it."
            )
        return None


def init_app(app: Flask) -> None:
    """Check the hosts of requests to the application. Raises SettingError."""
    names = trusted(app.config["HOSTS"], app.config["ADDRESS"], app.config["LISTENS"])
    app.wsgi_app = HostCheck(app.wsgi_app, names)  # type: ignore[method-assign]
    app.before_request(_refuse)


def trusted(hosts: str, address: str, listens: Iterable[str]) -> Names:
    """The trusted names: ``hosts`` (SVODKA_HOSTS), the host of ``address``, loopback, ``listens``.

    A server that listens on all addresses, without ``hosts``, trusts every address and the
    machine's own name. Raises SettingError.
    """
    configured = [_checked(name) for name in hosts.split(",") if name.strip()]
    own = [name.partition("%")[0].lower() for name in listens]
    everywhere = not configured and any(one and one.is_unspecified for one in map(as_address, own))
    machine = socket.gethostname().lower()
    names = [*configured, *own, LOOPBACK, *((machine, f"{machine}.local") if everywhere else ())]
    if address:
        names.append(str(site(address).hostname))
    addresses = {name: as_address(name) for name in names}
    below = tuple(name for name in names if name.startswith("."))
    return Names(
        names=frozenset(name.removeprefix(".") for name, one in addresses.items() if one is None),
        below=below,
        addresses=frozenset(one for one in addresses.values() if one),
        any_address=everywhere,
    )


def as_address(name: str) -> Address | None:
    """Parse an address, with or without brackets; None if it is a name.

    >>> as_address("[::1]"), as_address("example.org")
    (IPv6Address('::1'), None)
    """
    try:
        return ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def _checked(written: str) -> str:
    """A configured name in ASCII and lower case. Raises SettingError."""
    name = written.strip().lower()
    if as_address(name):
        return name
    dot = "." if name.startswith(".") else ""
    try:
        ascii_name = name.removeprefix(".").encode("idna").decode("ascii")
    except UnicodeError:
        ascii_name = ""
    if not re.fullmatch(_NAME, ascii_name):
        raise SettingError(
            f"{VARIABLE}: «{written}» is no name of a host, such as news.example.org or "
            ".example.org"
        )
    return dot + ascii_name


def _refuse() -> None:
    if REFUSED in request.environ:
        raise request.environ[REFUSED]
