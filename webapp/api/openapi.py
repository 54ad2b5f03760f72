"""The JSON API, described as data for programs (OpenAPI 3.1): ``document`` gives what of it this application serves."""

from collections.abc import Iterable
from typing import Any, get_args

from svodka.indexer.article import ExactField
from svodka.indexer.bulkhead import PARTS
from svodka.indexer.engines.records import FacetName, Sort, Unit
from svodka.indexer.query.proposal import Reason
from svodka.indexer.results.request import MAX_DEPTH, MAX_LIMIT
from svodka.indexer.suggest.completions import MAX_SUGGESTIONS
from svodka.webapp.api.problem_responses import LOCKED, MOVED, STRANGE, UNUSABLE, problems
from svodka.webapp.version import program_version

Schema = dict[str, Any]


def document(paths: Iterable[str], server: str, password: bool = False) -> Schema:
    """The description of those of our paths that are among ``paths``, which lie below the address ``server``.

    With ``password`` it says that one must be given.
    """
    served = set(paths)
    locked: Schema = {"security": [{"password": []}]} if password else {}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Svodka",
            "version": program_version(),
            "summary": "Search in a collection of Russian news",
            "description": "Read-only. Texts are in UTF-8; marks and ranges count Unicode code points. Of a parameter that is "
            "given twice the first counts, but filters by values may be repeated; an empty one is as if absent.",
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


