"""Compress responses with gzip: results repeat the query in addresses, and shrink to a fifth.

No page holds a secret, so the compressed size reveals nothing.
"""

import gzip
from functools import cache, lru_cache

from flask import Flask, Response, g, request

LEAST = 1000  # bytes that are worth it
LEVEL = 5
KEPT = 100  # pages, of those that are kept as they were rendered
TYPES = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/atom+xml",
    "image/svg+xml",
)


def init_app(app: Flask) -> None:
    """Compress responses of the application. Streams stay uncompressed, except our own files."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if not (response.mimetype or "").startswith(TYPES) or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    ours = request.endpoint == "static"
    if (
        response.status_code == 206
        or request.method == "HEAD"
        or not request.accept_encodings["gzip"]
    ):
        return response
    if response.is_streamed and not ours:
        return response
    response.direct_passthrough = False
    data = response.get_data()
    if len(data) >= LEAST:
        compress = _compress_once if ours else _compress_kept if "is_kept" in g else _compressed
        response.set_data(compress(data))
        response.headers["Content-Encoding"] = "gzip"
        etag, _ = response.get_etag()
        if etag:
            response.set_etag(etag, weak=True)  # the same file, but different bytes
    return response


def _compressed(data: bytes) -> bytes:
    return gzip.compress(data, LEVEL, mtime=0)


_compress_once = cache(_compressed)
_compress_kept = lru_cache(KEPT)(_compressed)
