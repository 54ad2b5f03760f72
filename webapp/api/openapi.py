"""The OpenAPI 3.1 description of the JSON API."""

from collections.abc import Iterable
from typing import get_args

from svodka.indexer.article import ExactField
from svodka.indexer.engines.records import Sort, Unit
from svodka.indexer.results.concordance import MOST_SAMPLED, MOST_SEED
from svodka.indexer.results.gathering import ORDERS, SIDE
from svodka.indexer.results.request import MAX_DEPTH, MAX_LIMIT
from svodka.indexer.results.trends import MOST_QUERIES
from svodka.indexer.suggest.completions import MAX_SUGGESTIONS
from svodka.webapp.api.problem_responses import LOCKED, MOVED, STRANGE, UNUSABLE, problems
from svodka.webapp.api.schemas import SCHEMAS, TEXT, Schema, list_of, ref
from svodka.webapp.version import program_version


def document(paths: Iterable[str], server: str, password: bool = False) -> Schema:
    """Describe those of our paths that are in ``paths``, below the address ``server``.

    With ``password`` the description requires one.
    """
    served = set(paths)
    locked: Schema = {"security": [{"password": []}]} if password else {}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Svodka",
            "version": program_version(),
            "summary": "Search in a collection of Russian news",
            "description": (
                "Read-only. Texts are in UTF-8; marks and ranges count Unicode code points. "
                "Of a parameter that is given twice the first counts, but filters by values may "
                "be repeated; an empty one is as if absent."
            ),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
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


def _parameter(name: str, schema: Schema, description: str) -> Schema:
    # Forms send empty fields, and browsers send an empty value for a missing one. For texts an
    # empty value is valid anyway.
    empty = {} if schema.get("type") in ("string", "array") else {"allowEmptyValue": True}
    return {"name": name, "in": "query", "description": description, "schema": schema, **empty}


def _flag(name: str, description: str) -> Schema:
    return _parameter(name, {"type": "integer", "enum": [0, 1], "default": 0}, description)


def _integer(name: str, most: int, default: int, description: str) -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return _parameter(name, schema, description)


def _day(name: str, description: str) -> Schema:
    period = {"type": "string", "pattern": r"^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?$"}
    schema = {"anyOf": [{"type": "string", "format": "date", "pattern": "^(?!0000)"}, period]}
    return _parameter(name, schema, f"{description}: 2024-03-01, 2024-03 or 2024")


QUERY = _parameter("q", TEXT, "the query; its language is described in README")
PAGE = _integer("page", MAX_DEPTH, 1, f"page; page × limit is {MAX_DEPTH} at most")
FILTERS = [
    _day("from", "only articles of this day or later"),
    _day("to", "only articles of this day or earlier, and not before «from»"),
    *(
        _parameter(name, list_of(TEXT), f"only articles with exactly this {name}, or one of these")
        for name in get_args(ExactField)
    ),
]


def _answers(schema: str, mimetype: str = "application/json", missing: str = "") -> Schema:
    """The responses of an operation by status: its answer, and the possible problems."""
    lacking = {"404": missing} if missing else {}
    return {
        "200": {"description": "the answer", "content": {mimetype: {"schema": ref(schema)}}},
        **problems(UNUSABLE | LOCKED | STRANGE | lacking),
    }


OPERATIONS: Schema = {
    "/api/search": {
        "operationId": "search",
        "summary": "One page of the results of a query",
        "parameters": [
            QUERY,
            PAGE,
            _integer("limit", MAX_LIMIT, 10, "results on a page"),
            _parameter(
                "sort",
                {"enum": list(get_args(Sort)), "default": "relevance"},
                "the order of the results",
            ),
            _flag("as_typed", "1: correct nothing"),
            _flag("fold", "1: reprints of one story count once"),
            _flag("strict", "1: end the list after the articles with all words"),
            _flag("counts", "1: say what all articles found have in common"),
            *FILTERS,
        ],
        "responses": _answers("Page"),
    },
    "/api/articles/{id}": {
        "operationId": "article",
        "summary": "An article with the ranges that a query matches in it",
        "parameters": [
            {
                "name": "id",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "minLength": 1},
            },
            QUERY,
        ],
        "responses": {**_answers("Article", missing="there is no such article"), **MOVED},
    },
    "/api/concordance": {
        "operationId": "concordance",
        "summary": "Every hit of a query in one line with what stands around it",
        "parameters": [
            QUERY,
            _integer("page", 20_000, 1, "page"),
            _integer("limit", MAX_LIMIT, 50, "lines on a page"),
            _parameter(
                "order",
                {"enum": list(ORDERS), "default": "rank"},
                "the order of the lines",
            ),
            _integer("words", SIDE, SIDE, "words of a side by which lines are sorted"),
            _parameter(
                "sample",
                {"type": "integer", "minimum": 1, "maximum": MOST_SAMPLED},
                "so many lines, drawn at random from all that were read",
            ),
            _integer("seed", MOST_SEED, 1, "another seed draws another sample"),
            *FILTERS,
        ],
        "responses": _answers("Concordance"),
    },
    "/api/trends": {
        "operationId": "trends",
        "summary": "The articles of up to five queries over the same days, weeks, months or years",
        "parameters": [
            _parameter(
                "q",
                list_of(TEXT) | {"maxItems": MOST_QUERIES},
                f"a query; up to {MOST_QUERIES} of them",
            ),
            _parameter(
                "unit",
                {"enum": list(get_args(Unit))},
                "the length of a period; without it, the finest that keeps the series short",
            ),
            *FILTERS,
        ],
        "responses": _answers("Trends"),
    },
    "/api/openapi.json": {
        "operationId": "description",
        "summary": "This description",
        "responses": {
            "200": {
                "description": "the answer",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            **problems(LOCKED | STRANGE),
        },
    },
    "/suggest": {
        "operationId": "suggest",
        "summary": "What the beginning of a query may become, as browsers ask for it",
        "parameters": [
            _parameter("q", TEXT, "what was typed"),
            _integer("limit", MAX_SUGGESTIONS, 8, "suggestions"),
        ],
        "responses": _answers("Suggestions", "application/x-suggestions+json"),
    },
    "/healthz": {
        "operationId": "health",
        "summary": "Whether the index serves",
        "security": [],
        "responses": {
            **{
                status: {
                    "description": text,
                    "content": {"application/json": {"schema": ref("Health")}},
                }
                for status, text in (("200", "it does"), ("503", "it does not"))
            },
            **problems(STRANGE),
        },
    },
}
