"""The time at which the index was last brought up to date, as the start page says it."""

import time
from dataclasses import dataclass
from datetime import datetime

from flask import Flask

from svodka.webapp.presentation import wording
from svodka.webapp.searcher import current_searcher


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment for a ``<time>``: in ISO 8601, in full on this machine's clock, and as seen from now."""

    iso: str
    exact: str
    ago: str


def init_app(app: Flask) -> None:
    """Give the templates ``brought_up_to_date``."""
    app.add_template_global(brought_up_to_date)


def brought_up_to_date() -> Moment | None:
    """When the index was last known to hold what its folders hold; None where that is not known.

    A run that failed since then says nothing to readers: what they see is as old as that moment. Read anew for each page.
    """
    run = current_searcher().last_run()
    if run is None or run.succeeded is None:
        return None
    moment = datetime.fromtimestamp(int(run.succeeded)).astimezone()
    zone = f"{moment:%z}"
    exact = f"{wording.moment(moment.isoformat())} UTC{zone[:3]}:{zone[3:5]}"
    return Moment(moment.isoformat(), exact, wording.ago(moment, time.time()))
