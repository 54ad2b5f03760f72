"""The language of the command line: Russian where the locale says so, English otherwise.

Click asks gettext for its own words; its modules get the words of the same catalogue.
"""

import gettext
import re
import sys
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from svodka.indexer.commands.language import Speaker
from svodka.indexer.notice import Notice

if TYPE_CHECKING:
    from babel.support import NullTranslations

DOMAIN = "commands"
DEEPEST = 4  # parts within parts of a message
# Patterns that would match far more than the messages that they were made of.
ANYTHING = r"\{\} is \{\}(?:\{\})?"
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> str:
    """``ru`` or ``en``, as gettext decides: the locale, then LANGUAGE unless that is «C»."""
    locale = next((value for name in _LOCALE if (value := environment.get(name))), "C")
    if locale.partition(".")[0] in ("C", "POSIX"):
        return "en"
    for wanted in [*environment.get("LANGUAGE", "").split(":"), locale]:
        if wanted[:2] in ("ru", "en"):
            return wanted[:2]
    return "en"


def speaker(language: str) -> Speaker:
    """The speaker of a language."""
    return _Russian() if language == "ru" else _English()


def teach_click(language: str) -> None:
    """Let click speak a language; it takes gettext's functions when it is imported."""
    spoken = _Russian() if language == "ru" else gettext
    for name, module in sys.modules.items():
        if name.startswith("click.") and hasattr(module, "_"):
            vars(module)["_"] = spoken.gettext
        if name.startswith("click.") and hasattr(module, "ngettext"):
            vars(module)["ngettext"] = spoken.ngettext


class _English:
    """English as it stands in the code; notices are translated."""

    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, one: str, many: str, number: int) -> str:
        return one if number == 1 else many

    def notice(self, notice: str) -> str:
        # Imported here: only an answer with notices needs the catalogue.
        from svodka.webapp.presentation.catalogues import catalogue

        if not isinstance(notice, Notice):
            return notice
        return str(catalogue("en").gettext(notice.message)) % notice.values

    def line(self, text: str) -> str:
        return text


class _Russian:
    """Russian from the catalogue of the command line."""

    @cached_property
    def _texts(self) -> "NullTranslations":
        from svodka.webapp.presentation.catalogues import catalogue

        return catalogue("ru", DOMAIN)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        """Finished messages with {} for their parts; those that say most come first."""
        from svodka.webapp.presentation.catalogues import texts

        ids = [entry.id for entry in texts("ru", DOMAIN) if isinstance(entry.id, str)]
        found = (id for id in ids if "{}" in id and not re.fullmatch(ANYTHING, id))
        patterns = sorted(found, key=_said, reverse=True)
        return [
            (re.compile("(.*?)".join(map(re.escape, id.split("{}"))), re.DOTALL), id)
            for id in patterns
        ]

    def gettext(self, message: str) -> str:
        return str(self._texts.gettext(message)) if message else ""  # "" is the catalogue's head

    def ngettext(self, one: str, many: str, number: int) -> str:
        return str(self._texts.ngettext(one, many, number))

    def notice(self, notice: str) -> str:
        return notice

    def line(self, text: str) -> str:
        return self._told(text, DEEPEST)

    def _told(self, text: str, depth: int) -> str:
        """A finished message; its parts are finished messages themselves."""
        if not depth or not re.search("[A-Za-z]", text):
            return text
        if (told := self.gettext(text)) != text:
            return told
        for pattern, id in self._patterns:
            if found := pattern.fullmatch(text):
                parts = [self._told(part, depth - 1) for part in found.groups()]
                return self.gettext(id).format(*parts)
        return text


def _said(id: str) -> tuple[bool, int]:
    """Patterns with a beginning of their own come before those that begin with any text."""
    return not id.startswith("{}"), len(id.replace("{}", ""))
