"""Print how long each stage of the preparation of an article takes, in µs of processor time.

    python tests/benchmarks/prepare_speed.py FOLDER [--every N]

The stages are measured one after the other over all articles. Learning is what the first reading
of all texts takes beyond the second, which knows their words. People and places are measured while
the readings of names are new, signatures and sentences do not depend on it. The last rows are the
whole ``prepare``, with a lexicon that knows nothing, and with one that knows all words.
"""

import argparse
import gc
import time
from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.morphology import warm
from svodka.indexer.analysis.sentences import sentences
from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.documents.entities import entities, new_lexicon
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.documents.signature import signature
from svodka.indexer.sources import Root, read, walk

Texts = Sequence[tuple[Tokens, Tokens]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--every", type=int, default=1, help="take only every nth article")
    options = parser.parse_args()
    warm()
    gc.disable()
    candidates = walk([Root(options.folder.resolve())], lambda path, reason: None)
    started = time.process_time()
    articles = [read(candidate) for candidate in islice(candidates, 0, None, options.every)]
    reading = time.process_time() - started
    rows = {"reading and skipping": reading / len(articles), **stages(articles)}
    words = sum(title.length + text.length for title, text in texts(articles, new_lexicon()))
    print(f"{len(articles)} articles, {words / len(articles):.1f} words each")
    for name, seconds in rows.items():
        print(f"{name:24}{seconds * 1e6:8.1f} µs an article")


def stages(articles: Sequence[Article]) -> dict[str, float]:
    """The seconds of each stage for one article."""
    lexicon = new_lexicon()
    first = taken(lambda: texts(articles, lexicon))
    second = taken(lambda: texts(articles, lexicon))
    tokens = texts(articles, lexicon)
    pairs = list(zip(articles, tokens, strict=True))
    shared = new_lexicon()
    rows = {
        "learning": first - second,
        "tokens": second,
        "sentences": taken(lambda: [sentences(article.text) for article in articles]),
        "people and places, new": taken(lambda: [named(*pair) for pair in pairs]),
        "people and places, again": taken(lambda: [named(*pair) for pair in pairs]),
        "signature": taken(lambda: [signature(one, *read) for one, read in pairs]),
        "prepare, all words new": taken(lambda: [prepare(one, "", (), shared) for one in articles]),
        "prepare, none new": taken(lambda: [prepare(one, "", (), shared) for one in articles]),
    }
    return {name: seconds / len(articles) for name, seconds in rows.items()}


def texts(articles: Sequence[Article], lexicon: Lexicon) -> Texts:
    """The titles and texts of articles as arrays."""
    return [(lexicon.read(article.title), lexicon.read(article.text)) for article in articles]


def named(article: Article, read: tuple[Tokens, Tokens]) -> object:
    """The people and places of an article."""
    return entities((article.title, read[0]), (article.text, read[1]))


def taken(work: Callable[[], object]) -> float:
    """The processor time of some work, in seconds."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
