"""The names by which the site may be asked for.

A page elsewhere can let its own name point at this server (DNS rebinding), and would then read the site in its visitor's
browser, past loopback and firewalls; but the browser still sends that name as Host. Flask's own TRUSTED_HOSTS cannot name
addresses of IPv6, nor say «any address».
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
# What a request is answered with, where something that is not the application's has refused it.
REFUSED = "svodka.refused"
LOOPBACK = ".localhost"  # itself and all below it, which browsers never look up (RFC 6761)

_NAME = r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*"
_HOST = re.compile(rf"({_NAME}|\[[0-9a-f:.]+\])\.?(?::[0-9]{{0,5}})?", re.ASCII | re.IGNORECASE)

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Names:
    """Names and addresses; a name that begins with a dot is itself and all below it. Addresses of loopback always count."""

    names: frozenset[str]
    below: tuple[str, ...]
    addresses: frozenset[Address]
    any_address: bool  # no name can be made to point here through an address that was typed

    def have(self, name: str) -> bool:
        """Whether a name as it stands in Host, in lower case and without its port, is one of these."""
        address = as_address(name)
        if address is None:
            return name in self.names or name.endswith(self.below)
        return address.is_loopback or self.any_address or address in self.addresses


class Doorkeeper:
    """Lets no request into the application by another name than its own: what it refuses comes in as one to localhost."""

    def __init__(self, app: WSGIApplication, names: Names) -> None:
        self.app, self.names = app, names

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on, with its refusal where there is one."""
        refused = self._refusal(environ)
        if refused is not None:
            environ["HTTP_HOST"] = "localhost"
            environ[REFUSED] = refused
        return self.app(environ, start_response)

    def _refusal(self, environ: WSGIEnvironment) -> HTTPException | None:
        host = environ.get("HTTP_HOST")
        if host is None and environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
            return None  # such as checks of health ask; no browser does
        found = _HOST.fullmatch(host or "")
        if found is None:
            return BadRequest("The Host of the request is no name of a host.")
        if not self.names.have(found[1].lower()):
            return MisdirectedRequest(
                f"This server does not answer to that name; {VARIABLE} can add it."
            )
        return None


def init_app(app: Flask) -> None:
    """Guard the application's door. Raises SettingError."""
    names = trusted(app.config["HOSTS"], app.config["ADDRESS"], app.config["LISTENS"])
    app.wsgi_app = Doorkeeper(app.wsgi_app, names)  # type: ignore[method-assign]
    app.before_request(_refuse)


def trusted(hosts: str, address: str, listens: Iterable[str]) -> Names:
    """The names of a site: those of ``hosts`` (SVODKA_HOSTS), of its ``address``, of loopback, and those it ``listens`` on.

    One that listens on all addresses, and was told no ``hosts``, has every address and this machine's own name.
    Raises SettingError.
    """
    told = [_checked(name) for name in hosts.split(",") if name.strip()]
    own = [name.partition("%")[0].lower() for name in listens]
    everywhere = not told and any(one and one.is_unspecified for one in map(as_address, own))
    machine = socket.gethostname().lower()
    found = [*told, *own, LOOPBACK, *((machine, f"{machine}.local") if everywhere else ())]
    if address:
        found.append(str(site(address).hostname))
    addresses = {name: as_address(name) for name in found}
    below = tuple(name for name in found if name.startswith("."))
    return Names(
        names=frozenset(name.removeprefix(".") for name, one in addresses.items() if one is None),
        below=below,
        addresses=frozenset(one for one in addresses.values() if one),
        any_address=everywhere,
    )


def as_address(name: str) -> Address | None:
    """The address that a name is, in brackets or without; None where it is a name.

    >>> as_address("[::1]"), as_address("example.org")
    (IPv6Address('::1'), None)
    """
    try:
        return ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def _checked(written: str) -> str:
    """A name of the setting in ASCII and lower case. Raises SettingError."""
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
            f"{VARIABLE}: «{written}» is no name of a host, such as news.example.org or .example.org"
        )
    return dot + ascii_name


def _refuse() -> None:
    if REFUSED in request.environ:
        raise request.environ[REFUSED]
