"""Read the feeds of a site with the code of real readers: feedparser, and listparser for OPML.

    pip install feedparser listparser
    python tests/support/feed_readers.py http://127.0.0.1:8000/ нефть выборы

Each feed is fetched twice, in gzip and with its ETag: the second time it must be unchanged. Then
the queries are kept in a list, whose OPML must name feeds that can be read.
"""

import argparse
import sys
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import quote, urlencode, urlsplit, urlunsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener


def main() -> int:
    """Read all feeds; the exit code is 1 if one of them is not as promised."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("site", help="the address of a site that has SVODKA_ADDRESS")
    parser.add_argument("queries", nargs="+")
    asked = parser.parse_args()
    wrong = [*followed(asked.site, asked.queries)]
    for query in asked.queries:
        wrong += read_twice(f"{asked.site}feed.atom?q={quote(query)}&sort=added")
    print("\n".join(wrong) or f"{len(asked.queries)} feeds and their list are as promised")
    return bool(wrong)


def read_twice(address: str) -> list[str]:
    """What is wrong with a feed as feedparser reads it."""
    import feedparser

    first: Any = feedparser.parse(address)
    second: Any = feedparser.parse(address, etag=first.get("etag"))
    entries = first.entries
    checks = {
        "is not well formed": not first.bozo,
        "was not sent in gzip": first.headers.get("content-encoding") == "gzip",
        "has no entries": bool(entries),
        "has entries without a link or title": all(one.link and one.title for one in entries),
        "has entries with the same id": len({one.id for one in entries}) == len(entries),
        "is sent again although it is the same": second.status == 304 and not second.entries,
    }
    return [f"{address} {fault}" for fault, fine in checks.items() if not fine]


def followed(site: str, queries: list[str]) -> list[str]:
    """What is wrong with the list of queries, kept as a browser keeps it."""
    import listparser

    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    for query in queries:
        keep(browser, site, query)
    with browser.open(f"{site}following.opml") as answer:
        read: Any = listparser.parse(answer.read())
    wrong = [f"OPML: {read.bozo_exception}"] if read.bozo else []
    if [feed.title for feed in read.feeds] != queries:
        wrong.append(f"OPML names {[feed.title for feed in read.feeds]}")
    for feed in read.feeds:
        wrong += read_twice(at(site, feed.url))
    return wrong


def keep(browser: OpenerDirector, site: str, query: str) -> None:
    """Press the button that keeps a query."""
    data = urlencode({"add": f"/search?q={quote(query)}"}).encode()
    with browser.open(f"{site}following", data) as answer:
        answer.read()


def at(site: str, address: str) -> str:
    """An address of the site as it is reached here, whatever its own name is."""
    here = urlsplit(site)
    return urlunsplit(urlsplit(address)._replace(scheme=here.scheme, netloc=here.netloc))


if __name__ == "__main__":
    sys.exit(main())
