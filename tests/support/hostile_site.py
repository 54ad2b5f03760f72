"""Request every address of a site over the hostile collection, with hostile requests.

    python tests/support/hostile_site.py [--share 1]

Hostile texts are in every parameter, path and header. With a share of 1, each text is in each
parameter of each address, else of some addresses. ``harmless.py`` checks each answer. Exit code 0
if all is well, else 1.
"""

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

from flask import Flask
from harmless import assert_harmless_answer
from hostile import WORD, payloads, write_collection
from werkzeug.routing import Rule

from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.webapp.app import create_app

ADDRESS = "https://news.example.org/"
PARAMETERS = (
    *(
        "q",
        "page",
        "limit",
        "sort",
        "order",
        "as_typed",
        "fold",
        "counts",
        "from",
        "to",
        "source",
        "section",
        "author",
    ),
    *(
        "person",
        "place",
        "marks",
        "back",
        "view",
        "separator",
        "text",
        "to",
        "language",
        "v",
        "unit",
        "measure",
        "smooth",
        "words",
        "sample",
        "seed",
        *("window", "least", "by", "at", "name"),
    ),
)
HEADERS = (
    *(
        "REFERER",
        "USER_AGENT",
        "COOKIE",
        "ACCEPT_LANGUAGE",
        "ACCEPT",
        "ACCEPT_ENCODING",
        "IF_NONE_MATCH",
        "RANGE",
    ),
    *(
        "X_FORWARDED_FOR",
        "X_FORWARDED_HOST",
        "X_FORWARDED_PROTO",
        "FORWARDED",
        "ORIGIN",
        "IF_MODIFIED_SINCE",
    ),
)


class Asked(NamedTuple):
    """A request: its method, path, query string or form, and a header."""

    method: str
    path: str
    query: str = ""
    header: tuple[str, str] | None = None


def make_index(folder: Path) -> str:
    """Index the hostile collection; return the URL of the index."""
    write_collection(folder / "articles")
    engine = open_engine(url := f"whoosh:{folder / 'index'}")
    build(engine, [folder / "articles"], jobs=1)
    engine.close()
    return url


def requests(app: Flask, share: float) -> Iterator[Asked]:
    """All requests, or a share: each payload in each parameter, at some of the addresses."""
    chance = random.Random(1)
    rules = list(app.url_map.iter_rules())
    for payload in payloads():
        for place in (*PARAMETERS, *HEADERS, "path"):
            fitting = [rule for rule in rules if place != "path" or rule.arguments]
            number = max(int(share * len(fitting)), int(chance.random() < share * len(fitting)))
            for rule in chance.sample(fitting, number):
                yield _asked(rule, place, payload)


def _asked(rule: Rule, place: str, payload: str) -> Asked:
    method = "POST" if "POST" in (rule.methods or ()) else "GET"
    path = "".join(
        (quoted(payload if place == "path" else "l1") if dynamic else text)
        for dynamic, text in rule._trace
    ).removeprefix("|")
    if place in HEADERS:
        return Asked(method, path, urlencode({"q": WORD}), (f"HTTP_{place}", raw(payload)))
    form = {"language": "en", "to": "/"} if method == "POST" else {}
    parameters = {"q": WORD, **form} if place != "path" else {"q": payload}
    return Asked(method, path, urlencode(parameters | {place: payload}, errors="surrogatepass"))


def quoted(payload: str) -> str:
    """A payload as a part of a path."""
    return quote(payload, safe="", errors="surrogatepass")


def raw(payload: str) -> str:
    """A payload in the form of a header's value in WSGI: its bytes as Latin-1."""
    return payload.encode("utf-8", "surrogatepass").decode("latin-1")


def check(app: Flask, asked: Asked) -> int:
    """Send a request, check that the answer is harmless, and return its status."""
    client = app.test_client()
    body = (
        {"data": asked.query, "content_type": "application/x-www-form-urlencoded"}
        if asked.method == "POST"
        else {}
    )
    answer = client.open(
        f"{asked.path}?{asked.query}",
        method=asked.method,
        environ_overrides=dict([asked.header]) if asked.header else {},
        buffered=True,
        **body,  # type: ignore[arg-type]
    )
    assert answer.status_code < 500, asked
    try:
        assert_harmless_answer(answer)
    except Exception as error:
        raise AssertionError(f"{asked} gave {answer.status_code}: {error}") from error
    return answer.status_code


def articles(app: Flask, share: float) -> Iterator[Asked]:
    """Every address of each article, or a share of them, with a hit and a link back."""
    chance = random.Random(2)
    searcher = app.extensions["svodka"].searcher
    found = [hit.article for hit in searcher.catalog(0, 100_000).hits]
    endings = ("", ".txt", ".json", ".bib", ".ris")
    for article, ending in product(found, endings):
        if chance.random() < share:
            query = urlencode(
                {"q": WORD, "back": urlencode({"q": article.title, "source": article.source})},
                errors="replace",
            )
            yield Asked("GET", f"/article/{article.id}{ending}", query)
    for article in found:
        for other in searcher.reprints(article.id)[:1] if chance.random() < share else ():
            yield Asked(
                "GET",
                f"/article/{article.id}/compare/{other.id}",
                urlencode({"q": article.title}, errors="replace"),
            )
    for field, value in {
        (field, getattr(one, field)) for one in found for field in ("source", "section", "author")
    }:
        if chance.random() < share:
            yield Asked("GET", "/search", urlencode({"q": WORD, field: value}, errors="replace"))


def main() -> None:
    """Send all requests, and print the number of each status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--share", type=float, default=1, help="of all requests (%(default)s)")
    options = parser.parse_args()
    statuses: dict[int, int] = {}
    with tempfile.TemporaryDirectory(prefix="svodka-hostile-") as folder:
        app = create_app({"INDEX": make_index(Path(folder)), "ADDRESS": ADDRESS})
        for ask in (requests, articles):
            for asked in ask(app, options.share):
                status = check(app, asked)
                statuses[status] = statuses.get(status, 0) + 1
    print(
        "answers:", ", ".join(f"{number} × {status}" for status, number in sorted(statuses.items()))
    )
    sys.exit(0)


if __name__ == "__main__":
    main()
