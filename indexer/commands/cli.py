"""The ``svodka`` command group: a thin layer over build and search.

Exit codes: 0, done or found. 1, nothing found, or some input skipped; each is named on standard
error with its reason. 2, failed; the old index stays live. 70, a fault of Svodka itself. With
``--json`` standard output has one object and nothing else.

A command imports what it uses when it runs. So none waits for the libraries of another.
"""

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from svodka.indexer.commands.analysis import analyze
from svodka.indexer.commands.asking.contexts import concordance, words
from svodka.indexer.commands.asking.screen import wants_colour
from svodka.indexer.commands.asking.search import search
from svodka.indexer.commands.asking.show import show
from svodka.indexer.commands.asking.trends import trends
from svodka.indexer.commands.checking import check
from svodka.indexer.commands.copying import copy
from svodka.indexer.commands.folders import folders
from svodka.indexer.commands.help import INDEX_VARIABLES, Group
from svodka.indexer.commands.inspection import inspect
from svodka.indexer.commands.language import _, said
from svodka.indexer.commands.options import index_option, json_option, map_option
from svodka.indexer.commands.printing import stamped
from svodka.indexer.commands.settings_file import Settings, apply, find, read, settings_of
from svodka.indexer.commands.starting import completion, init
from svodka.indexer.commands.statistics import stats
from svodka.indexer.engines import index_folder, open_engine
from svodka.indexer.printable import harmless_json_of

if TYPE_CHECKING:
    from svodka.indexer.building.report import Report
    from svodka.indexer.engines.port import Engine


@click.group(
    cls=Group,
    context_settings={"help_option_names": ["-h", "--help"]},
    examples=("svodka index новости", "svodka search новый трамвай"),
)
@click.version_option(package_name="svodka", prog_name="svodka", message="%(prog)s %(version)s")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The settings file.  [default: the nearest svodka.toml, from this folder upwards]",
)
@click.pass_context
def cli(context: click.Context, config: Path | None) -> None:
    """Svodka searches a collection of Russian news articles by any form of any word.

    Options win over environment variables, and these over svodka.toml, which svodka init writes.
    """
    context.color = wants_colour()
    file = config or find()
    apply(context, read(file) if file else Settings())


@cli.command(
    short_help="Bring the index up to date with folders.",
    examples=("svodka index новости", "svodka index --watch  # all folders that it remembers"),
    variables=(*INDEX_VARIABLES, "SVODKA_TIMEZONE", "SVODKA_SOURCES"),
)
@click.argument("places", nargs=-1, metavar="[FOLDER…]", type=click.Path(path_type=Path))
@index_option
@click.option(
    "--full", is_flag=True, help="Analyse everything again, into a new index beside the old one."
)
@click.option(
    "--jobs",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Number of processes.  [default: one for each processor, at most 16]",
)
@click.option(
    "--wait",
    type=click.FloatRange(0),
    metavar="SECONDS",
    default=0,
    help="Seconds to wait for another writer to end.",
)
@click.option(
    "--allow-removal",
    is_flag=True,
    help=(
        "Take articles out even if a folder lacks all or most of them; "
        "with --watch, in the first run only."
    ),
)
@click.option(
    "--first",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The folder to begin with if none is remembered yet.",
)
@click.option(
    "--watch",
    is_flag=True,
    help="Go on, and index again whenever a folder changes, until Ctrl-C or SIGTERM.",
)
@click.option(
    "--poll",
    type=click.FloatRange(0.1, 86400),
    metavar="SECONDS",
    help=(
        "With --watch, seconds between two looks at the folders: "
        "for changes by others on network file systems."
    ),
)
@map_option
@click.option(
    "--dry-run",
    is_flag=True,
    help="Only say what would become of the files, as svodka inspect does; write no index.",
)
@click.option(
    "--verbose",
    is_flag=True,
    help="Also name the files in formats that hold no articles, and repeat earlier notes on files.",
)
@click.option("--debug", is_flag=True, help="Print the tracebacks of faults of Svodka.")
@json_option
@click.pass_context
def index(
    context: click.Context,
    /,
    places: tuple[Path, ...],
    url: str,
    first: Path | None,
    full: bool,
    watch: bool,
    poll: float | None,
    as_json: bool,
    mapping: tuple[str, ...],
    dry_run: bool,
    **manner: Any,
) -> None:
    """Bring the index up to date with FOLDERs, or with all folders that it remembers.

    A named folder is remembered. Its articles stay when other folders are named later.
    """
    if poll and not watch:
        raise click.UsageError(_("--poll goes with --watch"))
    from svodka.indexer.commands.indexing import Manner, index_once
    from svodka.indexer.sources import mapping_of

    places = places or settings_of(context).folders
    engine = open_engine(url)
    begin = (first,) if first else ()
    if dry_run:
        context.exit(_dry_run(engine, places, begin, mapping, as_json))
    names = mapping_of(mapping) if mapping else None
    how = Manner(**manner, mapping=names, timed=watch and not sys.stderr.isatty())
    tell = partial(_print_report, as_json=as_json, timed=how.timed)
    if watch:
        from svodka.indexer.commands.watching import Task, follow

        follow(engine, Task(places, begin, full, poll, index_folder(url)), how, tell)
        return
    report = index_once(engine, places or _unknown(engine, begin), how, full=full)
    tell(report)
    context.exit(1 if report.skipped else 0)


