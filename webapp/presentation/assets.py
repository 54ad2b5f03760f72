"""Static files: their versioned addresses and cache headers."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, url_for


def init_app(app: Flask) -> None:
    """Set the cache headers of static files, and add ``asset`` to the templates."""
    app.after_request(_cache)
    app.add_template_global(asset)


def asset(name: str) -> str:
    """The address of a static file with its version, so that browsers may cache it for ever."""
    return url_for("static", filename=name, v=version(name))


@lru_cache(64)
def version(name: str) -> str:
    """The first digits of the SHA-256 digest of a static file."""
    return hashlib.sha256(
        (Path(__file__).parent.parent / "static" / name).read_bytes()
    ).hexdigest()[:12]


def _cache(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in (200, 304):
        if request.args.get("v") == version(str((request.view_args or {})["filename"])):
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    else:
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
