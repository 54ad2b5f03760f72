"""The state of an index: one small document that says what counts, replaced by compare-and-swap.

Documents never change. Each has the *edition* that wrote it: the number of a change. The state says
which editions count, and which documents of them were removed. So readers see a change as a whole,
on every shard and copy, from the moment when the state is replaced.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from svodka.indexer.engines.opensearch.address import Address
from svodka.indexer.engines.opensearch.client import Client, RefusedError
from svodka.indexer.engines.opensearch.mapping import UNKNOWN, Means
from svodka.indexer.engines.opensearch.matching import Query
from svodka.indexer.engines.records import Stamp
from svodka.indexer.engines.remembered import Folder
from svodka.indexer.errors import UnusableIndexError

STATES = "svodka.state"  # the index of the states of all indexes in a cluster
FORMAT = 1

_CONFLICT, _NOT_FOUND = 409, 404


class ConflictError(Exception):
    """Somebody else has replaced the state."""


@dataclass(frozen=True, slots=True)
class Lock:
    """The writer of an index. ``beat`` grows while it lives; ``token`` is its secret.

    ``machine`` tells whose process ids these are. ``at`` is the time of the last beat.
    """

    token: str
    pid: int
    host: str
    machine: str
    beat: int = 0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class State:
    """The state of an index; ``generation`` is the cluster's index with the documents, or empty.

    ``removed`` are ids of documents with the time of their removal, ``gone`` the notes beside the
    state that have more of such ids, with time and number, and ``old`` earlier generations
    with the time of their end, in seconds since 1970. ``seq_no`` and ``term`` are the version of
    this document in the cluster, ``nonce`` marks its writing. Lengths in the generation count in
    comparison with ``means``; in the next one they will with those that were ``measured``.
    """

    generation: str = ""
    number: int = 0
    edition: int = 0
    next: int = 1
    aborted: tuple[int, ...] = ()
    removed: Mapping[str, float] = field(default_factory=dict)
    gone: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    old: Mapping[str, float] = field(default_factory=dict)
    articles: int = 0
    commits: int = 0
    changed: float = 0.0
    stamp: Stamp | None = None
    means: Means = UNKNOWN
    measured: Means = UNKNOWN
    folders: tuple[Folder, ...] = ()
    lock: Lock | None = None
    nonce: str = ""
    seq_no: int = -1
    term: int = -1

    @property
    def version(self) -> str:
        """A token that changes with each commit."""
        return f"{self.generation} {self.edition}"

    @property
    def hidden(self) -> int:
        """The number of removed documents that are still there."""
        return len(self.removed) + sum(count for _, count in self.gone.values())

    def visible(self) -> list[Query]:
        """The filters of the documents that count."""
        filters: list[Query] = [{"range": {"edition": {"lte": self.edition}}}]
        hidden: list[Query] = []
        if self.aborted:
            hidden.append({"terms": {"edition": list(self.aborted)}})
        if self.removed:
            hidden.append({"ids": {"values": list(self.removed)}})
        for note in self.gone:
            ids = {"index": STATES, "id": note, "path": "state.ids"}
            hidden.append({"terms": {"_id": ids}})
        return [*filters, {"bool": {"must_not": hidden}}] if hidden else filters


class States:
    """Reads and replaces the state of one index."""

    def __init__(self, client: Client, address: Address) -> None:
        self._client, self._address = client, address

    def read(self) -> State | None:
        """The present state; None if there is none. Raises UnusableIndexError."""
        found = self._document(self._address.name)
        return None if found is None else self._state(found)

    def replace(self, before: State | None, state: State) -> State:
        """Put a state in the place of the one before. Raises ConflictError if that is gone."""
        nonce = secrets.token_hex(8)
        record = asdict(replace(state, nonce=nonce)) | {"format": FORMAT}
        del record["seq_no"], record["term"]
        if before is None:
            self._prepare()
            condition: dict[str, Any] = {"op_type": "create"}
        else:
            condition = {"if_seq_no": before.seq_no, "if_primary_term": before.term}
        path = f"/{STATES}/_doc/{self._address.name}"
        try:
            done = self._client.ask("PUT", path, {"state": record}, **condition)
        except RefusedError as error:
            if error.status != _CONFLICT:
                raise
            now = self.read()  # an earlier try of this request may have succeeded
            if now is None or now.nonce != nonce:
                raise ConflictError from error
            return now
        return replace(state, nonce=nonce, seq_no=done["_seq_no"], term=done["_primary_term"])

    def note(self, kind: str, record: Mapping[str, Any]) -> str:
        """Keep a record beside the state, and return its id. Raises UnusableIndexError."""
        id = f"{self._address.name}.{kind}"
        self._client.ask("PUT", f"/{STATES}/_doc/{id}", {"state": record})
        return id

    def forget(self, id: str) -> None:
        """Delete a record beside the state, if it is there."""
        try:
            self._client.ask("DELETE", f"/{STATES}/_doc/{id}")
        except RefusedError as error:
            if error.status != _NOT_FOUND:
                raise

    def noted(self, kind: str) -> dict[str, Any] | None:
        """The record of this kind beside the state; None if there is none."""
        return self.record(f"{self._address.name}.{kind}")

    def record(self, id: str) -> dict[str, Any] | None:
        """The record with this id beside the state; None if there is none."""
        found = self._document(id)
        record = found["_source"].get("state") if found else None
        return record if isinstance(record, dict) else None

    def _document(self, id: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._client.ask("GET", f"/{STATES}/_doc/{id}")
        except RefusedError as error:
            if error.status == _NOT_FOUND:
                return None
            raise
        return found

    def _prepare(self) -> None:
        """Make the index of states, if there is none."""
        body = {
            "settings": {"number_of_shards": 1, "auto_expand_replicas": "0-2"},
            "mappings": {
                "dynamic": "strict",
                "properties": {"state": {"type": "object", "enabled": False}},
            },
        }
        try:
            self._client.ask("PUT", f"/{STATES}", body, wait=60)
        except RefusedError as error:
            if error.type != "resource_already_exists_exception":
                raise

    def _state(self, found: Mapping[str, Any]) -> State:
        try:
            record = dict(found["_source"]["state"])
            _check(record.pop("format"))
            return State(
                **record
                | {
                    "aborted": tuple(record["aborted"]),
                    "stamp": Stamp(**record["stamp"]) if record["stamp"] else None,
                    "gone": {
                        id: (ended, count) for id, (ended, count) in record.get("gone", {}).items()
                    },
                    "means": Means(*record["means"]),
                    "measured": Means(*record["measured"]),
                    "folders": _folders(record["folders"]),
                    "lock": Lock(**record["lock"]) if record["lock"] else None,
                    "seq_no": found["_seq_no"],
                    "term": found["_primary_term"],
                }
            )
        except (KeyError, TypeError, ValueError) as error:
            raise UnusableIndexError(
                f"The document {self._address.name} in the index {STATES} was not written by this "
                "version of Svodka: choose another name for the index, or delete that document"
            ) from error


def _folders(records: Sequence[Mapping[str, Any]]) -> tuple[Folder, ...]:
    return tuple(Folder(**record) for record in records)


def _check(format: object) -> None:
    if format != FORMAT:
        raise ValueError(f"format {format} is not known here")
