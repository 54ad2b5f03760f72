"""The forms in which a query occurs in the collection, with their counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from svodka.indexer.analysis.folding import fold
from svodka.indexer.results.lines import Line


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is folded for comparing, its occurrences, and the articles that have it."""

    form: str
    occurrences: int
    articles: int


def forms(lines: Iterable[Line]) -> list[Form]:
    """The forms of the hits of some lines, the most frequent first, then by the alphabet."""
    occurrences = Counter[str]()
    articles: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        form = fold(line.hit)
        occurrences[form] += 1
        articles[form].add(line.id)
    found = [Form(form, count, len(articles[form])) for form, count in occurrences.items()]
    return sorted(found, key=lambda one: (-one.occurrences, one.form))
