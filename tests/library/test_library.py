"""`from svodka import Search, build, analyze`: answers as flat rows, for programs."""

import doctest
import gc
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, asdict, fields
from pathlib import Path
from types import ModuleType

import pytest
from running import ROOT

import svodka
from svodka import Found, RequestError, Search, analyze, build
from svodka.indexer.library import analysis, search
from svodka.indexer.library import build as building
from svodka.indexer.results import rows

ARTICLES = {
    "депо.txt": (
        "Дата: 2024-03-02\nИсточник: Вестник\n\nНовым трамваям построят депо\n\n"
        "Депо на сорок трамваев откроют к осени.\n"
    ),
    "трамвай.txt": (
        "Дата: 2023-12-15\nИсточник: Маяк\n\nВ Рязани вышел новый трамвай\n\n"
        "Первый вагон проехал по улице Есенина. Новый трамвай везёт двести человек.\n"
    ),
    "ледоход.txt": (
        "Дата: 2024-03-05\nИсточник: Вестник\n\nНа реке начался ледоход\n\n"
        "Лёд на Оке тронулся раньше обычного.\n"
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder «новости» of three articles."""
    folder = tmp_path_factory.mktemp("library") / "новости"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def opened(folder: Path) -> Iterator[Search]:
    """The search of an index of these articles."""
    with build(folder) as search:
        yield search


@pytest.mark.parametrize("module", [analysis, building, rows, search], ids=lambda one: one.__name__)
def test_examples_of_docstrings(
    module: ModuleType, folder: Path, opened: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    names = {"build": build, "search": opened}
    assert doctest.testmod(module, extraglobs=names).failed == 0


def test_public_names_are_there_and_documented() -> None:
    for name in svodka.__all__:
        assert getattr(svodka, name).__doc__, name
        assert name in dir(svodka)
    for name, method in vars(Search).items():
        assert name.startswith("_") or method.__doc__, name
    with pytest.raises(AttributeError, match="no attribute 'serach'"):
        _ = svodka.serach


def test_rows_are_frozen_and_flat(opened: Search) -> None:
    row = next(opened.search("трамвай", limit=1))
    assert isinstance(row, Found)
    assert list(asdict(row)) == [field.name for field in fields(row)]
    assert not any(isinstance(value, list | dict) for value in asdict(row).values())
    with pytest.raises(FrozenInstanceError):
        row.title = ""  # type: ignore[misc]


def test_an_answer_is_exact(opened: Search) -> None:
    assert opened.count("трамваи ледоход") == 0
    assert list(opened.search("трамваи ледоход")) == []  # nothing with some of the words
    assert opened.count("трмавай") == 0  # nothing is corrected
    assert opened.count("") == opened.count("*") == len(opened) == 3


def test_narrowing(opened: Search) -> None:
    def paths(**narrowing: str | list[str]) -> list[str]:
        return sorted(row.path for row in opened.search("*", **narrowing))  # type: ignore[arg-type]

    assert paths(source="Вестник") == ["депо.txt", "ледоход.txt"]
    assert paths(source=["Вестник", "Маяк"], until="2023") == ["трамвай.txt"]
    assert paths(since="март 2024", until="02.03.2024") == ["депо.txt"]
    for wrong in ({"since": "позавчера"}, {"since": "2024", "until": "2023"}, {"paper": "Маяк"}):
        with pytest.raises(RequestError):
            paths(**wrong)


def test_impossible_arguments_are_refused_at_once(opened: Search) -> None:
    for ask in (
        lambda: opened.search("лёд", limit=-1),
        lambda: opened.search("лёд", sort="longest"),  # type: ignore[arg-type]
        lambda: opened.concordance("лёд", limit=-1),
        lambda: opened.concordance("лёд", order="middle"),  # type: ignore[arg-type]
        lambda: opened.facets("лёд", "colour"),  # type: ignore[arg-type]
    ):
        with pytest.raises(RequestError):
            ask()


def test_articles_whole_and_by_id(opened: Search) -> None:
    [article] = opened.export("ледоход")
    assert article.text == "Лёд на Оке тронулся раньше обычного."
    assert opened.article(article.id) == article
    assert opened.article("нет такой") is None


def test_a_concordance_has_every_occurrence(opened: Search) -> None:
    lines = list(opened.concordance("трамвай"))
    assert {line.left + line.hit + line.right for line in lines} == {
        "Депо на сорок трамваев откроют к осени.",
        "Первый вагон проехал по улице Есенина. Новый трамвай везёт двести человек.",
    }
    assert len(list(opened.concordance("трамвай", limit=1))) == 1


def test_a_temporary_index_goes_with_its_search(folder: Path) -> None:
    search = build([folder])
    place = Path(search.index.removeprefix("whoosh:"))
    assert place.is_dir()
    search.close()
    del search
    gc.collect()
    assert not place.exists()


def test_a_folder_that_cannot_be_read_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(svodka.SourceError):
        build(tmp_path / "нет такой", tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_an_index_of_ones_own(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SVODKA_INDEX", str(tmp_path / "index"))
    with pytest.raises(svodka.IndexMissing):
        Search().count("*")
    assert build(folder, tmp_path / "index").report.added == 3
    assert build((), tmp_path / "index").report.unchanged == 3
    assert Search().count("трамвай") == Search(tmp_path / "index").count("трамвай") == 2


def test_names_of_fields_are_mapped(tmp_path: Path) -> None:
    record = '{"заглавие": "Ледоход на Оке", "тело": "Лёд тронулся раньше обычного."}\n'
    (tmp_path / "дневник.jsonl").write_text(record, "utf-8")
    [row] = build(tmp_path, mapping={"title": "заглавие", "text": "тело"}).search("лёд")
    assert (row.title, row.snippet) == ("Ледоход на Оке", "Лёд тронулся раньше обычного.")


def test_words_know_their_places() -> None:
    text = "Нью-йоркские трамваи"
    assert [text[word.start : word.stop] for word in analyze(text)][-1] == "трамваи"


def test_the_package_alone_imports_nothing() -> None:
    """`import svodka` is cheap: the command and the server pay for what they use."""
    asked = "import sys, svodka; print([name for name in sys.modules if 'svodka.' in name])"
    environment = os.environ | {"PYTHONPATH": str(ROOT / ".src")}
    command = [sys.executable, "-c", asked]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"
