"""Assemble the application."""

import os
from collections.abc import Mapping

from flask import Flask
from jinja2 import StrictUndefined

from svodka.indexer.engines import DEFAULT_INDEX
from svodka.indexer.limits import LIMITS
from svodka.indexer.results.export import MAX_EXPORT
from svodka.indexer.search import Search
from svodka.webapp import addresses
from svodka.webapp.api import endpoints, page, unknown
from svodka.webapp.feeds import browser_search, crawlers, export, feed, lines_export, opml
from svodka.webapp.middleware import (
    body_limit,
    capacity,
    compression,
    cors,
    former_ids,
    hosts,
    password,
    proxies,
    security_headers,
)
from svodka.webapp.monitoring import metrics, requests
from svodka.webapp.monitoring.logs import Logging
from svodka.webapp.pages import (
    about,
    advanced,
    article,
    back_link,
    collocates,
    comparison,
    concordance,
    following,
    kept_pages,
    names,
    results,
    trends,
)
from svodka.webapp.presentation import (
    assets,
    freshness,
    language,
    problems,
    rendering,
)
from svodka.webapp.searcher import Index

# In the order in which requests pass them.
GUARDS = (addresses, hosts, proxies, body_limit, cors, password)
PARTS = (
    language,
    rendering,
    article,
    back_link,
    freshness,
    kept_pages,
    security_headers,
    assets,
    compression,
    problems,
    export,
    unknown,
)
VIEWS = (
    results,
    about,
    advanced,
    concordance,
    collocates,
    trends,
    names,
    following,
    article,
    comparison,
    endpoints,
    page,
    feed,
    export,
    lines_export,
    opml,
    browser_search,
    crawlers,
)


def create_app(
    config: Mapping[str, object] | None = None, *, search: Search | None = None
) -> Flask:
    """Build the application.

    ``config`` may hold: INDEX, the URL of the index, which is opened on first use. ADDRESS, the
    address of the site for absolute links. LISTENS, the names and addresses that the server listens
    on. LIMITS, the bounds of an answer. HOSTS, CORS, PROXIES, PASSWORD_HASH and USER. Defaults come
    from the environment: SVODKA_INDEX and so on. Invalid values raise SettingError. ``search``, if
    given, replaces the search over the index.
    """
    app = Flask("svodka.webapp")
    _configure(app, config or {})
    # Otherwise Werkzeug would redirect «//» in a path to an address built from the request's Host.
    app.url_map.merge_slashes = False
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["svodka"] = Index(
        lambda: (
            search or Search(str(app.config["INDEX"]), serving=True, limits=app.config["LIMITS"])
        )
    )
    for part in (*GUARDS, *PARTS):
        part.init_app(app)
    for views in VIEWS:
        app.register_blueprint(views.blueprint)
    capacity.init_app(app, problems.busy)
    former_ids.init_app(app)
    requests.init_app(
        app,
        [*metrics.init_app(app, app.config["SHARED_COUNTS"]), *app.config["LOGGING"].listeners()],
    )
    return app


def _configure(app: Flask, config: Mapping[str, object]) -> None:
    """Read the settings from the environment; ``config`` overrides them."""
    settings = {
        "INDEX": os.environ.get("SVODKA_INDEX") or DEFAULT_INDEX,
        "ADDRESS": os.environ.get(addresses.VARIABLE, ""),
        "EXPORT_LIMIT": os.environ.get(export.VARIABLE) or MAX_EXPORT,
        "HOSTS": os.environ.get(hosts.VARIABLE, ""),
        "CORS": os.environ.get(cors.VARIABLE, ""),
        "LIMITS": LIMITS,
        "LISTENS": (),
        "PROXIES": os.environ.get(proxies.VARIABLE) or 0,
        "PASSWORD_HASH": os.environ.get(password.VARIABLE, ""),
        "USER": os.environ.get(password.USER_VARIABLE, ""),
        "METRICS": os.environ.get(metrics.VARIABLE, ""),
        "SHARED_COUNTS": None,
        "LOGGING": Logging(),
    }
    app.config.from_mapping(settings | dict(config))
