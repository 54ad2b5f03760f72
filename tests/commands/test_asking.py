"""The commands that ask an index: search, show, concordance, words, trends."""

import csv
import io
import json
from pathlib import Path
from typing import get_args

import pytest
from filled import ARTICLES, write
from running import Ended, Svodka

from svodka.indexer.article import Article
from svodka.indexer.commands.asking import contexts, trends
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.records import Unit
from svodka.indexer.results import gathering

NEW = Article(
    "most", "Завод строит мост", "Мост у завода откроют весной.", "most.txt", "2024-06-01"
)


@pytest.fixture(scope="module")
def svodka(tmp_path_factory: pytest.TempPathFactory) -> Svodka:
    """An index of the articles of ``filled``."""
    svodka = Svodka(tmp_path_factory.mktemp("asking") / "index")
    write(open_engine(f"whoosh:{svodka.index}"), ARTICLES)
    return svodka


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for saved searches, and a working folder without settings."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "state"


def ids(ended: Ended) -> list[str]:
    return [json.loads(line)["id"] for line in ended.out.splitlines()]


def test_a_query_needs_no_quotation_marks(svodka: Svodka) -> None:
    apart = svodka.here("search", "южный", "кавказ", "--strict", "--json").report
    together = svodka.here("search", "южный кавказ", "--strict", "--json").report
    assert apart["query"] == "южный кавказ"
    assert apart["results"] == together["results"]
    without = svodka.here("search", "кавказ", "-стали", "завод", "--format", "jsonl", "--as-typed")
    assert "stal" not in ids(without)
    assert svodka.here("search", "-завод", "--format", "jsonl").code == 0
    assert svodka.here("search").err.count("QUERY…") == 2


def test_a_result_has_its_id_and_address(svodka: Svodka) -> None:
    shown = svodka.here("search", "дамба")
    assert shown.out.splitlines()[:3] == [
        "Река вышла из берегов",
        "  2024-05-20, Вестник, reka.txt",
        "  reka https://vestnik.example/reka",
    ]
    assert shown.err == "1 found, page 1 of 1\n"


def test_an_article_is_shown_by_its_id(svodka: Svodka) -> None:
    shown = svodka.here("show", "reka", "--mark", "дамба")
    assert shown.code == 0
    assert shown.out.splitlines()[:3] == [
        "Река вышла из берегов",
        "2024-05-20T10:30:00+03:00, Вестник, Происшествия",
        "reka https://vestnik.example/reka reka.txt",
    ]
    assert "строят дамбу" in shown.out
    record = svodka.here("show", "reka", "--json", "--mark", "дамба").report
    [(start, stop)] = record["text_marks"]
    assert record["text"][start:stop] == "дамбу"
    missing = svodka.here("show", "море")
    assert (missing.code, missing.out) == (1, "")
    assert missing.err == "There is no article with the id море\n"


@pytest.mark.parametrize("form", ["tsv", "csv", "jsonl"])
def test_rows_are_a_line_each(svodka: Svodka, form: str) -> None:
    ended = svodka.here("search", "кавказ | завод", "--all", "--format", form, "--sort", "oldest")
    assert ended.code == 0
    assert "\x1b" not in ended.out
    if form == "jsonl":
        rows = [json.loads(line) for line in ended.out.splitlines()]
    else:
        dialect = "excel-tab" if form == "tsv" else "excel"
        rows = list(csv.DictReader(io.StringIO(ended.out), dialect=dialect))
    assert sorted(row["id"] for row in rows) == ["nyu-york", "reka", "stal", "zavod"]
    [york] = [row for row in rows if row["id"] == "nyu-york"]
    assert york["snippet"].startswith("Художник привёз «Южный Кавказ»")
    assert not york["date"]
    assert ended.out.count("\n") == 4 + (form != "jsonl")


def test_rows_of_a_page_and_of_all(svodka: Svodka) -> None:
    assert len(ids(svodka.here("search", "*", "--limit", "2", "--format", "jsonl"))) == 2
    assert len(ids(svodka.here("search", "*", "--all", "--format", "jsonl"))) == len(ARTICLES)
    refused = svodka.here("search", "*", "--json", "--format", "csv")
    assert (refused.code, refused.out) == (2, "")


