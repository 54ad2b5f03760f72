"""A person or a place of the collection: when, where, and beside whom articles name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from svodka.indexer.article import Article
from svodka.indexer.documents.entities import entities, new_lexicon
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Bucket, Counts
from svodka.indexer.query.tree import Exactly

NameField = Literal["person", "place"]

NEWEST = 5  # articles that are shown
_READ = 20_000  # characters of a text whose names are told: a text names early whom it concerns


@dataclass(frozen=True, slots=True)
class Dossier:
    """The articles that name a person or a place. ``first`` and ``newest`` are dated ones.

    ``people`` and ``places`` are named by the same articles, the most frequent first. ``counts``
    are those of all its articles.
    """

    field: NameField
    name: str
    articles: int
    first: Article | None
    newest: Sequence[Article]
    people: Sequence[Bucket]
    places: Sequence[Bucket]
    counts: Counts | None


@dataclass(frozen=True, slots=True)
class Names:
    """The people and places that an article names, in the order of the text."""

    people: Sequence[str] = ()
    places: Sequence[str] = ()


def dossier(engine: Engine, field: NameField, name: str) -> Dossier | None:
    """What the index has on a person or a place, as its facets write it; None if nothing."""
    tree = Exactly(field, name)
    newest = engine.search(tree, limit=NEWEST, sort="newest", count=True)
    if not newest.total:
        return None
    oldest = engine.search(tree, limit=1, sort="oldest").hits
    first = next((hit.article for hit in oldest if hit.article.date), None)
    facets = newest.counts.facets if newest.counts else {}
    beside = {
        kind: [one for one in facets.get(kind, ()) if (kind, one.value) != (field, name)]
        for kind in ("person", "place")
    }
    return Dossier(
        field,
        name,
        newest.total,
        first,
        [hit.article for hit in newest.hits],
        beside["person"],
        beside["place"],
        newest.counts,
    )


def names_in(article: Article) -> Names:
    """The people and places that the beginning of an article names, by the rules of the index."""
    lexicon = new_lexicon()
    texts = (article.title, article.text[:_READ])
    found = entities(*((text, lexicon.read(text)) for text in texts))
    return Names(found.people, found.places)
