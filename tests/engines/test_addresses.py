"""An index address names an engine and the place of the index."""

from pathlib import Path

import pytest

from svodka.indexer.engines import index_folder, open_engine
from svodka.indexer.engines.opensearch.address import Address, address_of
from svodka.indexer.errors import RequestError


def test_an_address_names_an_engine() -> None:
    for wrong in ("", "whoosh:", "http://index"):
        with pytest.raises(RequestError, match="whoosh:var/index"):
            open_engine(wrong)


def test_an_address_names_hosts_and_an_index() -> None:
    assert address_of("opensearch://a.example,[::1]:9201/news") == Address(
        ("http://a.example:9200", "http://[::1]:9201"), "news"
    )
    given = address_of("opensearchs://a:443/my-news_2?shards=3&replicas=0")
    assert given == Address(("https://a:443",), "my-news_2", 3, 0)
    assert index_folder("opensearch://a/news") is None


@pytest.mark.parametrize("address", ["var/index", "whoosh:var/index"])
def test_a_path_alone_is_the_address_of_a_folder(address: str) -> None:
    assert index_folder(address) == Path("var/index")


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "whoosh:",
        "sqlite:var/index",
        "http://a/news",
        "opensearch:news",
        "opensearch://a",
        "opensearch://a/",
        "opensearch:///news",
        "opensearch://a,/news",
        "opensearch://a:port/news",
        "opensearch://a/News",
        "opensearch://a/_all",
        "opensearch://a/news/more",
        "opensearch://a/новости",
        "opensearch://a/news?shards=0",
        "opensearch://a/news?shards=three",
        "opensearch://a/news?speed=9",
    ],
)
def test_a_wrong_address_is_explained(wrong: str) -> None:
    with pytest.raises(RequestError, match="is no index address"):
        open_engine(wrong)


def test_a_password_in_an_address_is_not_repeated() -> None:
    with pytest.raises(RequestError, match="SVODKA_OPENSEARCH_PASSWORD") as error:
        open_engine("opensearch://anna:secret@a/news")
    assert "secret" not in str(error.value)
