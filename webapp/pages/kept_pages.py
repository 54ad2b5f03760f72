"""Pages of results as they were rendered, for readers who ask for the same address again.

A page is kept if the search keeps its answer, and if nothing of it failed. It depends on the
answer, the language, the day, and the address, which links repeat. Nothing else of a reader is in
it.
"""

from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import NamedTuple, cast

from flask import Flask, current_app, g, request

from svodka.indexer.results.page import Page
from svodka.webapp.presentation.language import current

MOST = 200  # pages
LARGEST = 8 << 20  # characters of all of them


class _Key(NamedTuple):
    answer: int
    language: str
    day: int  # pages name the day, and periods that end with it
    root: str
    path: str
    asked: bytes


class KeptPages:
    """The rendered pages asked for last, up to MOST and LARGEST. Safe to share between threads."""

    def __init__(self) -> None:
        self._pages: OrderedDict[_Key, str] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def get(self, page: Page) -> str | None:
        """The rendered page for this request, if it is kept."""
        if not page.answer:
            return None
        key = _key(page)
        with self._lock:
            made = self._pages.get(key)
            if made is not None:
                self._pages.move_to_end(key)
                g.is_kept = True
            return made

    def keep(self, page: Page, made: str) -> None:
        """Keep a rendered page, if the search keeps its answer. Drop those asked for earlier."""
        if not page.answer or len(made) > LARGEST // 4:
            return
        key = _key(page)
        with self._lock:
            self._characters += len(made) - len(self._pages.pop(key, ""))
            self._pages[key] = made
            while len(self._pages) > MOST or self._characters > LARGEST:
                _, dropped = self._pages.popitem(last=False)
                self._characters -= len(dropped)


def _key(page: Page) -> _Key:
    day, asked = date.today().toordinal(), request.query_string
    return _Key(page.answer, current(), day, request.root_path, request.path, asked)


def init_app(app: Flask) -> None:
    """Let the application keep pages."""
    app.extensions["svodka_pages"] = KeptPages()


def kept_pages() -> KeptPages:
    """The pages that the application of this request keeps."""
    return cast(KeptPages, current_app.extensions["svodka_pages"])
