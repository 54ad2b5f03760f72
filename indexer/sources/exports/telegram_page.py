"""Pages of Telegram: ``messages.html`` of its desktop program, and saved previews of channels."""

from collections.abc import Callable, Iterator
from typing import Any

from svodka.indexer.sources.candidate import Candidate, digest_of
from svodka.indexer.sources.pages.html_tree import lines_of, tree_of
from svodka.indexer.sources.records import dumped
from svodka.indexer.sources.writing.encodings import decode
from svodka.indexer.sources.writing.prose import clean, one_line

_EXPORT, _PREVIEW = b'class="message default', b"tgme_widget_message_text"
_HEAD = 200_000  # bytes: styles and scripts stand before the first post


def is_export(raw: bytes) -> bool:
    """True for a page of many posts in one of the two forms."""
    head = raw[:_HEAD]
    return (_EXPORT in head and b"page_wrap" in head) or (
        _PREVIEW in raw and raw.count(b"data-post=") > 1
    )


def posts_of(path: str, raw: bytes, leave_out: Callable[[str], None]) -> Iterator[Candidate]:
    """Yield the posts of a page as records. Those without text are left out.

    Raises SourceError.
    """
    root = tree_of(clean(decode(raw)))
    records = _exported(root) if _EXPORT in raw[:_HEAD] else _previewed(root)
    for number, record in enumerate(records, 1):
        if not record.get("text"):
            leave_out(f"post {number}")
            continue
        written = dumped({name: value for name, value in record.items() if value})
        yield Candidate(path, digest_of(written), "record", written, f"post {number}")


def _exported(root: Any) -> Iterator[dict[str, Any]]:
    channel = _words(_first(root, "page_header")) if _first(root, "page_header") is not None else ""
    sender = ""
    for message in root.iter("div"):
        classes = _classes(message)
        if "message" not in classes or "default" not in classes:
            continue
        if (name := _first(message, "from_name")) is not None and not _is_forwarded(name):
            sender = _words(name)
        forwarded = _first(message, "forwarded")
        origin = _first(forwarded, "from_name") if forwarded is not None else None
        date = _first(message, "date")
        author = _words(origin) if origin is not None else sender
        number = (message.get("id") or "").removeprefix("message")
        yield {
            "text": "\n".join(_text(message)),
            "date": date.get("title") if date is not None else "",
            "source": channel or sender,
            "author": author if author != (channel or sender) else "",
            "id": f"{channel}-{number}" if channel and number else "",
        }


def _text(message: Any) -> list[str]:
    """Return the lines of a post and of a poll in it."""
    found = [one for one in message.iter("div") if _classes(one) & {"text", "question", "answer"}]
    return [line for one in found for line in lines_of(one)]


def _previewed(root: Any) -> Iterator[dict[str, Any]]:
    for message in root.iter("div"):
        if not (post := message.get("data-post")):
            continue
        text = [
            one
            for one in message.iter("div")
            if "tgme_widget_message_text" in _classes(one) and not _is_quoted(one)
        ]
        times = [time.get("datetime") for time in message.iter("time") if time.get("datetime")]
        name = _first(message, "tgme_widget_message_owner_name")
        origin = _first(message, "tgme_widget_message_forwarded_from_name")
        yield {
            "id": f"tg-{post.replace('/', '-')}",
            "text": "\n".join(line for one in text[:1] for line in lines_of(one)),
            "date": times[-1] if times else "",
            "source": _words(name) if name is not None else post.partition("/")[0],
            "author": _words(origin) if origin is not None else "",
            "url": f"https://t.me/{post}",
        }


def _is_quoted(element: Any) -> bool:
    return any("tgme_widget_message_reply" in _classes(one) for one in element.iterancestors())


def _is_forwarded(element: Any) -> bool:
    return any("forwarded" in _classes(one) for one in element.iterancestors())


def _first(root: Any, name: str) -> Any:
    """Return the first element of a class, None if there is none."""
    return next((one for one in root.iter("div", "a", "span") if name in _classes(one)), None)


def _classes(element: Any) -> set[str]:
    return set((element.get("class") or "").split())


def _words(element: Any) -> str:
    """Return the words of an element, without the date that an export puts beside a name."""
    own = [element.text or "", *(one.tail or "" for one in element)]
    return one_line(" ".join(own)) or one_line(" ".join(element.itertext()))
