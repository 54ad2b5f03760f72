"""Any bytes under any name of a format become articles or a reason, and nothing else.

A longer run: EXAMPLES=20000 pytest tests/sources/test_sources_bytes.py
"""

import dataclasses
import gzip
import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from russian_words import pieces

from svodka.indexer.documents.preparation import prepare
from svodka.indexer.errors import SourceError
from svodka.indexer.sources import Root, read, walk

EXAMPLES = int(os.environ.get("EXAMPLES", "60"))

BOUNDED = settings(deadline=None, suppress_health_check=list(HealthCheck), database=None)

ENCODINGS = pieces(
    "utf-8¦utf-8-sig¦utf-16¦utf-16-be¦utf-32¦utf-32-be¦cp1251¦koi8-r¦cp866¦mac-cyrillic"
)
NAMES = pieces(
    "id¦title¦text¦date¦source¦section¦author¦url¦заголовок¦текст¦дата¦body¦headline¦articles¦data",
    "новости¦Title¦@type¦datePublished¦articleBody¦name¦@graph¦x",
)
VALUES = pieces(
    "¦ ¦a¦Паром вернулся¦2024-08-19¦2024-13-45¦0000-00-00¦99999-01-01¦19.08.2024¦31 февраля 2024",
    "2024-08-19T25:61:61+99:99¦2024-08-19T10:00:00+23:59¦0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-12:00¦http://[::1¦http://a:b@c:99999999/¦javascript:1¦//",
    "http://пример.рф/%zz¦\ud800¦\udfff¦\x00¦\u202e¦1e999¦-0¦\u0660\u0661\u0662¦²¦Саша\u0301¦NaN",
    "вчера¦1724050000¦17240500000000000000¦" + "1" * 400,
)
TOKENS = {
    ".txt": pieces(
        "Заголовок: ¦Дата: ¦Источник: ¦Title: ¦Date: ¦\n¦\n\n¦\r¦\r\n¦\x0b¦\x0c¦\x85¦---¦\u2028",
        ": ¦- ¦«¦»¦. ",
    ),
    ".md": pieces(
        "---\n¦+++\n¦;;;\n¦{\n¦}\n¦title: ¦date: ¦text: ¦\n¦\n\n¦# ¦## ¦> ¦* ¦1. ¦```¦~~~¦[¦]"
        "(¦)¦![",
        "<b>¦</b>¦&amp;¦&#0;¦&#xD800;¦&#x110000;¦**¦_¦\\¦&a ¦*a¦<<: *a¦? "
        "¦!!python/object:os.system ",
        "!!binary ¦!!timestamp ¦!!int ¦!!float ¦!!set ¦0x¦0o9¦1_000¦190:20:30¦.inf¦.nan¦~¦[a, b]",
        "|\n  ¦>\n  ¦%YAML 9.9\n¦title = ¦\"¦'¦a = 1979-05-27T07:32:00Z¦[a.b]¦[[a]]¦\t¦...\n"
        "¦{a: b}",
        "2024-02-31¦2024-02-30 25:00:00",
    ),
    ".html": pieces(
        "<!doctype html>¦<html>¦</html>¦<html lang=ru>¦<head>¦</head>¦<body>¦</body>¦<p>¦</p>",
        "<article>¦</article>¦<h1>¦</h1>¦<h2>¦<title>¦</title>¦<table><tr><td>¦<ul><li>¦<pre>¦<br>",
        "<meta charset=windows-1251>¦<meta charset=nonsense>¦<meta charset='utf-16'>¦<svg>¦<style>",
        "<meta charset=idna>¦<?xml version='1.0' encoding='utf-7'?>¦<![CDATA[¦]]>¦<!--¦-->¦'>",
        "<?xml version='1.0' encoding='UTF-16'?>¦<meta property='article:published_time' content='",
        "<meta name=author content='¦<meta property=og:title content='¦<time datetime='¦<a href='",
        "<link rel=canonical href='¦<script type='application/ld+json'>¦</script>¦<math>"
        "¦<template>",
        "<frameset>¦<iframe>¦<select><option>¦<1>¦<x:y z:a='b'>¦<a\x00b>¦<¦&#0;¦&#xD800;"
        "¦&#x110000;",
        "&nbsp;¦&bogus;¦&¦\x00¦<base href='http://[::1'>",
    ),
    ".json": pieces('[¦]¦{¦}¦,¦:¦"¦\\u¦\\ud800¦1¦-¦1e999¦NaN¦true¦null¦\ufeff¦//¦' + "9" * 5000),
    ".jsonl": pieces('[¦]¦{¦}¦,¦:¦"¦\n¦\r¦\u2028¦\\ud800¦1e999¦NaN¦null¦\ufeff¦' + "9" * 5000),
    ".csv": pieces(',¦;¦\t¦|¦"¦""¦\n¦\r¦\r\n¦\x00¦title,text,date\n¦id;заголовок;текст\n¦\''),
    ".tsv": pieces(
        '\t¦"¦\n¦\r¦\x00¦title\ttext\tdate\n¦id\tзаголовок\tтекст\n¦title\ttitle\ttext\n'
    ),
}

scalars = st.one_of(
    *(
        st.none(),
        st.booleans(),
        st.integers(-(10**30), 10**30),
        st.floats(),
        st.sampled_from(VALUES),
        st.text(max_size=20),
    )
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=5), inner, max_size=6),
    ),
    max_leaves=20,
)
records = st.dictionaries(st.sampled_from(NAMES), values, max_size=8)
dumped = st.builds(json.dumps, records, ensure_ascii=st.booleans())


