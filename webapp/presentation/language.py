"""The language of the interface: Russian, or the choice of the reader or the browser.

Texts are written in Russian in the code. ``translations/`` has the English ones, and the Russian
plurals.
"""

import re
from functools import lru_cache
from urllib.parse import quote

from babel.support import NullTranslations
from flask import Blueprint, Flask, Response, g, redirect, request
from flask_babel import Babel, Domain
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from svodka.webapp.addresses import with_query
from svodka.webapp.parameters import ParameterError
from svodka.webapp.presentation.catalogues import catalogue
from svodka.webapp.presentation.responses import keep

LANGUAGES = ("ru", "en")
NAMES = {"ru": "Русский", "en": "English"}
COOKIE = "language"
LONGEST_RETURN = 4000  # characters of an address to return to
CACHED_TEXTS = 2000  # of templates, in all languages

blueprint = Blueprint("language", __name__)


class Catalogues(Domain):  # type: ignore[misc]  # flask_babel ships no types
    """Translations read from their ``.po`` files: no compiled file can be missing or outdated."""

    def get_translations(self) -> NullTranslations:
        """The texts in the language of this request."""
        return catalogue(current())


def init_app(app: Flask) -> None:
    """Set up translations for templates, and the form that changes the language."""
    babel = Babel(app, default_locale="ru", locale_selector=chosen)
    babel.domain_instance = Catalogues()
    for language in LANGUAGES:
        catalogue(language)  # read before the worker processes fork
    app.jinja_env.globals.update(
        _=_text, language=current, other_languages=_others, this_address=_address
    )
    app.register_blueprint(blueprint)
    app.after_request(_tell)


def current() -> str:
    """The language of this request, which is chosen once."""
    return g.get("language") or chosen()


def _text(message: str, **values: object) -> Markup:
    """A text of a template, with its values escaped.

    Jinja's own function looks for the translations each time, and a page has a hundred texts.
    """
    if not values:
        return _whole(current(), message)
    return _translated(current(), message) % values


def gettext(message: str, **values: object) -> str:
    """A text in the language of the page, with its values; as that of Flask-Babel, but faster."""
    translated: str = catalogue(current()).ugettext(message)
    return translated % values if values else translated


def ngettext(one: str, many: str, number: int, **values: object) -> str:
    """A text for a number in the language of the page, with its values and with ``num``."""
    translated: str = catalogue(current()).ungettext(one, many, number)
    return translated % ({"num": number} | values)


@lru_cache(CACHED_TEXTS)
def _whole(language: str, message: str) -> Markup:
    return _translated(language, message) % {}  # as Jinja does: «%%» is a sign of per cent


@lru_cache(CACHED_TEXTS)
def _translated(language: str, message: str) -> Markup:
    return Markup(catalogue(language).ugettext(message))  # noqa: S704 - texts of ours


def chosen() -> str:
    """The language of this request: an earlier choice, the browser's preference, or Russian."""
    choice = request.cookies.get(COOKIE, "")
    g.language = (
        choice
        if choice in LANGUAGES
        else request.accept_languages.best_match(LANGUAGES, "ru") or "ru"
    )
    return str(g.language)


@blueprint.post("/language")
def choose() -> Answer:
    """Store the reader's choice, and redirect to the page where it was made."""
    language = request.form.get("language", "")
    if language not in LANGUAGES:
        raise ParameterError("language", f"one of {', '.join(LANGUAGES)}")
    response = redirect(_ours(request.form.get("to", "")), 303)
    keep(response, COOKIE, language)
    return response


def _ours(address: str) -> str:
    """An address within this site, or its start page.

    «//host» and «/\\host» are other sites, and browsers drop blanks.
    """
    start = f"{quote(request.script_root)}/"
    ours = address.startswith(start) and re.fullmatch(r"/(?![/\\])[^\x00-\x20\x7f\\]*", address)
    return address if ours else start


def _others() -> list[tuple[str, str]]:
    """The other languages, with their own names."""
    return [(language, name) for language, name in NAMES.items() if language != current()]


def _address() -> str:
    """The address of this page, or the start page if it cannot be requested again."""
    address = with_query(quote(request.script_root + request.path))
    return (
        address
        if request.method == "GET" and len(address) <= LONGEST_RETURN
        else f"{quote(request.script_root)}/"
    )


def _tell(response: Response) -> Response:
    """Add the headers of the language to a response with texts."""
    if "language" in g:
        response.headers["Content-Language"] = g.language
        response.vary.update(("Accept-Language", "Cookie"))
    return response
