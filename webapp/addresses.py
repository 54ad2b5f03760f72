"""Absolute addresses of pages, for all who meet them elsewhere: feeds, citations, previews of links.

They begin with the address that whoever runs the site has set, never with the one that a request claims to have asked.
"""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

from flask import Flask, current_app, request, url_for
from werkzeug.exceptions import BadHost
from werkzeug.routing import Map, UnicodeConverter

from svodka.indexer.errors import SettingError

VARIABLE = "SVODKA_ADDRESS"
RESERVED = "!$&'()*+,/:;=?@[]%"  # signs that stand for themselves in an address, and % that begins one that is quoted


def init_app(app: Flask) -> None:
    """Check ``app.config["ADDRESS"]``, and give the templates ``absolute``. Raises SettingError."""
    if app.config["ADDRESS"]:
        site(app.config["ADDRESS"])
    app.add_template_global(absolute)


def absolute(endpoint: str, **values: object) -> str | None:
    """The absolute address of an endpoint; ``values`` are as for ``url_for``. None where the site was told no address."""
    if not current_app.config["ADDRESS"]:
        return None
    root = site(current_app.config["ADDRESS"])
    adapter = current_app.url_map.bind(root.netloc, script_name=root.path, url_scheme=root.scheme)
    return adapter.build(endpoint, values, force_external=True)


def outward(endpoint: str, **values: Any) -> str:
    """The absolute address of an endpoint, or where the site was told no address, the one within this site."""
    return absolute(endpoint, **values) or url_for(endpoint, **values)


def with_query(address: str) -> str:
    """An address with the query string of this request, as it was sent."""
    query = quote(request.query_string, safe=RESERVED)
    return f"{address}?{query}" if query else address


def configured() -> bool:
    """Whether the site was told its address."""
    return bool(current_app.config["ADDRESS"])


def is_https(address: str) -> bool:
    """Whether the address of a site begins with https; an empty one does not."""
    return bool(address) and site(address).scheme == "https"


@lru_cache(8)
def site(address: str) -> SplitResult:
    """The parts of a site's address: http or https, a host, perhaps a port and a path. Raises SettingError."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError
        host = Map().bind(parts.netloc).server_name  # in ASCII, as the names of hosts are sent
    except (ValueError, BadHost):
        parts = urlsplit("")
    if (
        parts.scheme not in ("http", "https")
        or not parts.hostname
        or re.search(r"[\s\x00-\x1f\\@?#<>\"]", address)
    ):
        raise SettingError(
            f"{VARIABLE}: «{address}» is no address of a site, such as https://news.example.org/"
        )
    return parts._replace(netloc=host, path=quote(parts.path.rstrip("/") + "/", safe="/%:+,;=~"))


ENDINGS = (".html", ".txt", ".json", ".bib", ".ris")


class PageId(UnicodeConverter):
    """The id of an article in the address of its page."""

    def to_python(self, value: str) -> str:
        """The id: what stands in the address, without .html at its end."""
        return value.removesuffix(".html")

    def to_url(self, value: str) -> str:
        """What stands in the address."""
        return super().to_url(f"{value}.html" if value.endswith(ENDINGS) else value)
