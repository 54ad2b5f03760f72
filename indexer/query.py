"""The query as a tree of terms, the same for every engine, the snippets and the read-back.

Words come in *slots*: a slot is one place in a text (``Word``, ``Form``, ``Prefix``, ``Fuzzy``, ``AnyWord``), and a
``Phrase`` is a row of slots. Everything else combines these.
"""

from dataclasses import dataclass
from typing import Literal

FieldName = Literal["title", "source", "section", "author", "site"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any form: matches a token that has one of ``lemmas`` (folded, best first). ``text`` is as typed."""

    text: str
    lemmas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """Exactly this form: matches a token whose folded ``form`` is the same."""

    text: str
    form: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words whose folded form begins with ``prefix``."""

    text: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words whose folded form is within ``edits`` typos of ``form`` and has the same first letter."""

    text: str
    form: str
    edits: int


@dataclass(frozen=True, slots=True)
class AnyWord:
    """Any one word, inside a phrase."""


Slot = Word | Form | Prefix | Fuzzy | AnyWord


@dataclass(frozen=True, slots=True)
class Phrase:
    """Slots near each other. With ``slop`` 0, at successive positions; with slop n, within n words, in order if ``ordered``.

    A hyphenated word is a phrase of its parts: «Нью-Йорк» is found in «Нью Йорк» too. ``text`` is as typed, without quotes.
    """

    text: str
    slots: tuple[Slot, ...]
    slop: int = 0
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class SameSentence:
    """All of ``children`` (slots and phrases) in one sentence, in any order."""

    children: "tuple[Slot | Phrase, ...]"


@dataclass(frozen=True, slots=True)
class And:
    """All of ``children``; ``optional`` ones (function words beside content words) need not match and are not marked."""

    children: "tuple[Node, ...]"
    optional: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of ``children``."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that does not match ``child``."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class InField:
    """``child`` matched within one field instead of title and text."""

    field: FieldName
    child: "Node"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles dated from ``first`` to ``last``, both included (ISO days; None leaves that side open)."""

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches all articles: what is left of a query of exclusions alone."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Matches no article: an empty query."""


Node = Slot | Phrase | SameSentence | And | Or | Not | InField | DateRange | Everything | Nothing
