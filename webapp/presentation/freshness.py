"""The time of the last successful update of the index, for the start page."""

import time
from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from svodka.webapp.presentation import wording
from svodka.webapp.searcher import current_searcher


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment for ``<time>``: in ISO 8601, in full in local time, and relative to now."""

    iso: str
    exact: str
    ago: str


def init_app(app: Flask) -> None:
    """Add ``brought_up_to_date`` to the templates."""
    app.add_template_global(brought_up_to_date)


def brought_up_to_date() -> Moment | None:
    """The time of the last successful comparison with the folders; None if unknown.

    A later failed run does not change it: the content is as old as that moment. Read for each page.
    """
    run = current_searcher().last_run()
    if run is None or run.succeeded is None:
        return None
    moment = datetime.fromtimestamp(int(run.succeeded)).astimezone()
    exact = wording.moment(moment.isoformat())
    return Moment(moment.isoformat(), exact, wording.ago(moment, time.time()))
