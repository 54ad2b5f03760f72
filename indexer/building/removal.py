"""The guard against a folder that is not mounted: its articles must not be removed."""

from collections.abc import Iterable, Mapping

from svodka.indexer.building.report import Counts
from svodka.indexer.engines.remembered import Folder
from svodka.indexer.errors import RemovalError

# A folder that loses more articles than this, and more than half, is probably not mounted.
MOST_REMOVED = 100
_MOUNTED = "is it mounted? --allow-removal takes them out of the index"


def refuse_removal(
    folders: Iterable[Folder], before: Mapping[str, int], counts: Mapping[str, Counts]
) -> None:
    """Raise RemovalError if all or most articles of a folder would be removed.

    ``before`` counts the articles of the index, ``counts`` those of this run, by folder label.
    """
    for folder in folders:
        now, had = counts[folder.label], max(before[folder.label], folder.articles)
        gone = max(now.removed, had - now.total)
        if had and not now.total:
            raise RemovalError(
                f"{folder.place} holds no articles, but the index has {had} from it: {_MOUNTED}"
            )
        if gone > MOST_REMOVED and 2 * gone > had:
            raise RemovalError(
                f"{folder.place} lacks {gone} of the {had} articles that the index has: {_MOUNTED}"
            )
