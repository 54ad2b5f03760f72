"""Posts of walls in VK, as its API and scrapers write them."""

from collections.abc import Iterator, Mapping
from typing import Any

# Beside a text and a day, what posts of a wall have.
_MARKS = frozenset(("owner_id", "from_id", "post_type", "copy_history", "post_source"))
_TEXTS = ("title", "description", "text", "question")
_MOST = 50  # attachments and copies of one post


def is_wall_post(record: Mapping[str, Any]) -> bool:
    """True for a post of a wall, with or without a text of its own."""
    return (
        isinstance(record.get("date"), int)
        and isinstance(record.get("text"), str)
        and isinstance(record.get("id"), int)
        and isinstance(record.get("owner_id", record.get("to_id")), int)
        and len(_MARKS & record.keys()) > 1
    )


def is_community(record: Mapping[str, Any]) -> bool:
    """True for a community or a person behind the posts of an answer of the API."""
    return isinstance(record.get("screen_name"), str) and not (_MARKS & record.keys())


def wall_post(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a post as a plain record, with the posts that it repeats and the links in it."""
    owner = int(record.get("owner_id", record.get("to_id")))
    number = f"{owner}_{record['id']}"
    made = {
        "id": f"wall{number}",
        "text": "\n\n".join(_texts(record)),
        "date": record["date"],
        # The API names communities behind their posts.
        "source": f"vk.com/{'id' if owner > 0 else 'club'}{abs(owner)}",
        "url": f"https://vk.com/wall{number}",
    }
    return {name: value for name, value in made.items() if value}


def _texts(record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the text of a post, of those that it repeats, and of links, pictures and polls."""
    if isinstance(text := record.get("text"), str) and text.strip():
        yield text
    for copy in _rows(record.get("copy_history")):
        yield from _texts(copy)
    for attached in _rows(record.get("attachments")):
        inner = attached.get(str(attached.get("type", "")))
        if isinstance(inner, Mapping):
            found = (inner.get(name) for name in _TEXTS)
            yield from dict.fromkeys(one for one in found if isinstance(one, str) and one)


def _rows(value: Any) -> list[Mapping[str, Any]]:
    rows = value[:_MOST] if isinstance(value, list) else []
    return [row for row in rows if isinstance(row, Mapping)]
