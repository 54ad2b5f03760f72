"""One article with its title and text marked by the hits of a query."""

from dataclasses import replace

from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import ArticleWords
from svodka.indexer.highlight.marks import Marked, marked
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Node, Nothing
from svodka.indexer.results.lookup import expanded


def marked_article(
    engine: Engine, id: str, query: str, limits: Limits = LIMITS
) -> tuple[Article, Marked, Marked] | None:
    """The article, its marked title and its marked text; None if there is no such article.

    If marking fails, nothing is marked, and the text has the ``failure``.
    """
    budget, bulkhead = Budget(limits.reading_seconds), Bulkhead()
    article = engine.get(id)
    if article is None:
        return None
    bare = Marked(article.title), Marked(article.text)
    title, text = bulkhead.run(
        "marks", lambda: _marked_by_query(article, query, engine, budget), bare, article
    )
    if bulkhead.failures:
        text = replace(text, failure=bulkhead.failures[0])
    return article, title, text


def _marked_by_query(
    article: Article, query: str, engine: Engine, budget: Budget
) -> tuple[Marked, Marked]:
    parsed, words = parse(query), engine.words(article.id)
    title, text = _marked_by_tree(article, expanded(parsed, engine).tree, budget, words)
    if not (title.marks or text.marks) and query.strip():  # it may have cognates alone
        tree = expanded(parsed, engine, cognates=True).tree
        title, text = _marked_by_tree(article, tree, budget, words)
    return title, text


def _marked_by_tree(
    article: Article, tree: Node, budget: Budget, words: ArticleWords | None
) -> tuple[Marked, Marked]:
    if tree == Nothing():
        return Marked(article.title), Marked(article.text)
    title = marked(tree, article.title, "title", budget, words.title if words else None)
    return title, marked(tree, article.text, "text", budget, words.text if words else None)
