"""The JSON API matches its own description: Schemathesis sends valid and invalid requests.

A longer run: EXAMPLES=400 pytest tests/api/test_openapi.py
"""

import os
import re
from collections.abc import Iterator
from math import prod
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import schemathesis
from filled import ARTICLES, write
from flask import Flask
from flask.testing import FlaskClient
from jsonschema_rs import validator_for
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.engine import events, from_schema

from svodka.indexer.engines import open_engine
from svodka.indexer.results.request import MAX_DEPTH
from svodka.webapp.app import create_app
from svodka.webapp.middleware.password import hashed

EXAMPLES = int(os.environ.get("EXAMPLES", "40"))  # for each operation and mode
PROMISED = Path(__file__).with_name("version_1.txt")
FEW = 6  # of feeds and exports, which read their parameters as the search does

# A whole number, as JSON Schema understands it.
_WHOLE = re.compile(r"(-?[0-9]{1,9})(?:\.0+)?")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    url = f"whoosh:{tmp_path_factory.mktemp('api') / 'index'}"
    engine = open_engine(url)
    write(engine, ARTICLES, fresh=True)
    yield create_app({"INDEX": url})
    engine.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def description(client: FlaskClient) -> dict[str, Any]:
    record: dict[str, Any] = client.get("/api/openapi.json").json
    return record


@pytest.mark.parametrize(
    ("paths", "most"), [("^/(api|suggest|healthz)", EXAMPLES), ("^/(feed|export|trends)", FEW)]
)
def test_the_api_keeps_its_description(app: Flask, paths: str, most: int) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    schema.config.generation.deterministic = True
    schema.config.generation.max_examples = most
    schema = schema.include(path_regex=paths)
    schema.config.phases.coverage.enabled = most == EXAMPLES
    schema.config.headers = {"Accept-Encoding": "identity"}  # it unpacks no answers
    schema.hook("filter_case")(_may_be_asked)
    schema.hook("filter_failure")(_is_one)
    wrong, asked = [], 0
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            asked += len(event.recorder.cases)
            checks = [check for each in event.recorder.checks.values() for check in each]
            wrong += [
                f"{event.recorder.label}: {found.failure.title}: "
                f"{found.failure.message}\n{found.code_sample}"
                for check in checks
                if (found := check.failure_info) is not None
            ]
        elif isinstance(event, events.NonFatalError | events.FatalError):
            wrong.append(str(event))
    assert not wrong, "\n\n".join(wrong)
    assert asked > most


def _may_be_asked(_context: object, case: schemathesis.Case) -> bool:
    """A rule that a schema cannot express: the depth of pages."""
    query = case.query or {}
    named = {one["name"]: one for one in case.operation.definition.raw.get("parameters", [])}
    if "page" not in named or "limit" not in named:
        return True
    asked = [
        _WHOLE.fullmatch(str(query.get(name) or named[name]["schema"]["default"]))
        for name in ("page", "limit")
    ]
    return not all(asked) or prod(int(number[1]) for number in asked if number) <= MAX_DEPTH


def _is_one(
    _context: object, failure: object, case: schemathesis.Case, response: schemathesis.Response
) -> bool:
    """False for violations that a URL cannot carry: a number for a text, a missing object."""
    if not isinstance(failure, AcceptedNegativeData):
        return True
    arguments = parse_qs(urlsplit(str(response.request.url)).query, keep_blank_values=True)
    described = case.operation.definition.raw.get("parameters", [])
    return not all(
        _fits(one, arguments[one["name"]]) for one in described if one["name"] in arguments
    )


def _fits(parameter: dict[str, Any], values: list[str]) -> bool:
    schema, first = parameter["schema"], values[0]
    if schema.get("type") == "array" or (first == "" and parameter.get("allowEmptyValue")):
        return True
    number = _WHOLE.fullmatch(first) if schema.get("type") == "integer" else None
    return bool(validator_for(schema).is_valid(int(number[1]) if number else first))


def test_every_route_is_described(app: Flask, description: dict[str, Any]) -> None:
    paths = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    assert {path for path in paths if path.startswith("/api/")} <= set(description["paths"])
    assert (
        {"/suggest", "/healthz", "/feed.atom", "/export.csv"} <= set(description["paths"]) <= paths
    )
    assert description["openapi"].startswith("3.1.")


def test_every_parameter_is_accepted_and_every_key_described(
    client: FlaskClient, description: dict[str, Any]
) -> None:
    schemas = description["components"]["schemas"]
    arguments = "q=завод&page=1&limit=5&sort=oldest&as_typed=1&counts=1&fold=1&strict=1"
    arguments += "&from=2023&to=2024-12"
    arguments += "".join(
        f"&{name}=а&{name}=б" for name in ("source", "section", "author", "person", "place")
    )
    named = {pair.partition("=")[0] for pair in arguments.split("&")}
    assert named == {
        one["name"] for one in description["paths"]["/api/search"]["get"]["parameters"]
    }
    assert client.get(f"/api/search?{arguments}").status_code == 200
    answer = client.get("/api/search?q=завод&counts=1").json
    assert set(answer) <= set(schemas["Page"]["properties"])
    assert set(schemas["Page"]["required"]) <= set(answer)
    assert answer["results"]
    for result in answer["results"]:
        assert set(result) <= set(schemas["Result"]["properties"])
    whole = {"$ref": "#/components/schemas/Page", "components": description["components"]}
    assert list(validator_for(whole).iter_errors(answer)) == []
    assert list(validator_for(whole).iter_errors({**answer, "total": "37"}))


