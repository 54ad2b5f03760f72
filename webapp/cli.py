"""The ``svodka`` script: the commands of the indexer, and ``serve``."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import StringIO
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, TextIO

import click

from svodka.indexer.commands.cli import cli
from svodka.indexer.commands.help import INDEX_VARIABLES
from svodka.indexer.commands.language import said, use
from svodka.indexer.commands.options import index_option
from svodka.indexer.errors import FaultError, SvodkaError
from svodka.indexer.failure import Failure, failure_of
from svodka.indexer.printable import harmless, printable
from svodka.webapp.presentation.terminal import language_of, speaker, teach_click
from svodka.webapp.settings import unquoted

if TYPE_CHECKING:
    from svodka.webapp.monitoring.logs import Form

FAULT = FaultError.exit_code
HELP = {"-h", "--help", "--version"}


@cli.command(
    short_help="Serve the site over the index.",
    examples=("svodka serve --port 8001", "svodka serve --host 0.0.0.0 --workers 4 --access-log"),
    variables=(
        *INDEX_VARIABLES,
        *("SVODKA_ADDRESS", "SVODKA_HOSTS", "SVODKA_PROXIES", "SVODKA_PASSWORD_HASH"),
        *("SVODKA_USER", "SVODKA_METRICS", "SVODKA_EXPORT_LIMIT", "SVODKA_SYNONYMS"),
    ),
)
@index_option
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="HOST",
    help="Address to listen on.",
)
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    metavar="N",
    help="Port; 0 is any free one.",
)
@click.option(
    "--workers",
    default=2,
    show_default=True,
    type=click.IntRange(1, 64),
    metavar="N",
    help="Number of processes.",
)
@click.option(
    "--log",
    type=click.Choice(["text", "json"]),
    help="Log all events.  [default: warnings and errors, as text]",
)
@click.option("--access-log", is_flag=True, help="Also log each request, without its query.")
@click.option(
    "--log-queries", is_flag=True, help="Show queries in the logs, and all words of errors."
)
def serve(
    url: str,
    host: str,
    port: int,
    workers: int,
    log: "Form | None",
    access_log: bool,
    log_queries: bool,
) -> None:
    """Serve the site over the index, until SIGTERM or Ctrl-C."""
    # Imported here, because it would slow the other commands down.
    from svodka.webapp.monitoring.logs import Logging
    from svodka.webapp.server.gunicorn import Server

    Server(url, host, port, workers, Logging(log, access_log, log_queries)).run()


@cli.command(
    "password",
    short_help="Print the hash of a password for the site.",
    examples=("svodka password", "printf %s 'длинный пароль' | svodka password"),
)
def hash_password() -> None:
    """Print the hash of a password, for SVODKA_PASSWORD_HASH.

    The password is read twice from the terminal, or once from standard input.
    """
    # Imported here, because Flask would slow the other commands down.
    from svodka.webapp.middleware.password import hashed

    if sys.stdin.isatty():
        typed = click.prompt(said("Password"), hide_input=True, confirmation_prompt=True, err=True)
    else:
        try:
            typed = sys.stdin.buffer.readline().decode("utf-8").rstrip("\r\n")
        except UnicodeDecodeError as error:
            raise click.ClickException(said("The password is no text in UTF-8.")) from error
    click.echo(hashed(typed))


def main() -> None:
    """Run the command line. User errors end with one line on standard error and exit code 2."""
    _open_standard_streams()
    language = language_of(os.environ)
    use(speaker(language))
    teach_click(language)
    code = _run()
    _discard_output(sys.stdout)
    _discard_output(sys.stderr)
    sys.exit(code)


def _run() -> int | None:
    try:
        if not HELP & {*sys.argv}:
            os.environ.update(unquoted(os.environ))
        code: int | None = cli.main(prog_name="svodka", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show(shown := StringIO())
        return _failed(partial(click.echo, harmless(shown.getvalue()), nl=False, err=True))
    except SvodkaError as error:
        return _failed(
            partial(click.echo, said(f"Error: {harmless(str(error))}"), err=True), error.exit_code
        )
    except OSError as error:
        return _failed(
            partial(click.echo, said(f"Error: {harmless(_system_error(error))}"), err=True)
        )
    except Exception as error:
        return _failed(partial(_report_fault, failure_of(error)), FAULT)
    except (click.Abort, KeyboardInterrupt):
        _failed(partial(click.echo, said("Interrupted."), err=True))
        return 130  # the shell's code for a command that SIGINT has ended
    return code


def _failed(report: Callable[[], None], code: int = 2) -> int:
    """Print why a command failed, if standard error can be written, and return the exit code."""
    with suppress(OSError):
        report()
    return code


def _report_fault(failure: Failure) -> None:
    """Report a fault of Svodka and the file of its traceback; with ``--debug`` print that."""
    click.echo(said(f"Error: {harmless(failure)}"), err=True)
    if "--debug" in sys.argv:
        click.echo(harmless(failure.trace), err=True, nl=False)
        return
    with NamedTemporaryFile(
        "w", encoding="utf-8", prefix="svodka-fault-", suffix=".txt", delete=False
    ) as file:
        file.write(failure.trace)
    click.echo(said(f"Its traceback is in {printable(file.name, 1000)}"), err=True)


def _system_error(error: OSError) -> str:
    """Describe an error of the system. An error without a file name is about standard output."""
    reason = error.strerror or str(error)
    if error.filename is not None:
        return f"{error.filename}: {reason}"
    return (
        f"Standard output cannot be written ({reason}): "
        "give it another place, and run the command again"
    )


def _discard_output(stream: TextIO) -> None:
    """Discard the output that a stream cannot write.

    Python would try again at exit, complain, and change the exit code.
    """
    try:
        stream.flush()
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def _open_standard_streams() -> None:
    # If standard input is closed at the start, the next opened file or socket would become file 0.
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(opened)
    if not sys.stdout:
        sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - has no path
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115


if __name__ == "__main__":
    main()
