"""Sentences for the reader: Russian messages that keep their parts, to be translated."""

from types import MappingProxyType
from typing import Self


class Notice(str):
    """The Russian ``message``, with ``values`` put in for its ``%(name)s``.

    >>> Notice("Запрос длиннее %(most)s знаков.", most=1000)
    'Запрос длиннее 1000 знаков.'
    """

    __slots__ = ("message", "values")

    message: str
    values: MappingProxyType[str, str | int]

    def __new__(cls, message: str, **values: str | int) -> Self:
        """Format the message with the values."""
        notice = super().__new__(cls, message % values)
        notice.message = message
        notice.values = MappingProxyType(values)
        return notice
