"""Ask Whoosh and a cluster for the same, and count where their answers differ.

    python tests/benchmarks/cluster/engines_agree.py FOLDER opensearch://HOST/NAME

FOLDER is a folder of articles. The index in the cluster is built twice, so that its lengths are
compared with the means of the same articles, as in Whoosh. It is replaced.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

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


def documents(folder: Path, most: int) -> Iterator[Document]:
    """The first articles of a folder, analysed."""
    candidates = walk([Root.at(folder)], lambda _path, _reason: None)
    for candidate in islice(candidates, most):
        try:
            yield prepare(read(candidate, lambda _note: None), candidate.digest)
        except SourceError:
            continue


def queries(made: Sequence[Document], number: int) -> Iterator[str]:
    """Two words each, from one sentence of an article or far from each other."""
    chance = random.Random(3)
    while number:
        article = chance.choice(made).article
        words = [token.text for token in analyze(article.text) if not is_function_word(token)]
        words = [word for word in words if word.isalpha() and len(word) > 3]
        if len(words) > 1:
            yield " ".join(chance.sample(words, 2))
            number -= 1


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


def main() -> None:
    """Build both, ask both, and print what agrees."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("url")
    parser.add_argument("--articles", type=int, default=3000)
    parser.add_argument("--queries", type=int, default=300)
    how = parser.parse_args()
    made = list(documents(how.folder, how.articles))
    asked = list(queries(made, how.queries))
    cluster = open_engine(how.url)
    with TemporaryDirectory() as folder:
        whoosh = open_engine(f"whoosh:{folder}/index")
        for engine in (whoosh, cluster, cluster):
            began = time.perf_counter()
            write_all(engine, made, fresh=True)
            print(
                f"{type(engine).__name__}: {time.perf_counter() - began:.1f} s to write {len(made)}"
            )
        told = [answers(engine, asked) for engine in (whoosh, cluster)]
        forms = sorted({one.form for two in made for one in analyze(two.article.text)})
        print("forms counted alike:", list(whoosh.counts(forms)) == list(cluster.counts(forms)))
        some = random.Random(4).sample(forms, 50)
        alike = sum(dict(whoosh.near(form, 1)) == dict(cluster.near(form, 1)) for form in some)
        print(f"forms with the same near ones: {alike}/50")
        print("catalogs equal:", set(whoosh.catalog()) == set(cluster.catalog()))
    same = sum((compared(*pair) for pair in zip(told[0][0], told[1][0], strict=True)), Counter())
    for name in ("totals", "facets and time lines", "reprints", "first results"):
        print(f"{name} equal: {same[name]}/{len(asked)}")
    print(f"tens in the same order: {same['tens in the same order']}/{len(asked)}")
    print(f"overlap of tens: {same['common'] / max(1, same['shown']):.3f}")
    for (_, times), engine in zip(told, (whoosh, cluster), strict=True):
        times.sort()
        p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
        print(f"{type(engine).__name__}: p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms")


if __name__ == "__main__":
    main()
