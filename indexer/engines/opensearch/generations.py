"""The cluster's indexes that hold the documents of an index: one for each full build."""

import re
import time
from collections.abc import Mapping
from typing import Any

from svodka.indexer.engines.opensearch.address import Address
from svodka.indexer.engines.opensearch.client import Client, RefusedError
from svodka.indexer.engines.opensearch.mapping import mapping, settings
from svodka.indexer.engines.opensearch.sink import Bulk
from svodka.indexer.engines.opensearch.state import State
from svodka.indexer.engines.records import Stamp
from svodka.indexer.errors import UnusableIndexError

# Seconds for which what was removed stays in the cluster, for readers who began before.
KEEP = 600.0
SLOW = 60.0  # seconds for requests that the cluster works long on
_TRIES = 100
_EXISTS = "resource_already_exists_exception"


class Generations:
    """Makes, sweeps and removes the generations of one index. Requires the lock."""

    def __init__(self, client: Client, address: Address) -> None:
        self._client, self._address = client, address

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

    def sweep(self, state: State) -> dict[str, Mapping[str, float]]:
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
        if state.generation:
            bulk = Bulk(self._client, self._address, state.generation)
            for id in state.removed.keys() - removed.keys():
                bulk.delete(id)
            bulk.flush()
        return {"old": old, "removed": removed}

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
