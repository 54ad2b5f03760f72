"""Sessions at a terminal and in a pipe: what is printed where, in which language and colour."""

import io
import os
import pty
import re
import shutil
import socket
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import made_archive
import pytest
from running import ROOT, Svodka, another_user, speak_english

from svodka import build
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.webapp.cli import main

STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.fixture(scope="module")
def svodka(tmp_path_factory: pytest.TempPathFactory) -> Svodka:
    """An index of sixty invented articles."""
    place = tmp_path_factory.mktemp("transcripts")
    made_archive.write(place / "архив", 60)
    build(place / "архив", place / "index", jobs=1).close()
    return Svodka(place / "index")


def at_a_terminal(svodka: Svodka, *arguments: str, columns: int = 60, **settings: str) -> str:
    """What a terminal shows of a command that runs in this process: both streams, in order."""
    ours, theirs = pty.openpty()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "NO_COLOR"},
        **{"SVODKA_INDEX": str(svodka.index), "COLUMNS": str(columns), "LINES": "24"},
        **{"PAGER": "cat", "TERM": "xterm", **settings},
    }
    with (
        ThreadPoolExecutor() as reading,
        os.fdopen(theirs, "r+b", buffering=0) as raw,
        mock.patch.dict(os.environ, environment, clear=True),
        mock.patch.object(sys, "argv", ["svodka", *arguments]),
    ):
        shown = reading.submit(lambda: b"".join(read_all(ours)))
        terminal = io.TextIOWrapper(raw, encoding="utf-8", write_through=True)
        with (
            mock.patch.object(sys, "stdin", terminal),
            mock.patch.object(sys, "stdout", terminal),
            mock.patch.object(sys, "stderr", terminal),
            suppress(SystemExit),
        ):
            main()
        speak_english()
        terminal.close()
    os.close(ours)
    return shown.result().decode().replace("\r\n", "\n")


def read_all(terminal: int) -> Iterator[bytes]:
    """All that is written to a terminal until its last writer ends."""
    with suppress(OSError):  # Linux: there is no writer any more
        while piece := os.read(terminal, 1 << 16):
            yield piece


def test_a_terminal_gets_colour_and_lines_of_its_width(svodka: Svodka) -> None:
    shown = at_a_terminal(svodka, "search", "паром", "--limit", "3")
    assert "\x1b[4m" in shown
    assert "\x1b[33m" in shown
    text = STYLE.sub("", shown)
    snippets = [line for line in text.splitlines() if line.startswith("  ") and "://" not in line]
    assert len(snippets) > 6
    assert max(map(len, snippets)) <= 60
    assert re.search(r"\d+ found, page 1 of \d+\n$", text)


def test_who_wants_no_colour_gets_none(svodka: Svodka) -> None:
    shown = at_a_terminal(svodka, "search", "паром", "--limit", "1", NO_COLOR="1")
    assert "\x1b" not in shown
    assert "паром" in shown.lower()


def test_a_long_answer_goes_through_the_pager(svodka: Svodka, tmp_path: Path) -> None:
    paged = tmp_path / "paged"
    pager = tmp_path / "pager"
    pager.write_text(f"#!/bin/sh\nexec cat > '{paged}'\n", "utf-8")
    pager.chmod(0o755)
    shown = at_a_terminal(svodka, "search", "паром", "--limit", "20", PAGER=str(pager))
    assert paged.read_text("utf-8").count("https://") >= 20
    assert shown.count("\n") < 4


def test_a_pipe_gets_plain_whole_lines(svodka: Svodka) -> None:
    piped = svodka.here("search", "паром", "--limit", "3")
    assert "\x1b" not in piped.out
    pages = Search(str(svodka.index)).page(SearchRequest("паром", limit=3))
    snippets = [f"  {one.text}" for result in pages.results for one in result.snippets]
    assert max(map(len, snippets)) > 60
    assert set(snippets) <= set(piped.out.splitlines())


def test_occurrences_stand_in_one_column(svodka: Svodka) -> None:
    shown = STYLE.sub("_", at_a_terminal(svodka, "concordance", "паром", "--limit", "5"))
    lines = [line for line in shown.splitlines() if re.match(r"20\d\d-", line)]
    assert len(lines) == 5
    assert len({line.index("_") for line in lines}) == 1


