"""Posts of Telegram: the JSON of its desktop program, and dumps of Telethon and Pyrogram."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, Literal

#: Why a message is no article.
LeftOut = Literal["service message", "post without text"]

_SERVICE = frozenset(("service", "MessageService", "messageService"))
_MESSAGE = frozenset(("Message", "message", "MessageEmpty", "messageEmpty"))
# Beside a text, what only messages of the desktop program have.
_DESKTOP = frozenset(
    ("text_entities", "from_id", "actor_id", "date_unixtime", "media_type", "action", "poll")
)
# A message of which somebody kept only the essential fields.
_ESSENTIAL = frozenset(("id", "type", "date", "text"))


def is_message(record: Mapping[str, Any]) -> bool:
    """True for a message in one of the three forms, with or without a text."""
    kind = record.get("_")
    if isinstance(kind, str) and (kind in _SERVICE or kind in _MESSAGE):
        return True
    if record.get("type") not in ("message", "service"):
        return False
    return bool(_DESKTOP & record.keys()) or record.keys() <= _ESSENTIAL


def post(record: Mapping[str, Any], outer: Mapping[str, Any]) -> dict[str, Any] | LeftOut:
    """Return a message as a plain record, or why it is left out.

    ``outer`` is the object around the messages: the channel with its name and number.
    """
    if record.get("type") == "service" or record.get("_") in _SERVICE or record.get("service"):
        return "service message"
    text = "\n\n".join(filter(None, (_text(record), _poll(record.get("poll")))))
    if not text.strip():
        return "post without text"
    channel = _channel(record, outer)
    made = {
        "id": _id(record, channel),
        "text": text,
        "date": _date(record),
        "source": channel["name"],
        "author": _author(record, channel["name"]),
        "url": _url(record, channel),
    }
    return {name: value for name, value in made.items() if value not in ("", None)}


def _text(record: Mapping[str, Any]) -> str:
    """Put the text of a message together from its pieces."""
    for name in ("text", "message", "caption", "text_entities"):
        if text := "".join(_pieces(record.get(name))):
            return text
    return ""


def _pieces(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for piece in value:
            yield from _pieces(piece)
    elif isinstance(value, Mapping):
        yield from _pieces(value.get("text"))


def _poll(poll: Any) -> str:
    """Return the question and the answers of a poll, a line each."""
    if not isinstance(poll, Mapping):
        return ""
    answers = poll.get("answers")
    lines = [poll.get("question"), *(answers if isinstance(answers, list) else [])]
    return "\n".join(filter(None, ("".join(_pieces(line)) for line in lines)))


def _channel(record: Mapping[str, Any], outer: Mapping[str, Any]) -> dict[str, str]:
    """Return the name, number and user name of the channel, empty if the file has none."""
    chat = record.get("chat") or record.get("sender_chat")
    chat = chat if isinstance(chat, Mapping) else {}
    peer = record.get("peer_id") or record.get("to_id")
    peer = peer if isinstance(peer, Mapping) else {}
    number = peer.get("channel_id") or chat.get("id") or outer.get("id") or ""
    return {
        "name": _string(chat.get("title") or outer.get("title") or outer.get("name")),
        "number": str(number) if isinstance(number, int | str) else "",
        "username": _string(chat.get("username") or outer.get("username")),
    }


def _id(record: Mapping[str, Any], channel: Mapping[str, str]) -> str:
    """Return an id that no message of another channel has; empty if the channel is unknown."""
    number = record.get("id", record.get("message_id"))
    number_of_channel = channel["number"].removeprefix("-100").removeprefix("channel")
    if not isinstance(number, int) or not number_of_channel:
        return ""
    return f"tg-{number_of_channel}-{number}"


def _date(record: Mapping[str, Any]) -> Any:
    """Return the date of a message, with its offset if the file has its moment too."""
    date, moment = record.get("date"), str(record.get("date_unixtime", ""))
    if isinstance(date, str) and re.fullmatch(r"\d{6,11}", moment):
        try:
            local = datetime.fromisoformat(date)
            exact = datetime.fromtimestamp(int(moment), UTC).replace(tzinfo=None)
            offset = round((local - exact) / timedelta(minutes=15)) * timedelta(minutes=15)
            return local.replace(tzinfo=timezone(offset)).isoformat()
        except (ValueError, TypeError, OverflowError):
            return date
    return date or moment


def _author(record: Mapping[str, Any], channel: str) -> str:
    """Return who wrote a message: its signature, where it was forwarded from, or its sender."""
    forwarded = record.get("forwarded_from") or record.get("forward_from_chat")
    forwarded = forwarded or record.get("forward_sender_name") or record.get("fwd_from")
    if isinstance(forwarded, Mapping):
        names = ("title", "from_name", "post_author", "first_name")
        forwarded = next(filter(None, map(forwarded.get, names)), "")
    signed = next(filter(None, map(record.get, ("author", "post_author", "author_signature"))), "")
    sender = record.get("from")
    name = _string(forwarded) or _string(signed) or _string(sender)
    return name if name != channel else ""


def _url(record: Mapping[str, Any], channel: Mapping[str, str]) -> str:
    given = record.get("link") or record.get("url")
    number = record.get("id", record.get("message_id"))
    if isinstance(given, str) and given.startswith("http"):
        return given
    return f"https://t.me/{channel['username']}/{number}" if channel["username"] else ""


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""
