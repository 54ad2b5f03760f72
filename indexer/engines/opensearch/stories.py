"""The stories of a change: which documents have to be told to be of another story than before."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from svodka.indexer.documents.document import NO_DATE
from svodka.indexer.documents.signature import unpack
from svodka.indexer.documents.stories import Texts, firsts
from svodka.indexer.engines.opensearch.encoding import Told, bands
from svodka.indexer.engines.opensearch.finding import Finder
from svodka.indexer.engines.opensearch.matching import ALL
from svodka.indexer.engines.opensearch.requests import signature_of
from svodka.indexer.engines.opensearch.state import State

MOST_RELATED = 50_000  # documents that are looked for by bands; beyond, all are read
AT_ONCE = 1_000  # bands in one request
_BATCH = 1_000
_UNDATED = 2**62  # a greater date in a sort stands for none


class Text(NamedTuple):
    """What decides on the story of a document, and the story that it was told so far."""

    key: str
    date: int
    order: int
    signature: bytes
    told: Told


def untold(key: str) -> Told:
    """The story of a document that nothing was compared with."""
    return Told(key, several=False)


def retold(texts: Iterable[Text]) -> dict[str, Told]:
    """The stories of some texts, by key, of those that change.

    The texts are all of an index, or all that share bands with each other.
    """
    known = list(texts)
    stories = {text.key: untold(text.key) for text in known}
    ordered = sorted((text for text in known if text.signature), key=lambda text: text[1:3])
    if ordered:
        sizes, values = unpack(b"".join(text.signature for text in ordered))
        dates = np.array([text.date for text in ordered], np.int64)
        found = firsts(Texts(dates, sizes, values))
        several = np.bincount(found, minlength=len(found))[found] > 1
        for text, first, more in zip(ordered, found.tolist(), several.tolist(), strict=True):
            stories[text.key] = Told(ordered[first].key, more)
    return {text.key: stories[text.key] for text in known if stories[text.key] != text.told}


def related(finder: Finder, state: State, signatures: Iterable[bytes]) -> list[Text]:
    """The documents of a state that may be of one story with others with these signatures."""
    found: dict[str, Text] = {}
    asked: set[str] = set()
    wanted = {band for signature in signatures for band in bands(signature)}
    while wanted:
        if len(found) > MOST_RELATED:
            return list(_texts(finder.every(state, ALL, "signature", batch=_BATCH, **_TOLD)))
        some = sorted(wanted)[:AT_ONCE]
        asked |= set(some)
        query = {"terms": {"band": some}}
        rows = finder.every(state, query, "signature", batch=_BATCH, **_TOLD)
        new = [text for text in _texts(rows) if text.key not in found]
        found |= {text.key: text for text in new}
        wanted |= {band for text in new for band in bands(text.signature)}
        wanted -= asked
    return list(found.values())


_TOLD: Mapping[str, Sequence[str]] = {"docvalue_fields": ["story", "several"]}


def _texts(rows: Iterable[Any]) -> Iterator[Text]:
    for row in rows:
        date, order, key = row["sort"]
        told = Told(row["fields"]["story"][0], row["fields"]["several"][0])
        yield Text(key, NO_DATE if date > _UNDATED else date, order, signature_of(row), told)
