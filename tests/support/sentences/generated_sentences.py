"""Run generated sentences of the whole dictionary through all code for articles and queries.

    python tests/support/sentences/generated_sentences.py --sentences 200000 --seed 1

Fails at the first exception, with the text that raised it.
``--names`` adds all given names of the dictionary.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from russian_sentences import Sentences, named_in_all_ways
from russian_words import all_with

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.documents.document import Document
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marked, marks
from svodka.indexer.highlight.snippets import snippets
from svodka.indexer.limits import LIMITS
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import Node
from svodka.indexer.results.concordance import Choice
from svodka.indexer.results.overview import overview
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

PER_ARTICLE = 5  # sentences
INDEXED = 100  # articles of one index
SHARE = 25  # one of this many articles is also searched for in an index
_FORMS = (
    "{0}",
    "~{0}",
    "!{0}",
    '"{0} {1}"',
    "{0} /3 {1}",
    "({0} | {1}) -{2}",
    '"{0} {1}"~4',
    "{0} & {1}",
    "{0}*",
    "автор:{0}",
)


def check(article: Article, seed: int) -> Document:
    """Run ``prepare`` on an article, and marks and snippets on queries made from it."""
    document = prepare(article, "0" * 32)
    assert all(type(name) is str and name.strip() for name in (*document.people, *document.places))
    assert all(token.lemmas and all(token.lemmas) for token in analyze(article.text))
    for number, query in enumerate(islice(queries(article, seed), 3)):
        tree: Node = expand(parse(query).tree, lambda _: True, cognates=number == 1)
        assert say(tree)
        marks(tree, Words(article.title), "title")
        assert (
            marked(tree, article.text, "text", Budget(LIMITS.reading_seconds)).text == article.text
        )
        for passage in snippets(tree, Words(article.text)):
            assert all(0 <= start < stop <= len(passage.text) for start, stop in passage.marks)
    return document


def queries(article: Article, seed: int) -> Iterator[str]:
    """Queries made from an article: its beginning, and words in each form of the query language."""
    words = article.text.split()
    yield article.text[:80]
    for number in range(3):
        start = (seed * 7 + number * 5) % max(len(words) - 3, 1)
        three = (words[start : start + 3] * 3)[:3] or ["а"] * 3
        yield _FORMS[(seed + number) % len(_FORMS)].format(*three)


def articles(texts: Iterator[str], seed: int) -> Iterator[Article]:
    """An article for each text."""
    titles = Sentences(seed + 1)
    for number, text in enumerate(texts):
        yield Article(
            f"a{number}",
            titles.next(),
            text,
            f"a{number}.txt",
            date=f"2024-01-{number % 28 + 1:02}",
        )


def search(documents: Sequence[Document], place: Path, seed: int) -> None:
    """Query an index of these documents for pages, contexts, articles and suggestions."""
    engine = open_engine(f"whoosh:{place}")
    write_all(engine, documents, fresh=True)
    overview(engine)
    engine.close()
    asked = Search(f"whoosh:{place}")
    for document in documents[::SHARE]:
        for query in queries(document.article, seed):
            asked.page(SearchRequest(query, fold=True, count=True))
            asked.concordance(SearchRequest(query, limit=50), Choice("left"))
            assert asked.article(document.article.id, query)
            asked.suggest(query[:20])
        asked.similar(document.article.id)
        asked.reprints(document.article.id)
    asked.close()


def run(made: Iterator[Article], seed: int) -> tuple[int, float, str]:
    """Check all articles, and search for some.

    Returns their number, and the seconds and text of the slowest.
    """
    slowest, worst, count = 0.0, "", 0
    kept: list[Document] = []
    for article in made:
        count += 1
        started = time.process_time()
        try:
            kept.append(check(article, seed + count))
        except Exception as error:
            error.add_note(f"{article.title!r}\n{article.text!r}")
            raise
        if (took := time.process_time() - started) > slowest:
            slowest, worst = took, article.text
        if len(kept) == INDEXED:
            with tempfile.TemporaryDirectory() as folder:
                search(kept, Path(folder) / "index", seed + count)
            kept = []
    return count, slowest, worst


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    options.add_argument("--sentences", type=int, default=20_000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument(
        "--names",
        action="store_true",
        help="all given names of the dictionary, beside eight kinds of words",
    )
    chosen = options.parse_args()
    started = time.process_time()
    sentences = Sentences(chosen.seed)
    texts = (sentences.text(PER_ARTICLE) for _ in range(chosen.sentences // PER_ARTICLE))
    count, slowest, worst = run(articles(texts, chosen.seed), chosen.seed)
    print(f"{chosen.sentences} sentences in {count} articles")
    print(f"the slowest in {slowest * 1000:.0f} ms: {worst[:200]!r}")
    if chosen.names:
        names = all_with("Name")
        named = named_in_all_ways(names, chosen.seed)
        count, slowest, worst = run(articles(named, chosen.seed), chosen.seed)
        print(f"{count} forms of given names, a text of each")
        print(f"the slowest in {slowest * 1000:.0f} ms: {worst[:200]!r}")
    print(f"nothing was raised; {time.process_time() - started:.0f} s")


if __name__ == "__main__":
    main()
