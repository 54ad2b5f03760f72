"""Send documents to the cluster, in bulks bounded in bytes."""

import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from svodka.indexer.documents.document import Document, seconds
from svodka.indexer.engines.opensearch.address import Address
from svodka.indexer.engines.opensearch.client import (
    PAUSE,
    REFUSALS,
    Client,
    RefusedError,
    dumps,
    raise_for_people,
)
from svodka.indexer.engines.opensearch.encoding import Encoder, Told, key_of, order_of
from svodka.indexer.engines.opensearch.mapping import Means
from svodka.indexer.engines.records import Sealed
from svodka.indexer.errors import IndexUnreachable

BULK = 2 << 20  # bytes in a bulk, or one document

_BUSY, _NOT_FOUND = 429, 404


class Target(NamedTuple):
    """Where the documents of a change go, and with which lengths theirs are compared."""

    address: Address
    generation: str
    edition: int
    means: Means


class Written(NamedTuple):
    """The part of a sent document that a writer keeps."""

    key: str
    date: int
    order: int
    signature: bytes
    title_length: int
    text_length: int


class Bulk:
    """Collects lines, and sends them when they are large enough."""

    def __init__(self, client: Client, address: Address, generation: str) -> None:
        self._client, self._address, self._generation = client, address, generation
        self._actions: list[bytes] = []
        self._size = 0

    def index(self, id: str, source: dict[str, Any]) -> None:
        """Write a document; one with the same id is replaced."""
        self.add(dumps({"index": {"_id": id}}) + b"\n" + dumps(source) + b"\n")

    def delete(self, id: str) -> None:
        """Delete a document if it is there."""
        self.add(dumps({"delete": {"_id": id}}) + b"\n")

    def add(self, action: bytes) -> bool:
        """Take an action; True if all were sent."""
        self._actions.append(action)
        self._size += len(action)
        if self._size < BULK:
            return False
        self.flush()
        return True

    def flush(self) -> None:
        """Send all actions; those that the cluster is too busy for again. Raises as Client does."""
        actions, self._actions, self._size = self._actions, [], 0
        for refusal in range(REFUSALS + 1):
            if not actions:
                return
            if refusal:
                time.sleep(PAUSE * 2**refusal)
            answer = self._client.send(f"/{self._generation}/_bulk", b"".join(actions))
            actions = self._refused(actions, answer) if answer["errors"] else []
        if actions:
            raise IndexUnreachable(f"The cluster at {self._address.shown} is too busy to write")

    def _refused(self, actions: Sequence[bytes], answer: Any) -> list[bytes]:
        again = []
        for action, item in zip(actions, answer["items"], strict=True):
            ((kind, done),) = item.items()
            if "error" not in done or (kind == "delete" and done["status"] == _NOT_FOUND):
                continue
            error = RefusedError(done["status"], {"error": done["error"]})
            raise_for_people(error, self._address)
            if done["status"] != _BUSY:
                raise error
            again.append(action)
        return again


class OpenSearchSink:
    """Takes the documents of one process. Nobody sees them before the change is committed."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._bulk: Bulk | None = None  # begun in the process that adds documents
        self._encoder = Encoder(target.means)
        self._waiting: list[Written] = []
        self._sent: list[Written] = []

    def add(self, document: Document) -> None:
        """Take a document. If this raises anything but UnusableIndexError, nothing has changed."""
        target = self._target
        if self._bulk is None:
            client = Client(target.address)
            self._bulk = Bulk(client, target.address, target.generation)
        written, action = encoded(self._encoder, document, target.edition)
        self._waiting.append(written)
        if self._bulk.add(action):
            self._settle()

    def sealed(self) -> Sealed:
        """The documents that were sent since the last call."""
        sent, self._sent = self._sent, []
        return Sealed(len(sent), sent)

    def close(self) -> Sealed:
        """Send the rest."""
        if self._bulk is not None:
            self._bulk.flush()
            self._settle()
        return self.sealed()

    def _settle(self) -> None:
        self._sent += self._waiting
        self._waiting = []


def encoded(
    encoder: Encoder, document: Document, edition: int, told: Told | None = None
) -> tuple[Written, bytes]:
    """A document as an action of a bulk, and what is kept of it."""
    key = key_of(document.entry)
    written = Written(
        key,
        seconds(document.article.date),
        order_of(document.article.id),
        document.signature,
        document.title.length,
        document.text.length,
    )
    source = dumps(encoder.source(document, edition, told))
    return written, dumps({"index": {"_id": id_of(key, edition)}}) + b"\n" + source + b"\n"


def id_of(key: str, edition: int) -> str:
    """The id of a version of a document: a bulk that is sent again changes nothing."""
    return f"{key}-{edition}"
