"""The help of every command is whole, with examples that parse, and shells complete it."""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner
from running import ROOT

from svodka.indexer.commands.help import Command, Group
from svodka.webapp.cli import cli


def commands(group: click.Group = cli) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {below}", one) for below, one in commands(command))


EACH = pytest.mark.parametrize(("name", "command"), [*commands()], ids=lambda one: str(one)[:20])


@EACH
def test_every_command_has_two_examples_that_parse(name: str, command: click.Command) -> None:
    assert isinstance(command, Command | Group)
    assert len(command.examples) == 2
    for example in command.examples:
        line = re.sub(r'^eval "\$\((.+)\)".*', r"\1", example).rpartition("| svodka")[-1]
        words = shlex.split(line if line.startswith("svodka") else f"svodka{line}", comments=True)
        ends = [at for at, word in enumerate(words) if word in ("|", ">", "<")]
        arguments = words[1 : ends[0] if ends else None]
        assert arguments[: len(name.split())] == name.split(), example
        command.make_context(name, arguments[len(name.split()) :], resilient_parsing=True)
        known = {option for one in command.params for option in one.opts}
        if not isinstance(command, click.Group):
            assert {one for one in arguments if re.match("--[a-z]", one)} <= known, example


def test_nothing_in_the_list_of_commands_is_cut() -> None:
    shown = CliRunner().invoke(cli, ["--help"], terminal_width=80).output
    assert "..." not in shown.partition("Commands:")[2]
    for name, command in cli.commands.items():
        assert re.search(rf"^  {name} +\S", shown, re.MULTILINE), name
        assert command.get_short_help_str() in shown


@EACH
def test_help_names_variables_and_v(name: str, command: click.Command) -> None:
    shown = CliRunner().invoke(cli, [*name.split(), "--help"]).output
    assert "Examples:" in shown
    assert re.search(r"^  -v ", shown, re.MULTILINE)
    if any(option.name == "url" for option in command.params) and name != "init":
        assert "SVODKA_INDEX" in shown


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(shell: str) -> None:
    printed = CliRunner().invoke(cli, ["completion", shell])
    assert printed.exit_code == 0
    assert f"_SVODKA_COMPLETE={shell}_complete" in printed.output


def test_a_shell_gets_commands_and_options() -> None:
    asked = {"_SVODKA_COMPLETE": "bash_complete", "COMP_WORDS": "svodka con", "COMP_CWORD": "1"}
    completed = subprocess.run(
        [sys.executable, "-m", "svodka"],
        env=os.environ | asked | {"PYTHONPATH": str(ROOT / ".src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert completed.stdout.splitlines() == ["plain,concordance"]
