"""One atomic change of an index: documents of a new edition, and one replacement of the state."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.article import Article
from svodka.indexer.documents.document import Document, Entry
from svodka.indexer.documents.entities import new_lexicon
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines.opensearch.address import Address
from svodka.indexer.engines.opensearch.client import Client
from svodka.indexer.engines.opensearch.encoding import Encoder, Told, key_of
from svodka.indexer.engines.opensearch.finding import Finder
from svodka.indexer.engines.opensearch.generations import Generations
from svodka.indexer.engines.opensearch.mapping import Means
from svodka.indexer.engines.opensearch.matching import ALL
from svodka.indexer.engines.opensearch.requests import article_values, entry_of, signature_of
from svodka.indexer.engines.opensearch.sink import (
    Bulk,
    OpenSearchSink,
    Target,
    Written,
    encoded,
    id_of,
)
from svodka.indexer.engines.opensearch.state import State
from svodka.indexer.engines.opensearch.stories import Text, related, retold, untold
from svodka.indexer.engines.records import Sealed
from svodka.indexer.engines.remembered import Folder
from svodka.indexer.errors import IndexUnreachable

_AT_ONCE = 500  # keys in one request
_REWRITTEN = 100  # whole documents in one answer


class Parts(NamedTuple):
    """The tools of a change."""

    client: Client
    address: Address
    finder: Finder
    generations: Generations


class Change:
    """A change of the live generation or of a new one. Implements ``engines.port.Writer``."""

    def __init__(self, parts: Parts, state: State, edition: int, *, fresh: bool) -> None:
        """``state`` is that of the documents before: of a fresh generation, that of none."""
        self._parts, self._before, self._edition = parts, state, edition
        self._fresh = fresh
        self._target = Target(parts.address, state.generation, edition, state.means)
        self._written: dict[str, Written] = {}
        self._deleted: dict[str, None] = {}
        self._withdrawn: set[str] = set()
        self._opened = False
        self.folders: Sequence[Folder] | None = None
        self.file_notes: bytes | None = None

    def sink(self) -> OpenSearchSink:
        """Create a sink of documents."""
        self._opened = True
        return OpenSearchSink(self._target)

    def resume(self, plan: str) -> Iterator[Entry]:  # noqa: ARG002 - nothing is kept
        """Adopt nothing: what a build that ended early sent to the cluster is removed."""
        return iter(())

    def adopt(self, sealed: Sealed) -> None:
        """Make the documents that a sink has sent part of this change."""
        for written in sealed.part:
            self._written[written.key] = written
            self._withdrawn.discard(written.key)

    def delete(self, entry: Entry) -> None:
        """Delete the article with exactly this id, path, digest and folder."""
        key = key_of(entry)
        self._deleted[key] = None
        if self._written.pop(key, None):
            self._withdrawn.add(key)

    def remember(self, folders: Sequence[Folder]) -> None:
        """Replace the remembered folders when this change is committed."""
        self.folders = folders

    def note_files(self, notes: bytes) -> None:
        """Keep notes on files when this change is committed."""
        self.file_notes = notes

    def finish(self) -> State | None:
        """Write all, and return the state that makes it count; None if nothing changes.

        Nobody sees any of it yet. Raises UnusableIndexError.
        """
        gone = dict(self._gone())
        if not (self._fresh or self._written or gone):
            return None
        now = time.time()
        withdrawn = [id_of(key, self._edition) for key in self._withdrawn]
        state = replace(
            self._before,
            edition=self._edition,
            aborted=tuple(one for one in self._before.aborted if one != self._edition),
            commits=1 if self._fresh else self._before.commits + 1,
            changed=now,
        )
        state = self._parts.generations.hide(state, [*gone, *withdrawn])
        if self._opened:
            self._parts.generations.refresh(state.generation)
            state = self._without_strays(state)
        state = self._with_stories(state, gone.values())
        return replace(state, articles=self._count(state), measured=self._measured())

    def abandon(self) -> None:
        """Remove what was written."""
        if self._fresh:
            self._parts.generations.remove(self._before.generation)
        elif self._opened:
            self._parts.generations.remove_edition(self._before.generation, self._edition)

    @property
    def left_traces(self) -> bool:
        """True if documents of this edition may be in the cluster, or still on their way there."""
        return self._opened

    def _gone(self) -> Iterator[tuple[str, bytes]]:
        """The ids and signatures of the documents to delete that were there before."""
        keys = iter(self._deleted)
        while some := list(islice(keys, _AT_ONCE)):
            query = {"terms": {"key": some}}
            for row in self._every(self._before, query, "signature"):
                yield row["_id"], signature_of(row)

    def _without_strays(self, state: State) -> State:
        """Hide documents that a sink has sent and that were not adopted: its process died."""
        expected = len(self._written)
        own = {"term": {"edition": self._edition}}
        found = self._count(state, own)
        if found > expected:
            keep = {id_of(key, self._edition) for key in self._written}
            strays = [row["_id"] for row in self._every(state, own) if row["_id"] not in keep]
            state = self._parts.generations.hide(state, strays)
            found = self._count(state, own)
        if found != expected:
            raise IndexUnreachable(
                f"The cluster at {self._parts.address.shown} has {found} of {expected} documents "
                "that it took: nothing was changed; run svodka index again"
            )
        return state

    def _with_stories(self, state: State, gone: Iterable[bytes]) -> State:
        """Write the documents again that are of another story now."""
        if self._fresh:
            texts: Iterable[Text] = map(_text, self._written.values())
        else:
            signatures = [*gone, *(one.signature for one in self._written.values())]
            texts = related(self._parts.finder, state, filter(None, signatures))
        stories = retold(texts)
        if not stories:
            return state
        replaced = self._rewrite(state, stories)
        self._parts.generations.refresh(state.generation)
        return self._parts.generations.hide(state, replaced)

    def _rewrite(self, state: State, stories: Mapping[str, Told]) -> list[str]:
        """Write documents with their new stories; return the ids of those that they replace."""
        encoder, lexicon, replaced = Encoder(state.means), new_lexicon(), []
        bulk = Bulk(self._parts.client, self._parts.address, state.generation)
        keys = iter(stories)
        while some := list(islice(keys, _AT_ONCE)):
            fields = ("article", "entry", "signature", "named")
            for row in self._every(state, {"terms": {"key": some}}, *fields):
                if lexicon.is_full:
                    lexicon = lexicon.successor()
                document = _document(row, lexicon)
                key = key_of(document.entry)
                bulk.add(encoded(encoder, document, self._edition, stories[key])[1])
                if row["_id"] != id_of(key, self._edition):
                    replaced.append(row["_id"])
        bulk.flush()
        self._opened = True
        return replaced

    def _every(self, state: State, query: dict[str, Any], *fields: str) -> Iterator[Any]:
        return self._parts.finder.every(state, query, *fields, batch=_REWRITTEN)

    def _count(self, state: State, query: dict[str, Any] = ALL) -> int:
        return self._parts.finder.count(state, query)

    def _measured(self) -> Means:
        """The mean lengths of a new generation, for the next one; else what they were."""
        if not self._fresh or not self._written:
            return self._before.measured
        number = len(self._written)
        titles = sum(one.title_length for one in self._written.values())
        texts = sum(one.text_length for one in self._written.values())
        return Means(max(1.0, titles / number), max(1.0, texts / number))


def _text(written: Written) -> Text:
    key = written.key
    return Text(key, written.date, written.order, written.signature, untold(key))


def _document(row: Mapping[str, Any], lexicon: Lexicon) -> Document:
    """The document of a hit, analysed again; what it names stays as it was."""
    entry, named = entry_of(row), row["_source"]["named"]
    made = prepare(Article(**article_values(row)), entry.digest, entry.former, lexicon)
    return replace(
        made,
        people=tuple(named["people"]),
        places=tuple(named["places"]),
        signature=signature_of(row),
        added=row["_source"]["entry"]["added"],
    )
