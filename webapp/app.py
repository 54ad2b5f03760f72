"""The application, put together."""

import os
from collections.abc import Mapping

from flask import Flask
from jinja2 import StrictUndefined

from svodka.indexer.engines import DEFAULT_INDEX
from svodka.indexer.results.export import MAX_EXPORT
from svodka.indexer.search import Search
from svodka.webapp import addresses
from svodka.webapp.api import endpoints
from svodka.webapp.feeds import browser_search, crawlers, export, feed
from svodka.webapp.middleware import (
    body_limit,
    capacity,
    compression,
    former_ids,
    hosts,
    password,
    proxies,
    security_headers,
)
from svodka.webapp.monitoring import metrics, requests
from svodka.webapp.monitoring.logs import Logging
from svodka.webapp.pages import article, back_link, comparison, concordance, results
from svodka.webapp.presentation import assets, freshness, language, problems, rendering
from svodka.webapp.searcher import Index, Searcher


def create_app(config: Mapping[str, object] | None = None, *, search: Searcher | None = None) -> Flask:
    """Build the application.

    ``config["INDEX"]`` is the URL of the index, by default that of the environment variable SVODKA_INDEX; the index
    is opened at the first request that needs it. With ``search`` given, that is asked instead. ``config["ADDRESS"]``
    is the address of the site for absolute links, by default SVODKA_ADDRESS; ``config["LISTENS"]`` are the names of what it
    listens on, for itself to be asked by. HOSTS, PROXIES, PASSWORD_HASH and USER are by default SVODKA_HOSTS and so on.
    Impossible ones raise SettingError.
    """
    app = Flask("svodka.webapp")
    app.config["INDEX"] = os.environ.get("SVODKA_INDEX") or DEFAULT_INDEX
    app.config["ADDRESS"] = os.environ.get(addresses.VARIABLE, "")
    app.config["EXPORT_LIMIT"] = os.environ.get(export.VARIABLE) or MAX_EXPORT
    app.config["HOSTS"] = os.environ.get(hosts.VARIABLE, "")
    app.config["LISTENS"] = ()
    app.config["PROXIES"] = os.environ.get(proxies.VARIABLE) or 0
    app.config["PASSWORD_HASH"] = os.environ.get(password.VARIABLE, "")
    app.config["USER"] = os.environ.get(password.USER_VARIABLE, "")
    app.config["METRICS"] = os.environ.get(metrics.VARIABLE, "")
    app.config["SHARED_COUNTS"], app.config["LOGGING"] = None, Logging()
    app.config.from_mapping(config)
    # Else Werkzeug would answer «//» in a path with an address that it makes from what the request claims.
    app.url_map.merge_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    def open_searcher() -> Searcher:
        return search if search is not None else Search(str(app.config["INDEX"]))

    app.extensions["svodka"] = Index(open_searcher)
    for guard in (addresses, hosts, proxies, body_limit, password):
        guard.init_app(app)
    for room in (
        language,
        rendering,
        article,
        back_link,
        freshness,
        security_headers,
        assets,
        compression,
        problems,
        export,
    ):
        room.init_app(app)
    for views in (results, concordance, article, comparison, endpoints, feed, export, browser_search, crawlers):
        app.register_blueprint(views.blueprint)
    capacity.init_app(app, problems.busy)
    former_ids.init_app(app)
    requests.init_app(app, [*metrics.init_app(app, app.config["SHARED_COUNTS"]), *app.config["LOGGING"].listeners()])
    return app
