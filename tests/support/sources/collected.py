"""All that reading folders gives: articles, what was skipped, and what was told."""

from pathlib import Path
from typing import NamedTuple

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.sources import Mapped, Note, Notes, Root, read, walk


class Collected(NamedTuple):
    """Articles in order; skipped and passed-over paths with reasons or endings; notes by path."""

    articles: list[Article]
    skipped: list[tuple[str, str]]
    passed_over: list[tuple[str, str]]
    notes: list[tuple[str, str]]

    def titles(self) -> list[str]:
        """The titles of the articles."""
        return [article.title for article in self.articles]


def collected(place: Path, mapping: Mapped = ()) -> Collected:
    """Read a folder or a file."""
    skipped: list[tuple[str, str]] = []
    passed_over: list[tuple[str, str]] = []
    notes = Notes()
    articles = []

    def skip(path: str, reason: str) -> None:
        skipped.append((path, reason))

    def pass_over(path: str, ending: str) -> None:
        passed_over.append((path, ending))

    for candidate in walk([Root.at(place, mapping=mapping)], skip, pass_over, tell=notes.add):
        path = candidate.path

        def tell(note: Note, path: str = path) -> None:
            notes.add(path, note)

        try:
            articles.append(read(candidate, tell))
        except SourceError as error:
            skip(path, str(error))
    return Collected(articles, skipped, passed_over, notes.told())


def written(folder: Path, name: str, content: bytes | str, encoding: str = "utf-8") -> Path:
    """Write a file below a folder."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
    return file
