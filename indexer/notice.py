"""Sentences for the reader. They are Russian, and what they are made of is kept, so that they can be said otherwise."""

from types import MappingProxyType
from typing import Self


class Notice(str):
    """A sentence: the Russian ``message`` with its ``values`` in the places that ``%(name)s`` marks in it.

    >>> Notice("Запрос длиннее %(most)s знаков.", most=1000)
    'Запрос длиннее 1000 знаков.'
    """

    __slots__ = ("message", "values")

    message: str
    values: MappingProxyType[str, str | int]

    def __new__(cls, message: str, **values: str | int) -> Self:
        """Put the values in their places."""
        notice = super().__new__(cls, message % values)
        notice.message = message
        notice.values = MappingProxyType(values)
        return notice
