"""Articles as pieces of a page; if one fails, a line says so."""

from markupsafe import Markup

from svodka.indexer.bulkhead import Bulkhead, Named, Part
from svodka.webapp.presentation.rendering import piece


def fragment(bulkhead: Bulkhead, part: Part, name: str, of: Named, **context: object) -> Markup:
    """Render an article with the template ``name``; if that fails, return a line that says so."""
    made = bulkhead.run(part, lambda: piece(name, **context), None, of)
    return failed(name, of) if made is None else made


def failed(name: str, of: Named) -> Markup:
    """The line in place of an article that the template ``name`` cannot show."""
    return piece("parts/failed.html", instead_of=name, article=of)
