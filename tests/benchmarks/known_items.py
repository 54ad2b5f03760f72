"""Known items: queries made of an article, which should come first; and lists that end too early.

    python tests/benchmarks/known_items.py FOLDER [--number N] [--judged DATASET]…

Of the articles in FOLDER, N (60) are drawn, and each is asked for in one of three ways: by a row of
words of its lead in quotation marks, by its title as it is, and by a name. No other article has
the row, the title, or the words of the name in a row in any form. Told is the share of them at the
first place; a reprint of the article counts as the article.

Of the queries of each DATASET in BEIR form, those are told whose list ends before 20 results,
though 20 articles share two content words with them.
"""

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import lemmas
from svodka.indexer.article import Article
from svodka.indexer.commands.evaluation import _index, _records
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.errors import SourceError
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import And, AtLeast, Word
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.indexer.sources import Root, read, walk

SEED = 2024
ROW = 6  # words in quotation marks
LEAST_TITLE = 4  # words
ENOUGH = 20  # results

_NAME = re.compile(r"(?<=[а-яё,] )[А-ЯЁ][а-яё]{2,} [А-ЯЁ][а-яё]{4,}(?![\w-])")
_SENTENCE = re.compile(r"[^.!?\n\"«»“”„]{60,}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("--number", type=int, default=60, help="queries in all (%(default)s)")
    parser.add_argument("--judged", type=Path, action="append", default=[], metavar="DATASET")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="svodka-known-") as work:
        articles = list(_articles(options.folder))
        url = f"whoosh:{work}/known"
        engine = open_engine(url)
        write_all(engine, (prepare(article, "0" * 32) for article in articles), fresh=True)
        engine.close()
        _known(Search(url), articles, options.number)
        for dataset in options.judged:
            url = f"whoosh:{work}/{dataset.name}"
            _index(url, dataset)
            _ended(Search(url), dataset)


def _articles(folder: Path) -> Iterator[Article]:
    """The articles of a folder; those that cannot be read are passed over."""
    for candidate in walk([Root.at(folder)], lambda _path, _reason: None):
        with suppress(SourceError):
            yield read(candidate)


def _known(search: Search, articles: list[Article], number: int) -> None:
    """Draw articles, ask for each, and print the share at the first place."""
    names = Counter(name for one in articles for name in {_key(n) for n in _names(one.text)})
    titles = Counter(fold(one.title) for one in articles)
    ways: dict[str, Callable[[Article], str | None]] = {
        "a row of the lead": lambda article: _row(article, articles),
        "the title": lambda article: _title(article, titles),
        "a rare name": lambda article: _rare(search, article, names),
    }
    found = asked = 0
    for way, query_of in ways.items():
        drawn = random.Random(SEED).sample(articles, len(articles))
        queries = ((article, query_of(article)) for article in drawn)
        chosen = [(one, query) for one, query in queries if query][: number // len(ways)]
        missed = [query for one, query in chosen if not _is_first(search, one, query)]
        found, asked = found + len(chosen) - len(missed), asked + len(chosen)
        print(f"{way}: {len(chosen) - len(missed)} of {len(chosen)} first")
        print("".join(f"  not first: {query}\n" for query in missed), end="")
    print(f"all: {found / max(asked, 1):.3f} of {asked} first")


def _is_first(search: Search, article: Article, query: str) -> bool:
    results = search.page(SearchRequest(query, limit=1)).results
    return bool(results) and results[0].article.id in _own(search, article)


def _own(search: Search, article: Article) -> set[str]:
    """The ids of an article and its reprints."""
    return {article.id, *(other.id for other in search.reprints(article.id))}


def _row(article: Article, articles: Iterable[Article]) -> str | None:
    """A row of words in the middle of the first long sentence without quotation marks."""
    sentence = _SENTENCE.search(article.text)
    words = sentence[0].split() if sentence else []
    start = (len(words) - ROW) // 2
    row = " ".join(words[start : start + ROW]).strip(" ,:;()—–-") if start >= 0 else ""
    having = (one for one in articles if row in one.text or row in one.title)
    return f'"{row}"' if row and len(list(islice(having, 2))) == 1 else None


def _title(article: Article, titles: Counter[str]) -> str | None:
    title = article.title
    alone = len(title.split()) >= LEAST_TITLE and titles[fold(title)] == 1
    return title if alone else None


def _names(text: str) -> list[str]:
    return [match[0] for match in _NAME.finditer(text)]


def _key(name: str) -> str:
    """A name by its lemmas, so that its cases are one."""
    return " ".join(lemmas(fold(word), capital=True)[0] for word in name.split())


def _rare(search: Search, article: Article, names: Counter[str]) -> str | None:
    rare = (name for name in _names(article.text) if names[_key(name)] == 1)
    return next((name for name in rare if _is_alone(search, article, name)), None)


def _is_alone(search: Search, article: Article, name: str) -> bool:
    """True if no other article has the words of a name in a row, in any form."""
    page = search.page(SearchRequest(f'"{name}"', limit=ENOUGH))
    having = {result.article.id for result in page.results}
    return page.total <= len(page.results) and having <= _own(search, article)


def _ended(search: Search, dataset: Path) -> None:
    """Print the queries of a dataset whose list ends too early."""
    early: list[str] = []
    queries = [query["text"] for query in _records(dataset / "queries.jsonl")]
    for query in queries:
        page = search.page(SearchRequest(query, limit=ENOUGH))
        if len(page.results) < ENOUGH and _sharing(search, query) >= ENOUGH:
            early.append(f"{query} ({len(page.results)})")
    print(f"{dataset.name}: {len(early)} of {len(queries)} lists end too early")
    print("".join(f"  {query}\n" for query in early), end="")


def _sharing(search: Search, query: str) -> int:
    """The number of articles with two content words of a query."""
    tree = parse(query).tree
    words = [
        node for node in (tree.children if isinstance(tree, And) else ()) if isinstance(node, Word)
    ]
    return search._engine.search(AtLeast(tuple(words), 2), limit=0).total if len(words) > 1 else 0


if __name__ == "__main__":
    main()
