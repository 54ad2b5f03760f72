"""The output of `svodka index` for a changing folder, and the answers of a running server."""

from importlib import import_module
from pathlib import Path

import pytest
from running import Site, Svodka, serving, soon

PAGE = (
    "<html><head><title>Ледоход</title></head>"
    "<body><article><p>На Каме начался ледоход: {}.</p></article></body></html>"
)


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    return Svodka(tmp_path / "index")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four articles, each with its own word."""
    write(
        tmp_path / "вести/театр.txt",
        "Театр открыл сезон\n\nПервым показали «Ревизора», зал был полон.",
    )
    write(tmp_path / "вести/мост.txt", "Мост закрыли\n\nВодители едут в объезд через плотину.")
    write(tmp_path / "вести/раздел/хлеб.txt", "Цены на хлеб\n\nБатон подешевел на рубль.")
    write(tmp_path / "вести/ледоход.html", PAGE.format("рыбаки сошли на берег"))
    return tmp_path / "вести"


def write(path: Path, text: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def change_all(folder: Path) -> None:
    """Add, change, move and delete one article each; one stays."""
    write(folder / "зоопарк.txt", "Прибавление в зоопарке\n\nУ жирафа родился детёныш.")
    write(folder / "мост.txt", "Мост открыли\n\nПо нему прошёл первый трамвай.")
    (folder / "раздел/хлеб.txt").rename(folder / "батон.txt")
    (folder / "театр.txt").unlink()


def test_each_change_is_reported(svodka: Svodka, folder: Path) -> None:
    def counts() -> dict[str, int]:
        ended = svodka.here("index", folder, "--json")
        assert (ended.code, ended.err) == (0, "")
        return ended.counts()

    assert counts() == {"added": 4}
    assert counts() == {"unchanged": 4}
    write(folder / "зоопарк.txt", "Прибавление в зоопарке\n\nУ жирафа родился детёныш.")
    assert counts() == {"added": 1, "unchanged": 4}
    write(folder / "зоопарк.txt", "Прибавление в зоопарке\n\nУ жирафа родились двое.")
    assert counts() == {"changed": 1, "unchanged": 4}
    (folder / "раздел/хлеб.txt").rename(folder / "раздел/батон.txt")
    assert counts() == {"moved": 1, "unchanged": 4}
    (folder / "раздел").rename(folder / "другой раздел")
    assert counts() == {"moved": 1, "unchanged": 4}
    (folder / "театр.txt").unlink()
    assert counts() == {"removed": 1, "unchanged": 4}
    (folder / "мост.txt").touch()
    assert counts() == {"unchanged": 4}


@pytest.mark.parametrize("options", [(), ("--full",)])
def test_all_changes_at_once(svodka: Svodka, folder: Path, options: tuple[str, ...]) -> None:
    svodka.here("index", folder)
    change_all(folder)
    ended = svodka.here("index", folder, "--json", *options)
    assert ended.counts() == {"added": 1, "changed": 1, "moved": 1, "removed": 1, "unchanged": 1}
    assert (ended.report["total"], ended.report["full"]) == (4, "as asked" if options else "")
    assert svodka.found("жираф | трамвай | батон | ревизор | рыбак | плотина") == [
        *("батон.txt", "зоопарк.txt", "ледоход.html", "мост.txt"),
    ]


def test_the_report_in_words(svodka: Svodka, folder: Path) -> None:
    assert svodka.here("index", folder).out.endswith(
        "Articles in the index: 4 (4 added, 0 changed, 0 moved, 0 removed, 0 unchanged).\n"
    )
    change_all(folder)
    write(folder / "пустой.txt", "")
    assert svodka.here("index", folder).out == (
        "Articles in the index: 4 (1 added, 1 changed, 1 moved, 1 removed, 1 unchanged; 1 "
        "skipped).\n"
    )


def test_a_running_server_answers_by_every_change(svodka: Svodka, folder: Path) -> None:
    assert svodka.run("index", folder).code == 0
    with serving(svodka) as site:
        assert site.paths("батон") == ["раздел/хлеб.txt"]
        for options in ([], ["--full"]):
            change_all(folder)
            assert svodka.here("index", folder, *options).code == 0
            assert soon(
                lambda: answers(site) == {"жираф": ["зоопарк.txt"], "батон": ["батон.txt"]}
            ), answers(site)
            (folder / "зоопарк.txt").unlink()
            write(folder / "театр.txt", "Театр закрыл сезон\n\nНапоследок сыграли «Ревизора».")
            write(folder / "мост.txt", "Мост снова закрыли\n\nВ объезд, через плотину, едут все.")
            (folder / "батон.txt").rename(folder / "раздел/хлеб.txt")
            assert svodka.here("index", folder, *options).code == 0
            assert soon(lambda: "жираф" not in answers(site)), answers(site)
            assert answers(site) == {
                **{"батон": ["раздел/хлеб.txt"], "плотина": ["мост.txt"], "ревизор": ["театр.txt"]},
            }


def answers(site: Site) -> dict[str, list[str]]:
    """The paths that a site finds for some words, without words that have no results."""
    queries = ("жираф", "трамвай", "батон", "плотина", "ревизор")
    return {
        query: paths for query in queries if query != "трамвай" and (paths := site.paths(query))
    }


@pytest.mark.parametrize(
    ("damage", "reason"),
    [(b"", "empty"), (b"\0\1\2" * 99, "binary"), (None, "leads nowhere")],
)
def test_what_became_unreadable_is_kept_and_named(
    svodka: Svodka, folder: Path, damage: bytes | None, reason: str
) -> None:
    svodka.here("index", folder)
    (folder / "мост.txt").unlink()
    if damage is None:
        (folder / "мост.txt").symlink_to("нет такого.txt")
    else:
        write(folder / "мост.txt", damage)
    for options in ([], ["--full"], []):
        ended = svodka.here("index", folder, "--json", *options)
        assert reason in ended.skipped()["мост.txt"]
        assert ended.counts() == {"unchanged": 3, "kept": 1}
        assert svodka.found("плотина") == ["мост.txt"]
    (folder / "мост.txt").unlink()
    ended = svodka.here("index", folder, "--json")
    assert ended.counts() == {"unchanged": 3, "removed": 1}
    assert (ended.code, svodka.found("плотина")) == (0, [])


def test_a_file_that_is_mended_counts_as_changed(svodka: Svodka, folder: Path) -> None:
    svodka.here("index", folder)
    whole = (folder / "мост.txt").read_bytes()
    write(folder / "мост.txt", b"")
    svodka.here("index", folder)
    write(folder / "мост.txt", whole)
    assert svodka.here("index", folder, "--json").counts() == {"unchanged": 4}
    write(folder / "мост.txt", b"")
    svodka.here("index", folder)
    write(folder / "мост.txt", whole + " Ждать недолго.".encode())
    assert svodka.here("index", folder, "--json").counts() == {"unchanged": 3, "changed": 1}


def test_a_folder_that_became_unreadable_keeps_its_articles(
    svodka: Svodka, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    svodka.here("index", folder)
    walk = import_module("svodka.indexer.sources.walk")
    listed = walk._names_in

    def refuse(path: Path) -> object:
        if path.name == "раздел":
            raise PermissionError
        return listed(path)

    monkeypatch.setattr(walk, "_names_in", refuse)
    for options in ([], ["--full"]):
        ended = svodka.here("index", folder, "--json", *options)
        assert ended.skipped() == {"раздел/": "no permission to read it"}
        assert ended.counts() == {"unchanged": 3, "kept": 1}
        assert svodka.found("батон") == ["раздел/хлеб.txt"]


def test_a_folder_given_twice_or_within_another_is_read_once(svodka: Svodka, folder: Path) -> None:
    svodka.here("index", folder)
    ended = svodka.here("index", folder, folder / "раздел", f"{folder}/../{folder.name}", "--json")
    assert (ended.code, ended.counts()) == (0, {"unchanged": 4})


def test_a_missing_folder_changes_nothing(svodka: Svodka, folder: Path) -> None:
    svodka.here("index", folder)
    runs = ((svodka.run, []), (svodka.here, ["--full"]), (svodka.here, ["--json"]))
    for run, options in runs:
        ended = run("index", folder, folder / "нет такой", *options)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err.startswith(f"Error: {folder}/нет такой: there is no such folder")
        assert ended.err.count("\n") == 1
        assert svodka.found("плотина") == ["мост.txt"]
