"""The changes that a run has made to the articles of each folder."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import chain

from svodka.indexer.building.report import Counts
from svodka.indexer.documents.document import Entry


def counted(
    holders: Mapping[str, Entry],
    known: Iterable[Entry],
    kept: Collection[str],
    unchanged: Mapping[str, int],
) -> dict[str, Counts]:
    """The counts of each folder, by its label.

    ``holders`` are the articles of the new state by id, ``known`` those of the old one, both of the
    files that were compared. ``kept`` are ids of articles whose file became bad. ``unchanged`` are
    the numbers of articles in other files, by label.
    """
    counts: dict[str, Counts] = defaultdict(Counts)
    for label, number in unchanged.items():
        counts[label].unchanged = number
    before = {entry.id: entry for entry in known}
    gone: dict[str, list[Entry]] = defaultdict(list)
    for id, entry in before.items():
        if id not in holders:
            gone[entry.digest].append(entry)
    for id, entry in holders.items():
        own, old = counts[entry.folder], before.get(id)
        if id in kept:
            own.kept += 1
        elif old is None:
            moved = bool(gone.get(entry.digest)) and bool(gone[entry.digest].pop(0))
            own.added += not moved
            own.moved += moved
        else:
            own.unchanged += old == entry
            own.changed += old.digest != entry.digest
            own.moved += old != entry and old.digest == entry.digest
    for entry in chain.from_iterable(gone.values()):
        counts[entry.folder].removed += 1
    return counts
