"""The query as a tree of terms, the same for every engine, the snippets and the read-back.

Words come in *slots*: a slot is one place in a text (``Word``, ``Form``, ``Prefix``, ``Fuzzy``, ``AnyWord``), and a
``Phrase`` is a row of slots. Everything else combines these.

Trees are made by the builders in ``canonical.py``, which keep them in one shape.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from svodka.indexer.article import ExactField

FieldName = Literal["title", "source", "section", "author", "site"]
Reach = Literal["names", "only", "cognates"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any form: matches a token that has one of ``lemmas`` (folded, best first). ``text`` is as typed.

    ``reach`` says what else was asked for: other ``names`` of the same thing, nothing else, or cognates (``cognates``) too. It
    chooses how a tree is expanded, and not what this node matches.
    """

    text: str
    lemmas: tuple[str, ...]
    reach: Reach = "names"


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
    """Slots near each other: successively with ``slop`` 0, else within ``slop`` words, in order if ``ordered``.

    Each slot stands 1 to max(1, ``slop``) positions after the slot before it; without ``ordered`` it is enough
    that some order of the slots stands so (the parser makes such phrases of two slots only). An ``AnyWord`` stands only
    in phrases without ``slop``, and neither first nor last. A phrase matches within the title or within the text.

    A hyphenated word is a phrase of its parts: «Нью-Йорк» is found in «Нью Йорк» too. ``text`` is as typed, without
    quotes.
    """

    text: str
    slots: tuple[Slot, ...]
    slop: int = 0
    ordered: bool = True

    def orders(self) -> Iterable[tuple[Slot, ...]]:
        """The orders in which the slots may stand: of more than four, however, only their own."""
        return [self.slots] if self.ordered or len(self.slots) > 4 else permutations(self.slots)


@dataclass(frozen=True, slots=True)
class And:
    """All of ``children``; ``optional`` ones (function words beside content words) need not match and stay unmarked."""

    children: "tuple[Node, ...]"
    optional: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Named:
    """What was ``said``, or one of the ``others``, other names of the same thing, or of its ``cognates``.

    A match of what was said counts in full, of anything else by ``weight``. Where words of a conjunction spell a name,
    ``said`` is an ``And`` of them.
    """

    said: Slot | Phrase | And
    others: "tuple[Name, ...]" = ()
    cognates: "tuple[Name, ...]" = ()
    weight: float = 0.4

    @property
    def alternatives(self) -> "tuple[Name, ...]":
        """All that matches beside what was said."""
        return (*self.others, *self.cognates)


Name = Word | Form | Phrase


@dataclass(frozen=True, slots=True)
class SameSentence:
    """All of ``children`` in one sentence, in any order; what was ``said`` by a ``Named`` is one slot or phrase here."""

    children: tuple[Slot | Phrase | Named, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of ``children``."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``number`` of ``children``; the more of them and the rarer, the better."""

    children: "tuple[Node, ...]"
    number: int


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that does not match ``child``."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class InField:
    """``child`` matched within one field instead of title and text; a field inside ``child`` overrides this one.

    Below the field ``site`` stands a ``Form``, whose ``form`` is a host name in lower case without «www.»; it matches
    that host and all hosts below it.
    """

    field: FieldName
    child: "Node"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles dated from ``first`` to ``last``, both included (ISO days; None leaves that side open)."""

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Exactly:
    """Articles whose metadata field has exactly this value, letter by letter; people and places are those found in them."""

    field: ExactField
    value: str


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches all articles: what is left of a query of exclusions alone."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Matches no article: an empty query."""


Node = (
    Slot
    | Phrase
    | Named
    | SameSentence
    | And
    | Or
    | AtLeast
    | Not
    | InField
    | DateRange
    | Exactly
    | Everything
    | Nothing
)
