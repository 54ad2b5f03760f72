"""The rooms of the house: imports run one way, and each library has one importer."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# From the bottom up: a module imports only what stands above its own line, or on the same line within its package.
ORDER = (
    "errors failure plural notice allowance",
    "article",
    "sources",
    "folding",
    "wordlists",
    "morphology",
    "analysis alternation",
    "boilerplate",
    "signature",
    "query",
    "canonical",
    "quotes sentences formation",
    "nominal titles collocations",
    "senses capitals given_names surnames people places entities",
    "filters period terms lexer operands grammar parser readback names",
    "matching marking cutting snippet passages differences",
    "remembered document",
    "engine export",
    "engines",
    "vocabulary layout translit misspelling spelling relaxation suggestions likeness",
    "worker workers folders changes build",
    "concordance overview",
    "answering page search record",
    "evaluation",
    "options indexing folder_commands signals presence stillness watching cli",
)
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names.split()}

OWNERS = {
    "pymorphy3": "indexer/morphology.py",
    "watchfiles": "indexer/watching.py",
    "datasketch": "indexer/signature.py",
    "whoosh": "indexer/engines/whoosh/",
    "trafilatura": "indexer/sources/",
    "frontmatter": "indexer/sources/",
    "markdown_it": "indexer/sources/",
    "lxml": "indexer/sources/",
    "flask": "webapp/",
    "flask_babel": "webapp/",
    "babel": "webapp/",
    "gunicorn": "webapp/",
    "prometheus_client": "webapp/",
}
FILES = sorted(path.relative_to(ROOT) for room in ("indexer", "webapp") for path in (ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports by a relative name"
            yield node.module or ""


def room(module: str) -> str:
    """The room of a module of the indexer: indexer.engines.whoosh.codec is in engines."""
    return [*module.split("."), ""][1]


@pytest.mark.parametrize("path", FILES, ids=str)
def test_imports_run_one_way(path: Path) -> None:
    ours = room(".".join(path.with_suffix("").parts))
    for module in imported(path):
        if path.parts[0] == "indexer":
            assert not module.startswith("webapp"), f"{path} imports {module}"
        if path.parts[0] == "indexer" and module.startswith("indexer.") and ours != "__init__":
            assert RANK[room(module)] <= RANK[ours], f"{path} imports {module}, which stands below it"


@pytest.mark.parametrize("path", FILES, ids=str)
def test_each_library_has_its_room(path: Path) -> None:
    for module in imported(path):
        owner = OWNERS.get(module.split(".")[0])
        assert owner is None or path.as_posix().startswith(owner), f"{path} imports {module}, which belongs to {owner}"


@pytest.mark.parametrize("path", FILES, ids=str)
def test_modules_stay_small(path: Path) -> None:
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= 300


def test_the_top_level_is_the_users() -> None:
    allowed = {
        "pyproject.toml",
        "indexer",
        "webapp",
        "tests",
        "seeds",
        "README.md",
        "LICENSE",
        "CHANGELOG.md",
        "Makefile",
    }
    generated = {"var", "build", "svodka.egg-info"}
    found = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert found <= allowed | generated | {"constraints.txt"}


def test_all_files_are_packaged() -> None:
    packaged = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]
    for package, patterns in packaged.items():
        files = {path for path in (ROOT / package).rglob("*") if path.is_file() and "__pycache__" not in path.parts}
        listed = {path for pattern in patterns for path in (ROOT / package).glob(pattern)}
        assert {path for path in files if path.suffix != ".py"} == {path for path in listed if path.is_file()}