def _unknown(engine: "Engine", begin: Sequence[Path]) -> Sequence[Path]:
    """The folders to begin with, if the index remembers none."""
    return begin if begin and not engine.folders() else ()


def _dry_run(
    engine: "Engine",
    places: Sequence[Path],
    begin: Sequence[Path],
    mapping: Sequence[str],
    as_json: bool,
) -> int:
    """Inspect the folders that a run would read, with their mapping; return the exit code."""
    from svodka.indexer.commands.inspection import inspect_places

    known = () if places else engine.folders()
    own = [f"{field}={name}" for folder in known for field, name in folder.mapping]
    remembered = places or [Path(folder.place) for folder in known] or begin
    return inspect_places(remembered, mapping or own, as_json)


def _print_report(report: "Report", as_json: bool, timed: bool) -> None:
    from svodka.indexer.commands.indexing import in_words, report_record

    if as_json:
        _print_json(report_record(report))
    else:
        text = said(in_words(report))
        click.echo(stamped(text) if timed else text)


for _command in (
    *(init, folders, inspect, stats, check, copy),
    *(search, show, concordance, words, trends, analyze),
    completion,
):
    cli.add_command(_command)


@cli.command(
    "eval",
    short_help="Judge the ranking on a data set.",
    examples=("svodka eval judged --baseline", "svodka eval judged --json"),
)
@click.argument("dataset", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--at",
    default="",
    metavar="URL",
    help="The address of the index to make for it.  [default: a temporary folder]",
)
@click.option("--baseline", is_flag=True, help="Judge plain BM25 over the same lemmas too.")
@json_option
def evaluate(dataset: Path, at: str, baseline: bool, as_json: bool) -> None:
    """Judge the ranking on DATASET, in BEIR form: corpus.jsonl, queries.jsonl, qrels.tsv."""
    from svodka.indexer.commands.evaluation import evaluate as judge

    result = judge(dataset, at, baseline=baseline)
    record: dict[str, object] = {
        "dataset": result.dataset,
        "queries": result.queries,
        "documents": result.documents,
        **result.measures,
    }
    if as_json:
        _print_json(record | ({"baseline": result.baseline} if result.baseline else {}))
        return
    click.echo("  ".join(f"{name} {value}" for name, value in record.items()))
    if result.baseline:
        plain = "  ".join(f"{name} {value}" for name, value in result.baseline.items())
        click.echo(f"plain BM25  {plain}")


def _print_json(value: object) -> None:
    click.echo(harmless_json_of(value))
