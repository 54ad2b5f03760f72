"""The language of the interface: Russian, or what the reader's browser or choice asks for."""

from flask import Flask, request
from flask_babel import Babel

LANGUAGES = ("ru", "en")
COOKIE = "language"


def init_app(app: Flask) -> None:
    """Teach the application's templates to speak the reader's language; message texts are the Russian ones."""
    Babel(app, default_locale="ru", locale_selector=chosen)


def chosen() -> str:
    """The language of this request: a choice made before, else what the browser prefers, else Russian."""
    choice = request.cookies.get(COOKIE, "")
    return choice if choice in LANGUAGES else request.accept_languages.best_match(LANGUAGES, "ru") or "ru"
