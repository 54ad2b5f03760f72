"""Templates, and the words that they use."""

from typing import Any

from flask import Flask, current_app, render_template, url_for
from markupsafe import Markup

from svodka.webapp.parameters import Ask
from svodka.webapp.presentation import markup, wording
from svodka.webapp.presentation.examples import examples
from svodka.webapp.presentation.paging import offered

LONGEST_SHOWN = (
    1000  # characters of a query that pages repeat; no longer one is searched for in full
)


def init_app(app: Flask) -> None:
    """Teach the application's templates to mark, to count and to date."""
    app.jinja_env.filters.update(
        articles=wording.articles,
        changes=markup.changes,
        contexts=wording.contexts,
        folded=wording.folded,
        in_articles=wording.in_articles,
        kept=kept,
        reprints=wording.reprints,
        undated=wording.undated,
        day=wording.day,
        found=wording.found,
        grouped=wording.grouped,
        mark=markup.mark,
        moment=wording.moment,
        said=wording.said,
        web_address=markup.web_address,
    )
    app.jinja_env.globals.update(
        offered=offered, results_url=results_url, address=address, examples=examples, query=""
    )


def render(template: str, **context: object) -> str:
    """Render a page, free of code points that no document may hold."""
    return markup.scrub(render_template(template, **context))


def piece(template: str, **context: object) -> Markup:
    """Render a part of a page, which has many of them: with what it is given alone, and so more quickly than a page."""
    made = current_app.jinja_env.get_template(template).render(context)
    return Markup(made)  # noqa: S704 - the template has escaped it


def shown(query: str) -> str:
    """A query as pages repeat it, however long the one that was sent."""
    return query[:LONGEST_SHOWN]


def results_url(ask: Ask | str, **changes: Any) -> str:
    """The address of a page of results; what is as by default is left out of it. A text is a query with nothing beside it.

    Everything of ``ask`` is kept but its page and what ``changes``, as ``Ask.replace`` takes them, say:
    ``results_url(ask, page=2)``, ``results_url(ask, sort="newest")``, ``results_url(ask, add=("source", "ТАСС"))``,
    ``results_url(ask, add=("date", "2024-03"))``, ``results_url(ask, drop=("source", "ТАСС"))``, ``drop=("source",)``,
    ``drop=("date",)``, ``drop=("filters",)``, ``results_url(ask, query="другой запрос", correct=True)``.
    """
    return address("pages.search", ask, **changes)


def address(endpoint: str, ask: Ask | str, **changes: Any) -> str:
    """The address of any view that takes the arguments of a page of results, such as a feed; see ``results_url``."""
    asked = (Ask(ask) if isinstance(ask, str) else ask).replace(**changes)
    return url_for(endpoint, **(asked.arguments() | {"q": markup.scrub(asked.query)}))  # type: ignore[arg-type]


def kept(ask: Ask, *without: str) -> list[tuple[str, str]]:
    """What a form must send beside its own fields, so that everything else that was asked for stays."""
    found = []
    for name, value in ask.replace(correct=True).arguments().items():
        if name not in ("q", *without):
            found += [(name, one) for one in ([value] if isinstance(value, str) else value)]
    return found