def _object(required: Schema, optional: Schema | None = None) -> Schema:
    return {"type": "object", "required": list(required), "properties": required | (optional or {})}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _nullable(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
TRUTH: Schema = {"type": "boolean"}
DATE: Schema = {
    "type": ["string", "null"],
    "description": "ISO 8601; null where the article has none",
}
RANGE: Schema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
RANGES: Schema = _list(RANGE)
MILLISECONDS: Schema = {"type": "number", "minimum": 0}

KNOWN: Schema = {
    "id": TEXT,
    "title": TEXT,
    "title_marks": RANGES,
    "date": DATE,
    "source": TEXT,
    "section": TEXT,
    "author": TEXT,
    "url": TEXT,
    "path": TEXT,
}

FAILURES: Schema = _list(
    {
        **_object(
            {
                "part": {"enum": list(PARTS)},
                "id": {"type": ["string", "null"]},
                "title": {"type": ["string", "null"]},
            }
        ),
        "description": "a part of the answer that could not be made, and the article that it is of",
    }
)

SCHEMAS: Schema = {
    "Page": _object(
        {
            "query": TEXT,
            "understood": {"type": "string", "description": "the query as it was read, in Russian"},
            "total": NUMBER,
            "page": NUMBER,
            "pages": NUMBER,
            "took_ms": MILLISECONDS,
            "relaxed": {
                "type": "boolean",
                "description": "no article has all the words; these have cognates or most of them",
            },
            "notices": _list(TEXT),
            "correction": _nullable(_ref("Correction")),
            "wider": _nullable(_ref("Wider")),
            "results": _list(_ref("Result")),
        },
        {"counts": _nullable(_ref("Counts")), "folded": TRUTH, "failures": FAILURES},
    ),
    "Result": _object(
        KNOWN | {"score": {"type": "number"}, "snippets": _list(_ref("Snippet"))},
        {
            "reprints": {
                **NUMBER,
                "description": "other matching articles that tell the same story, folded into this one",
            },
            "failed": {
                "type": "boolean",
                "description": "the result cannot be shown; its id and what else is known is here",
            },
        },
    ),
    "Snippet": _object({"text": TEXT, "marks": RANGES}),
    "Correction": _object(
        {"query": TEXT, "reason": {"enum": list(get_args(Reason))}, "applied": TRUTH}
    ),
    "Wider": _object({"query": TEXT, "more": NUMBER}),
    "Counts": _object(
        {
            "facets": {
                "type": "object",
                "propertyNames": {"enum": list(get_args(FacetName))},
                "additionalProperties": _list(_ref("Bucket")),
            },
            "timeline": _object(
                {
                    "unit": {"enum": list(get_args(Unit))},
                    "undated": NUMBER,
                    "buckets": _list(_ref("Bucket")),
                }
            ),
        }
    ),
    "Bucket": _object({"value": TEXT, "count": NUMBER}),
    "Article": _object(
        KNOWN | {"published": DATE, "text": TEXT, "text_marks": RANGES}, {"notices": _list(TEXT)}
    ),
    "Concordance": _object(
        {
            "query": TEXT,
            "understood": TEXT,
            "total": NUMBER,
            "articles": NUMBER,
            "lines_total": NUMBER,
            "cut": TRUTH,
            "page": NUMBER,
            "pages": NUMBER,
            "order": TEXT,
            "took_ms": MILLISECONDS,
            "notices": _list(TEXT),
            "lines": _list(_ref("Line")),
        },
        {"failures": FAILURES},
    ),
    "Line": _object(
        {
            "id": TEXT,
            "title": TEXT,
            "date": DATE,
            "source": TEXT,
            "field": {"enum": ["title", "text"]},
            "range": RANGE,
            "left": TEXT,
            "hit": TEXT,
            "right": TEXT,
        }
    ),
    "Suggestions": {
        "type": "array",
        "items": {"anyOf": [TEXT, _list(TEXT), _object({"notices": _list(TEXT)})]},
        "minItems": 4,
        "maxItems": 5,
        "description": "what was typed; queries; what each is; the page of its results; if some failed, that they did",
    },
    "Health": _object({"status": {"enum": ["ok", "unavailable"]}}, {"detail": TEXT}),
    "Problem": _object({"type": TEXT, "title": TEXT, "status": NUMBER, "detail": TEXT}),
}


def _parameter(name: str, schema: Schema, description: str) -> Schema:
    # Forms send what was left empty, and browsers what a template has no value for; to texts that is a value like others.
    empty = {} if schema.get("type") in ("string", "array") else {"allowEmptyValue": True}
    return {"name": name, "in": "query", "description": description, "schema": schema, **empty}


def _flag(name: str, description: str) -> Schema:
    return _parameter(name, {"type": "integer", "enum": [0, 1], "default": 0}, description)


def _whole(name: str, most: int, default: int, description: str) -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return _parameter(name, schema, description)


def _day(name: str, description: str) -> Schema:
    stretch = {"type": "string", "pattern": r"^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?$"}
    schema = {"anyOf": [{"type": "string", "format": "date", "pattern": "^(?!0000)"}, stretch]}
    return _parameter(name, schema, f"{description}: 2024-03-01, 2024-03 or 2024")


QUERY = _parameter("q", TEXT, "the query; its language is described in README")
PAGE = _whole("page", MAX_DEPTH, 1, f"page; page × limit is {MAX_DEPTH} at most")
FILTERS = [
    _day("from", "only articles of this day or later"),
    _day("to", "only articles of this day or earlier, and not before «from»"),
    *(
        _parameter(name, _list(TEXT), f"only articles with exactly this {name}, or one of these")
        for name in get_args(ExactField)
    ),
]


def _answers(schema: str, mimetype: str = "application/json", missing: str = "") -> Schema:
    """The responses of an operation: its answer, and the problems that it may have, by status."""
    lacking = {"404": missing} if missing else {}
    return {
        "200": {"description": "the answer", "content": {mimetype: {"schema": _ref(schema)}}},
        **problems(UNUSABLE | LOCKED | STRANGE | lacking),
    }


OPERATIONS: Schema = {
    "/api/search": {
        "operationId": "search",
        "summary": "One page of the results of a query",
        "parameters": [
            QUERY,
            PAGE,
            _whole("limit", MAX_LIMIT, 10, "results on a page"),
            _parameter(
                "sort",
                {"enum": list(get_args(Sort)), "default": "relevance"},
                "the order of the results",
            ),
            _flag("as_typed", "1: correct nothing"),
            _flag("fold", "1: reprints of one story count once"),
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
            _whole("page", 500, 1, "page"),
            _whole("limit", MAX_LIMIT, 50, "lines on a page"),
            _parameter(
                "order",
                {"enum": ["rank", "left", "right"], "default": "rank"},
                "the order of the lines",
            ),
            *FILTERS,
        ],
        "responses": _answers("Concordance"),
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
            _whole("limit", MAX_SUGGESTIONS, 8, "suggestions"),
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
                    "content": {"application/json": {"schema": _ref("Health")}},
                }
                for status, text in (("200", "it does"), ("503", "it does not"))
            },
            **problems(STRANGE),
        },
    },
}
