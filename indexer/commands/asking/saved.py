"""Searches kept by name: what they ask, and which articles they have found."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from urllib.parse import quote

from svodka.indexer.engines import index_folder
from svodka.indexer.engines.records import Hit, Sort
from svodka.indexer.errors import RequestError, SettingError
from svodka.indexer.printable import printable
from svodka.indexer.query.filters import Filters
from svodka.indexer.results.export import Ranking
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

VERSION = 1
LONGEST = 240  # bytes of a name in its file name
MOST = 1_000_000_000  # articles: more than any index has


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A search with its index, and the ids of the articles that it has found so far."""

    url: str
    query: str
    sort: Sort = "relevance"
    as_typed: bool = False
    filters: Filters = field(default_factory=Filters)
    seen: Sequence[str] = ()

    @property
    def request(self) -> SearchRequest:
        """The request of the search."""
        correct = not self.as_typed
        return SearchRequest(self.query, 1, 1, self.sort, correct, self.filters)


def everywhere(url: str) -> str:
    """An index address that means the same from any folder."""
    folder = index_folder(url)
    return f"whoosh:{folder.absolute()}" if folder is not None else url


def file_of(name: str) -> Path:
    """The file of a saved search. Raises RequestError for a name that cannot be one."""
    quoted = quote(name, safe="")
    if not name.strip() or len(quoted) > LONGEST:
        raise RequestError(f"{printable(name)!r} is no name for a search: write one of a few words")
    state = os.environ.get("XDG_STATE_HOME") or "~/.local/state"
    return Path(state).expanduser() / "svodka" / "searches" / f"{quoted}.json"


def load(name: str) -> SavedSearch:
    """Read a saved search. Raises RequestError if there is none, SettingError for a broken file."""
    file = file_of(name)
    try:
        values = json.loads(file.read_text("utf-8"))
        filters: dict[str, Any] = values.pop("filters")
        if values.pop("version") == VERSION:
            narrowed = Filters(**{key: _whole(one) for key, one in filters.items()})
            return SavedSearch(**values, filters=narrowed)
    except FileNotFoundError:
        raise RequestError(
            f"no search is saved as {printable(name)}: svodka search QUERY --save NAME saves one"
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SettingError(f"{file}: no saved search ({error}): save it again") from error
    raise SettingError(f"{file}: saved by another version of Svodka: save it again")


def store(name: str, search: SavedSearch) -> None:
    """Write a saved search, or replace it as a whole."""
    file = file_of(name)
    file.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"version": VERSION, **asdict(search)}, ensure_ascii=False)
    with NamedTemporaryFile("w", encoding="utf-8", dir=file.parent, delete=False) as draft:
        draft.write(text)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).replace(file)


def ranking(searcher: Search, saved: SavedSearch) -> Ranking:
    """All articles of a saved search now. Raises the first failure: no article may be lost."""
    found = searcher.ranking(saved.request, limit=MOST)
    for failure in found.failures:
        raise failure.error
    if found.stream.partial:
        raise RequestError("the query is too complex to be saved: simplify it")
    return found


class New:
    """The hits that a saved search had not found before; ``ids`` are all that it has read."""

    def __init__(self, searcher: Search, saved: SavedSearch, found: Ranking) -> None:
        self._searcher = searcher
        self._saved = saved
        self._found = found
        self.ids: list[str] = []

    def hits(self) -> list[Hit]:
        """The new hits. An article whose file has moved is not new."""
        seen, fresh = set(self._saved.seen), []
        for hit in self._found.stream.hits:
            self.ids.append(hit.article.id)
            if hit.article.id not in seen:
                fresh.append(hit)
        gone = seen - set(self.ids) if fresh else set()
        seen |= {id for one in gone if (id := self._searcher.present_id(one))}
        return [hit for hit in fresh if hit.article.id not in seen]


def _whole(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
