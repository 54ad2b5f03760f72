"""Print the groups of reprints that Svodka finds in a collection, for a person to judge.

    python tests/benchmarks/near_duplicates.py FOLDER_OR_FILE [--index URL] [--groups N] [--below N]
        [--seed N] [--width N]

Prints the number of groups, their sizes and the time to find them. Then comes the share of similar
pairs that are in one group; for it, each article is compared with each that is near in time. Then
come N random groups with shortened texts, and N pairs just below the threshold. A group is right if
all its articles have the text of one story, reprinted or lightly edited.
"""

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from measured import run

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.documents.signature import SIZE, VALUES, unpack
from svodka.indexer.documents.stories import ALIKE, SOON
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.query.tree import Everything

BELOW = 0.1  # pairs so much less alike than the threshold are shown


@dataclass(frozen=True, slots=True)
class Found:
    """The articles and the groups, both by date, and the seconds that finding the groups took."""

    articles: Sequence[Article]
    groups: Sequence[Sequence[Article]]
    seconds: float


def main() -> None:
    """Find and print."""
    options = _options()
    with TemporaryDirectory(prefix="svodka-near-duplicates-") as work:
        engine = open_engine(options.index or _built(options.place, Path(work)))
        found = _found(engine)
        engine.close()
    print("\n".join(_summary(found)))
    alike, below = _pairs(found)
    story = {article.id: number for number, group in enumerate(found.groups) for article in group}
    joined = sum(story.get(one.id, -1) == story.get(other.id, -2) for one, other, _ in alike)
    print(f"pairs alike within two days: {len(alike):,}, of them in one group: {joined:,}")
    chance = random.Random(options.seed)
    for number, group in enumerate(
        chance.sample(found.groups, min(options.groups, len(found.groups))), 1
    ):
        print(f"\n{number}. {len(group)} articles")
        print("\n".join(_line(article, options.width) for article in group))
    print(f"\nPairs less alike, {len(below):,} in all:" if options.below else "")
    for one, other, share in chance.sample(below, min(options.below, len(below))):
        print(f"\n{share:.2f}\n{_line(one, options.width)}\n{_line(other, options.width)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument(
        "--index", metavar="URL", help="an index of these articles; else it is built"
    )
    parser.add_argument("--groups", type=int, default=50, help="groups shown (%(default)s)")
    parser.add_argument(
        "--below", type=int, default=0, help="pairs under the threshold shown (%(default)s)"
    )
    parser.add_argument(
        "--seed", type=int, default=2024, help="which ones are chosen (%(default)s)"
    )
    parser.add_argument(
        "--width", type=int, default=300, help="characters of a text shown (%(default)s)"
    )
    options = parser.parse_args()
    if not options.place.exists():
        parser.error(f"{options.place}: there is no such folder or file")
    return options


def _built(place: Path, work: Path) -> str:
    url = f"whoosh:{work}"
    print("Building an index…", file=sys.stderr)
    run([Path(sys.executable).with_name("svodka"), "index", place, "--index", url], good=(0, 1))
    return url


def _found(engine: Engine) -> Found:
    """Everything, folded: the first search that folds finds the stories."""
    count = engine.count()
    engine.search(Everything(), limit=1)  # opens the index
    started = time.process_time()
    engine.search(Everything(), limit=1, fold=True)
    seconds = time.process_time() - started
    hits = engine.search(Everything(), limit=count, sort="oldest", fold=True).hits
    groups = [[hit.article, *engine.reprints(hit.article.id)] for hit in hits if hit.reprints]
    every = engine.search(Everything(), limit=count, sort="oldest").hits
    return Found([hit.article for hit in every], groups, seconds)


def _summary(found: Found) -> Iterator[str]:
    sizes = Counter(len(group) for group in found.groups)
    yield f"articles: {len(found.articles):,}; found in {found.seconds:.2f} s of the processor"
    yield f"groups: {len(found.groups):,} with {sum(map(len, found.groups)):,} articles"
    yield "sizes: " + ", ".join(f"{size} × {number}" for size, number in sorted(sizes.items()))


Pair = tuple[Article, Article, float]


def _pairs(found: Found) -> tuple[list[Pair], list[Pair]]:
    """Dated pairs within SOON that are alike by their signatures, and those that are nearly so.

    Without any shortcut.
    """
    dated = [article for article in found.articles if article.date]
    signatures = b"".join(prepare(article, "").signature or bytes(SIZE) for article in dated)
    sizes, values = unpack(signatures)
    moments = np.array([_moment(f"{article.date}") for article in dated])
    alike: list[Pair] = []
    below: list[Pair] = []
    for place in np.flatnonzero(sizes):
        stop = int(np.searchsorted(moments, moments[place] + SOON, side="right"))
        shares = np.count_nonzero(values[place + 1 : stop] == values[place], axis=1) / VALUES
        shares[sizes[place + 1 : stop] == 0] = 0
        for offset in np.flatnonzero(shares >= ALIKE - BELOW):
            pair = dated[place], dated[place + 1 + offset], float(shares[offset])
            (alike if pair[2] >= ALIKE else below).append(pair)
    return alike, below


def _moment(date: str) -> float:
    moment = datetime.fromisoformat(date)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def _line(article: Article, width: int) -> str:
    text = " ".join(f"{article.title} ‖ {article.text}".split())
    when = (article.date or "")[:16].replace("T", " ")
    return f"   {when} {article.source}: {text[:width]}{'…' * (len(text) > width)}"


if __name__ == "__main__":
    main()
