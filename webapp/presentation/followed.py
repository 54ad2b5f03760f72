"""The queries that a reader follows, kept in a cookie of the reader's browser."""

import json
import re
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from svodka.indexer.results.request import LIMIT
from svodka.webapp import parameters
from svodka.webapp.parameters import Ask, ParameterError

COOKIE = "queries"
MOST = 50  # queries
LONGEST = 3500  # bytes of the cookie's value: browsers keep 4096 of a cookie
_UNPACKED = 100_000  # bytes


def asked(address: str) -> Ask:
    """The query and filters of an address of results, without page, order and look.

    Raises ParameterError.
    """
    pairs = parse_qsl(address.partition("?")[2] or address)
    ask = parameters.read(MultiDict(pairs))
    return replace(
        ask, page=1, limit=LIMIT, sort="relevance", count=False, titles=False, days=False, step=None
    )


def read(cookie: str) -> list[Ask]:
    """The queries of a cookie, in the order in which they were added.

    What cannot be read is left out.
    """
    asks = []
    for line in _unpacked(cookie)[:MOST]:
        try:
            asks.append(asked(str(line)))
        except ParameterError:
            continue
    return asks


def packed(asks: Iterable[Ask]) -> str | None:
    """The value of a cookie with the queries; None if they are too many."""
    lines = [_line(ask) for ask in asks]
    data = json.dumps(lines, ensure_ascii=False).encode("utf-8", "replace")
    value = urlsafe_b64encode(zlib.compress(data, 9)).decode("ascii")
    return value if len(value) <= LONGEST and len(lines) <= MOST else None


def _line(ask: Ask) -> str:
    """The arguments of a query. Letters are not quoted, as that is shorter."""
    values = (
        (name, [value] if isinstance(value, str) else value)
        for name, value in ask.arguments().items()
    )
    return "&".join(f"{name}={_quoted(one)}" for name, several in values for one in several)


def _quoted(text: str) -> str:
    return re.sub("[%&+=;#?]", lambda sign: f"%{ord(sign[0]):02X}", text)


def _unpacked(cookie: str) -> list[object]:
    try:
        unpacking = zlib.decompressobj()
        lines = json.loads(unpacking.decompress(urlsafe_b64decode(cookie), _UNPACKED))
    except (ValueError, zlib.error):
        return []
    return lines if isinstance(lines, list) else []
