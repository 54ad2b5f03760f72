"""Compare the bytes of the site's pages by two versions of Svodka.

    python tests/benchmarks/same_pages.py FOLDER_OR_FILE FILE --index URL [--queries N]

The query log is that of ``query_speed``; the index is one of these articles. Asks for the pages of
results, their second pages, contexts and first articles, in Russian and in English, and writes the
pages into FILE. If FILE exists, compares with it instead. So run it first with another checkout,
its ``.src`` in PYTHONPATH, then with this one. Each page is asked for twice in a row, for pages
that are kept must be the same, too.
"""

import argparse
import difflib
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import plain_whoosh
from flask.testing import FlaskClient
from query_speed import query_log

from svodka.indexer.limits import Limits
from svodka.webapp.app import create_app

BUDGET = 60.0  # seconds: no answer is cut
SHOWN = 5  # pages whose differences are printed
_ARTICLE = re.compile(r'<h2 lang="ru"><a id="[^"]+" href="([^"]+)"')


def main() -> None:
    """Write or compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--index", metavar="URL", required=True)
    parser.add_argument("--queries", type=int, default=100, help="%(default)s by default")
    asked = parser.parse_args()
    titles = [article.title for article in plain_whoosh.articles(asked.place)]
    log = [query.text for query in query_log(titles, asked.queries)]
    limits = Limits(engine_seconds=BUDGET, reading_seconds=BUDGET)
    client = create_app({"INDEX": asked.index, "LIMITS": limits}).test_client()
    made = dict(pages(client, log))
    if not asked.file.exists():
        asked.file.write_text(json.dumps(made), encoding="utf-8")
        print(f"{len(made)} pages written")
        return
    compare(json.loads(asked.file.read_text(encoding="utf-8")), made)


def pages(client: FlaskClient, log: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pages by what was asked for."""
    for number, query in enumerate(log):
        language = "en" if number % 4 == 3 else "ru"
        for place, more in (("/search", {}), ("/search", {"page": "2"}), ("/concordance", {})):
            first = got(client, place, {"q": query, **more}, language)
            if got(client, place, {"q": query, **more}, language) != first:
                raise SystemExit(f"{place} is another page the second time: {query!r}, {more}")
            yield f"{place} {more} {language} {query}", first
            if place == "/search" and not more and (found := _ARTICLE.search(first)):
                address = found[1].replace("&amp;", "&")
                yield f"{address} {language}", got(client, address, None, language)


def got(client: FlaskClient, place: str, query: dict[str, str] | None, language: str) -> str:
    """A page; its status comes first."""
    answer = client.get(place, query_string=query, headers={"Accept-Language": language})
    return f"{answer.status_code}\n{answer.get_data(as_text=True)}"


def compare(theirs: dict[str, str], ours: dict[str, str]) -> None:
    """Print the number of differences, and the first of them."""
    different = [name for name, page in theirs.items() if ours.get(name) != page]
    for name in different[:SHOWN]:
        lines = theirs[name].splitlines(), ours.get(name, "").splitlines()
        print(name, *list(difflib.unified_diff(*lines, lineterm="", n=0))[:8], sep="\n  ")
    print(f"{len(theirs)} pages, {len(different)} different")


if __name__ == "__main__":
    main()
