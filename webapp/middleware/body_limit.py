"""Limit request bodies: the site only reads, and its one form is small."""

from flask import Flask, abort, request

# bytes, enough for the language form, whose address of 4,000 characters is quoted again
BODY = 16 * 1024
FIELDS = 10  # of a form


def init_app(app: Flask) -> None:
    """Limit the size of request bodies; a longer one gets 413, even if it is not read."""
    app.config["MAX_FORM_PARTS"] = FIELDS
    app.before_request(_measure)


def _measure() -> None:
    if "Transfer-Encoding" in request.headers:
        # The server buffers requests. No browser sends a form without its length.
        abort(411)
    if (request.content_length or 0) > BODY:
        abort(413)
