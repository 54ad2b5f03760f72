"""The forms of a collection, asked of its engine for one query."""

from collections.abc import Collection, Iterable

from svodka.indexer.engines.port import Engine


class Vocabulary:
    """Folded forms, each with its number of articles. Make a new one for each query.

    Counts are kept, so that no form is asked for twice.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._counts: dict[str, int] = {}
        self._articles = 0

    def count(self, form: str) -> int:
        """Return the number of articles with a form."""
        return self.counts([form])[form]

    def counts(self, forms: Iterable[str]) -> dict[str, int]:
        """Return the number of articles with each form."""
        wanted = list(dict.fromkeys(forms))
        unknown = [form for form in wanted if form not in self._counts]
        if unknown:
            self._counts.update(zip(unknown, self._engine.counts(unknown), strict=True))
        return {form: self._counts[form] for form in wanted}

    def only_parts(self, forms: Collection[str]) -> set[str]:
        """Return those that stand only in hyphenated words, as «наро» in «Наро-Фоминск»."""
        wholes = zip(forms, self._engine.hyphenated(list(forms)), strict=True)
        counts = self.counts(forms)
        return {form for form, articles in wholes if 0 < counts[form] <= articles}

    def expected(self, first: str, second: str) -> float:
        """Return the expected number of articles with two independent words."""
        self._articles = self._articles or max(1, self._engine.count())
        return self.count(first) * self.count(second) / self._articles

    def begun(self, prefixes: Iterable[str]) -> set[str]:
        """Return the prefixes with which a form begins."""
        wanted = list(prefixes)
        begun = self._engine.begun(wanted) if wanted else ()
        return {prefix for prefix, known in zip(wanted, begun, strict=True) if known}

    def near(self, form: str, edits: int) -> list[str]:
        """Return the forms, of letters only, within ``edits`` edits of ``form``."""
        found = self._engine.near(form, edits)
        self._counts.update(found)
        return [word for word in found if word.isalpha()]
