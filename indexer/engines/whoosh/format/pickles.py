"""The pickles that Whoosh keeps in its files, read without what makes pickles dangerous.

A pickle may name any function and have it called. Those of an index need two classes and plain data; every other name in
one raises UnpicklingError.
"""

import io
import pickle
from typing import Any

from whoosh.codec import whoosh3

ALLOWED = {
    ("whoosh.codec.whoosh3", "W3Segment"),
    ("svodka.indexer.engines.whoosh.format.codec", "Codec"),
}


class Unpickler(pickle.Unpickler):
    """Reads plain data, and the segments of a table of contents."""

    def find_class(self, module: str, name: str) -> Any:
        """One of the ALLOWED classes. Raises UnpicklingError for any other name."""
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in an index")
        return super().find_class(module, name)


def load(file: Any) -> Any:
    """The next pickle of a file, which may be a mapped one. Raises any exception on bytes that are no such pickle."""
    return Unpickler(file).load()


def loads(data: bytes) -> Any:
    """The pickle in some bytes; see ``load``."""
    return load(io.BytesIO(data))


# Whoosh also unpickles posting lists that a term has inline. Ours have none, but a file that was tampered with may.
whoosh3.loads = loads
