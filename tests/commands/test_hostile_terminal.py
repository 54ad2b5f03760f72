"""No hostile article, name, query or argument can control the terminal."""

import json
import os
import re
import shutil
from pathlib import Path

import pytest
from hostile import PAYLOADS, WORD, payloads
from running import Ended, Svodka

# The escapes that click writes to a terminal for bold and underlined words.
STYLES = re.compile(r"\x1b\[[0-9;]*m")
UNSAFE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def assert_harmless(ended: Ended) -> Ended:
    """The output must not move the cursor or turn the direction of text, and must be encodable."""
    for stream in (ended.out, ended.err):
        found = UNSAFE.search(stream)
        assert not found, stream[max(0, found.start() - 60) : found.end() + 20] if found else ""
        stream.encode()
    assert "Traceback" not in ended.err
    return ended


@pytest.fixture(scope="module")
def articles(hostile_index: str) -> Path:
    """The folder of the hostile collection."""
    return Path(hostile_index.removeprefix("whoosh:")).parent / "articles"


@pytest.fixture(scope="module")
def svodka(articles: Path, tmp_path_factory: pytest.TempPathFactory) -> Svodka:
    """The command on an index of the hostile collection: a copy, as others read the original."""
    index = tmp_path_factory.mktemp("hostile") / "index"
    shutil.copytree(articles.parent / "index", index)
    return Svodka(index)


def test_what_indexing_skips(svodka: Svodka, articles: Path, tmp_path: Path) -> None:
    for options in ((), ("--json",)):
        ended = assert_harmless(svodka.here("index", articles, *options))
        assert ended.code == 1
        assert ended.err.count("\nSkipped ") > len(payloads())
    assert {one["path"] for one in ended.report["skipped"]} >= {"lines.jsonl", "table.csv"}
    strange = tmp_path / os.fsdecode(b"\xff\x1b[31m\xe2\x80\xae")
    assert assert_harmless(svodka.here("index", strange)).code == 2


def test_the_index_itself(svodka: Svodka) -> None:
    assert assert_harmless(svodka.here("stats")).code == 0
    assert assert_harmless(svodka.here("check", "--json")).code == 0
    strange = Svodka(svodka.index.parent / os.fsdecode(b"\xff\x1b[31m\xe2\x80\xae"))
    for command in (("search", "порт"), ("stats",), ("check",)):
        assert assert_harmless(strange.here(*command)).code == 2


def test_all_results(svodka: Svodka) -> None:
    first = svodka.here("search", WORD, "--json", "--counts", "--limit", "100")
    for page in range(1, first.report["pages"] + 1, 2):
        arguments = ("search", WORD, "--limit", "100", "--page", str(page))
        assert_harmless(svodka.here(*arguments, *(["--json", "--counts"] if page % 4 == 1 else [])))


@pytest.mark.parametrize("kind", PAYLOADS)
def test_queries(svodka: Svodka, kind: str) -> None:
    for number, payload in enumerate(PAYLOADS[kind]):
        if "\0" in payload or payload.startswith("-"):
            continue
        query = os.fsdecode(payload.encode("utf-8", "surrogatepass"))
        how = ("--source", query, "--json") if number % 2 else ("--limit", "2")
        ended = assert_harmless(svodka.here("search", f"дата:{query} {query}", *how))
        assert ended.code in (0, 1)
        assert not number % 2 or ended.report["query"]
        for line in assert_harmless(svodka.here("analyze", query, "--json")).out.split("\n")[:-1]:
            assert json.loads(line)["text"] == query
        assert assert_harmless(svodka.here("analyze", query)).code == 0


@pytest.mark.parametrize("payload", [*PAYLOADS["terminal"], *PAYLOADS["directions"], "\udcff"])
def test_arguments(svodka: Svodka, payload: str) -> None:
    for arguments in (
        (payload,),
        ("search", f"--sort{payload}", "x"),
        ("stats", payload),
        ("search", "x", "--sort", payload),
        ("search", "x", "--from", payload),
        ("search", "x", "--index", payload),
        ("eval", f"/nowhere/{payload}"),
        ("serve", "--host", payload, "--port", "0"),
    ):
        assert assert_harmless(svodka.here(*arguments)).code == 2
    assert assert_harmless(svodka.here("search", f"--{payload}", "x")).code in (0, 1, 2)


def test_unsafe_text_is_told_from_styles() -> None:
    assert not UNSAFE.search(STYLES.sub("", "\x1b[1mжираф\x1b[0m\n\t"))
    for payload in (*PAYLOADS["terminal"], *PAYLOADS["directions"][:5]):
        assert UNSAFE.search(payload)
