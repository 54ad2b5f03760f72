"""The Nu HTML checker finds no error on any page."""

import json
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import missing
from flask.testing import FlaskClient
from kinds import ERRORS, PAGES, UNAVAILABLE

from svodka.webapp.app import create_app
from svodka.webapp.middleware.capacity import ConcurrencyLimit

# A guess: the articles on an English page are Russian.
WRITTEN_IN = "This document appears to be written in"
JAR = Path(__file__).parents[2] / ".ci/node_modules/vnu-jar/build/dist/vnu.jar"


def checked(folder: Path) -> list[str]:
    """The checker's messages for the files of a folder. One run: a start takes seconds."""
    java = shutil.which("java")
    if not java:
        missing("There is no Java for the Nu HTML checker: apt-get install default-jre-headless")
    if not JAR.exists():
        missing("The Nu HTML checker is not there to check the pages with: make checkers")
    command = [
        java,
        "-jar",
        str(JAR),
        "--format",
        "json",
        "--exit-zero-always",
        *map(str, sorted(folder.rglob("*.html"))),
    ]
    ended = subprocess.run(command, capture_output=True, check=True, timeout=300)
    return [
        f"{Path(said['url']).stem}: {said['message']} {said.get('extract', '')}"
        for said in json.loads(ended.stderr)["messages"]
        if not said["message"].startswith(WRITTEN_IN)
    ]


def write(folder: Path, client: FlaskClient, paths: dict[str, str]) -> None:
    for language in ("ru", "en"):
        for name, path in paths.items():
            answer = client.get(
                f"/{quote(path, safe='/?&=')}", headers={"Accept-Language": language}
            )
            assert answer.status_code == (int(name) if name.isdigit() else 200), path
            (folder / f"{name}.{language}.html").write_bytes(answer.data)


def test_no_page_has_an_error(walked_index: str, tmp_path: Path) -> None:
    app = create_app({"INDEX": walked_index})
    write(tmp_path, app.test_client(), PAGES | ERRORS)
    app.extensions["svodka"].close()
    app.extensions["capacity"] = ConcurrencyLimit(places=0, waiting=0)
    (tmp_path / "full").mkdir()
    write(tmp_path / "full", app.test_client(), UNAVAILABLE)
    write(tmp_path, create_app({"INDEX": "whoosh:/nowhere"}).test_client(), UNAVAILABLE)
    assert checked(tmp_path) == []


@pytest.mark.parametrize("wrong", ["<p><div></div></p>", '<p id="a"><b id="a">'])
def test_it_would_find_an_error(tmp_path: Path, wrong: str) -> None:
    (tmp_path / "wrong.html").write_text(
        f'<!doctype html><html lang="ru"><title>Ой</title>{wrong}', "utf-8"
    )
    assert checked(tmp_path)
