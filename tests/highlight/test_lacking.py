"""The words of a query that an article lacks."""

from svodka.indexer.analysis.tokens import learnt_words
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.highlight.lacking import lacking
from svodka.indexer.query.parser import parse

ARTICLE = Article("1", "Бурвальский мост открыли после ремонта", "Движение пустили утром.", "1.txt")


def test_an_article_is_not_read_for_a_query_without_parts() -> None:
    assert lacking([], ARTICLE, Budget(60), {}) == []
    assert "Бурвальский" not in learnt_words()


def test_parts_in_neither_title_nor_text_are_lacking() -> None:
    bridge, morning, evening = (parse(word).tree for word in ("мосты", "утро", "вечер"))
    assert lacking([bridge, morning, evening], ARTICLE, Budget(60), {}) == [evening]
