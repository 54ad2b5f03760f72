"""A site behind proxies and below a path: all its addresses work; only trusted proxies count."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.indexer.errors import SettingError
from svodka.webapp.app import create_app
from svodka.webapp.middleware.proxies import VARIABLE

FORWARDED = {
    "X-Forwarded-For": "198.51.100.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "example.org",
    "X-Forwarded-Prefix": "/search",
}
PAGES = [
    "/",
    "/search?q=за",
    "/help",
    "/article/t1?q=за&back=page%3D2",
    "/concordance?q=за",
    "/nowhere",
    "/search?q=за&page=0",
]


def site(**config: object) -> Flask:
    return create_app(config, search=FakeSearch(articles(30)))


@pytest.fixture(params=["proxy", "address", "both"])
def client(request: pytest.FixtureRequest) -> FlaskClient:
    """A client of https://example.org/search/ behind a proxy that strips the path."""
    config: dict[str, object] = {"HOSTS": "example.org"}
    if request.param != "proxy":
        config["ADDRESS"] = "https://example.org/search/"
    if request.param != "address":
        config["PROXIES"] = 1
    client = site(**config).test_client()
    client.environ_base.update(
        {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in FORWARDED.items()}
    )
    return client


def addresses_in(html: str) -> list[str]:
    """All addresses in a page."""
    return re.findall(r'(?:href|src|action|data-suggest)="([^"]*)"', html)


@pytest.mark.parametrize("path", PAGES)
def test_all_addresses_of_a_page_lie_below(client: FlaskClient, path: str) -> None:
    here = urljoin("https://example.org/search/", path.removeprefix("/"))
    addresses = [
        urljoin(here, address.replace("&amp;", "&"))
        for address in addresses_in(client.get(path).text)
    ]
    assert len(addresses) > 8
    below = [one for one in addresses if one.startswith("https://example.org/search/")]
    assert sorted({urlsplit(one).netloc for one in addresses if one not in below}) in (
        [],
        ["example.org"],
    )
    for one in set(addresses) - set(below):
        assert re.fullmatch(r"https://example\.org/\d+", one), (
            "only the articles' own sources lie elsewhere"
        )
    for one in set(below):
        asked = one.removeprefix("https://example.org/search")
        status = client.get(asked, buffered=True).status_code
        # The articles name nobody, so a name has no page; a place in a text has a page of its own.
        expected = 404 if re.match("/(?:person|place)[?]", asked) else 302 if "&at=" in asked else 0
        assert status in ((expected,) if expected else (200, 400, 405)) or "#main" in one, one


def test_what_is_no_page_lies_below(client: FlaskClient) -> None:
    told = bool(client.application.config["ADDRESS"])
    root = "https://example.org/search/" if told else "/search/"
    suggested = client.get("/suggest?q=тов").json
    assert suggested
    assert all(one.startswith(f"{root}search?q=") for one in suggested[3])
    feed = re.findall(r'<link [^>]*href="([^"]*)"', client.get("/feed.atom?q=за").text)
    assert len([one for one in feed if one.startswith(root)]) > 3
    assert all(
        one.startswith(root) or re.fullmatch(r"https://example\.org/\d+", one) for one in feed
    )
    assert "Disallow: /search/api/\n" in client.get("/robots.txt").text
    assert client.get("/api/openapi.json").json["servers"] == [{"url": root}]
    assert ("https://example.org/search/sitemap.xml" in client.get("/robots.txt").text) is told
    answer = client.post("/language", data={"language": "en", "to": "/search/help?q=a"})
    assert answer.headers["Location"] == "/search/help?q=a"
    assert "; Path=/search/" in answer.headers["Set-Cookie"]
    assert "; Secure" in answer.headers["Set-Cookie"]
    for elsewhere in ("/help", "/searching", "//example.org/search/"):
        assert (
            client.post("/language", data={"language": "en", "to": elsewhere}).headers["Location"]
            == "/search/"
        )


@pytest.mark.parametrize(
    ("address", "asked"),
    [
        *[
            ("https://example.org/news/", path)
            for path in ("/", "/help", "/news", "/news/", "/news/help", "/news/static/site.css")
        ],
        *[
            ("https://example.org/search/", path)
            for path in ("/search", "/search/", "/search/search", "/search/help")
        ],
        *[
            ("https://example.org/article/", path)
            for path in ("/article/t1", "/article/article/t1")
        ],
        *[("https://example.org/a/b", path) for path in ("/help", "/a/b", "/a/b/", "/a/b/help")],
        *[
            ("https://example.org/ёж/", path)
            for path in ("/help", "/ёж", "/ёж/", "/ёж/help", "/%D1%91%D0%B6/help")
        ],
    ],
)
def test_a_proxy_may_leave_the_path_on(address: str, asked: str) -> None:
    client = site(ADDRESS=address).test_client()
    answer = client.get(asked, buffered=True)
    assert answer.status_code == 200
    for link in addresses_in(answer.text if answer.mimetype == "text/html" else ""):
        assert link.startswith((urlsplit(address).path.rstrip("/") + "/", "#", "?", "https://"))


