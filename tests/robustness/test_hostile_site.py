"""A short form of ``hostile_site.py``: hostile requests to the site over hostile articles."""

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from harmless import assert_harmless
from hostile import PAYLOADS, WORD, payloads
from hostile_site import ADDRESS, Asked, articles, check, requests

from svodka.webapp.app import create_app

SHARE = 0.001


@pytest.fixture(scope="module")
def app(hostile_index: str) -> Iterator[Flask]:
    """The site over the hostile collection."""
    app = create_app({"INDEX": hostile_index, "ADDRESS": ADDRESS})
    yield app
    app.extensions["svodka"].close()


def test_every_answer_is_harmless(app: Flask) -> None:
    statuses = Counter(check(app, asked) for asked in requests(app, SHARE))
    assert (
        {200, 400, 404}
        <= statuses.keys()
        <= {200, 206, 302, 303, 304, 308, 400, 404, 405, 413, 414}
    )
    assert statuses[200] > 25


def test_every_article_is_harmless_to_read(app: Flask) -> None:
    statuses = Counter(check(app, asked) for asked in articles(app, SHARE * 2))
    assert statuses.keys() == {200}


def test_the_contexts_of_all_payloads_are_harmless(app: Flask) -> None:
    for number in range(1, 9):
        check(app, Asked("GET", "/concordance", f"q={WORD}&page={number}&fold=0"))


def test_nearly_all_payloads_are_in_the_index(app: Flask) -> None:
    found = app.test_client().get("/api/search", query_string={"q": WORD, "limit": 1}).get_json()
    assert found["total"] > 7 * len(payloads())


@pytest.mark.parametrize(
    "payload", [*PAYLOADS["script"][:2], *PAYLOADS["handlers"][0:3:2], PAYLOADS["drawings"][0]]
)
def test_what_is_harmful_is_told_from_what_is_not(app: Flask, payload: str) -> None:
    page = app.test_client().get("/").text
    assert_harmless(page)
    with pytest.raises(AssertionError):
        assert_harmless(page.replace("</main>", f"{payload}</main>"))


@pytest.mark.parametrize(
    "payload",
    [one for one in PAYLOADS["links"] if ":" in one[:24] and "http" not in one and "[" not in one],
)
def test_links_that_are_harmful_are_told_from_others(app: Flask, payload: str) -> None:
    page = app.test_client().get("/").text
    with pytest.raises(AssertionError):
        assert_harmless(page.replace("</main>", f'<a href="{payload}">x</a></main>'))