def wrapped(texts: st.SearchStrategy[str]) -> st.SearchStrategy[bytes]:
    """Texts in any encoding, some with letters that it does not have."""
    return st.builds(
        lambda text, encoding, how: text.encode(
            encoding, how if how != "surrogatepass" or "utf" in encoding else "replace"
        ),
        *(
            texts,
            st.sampled_from(ENCODINGS),
            st.sampled_from(("replace", "surrogatepass", "xmlcharrefreplace")),
        ),
    )


def soup(suffix: str) -> st.SearchStrategy[str]:
    """Pieces of a format in any order."""
    piece = st.one_of(
        st.sampled_from(TOKENS[suffix]),
        st.sampled_from(VALUES),
        st.sampled_from(NAMES),
        st.text(max_size=8),
        dumped,
    )
    return st.lists(piece, max_size=30).map("".join)


def rows_of(delimiter: str) -> st.SearchStrategy[str]:
    """Rows of a table without its header."""
    row = st.lists(st.sampled_from(VALUES) | st.text(max_size=20), min_size=1, max_size=5)
    return st.lists(row.map(delimiter.join), max_size=5).map("\n".join)


def number(raw: bytes, most: int) -> int:
    """A number from 0 to ``most``, made from bytes."""
    return int.from_bytes(raw) % (most + 1)


def whole(suffix: str) -> st.SearchStrategy[str]:
    """Well-formed files with any values."""
    made: dict[str, st.SearchStrategy[str]] = {
        ".txt": st.builds(
            "Заголовок: {}\nДата: {}\nИсточник: {}\n\n{}".format,
            *[st.sampled_from(VALUES)] * 3,
            st.text(),
        ),
        ".md": st.builds(
            "---\ntitle: {}\ndate: {}\nid: {}\n---\n\n{}".format,
            *[st.sampled_from(VALUES)] * 3,
            soup(".md"),
        ),
        ".html": st.builds(
            "<html><head><meta property='article:published_time' content='{}'>"
            "<script type='application/ld+json'>{}</script></head><body><article>"
            "<h1>{}</h1><p>{}</p></article></body></html>".format,
            *(st.sampled_from(VALUES), dumped, st.sampled_from(VALUES), soup(".html")),
        ),
        ".json": st.one_of(dumped, (st.lists(records, max_size=3) | values).map(json.dumps)),
        ".jsonl": st.lists(dumped, max_size=4).map("\n".join),
        ".csv": rows_of(",").map("id,title,text,date,url\n".__add__),
        ".tsv": rows_of("\t").map("id\ttitle\ttext\tdate\turl\n".__add__),
    }
    return made[suffix]


@st.composite
def mutated(draw: Callable[..., bytes], files: st.SearchStrategy[bytes]) -> bytes:
    """A file with pieces lost, doubled, inserted or changed."""
    raw: bytes = draw(files)
    for _ in range(number(draw(st.binary(min_size=1, max_size=1)), 3)):
        start = number(draw(st.binary(min_size=2, max_size=2)), len(raw))
        length = number(draw(st.binary(min_size=1, max_size=1)), 15)
        stop = start + length
        piece = draw(
            st.sampled_from((b"", raw[start:stop] * 2, b"\x00", b"\xff", b"\xef\xbb\xbf", b"\r"))
            | st.binary(max_size=4)
        )
        raw = raw[:start] + piece + raw[stop:]
    return raw


def files(suffix: str) -> st.SearchStrategy[bytes]:
    good = wrapped(whole(suffix))
    others = (wrapped(soup(suffix)), wrapped(st.text()))
    return st.one_of(st.binary(max_size=200), good, mutated(good), *others)


def examine(name: str, raw: bytes) -> None:
    """Read a file of this name as a build does."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(raw)
        skipped: list[str] = []
        found = 0
        for candidate in walk([Root.at(Path(folder))], lambda _, reason: skipped.append(reason)):
            try:
                document = prepare(read(candidate), candidate.digest)
            except SourceError as error:
                skipped.append(str(error))
            else:
                found += 1
                for value in filter(None, dataclasses.astuple(document.article)):
                    assert type(value) is str  # a library's type may hold a whole tree
                    value.encode()  # no lone surrogates
        assert found or skipped
        assert all(reason.strip() and "\n" not in reason for reason in skipped)


@pytest.mark.parametrize("suffix", TOKENS)
def test_any_bytes(suffix: str) -> None:
    @given(files(suffix))
    @settings(BOUNDED, max_examples=EXAMPLES)
    def any_bytes(raw: bytes) -> None:
        examine(f"вести{suffix}", raw)

    any_bytes()


@pytest.mark.parametrize("suffix", TOKENS)
def test_any_bytes_packed(suffix: str) -> None:
    packed = files(suffix).map(lambda raw: gzip.compress(raw, mtime=0))
    several = st.builds(bytes.__add__, packed, packed | st.binary(max_size=20))

    @given(st.one_of(packed, mutated(packed), several, st.binary(max_size=100)))
    @settings(BOUNDED, max_examples=max(EXAMPLES // 3, 1))
    def any_bytes(raw: bytes) -> None:
        examine(f"вести{suffix}.gz", raw)

    any_bytes()
