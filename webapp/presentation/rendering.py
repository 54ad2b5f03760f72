"""Render templates, with their filters and functions."""

import re
from datetime import date
from typing import Any

from flask import Flask, current_app, render_template
from markupsafe import Markup

from svodka.webapp.addresses import local
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation import markup, periods, plain, wording
from svodka.webapp.presentation.examples import examples, topics
from svodka.webapp.presentation.paging import offered
from svodka.webapp.presentation.sections import section_name

# Characters of a query that pages repeat; no longer one is searched for in full.
LONGEST_SHOWN = 1000


def init_app(app: Flask) -> None:
    """Add the filters and functions to the templates."""
    app.jinja_env.filters.update(
        also=wording.also,
        articles=wording.articles,
        changes=markup.changes,
        cut_off=plain.cut_off,
        day_in_numbers=wording.day_in_numbers,
        in_articles=wording.in_articles,
        in_numbers=periods.in_numbers,
        is_plain=is_plain,
        kept=kept,
        reprints=wording.reprints,
        words=wording.words,
        day=wording.day,
        decimal=wording.decimal,
        named=periods.named,
        found=wording.found,
        grouped=wording.grouped,
        mark=markup.mark,
        matches=wording.matches,
        noun=wording.noun,
        occurrences=wording.occurrences,
        plain_text=plain.plain_text,
        moment=wording.moment,
        section_name=section_name,
        tenths=wording.tenths,
        notice_text=wording.notice_text,
        web_address=markup.web_address,
    )
    app.jinja_env.globals.update(
        offered=offered,
        results_url=results_url,
        address=address,
        examples=examples,
        topics=topics,
        query="",
        today=lambda: wording.day(date.today().isoformat()),
    )


def render(template: str, **context: object) -> str:
    """Render a page, without code points that HTML forbids."""
    return markup.scrub(render_template(template, **context))


def piece(template: str, **context: object) -> Markup:
    """Render a part of a page.

    It gets only the given context, so it is faster than a page that has many parts.
    """
    made = current_app.jinja_env.get_template(template).render(context)
    return Markup(made)  # noqa: S704 - the template has escaped it


def shown(query: str) -> str:
    """A query as pages repeat it, cut to LONGEST_SHOWN characters."""
    return query[:LONGEST_SHOWN]


def results_url(ask: Ask | str, **changes: Any) -> str:
    """The address of a page of results without default values; a text is a plain query.

    All of ``ask`` is kept except its page and ``changes``, which are those of ``Ask.replace``:
    ``results_url(ask, page=2)``, ``results_url(ask, sort="newest")``, ``results_url(ask,
    add=("source", "ТАСС"))``, ``results_url(ask, add=("date", "2024-03"))``, ``results_url(ask,
    drop=("source", "ТАСС"))``, ``drop=("source",)``, ``drop=("date",)``, ``drop=("filters",)``,
    ``results_url(ask, query="другой запрос", correct=True)``.
    """
    return address("pages.search", ask, **changes)


def address(endpoint: str, ask: Ask | str, **changes: Any) -> str:
    """The address of any view with the arguments of a page of results; see ``results_url``."""
    asked = (Ask(ask) if isinstance(ask, str) else ask).replace(**changes)
    return local(endpoint, asked.arguments() | {"q": markup.scrub(asked.query)})


def is_plain(query: str) -> bool:
    """True for several words without operators.

    >>> is_plain("нефть цена"), is_plain("нефть -цена"), is_plain("нефть")
    (True, False, False)
    """
    return bool(re.fullmatch(r"\s*\w+(?:-\w+)*(?:\s+\w+(?:-\w+)*)+\s*", query))


def kept(ask: Ask, *without: str) -> list[tuple[str, str]]:
    """The hidden fields of a form, which keep everything that its own fields do not set."""
    fields = []
    for name, value in ask.replace(correct=True).arguments().items():
        if name not in ("q", *without):
            fields += [(name, one) for one in ([value] if isinstance(value, str) else value)]
    return fields
