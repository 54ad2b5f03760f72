"""The rooms of the house: imports run downwards only, and each library has one room."""

import ast
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / ".src" / "svodka"

# The rooms and single modules of each package by floor, from the top down. A module imports from
# lower floors and from its own room. Modules of the ground floor may import each other.
FLOORS = {
    "indexer": (
        "commands library",
        "build search",
        "building results suggest",
        "engines highlight",
        "sources documents query",
        "analysis",
        "article errors notice budget limits printable failure bulkhead",
    ),
    "webapp": (
        "cli",
        "server",
        "app",
        "pages feeds api",
        "presentation",
        "middleware monitoring",
        "followed",
        "parameters searcher addresses settings version",
    ),
}
# Imports that are forbidden even where floors allow them.
NEVER = {
    "documents": {"query"},
    "engines": {"highlight"},
    "sources": {"query", "documents"},
}
# The rooms and modules of the indexer that the site may import.
OPEN_TO_WEBAPP = {
    *(
        "search",
        "results",
        "suggest",
        "query.filters",
        "query.proposal",
        "query.tree",  # which pages tell in their language
        "engines",
        "highlight.marks",
    ),
    "analysis.months",
    "documents.bylines",  # the form of authors' names in citations
    *("article", "errors", "notice", "limits", "printable", "failure", "bulkhead", "commands"),
}
OWNERS = {
    "pymorphy3": "indexer/analysis/morphology.py",
    "whoosh": "indexer/engines/whoosh/",
    "urllib3": "indexer/engines/opensearch/",
    "trafilatura": "indexer/sources/",
    "yaml": "indexer/sources/",
    "markdown_it": "indexer/sources/",
    "lxml": "indexer/sources/",
    **dict.fromkeys(("striprtf", "pypdfium2"), "indexer/sources/office/"),
    **dict.fromkeys(("warcio", "zstandard"), "indexer/sources/containers/"),
    "openpyxl": "indexer/sources/exports/",
    "flask": "webapp/",
    "flask_babel": "webapp/",
    "babel": "webapp/",
    "gunicorn": "webapp/server/",
    "prometheus_client": "webapp/",
}
MOST_FILES = 25  # per folder
FILES = sorted(
    path.relative_to(ROOT) for room in ("indexer", "webapp") for path in (ROOT / room).rglob("*.py")
)
FLOOR = {
    package: {name: len(floors) - at for at, names in enumerate(floors) for name in names.split()}
    for package, floors in FLOORS.items()
}


def imported(path: Path) -> Iterator[str]:
    """The dotted names of the modules that a file imports."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            module = node.module or ""
            for alias in node.names:
                yield f"{module}.{alias.name}" if is_module(f"{module}.{alias.name}") else module


def is_module(name: str) -> bool:
    place = SOURCE.joinpath(*name.split(".")[1:])
    return name.startswith("svodka.") and (place.is_dir() or place.with_suffix(".py").exists())


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_run_downwards(path: Path) -> None:
    package, *inside = path.with_suffix("").parts
    if inside == ["__init__"]:
        assert list(imported(path)) == []
        return
    floors, ours = FLOOR[package], inside[0]
    for module in imported(path):
        if not module.startswith("svodka."):
            continue
        _, other_package, *others = module.split(".")
        assert others, f"{path} imports {module} as a whole"
        if other_package != package:
            assert package == "webapp", (
                f"{path} imports {module}: the indexer knows nothing of the site"
            )
            assert {others[0], ".".join(others[:2])} & OPEN_TO_WEBAPP, f"{path} imports {module}"
            continue
        is_ground = floors[ours] == 1
        below = (
            floors[others[0]] < floors[ours]
            or others[0] == ours
            or (is_ground and floors[others[0]] == 1)
        )
        assert below, f"{path} imports {module}, which does not stand below it"
        assert others[0] not in NEVER.get(ours, ()), f"{path} imports {module}"


@pytest.mark.parametrize("package", FLOORS)
def test_readmes_draw_these_floors(package: str) -> None:
    readme = (ROOT / package / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| (\d) \| ([^|]+) \|", readme, re.MULTILINE)
    drawn = {int(floor): set(re.findall(r"`(\w+)(?:/|\.py)`", names)) for floor, names in rows}
    floors = FLOORS[package]
    assert drawn == {len(floors) - at: set(names.split()) for at, names in enumerate(floors)}


def test_the_rooms_are_those_of_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    for package, floors in FLOORS.items():
        entries = {
            path.stem
            for path in (ROOT / package).iterdir()
            if path.suffix == ".py" or is_room(path)
        }
        assert entries - {"__init__"} == set(FLOOR[package])
        with capsys.disabled():
            for number, names in enumerate(floors):
                print(f"\n{package} {len(floors) - number}: {', '.join(names.split())}", end="")


def is_room(path: Path) -> bool:
    return (path / "__init__.py").exists()


def test_folders_stay_small() -> None:
    rooms = [path for room in ("indexer", "webapp", "tests") for path in (ROOT / room).rglob("*")]
    kept = [path for path in rooms if path.is_file() and path.suffix != ".pyc"]
    folders = Counter(path.relative_to(ROOT).parent for path in kept)
    assert {folder: count for folder, count in folders.items() if count > MOST_FILES} == {}


@pytest.mark.parametrize("path", FILES, ids=str)
def test_each_library_has_its_room(path: Path) -> None:
    for module in imported(path):
        owner = OWNERS.get(module.split(".")[0])
        assert owner is None or path.as_posix().startswith(owner), (
            f"{path} imports {module}, which belongs to {owner}"
        )


@pytest.mark.parametrize("path", FILES, ids=str)
def test_modules_and_functions_stay_small(path: Path) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    assert len(source.splitlines()) <= 300
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{node.name} is longer than 40 lines"


def test_the_top_level_is_the_users() -> None:
    allowed = {
        "pyproject.toml",
        "indexer",
        "webapp",
        "tests",
        "seeds",
        "README.md",
        "README.ru.md",
        "LICENSE",
        "CHANGELOG.md",
        "Makefile",
    }
    generated = {"var", "build", "svodka.egg-info"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found <= allowed | generated


def test_ci_names_tests_that_there_are() -> None:
    named = re.findall(r"tests/[\w/.]+", (ROOT / ".ci/run").read_text("utf-8"))
    assert len(named) >= 3
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_all_files_are_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packaged: dict[str, list[str]] = project["tool"]["setuptools"]["package-data"]
    assert set(packaged) == {"svodka", "svodka.indexer", "svodka.webapp"}
    for package, patterns in packaged.items():
        folder = SOURCE.joinpath(*package.split(".")[1:])
        shipped = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
        assert shipped
        assert shipped == {path for path in data_of(folder) if path != folder / "README.md"}


def data_of(folder: Path) -> set[Path]:
    """The files of a package that are not modules, without links to other packages."""
    return {
        Path(place, name)
        for place, _, names in os.walk(folder)
        for name in names
        if not name.endswith((".py", ".pyc"))
    }
