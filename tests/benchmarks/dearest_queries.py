"""Look for the queries of an index that take most processor time.

    python tests/benchmarks/dearest_queries.py URL [--seconds 60] [--seed 1] [--bound 2.5]

URL is the address of an index. First come queries that were built to be slow, of its most frequent
words and beginnings. Then come random trees of these, for ``--seconds`` of processor time. Each
query is asked for a page with counts and folded reprints, for contexts, and for a file of a hundred
articles. Some are asked for an article with similar ones. The script prints the slowest. Its exit
code is 1 if one took longer than the bound. A page has 1 second of the engine and 0.7 seconds of
reading; a file has 2 seconds of the engine.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import repeat

from svodka.indexer.engines import open_engine
from svodka.indexer.query.tree import Everything
from svodka.indexer.results.concordance import Choice
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.indexer.suggest.titles import words_of

FREQUENT = 150  # words of which queries are made
SAMPLE = 5_000  # articles whose words are counted
SLOWEST = 15  # that are printed


class Words:
    """The most frequent words of the newest articles, and the beginnings that most words have."""

    def __init__(self, url: str) -> None:
        engine = open_engine(url)
        counts: Counter[str] = Counter()
        for hit in engine.stream(Everything(), limit=SAMPLE, sort="newest").hits:
            counts.update(set(words_of(f"{hit.article.title} {hit.article.text}")))
        engine.close()
        begun: Counter[str] = Counter()
        for word, number in counts.items():
            if len(word) >= 3 and word[:3].isalpha():
                begun[word[:3]] += number
        self.all = [word for word, _ in counts.most_common(FREQUENT)]
        self.long = [word for word, _ in counts.most_common(8 * FREQUENT) if len(word) >= 4][
            :FREQUENT
        ]
        self.beginnings = [f"{beginning}*" for beginning, _ in begun.most_common(64)]


def built(words: Words) -> Iterator[str]:
    """Yield queries that are built to be slow."""
    every, long, beginnings = words.all[:64], words.long[:64], words.beginnings
    for joint in (" ", " | ", " & ", " /100 "):
        yield joint.join(every)
        yield joint.join(long)
        yield joint.join(beginnings)
        yield joint.join(f"{word}~2" for word in long)
        yield joint.join(f"~{word}" for word in long)
    yield from (
        f'"{joint.join(every[:32])}"{slop}' for joint in (" ", " * ") for slop in ("", "~100")
    )
    yield " & ".join(every[:3])
    yield " | ".join(
        f"({one} & {other})" for one, other in zip(every[::2], every[1::2], strict=True)
    )
    yield " ".join(f"-{word}" for word in long)
    yield f"{'(' * 20}{' | '.join(every)}{')' * 20}"
    yield f"заголовок:({' | '.join(beginnings)})"
    yield f"{' '.join(long[:40])} абракадабрица"
    yield " ".join(f"{word[:-1]}щъ{word[-1]}" for word in long[:40])
    yield " ".join("qwertyuiop"[n % 7 :] + "asdfgh"[n % 5 :] for n in range(60))


class Grower:
    """Grows random queries."""

    def __init__(self, words: Words, seed: int) -> None:
        self._words = words
        self._chance = random.Random(seed)

    def query(self) -> str:
        """One query."""
        return " ".join(self._node(3) for _ in range(self._chance.randint(1, 4)))[:1000]

    def _word(self) -> str:
        word, chance = self._chance.choice(self._words.all), self._chance
        ways = [
            word,
            word,
            f"~{word}",
            f"!{word}",
            f"!!{word}",
            chance.choice(self._words.beginnings),
        ]
        return chance.choice([*ways, f"{chance.choice(self._words.long)}~2"])

    def _phrase(self) -> str:
        chance = self._chance
        inner = [
            chance.choice([*self._words.all[:20], "*", "*"]) for _ in range(chance.randint(0, 6))
        ]
        ends = chance.choices(self._words.all[:60], k=2)
        return f'"{" ".join([ends[0], *inner, ends[1]])}"{chance.choice(["", "~2", "~100"])}'

    def _node(self, depth: int) -> str:
        chance = self._chance
        ways: list[Callable[[], str]] = [self._word, self._phrase, self._near, self._sentence]
        if depth:
            ways += [lambda: self._group(depth, " | "), lambda: self._group(depth, " ")] * 2
            ways += [
                lambda: f"заголовок:{self._node(depth - 1)}",
                lambda: f"-{self._node(depth - 1)}",
            ]
        return chance.choice(ways)()

    def _near(self) -> str:
        return f"{self._word()} /{self._chance.choice([1, 3, 100])} {self._word()}"

    def _sentence(self) -> str:
        parts = (
            self._chance.choice([self._word, self._phrase])()
            for _ in repeat(None, self._chance.randint(2, 4))
        )
        return " & ".join(parts)

    def _group(self, depth: int, joint: str) -> str:
        number = self._chance.randint(2, 8)
        return f"({joint.join(self._node(depth - 1) for _ in repeat(None, number))})"


def ways(search: Search) -> dict[str, Callable[[str], object]]:
    """The kinds of answers, each with a function that asks for it."""
    return {
        "page": lambda query: search.page(SearchRequest(query, count=True, fold=True)),
        "100 results": lambda query: search.page(SearchRequest(query, limit=100)),
        "contexts": lambda query: search.concordance(
            SearchRequest(query, limit=50), Choice("left")
        ),
        "file": lambda query: sum(
            1 for _ in search.export(SearchRequest(query), limit=100).articles
        ),
        "article": lambda query: _read(search, query),
    }


def _read(search: Search, query: str) -> None:
    article = next(search.catalog(0, 1).hits).article
    search.article(article.id, query)
    search.similar(article.id)


def measured(
    search: Search, queries: Iterator[str], seconds: float
) -> list[tuple[float, str, str]]:
    """The seconds, kind and query of each answer, the slowest first."""
    ended, found = time.process_time() + seconds, []
    for query in queries:
        for name, ask in ways(search).items():
            started = time.process_time()
            ask(query)
            found.append((time.process_time() - started, name, query))
        if time.process_time() > ended:
            break
    return sorted(found, reverse=True)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("url", metavar="URL", help="address of an index: whoosh:PATH")
    parser.add_argument(
        "--seconds",
        type=float,
        default=60,
        help="of the processor for random queries (%(default)s)",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--bound", type=float, default=2.5, help="seconds that one may take (%(default)s)"
    )
    options = parser.parse_args()
    words, search = Words(options.url), Search(options.url)
    search.page(SearchRequest("а", count=True, fold=True))  # opens the index, and finds stories
    grower = Grower(words, options.seed)
    for name, queries, seconds in (
        ("built", built(words), 1e9),
        ("random", iter(grower.query, ""), options.seconds),
    ):
        found = measured(search, queries, seconds)
        print(f"{len(found)} answers to {name} queries; the slowest, in seconds of the processor:")
        for took, what, query in found[:SLOWEST]:
            print(f"  {took:5.2f}  {what:11} {query[:120]}")
        if found[0][0] > options.bound:
            sys.exit(f"{found[0][0]:.2f} s is over the bound of {options.bound} s")
    search.close()


if __name__ == "__main__":
    main()