@pytest.mark.parametrize("path", ["/api/search", "/api/openapi.json", "/suggest", "/healthz"])
def test_methods(client: FlaskClient, path: str) -> None:
    whole = client.get(path)
    head = client.head(path)
    assert (head.status_code, head.data) == (200, b"")
    assert head.content_type == whole.content_type
    allowed = client.options(path)
    assert set(allowed.allow) == {"GET", "HEAD", "OPTIONS"}
    for method in ("POST", "PUT", "DELETE", "PATCH", "TRACE", "НЕТ"):
        answer = client.open(path, method=method)
        assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
        assert set(answer.allow) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    "query",
    ["q=%FF%FE&q=b", "q=%00", "q", "&&;", "q=%ED%A0%80", "limit=5&limit=нет", "q=" + "а" * 5000],
)
def test_strange_queries(client: FlaskClient, query: str) -> None:
    for path in ("/api/search", "/suggest", "/api/openapi.json", "/healthz"):
        assert client.get(f"{path}?{query}").status_code == 200


def test_servers_are_named_by_the_address(tmp_path: Path) -> None:
    told = create_app(
        {"INDEX": f"whoosh:{tmp_path}", "ADDRESS": "https://news.example.org/archive/"}
    )
    record: dict[str, Any] = told.test_client().get("/api/openapi.json").json
    assert record["servers"] == [{"url": "https://news.example.org/archive/"}]


@pytest.mark.parametrize(
    "path", ["/api/search", "/api/concordance", "/api/openapi.json", "/suggest", "/healthz"]
)
def test_what_is_refused_is_described(
    tmp_path: Path, description: dict[str, Any], path: str
) -> None:
    config = {"INDEX": f"whoosh:{tmp_path}", "PASSWORD_HASH": hashed("тайна")}
    locked = create_app(config).test_client()
    described = description["paths"][path]["get"]["responses"]
    problem = {"$ref": "#/components/schemas/Problem", "components": description["components"]}
    for status, sent in (
        (401, {}),
        (411, {"HTTP_TRANSFER_ENCODING": "chunked"}),
        (413, {"CONTENT_LENGTH": "1000000"}),
        (421, {"HTTP_HOST": "example.org"}),
    ):
        answer = locked.get(path, environ_overrides=sent)
        if status == 401 and path == "/healthz":
            assert answer.status_code == 503
            assert "401" not in described
            continue
        assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
        assert list(described[str(status)]["content"]) == ["application/problem+json"]
        assert list(validator_for(problem).iter_errors(answer.json)) == []
    assert ("429" in described) is (path != "/healthz")


def test_a_password_is_described(tmp_path: Path, description: dict[str, Any]) -> None:
    assert "security" not in description
    known = {"Authorization": "Basic OtGC0LDQudC90LA="}
    told = create_app(
        {"INDEX": f"whoosh:{tmp_path}", "PASSWORD_HASH": hashed("тайна")}
    ).test_client()
    record: dict[str, Any] = told.get("/api/openapi.json", headers=known).json
    assert record["security"] == [{"password": []}]
    assert record["components"]["securitySchemes"]["password"] == {
        "type": "http",
        "scheme": "basic",
    }
    assert record["paths"]["/healthz"]["get"]["security"] == []


def test_examples_are_what_is_described(description: dict[str, Any]) -> None:
    components = {"components": description["components"]}
    examples = 0
    for operation in (path["get"] for path in description["paths"].values()):
        for parameter in operation.get("parameters", []):
            assert validator_for(parameter["schema"]).is_valid(parameter["example"]), parameter
        for response in operation["responses"].values():
            for content in response.get("content", {}).values():
                if "example" in content:
                    examples += 1
                    whole = validator_for({**content["schema"], **components})
                    assert list(whole.iter_errors(content["example"])) == []
    assert examples == 5


def test_what_programs_rely_on_stays(description: dict[str, Any]) -> None:
    """The parameters and required keys of version 1. Lines of the file are added, not removed."""
    told = {
        f"{path} {parameter['name']}"
        for path, operations in description["paths"].items()
        for parameter in operations["get"].get("parameters", [])
    } | {
        f"{name}.{key}"
        for name, schema in description["components"]["schemas"].items()
        for key in schema.get("required", [])
    }
    promised = set(PROMISED.read_text("utf-8").splitlines())
    assert promised - told == set(), "gone; a new major version of the API would be needed"
    assert told - promised == set(), f"new; add them to {PROMISED.name}"
    assert description["info"]["version"].startswith("1.")


def test_the_language_of_queries_is_linked(client: FlaskClient, description: Any) -> None:
    assert client.get(description["externalDocs"]["url"]).status_code == 200
