"""The parts of an answer, as the terminal names them."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from svodka.indexer.commands.language import _

if TYPE_CHECKING:
    from svodka.indexer.bulkhead import Part

_NAMES: "dict[Part, Callable[[], str]]" = {
    "result": lambda: _("an article"),
    "counts": lambda: _("the counts"),
    "facet": lambda: _("a filter"),
    "timeline": lambda: _("the time line"),
    "names": lambda: _("other names of words"),
    "understood": lambda: _("the reading of the query"),
    "correction": lambda: _("the look for typos"),
    "relaxation": lambda: _("the look for weaker queries"),
    "wider": lambda: _("words of the same root"),
    "rest": lambda: _("articles with some of the words"),
    "overview": lambda: _("the facts about the archive"),
    "marks": lambda: _("the highlights"),
    "citation": lambda: _("a citation"),
    "reprint": lambda: _("a duplicate"),
    "similar": lambda: _("a similar article"),
    "line": lambda: _("an occurrence"),
    "row": lambda: _("a row"),
    "entry": lambda: _("an entry of the feed"),
    "suggestion": lambda: _("a suggestion"),
}


def part_name(part: "Part") -> str:
    """A part of an answer in the language of the terminal."""
    return _NAMES[part]()