def test_a_saved_search_tells_what_is_new(tmp_path: Path, state: Path) -> None:
    svodka = Svodka(tmp_path / "index")
    engine = open_engine(f"whoosh:{svodka.index}")
    write(engine, ARTICLES)
    saved = svodka.here("search", "завод", "--from", "2024", "--save", "мой завод")
    assert saved.code == 0
    assert "--since-last 'мой завод'" in saved.err
    again = svodka.here("search", "--since-last", "мой завод", "--format", "jsonl")
    assert (again.code, again.out, again.err) == (1, "", "0 new\n")
    write(engine, [NEW])
    elsewhere = Svodka(tmp_path / "another")  # the search knows its index
    told = elsewhere.here("search", "--since-last", "мой завод", "--format", "jsonl")
    assert (told.code, ids(told)) == (0, ["most"])
    assert svodka.here("search", "--since-last", "мой завод").code == 1
    assert len(list(state.rglob("*.json"))) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--since-last", "нет"), "no search is saved as нет"),
        (("завод", "--since-last", "нет"), "--since-last stands alone"),
        (("завод", "--save", " "), "is no name for a search"),
        (("завод", "--save", "щ" * 100), "is no name for a search"),
    ],
)
def test_mistakes_with_saved_searches(svodka: Svodka, arguments: list[str], said: str) -> None:
    ended = svodka.here("search", *arguments)
    assert ended.code == 2
    assert said in ended.err


def test_a_broken_saved_search_is_one_sentence(svodka: Svodka, state: Path) -> None:
    svodka.here("search", "завод", "--save", "завод")
    [file] = state.rglob("*.json")
    for broken in ("{", "[]", '{"version": 9, "filters": {}}'):
        file.write_text(broken, "utf-8")
        ended = svodka.here("search", "--since-last", "завод")
        assert ended.code == 2
        assert "save it again" in ended.err
        assert ended.err.count("\n") == 1


def test_every_occurrence_in_a_line(svodka: Svodka) -> None:
    ended = svodka.here("concordance", "завод", "--order", "left", "--format", "jsonl")
    rows = [json.loads(line) for line in ended.out.splitlines()]
    assert sorted(row["hit"] for row in rows) == ["завода", "заводе", "заводе"]
    assert ended.err == "3 occurrences\n"
    limited = svodka.here("concordance", "завод", "--limit", "1")
    assert limited.out.count("\n") == 1
    assert svodka.here("concordance", "самовар").code == 1


def test_orders_are_those_of_the_library() -> None:
    assert contexts.ORDERS == gathering.ORDERS
    assert get_args(Unit) == trends.UNITS


def test_forms_with_counts(svodka: Svodka) -> None:
    assert svodka.here("words", "завод").out == "2  2  заводе\n1  1  завода\n"
    table = svodka.here("words", "южный", "кавказ", "--format", "tsv").out.splitlines()
    assert table[0] == "form\toccurrences\tarticles"
    forms = [line.split("\t")[0] for line in table[1:]]
    assert sorted(forms) == ["кавказ", "кавказа", "южного", "южный"]


def test_articles_over_time(svodka: Svodka) -> None:
    ended = svodka.here("trends", "завод", "сталь", "--unit", "year", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.out)))
    assert [(row["query"], row["period"], row["articles"]) for row in rows] == [
        ("завод", "2023", "0"),
        ("завод", "2024", "2"),
        ("сталь", "2023", "1"),
        ("сталь", "2024", "0"),
    ]
    shown = svodka.here("trends", "завод", "--unit", "year")
    assert shown.out.splitlines()[0] == "завод: 2 articles"
    record = svodka.here("trends", "завод", "--json").report
    assert record["series"][0]["total"] == 2
    assert svodka.here("trends", *"абвгде").code == 2


def test_filters_alone_are_a_query(svodka: Svodka) -> None:
    assert ids(svodka.here("search", "--source", "Вестник", "--format", "jsonl")) == ["reka"]


def test_a_quick_check_compares_checksums(svodka: Svodka, tmp_path: Path) -> None:
    assert svodka.here("check", "--quick").out == "The index is whole: 4 articles.\n"
    assert svodka.here("check", "--quick", "--index", str(tmp_path / "nothing")).code == 2
    copy = Svodka(tmp_path / "index")
    write(open_engine(f"whoosh:{copy.index}"), ARTICLES)
    largest = max(copy.generation().iterdir(), key=lambda path: path.stat().st_size)
    data = bytearray(largest.read_bytes())
    data[len(data) // 2] ^= 1
    largest.write_bytes(data)
    ended = copy.here("check", "--quick")
    assert ended.code == 2
    assert ended.err.startswith(f"{largest.parent.name}/{largest.name} is damaged")
