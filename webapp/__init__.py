"""The site: pages and JSON over one index. It shows what ``svodka.indexer.search`` found, and decides nothing about it."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from svodka.webapp.searcher import Searcher


def create_app(config: "Mapping[str, object] | None" = None, *, search: "Searcher | None" = None) -> "Flask":
    """Build the application.

    ``config["INDEX"]`` is the URL of the index, by default that of the environment variable SVODKA_INDEX; the index
    is opened at the first request that needs it. With ``search`` given, that is asked instead. ``config["ADDRESS"]``
    is the address of the site for absolute links, by default SVODKA_ADDRESS; ``config["LISTENS"]`` are the names of what it
    listens on, for itself to be asked by. HOSTS, PROXIES, PASSWORD_HASH and USER are by default SVODKA_HOSTS and so on.
    Impossible ones raise SettingError.
    """
    # Imported here because `svodka search` comes through this package too, and should not wait for Flask.
    from svodka.webapp.app import build

    return build(config, search)
