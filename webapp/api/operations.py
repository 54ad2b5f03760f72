"""The operations of the API description (OpenAPI): the addresses for programs."""

from typing import get_args

from svodka.indexer.article import ExactField
from svodka.indexer.engines.records import Sort, Unit
from svodka.indexer.results.concordance import MOST_SAMPLED, MOST_SEED
from svodka.indexer.results.gathering import ORDERS, SIDE
from svodka.indexer.results.request import MAX_DEPTH, MAX_LIMIT
from svodka.indexer.results.trends import MOST_QUERIES
from svodka.indexer.suggest.completions import MAX_SUGGESTIONS
from svodka.webapp.api.examples import ANSWERS
from svodka.webapp.api.problem_responses import LOCKED, MOVED, STRANGE, UNUSABLE, problems
from svodka.webapp.api.schemas import TEXT, Schema, list_of, ref


def _parameter(name: str, schema: Schema, description: str, example: object) -> Schema:
    # Forms send empty fields, and browsers send an empty value for a missing one. For texts an
    # empty value is valid anyway.
    empty = {} if schema.get("type") in ("string", "array") else {"allowEmptyValue": True}
    told = {"description": description, "schema": schema, "example": example}
    return {"name": name, "in": "query", **told, **empty}


def _flag(name: str, description: str) -> Schema:
    return _parameter(name, {"type": "integer", "enum": [0, 1], "default": 0}, description, 1)


def _integer(name: str, most: int, default: int, description: str) -> Schema:
    schema = {"type": "integer", "minimum": 1, "maximum": most, "default": default}
    return _parameter(name, schema, description, default)


def _choice(name: str, values: tuple[str, ...], description: str, default: str = "") -> Schema:
    schema: Schema = {"enum": list(values), "default": default or values[0]}
    return _parameter(name, schema, description, values[-1])


def _day(name: str, description: str, example: str) -> Schema:
    period = {"type": "string", "pattern": r"^(?!0000)[0-9]{4}(-(0[1-9]|1[0-2]))?$"}
    schema = {"anyOf": [{"type": "string", "format": "date", "pattern": "^(?!0000)"}, period]}
    return _parameter(name, schema, f"{description}: 2024-03-01, 2024-03 or 2024", example)


QUERY = _parameter("q", TEXT, "the query; /help tells its language", "товарооборот")
FILTERS = [
    _day("from", "only articles of this day or later", "2024-03"),
    _day(
        "to",
        "only articles of this day or earlier; dates in the wrong order are swapped, with a notice",
        "2024-06-30",
    ),
    *(
        _parameter(
            name,
            list_of(TEXT),
            f"only articles with exactly this {name}, or one of these",
            [example],
        )
        for name, example in zip(
            get_args(ExactField),
            ("Вестник порта", "Экономика", "Анна Лебедева", "Владимир Путин", "Баку"),
            strict=True,
        )
    ),
]
TRENDS = [
    _parameter(
        "q",
        list_of(TEXT) | {"maxItems": MOST_QUERIES},
        f"a query; up to {MOST_QUERIES} of them",
        ["нефть", "газ"],
    ),
    _parameter(
        "unit",
        {"enum": list(get_args(Unit))},
        "the length of a period; without it, the finest that keeps the series short",
        "month",
    ),
    *FILTERS,
]
AS_TYPED = _flag("as_typed", "1: correct nothing")
SORT = _choice("sort", get_args(Sort), "the order of the results", "relevance")
WITH_TEXT = _flag("text", "1: with the texts of the articles")
SEPARATOR = _choice(
    "separator", ("comma", "semicolon"), "what stands between cells; semicolon is for Excel"
)


def _answers(schema: str, mimetype: str = "application/json", missing: str = "") -> Schema:
    """The responses of an operation by status: its answer, and the possible problems."""
    lacking = {"404": missing} if missing else {}
    content = {mimetype: {"schema": ref(schema), "example": ANSWERS[schema]}}
    return {
        "200": {"description": "the answer", "content": content},
        **problems(UNUSABLE | LOCKED | STRANGE | lacking),
    }


def _number(description: str) -> Schema:
    return {"description": description, "schema": {"type": "integer", "minimum": 0}}


