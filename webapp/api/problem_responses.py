"""The problem responses of the API description (OpenAPI), by status."""

from typing import Any

PROBLEM = "application/problem+json"
UNUSABLE = {
    "400": "a parameter is wrong, and named",
    "503": "there is no usable index, or too much is asked at once; try later",
}
LOCKED = {  # if the site has a password
    "401": "a password is needed, and was not given or is wrong",
    "429": "too many passwords were wrong; try later",
}
STRANGE = {  # to any request
    "411": "the request has a body in pieces",
    "413": "the request has a large body; none is needed",
    "421": "the site does not answer to the host that was named",
}

MOVED: dict[str, Any] = {  # neither a problem nor an answer
    "301": {
        "description": "the article has another id since its file moved; "
        "Location has its address by the current id",
        "headers": {
            "Location": {"required": True, "schema": {"type": "string", "format": "uri-reference"}}
        },
    }
}


def problems(texts: dict[str, str]) -> dict[str, Any]:
    """The problem responses of an operation; ``texts`` are their descriptions by status."""
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": text, "content": content} for status, text in texts.items()}
