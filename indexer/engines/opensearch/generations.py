"""The cluster's indexes that hold the documents of an index: one for each full build."""

import re
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from typing import Any

from svodka.indexer.engines.opensearch.address import Address
from svodka.indexer.engines.opensearch.client import Client, RefusedError
from svodka.indexer.engines.opensearch.mapping import mapping, settings
from svodka.indexer.engines.opensearch.sink import Bulk
from svodka.indexer.engines.opensearch.state import State, States
from svodka.indexer.engines.records import Stamp
from svodka.indexer.errors import UnusableIndexError

# Seconds for which what was removed stays in the cluster, for readers who began before.
KEEP = 600.0
SLOW = 60.0  # seconds for requests that the cluster works long on
MOST_INLINE = 1_000  # ids of removed documents in the state itself
MOST_NOTED = 50_000  # and in one note beside it; a query may look up 65,536
_TRIES = 100
_EXISTS = "resource_already_exists_exception"


class Generations:
    """Makes, sweeps and removes the generations of one index. Requires the lock."""

    def __init__(self, client: Client, address: Address, states: States) -> None:
        self._client, self._address, self._states = client, address, states

    def fresh(self, state: State, stamp: Stamp) -> int:
        """Make an empty generation after that of a state, and return its number.

        A number whose name is taken in the cluster is passed over.
        """
        address = self._address
        body = {
            "settings": settings(address.shards, address.replicas, state.measured),
            "mappings": mapping({"name": address.name, "schema": stamp.schema}),
        }
        for number in range(state.number + 1, state.number + _TRIES):
            path = f"/{self.name(number)}"
            try:
                self._client.ask(
                    "PUT", path, body, wait=SLOW, wait_for_active_shards="all", timeout="10s"
                )
            except RefusedError as error:
                if error.type != _EXISTS:
                    raise
            else:
                return number
        raise UnusableIndexError(
            f"The cluster at {address.shown} has {_TRIES} indexes called {address.name}-… that "
            "are not Svodka's: choose another name for the index"
        )

    def name(self, number: int) -> str:
        """The name of a generation in the cluster."""
        return f"{self._address.name}-{number:06}"

    def refresh(self, generation: str) -> None:
        """Let searches see all that was written."""
        self._client.ask("POST", f"/{generation}/_refresh", wait=SLOW)

    def remove(self, generation: str) -> None:
        """Remove a generation if it is there."""
        self._client.ask("DELETE", f"/{generation}", wait=SLOW, ignore_unavailable=True)

    def hide(self, state: State, ids: Sequence[str]) -> State:
        """The state without some documents. Many ids are noted beside it, for it is read often."""
        now = time.time()
        if len(state.removed) + len(ids) <= MOST_INLINE:
            return replace(state, removed={**state.removed, **dict.fromkeys(ids, now)})
        gone = dict(state.gone)
        for start in range(0, len(ids), MOST_NOTED):
            some = list(ids[start : start + MOST_NOTED])
            note = self._states.note(f"gone-{secrets.token_hex(8)}", {"ids": some})
            gone[note] = (now, len(some))
        return replace(state, gone=gone)

    def sweep(self, state: State) -> dict[str, Mapping[str, object]]:
        """Remove what nobody can need any more: what has ended long ago, or never counted.

        Returns what is still to be kept, as values of the state.
        """
        since = time.time() - KEEP
        for generation in self._left_over(state):
            self.remove(generation)
        old = {name: ended for name, ended in state.old.items() if ended > since}
        for name in state.old.keys() - old.keys():
            self.remove(name)
        removed = {id: ended for id, ended in state.removed.items() if ended > since}
        gone = {note: told for note, told in state.gone.items() if told[0] > since}
        if state.generation:
            bulk = Bulk(self._client, self._address, state.generation)
            for id in self._all_ids(state, removed.keys() | gone.keys()):
                bulk.delete(id)
            bulk.flush()
        return {"old": old, "removed": removed, "gone": gone}

    def forget(self, before: State, state: State) -> None:
        """Delete the notes of a state that the next one does not need."""
        for note in before.gone.keys() - state.gone.keys():
            self._states.forget(note)

    def _all_ids(self, state: State, kept: Set[str]) -> Iterator[str]:
        """The ids of removed documents but for those that are kept, singly or by their notes."""
        yield from state.removed.keys() - kept
        for note in state.gone.keys() - kept:
            yield from (self._states.record(note) or {}).get("ids", ())

    def remove_edition(self, generation: str, edition: int) -> None:
        """Delete the documents of a change that was taken back; they never count anyway."""
        self.refresh(generation)
        query = {"query": {"term": {"edition": edition}}}
        path = f"/{generation}/_delete_by_query"
        self._client.ask("POST", path, query, wait=SLOW, conflicts="proceed")

    def _left_over(self, state: State) -> list[str]:
        """Our generations that a killed build has left."""
        pattern = re.compile(re.escape(self._address.name) + r"-[0-9]{6}")
        path = f"/{self._address.name}-*/_mapping"
        found: dict[str, Any] = self._client.ask("GET", path, allow_no_indices=True)
        return [
            name
            for name, one in found.items()
            if pattern.fullmatch(name)
            and one["mappings"].get("_meta", {}).get("svodka", {}).get("name") == self._address.name
            and name != state.generation
            and name not in state.old
        ]
