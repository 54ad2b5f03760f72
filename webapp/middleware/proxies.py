"""Handle trusted proxies, and the path below which the site is mounted.

X-Forwarded-For, -Proto, -Host and -Prefix count only as far as trusted proxies wrote them.
"""

import re
from collections.abc import Iterable
from urllib.parse import unquote_to_bytes
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import Map

from svodka.indexer.errors import SettingError
from svodka.webapp.addresses import site
from svodka.webapp.middleware.hosts import REFUSED

VARIABLE = "SVODKA_PROXIES"
_PREFIX = re.compile(r"(?:/[\w.~%-]+)*/?", re.ASCII)


class Mount:
    """Serves the application below a path, whether or not the proxy strips that path."""

    def __init__(self, app: WSGIApplication, address: str, rules: Map) -> None:
        """``address`` is that of the site, or empty; ``rules`` are the application's URL rules."""
        self.app, self.rules = app, rules
        written = site(address).path.rstrip("/") if address else ""
        self.path = unquote_to_bytes(written).decode("latin-1")  # WSGI's form of paths

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass a request on, with the path of the site in SCRIPT_NAME."""
        above = environ.get("SCRIPT_NAME", "")
        # Without a path Werkzeug would redirect to an address that it builds itself.
        environ["PATH_INFO"] = environ.get("PATH_INFO") or "/"
        if not _PREFIX.fullmatch(above):
            environ["SCRIPT_NAME"] = ""  # its links could lead anywhere
            environ[REFUSED] = BadRequest("The X-Forwarded-Prefix of the request is no path.")
        elif self.path and not above:
            environ["SCRIPT_NAME"] = self.path
            environ["PATH_INFO"] = self._below(environ["PATH_INFO"])
        return self.app(environ, start_response)

    def _below(self, path: str) -> str:
        """The path of a page without the site's path, which the proxy may have stripped already."""
        if not f"{path}/".startswith(f"{self.path}/") or self._is_ours(path):
            return path
        return path.removeprefix(self.path) or "/"

    def _is_ours(self, path: str) -> bool:
        return self.rules.bind("localhost").test(path.encode("latin-1").decode("utf-8", "replace"))


def init_app(app: Flask) -> None:
    """Configure proxies and mount path. Raises SettingError."""
    written = str(app.config["PROXIES"])
    if not re.fullmatch("[0-9]", written):
        raise SettingError(f"{VARIABLE}: «{written}» is no number of proxies from 0 to 9")
    inner, address = app.wsgi_app, app.config["ADDRESS"]
    app.wsgi_app = Mount(inner, address, app.url_map)  # type: ignore[method-assign]
    if number := int(written):
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=number, x_proto=number, x_host=number, x_prefix=number
        )
