"""Old addresses: an article whose file moved has another id, and addresses with a former one lead to those with the new one."""

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from svodka.webapp.addresses import with_query
from svodka.webapp.searcher import current_searcher

IDS = ("id", "other")  # what ids of articles are called in the rules of addresses


def init_app(app: Flask) -> None:
    """Lead on whoever asks by a former id. After the gate of ``capacity``, for the index is asked."""
    app.before_request(_lead_on)


def _lead_on() -> Answer | None:
    """The way to the present address, for good; browsers ask again all the same, since a file may move back."""
    values = request.view_args or {}
    former = {name: values[name] for name in IDS if name in values}
    if not former or request.endpoint is None:
        return None
    searcher = current_searcher()
    with searcher.steady():
        present = {name: searcher.present_id(id) or id for name, id in former.items()}
    if present == former:
        return None
    return redirect(with_query(url_for(request.endpoint, **(values | present))), 301)
