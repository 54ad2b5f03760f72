"""The rooms of the house: imports run downwards only, and each library has one room."""

import ast
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
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
    "documents.sections",  # the names of sections
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
LONGEST_LINE = 100  # characters
KINDS = (ast.Import, ast.ImportFrom, ast.FunctionDef)
FILES = sorted(
    path.relative_to(ROOT) for room in ("indexer", "webapp") for path in (ROOT / room).rglob("*.py")
)
FLOOR = {
    package: {name: len(floors) - at for at, names in enumerate(floors) for name in names.split()}
    for package, floors in FLOORS.items()
}


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """The nodes of a file that are imports or functions."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return tuple(node for node in ast.walk(tree) if isinstance(node, KINDS))


def imported(path: Path) -> Iterator[str]:
    """The dotted names of the modules that a file imports."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            module = node.module or ""
            for alias in node.names:
                yield f"{module}.{alias.name}" if is_module(f"{module}.{alias.name}") else module


@cache
def is_module(name: str) -> bool:
    place = SOURCE.joinpath(*name.split(".")[1:])
    return name.startswith("svodka.") and (place.is_dir() or place.with_suffix(".py").exists())


def test_imports_run_downwards() -> None:
    ours = {path: [*imported(path)] for path in FILES}
    assert sum(map(len, ours.values())) > 1000
    found = [
        f"{path} imports {module}: {wrong}"
        for path, modules in ours.items()
        for module in modules
        if (wrong := mistake(path, module))
    ]
    assert found == []


def mistake(path: Path, module: str) -> str:
    """The reason why a file may not import a module; empty if it may."""
    package, *inside = path.with_suffix("").parts
    if inside == ["__init__"]:
        return "the package is to be empty"
    if not module.startswith("svodka."):
        return ""
    _, other_package, *others = module.split(".")
    if not others:
        return "a package as a whole"
    if other_package != package:
        if package != "webapp":
            return "the indexer knows nothing of the site"
        is_open = {others[0], ".".join(others[:2])} & OPEN_TO_WEBAPP
        return "" if is_open else "it is not open to the site"
    return mistake_of_floor(FLOOR[package], inside[0], others[0])


def mistake_of_floor(floors: dict[str, int], ours: str, other: str) -> str:
    is_ground = floors[ours] == floors[other] == 1
    if not (floors[other] < floors[ours] or other == ours or is_ground):
        return "it does not stand below"
    return "this is never allowed" if other in NEVER.get(ours, ()) else ""


@pytest.mark.parametrize(
    ("path", "module", "wrong"),
    [
        ("indexer/__init__.py", "re", "the package is to be empty"),
        ("indexer/search.py", "svodka.indexer", "a package as a whole"),
        ("indexer/search.py", "svodka.webapp.app", "the indexer knows nothing of the site"),
        ("webapp/app.py", "svodka.indexer.documents.people", "it is not open to the site"),
        ("webapp/app.py", "svodka.indexer.documents.bylines", ""),
        ("indexer/query/tree.py", "svodka.indexer.results.page", "it does not stand below"),
        ("indexer/query/tree.py", "svodka.indexer.sources.walk", "it does not stand below"),
        ("indexer/engines/port.py", "svodka.indexer.highlight.marks", "it does not stand below"),
        ("indexer/sources/walk.py", "svodka.indexer.analysis.tokens", ""),
        ("indexer/budget.py", "svodka.indexer.errors", ""),
    ],
)
def test_wrong_imports_are_told_from_right_ones(path: str, module: str, wrong: str) -> None:
    assert mistake(Path(path), module) == wrong


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


def test_lines_stay_short() -> None:
    """Lines with a remark for a tool too, which ruff lets pass."""
    paths = [
        path for room in ("indexer", "webapp", "tests") for path in (ROOT / room).rglob("*.py")
    ]
    long = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert long == []


def test_folders_stay_small() -> None:
    rooms = [path for room in ("indexer", "webapp", "tests") for path in (ROOT / room).rglob("*")]
    kept = [path for path in rooms if path.is_file() and path.suffix != ".pyc"]
    folders = Counter(path.relative_to(ROOT).parent for path in kept)
    assert {folder: count for folder, count in folders.items() if count > MOST_FILES} == {}


def test_each_library_has_its_room() -> None:
    libraries = [(path, name.split(".")[0]) for path in FILES for name in imported(path)]
    assert len({name for _, name in libraries} & OWNERS.keys()) > 10
    strange = [
        f"{path} imports {name}, which belongs to {OWNERS[name]}"
        for path, name in libraries
        if name in OWNERS and not path.as_posix().startswith(OWNERS[name])
    ]
    assert strange == []


def test_modules_stay_small() -> None:
    lines = {path: len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {path: number for path, number in lines.items() if number > 300} == {}


def test_functions_stay_small() -> None:
    functions = [
        (path, node) for path in FILES for node in nodes(path) if isinstance(node, ast.FunctionDef)
    ]
    assert len(functions) > 1000
    long = [
        f"{node.name} of {path} is longer than 40 lines"
        for path, node in functions
        if (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []


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
