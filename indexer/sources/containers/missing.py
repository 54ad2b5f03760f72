"""Libraries that are installed only if they are wished for."""

from importlib import import_module
from typing import Any

from svodka.indexer.errors import SourceError


def library(name: str, purpose: str) -> Any:
    """Import a library of ``svodka[documents]``.

    Raises SourceError, which says how to get it for a ``purpose`` like «PDF files».
    """
    try:
        return import_module(name)
    except ImportError:
        raise SourceError(
            f"{purpose} are read with {name.partition('.')[0]}, which is not installed: "
            "pip install 'svodka[documents]'"
        ) from None
