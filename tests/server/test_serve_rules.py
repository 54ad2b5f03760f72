"""The running server keeps the rules of HTTP: trusted hosts and proxies, headers, logs."""

import json
import re
import socket
from collections.abc import Iterator

import pytest
from running import standing_in

from svodka.webapp.middleware.password import hashed
from svodka.webapp.middleware.security_headers import CONTENT_SECURITY_POLICY

SERVE = """
import re
import sys
from dataclasses import replace
from web_fake import FakeSearch, articles
import svodka.webapp.app
from svodka.webapp.server import gunicorn

class Fake(FakeSearch):
    def page(self, request):
        if "застрянь" in request.query:
            re.match("(a+)+$", "a" * 60 + "b")  # years, and no other thread runs meanwhile
        return super().page(request)

    def export(self, request, **options):
        export = super().export(request, **options)
        if "сломайся" in request.query:
            return replace(export, articles=(1 / 0 for _ in range(3)))
        return export

gunicorn.LIMITS["timeout"] = 2

def create_app(config):
    app = svodka.webapp.app.create_app(config, search=Fake(articles(3)))
    whole = app.wsgi_app

    def broken(environ, start_response):
        if environ["PATH_INFO"] == "/broken":
            start_response("200 OK", [("X-Broken", "one line\\nand another")])
            return []
        return whole(environ, start_response)

    app.wsgi_app = broken
    return app

gunicorn.create_app = create_app
gunicorn.Server("whoosh:none", sys.argv[1], 0, 1).run()
"""
FORWARDED = (
    "X-Forwarded-Proto: https\r\nX-Forwarded-Host: example.org\r\nX-Forwarded-Prefix: /x\r\n"
)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with standing_in(SERVE, "127.0.0.1") as port:
        yield port


@pytest.fixture(scope="module")
def behind() -> Iterator[int]:
    """The port of a server behind a proxy, with a password."""
    settings = {
        "SVODKA_PROXIES": "1",
        "SVODKA_HOSTS": "example.org",
        "SVODKA_PASSWORD_HASH": hashed("тайна"),
    }
    with standing_in(SERVE, "0.0.0.0", **settings) as port:
        yield port


