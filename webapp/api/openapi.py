"""The OpenAPI 3.1 description of the JSON API."""

from collections.abc import Iterable

from svodka.webapp.api.operations import OPERATIONS
from svodka.webapp.api.schemas import SCHEMAS, Schema

# The first number changes only when programs must; the second when something is added.
API_VERSION = "1.1"
STABILITY = (
    "Within version 1, addresses, parameters and keys are added, and none is removed, renamed or "
    "given another meaning. So programs ignore keys that they do not know."
)


def document(
    paths: Iterable[str], server: str, password: bool = False, help_page: str = "/help"
) -> Schema:
    """Describe those of our paths that are in ``paths``, below the address ``server``.

    With ``password`` the description requires one. ``help_page`` has the language of queries.
    """
    served = set(paths)
    locked: Schema = {"security": [{"password": []}]} if password else {}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Svodka",
            "version": API_VERSION,
            "summary": "Search in a collection of Russian news",
            "description": (
                f"Read-only. {STABILITY} Texts are in UTF-8; marks and ranges count Unicode code "
                "points. Of a parameter that is given twice the first counts, but filters by "
                "values may be repeated; an empty one is as if absent. An unknown one is refused."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "externalDocs": {"description": "the language of queries", "url": help_page},
        "servers": [{"url": server}],
        "paths": {
            path: {"get": operation} for path, operation in OPERATIONS.items() if path in served
        },
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"password": {"type": "http", "scheme": "basic"}},
        },
        **locked,
    }
