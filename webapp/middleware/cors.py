"""Let programs in pages of other sites read the answers for programs (CORS, Fetch standard).

Off by default. No cookies or remembered passwords are sent along: a site with a password needs the
header Authorization, which such a program sets itself.
"""

from flask import Flask, Response, current_app, request

from svodka.indexer.errors import SettingError
from svodka.webapp.addresses import site

VARIABLE = "SVODKA_CORS"
ANY = "*"
READABLE = ("/api/", "/suggest", "/feed.atom", "/export.", "/trends.csv")
EXPOSED = "X-Total-Count, X-Exported-Count, X-Partial, X-Request-ID, Retry-After, ETag"
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "Authorization, If-None-Match",
    "Access-Control-Max-Age": "3600",  # seconds
}
_PORTS = {"https": ":443", "http": ":80"}  # which browsers leave out


def init_app(app: Flask) -> None:
    """Allow the configured origins. Register it before the password. Raises SettingError."""
    app.extensions["svodka.origins"] = origins(app.config["CORS"])
    if app.extensions["svodka.origins"]:
        app.before_request(_preflight)
        app.after_request(_allow)


def origins(written: str) -> frozenset[str]:
    """The origins of a setting with commas; ``*`` alone is any. Raises SettingError."""
    named = [one.strip() for one in written.split(",") if one.strip()]
    if ANY in named and named != [ANY]:
        raise SettingError(f"{VARIABLE}: «{ANY}» is any origin, and stands alone")
    return frozenset(one if one == ANY else _origin(one) for one in named)


def _origin(written: str) -> str:
    try:
        root = site(written.lower())
    except SettingError:
        root = None
    if root is None or root.path != "/":
        raise SettingError(
            f"{VARIABLE}: «{written}» is no origin, such as https://dashboard.example.org"
        )
    return f"{root.scheme}://{root.netloc.removesuffix(_PORTS[root.scheme])}"


def _preflight() -> Response | None:
    """The answer to a browser that asks whether it may ask; it sends no password with that."""
    asked = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    if not asked or not _is_allowed():
        return None
    return Response(status=204, headers=PREFLIGHT)


def _allow(response: Response) -> Response:
    if request.path.startswith(READABLE):
        response.vary.add("Origin")
    if _is_allowed():
        response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
    return response


def _is_allowed() -> bool:
    allowed: frozenset[str] = current_app.extensions["svodka.origins"]
    origin = request.headers.get("Origin")
    is_named = origin is not None and (ANY in allowed or origin in allowed)
    return is_named and request.path.startswith(READABLE)
