"""The application, put together."""

import os
from collections.abc import Mapping

from flask import Flask
from jinja2 import StrictUndefined

from svodka.indexer.engines import DEFAULT_INDEX
from svodka.indexer.results.export import MAX_EXPORT
from svodka.indexer.search import Search
from svodka.webapp import addresses
from svodka.webapp.api import endpoints as api
from svodka.webapp.feeds import browser_search as opensearch
from svodka.webapp.feeds import crawlers, export
from svodka.webapp.feeds import feed as feeds
from svodka.webapp.middleware import body_limit as limits
from svodka.webapp.middleware import capacity, compression, former_ids, hosts, password, proxies
from svodka.webapp.middleware import security_headers as headers
from svodka.webapp.monitoring import metrics
from svodka.webapp.monitoring import requests as watching
from svodka.webapp.monitoring.logs import Logging
from svodka.webapp.pages import article as reading
from svodka.webapp.pages import back_link as trail
from svodka.webapp.pages import comparison, concordance
from svodka.webapp.pages import results as pages
from svodka.webapp.presentation import freshness, language, problems, rendering
from svodka.webapp.searcher import Index, Searcher


def build(config: Mapping[str, object] | None, search: Searcher | None) -> Flask:
    """Build the application; see ``svodka.webapp.create_app``."""
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
    for guard in (addresses, hosts, proxies, limits, password):
        guard.init_app(app)
    for room in (language, rendering, reading, trail, freshness, headers, compression, problems, export):
        room.init_app(app)
    for views in (pages, concordance, reading, comparison, api, feeds, export, opensearch, crawlers):
        app.register_blueprint(views.blueprint)
    capacity.init_app(app)
    former_ids.init_app(app)
    watching.init_app(app, [*metrics.init_app(app, app.config["SHARED_COUNTS"]), *app.config["LOGGING"].listeners()])
    return app
