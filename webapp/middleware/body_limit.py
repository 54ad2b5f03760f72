"""How much a request may bring: the site only reads, and the one form that it has is small."""

from flask import Flask, abort, request

BODY = 16 * 1024  # bytes: the form of languages, whose address of 4,000 signs is quoted once more
FIELDS = 10  # of a form


def init_app(app: Flask) -> None:
    """Bound the bodies of requests; a longer one is answered with 413, also where none is read."""
    app.config["MAX_FORM_PARTS"] = FIELDS
    app.before_request(_measure)


def _measure() -> None:
    if "Transfer-Encoding" in request.headers:
        abort(
            411
        )  # the server gathers requests before it answers them; no browser sends a form without its length
    if (request.content_length or 0) > BODY:
        abort(413)
