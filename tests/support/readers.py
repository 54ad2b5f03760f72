"""Many readers while an index is rebuilt again and again.

Every answer must be of one whole edition.

    python tests/support/readers.py [--seconds 60] [--articles 90] [--threads 8]

Threads of this process query an open index, and two more query the two processes of a server.
Other processes bring the index to one edition after another: three changes, then a full rebuild.
Exit code 0 if all is well, else 1.
"""

import argparse
import json
import re
import sys
import tempfile
import time
import urllib.parse
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any

from made_news import EVERYWHERE, ISSUE, MARKS, News
from running import Site, Svodka, serving, told

from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

FULL_EVERY = 4
SIP = 0.005  # seconds between two articles of a stream, so that a change falls in between
MOST = 100  # articles of a collection, which must fit on one page
_ISSUE = re.compile(rf"{ISSUE.capitalize()} (\d+)")


class MixedError(Exception):
    """An answer that fits no edition."""


@dataclass
class Editions:
    """The possible editions of an answer: from the last committed one to the one being written."""

    news: News
    committed: int = 0
    begun: int = 0
    seen: set[int] = field(default_factory=set)

    def check(self, paths: Iterable[str], texts: Iterable[str], since: int, changing: bool) -> None:
        """Raise MixedError unless these are the articles of one edition, ``since`` or later."""
        said = {int(number) for text in texts for number in _ISSUE.findall(text)}
        if len(said) != 1:
            raise MixedError(f"editions {sorted(said)} in one answer")
        edition = said.pop()
        if not since <= edition <= self.begun:
            raise MixedError(f"edition {edition} was answered, after {since} was committed")
        if (found := sorted(paths)) != (right := self.news.paths(edition, changing)):
            raise MixedError(
                f"edition {edition} with {sorted({*found} ^ {*right})} too many or too few"
            )
        self.seen.add(edition)


class Library:
    """Queries an index that is open in this process."""

    def __init__(self, url: str, editions: Editions) -> None:
        self._search, self._editions = Search(url), editions
        self.questions = (
            self.page,
            self.everything,
            self.contexts,
            self.stream,
            self.together,
            self.marks,
            self.total,
        )

    def page(self, since: int) -> None:
        """A page of all changing articles."""
        page = self._search.page(SearchRequest(ISSUE, limit=MOST))
        self._check([one.article for one in page.results], page.total, since, changing=True)

    def everything(self, since: int) -> None:
        """A page of all articles, with counts."""
        page = self._search.page(SearchRequest(EVERYWHERE, limit=MOST, sort="newest", count=True))
        self._check([one.article for one in page.results], page.total, since)
        if page.counts is None or page.counts.timeline.undated != page.total:
            raise MixedError(f"{page.counts} of {page.total}")

    def contexts(self, since: int) -> None:
        """All hits of a word."""
        found = self._search.concordance(SearchRequest(ISSUE, limit=MOST))
        said = {line.right.split(".")[0] for line in found.lines}
        if len(said) != 1 or not found.total == len(found.lines) == self._editions.news.changing:
            raise MixedError(f"{found.total} articles with {said}")

    def stream(self, since: int) -> None:
        """All articles, slowly."""
        export = self._search.export(SearchRequest(EVERYWHERE), limit=1000)
        articles = []
        for article in export.articles:
            articles.append(article)
            time.sleep(SIP)
        self._check(articles, export.total, since)

    def together(self, since: int) -> None:
        """Several answers from one state."""
        with self._search.steady():
            first = [
                one.article
                for one in self._search.page(SearchRequest(EVERYWHERE, limit=MOST)).results
            ]
            time.sleep(10 * SIP)
            second = [found[0] for one in first if (found := self._search.article(one.id))]
            total = self._search.overview().articles
        self._check(first[::2] + second[1::2], total, since)

    def marks(self, since: int) -> None:
        """Search for the words of every second edition; the others must not show them."""
        for word, _ in MARKS:
            page = self._search.page(SearchRequest(word, limit=MOST))
            said = {
                name for one in page.results for name, form in MARKS if form in one.article.text
            }
            if (page.total and not page.relaxed and not page.correction and said != {word}) or (
                page.relaxed and word in said
            ):
                raise MixedError(
                    f"{word}: {page.total} articles with {said}, "
                    f"relaxed: {page.relaxed}, {page.correction}"
                )

    def total(self, since: int) -> None:
        """The number of articles."""
        if (total := self._search.overview().articles) != self._editions.news.size:
            raise MixedError(f"{total} articles")

    def _check(self, articles: list[Any], total: int, since: int, changing: bool = False) -> None:
        if total != len(articles):
            raise MixedError(f"{len(articles)} articles of {total}")
        self._editions.check(
            (one.path for one in articles), (one.text for one in articles), since, changing
        )