def _export(name: str, summary: str, mimetype: str, *own: Schema) -> Schema:
    answer = {
        "description": "all articles found, up to the limit of the site",
        "content": {mimetype: {"schema": TEXT}},
        "headers": {
            "X-Total-Count": _number("the articles found"),
            "X-Exported-Count": _number("the articles in the file"),
            "X-Partial": _number("1 if the query took too long to find all"),
        },
    }
    return {
        "operationId": f"export_{name}",
        "summary": summary,
        "parameters": [QUERY, SORT, AS_TYPED, *FILTERS, *own],
        "responses": {"200": answer, **problems(UNUSABLE | LOCKED | STRANGE)},
    }


OPERATIONS: Schema = {
    "/api/search": {
        "operationId": "search",
        "summary": "One page of the results of a query",
        "parameters": [
            QUERY,
            _integer("page", MAX_DEPTH, 1, f"page; page × limit is {MAX_DEPTH} at most"),
            _integer("limit", MAX_LIMIT, 10, "results on a page"),
            SORT,
            AS_TYPED,
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
                "example": ANSWERS["Article"]["id"],
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
            _choice("order", tuple(ORDERS), "the order of the lines", "rank"),
            _integer("words", SIDE, SIDE, "words of a side by which lines are sorted"),
            _parameter(
                "sample",
                {"type": "integer", "minimum": 1, "maximum": MOST_SAMPLED},
                "so many lines, drawn at random from all that were read",
                100,
            ),
            _integer("seed", MOST_SEED, 1, "another seed draws another sample"),
            AS_TYPED,
            _flag("fold", "1: reprints of one story count once"),
            *FILTERS,
        ],
        "responses": _answers("Concordance"),
    },
    "/api/trends": {
        "operationId": "trends",
        "summary": "The articles of up to five queries over the same days, weeks, months or years",
        "parameters": TRENDS,
        "responses": _answers("Trends"),
    },
    "/trends.csv": {
        "operationId": "trends_csv",
        "summary": "The same as a table: a row for each period of each query",
        "parameters": TRENDS,
        "responses": {
            "200": {"description": "the answer", "content": {"text/csv": {"schema": TEXT}}},
            **problems(UNUSABLE | LOCKED | STRANGE),
        },
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
            _parameter("q", TEXT, "what was typed", "товарооб"),
            _integer("limit", MAX_SUGGESTIONS, 8, "suggestions"),
        ],
        "responses": _answers("Suggestions", "application/x-suggestions+json"),
    },
    "/feed.atom": {
        "operationId": "feed",
        "summary": "The articles found as an Atom feed; newest first unless sort says otherwise",
        "parameters": [
            QUERY,
            _integer("page", MAX_DEPTH, 1, f"page; page × limit is {MAX_DEPTH} at most"),
            _integer("limit", MAX_LIMIT, 50, "entries of the feed"),
            SORT,
            AS_TYPED,
            *FILTERS,
        ],
        "responses": {
            "200": {
                "description": "the feed; a reader that sends its ETag back may get 304",
                "content": {"application/atom+xml": {"schema": TEXT}},
            },
            "304": {"description": "nothing has changed"},
            **problems(UNUSABLE | LOCKED | STRANGE),
        },
    },
    "/export.csv": _export(
        "csv", "The articles found as a table", "text/csv", WITH_TEXT, SEPARATOR
    ),
    "/export.jsonl": _export(
        "jsonl", "The articles found as JSON objects, one a line", "application/jsonl", WITH_TEXT
    ),
    "/export.txt": _export("txt", "References by ГОСТ Р 7.0.5-2008, one a line", "text/plain"),
    "/export.bib": _export("bib", "References for BibTeX", "application/x-bibtex"),
    "/export.ris": _export(
        "ris", "References for citation managers", "application/x-research-info-systems"
    ),
    **{
        path: {
            "operationId": name,
            "summary": summary,
            "security": [],
            "responses": {
                **{
                    status: {
                        "description": text,
                        "content": {"application/json": {"schema": ref("Health")}},
                    }
                    for status, text in statuses.items()
                },
                **problems(STRANGE),
            },
        }
        for path, name, summary, statuses in (
            (
                "/healthz",
                "health",
                "Whether the index serves",
                {"200": "it does", "503": "it does not"},
            ),
            ("/livez", "life", "Whether the process answers", {"200": "it does"}),
        )
    },
}
