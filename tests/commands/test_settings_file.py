"""``svodka.toml``: found upwards, read by every command, and written by ``svodka init``."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from running import Ended, Svodka

from svodka.indexer.commands.cli import cli
from svodka.indexer.commands.settings_file import find


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an article, which is the working folder."""
    (tmp_path / "вести").mkdir()
    (tmp_path / "вести" / "паром.txt").write_text("Паром\n\nПаром ходит каждый день.", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Ended:
    """Run the command without SVODKA_INDEX."""
    return Svodka(Path("unused")).here(*arguments)


@pytest.fixture(autouse=True)
def _without_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting of ``Svodka.here`` would win over the file."""
    real = os.environ.get

    def get(name: str, default: str | None = None) -> str | None:
        return default if name == "SVODKA_INDEX" else real(name, default)

    monkeypatch.setattr(os.environ, "get", get)


def test_init_writes_what_all_commands_read(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("init", "вести", "--index", "указатель").code == 0
    below = project / "вести"
    monkeypatch.chdir(below)
    assert run("index").code == 0
    assert (project / "указатель" / "CURRENT").exists()
    found = run("search", "паромы", "-v")
    assert found.out.startswith("Паром\n")
    assert found.err.splitlines()[:2] == [
        f"Settings file: {project / 'svodka.toml'}",
        f"Index: whoosh:{project / 'указатель'}",
    ]


def test_init_replaces_nothing_unasked(project: Path) -> None:
    (project / "svodka.toml").write_text('index = "мой"\n', "utf-8")
    ended = run("init", "вести")
    assert ended.code == 2
    assert "say --replace" in ended.err
    assert (project / "svodka.toml").read_text("utf-8") == 'index = "мой"\n'
    assert run("init", "вести", "--replace").code == 0
    assert run("init", "нет такой", "--replace").code == 2


def test_options_win_over_the_file(project: Path) -> None:
    (project / "svodka.toml").write_text('index = "первый"\n', "utf-8")
    told = run("-v", "search", "паром", "--index", "второй")
    assert told.err.splitlines()[1] == f"Index: whoosh:{project / 'второй'}"


def test_without_a_file_that_is_said(project: Path) -> None:
    told = run("stats", "-v").err.splitlines()
    assert told[:2] == [
        "Settings file: none; no svodka.toml here or above",
        f"Index: whoosh:{project / 'var/index'}",
    ]


def test_a_deleted_working_folder_has_no_settings(project: Path) -> None:
    (project / "гнездо").mkdir()
    os.chdir(project / "гнездо")
    (project / "гнездо").rmdir()
    assert run("--version").code == 0
    os.chdir(project)


def test_another_file_is_named(project: Path) -> None:
    (project / "иное.toml").write_text('index = "третий"\n', "utf-8")
    told = run("--config", "иное.toml", "stats", "-v")
    assert f"Index: whoosh:{project / 'третий'}" in told.err
    assert run("--config", "нет.toml", "stats").code == 2


def test_a_mapping_and_the_server_are_set(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "svodka.toml").write_text(
        'index = "указатель"\nfolders = ["вести"]\ntimezone = "Asia/Omsk"\n\n'
        '[map]\ntext = "тело"\n\n[serve]\nport = 8123\naddress = "https://news.example/"\n',
        "utf-8",
    )
    (project / "вести" / "записи.jsonl").write_text(
        '{"title": "Лодка", "тело": "Лодку нашли утром.", "date": "2024-05-04 10:00"}\n', "utf-8"
    )
    monkeypatch.delenv("SVODKA_TIMEZONE", raising=False)
    assert run("index").code == 0
    shown = run("search", "лодка", "--json").report["results"]
    assert [result["snippets"][0]["text"] for result in shown] == ["Лодку нашли утром."]
    assert "2024-05-04T10:00:00+06:00" in run("show", shown[0]["id"]).out
    asked: list[Sequence[object]] = []
    monkeypatch.setattr(cli.commands["serve"], "callback", lambda **given: asked.append(given))
    assert run("serve").code == 0
    served = dict(asked[0])  # type: ignore[arg-type]
    assert {"port": 8123, "host": "127.0.0.1"}.items() <= served.items()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("index = ", "no TOML"),
        ('indx = "a"', "there is no setting indx: did you mean index?"),
        ("index = 3", "index must be a text"),
        ('index = ""', "index must be a text"),
        ('folders = "вести"', "folders must be a list"),
        ('map = "тело"', "map must be a table"),
        ("[serve]\nprot = 1", "there is no setting serve.prot: did you mean port?"),
        ('[serve]\nport = "1"', "serve.port must be a number"),
        ("[serve]\nport = 70000", "70000 is not in the range"),
        ("a" * (1 << 21), "a settings file has 1048576 bytes at most"),
    ],
)
def test_mistakes_name_the_file_and_the_setting(project: Path, content: str, said: str) -> None:
    (project / "svodka.toml").write_text(content, "utf-8")
    ended = run("serve")
    assert ended.code == 2
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_a_file_of_another_user_is_passed_over(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "svodka.toml").write_text('index = "чужой"\n', "utf-8")
    os.chown(project / "svodka.toml", 12345, -1) if os.getuid() == 0 else monkeypatch.setattr(
        os, "getuid", lambda: 12345
    )
    assert find() is None
    assert "belongs to another user" in capsys.readouterr().err
