"""Catalogues of translations, compiled in memory: no compiled file can be missing or outdated."""

import io
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations


def path(language: str, domain: str = "messages") -> Path:
    """The path of the texts of a language."""
    folder = Path(__file__).parent.parent / "translations" / language / "LC_MESSAGES"
    return folder / f"{domain}.po"


@cache
def texts(language: str, domain: str = "messages") -> Catalog:
    """The texts of a language as they are written."""
    with path(language, domain).open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@cache
def catalogue(language: str, domain: str = "messages") -> NullTranslations:
    """The texts of a language, compiled."""
    compiled = io.BytesIO()
    write_mo(compiled, texts(language, domain))
    compiled.seek(0)
    return Translations(compiled)
