"""Ask Whoosh and a cluster for the same, and count where their answers differ.

    PYTHONPATH=tests/support/cluster python tests/benchmarks/cluster/engines_agree.py FOLDER
        [opensearch://HOST/NAME]

FOLDER is a folder of articles. Without an address, three nodes are started. The queries are drawn
from the articles: two words, phrases, distances, sentences, beginnings of words, days. The index in
the cluster is built twice, so that its lengths are compared with the means of the same articles, as
in Whoosh. It is replaced.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from cluster import running

from svodka.indexer.analysis.tokens import analyze, is_function_word
from svodka.indexer.documents.document import Document
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Hits
from svodka.indexer.engines.writing import write_all
from svodka.indexer.errors import SourceError
from svodka.indexer.query.parser import parse
from svodka.indexer.sources import Root, read, walk

TEN = 10
Write = Callable[[Sequence[str], str, random.Random], str]


def documents(folder: Path, most: int) -> Iterator[Document]:
    """The first articles of a folder, analysed."""
    candidates = walk([Root.at(folder)], lambda _path, _reason: None)
    for candidate in islice(candidates, most):
        try:
            yield prepare(read(candidate, lambda _note: None), candidate.digest)
        except SourceError:
            continue


def queries(made: Sequence[Document], number: int, kind: str = "two words") -> Iterator[str]:
    """Queries of a kind, each made of the words of one article."""
    chance = random.Random(f"{kind} 3")
    write = KINDS[kind]
    while number:
        article = chance.choice(made).article
        words = [token.text for token in analyze(article.text) if not is_function_word(token)]
        words = [word for word in words if word.isalpha() and len(word) > 3]
        if len(words) > 4:
            yield write(words, article.date or "", chance)
            number -= 1


def two_words(words: Sequence[str], _date: str, chance: random.Random) -> str:
    """Two words, near each other or not."""
    return " ".join(chance.sample(words, 2))


def within(quoted: str) -> Write:
    """Write two neighbours into a pattern; there may be short words between them."""

    def write(words: Sequence[str], _date: str, chance: random.Random) -> str:
        at = chance.randrange(len(words) - 1)
        return quoted.format(*words[at : at + 2])

    return write


def beginning(words: Sequence[str], _date: str, chance: random.Random) -> str:
    """A word, and the beginning of another."""
    one, other = chance.sample(words, 2)
    return f"{one} {other[:4]}*"


def in_a_month(words: Sequence[str], date: str, chance: random.Random) -> str:
    """A word, and the month of the article, if it has a date."""
    return f"{chance.choice(words)} {f'дата:{date[:7]}' if date else ''}"


KINDS: dict[str, Write] = {
    "two words": two_words,
    "phrases": within('"{} {}"'),
    "distances": within('"{} {}"~3'),
    "sentences": within("{} & {}"),
    "beginnings": beginning,
    "months": in_a_month,
}


def answers(engine: Engine, asked: Sequence[str]) -> tuple[list[Hits], list[float]]:
    """The answers of an engine, with counts and folded, and their seconds."""
    found, times = [], []
    for query in asked:
        began = time.perf_counter()
        tree = parse(query).tree
        found.append(engine.search(tree, limit=TEN, budget=60, count=True, fold=True))
        times.append(time.perf_counter() - began)
    return found, times


def compared(one: Hits, other: Hits) -> Counter[str]:
    """What is equal in two answers to one query."""
    first, second = ([hit.article.id for hit in hits.hits] for hits in (one, other))
    same = Counter[str]()
    same["totals"] = one.total == other.total
    same["facets and time lines"] = one.counts == other.counts
    same["first results"] = first[:1] == second[:1]
    same["tens in the same order"] = first == second
    same["reprints"] = sum(hit.reprints for hit in one.hits) == sum(h.reprints for h in other.hits)
    same["common"] = len(set(first) & set(second))
    same["shown"] = len(first)
    return same


def told(kind: str, asked: Sequence[str], one: Engine, other: Engine) -> None:
    """Ask both engines, and print what agrees and how long it takes."""
    both = [answers(engine, asked) for engine in (one, other)]
    same = sum((compared(*pair) for pair in zip(both[0][0], both[1][0], strict=True)), Counter())
    equal = ("totals", "facets and time lines", "reprints", "first results")
    parts = [f"{name} {same[name]}" for name in (*equal, "tens in the same order")]
    overlap = same["common"] / max(1, same["shown"])
    found = sum(hits.total > 0 for hits in both[0][0])
    print(f"{kind}: of {len(asked)} ({found} with results) equal: {', '.join(parts)}")
    print(f"    overlap of tens {overlap:.4f}; {'; '.join(speed(times) for _, times in both)}")


def speed(times: list[float]) -> str:
    """The median of some seconds and their 99th percentile, in milliseconds."""
    times.sort()
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    return f"p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms"


def main() -> None:
    """Build both, ask both, and print what agrees."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("url", nargs="?")
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--queries", type=int, default=300, help="of each kind")
    how = parser.parse_args()
    made = list(documents(how.folder, how.articles))
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        url = how.url or stack.enter_context(running()).url("agree")
        whoosh, cluster = open_engine(f"whoosh:{folder}/index"), open_engine(url)
        for engine in (whoosh, cluster, cluster):
            began = time.perf_counter()
            write_all(engine, made, fresh=True)
            seconds = time.perf_counter() - began
            print(f"{type(engine).__name__}: {seconds:.1f} s to write {len(made)}")
        for kind in KINDS:
            told(kind, list(queries(made, how.queries, kind)), whoosh, cluster)
        forms = sorted({one.form for two in made for one in analyze(two.article.text)})
        print("forms counted alike:", list(whoosh.counts(forms)) == list(cluster.counts(forms)))
        some = random.Random(4).sample(forms, min(50, len(forms)))
        alike = sum(dict(whoosh.near(form, 1)) == dict(cluster.near(form, 1)) for form in some)
        print(f"forms with the same near ones: {alike}/{len(some)}")
        print("catalogs equal:", set(whoosh.catalog()) == set(cluster.catalog()))


if __name__ == "__main__":
    main()
