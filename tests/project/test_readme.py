"""The READMEs are true: the paths, links, settings, commands and options in them exist."""

import re
import shlex
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import click
import pytest
from click.testing import CliRunner
from running import ROOT

from svodka.webapp.app import create_app
from svodka.webapp.cli import cli

README = ROOT / "README.md"
RUSSIAN = ROOT / "README.ru.md"
READMES = (
    README,
    RUSSIAN,
    *(ROOT / folder / "README.md" for folder in ("indexer", "webapp", ".deploy", "tests")),
    ROOT / ".github" / "CONTRIBUTING.md",
)
MOST_LINES = 150
LONGEST_PNG = 150_000  # bytes
LEAST_SAID = 40  # characters of a sentence that may not occur twice
SPAN = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)
PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
ENDING = re.compile(r"\w\.(?:py|txt|md|po|toml|service|timer)$")
MADE = {"var/index", "svodka.toml"}  # paths that exist only after a command has run
TOOLS = {
    "apt",
    "certbot",
    "cp",
    "curl",
    "docker",
    "install",
    "ln",
    "python3",
    "runuser",
    "systemctl",
    "useradd",
}  # programs of other projects
each = pytest.mark.parametrize("path", READMES, ids=lambda path: path.relative_to(ROOT).as_posix())


def prose(path: Path) -> str:
    """A README without its code blocks."""
    return BLOCK.sub("", path.read_text("utf-8"))


def commands(path: Path) -> list[list[str]]:
    """The command lines of a README, from its shell blocks and its prose."""
    blocks = [body for kind, body in BLOCK.findall(path.read_text("utf-8")) if kind == "sh"]
    lines = [line for block in blocks for line in block.splitlines()]
    tools = ("svodka ", "make ", "pytest ", "python ")
    lines += [span for span in SPAN.findall(prose(path)) if span.startswith(tools)]
    return [words for line in lines if (words := shlex.split(line, comments=True))]


def svodka_commands(readme: Path) -> list[list[str]]:
    return [words[1:] for words in commands(readme) if words[0] == "svodka"]


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with the articles of the project, and no settings."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SVODKA_INDEX", raising=False)
    return tmp_path


@pytest.mark.parametrize("readme", [README, RUSSIAN], ids=["English", "Russian"])
def test_commands_of_the_readme_run(
    workplace: Path, monkeypatch: pytest.MonkeyPatch, readme: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(workplace / "state"))
    named = [words for words in svodka_commands(readme) if words]
    assert len(named) >= 10
    for command in named:
        asks_or_serves = command[0] in ("serve", "password", "eval", "show") or "--watch" in command
        result = CliRunner().invoke(cli, [*command, "--help"] if asks_or_serves else command)
        assert result.exit_code == 0, f"svodka {shlex.join(command)}: {result.output}"


def test_the_request_of_the_readme_is_answered(workplace: Path) -> None:
    assert CliRunner().invoke(cli, ["index", "seeds"]).exit_code == 0
    [curl] = [words for words in commands(README) if words[0] == "curl"]
    [address] = [word for word in curl if word.startswith("http")]
    data = [value for option, value in pairwise(curl) if option[:6] == "--data"]
    assert "--get" in curl
    query = urlencode([pair for value in data for pair in parse_qsl(value)])
    answer = create_app().test_client().get(f"{urlsplit(address).path}?{query}")
    assert answer.status_code == 200
    assert answer.get_json()["results"]


