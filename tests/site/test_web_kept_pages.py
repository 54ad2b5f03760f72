"""A page of results is rendered once, and given again to those to whom it would look the same."""

import gzip
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.indexer.results.page import Page
from svodka.indexer.results.request import SearchRequest
from svodka.webapp.app import create_app
from svodka.webapp.pages import kept_pages, results

ADDRESS = "/search?q=товарооборот"


class KeepingSearch(FakeSearch):
    """Gives each request its own number, as if it kept all answers; 0 for those not kept."""

    def __init__(self) -> None:
        super().__init__(articles(30))
        self.version_of_answers = 1

    def page(self, request: SearchRequest) -> Page:
        keeps = self.version_of_answers and hash((self.version_of_answers, request))
        return replace(super().page(request), answer=keeps)


@pytest.fixture
def search() -> KeepingSearch:
    return KeepingSearch()


@pytest.fixture
def client(search: KeepingSearch) -> FlaskClient:
    return create_app({"TESTING": True}, search=search).test_client()


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were rendered anew."""
    made: list[str] = []
    render: Callable[..., str] = results.render

    def noted(template: str, **context: object) -> str:
        made.append(template)
        return render(template, **context)

    monkeypatch.setattr(results, "render", noted)
    return made


def test_the_same_address_gives_the_same_bytes(client: FlaskClient, rendered: list[str]) -> None:
    first = client.get(ADDRESS)
    assert first.status_code == 200
    for coding in ("gzip", None, "gzip"):
        again = client.get(ADDRESS, headers={"Accept-Encoding": coding or "identity"})
        assert again.headers.get("Content-Encoding") == coding
        assert (gzip.decompress(again.data) if coding else again.data) == first.data
    assert len(rendered) == 1


@pytest.mark.parametrize(
    ("address", "headers"),
    [
        (f"{ADDRESS}&page=2", {}),
        (f"{ADDRESS}&sort=relevance", {}),  # the same answer, but links repeat the address
        (ADDRESS.replace("/search", "/"), {}),
        (ADDRESS, {"Accept-Language": "en"}),
    ],
)
def test_another_address_or_language_is_rendered_anew(
    client: FlaskClient, rendered: list[str], address: str, headers: dict[str, str]
) -> None:
    first = client.get(ADDRESS)
    other = client.get(address, headers=headers)
    assert other.status_code == 200
    assert other.data != first.data
    assert len(rendered) == 2


def test_a_new_answer_is_rendered_anew(
    client: FlaskClient, rendered: list[str], search: KeepingSearch
) -> None:
    for version in (1, 2, 0, 0):
        search.version_of_answers = version
        client.get(ADDRESS)
    assert len(rendered) == 4


def test_the_pages_asked_for_last_are_kept(
    client: FlaskClient, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_pages, "MOST", 2)
    for page in (1, 2, 1, 3, 1, 2):  # the third drops the second
        client.get(f"{ADDRESS}&page={page}")
    assert len(rendered) == 4


def test_kept_pages_are_bounded_by_their_letters(
    client: FlaskClient, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(client.get(ADDRESS).text)
    rendered.clear()
    monkeypatch.setattr(kept_pages, "LARGEST", size)
    for _ in range(2):
        client.get(f"{ADDRESS}&page=2")
    assert len(rendered) == 2


def test_a_page_with_a_failure_is_not_kept(
    client: FlaskClient, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("ось сломана")

    with monkeypatch.context() as broken:
        broken.setattr("svodka.webapp.pages.result_view.chart", fail)
        assert client.get(ADDRESS).status_code == 200
    client.get(ADDRESS)
    client.get(ADDRESS)
    assert len(rendered) == 2
