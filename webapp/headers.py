"""Headers of every answer: what a browser may do with it, and how long it may keep it."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, Response, request, url_for

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
    ]
)


def init_app(app: Flask) -> None:
    """Give the application's answers their headers, and its templates ``asset``."""
    app.after_request(_protect)
    app.after_request(_cache)
    app.add_template_global(asset)


def asset(name: str) -> str:
    """The address of a static file with its version, so that browsers may keep it for ever."""
    return url_for("static", filename=name, v=version(name))


@cache
def version(name: str) -> str:
    """The first digits of the SHA-256 digest of a static file."""
    return hashlib.sha256((Path(__file__).parent / "static" / name).read_bytes()).hexdigest()[:12]


def _protect(response: Response) -> Response:
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"  # queries stay here
    return response


def _cache(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in (200, 304):
        if request.args.get("v") == version(str((request.view_args or {})["filename"])):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
