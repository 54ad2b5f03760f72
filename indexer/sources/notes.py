"""Notes on a file that was read: what was left out, guessed, or not understood."""

from collections.abc import Callable
from typing import NamedTuple


class Note(NamedTuple):
    """A remark on an article or a file. Notes of one ``kind`` on one file are told together.

    ``text`` is a sentence for the user without the path. ``place`` names the record.
    """

    kind: str
    text: str
    place: str = ""


#: Takes the path of a file, and a note on it.
Tell = Callable[[str, Note], None]


class Notes:
    """The notes of a run: the first of each kind for each file, and how many there were."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], Note] = {}
        self._count: dict[tuple[str, str], int] = {}

    def add(self, path: str, note: Note) -> None:
        """Count a note."""
        key = path, note.kind
        self._first.setdefault(key, note)
        self._count[key] = self._count.get(key, 0) + 1

    def told(self) -> list[tuple[str, str]]:
        """Return (path, sentence) for each file and kind, in the order of the first ones."""
        return [(path, self._sentence(path, note)) for (path, _), note in self._first.items()]

    def _sentence(self, path: str, note: Note) -> str:
        more = self._count[path, note.kind] - 1
        sentence = f"{note.place}: {note.text}" if note.place else note.text
        return f"{sentence}; and {more} more like it" if more else sentence
