"""Values of a record under unknown names: taken if one is its only text, else told."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from svodka.indexer.printable import printable
from svodka.indexer.sources.mapping import Mapped
from svodka.indexer.sources.names import unknown
from svodka.indexer.sources.notes import Note

_SHORT, _LONG = 20, 80  # characters of a text that is taken, and of one that is told
_MOST_NAMED = 12
_ADDRESS = re.compile(r"\S*://\S+|[\w./+-]+|data:.*", re.DOTALL)


def with_unmapped(
    record: Mapping[str, Any],
    fields: dict[str, Any],
    mapping: Mapped,
    tell: Callable[[Note], None],
) -> dict[str, Any]:
    """Return the fields of a record, with the text that an unknown name may hold.

    It is taken if no known name has a text. All that reads as a text and is not taken is told, and
    so is a record of which only the title was understood.
    """
    others = {name: value for name, value in unknown(record, mapping) if name}
    likely = {name: text for name, value in others.items() if (text := _text(value))}
    if _has_text(fields):
        for name, text in likely.items():
            if len(text) >= _LONG:
                tell(
                    Note(
                        f"unknown {name}",
                        f"its «{printable(name, 60)}» reads as a text, and is not searched; "
                        f"--map text={printable(name, 60)} has it read",
                    )
                )
        return fields
    if likely:
        name = max(likely, key=lambda one: len(likely[one]))
        tell(
            Note(
                f"taken {name}",
                f"took «{printable(name, 60)}» for its text; --map text=NAME says otherwise",
            )
        )
        return {**fields, "text": record[name]}
    if others and fields:
        names = ", ".join(f"«{printable(name, 60)}»" for name in list(others)[:_MOST_NAMED])
        tell(Note("title only", f"only its title is understood; it also has {names}"))
    return fields


def _has_text(fields: Mapping[str, Any]) -> bool:
    values = fields.get("texts", [fields.get("text")])
    return any(value.strip() if isinstance(value, str) else value for value in values)


def _text(value: Any) -> str:
    """Return a value if it reads as a text: some words, and no address or code."""
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        value = "\n".join(value)
    if not isinstance(value, str) or len(value) < _SHORT or _ADDRESS.fullmatch(value):
        return ""
    letters = sum(char.isalpha() or char.isspace() for char in value[:400])
    is_prose = letters > 0.7 * min(len(value), 400) and len(value.split()) >= 3
    return value if is_prose else ""
