"""The upkeep of an index in a cluster: building, changing, checking and remembering."""

import base64
import os
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import asdict, replace
from threading import local
from typing import Any

from svodka.indexer.analysis import word_lists
from svodka.indexer.documents.document import Entry
from svodka.indexer.engines.opensearch.address import Address
from svodka.indexer.engines.opensearch.change import Change, Parts
from svodka.indexer.engines.opensearch.client import Client
from svodka.indexer.engines.opensearch.finding import Finder
from svodka.indexer.engines.opensearch.forms import Forms
from svodka.indexer.engines.opensearch.generations import Generations
from svodka.indexer.engines.opensearch.lock import Holding, held
from svodka.indexer.engines.opensearch.mapping import VERSION
from svodka.indexer.engines.opensearch.matching import ALL
from svodka.indexer.engines.opensearch.requests import entry_of
from svodka.indexer.engines.opensearch.state import State, States
from svodka.indexer.engines.opensearch.words import Vocabulary
from svodka.indexer.engines.records import Fault, Inspection, Stamp
from svodka.indexer.engines.remembered import Folder, Run, run_of
from svodka.indexer.errors import IndexMissing, IndexStale, UnusableIndexError

MOST_NOTES = 50_000_000  # bytes of notes on files that are kept, packed
CATALOG = 2_000  # entries in one answer


