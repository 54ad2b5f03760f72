"""The address of an index in a cluster: opensearch://host:9200,host:9200/name?shards=3."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

from svodka.indexer.errors import RequestError

SCHEMES = {"opensearch": "http", "opensearchs": "https"}
MOST_SHARDS = 1024
PORT = 9200

_HOST = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?")
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


@dataclass(frozen=True, slots=True)
class Address:
    """The hosts of a cluster (``http://host:port``), and the name of an index in it.

    ``shards`` and ``replicas`` count for indexes built from now on. Without ``replicas`` there is
    one as soon as there are two nodes.
    """

    hosts: tuple[str, ...]
    name: str
    shards: int = 1
    replicas: int | None = None

    @property
    def shown(self) -> str:
        """The hosts, as messages name them."""
        return ", ".join(host.partition("://")[2] for host in self.hosts)


def address_of(url: str) -> Address:
    """Read an index address. Raises RequestError, whose message never repeats a password."""
    scheme, _, rest = url.partition("://")
    place, _, query = rest.partition("?")
    hosts, _, name = place.partition("/")
    if "@" in hosts:
        raise RequestError(
            "an index address has no user or password: set SVODKA_OPENSEARCH_USER and "
            "SVODKA_OPENSEARCH_PASSWORD"
        )
    found = [_HOST.fullmatch(host) for host in hosts.split(",")]
    if scheme not in SCHEMES or not all(found) or not _NAME.fullmatch(name):
        raise RequestError(
            f"{url!r} is no index address: write opensearch://HOST:9200,HOST:9200/NAME, with a "
            "NAME of small Latin letters, digits, - and _"
        )
    given = [
        f"{SCHEMES[scheme]}://{match[0]}" + ("" if match[1] else f":{PORT}")
        for match in found
        if match
    ]
    return Address(tuple(dict.fromkeys(given)), name, **_options(url, query))


def _options(url: str, query: str) -> dict[str, int]:
    options: dict[str, int] = {}
    for key, value in parse_qsl(query, keep_blank_values=True):
        least, most = {"shards": (1, MOST_SHARDS), "replicas": (0, 10)}.get(key, (1, 0))
        if not re.fullmatch(r"[0-9]{1,4}", value) or not least <= int(value) <= most:
            raise RequestError(
                f"{url!r} is no index address: after ? it may have shards=1…{MOST_SHARDS} and "
                "replicas=0…10"
            )
        options[key] = int(value)
    return options
