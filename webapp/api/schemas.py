"""The schemas of the JSON API's answers (OpenAPI 3.1)."""

from typing import Any, get_args

from svodka.indexer.bulkhead import PARTS
from svodka.indexer.engines.records import FacetName, Unit
from svodka.indexer.query.proposal import Reason

Schema = dict[str, Any]


def object_of(required: Schema, optional: Schema | None = None) -> Schema:
    """The schema of an object with these properties."""
    return {"type": "object", "required": list(required), "properties": required | (optional or {})}


def list_of(items: Schema) -> Schema:
    """The schema of an array of ``items``."""
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    """A reference to one of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


def nullable(schema: Schema) -> Schema:
    """The schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "integer", "minimum": 0}
TRUTH: Schema = {"type": "boolean"}
DATE: Schema = {
    "type": ["string", "null"],
    "description": "ISO 8601; null where the article has none",
}
RANGE: Schema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
RANGES: Schema = list_of(RANGE)
TURNED: Schema = {
    "type": ["string", "null"],
    "format": "uri-reference",
    "description": "the address of the page before or after this one; null if there is none",
}
PAGE_URL: Schema = {
    "type": "string",
    "format": "uri-reference",
    "description": "the address of the article's page; relative if the site knows no address",
}
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
    "page_url": PAGE_URL,
}

FAILURES: Schema = list_of(
    {
        **object_of(
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
    "Page": object_of(
        {
            "query": TEXT,
            "understood": {"type": "string", "description": "the query as it was read, in Russian"},
            "total": {
                **NUMBER,
                "description": "the results with all words: articles, or stories with fold=1",
            },
            "also": {
                **NUMBER,
                "description": "the articles with some of the words, which follow in the list",
            },
            "articles": {
                **NUMBER,
                "description": "the articles with all words, reprints included also with fold=1",
            },
            "page": NUMBER,
            "pages": {**NUMBER, "description": "the pages of both parts of the list"},
            "prev": TURNED,
            "next": TURNED,
            "took_ms": MILLISECONDS,
            "relaxed": {
                "type": "boolean",
                "description": "no article has all the words; these have cognates or most of them",
            },
            "notices": list_of(TEXT),
            "correction": nullable(ref("Correction")),
            "wider": nullable(ref("Wider")),
            "results": list_of(ref("Result")),
        },
        {"counts": nullable(ref("Counts")), "folded": TRUTH, "failures": FAILURES},
    ),
    "Result": object_of(
        KNOWN
        | {
            "score": {"type": "number"},
            "missing": {
                **list_of(TEXT),
                "description": "the words of the query that the article lacks",
            },
            "snippets": list_of(ref("Snippet")),
        },
        {
            "reprints": {
                **NUMBER,
                "description": (
                    "other matching articles that tell the same story, folded into this one"
                ),
            },
            "failed": {
                "type": "boolean",
                "description": "the result cannot be shown; its id and what else is known is here",
            },
        },
    ),
    "Snippet": object_of({"text": TEXT, "marks": RANGES}),
    "Correction": object_of(
        {"query": TEXT, "reason": {"enum": list(get_args(Reason))}, "applied": TRUTH}
    ),
    "Wider": object_of({"query": TEXT, "more": NUMBER}),
    "Counts": object_of(
        {
            "facets": {
                "type": "object",
                "propertyNames": {"enum": list(get_args(FacetName))},
                "additionalProperties": list_of(ref("Bucket")),
            },
            "timeline": object_of(
                {
                    "unit": {"enum": list(get_args(Unit))},
                    "undated": NUMBER,
                    "buckets": list_of(ref("Bucket")),
                }
            ),
            "sourceless": {**NUMBER, "description": "the articles without a source"},
        }
    ),
    "Bucket": object_of({"value": TEXT, "count": NUMBER}),
    "Article": object_of(
        KNOWN | {"published": DATE, "text": TEXT, "text_marks": RANGES}, {"notices": list_of(TEXT)}
    ),
    "Concordance": object_of(
        {
            "query": TEXT,
            "understood": TEXT,
            "total": NUMBER,
            "articles": NUMBER,
            "found": NUMBER,
            "lines_total": NUMBER,
            "cut": TRUTH,
            "page": NUMBER,
            "pages": NUMBER,
            "prev": TURNED,
            "next": TURNED,
            "order": TEXT,
            "words": NUMBER,
            "sample": {"type": ["integer", "null"]},
            "seed": NUMBER,
            "took_ms": MILLISECONDS,
            "notices": list_of(TEXT),
            "lines": list_of(ref("Line")),
            "forms": list_of(ref("Bucket")),
        },
        {"failures": FAILURES},
    ),
    "Line": object_of(
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
            "page_url": PAGE_URL,
            "lemma": TEXT,
        }
    ),
    "Trends": object_of(
        {"unit": TEXT, "took_ms": MILLISECONDS, "series": list_of(ref("Series"))},
        {"failures": FAILURES},
    ),
    "Series": object_of(
        {
            "query": TEXT,
            "understood": TEXT,
            "total": NUMBER,
            "undated": NUMBER,
            "notices": list_of(TEXT),
            "points": list_of(ref("Point")),
        }
    ),
    "Point": object_of(
        {
            "period": TEXT,
            "articles": NUMBER,
            "of": NUMBER,
            "share": {"type": ["number", "null"]},
        }
    ),
    "Suggestions": {
        "type": "array",
        "items": {"anyOf": [TEXT, list_of(TEXT), object_of({"notices": list_of(TEXT)})]},
        "minItems": 4,
        "maxItems": 5,
        "description": (
            "what was typed; queries; what each is; the page of its results; "
            "if some failed, that they did"
        ),
    },
    "Health": object_of({"status": {"enum": ["ok", "unavailable"]}}, {"detail": TEXT}),
    "Problem": object_of({"type": TEXT, "title": TEXT, "status": NUMBER, "detail": TEXT}),
}
