"""Responses for programs, and the cookies of readers."""

import json
from collections.abc import Mapping

from flask import Response, current_app, request
from werkzeug.wrappers import Response as Answer

from svodka.webapp.addresses import is_https

YEAR = 365 * 24 * 3600  # seconds


def json_response(
    record: Mapping[str, object], status: int = 200, mimetype: str = "application/json"
) -> Response:
    """A response with one JSON object, in UTF-8 with unescaped letters."""
    body = json.dumps(record, ensure_ascii=False) + "\n"
    return Response(body.encode("utf-8", errors="replace"), status, mimetype=mimetype)


def keep(response: Answer, name: str, value: str) -> None:
    """Let the browser keep a choice of the reader for a year, for this site alone."""
    response.set_cookie(
        name,
        value,
        max_age=YEAR,
        path=f"{request.script_root}/",
        secure=request.is_secure or is_https(current_app.config["ADDRESS"]),
        httponly=True,
        samesite="Lax",
    )
