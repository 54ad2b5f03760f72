"""What becomes of the odd answers of a cluster: each is one sentence, and none is a result."""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from running import ROOT
from stub_cluster import VERSION, closed_port, hanging, refused, stub

from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.opensearch import client
from svodka.indexer.engines.port import Engine
from svodka.indexer.errors import IndexMissing, IndexUnreachable, SettingError, UnusableIndexError
from svodka.indexer.query.tree import Everything
from svodka.webapp.app import create_app

STATE = {
    "generation": "news-000001",
    "number": 1,
    "edition": 1,
    "next": 2,
    "aborted": [],
    "removed": {},
    "gone": {},
    "old": {},
    "articles": 3,
    "commits": 1,
    "changed": 0.0,
    "means": [8.0, 200.0],
    "measured": [8.0, 200.0],
    "folders": [],
    "lock": None,
    "nonce": "",
    "format": 1,
}


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "PAUSE", 0.001)
    monkeypatch.setattr(client, "READ_TIME", 0.5)
    monkeypatch.setattr(client, "WRITE_TIME", 0.5)


def state(engine: Engine, **changes: Any) -> tuple[int, Any]:
    stamp = engine.own_stamp()
    record = {"stamp": {"schema": stamp.schema, "analysis": stamp.analysis}} | STATE | changes
    return 200, {"_source": {"state": record}, "_seq_no": 1, "_primary_term": 1}


def test_nobody_there_is_one_sentence(tmp_path: Path) -> None:
    url = f"opensearch://{closed_port()}/news"
    engine = open_engine(url)
    with pytest.raises(IndexUnreachable, match="does not answer"):
        engine.search(Everything(), limit=1)
    # It is no reason to build anything anew.
    with pytest.raises(IndexUnreachable):
        build(engine, [ROOT / "seeds"])
    command = [sys.executable, "-m", "svodka.webapp.cli", "search", "завод", "--index", url]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert told.stderr.startswith("Error: The cluster at")
    assert told.stderr.count("\n") == 1


def test_the_site_answers_503_while_nobody_is_there() -> None:
    site = create_app({"INDEX": f"opensearch://{closed_port()}/news"}).test_client()
    for path in ("/?q=завод", "/api/search?q=завод", "/healthz"):
        assert site.get(path).status_code == 503
    page = site.get("/?q=завод")
    assert page.headers["Retry-After"]
    assert "Кластер не отвечает" in page.text
    assert "does not answer" in site.get("/healthz").text


def test_a_proxy_that_hangs_is_passed_by() -> None:
    with hanging() as silent:
        began = open_engine(f"opensearch://{silent}/news")
        with pytest.raises(IndexUnreachable, match="no answer in time"):
            began.stamp()
        with stub(lambda _method, path: (200, VERSION) if path == "/" else (404, {})) as alive:
            engine = open_engine(f"opensearch://{silent},{alive.address}/news")
            assert engine.stamp() is None


