"""Responses for programs."""

import json
from collections.abc import Mapping

from flask import Response


def json_response(
    record: Mapping[str, object], status: int = 200, mimetype: str = "application/json"
) -> Response:
    """A response with one JSON object, in UTF-8 with unescaped letters."""
    body = json.dumps(record, ensure_ascii=False) + "\n"
    return Response(body.encode("utf-8", errors="replace"), status, mimetype=mimetype)
