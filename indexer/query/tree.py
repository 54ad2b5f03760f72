"""The query as a tree, the same for every engine, the snippets and the read-back.

Words come in *slots*. A slot matches one word of a text (``Word``, ``Form``, ``Prefix``, ``Fuzzy``,
``AnyWord``); a ``Phrase`` is a row of slots. The other nodes combine these.

Trees are made by the builders in ``builders.py``, which keep them canonical.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import permutations
from typing import Literal

from svodka.indexer.article import ExactField

FieldName = Literal["title", "source", "section", "author", "site"]
Reach = Literal["names", "only", "cognates"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any form: matches a token with one of ``lemmas`` (folded, best first).

    ``text`` is as typed. ``reach`` is how the word is expanded: with other ``names`` of the same
    thing, with ``cognates`` too, or not at all (``only``). It does not change the matches of this
    node. ``names`` are the lemmas of a name that the word may be by chance; ``with_names`` decides
    which of them match, and leaves none.
    """

    text: str
    lemmas: tuple[str, ...]
    reach: Reach = "names"
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """Exactly this form: matches a token with the same folded ``form``."""

    text: str
    form: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words whose folded form begins with ``prefix``."""

    text: str
    prefix: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words within ``edits`` typos of ``form``, by the folded form, with the same first letter."""

    text: str
    form: str
    edits: int


@dataclass(frozen=True, slots=True)
class AnyWord:
    """Any one word, inside a phrase."""


Slot = Word | Form | Prefix | Fuzzy | AnyWord


@dataclass(frozen=True, slots=True)
class Phrase:
    """Slots near each other: successive with ``slop`` 0, else within ``slop`` words.

    Each slot stands 1 to max(1, ``slop``) positions after the slot before it. Without ``ordered``,
    any order of the slots may stand so; the parser makes such phrases of two slots only. An
    ``AnyWord`` is only in phrases without ``slop``, neither first nor last. A phrase matches within
    the title or within the text.

    A hyphenated word is a phrase of its parts: «Нью-Йорк» is found in «Нью Йорк» too. The
    ``variants`` are other rows of slots that match as well: they have a whole in place of its
    parts, so that «Йошкар-Ола» is found in «Йошкар-Оле». ``text`` is as typed, without quotes.
    """

    text: str
    slots: tuple[Slot, ...]
    slop: int = 0
    ordered: bool = True
    variants: tuple[tuple[Slot, ...], ...] = ()

    def orders(self) -> Iterable[tuple[Slot, ...]]:
        """Return the accepted rows of slots; of more than four slots only their own order."""
        if self.ordered or len(self.slots) > 4:
            return [self.slots, *self.variants]
        return [*permutations(self.slots), *self.variants]

    def every_slot(self) -> Iterator[Slot]:
        """Yield the slots of all rows, also those of the variants."""
        yield from self.slots
        for row in self.variants:
            yield from row


@dataclass(frozen=True, slots=True)
class And:
    """All of ``children``. The ``optional`` ones need not match, and stay unmarked.

    They are function words beside content words.
    """

    children: "tuple[Node, ...]"
    optional: "tuple[Node, ...]" = ()


@dataclass(frozen=True, slots=True)
class Named:
    """The typed part ``said``, or one of its other names ``others``, or of its ``cognates``.

    A match of ``said`` counts in full, one of ``others`` by ``weight``, one of ``cognates`` by
    ``cognate_weight``. If words of a conjunction spell a name, ``said`` is an ``And`` of them.
    """

    said: Slot | Phrase | And
    others: "tuple[Name, ...]" = ()
    cognates: "tuple[Name, ...]" = ()
    weight: float = 0.4
    cognate_weight: float = 0.4

    @property
    def alternatives(self) -> "tuple[Name, ...]":
        """The names and cognates that match beside ``said``."""
        return (*self.others, *self.cognates)


Name = Word | Form | Phrase


@dataclass(frozen=True, slots=True)
class SameSentence:
    """All of ``children`` in one sentence, in any order.

    The ``said`` of a ``Named`` is one slot or phrase here.
    """

    children: tuple[Slot | Phrase | Named, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of ``children``."""

    children: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``number`` of ``children``; more of them and rarer ones rank higher.

    With ``weights``, one for each child, a child counts as many times.
    """

    children: "tuple[Node, ...]"
    number: int
    weights: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hint:
    """Matches every article, and ranks higher those with ``words``: each by its weight.

    The words are not marked, and their order means nothing. A range of dates ranks the articles of
    that time; its weight is a score, that of a word or phrase is a share of its rarity.
    """

    words: "tuple[Word | Phrase | DateRange, ...]"
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything that does not match ``child``."""

    child: "Node"


@dataclass(frozen=True, slots=True)
class InField:
    """``child`` matched within one field instead of title and text.

    A field inside ``child`` overrides this one. Below the field ``site`` is a ``Form``, whose
    ``form`` is a host name in lower case without «www.». It matches that host and all hosts below
    it.
    """

    field: FieldName
    child: "Node"


@dataclass(frozen=True, slots=True)
class DateRange:
    """Articles dated from ``first`` to ``last``, both included.

    These are ISO days; None leaves that side open.
    """

    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True)
class Exactly:
    """Articles whose metadata field has exactly this value, letter by letter.

    People and places are those recognized in the articles.
    """

    field: ExactField
    value: str


@dataclass(frozen=True, slots=True)
class Everything:
    """All articles, for a query of exclusions alone."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article, for an empty query."""


Node = (
    Slot
    | Phrase
    | Named
    | SameSentence
    | And
    | Or
    | AtLeast
    | Hint
    | Not
    | InField
    | DateRange
    | Exactly
    | Everything
    | Nothing
)
