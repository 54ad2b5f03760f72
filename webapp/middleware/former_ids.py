"""Redirect former ids: an article gets a new id when its file moves."""

from flask import Flask, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from svodka.webapp.addresses import with_query
from svodka.webapp.searcher import current_searcher

IDS = ("id", "other")  # the names of article ids in URL rules


def init_app(app: Flask) -> None:
    """Redirect requests with a former id. Register it after ``capacity``: it reads the index."""
    app.before_request(_redirect)


def _redirect() -> Answer | None:
    """A permanent redirect to the current address. A file may move back, but browsers ask again."""
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
