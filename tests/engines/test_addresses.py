"""An index address names an engine and the path of the index."""

import pytest

from svodka.indexer.engines import open_engine
from svodka.indexer.errors import RequestError


def test_an_address_names_an_engine() -> None:
    for wrong in ("", "whoosh:", "var/index", "http://index"):
        with pytest.raises(RequestError, match="whoosh:PATH"):
            open_engine(wrong)
