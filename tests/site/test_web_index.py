"""The index of the site is opened once, on first use, and retried while it is missing."""

import threading

import pytest
from running import soon
from web_fake import FakeSearch, articles

import svodka.webapp.searcher
from svodka.indexer.errors import IndexCorrupt, IndexMissing
from svodka.indexer.suggest.completions import Suggestion
from svodka.webapp.app import create_app
from svodka.webapp.searcher import Index


def test_it_is_opened_once_and_when_needed() -> None:
    opened: list[FakeSearch] = []

    def open_searcher() -> FakeSearch:
        opened.append(FakeSearch(articles(1)))
        return opened[-1]

    index = Index(open_searcher)
    assert opened == []
    index.check()
    assert index.searcher is index.searcher
    assert len(opened) == 1
    index.close()
    index.close()
    index.check()
    assert len(opened) == 2


def test_an_index_that_is_not_there_is_asked_for_again() -> None:
    answers = [IndexMissing("No index."), FakeSearch(articles(1))]

    def open_searcher() -> FakeSearch:
        answer = answers.pop(0)
        if isinstance(answer, IndexMissing):
            raise answer
        return answer

    index = Index(open_searcher)
    with pytest.raises(IndexMissing):
        index.check()
    index.check()


def test_building_the_application_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_INDEX", "whoosh:/nowhere")
    app = create_app()
    assert app.config["INDEX"] == "whoosh:/nowhere"
    assert create_app({"INDEX": "whoosh:/elsewhere"}).config["INDEX"] == "whoosh:/elsewhere"
    assert app.test_client().get("/").status_code == 200


def test_what_readers_would_wait_for_is_made_ready_again_and_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(svodka.webapp.searcher, "VERIFIED_EVERY", 0.01)
    typed: list[str] = []

    class Changing(FakeSearch):
        def suggest(self, text: str, limit: int = 8) -> list[Suggestion]:
            typed.append(text)
            return []

    index = Index(lambda: Changing(articles(1)))
    index.prepare()
    assert soon(lambda: len(typed) > 3)
    index.close()
    assert set(typed) == {""}


def test_it_is_verified_again_and_again_until_it_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(svodka.webapp.searcher, "VERIFIED_EVERY", 0.01)
    monkeypatch.setattr(svodka.webapp.searcher, "REREAD_EVERY", 0.05)
    verified: list[bool] = []

    class Damaged(FakeSearch):
        def verify(self, *, again: bool = False) -> None:
            verified.append(again)
            raise IndexCorrupt("A file is damaged.")

    index = Index(lambda: Damaged(articles(1)))
    index.prepare()
    assert soon(lambda: verified.count(True) >= 2)
    assert verified[0] is False
    assert verified.count(False) > 2
    index.close()
    assert soon(lambda: "verification" not in {thread.name for thread in threading.enumerate()})
