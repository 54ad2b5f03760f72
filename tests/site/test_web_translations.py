"""Every text of the site has an English translation, and every plural its forms in both."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from running import ROOT

from svodka.webapp.presentation import catalogues, language

METHODS = [
    ("indexer/**.py", "python"),
    ("webapp/**.py", "python"),
    ("webapp/templates/**", "jinja2"),
]
OPTIONS = {
    "webapp/templates/**": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
}
KEYWORDS = DEFAULT_KEYWORDS | {"lazy_gettext": None, "Notice": None}


def _ours(folder: str) -> bool:
    """True if a folder, or one below it, may hold texts of the site.

    Those of the command line are English: ``tests/commands/test_language.py``.
    """
    parts = Path(folder).relative_to(ROOT).parts
    return parts[0] in ("indexer", "webapp") and parts[:2] != ("indexer", "commands")


def extracted() -> Catalog:
    """All messages of the code and the templates, with their locations."""
    catalog = Catalog()
    for file, line, message, comments, context in extract_from_dir(
        ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=_ours
    ):
        catalog.add(message, None, [(file, line)], auto_comments=comments, context=context)
    return catalog


def translated(name: str) -> Catalog:
    with catalogues.path(name).open("rb") as file:
        return read_po(file, locale=name, abort_invalid=True)


def texts(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def test_every_text_has_its_english() -> None:
    english = translated("en")
    wanted = list(texts(extracted()))
    assert len(wanted) > 30
    for message in wanted:
        found = english.get(message.id, message.context)
        place = "{}:{}".format(*message.locations[0])
        assert found, f"{place}: {message.id!r} is not in {catalogues.path('en')}"
        assert all(found.string if message.pluralizable else [found.string]), (
            f"{message.id!r} has no English"
        )
        assert not found.fuzzy, message.id


def test_every_plural_has_its_russian_forms() -> None:
    russian = translated("ru")
    plurals = {message.id for message in texts(extracted()) if message.pluralizable}
    assert plurals == {message.id for message in texts(russian)}
    for message in texts(russian):
        assert len(message.string) == 3
        assert message.string[0] == message.id[0], "the first form is the singular"
        assert message.string[2] == message.id[1], "the third is the plural of the text"


@pytest.mark.parametrize("name", language.LANGUAGES)
def test_catalogues_hold_nothing_else_and_keep_the_parameters(name: str) -> None:
    known = {message.id for message in texts(extracted())}
    catalog = translated(name)
    assert not catalog.obsolete
    assert sorted(str(message.id) for message in texts(catalog) if message.id not in known) == []
    for message in texts(catalog):
        assert [str(error) for error in message.check(catalog)] == []
        assert parameters(message.string) == parameters(message.id)


def parameters(texts: str | tuple[str, ...]) -> set[str]:
    """The names of the parameters in a message or in its plural forms."""
    return set(re.findall(r"%\((\w+)\)", " ".join([texts] if isinstance(texts, str) else texts)))