def test_its_targets_run_what_there_is(workplace: Path) -> None:
    targets = [words[1:] for words in commands(README) if words[0] == "make"]
    assert {"run", "test", "test-fast"} <= {target[0] for target in targets}
    for target in targets:
        planned = subprocess.run(
            ["make", "--dry-run", "--directory", ROOT, *target],
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        for line in re.findall(r"/svodka (.+?)(?: \|\| .*)?$", planned, re.MULTILINE):
            check_svodka(shlex.split(line))


def test_all_commands_and_options_have_help() -> None:
    for name, command in cli.commands.items():
        assert command.help, name
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", None), f"{name} {parameter.name}"
        assert f"svodka {name}" in README.read_text("utf-8")


def test_the_readme_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= MOST_LINES
    assert 10_000 < (ROOT / ".github/screenshot.png").stat().st_size <= LONGEST_PNG


@each
def test_paths_exist(path: Path) -> None:
    named = [span for span in SPAN.findall(prose(path)) if PATH.fullmatch(span)]
    places = [span for span in named if "/" in span or ENDING.search(span)]
    assert places
    for place in {*places} - MADE:
        near = (path.parent / place).exists()
        assert near or (ROOT / place).exists(), place


@each
def test_links_resolve(path: Path) -> None:
    links = re.findall(r"\]\(([^)]+)\)", prose(path))
    assert links
    for link in links:
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives to the headings of a file."""
    heads = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


def test_settings_are_those_of_the_code() -> None:
    name = re.compile(r"SVODKA_[A-Z_]+[A-Z]")
    files = [file for room in ("indexer", "webapp") for file in (ROOT / room).rglob("*.py")]
    read = {one for file in files for one in re.findall(f'"({name.pattern})"', file.read_text())}
    rows = re.findall(rf"^\| `({name.pattern})=", README.read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(read)
    for path in (*READMES, ROOT / "CHANGELOG.md"):
        assert {*name.findall(path.read_text("utf-8"))} <= read, path


@each
def test_commands_and_their_options_exist(path: Path) -> None:
    for words in commands(path):
        check(words)


def check(words: Sequence[str]) -> None:
    """Assert that a command line names an existing program, files and options."""
    tool, *arguments = words
    if tool == "svodka":
        check_svodka(arguments)
    elif tool == "make":
        makefile = (ROOT / "Makefile").read_text("utf-8")
        names = [one for one in arguments if "=" not in one]
        assert all(re.search(rf"^{name}:", makefile, re.MULTILINE) for name in names), words
    elif tool in ("python", "pytest"):
        places = [one for one in arguments if "/" in one]
        assert places, words
        sources = "".join((ROOT / place).read_text("utf-8") for place in places)
        options = [one for one in arguments if one.startswith("--")]
        assert all(f'"{option}"' in sources for option in options), words
    else:
        assert tool in TOOLS or tool.startswith("/opt/svodka"), words
        ours = [one for one in arguments if one.startswith((".deploy/", ".ci/"))]
        assert all([*ROOT.glob(place)] for place in ours), words


def check_svodka(arguments: Sequence[str]) -> None:
    """Assert that ``svodka`` has the command, its subcommand and the options."""
    command: click.Command = cli
    while isinstance(command, click.Group):
        rest = [one for one in arguments if one in command.commands]
        if not rest:
            break
        command, arguments = command.commands[rest[0]], arguments[arguments.index(rest[0]) + 1 :]
    assert command is not cli, arguments
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert {one for one in arguments if one.startswith("--")} <= known, arguments


def test_nothing_is_said_twice() -> None:
    said = Counter(sentence for path in READMES for sentence in sentences(path))
    assert len(said) > 200
    assert [sentence for sentence, times in said.items() if times > 1] == []


def test_no_merge_is_left_open() -> None:
    marks = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
    assert [str(path) for path in READMES if marks.search(path.read_text("utf-8"))] == []


def sentences(path: Path) -> Iterator[str]:
    """The longer sentences, cells and rows of a README, in lower case without punctuation."""
    for paragraph in re.split(r"\n\s*\n|\n(?=[-|#])| \| ", prose(path)):
        for sentence in re.split(r"(?<=[.:;!?])\s", paragraph):
            plain = " ".join(re.sub(r"[*`|]", " ", sentence).lower().split())
            if len(plain) >= LEAST_SAID:
                yield plain
