"""The links that narrow results by facets and dates, or undo that."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import islice
from typing import get_args
from urllib.parse import quote

from svodka.indexer.article import ExactField
from svodka.indexer.bulkhead import Bulkhead
from svodka.indexer.engines.records import Bucket, Counts, FacetName, Unit
from svodka.indexer.query.filters import stretch
from svodka.webapp.addresses import readable
from svodka.webapp.parameters import Ask
from svodka.webapp.presentation.language import gettext as _
from svodka.webapp.presentation.markup import scrub
from svodka.webapp.presentation.periods import between, whole
from svodka.webapp.presentation.rendering import results_url
from svodka.webapp.presentation.sections import Named, named

SHOWN = 6  # values of a facet that are visible at once
UNFOLDED = 20  # values including the collapsed ones
CHIPS = 20  # chips; for further filters there is only «drop all»
# Characters. A longer address is not repeated in each bar and each collapsed value.
LONGEST_REPEATED = 500


@dataclass(frozen=True, slots=True)
class Chip:
    """An active filter; ``url`` leads to the results without it."""

    kind: str
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a facet; ``url`` adds it as a filter, or removes it if it is ``chosen``."""

    text: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A field with the values of the matching articles: the ``first`` ones, and ``more``.

    ``without`` articles have no value.
    """

    name: FacetName
    title: str
    first: Sequence[Choice]
    more: Sequence[Choice]
    without: int = 0


@dataclass(frozen=True, slots=True)
class Preset:
    """A number of days back from today, or from the newest article."""

    text: str
    url: str
    chosen: bool


class Narrowing:
    """The links from results to narrower and wider ones.

    Addresses keep their Cyrillic letters, which takes a third of the space. Most of them share a
    common beginning: a page has about a hundred.
    """

    def __init__(self, ask: Ask, link: Callable[..., str] = results_url) -> None:
        self.ask = ask
        self._link = link
        self._asked = readable(link(ask))
        # Dates of another length suit another unit of the time line.
        undated = ask.replace(step=None)
        self._undated = readable(link(undated, drop=("date",)))

    def chips(self) -> Iterator[Chip]:
        """The active filters, the first CHIPS of them."""
        return islice(self._chips(), CHIPS)

    def _chips(self) -> Iterator[Chip]:
        filters = self.ask.filters
        if filters.since or filters.until:
            yield Chip(_("дата"), between(filters.since, filters.until), self._undated)
        for field in get_args(ExactField):
            for one in _named(field, [Bucket(value, 0) for value in filters.values(field)]):
                yield Chip(_kind(field), one.text, self._without(field, one.values))

    def _without(self, field: str, values: Iterable[str]) -> str:
        """The address of the results without some values of a field."""
        ask = self.ask
        for value in values:
            ask = ask.replace(drop=(field, value))
        return self._link(ask)

    def facets(self, counts: Counts, bulkhead: Bulkhead) -> Iterator[Facet]:
        """The facets that divide the matching articles, or are active filters.

        ``bulkhead`` collects failures; a facet that fails costs no other.
        """
        for name in get_args(FacetName):
            if facet := bulkhead.run("facet", partial(self._facet, name, counts), None):
                yield facet

    def _facet(self, name: FacetName, counts: Counts) -> Facet | None:
        choices = [self._choice(name, one) for one in _named(name, counts.facets.get(name, ()))]
        choices.sort(key=lambda choice: not choice.chosen and name != "year")
        choices = choices[:UNFOLDED]
        without = counts.sourceless if name == "source" else 0
        divides = len(choices) + bool(choices and without) > 1
        if not divides and not any(choice.chosen for choice in choices):
            return None
        # A single further value is not collapsed.
        first = SHOWN if len(choices) > SHOWN + 1 else len(choices)
        more = choices[first:] if len(self._asked) <= LONGEST_REPEATED else []
        return Facet(name, facet_title(name), choices[:first], more, without)

    def presets(self, latest: str, today: date) -> Iterator[Preset]:
        """The last day, seven days, month and year, as far as they have articles.

        ``latest`` is the day, month or year of the newest article. If no article is of the last
        year, the periods end with the newest one.
        """
        recent = (
            (_("за день"), 0),
            (_("за неделю"), 6),
            (_("за месяц"), 30),
            (_("за год"), 365),
        )
        presets = [
            self._preset(text, since)
            for text, days in recent
            if latest and (since := (today - timedelta(days)).isoformat())[: len(latest)] <= latest
        ]
        yield from presets if presets or not latest else self._closing(latest)

    def _closing(self, latest: str) -> Iterator[Preset]:
        """The last month and year of an archive that goes on no more."""
        known = stretch(latest)
        if known is None:
            return
        newest = date.fromisoformat(known[1])
        for text, days in ((_("последний месяц архива"), 30), (_("последний год архива"), 365)):
            if newest.toordinal() > days:
                yield self._preset(text, (newest - timedelta(days)).isoformat())

    def _preset(self, text: str, since: str) -> Preset:
        filters = self.ask.filters
        chosen = filters.since == since and filters.until is None
        return Preset(text, f"{self._undated}&from={since}", chosen)

    def within(self, value: str, unit: Unit = "day") -> str:
        """The address of the articles of a year, month or day; "" if it would be too long.

        With ``unit`` «week», a day stands for the week that it begins.
        """
        if len(self._undated) > LONGEST_REPEATED:
            return ""
        since, until = whole(value, unit)
        return f"{self._undated}&from={since}&to={until}"

    def _choice(self, name: FacetName, one: Named) -> Choice:
        filters, values = self.ask.filters, one.values
        if name == "year":
            chosen = (filters.since, filters.until) == stretch(one.text)
            since, until = stretch(one.text) or ("", "")
            within = f"{self._undated}&from={since}&to={until}"
            return Choice(one.text, one.count, self._undated if chosen else within, chosen)
        others = [value for value in values if value not in filters.values(name)]
        if not others:
            return Choice(one.text, one.count, self._without(name, values), chosen=True)
        added = "".join(f"&{name}={readable(quote(scrub(value), safe=''))}" for value in others)
        return Choice(one.text, one.count, self._asked + added, chosen=False)


def _named(name: FacetName, buckets: Iterable[Bucket]) -> list[Named]:
    """The values of a field with their names: those of one name are one choice."""
    if name == "section":
        return named(buckets)
    return [Named(one.value, one.count, (one.value,)) for one in buckets]


def in_words(ask: Ask) -> str:
    """The query and the filters of a request, as titles name them."""
    chips = (chip.text for chip in Narrowing(ask).chips())
    return ", ".join(filter(None, [ask.query.strip(), *chips]))


def _kind(field: ExactField) -> str:
    """The name of a field before its value on a chip."""
    names = {
        "source": _("источник"),
        "section": _("рубрика"),
        "author": _("автор"),
        "person": _("человек"),
        "place": _("место"),
    }
    return str(names[field])


def facet_title(name: FacetName) -> str:
    """The title of the values of a field."""
    titles = {
        "year": _("Год"),
        "source": _("Источник"),
        "section": _("Рубрика"),
        "author": _("Автор"),
        "person": _("Люди"),
        "place": _("Места"),
    }
    return str(titles[name])
