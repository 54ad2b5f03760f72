"""Folding of reprints: pages fold by default, the API only on request."""

import pytest
from flask import url_for
from web_fake import FakeSearch, articles

from svodka.indexer.results.page import Page
from svodka.indexer.results.request import SearchRequest
from svodka.webapp.app import create_app
from svodka.webapp.parameters import Ask, ParameterError, read
from svodka.webapp.presentation.rendering import results_url


class Folding(FakeSearch):
    """Records whether folding was requested."""

    def page(self, request: SearchRequest) -> Page:
        """Answer as usual."""
        self.asked.append(f"fold={request.fold}")
        return super().page(request)


@pytest.mark.parametrize(
    ("address", "fold"),
    [
        ("/search?q=торговля", True),
        ("/search?q=торговля&fold=", True),
        ("/search?q=торговля&fold=1", True),
        ("/search?q=торговля&fold=0", False),
        ("/api/search?q=торговля", False),
        ("/api/search?q=торговля&fold=0", False),
        ("/api/search?q=торговля&fold=1", True),
    ],
)
def test_pages_fold_by_default_and_the_api_on_request(address: str, fold: bool) -> None:
    search = Folding(articles(3))
    assert create_app(search=search).test_client().get(address).status_code == 200
    assert search.asked[0] == f"fold={fold}"


@pytest.mark.parametrize("written", ["2", "yes", "true", "-1", " 1"])
def test_fold_is_0_or_1(written: str) -> None:
    with pytest.raises(ParameterError, match="«fold» must be 0 or 1"):
        read({"fold": written})


def test_addresses_keep_what_is_not_as_by_default() -> None:
    with create_app(search=FakeSearch([])).test_request_context():
        assert results_url(Ask("мост", fold=False), page=2).endswith("&page=2&fold=0")
        assert (
            results_url(Ask("мост", fold=False), fold=True)
            == results_url("мост")
            == url_for("pages.search", q="мост")
        )
