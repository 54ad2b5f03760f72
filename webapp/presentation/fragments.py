"""Articles as pieces of a page; one that cannot be shown gets a line that says so."""

from markupsafe import Markup

from svodka.indexer.bulkhead import Bulkhead, Named, Part
from svodka.webapp.presentation.rendering import piece


def fragment(bulkhead: Bulkhead, part: Part, name: str, of: Named, **context: object) -> Markup:
    """Show an article by the template ``name``; where that fails, give a line that says so."""
    made = bulkhead.run(part, lambda: piece(name, **context), None, of)
    return failed(name, of) if made is None else made


def failed(name: str, of: Named) -> Markup:
    """The line that stands where the template ``name`` would show an article."""
    return piece("failed.html", instead_of=name, article=of)
