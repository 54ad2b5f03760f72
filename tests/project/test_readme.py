"""What README says can be typed, can be typed."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from svodka.webapp.cli import cli

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
LINES = [line for block in BLOCKS for line in block.splitlines()]
COMMANDS = [shlex.split(line, comments=True)[1:] for line in LINES if line.startswith("svodka ")]


def test_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SVODKA_INDEX", raising=False)
    assert len(COMMANDS) > 5
    for command in COMMANDS:
        arguments = (
            [*command, "--help"] if command[0] == "serve" else command
        )  # it would serve until it is ended
        result = CliRunner().invoke(cli, arguments)
        assert result.exit_code == 0, f"svodka {shlex.join(command)}: {result.output}"


def test_targets_are_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [line.split()[1] for line in LINES if line.startswith("make ")]
    assert targets == ["run", "test"]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_all_commands_and_options_have_help() -> None:
    for name, command in cli.commands.items():
        assert command.help, name
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", None), f"{name} {parameter.name}"
        assert f"svodka {name}" in README


def test_places_that_it_names_exist() -> None:
    for place in re.findall(r"`((?:indexer|webapp|tests|\.ci|\.deploy)/[\w./]*)`", README):
        assert (ROOT / place).exists(), place