def test_a_terminal_in_russian(svodka: Svodka) -> None:
    shown = at_a_terminal(svodka, "search", "абракадабра", LC_ALL="ru_RU.UTF-8")
    assert shown == "Не встречается: «абракадабра».\nНичего не найдено\n"


COMMANDS = (
    *(("stats",), ("check", "--quick"), ("folders",), ("inspect", "архив")),
    *(("search", "паром", "-трамвай"), ("concordance", "паром", "--limit", "3")),
    *(("words", "паром"), ("trends", "паром", "мост", "--unit", "year"), ("analyze", "трамваи")),
)
# Names of fields, formats, addresses and versions.
NAMES = {
    *("https", "news", "example", "jsonl", "title", "text", "source", "section", "author"),
    *("date", "pymorphy", "dictionary", "lists"),
}


@pytest.mark.parametrize("language", ["en", "ru"])
def test_commands_say_the_same_at_a_terminal_and_in_a_pipe(
    svodka: Svodka, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    locale = "ru_RU.UTF-8" if language == "ru" else "C.UTF-8"
    monkeypatch.setenv("LC_ALL", locale)
    monkeypatch.chdir(svodka.index.parent)
    for arguments in COMMANDS:
        piped = svodka.here(*arguments)
        assert piped.code == 0, arguments
        told = piped.out + piped.err
        assert "\x1b" not in told
        shown = STYLE.sub("", at_a_terminal(svodka, *arguments, columns=200, LC_ALL=locale))
        assert (piped.err.splitlines() or piped.out.splitlines())[-1] in shown.splitlines()
        if language == "ru":
            rest = re.sub(r"\d+~[0-9a-f]{32}", "", told.replace(str(svodka.index.parent), ""))
            assert {*re.findall("[A-Za-z]{4,}", rest)} <= NAMES, arguments


@pytest.mark.parametrize("language", ["en", "ru"])
def test_typical_mistakes_are_one_sentence_each(
    svodka: Svodka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8" if language == "ru" else "C.UTF-8")
    (tmp_path / "файл").write_text("это не индекс", "utf-8")
    (tmp_path / "чужое").mkdir()
    shutil.copy(ROOT / "LICENSE", tmp_path / "чужое" / "CURRENT")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        for arguments, english, russian in (
            (("index", "нет"), "there is no such folder", "такой папки нет"),
            (("search", "х", "--index", "нет"), "There is no index in", "ещё нет индекса"),
            (("check", "--index", "нет"), "There is no index in", "ещё нет индекса"),
            (("stats", "--index", "sqlite:х"), "is no index address", "не адрес индекса"),
            (("index", ".", "--index", "файл"), "is a file, not a folder", "файл, а не папка"),
            (("stats", "--index", "файл"), "is a file, not a folder", "файл, а не папка"),
            (("search", "х", "--index", "чужое"), "CURRENT is damaged", "CURRENT повреждён"),
            (("serve", "--port", port), "the port is busy", "порт уже занят"),
        ):
            ended = svodka.here(*arguments)
            assert ended.code == 2, arguments
            assert ended.out == ""
            assert (russian if language == "ru" else english) in ended.err
            assert ended.err.startswith("Ошибка: " if language == "ru" else "Error: ")
            assert ended.err.count("\n") == 1, ended.err


@pytest.mark.parametrize(
    ("locale", "begins", "ends"),
    [
        ("C.UTF-8", "Error: ", " cannot be read: you lack the permission\n"),
        ("ru_RU.UTF-8", "Ошибка: ", " не читается: нет прав\n"),
    ],
)
def test_an_index_without_permission(
    monkeypatch: pytest.MonkeyPatch, locale: str, begins: str, ends: str
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        svodka = Svodka(Path(folder) / "index")
        svodka.index.mkdir(mode=0o000)
        svodka.here("search", "паром")  # the other user may not read our Python's modules
        with another_user():
            ended = svodka.here("search", "паром")
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"{begins}{svodka.index}")
        assert ended.err.endswith(ends)
        assert ended.err.count("\n") == 1
