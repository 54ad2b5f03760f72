"""Svodka, a search engine for collections of Russian news articles.

    from svodka import Search, analyze, build

``build`` brings an index up to date with folders, and opens it. ``Search`` opens an index that
there is. ``analyze`` gives the words of a text. All rows are flat frozen dataclasses: a list of
them is a data frame. All errors are kinds of SvodkaError.

Links beside this file make the folders ``indexer`` and ``webapp`` of the project the packages
``svodka.indexer`` and ``svodka.webapp``. Under their own names they would clash with other packages
in the same environment.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svodka.indexer.article import Article
    from svodka.indexer.errors import (
        IndexCorrupt,
        IndexLocked,
        IndexMissing,
        IndexStale,
        IndexUnreachable,
        RemovalError,
        RequestError,
        SourceError,
        SvodkaError,
        UnusableIndexError,
    )
    from svodka.indexer.library.analysis import analyze
    from svodka.indexer.library.asking import IncompleteError
    from svodka.indexer.library.build import build
    from svodka.indexer.library.search import Search
    from svodka.indexer.results.collocates import Collocate
    from svodka.indexer.results.forms import Form
    from svodka.indexer.results.lines import Line
    from svodka.indexer.results.rows import Found, Period, TrendPoint, Value, Word

__all__ = [
    "Article",
    "Collocate",
    "Form",
    "Found",
    "IncompleteError",
    "IndexCorrupt",
    "IndexLocked",
    "IndexMissing",
    "IndexStale",
    "IndexUnreachable",
    "Line",
    "Period",
    "RemovalError",
    "RequestError",
    "Search",
    "SourceError",
    "SvodkaError",
    "TrendPoint",
    "UnusableIndexError",
    "Value",
    "Word",
    "analyze",
    "build",
]

_HOMES = {
    "Article": "article",
    "Line": "results.lines",
    "analyze": "library.analysis",
    "build": "library.build",
    **dict.fromkeys(("Found", "Period", "TrendPoint", "Value", "Word"), "results.rows"),
    "Collocate": "results.collocates",
    "Form": "results.forms",
    "IncompleteError": "library.asking",
    "Search": "library.search",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that the command starts quickly."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"svodka.indexer.{_HOMES.get(name, 'errors')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
