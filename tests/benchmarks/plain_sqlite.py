"""SQLite FTS5 as one would use it for Russian: the full-text index of Python's standard library.

A full-text table holds the lemmas of title and text, joined by blanks; each lemma is the first
normal form of pymorphy3. A second table holds the articles as they are written. One process, one
transaction; BM25 with the library's defaults. Articles are read as Svodka reads them.

    python tests/benchmarks/plain_sqlite.py FOLDER_OR_FILE INDEX_FOLDER
"""

import sqlite3
import sys
from pathlib import Path

from plain_whoosh import articles, lemmas, normalizer

_TABLES = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, text TEXT);
CREATE VIRTUAL TABLE words USING fts5(title, text, tokenize='unicode61 remove_diacritics 0');
"""
_FIND = """
SELECT articles.id, articles.title, articles.text
FROM (SELECT rowid AS number, rank FROM words WHERE words MATCH ? ORDER BY rank LIMIT 10) AS found
JOIN articles USING (number) ORDER BY found.rank
"""
_NAME = "articles.sqlite"


def build(place: Path, folder: Path) -> None:
    """Write an index of the articles into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    normal = normalizer()
    connection = sqlite3.connect(folder / _NAME)
    connection.executescript(_TABLES)
    with connection:
        for number, article in enumerate(articles(place), 1):
            row = (number, article.id, article.title, article.text)
            connection.execute("INSERT INTO articles VALUES (?, ?, ?, ?)", row)
            words = (" ".join(lemmas(text, normal)) for text in (article.title, article.text))
            connection.execute(
                "INSERT INTO words (rowid, title, text) VALUES (?, ?, ?)", (number, *words)
            )
    connection.close()


class SqliteSearch:
    """Searches such an index: all words in the title or the text, or a phrase in either."""

    def __init__(self, folder: Path) -> None:
        self._normal = normalizer()
        self._connection = sqlite3.connect(folder / _NAME)

    def parse(self, query: str) -> str:
        """A query in the language of FTS5; one in quotes is a phrase."""
        words = lemmas(query, self._normal)
        return f'"{" ".join(words)}"' if '"' in query else " ".join(f'"{word}"' for word in words)

    def hits(self, tree: str) -> list[tuple[str, str, str]]:
        """The ten best articles for a parsed query: id, title and text."""
        return self._connection.execute(_FIND, (tree,)).fetchall()

    def close(self) -> None:
        """Close the files."""
        self._connection.close()


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