@pytest.mark.parametrize(
    "version",
    [
        {"distribution": "opensearch", "number": "1.3.20"},
        {"distribution": "opensearch", "number": "2.18.0"},
        {"number": "8.19.0"},
        {},
    ],
)
def test_an_engine_that_is_too_old_or_another_is_named(version: dict[str, str]) -> None:
    with stub(lambda _method, _path: (200, {"version": version})) as one:
        engine = open_engine(f"opensearch://{one.address}/news")
        with pytest.raises(UnusableIndexError, match=r"needs OpenSearch 2\.19 or newer"):
            engine.stamp()


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_password_is_explained_and_not_shown(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setenv(client.USER, "anna")
    monkeypatch.setenv(client.PASSWORD, "open-sesame")
    with stub(lambda _method, _path: refused(status, "security_exception", "no")) as one:
        engine = open_engine(f"opensearch://{one.address}/news")
        with pytest.raises(UnusableIndexError, match="does not let us in") as error:
            engine.stamp()
    assert "open-sesame" not in str(error.value)
    assert one.asked[0][2]["Authorization"] == "Basic YW5uYTpvcGVuLXNlc2FtZQ=="


def test_a_key_is_sent_instead_of_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(client.PASSWORD, "open-sesame")
    monkeypatch.setenv(client.API_KEY, "a2V5")
    with stub(lambda _method, path: (200, VERSION) if path == "/" else (404, {})) as one:
        assert open_engine(f"opensearch://{one.address}/news").stamp() is None
    assert one.asked[0][2]["Authorization"] == "ApiKey a2V5"


def test_a_plain_server_is_no_tls_server() -> None:
    with stub(lambda _method, _path: (200, VERSION)) as one:
        engine = open_engine(f"opensearchs://{one.address}/news")
        with pytest.raises(IndexUnreachable, match="certificate"):
            engine.stamp()
    assert one.asked == []


def test_a_certificate_is_verified(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own, key = tmp_path / "own.pem", tmp_path / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run([*made, "-keyout", key, "-out", own], check=True, capture_output=True)

    def answer(_method: str, path: str) -> tuple[int, Any]:
        return (200, VERSION) if path == "/" else (404, {})

    with stub(answer, certificate=(own, key)) as one:
        port = one.address.rpartition(":")[2]
        url = f"opensearchs://localhost:{port}/news"
        with pytest.raises(IndexUnreachable, match="certificate is not trusted"):
            open_engine(url).stamp()
        monkeypatch.setenv(client.CA, str(own))
        assert open_engine(url).stamp() is None
        with pytest.raises(IndexUnreachable, match="certificate"):  # of another name
            open_engine(f"opensearchs://127.0.0.1:{port}/news").stamp()
        monkeypatch.setenv(client.CA, str(tmp_path / "nothing.pem"))
        with pytest.raises(SettingError, match="SVODKA_OPENSEARCH_CA"):
            open_engine(url).stamp()


def test_hosts_that_hang_keep_nobody_long() -> None:
    with hanging() as one, hanging() as two, hanging() as three:
        engine = open_engine(f"opensearch://{one},{two},{three}/news")
        began = time.monotonic()
        with pytest.raises(IndexUnreachable):
            engine.stamp()
        assert time.monotonic() - began < 4 * client.READ_TIME + 1


def test_a_busy_cluster_is_asked_again() -> None:
    refusals = [refused(429, "circuit_breaking_exception", "busy")] * 3

    def answer(_method: str, path: str) -> tuple[int, Any]:
        if refusals:
            return refusals.pop()
        return (200, VERSION) if path == "/" else (404, {})

    with stub(answer) as one:
        assert open_engine(f"opensearch://{one.address}/news").stamp() is None
        refusals[:] = [refused(429, "circuit_breaking_exception", "busy")] * 100
        with pytest.raises(IndexUnreachable, match="too busy"):
            open_engine(f"opensearch://{one.address}/news").stamp()


def test_an_answer_without_a_shard_is_no_answer() -> None:
    def answer(_method: str, path: str) -> tuple[int, Any]:
        if path == "/":
            return 200, VERSION
        if path.startswith("/svodka.state"):
            return state(engine)
        shards = {"total": 3, "successful": 2, "failed": 0}
        found = {"hits": {"total": {"value": 1}, "hits": []}, "timed_out": False}
        return 200, {"_shards": shards, **found}

    with stub(answer) as one:
        engine = open_engine(f"opensearch://{one.address}/news")
        with pytest.raises(IndexUnreachable, match="part of the index"):
            engine.search(Everything(), limit=1)
        with pytest.raises(IndexUnreachable):
            engine.get("zavod")


@pytest.mark.parametrize("lost", [1, 2, 3])
def test_what_lacks_a_shard_is_asked_again_while_its_copy_takes_over(lost: int) -> None:
    asked: Counter[str] = Counter()

    def answer(_method: str, path: str) -> tuple[int, Any]:
        if path == "/":
            return 200, VERSION
        if path.startswith("/svodka.state"):
            return state(engine)
        kind = path.partition("?")[0].rpartition("/")[2]
        asked[kind] += 1
        shards = {"total": 3, "successful": 2 if asked[kind] <= lost else 3, "failed": 0}
        found = {"hits": {"total": {"value": 1}, "hits": []}, "timed_out": False, "_shards": shards}
        return 200, {"responses": [found]} if kind == "_msearch" else found

    with stub(answer) as one:
        engine = open_engine(f"opensearch://{one.address}/news")
        assert engine.search(Everything(), limit=1).total == 1
        assert list(engine.begun(["зав"])) == [True]
        asked.clear()
        assert engine.has("завод")
    assert max(asked.values()) == lost + 1


def test_a_state_that_is_not_ours_is_left_alone() -> None:
    odd: list[Any] = [{"text": "of others"}, {"state": {"format": 2}}, {"state": None}]

    def answer(_method: str, path: str) -> tuple[int, Any]:
        document = {"_source": odd[0], "_seq_no": 1, "_primary_term": 1}
        return 200, VERSION if path == "/" else document

    with stub(answer) as one:
        while odd:
            engine = open_engine(f"opensearch://{one.address}/news")
            with pytest.raises(UnusableIndexError, match="choose another name"):
                build(engine, [ROOT / "seeds"])
            odd.pop(0)
    assert {method for method, _, _ in one.asked} == {"GET"}


def test_an_index_that_is_not_there_yet_is_said() -> None:
    def answer(_method: str, path: str) -> tuple[int, Any]:
        return (200, VERSION) if path == "/" else state(engine, generation="", stamp=None)

    with stub(answer) as one:
        engine = open_engine(f"opensearch://{one.address}/news")
        with pytest.raises(IndexMissing, match="svodka index FOLDER"):
            engine.count()