def test_paths_that_only_look_so() -> None:
    client = site(ADDRESS="https://example.org/news/").test_client()
    for path in ("/newsletter", "/new", "/news/news/help", "/help/news/"):
        assert client.get(path).status_code == 404


def seen_request(proxies: int, headers: dict[str, str]) -> tuple[str, str, str, str]:
    """The address, scheme, host and path of a request behind ``proxies`` trusted proxies."""
    app = site(PROXIES=proxies, HOSTS="example.org")
    seen = []

    @app.before_request
    def look() -> None:
        seen.append((request.remote_addr or "", request.scheme, request.host, request.script_root))

    app.test_client().get("/help", headers=headers)
    return seen[0]


def test_only_trusted_proxies_are_believed() -> None:
    plain = ("127.0.0.1", "http", "localhost", "")
    assert seen_request(0, FORWARDED) == plain
    assert seen_request(1, {}) == plain
    assert seen_request(1, FORWARDED) == ("198.51.100.7", "https", "example.org", "/search")
    twice = {
        name: f"{'/x' if name.endswith('Prefix') else 'x'}, {value}"
        for name, value in FORWARDED.items()
    }
    assert seen_request(1, twice) == ("198.51.100.7", "https", "example.org", "/search")
    behind = {
        name: f"{value}, {'/x' if name.endswith('Prefix') else '127.0.0.1'}"
        for name, value in FORWARDED.items()
    }
    assert seen_request(2, behind) == ("198.51.100.7", "https", "example.org", "/search")
    assert seen_request(2, FORWARDED) == plain


def test_without_proxies_what_is_forwarded_changes_no_answer() -> None:
    client = site().test_client()
    for path in (*PAGES, "/feed.atom?q=за", "/robots.txt", "/api/openapi.json"):
        assert client.get(path, headers=FORWARDED).data == client.get(path).data
    assert (
        "Secure"
        not in client.post("/language", data={"language": "en"}, headers=FORWARDED).headers[
            "Set-Cookie"
        ]
    )


def test_a_host_that_a_proxy_passes_on_must_be_ours_too() -> None:
    client = site(PROXIES=1).test_client()
    assert client.get("/help", headers={"X-Forwarded-Host": "evil.example"}).status_code == 421
    assert client.get("/help", headers={"X-Forwarded-Host": "localhost:8000"}).status_code == 200
    assert (
        client.get("/help", headers={"Host": "svodka", "X-Forwarded-Host": "localhost"}).status_code
        == 200
    )


@pytest.mark.parametrize(
    "prefix",
    [
        "//evil.example",
        "https://evil.example",
        "evil",
        "/a b",
        "/<b>",
        "/a?b",
        "/a#b",
        "/\\evil.example",
        "/а",
    ],
)
def test_a_prefix_is_a_path(prefix: str) -> None:
    client = site(PROXIES=1).test_client()
    answer = client.get("/help", headers={"X-Forwarded-Prefix": prefix.encode().decode("latin-1")})
    assert answer.status_code == 400
    assert "evil" not in answer.text
    assert all(
        link.startswith(("/", "#")) and not link.startswith("//")
        for link in addresses_in(answer.text)
    )


@pytest.mark.parametrize("prefix", ["", "/", "/a", "/a/", "/a-b/c.d/", "/%D1%91"])
def test_prefixes(prefix: str) -> None:
    answer = site(PROXIES=1).test_client().get("/help", headers={"X-Forwarded-Prefix": prefix})
    assert answer.status_code == 200
    assert f'action="{prefix.rstrip("/")}/search"' in answer.text


def test_the_proxy_knows_better_than_the_setting() -> None:
    client = site(PROXIES=1, ADDRESS="https://localhost/news/").test_client()
    assert 'action="/news/search"' in client.get("/news/help").text
    for prefix, path, status in (
        ("/moved", "/help", 200),
        ("/moved", "/news/help", 404),
        ("/news", "/news/help", 404),
    ):
        answer = client.get(path, headers={"X-Forwarded-Prefix": prefix})
        assert answer.status_code == status
        assert f'action="{prefix}/search"' in answer.text


@pytest.mark.parametrize("number", ["-1", "one", "1.0", " 1", "10", "١"])
def test_an_impossible_setting_is_told_at_once(
    number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, number)
    with pytest.raises(SettingError, match=f"{VARIABLE}: «{re.escape(number)}»"):
        site()


def test_the_environment_gives_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    assert site().config["PROXIES"] == 0
    monkeypatch.setenv(VARIABLE, "1")
    answer = (
        site().test_client().get("/help", headers=FORWARDED | {"X-Forwarded-Host": "localhost"})
    )
    assert 'action="/search/search"' in answer.text
