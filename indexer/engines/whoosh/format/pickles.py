"""A safe reader of the pickles that Whoosh keeps in its files.

A pickle may name any function and have it called. An index needs two classes and plain data. Any
other name raises UnpicklingError.
"""

import pickle
from typing import Any

ALLOWED = {
    ("whoosh.codec.whoosh3", "W3Segment"),
    ("svodka.indexer.engines.whoosh.format.codec", "Codec"),
}


class Unpickler(pickle.Unpickler):
    """Reads plain data and the segments of a table of contents."""

    def find_class(self, module: str, name: str) -> Any:
        """Return one of the ALLOWED classes. Raises UnpicklingError for any other name."""
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in an index")
        return super().find_class(module, name)


def load(file: Any) -> Any:
    """Read the next pickle of a file, which may be mapped. Invalid bytes raise any exception."""
    return Unpickler(file).load()
