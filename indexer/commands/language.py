"""The language of the terminal. Texts are written in English; a speaker gives another language.

Results carry Russian sentences for readers (``Notice``). The speaker gives these in its language.
"""

from typing import Protocol

from svodka.indexer.notice import Notice


class Speaker(Protocol):
    """The texts of one language."""

    def gettext(self, message: str) -> str:
        """An English text of the command line in this language."""

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form of an English text for a number."""

    def notice(self, notice: str) -> str:
        """A Russian sentence of a result in this language."""

    def line(self, text: str) -> str:
        """A finished English line, such as the message of an error, in this language."""


class English:
    """English without translations of notices: these stay Russian."""

    def gettext(self, message: str) -> str:
        """The text itself."""
        return message

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The singular for 1, else the plural."""
        return one if number == 1 else many

    def notice(self, notice: str) -> str:
        """The sentence itself."""
        return notice

    def line(self, text: str) -> str:
        """The line itself."""
        return text


_speaker: Speaker = English()


def use(speaker: Speaker) -> None:
    """Speak this language from now on."""
    global _speaker
    _speaker = speaker


def _(message: str, **values: object) -> str:
    """An English text in the language of the terminal, with ``values`` for its ``%(name)s``."""
    said = _speaker.gettext(message)
    return said % values if values else said


def counted(one: str, many: str, number: int, **values: object) -> str:
    """The form of a text for a number, which is put in for its ``%(num)s``."""
    return _speaker.ngettext(one, many, number) % {"num": number, **values}


def amount(number: int, thing: str) -> str:
    """A number of English things, for a line that ``said`` translates."""
    return f"{number} {thing}{'' if number == 1 else 's'}"


def noticed(notice: str) -> str:
    """A sentence of a result in the language of the terminal."""
    return _speaker.notice(notice) if isinstance(notice, Notice) else notice


def said(text: object) -> str:
    """Finished English lines, such as the message of an error, in the language of the terminal."""
    return "\n".join(_speaker.line(line) for line in str(text).split("\n"))
