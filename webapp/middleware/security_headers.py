"""Headers of every answer: what a browser may do with it, and how long it may keep it."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

from svodka.webapp.addresses import is_https

# Only what the pages use: their style sheet, script and icon, their forms and suggestions. Nothing is framed.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)
# Of all that a browser can do, the site uses one thing: its button copies a citation.
UNUSED = (
    "accelerometer autoplay camera display-capture encrypted-media fullscreen geolocation gyroscope hid idle-detection "
    "magnetometer microphone midi payment picture-in-picture publickey-credentials-get screen-wake-lock serial usb "
    "xr-spatial-tracking"
)
PERMISSIONS_POLICY = ", ".join([*(f"{name}=()" for name in UNUSED.split()), "clipboard-write=(self)"])
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": PERMISSIONS_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "same-origin",  # queries stay here
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS = {"Strict-Transport-Security": "max-age=31536000"}  # of one year; where the site is at https, it will stay there


def init_app(app: Flask) -> None:
    """Give the application's answers their headers, and its templates ``asset``."""
    app.after_request(_protect)
    app.after_request(_cache)
    app.add_template_global(asset)


def protection(address: str) -> dict[str, str]:
    """The headers that protect an answer of the site at ``address``, which is empty where it was told none."""
    return HEADERS | HTTPS if is_https(address) else HEADERS


def asset(name: str) -> str:
    """The address of a static file with its version, so that browsers may keep it for ever."""
    return url_for("static", filename=name, v=version(name))


@cache
def version(name: str) -> str:
    """The first digits of the SHA-256 digest of a static file."""
    return hashlib.sha256((Path(__file__).parent.parent / "static" / name).read_bytes()).hexdigest()[:12]


def _protect(response: Response) -> Response:
    response.headers.update(protection(current_app.config["ADDRESS"]))
    return response


def _cache(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in (200, 304):
        if request.args.get("v") == version(str((request.view_args or {})["filename"])):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