class Web:
    """Queries a server."""

    def __init__(self, site: Site, editions: Editions) -> None:
        self._site, self._editions = site, editions
        self.questions = (self.page, self.stream, self.health)

    def page(self, since: int) -> None:
        """A page of all changing articles."""
        status, record = self._site.get("api/search", q=ISSUE, limit=MOST)
        if status != 200 or record["total"] != len(record["results"]):
            raise MixedError(f"{status}: {record}")
        texts = [snippet["text"] for one in record["results"] for snippet in one["snippets"]]
        self._editions.check(
            (one["path"] for one in record["results"]), texts, since, changing=True
        )

    def stream(self, since: int) -> None:
        """All articles as a file."""
        status, headers, body = self._site.open(
            f"export.jsonl?q={urllib.parse.quote(EVERYWHERE)}&text=1"
        )
        records = [json.loads(line) for line in body.splitlines()]
        if status != 200 or int(headers["X-Total-Count"]) != len(records):
            raise MixedError(f"{status}: {len(records)} articles, {headers}")
        self._editions.check(
            (one["path"] for one in records),
            (one["text"] for one in records),
            since,
            changing=False,
        )

    def health(self, since: int) -> None:
        """The status of /healthz must be 200."""
        if (answer := self._site.get("healthz"))[0] != 200:
            raise MixedError(str(answer))


class Reader(Thread):
    """Asks its questions all the time, and records the mistakes in the answers."""

    def __init__(self, questions: Iterable[Callable[[int], None]], editions: Editions) -> None:
        super().__init__(daemon=True)
        self._questions, self._editions = list(questions), editions
        self._done = Event()
        self.answers: Counter[str] = Counter()
        self.wrong: list[str] = []

    def run(self) -> None:
        """Query until told to end."""
        while not self._done.is_set():
            for question in self._questions:
                self.answers[question.__qualname__] += 1
                try:
                    question(self._editions.committed)
                except Exception as error:
                    self.wrong.append(f"{question.__qualname__}: {error!r}"[:500])

    def end(self) -> None:
        """Stop querying."""
        self._done.set()
        self.join(timeout=60)
        if self.is_alive():
            self.wrong.append("a reader hangs")


def read(folder: Path, seconds: float, articles: int, threads: int) -> tuple[list[str], str]:
    """Run the whole test in an empty folder; return the mistakes and a summary."""
    news, svodka = News(folder / "новости", articles, sentences=10), Svodka(folder / "index")
    editions, builds = Editions(news), Counter[str]()
    wrong = _build(svodka, editions)
    library = Library(f"whoosh:{svodka.index}", editions)
    with serving(svodka, "--workers", "2") as site:
        web = Web(site, editions)
        readers = [
            Reader(library.questions[n % 7 :] + library.questions[: n % 7], editions)
            for n in range(threads)
        ]
        readers += [Reader(web.questions, editions) for _ in range(2)]
        for reader in readers:
            reader.start()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            full = editions.committed % FULL_EVERY == FULL_EVERY - 1
            wrong += _build(svodka, editions, *(["--full"] if full else []))
            builds["full" if full else "changed"] += 1
        for reader in readers:
            reader.end()
    wrong += [mistake for reader in readers for mistake in reader.wrong]
    answers = sum((reader.answers for reader in readers), Counter())
    return wrong, (
        f"{builds['changed']} changes and {builds['full']} full rebuilds in {seconds:g} s: "
        f"{answers.total()} answers "
        f"of {len(editions.seen)} editions, {len(wrong)} wrong; {dict(answers)}"
    )


def _build(svodka: Svodka, editions: Editions, *options: str) -> list[str]:
    """Bring the index to the next edition, in a separate process."""
    editions.begun += 1
    editions.news.write(editions.begun)
    ended = svodka.run("index", editions.news.folder, "--jobs", "1", *options)
    editions.committed = editions.begun
    return [] if ended.code == 0 else [str(ended)]


def main() -> int:
    """Read the command line; print the mistakes and a summary."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument(
        "--articles", type=int, default=90, choices=range(4, MOST + 1), metavar=f"4..{MOST}"
    )
    parser.add_argument("--threads", type=int, default=8)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="svodka-readers-") as folder:
        wrong, summary = read(Path(folder), options.seconds, options.articles, options.threads)
    return told(wrong, summary)


if __name__ == "__main__":
    sys.exit(main())
