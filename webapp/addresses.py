"""Absolute addresses of pages, for use outside the site: feeds, citations, link previews.

They begin with the configured address of the site, never with the Host of a request.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import SplitResult, quote, quote_plus, unquote, urlencode, urlsplit

from flask import Flask, current_app, request, url_for
from werkzeug.exceptions import BadHost
from werkzeug.routing import Map, UnicodeConverter

from svodka.indexer.errors import SettingError

VARIABLE = "SVODKA_ADDRESS"
_CYRILLIC = re.compile("(?:%D0%[89AB][0-9A-F]|%D1%[89AB][0-9A-F])+")
# Characters that stay unquoted in an address, and % that begins a quoted one.
RESERVED = "!$&'()*+,/:;=?@[]%"
PLAIN = "!$'()*,/:;?@"  # those in the value of an argument
LONGEST = 2000  # characters of an address that a page prints
CACHED = 512  # arguments, and views of sites


def init_app(app: Flask) -> None:
    """Check ``app.config["ADDRESS"]``, and add ``absolute`` to templates. Raises SettingError."""
    if app.config["ADDRESS"]:
        site(app.config["ADDRESS"])
    app.add_template_global(absolute)
    app.add_template_global(here)


def absolute(endpoint: str, **values: object) -> str | None:
    """The absolute address of an endpoint; None if the site has no configured address.

    ``values`` are those of ``url_for``.
    """
    if not current_app.config["ADDRESS"]:
        return None
    root = site(current_app.config["ADDRESS"])
    adapter = current_app.url_map.bind(root.netloc, script_name=root.path, url_scheme=root.scheme)
    return adapter.build(endpoint, values, force_external=True)


def outward(endpoint: str, **values: Any) -> str:
    """The absolute address of an endpoint, or a relative one if no address is configured."""
    return absolute(endpoint, **values) or url_for(endpoint, **values)


def here() -> str:
    """The address of this page for people to read: absolute if the site's address is configured.

    It is cut after LONGEST characters.
    """
    root = current_app.config["ADDRESS"]
    start = root and site(root)._replace(query="", fragment="").geturl().rstrip("/")
    address = f"{start or request.script_root}{with_query(quote(request.path))}"
    return readable(address[:LONGEST]) + "…" * (len(address) > LONGEST)


def readable(url: str) -> str:
    """The address with its Cyrillic letters unquoted.

    >>> readable("/search?q=%D0%BD%D0%B5%D1%84%D1%82%D1%8C%20%26%20%22")
    '/search?q=нефть%20%26%20%22'
    """
    return _CYRILLIC.sub(lambda match: unquote(match[0]), url)


def page_url(id: str) -> str:
    """The address of an article's page; relative if the site has no configured address."""
    return outward("pages.article", id=id)


def neighbours(page: int, pages: int) -> dict[str, str | None]:
    """The addresses of the pages before and after ``page`` of this request; None if there is none.

    ``pages`` is the number of pages that can be asked for.
    """
    before = min(page - 1, pages) or None
    after = page + 1 if page < pages else None
    return {"prev": _turned(before), "next": _turned(after)}


def _turned(page: int | None) -> str | None:
    """The address of this request with another page."""
    if page is None:
        return None
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "page" and pair[1]]
    return f"{outward(str(request.endpoint))}?{urlencode([*kept, ('page', str(page))])}"


def local(endpoint: str, arguments: Mapping[str, str | Sequence[str] | None], **parts: Any) -> str:
    """The address of a view on this site, without the arguments that are None.

    ``parts`` are those of its path. It is that of ``url_for``, in a third of the time: a page of
    results has fifty.
    """
    path = url_for(endpoint, **parts) if parts else _view(request.script_root, endpoint)
    pairs = [
        _pair(name, one)
        for name, value in arguments.items()
        if value is not None
        for one in ([value] if isinstance(value, str) else value)
    ]
    return f"{path}?{'&'.join(pairs)}" if pairs else path


@lru_cache(CACHED)
def _view(root: str, endpoint: str, /) -> str:  # noqa: ARG001 - a key of the cache
    """The address of a view under the path of a site."""
    return url_for(endpoint)


@lru_cache(CACHED)
def _pair(name: str, value: str) -> str:
    return f"{name}={quote_plus(value, safe=PLAIN)}"


def with_query(address: str) -> str:
    """An address with the query string of this request, as it was sent."""
    query = quote(request.query_string, safe=RESERVED)
    return f"{address}?{query}" if query else address


def configured() -> bool:
    """True if the site's address is configured."""
    return bool(current_app.config["ADDRESS"])


def is_https(address: str) -> bool:
    """True if the address of a site begins with https; False if it is empty."""
    return bool(address) and site(address).scheme == "https"


@lru_cache(8)
def site(address: str) -> SplitResult:
    """Split and check a site's address: http or https, host, optional port and path.

    Raises SettingError.
    """
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError
        host = Map().bind(parts.netloc).server_name  # in ASCII, as requests send host names
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
        """The id from the address: removes a final .html."""
        return value.removesuffix(".html")

    def to_url(self, value: str) -> str:
        """The id as part of an address."""
        return super().to_url(f"{value}.html" if value.endswith(ENDINGS) else value)