class OpenSearchMaintenance:
    """An index in a cluster, as builds and checks use it."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._client = Client(address)
        self._states = States(self._client, address)
        self._generations = Generations(self._client, address, self._states)
        self._vocabulary = Vocabulary(self._client)
        self._finder = Finder(self._client, self._vocabulary)
        self._forms = Forms(self._client, self._vocabulary, self._finder)
        self._own_stamp = Stamp(VERSION, word_lists.stamp())
        self._held = local()  # the state that each thread holds, if any
        self._checked = 0  # the process that has asked for the version of the cluster

    def stamp(self) -> Stamp | None:
        """The stamp of the live index; None if there is no index."""
        state = self._current()
        return state.stamp if state.generation else None

    def own_stamp(self) -> Stamp:
        """The stamp that an index built now would get."""
        return self._own_stamp

    def catalog(self) -> Iterator[Entry]:
        """All articles of the live index."""
        state = self._current()
        if not state.generation:
            return
        for row in self._finder.every(state, ALL, "entry", batch=CATALOG):
            yield entry_of(row)

    def folders(self) -> list[Folder]:
        """The folders that the index remembers."""
        return list(self._current().folders)

    def file_notes(self) -> bytes:
        """The notes on files that were kept with the live state; b"" if there are none."""
        state, found = self._current(), self._states.noted("files")
        if not found or found.get("version") != state.version:
            return b""
        try:
            return zlib.decompress(base64.b64decode(found["notes"]))
        except (ValueError, zlib.error):
            return b""

    def change_folders(
        self, change: Callable[[Sequence[Folder]], Sequence[Folder]], *, wait: float = 0
    ) -> None:
        """Replace the remembered folders; the articles stay."""
        with self._locked(wait) as holding:
            folders = tuple(change(holding.state.folders))
            holding.commit(folders=folders, aborted=_without_own(holding))

    def last_run(self) -> Run | None:
        """The result of the last comparison of the index with its folders."""
        try:
            found = self._states.noted("run")
            return run_of(found) if found else None
        except (UnusableIndexError, TypeError, ValueError):
            return None

    def note_run(self, run: Run) -> None:
        """Store the result of a comparison, if there is an index and the cluster answers."""
        with suppress(UnusableIndexError):
            if self._states.read() is not None:
                self._states.note("run", asdict(run))

    def keep_traces(self, traces: str) -> str | None:
        """Tracebacks are not kept in a cluster: they name files of this machine."""
        del traces
        return None

    @contextmanager
    def writer(self, *, fresh: bool = False, wait: float = 0) -> Iterator[Change]:
        """Change the live index, or build a new one beside it.

        Commits on exit; rolls back on any exception.
        """
        with self._locked(wait) as holding:
            self._sweep(holding)
            if fresh or not holding.state.generation:
                before = self._begun(holding.state)
            elif holding.state.stamp != self._own_stamp:
                raise IndexStale
            else:
                before = holding.state
            parts = Parts(self._client, self._address, self._finder, self._generations)
            is_fresh = before is not holding.state
            change = Change(parts, before, holding.edition, fresh=is_fresh)
            try:
                yield change
                self._commit(holding, change, before)
            except BaseException:
                with suppress(UnusableIndexError):
                    change.abandon()
                    if is_fresh or not change.left_traces:
                        holding.commit(aborted=_without_own(holding))
                raise

    def check(
        self,
        *,
        quick: bool = False,
        progress: Callable[[int, int], None] = lambda _done, _all: None,
    ) -> Inspection:
        """Ask for the health of all shards, and read every article unless ``quick``.

        ``progress`` is told how many articles of how many were read.
        """
        state = self._current()
        if not state.generation:
            raise self._none_yet()
        if state.stamp and state.stamp.schema != VERSION:
            raise IndexStale
        health = self._client.ask("GET", f"/_cluster/health/{state.generation}", level="shards")
        faults = [
            Fault(f"shard {number} of {state.generation}", "missing")
            for index in health["indices"].values()
            for number, shard in index["shards"].items()
            if shard["status"] == "red"
        ]
        if faults:
            return Inspection(None, faults)
        if quick:
            return Inspection(state.articles, [])
        read = 0
        for read, _ in enumerate(self._finder.articles(state, ALL), 1):
            progress(read, state.articles)
        if read != state.articles:
            problem = f"damaged ({read} articles instead of {state.articles})"
            faults = [Fault(state.generation, problem)]
        return Inspection(read, faults)

    def verify(self, *, again: bool = False) -> None:
        """Do nothing: the cluster checks its files, and each answer says if a shard is missing."""
        del again

    def remains(self) -> Any:
        """Read what there is: an index that lacks a shard gives no part of it."""
        return nullcontext()

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _begun(self, state: State) -> State:
        """The state of a new, empty generation."""
        number = self._generations.fresh(state, self._own_stamp)
        return replace(
            state,
            generation=self._generations.name(number),
            number=number,
            removed={},
            gone={},
            articles=0,
            stamp=self._own_stamp,
            means=state.measured,
        )

    def _commit(self, holding: Holding, change: Change, before: State) -> None:
        finished = change.finish()
        live = holding.state
        folders = live.folders if change.folders is None else tuple(change.folders)
        if finished is None:
            aborted = live.aborted if change.left_traces else _without_own(holding)
            holding.commit(folders=folders, aborted=aborted)
        else:
            old = dict(live.old)
            if live.generation and live.generation != before.generation:
                old[live.generation] = time.time()
            values = {name: getattr(finished, name) for name in _COMMITTED}
            holding.commit(**values, folders=folders, old=old)
        if change.file_notes is not None:
            self._note_files(holding.state, change.file_notes)

    def _note_files(self, state: State, notes: bytes) -> None:
        packed = base64.b64encode(zlib.compress(notes)).decode()
        if len(packed) <= MOST_NOTES:
            with suppress(UnusableIndexError):
                self._states.note("files", {"version": state.version, "notes": packed})

    def _sweep(self, holding: Holding) -> None:
        before = holding.state
        holding.commit(**self._generations.sweep(before))
        self._generations.forget(before, holding.state)

    @contextmanager
    def _locked(self, wait: float) -> Iterator[Holding]:
        self._check_version()
        with held(self._states, wait) as holding:
            yield holding

    def _check_version(self) -> None:
        if self._checked != os.getpid():
            self._client.check_version()
            self._checked = os.getpid()

    def _current(self) -> State:
        """The present state, or the one that this thread holds; that of no index if none is."""
        found: State | None = getattr(self._held, "state", None)
        if found is None:
            self._check_version()
            found = self._states.read()
        return found or State()

    def _none_yet(self) -> IndexMissing:
        return IndexMissing(
            f"There is no index {self._address.name} in the cluster at {self._address.shown} yet: "
            "make one with svodka index FOLDER"
        )


# What a commit replaces in the state; the rest may have been changed by this writer's lock.
_COMMITTED = (
    *("generation", "number", "edition", "aborted", "removed", "gone", "articles"),
    *("commits", "changed", "stamp", "means", "measured"),
)


def _without_own(holding: Holding) -> tuple[int, ...]:
    """The editions that do not count without that of this writer, which has written nothing."""
    return tuple(one for one in holding.state.aborted if one != holding.edition)
