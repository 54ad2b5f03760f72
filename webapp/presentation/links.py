"""Addresses in the JSON API: the page of each article, and the pages before and after one."""

from urllib.parse import urlencode

from flask import request

from svodka.webapp.addresses import outward


def page_url(id: str) -> str:
    """The address of an article's page; relative if the site has no configured address."""
    return outward("pages.article", id=id)


def neighbours(page: int, pages: int) -> dict[str, str | None]:
    """The addresses of the pages before and after ``page`` of this request; None if there is none.

    ``pages`` is the number of pages that can be asked for.
    """
    before = min(page - 1, pages) or None
    after = page + 1 if page < pages else None
    return {"prev": _turned(before), "next": _turned(after)}


def _turned(page: int | None) -> str | None:
    """The address of this request with another page."""
    if page is None:
        return None
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "page" and pair[1]]
    return f"{outward(str(request.endpoint))}?{urlencode([*kept, ('page', str(page))])}"
