"""The ``svodka`` script: the commands of the indexer, and ``serve``."""

import io
import os
import sys

import click

from indexer.cli import cli
from indexer.errors import SvodkaError
from indexer.options import index_option
from indexer.sources.terminal import harmless


@cli.command()
@index_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 is any free one.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Number of processes.")
def serve(url: str, host: str, port: int, workers: int) -> None:
    """Serve the site over the index, until SIGTERM or Ctrl-C."""
    from webapp.server import Server  # here, so that the other commands need not wait for it

    Server(url, host, port, workers).run()


def main() -> None:
    """Run the command line. Mistakes of the user end in one line on standard error and exit code 2."""
    _open_standard_streams()
    try:
        sys.exit(cli.main(prog_name="svodka", standalone_mode=False))
    except click.ClickException as error:
        said = io.StringIO()
        error.show(said)
        click.echo(harmless(said.getvalue()), nl=False, err=True)
        sys.exit(2)
    except SvodkaError as error:
        click.echo(f"Error: {harmless(str(error))}", err=True)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        sys.exit(130)  # as the shell says of a command that SIGINT has ended


def _open_standard_streams() -> None:
    # Started with standard input closed, the next file or socket that is opened would become file 0.
    while (opened := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(opened)


if __name__ == "__main__":
    main()
