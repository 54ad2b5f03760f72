"""Host names that the site accepts: its own, and no foreign names that point to its address."""

import socket

import pytest
from web_fake import FakeSearch, articles
from werkzeug.test import create_environ, run_wsgi_app

from svodka.indexer.errors import SettingError
from svodka.webapp.app import create_app
from svodka.webapp.middleware.hosts import VARIABLE, trusted

LOOPBACK = ["localhost", "LOCALHOST:8000", "localhost.", "app.localhost:80", "127.0.0.1",
            "127.0.0.1:8000", "127.8.8.8",
            "[::1]", "[::1]:8000", "[0:0:0:0:0:0:0:1]"]  # fmt: skip
FOREIGN = ["example.org", "localhost.example.org", "127.0.0.1.example.org", "notlocalhost",
           "0.0.0.0", "192.168.0.7:8000",
           "[2001:db8::1]", "news.example.org.evil.example", "2130706433", "127.1",
           "0x7f.0.0.1"]  # fmt: skip
WRONG = ["", " ", "a b", "localhost:port", "localhost:8000:1", "user@localhost", "localhost/",
         "localhost,example.org", "[::1",
         "::1", "a..b", ".", "..", "локальный", "<b>", "a" * 64 + ".org", "localhost#",
         "localhost\\"]  # fmt: skip
MACHINE = socket.gethostname().lower()


def status(host: str | None, protocol: str = "HTTP/1.1", **config: object) -> int:
    """The status of a request with this Host header, or without one."""
    app = create_app(config, search=FakeSearch(articles(1)))
    environ = create_environ("/help") | {
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": protocol,
    }
    del environ["HTTP_HOST"]
    if host is not None:
        environ["HTTP_HOST"] = host.encode().decode("latin-1")
    _, answered, _ = run_wsgi_app(app, environ)
    return int(answered.split()[0])


@pytest.mark.parametrize("host", LOOPBACK)
def test_loopback_is_always_asked(host: str) -> None:
    assert status(host) == 200
    assert (
        status(
            host,
            HOSTS="news.example.org",
            ADDRESS="https://example.org/",
            LISTENS=("0.0.0.0", "0.0.0.0"),
        )
        == 200
    )


@pytest.mark.parametrize("host", FOREIGN)
def test_other_names_are_refused(host: str) -> None:
    assert status(host) == 421
    assert status(host, HOSTS="news.example.org") == 421


@pytest.mark.parametrize("host", WRONG)
def test_what_is_no_name_is_refused(host: str) -> None:
    assert status(host) == 400
    assert status(host, LISTENS=("0.0.0.0", "0.0.0.0")) == 400


def test_names_that_were_told() -> None:
    hosts = "news.example.org, .Example.COM ,203.0.113.5,[2001:db8::1],2001:db8::2,пример.рф"
    for host in ("news.example.org", "NEWS.example.org:8443", "example.com", "a.b.example.com",
    "203.0.113.5:80",
                 "[2001:db8::1]:80", "[2001:DB8:0::2]", "xn--e1afmkfd.xn--p1ai"):  # fmt: skip
        assert status(host, HOSTS=hosts) == 200, host
    for host in (
        "example.org",
        "a.news.example.org",
        "anexample.com",
        "203.0.113.6",
        "[2001:db8::3]",
    ):
        assert status(host, HOSTS=hosts) == 421, host


def test_the_address_is_a_name() -> None:
    for address, host in (
        ("https://news.example.org/archive/", "news.example.org"),
        ("http://news.example.org:8000/", "news.example.org"),
        ("https://пример.рф/", "xn--e1afmkfd.xn--p1ai"),
        ("http://[2001:db8::1]:8000/", "[2001:db8::1]:8000"),
    ):
        assert status(host, ADDRESS=address) == 200
        assert status("www.news.example.org", ADDRESS=address) == 421


def test_what_it_listens_on_is_a_name() -> None:
    assert status("192.168.0.7:8000", LISTENS=("192.168.0.7", "192.168.0.7")) == 200
    assert status("192.168.0.8:8000", LISTENS=("192.168.0.7", "192.168.0.7")) == 421
    for host in ("mybox", "192.168.0.7"):
        assert status(host, LISTENS=("MyBox", "192.168.0.7")) == 200
    assert status("[fe80::1]", LISTENS=("fe80::1%eth0", "fe80::1%eth0")) == 200


@pytest.mark.parametrize("everywhere", ["0.0.0.0", "::"])
def test_everywhere_any_address_and_the_machine_are_names(everywhere: str) -> None:
    for host in ("192.168.0.7:8000", "[2001:db8::1]:8000", MACHINE, f"{MACHINE}.local:8000"):
        assert status(host, LISTENS=("", everywhere)) == 200
        assert status(host, LISTENS=("", everywhere), HOSTS="news.example.org") == 421
    for host in ("example.org", "192.168.0.7.example.org", f"{MACHINE}.evil.example"):
        assert status(host, LISTENS=("", everywhere)) == 421


def test_the_oldest_clients_give_no_name() -> None:
    assert status(None, "HTTP/1.0") == 200
    assert status(None, "HTTP/1.1") == 400
    assert status("example.org", "HTTP/1.0") == 421


@pytest.mark.parametrize(
    "hosts",
    ["a b", "news.example.org:8000", "https://news.example.org/", "*", "a..b", "..org", "[::1]:80"],
)
def test_an_impossible_setting_is_told_at_once(hosts: str) -> None:
    with pytest.raises(SettingError, match=f"{VARIABLE}: «"):
        create_app({"HOSTS": hosts}, search=FakeSearch([]))


def test_the_environment_gives_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "news.example.org")
    assert status("news.example.org") == 200
    monkeypatch.setenv(VARIABLE, " , ")
    assert status("news.example.org") == 421
    assert trusted("", "", ()).names == {"localhost"}


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "text/html"), ("/search", "text/html"), ("/static/site.css", "text/html"),
     ("/api/search", "application/problem+json"),
     ("/healthz", "application/problem+json"), ("/nowhere", "text/html")],
)  # fmt: skip
def test_strangers_get_nothing(path: str, kind: str) -> None:
    client = create_app(
        {"ADDRESS": "https://news.example.org/"}, search=FakeSearch(articles(3))
    ).test_client()
    answer = client.get(f"{path}?q=СЕКРЕТ", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.mimetype) == (421, kind)
    for word in (
        "evil.example",
        "news.example.org",
        "СЕКРЕТ",
        "%D0",
        "<a ",
        "<form",
        "Товарооборот",
    ):
        assert word not in answer.text
    assert VARIABLE in answer.text
    posted = client.post("/language", data={"language": "en"}, headers={"Host": "evil.example"})
    assert posted.status_code == 421
    assert "Set-Cookie" not in posted.headers