def exchange(port: int, line: str, headers: str = "Host: localhost\r\n") -> tuple[int, str, str]:
    """The status, head and body of the answer to a request line, which is sent as it is."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(f"{line} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n".encode("latin-1"))
        pieces = []
        while piece := client.recv(1 << 16):
            pieces.append(piece)
    head, _, body = b"".join(pieces).decode().partition("\r\n\r\n")
    found = re.match(r"HTTP/1\.1 (\d+) ", head)
    return int(found[1]) if found else 0, head, body


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("GET /help", 200),
        ("HEAD /help", 200),
        ("OPTIONS /help", 200),
        ("TRACE /help", 405),
        ("OPTIONS *", 404),
        ("CONNECT localhost:80", 404),
        ("GET http://evil.example", 200),
        ("GET http://evil.example/help", 200),
        ("GET //example.org/..", 404),
        ("GET /nowhere", 404),
        ("POST /help", 405),
        ("get /help", 400),
        ("GET help", 400),
    ],
)
def test_methods_and_targets(port: int, line: str, status: int) -> None:
    answered, head, body = exchange(port, line)
    assert answered == status
    assert f"\r\nContent-Security-Policy: {CONTENT_SECURITY_POLICY}\r\n" in f"{head}\r\n"
    assert "evil.example" not in head + body
    assert "Location" not in head
    assert (body == "") is line.startswith(("HEAD", "OPTIONS /"))
    assert not re.search(r"(?im)^server:.*\d", head), "no version is told"


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/api/search?q=товарооборот", 200),
        ("/api/articles/нет?q=товарооборот", 404),
        ("/api/search?q=%D1%82%D0%BE%D0%B2%D0%B0%D1%80ооборот", 200),
        ("/api/search?q=новый товарооборот", 400),  # a blank ends a target
        (f"/api/search?q={'ы' * 4000}", 414),
    ],
)
def test_targets_may_be_raw_utf8(port: int, target: str, status: int) -> None:
    """As curl sends them. Bytes that are no UTF-8 are a strange query, and nothing more."""
    answered, _, body = exchange(port, f"GET {target}".encode().decode("latin-1"))
    assert answered == status
    if status == 200:
        assert json.loads(body)["query"] == "товарооборот"
    assert exchange(port, "GET /api/search?q=\xff\xfe")[0] == 200


def test_pipelined_targets_may_be_raw_utf8(port: int) -> None:
    request = "GET /api/search?q=товарооборот HTTP/1.1\r\nHost: localhost\r\n"
    both = f"{request}\r\n{request}Connection: close\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        client.sendall(both)
        answers = b"".join(iter(lambda: client.recv(1 << 16), b"")).decode()
    assert answers.count("HTTP/1.1 200 OK") == answers.count('"query": "товарооборот"') == 2


def test_it_answers_to_what_it_listens_on(port: int) -> None:
    assert [
        exchange(port, "GET /help", f"Host: {name}\r\n")[0] for name in ("127.0.0.1", "192.0.2.1")
    ] == [200, 421]


@pytest.mark.parametrize(
    "headers", ["", "Host: localhost\r\nHost: evil.example\r\n", "Host: a b\r\n", "Host: \r\n"]
)
def test_hosts_that_are_none(port: int, headers: str) -> None:
    assert exchange(port, "GET /help", headers)[0] == 400


def test_a_foreign_host(port: int) -> None:
    status, head, body = exchange(port, "GET /search?q=a", "Host: evil.example\r\n")
    assert status == 421
    assert "evil.example" not in head + body


@pytest.mark.parametrize(
    "headers",
    [
        FORWARDED,
        "X-Forwarded-Ssl: on\r\nX-Forwarded-Proto: http\r\n",
        "SCRIPT_NAME: /x\r\n",
        "PATH_INFO: /x\r\n",
    ],
)
def test_nobody_is_believed_without_a_setting(port: int, headers: str) -> None:
    status, _, body = exchange(port, "GET /help", f"Host: localhost\r\n{headers}")
    assert status == 200
    assert 'action="/search"' in body
    form = (
        f"Host: localhost\r\n{headers}"
        "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n"
    )
    assert exchange(port, "POST /language", form)[0] == 400


def test_a_proxy_is_believed_where_one_is_set(behind: int) -> None:
    known = "Authorization: Basic OtGC0LDQudC90LA=\r\n"
    status, _, body = exchange(behind, "GET /help", f"Host: svodka:8000\r\n{FORWARDED}{known}")
    assert status == 200
    assert 'action="/x/search"' in body
    assert exchange(behind, "GET /help", f"Host: svodka:8000\r\n{known}")[0] == 421


def test_a_password_is_asked_for(behind: int) -> None:
    status, head, _ = exchange(behind, "GET /help")
    assert status == 401
    assert '\r\nWWW-Authenticate: Basic realm="Svodka", charset="UTF-8"' in head
    assert exchange(behind, "GET /healthz")[0] == 200


@pytest.mark.parametrize(
    ("settings", "place"),
    [
        ({"SVODKA_ADDRESS": "https://news.example.org/"}, "https://news.example.org/"),
        ({"SVODKA_PROXIES": "1"}, "the proxy in front"),
    ],
)
def test_a_site_behind_a_proxy_says_that_it_is_open(settings: dict[str, str], place: str) -> None:
    told = rf"Warning: whoever reaches {re.escape(place)} can read it all; SVODKA_PASSWORD_HASH.*"
    with standing_in(SERVE, "127.0.0.1", says=told, **settings) as port:
        assert exchange(port, "GET /livez")[0] == 200


def test_messages_for_the_operator() -> None:
    """It warns of open access, logs faults without queries, and replaces a hung process."""
    warning = (
        r"Warning: whoever reaches http://0\.0\.0\.0:\d+/ can read it all; "
        r"SVODKA_PASSWORD_HASH sets a password\.\n"
    )
    others = "((?!SECRET|%D1).)*"
    told = (
        rf"{warning}{others}Error handling request GET /broken{others}"
        rf"ZeroDivisionError{others}WORKER TIMEOUT{others}"
    )
    with standing_in(SERVE, "0.0.0.0", says=told) as port:
        # Any address may belong to this machine.
        assert exchange(port, "GET /help", "Host: 192.0.2.1\r\n")[0] == 200
        assert exchange(port, "GET /broken?SECRET")[0] == 500
        broken = "q=%D1%81%D0%BB%D0%BE%D0%BC%D0%B0%D0%B9%D1%81%D1%8F+SECRET"
        for line in (
            f"GET /export.csv?{broken}",
            f"GET /export.jsonl?{broken}",
            f"GET /nowhere?{broken}",
            f"get /SECRET?{broken}",
        ):
            exchange(port, line)
        with socket.create_connection(("127.0.0.1", port), timeout=60) as client:
            client.sendall(
                b"GET /search?q=%D0%B7%D0%B0%D1%81%D1%82%D1%80%D1%8F%D0%BD%D1%8C HTTP/1.1\r\n"
                b"Host: localhost\r\n\r\n"
            )
            assert client.recv(1) == b"", "nobody answers, but the connection ends"
        assert exchange(port, "GET /help")[0] == 200
