"""The words of an index: in how many articles they are, and what prefixes stand for."""

import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from rapidfuzz.distance import OSA

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.article import ExactField
from svodka.indexer.documents.sections import searched
from svodka.indexer.engines.opensearch.client import Client
from svodka.indexer.engines.opensearch.encoding import form_of, term
from svodka.indexer.engines.opensearch.mapping import EXACT, IN
from svodka.indexer.engines.opensearch.matching import NONE, TEXTS, Query, Scope, any_of
from svodka.indexer.engines.opensearch.ranking import Term
from svodka.indexer.engines.opensearch.requests import PARTIAL, in_full, whole
from svodka.indexer.engines.opensearch.state import State
from svodka.indexer.query.tree import Fuzzy, Prefix

MOST_KEPT = 100_000  # counts and expansions that are remembered
AT_ONCE = 500  # counts in one request
_MANY = 60_000  # words in one answer; a cluster allows 65,536
_SPECIAL = re.compile(r"[.?+*|{}\[\]()\"\\#@&<>~^$]")

_WHOLE = {"allow_partial_search_results": False}

Words = Sequence[tuple[str, int]]


class Vocabulary:
    """Asks for words and remembers the answers for one state of an index. Thread-safe."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._lock = threading.Lock()
        self._version = ""
        self._counts: dict[Term, int] = {}
        self._words: dict[tuple[str, Scope], Words] = {}

    def counts(self, state: State, terms: Iterable[Term]) -> Mapping[Term, int]:
        """For each term, the number of articles that have it."""
        wanted = list(dict.fromkeys(terms))
        with self._lock:
            self._follow(state)
            known = {one: self._counts[one] for one in wanted if one in self._counts}
        lacking = [one for one in wanted if one not in known]
        for start in range(0, len(lacking), AT_ONCE):
            part = lacking[start : start + AT_ONCE]
            known |= zip(part, self._asked(state, [_having(*one) for one in part]), strict=True)
        with self._lock:
            if self._version == state.version and len(self._counts) < MOST_KEPT:
                self._counts |= known
        return known

    def expanded(self, state: State, slot: Prefix | Fuzzy, scope: Scope, most: int) -> list[str]:
        """The most frequent terms that a slot stands for, ``most`` + 1 of them at most."""
        begins = slot.prefix if isinstance(slot, Prefix) else slot.form[:1]
        limit = most + 1 if isinstance(slot, Prefix) else _MANY
        words = self._beginning(state, begins, scope, limit)
        if isinstance(slot, Fuzzy):
            form, edits = slot.form, slot.edits
            near = [
                (count, word)
                for word, count in words
                if OSA.distance(form, word, score_cutoff=edits) <= edits
            ]
            words = [(word, count) for count, word in sorted(near, reverse=True)]
        return [scope.exact + term(word) for word, _ in words[: most + 1]]

    def _follow(self, state: State) -> None:
        if state.version != self._version:
            self._version = state.version
            self._counts, self._words = {}, {}

    def _asked(self, state: State, queries: Sequence[Query]) -> list[int]:
        lines: list[object] = []
        for query in queries:
            filters = {"bool": {"filter": [*state.visible(), query]}}
            lines += [_WHOLE, {"size": 0, "track_total_hits": True, "query": filters}]
        path = f"/{state.generation}/_msearch"

        def ask() -> list[int]:
            answers = self._client.each(path, lines)
            return [whole(answer)["hits"]["total"]["value"] for answer in answers]

        return in_full(ask) if lines else []

    def _beginning(self, state: State, prefix: str, scope: Scope, limit: int) -> Words:
        key = (f"{limit} {prefix}", scope)
        with self._lock:
            self._follow(state)
            if (known := self._words.get(key)) is not None:
                return known
        if scope.fields[0].startswith(IN):
            field = cast("ExactField", scope.fields[0].removeprefix(IN))
            words = self._of_values(state, prefix, field, limit)
        else:
            words = self._of_texts(state, prefix, limit)
        with self._lock:
            if self._version == state.version and len(words) + len(self._words) < MOST_KEPT:
                self._words[key] = words
        return words

    def _of_texts(self, state: State, prefix: str, limit: int) -> Words:
        prefix = term(prefix)
        asked = {
            "field": "form",
            "size": limit,
            "shard_size": min(4 * limit, _MANY),
            "include": escaped(prefix) + ".*",
            "order": [{"_count": "desc"}, {"_key": "asc"}],
        }
        having = any_of({"prefix": {field: EXACT + prefix}} for field in TEXTS.fields)
        found = _buckets(self._aggregated(state, having, {"terms": asked}))
        return [(form_of(word), count) for word, count in found]

    def _of_values(self, state: State, prefix: str, field: ExactField, limit: int) -> Words:
        """The words of the values of a metadata field; there are not many values."""
        asked = {"field": field, "size": _MANY, "shard_size": _MANY}
        counts: Counter[str] = Counter()
        for value, count in _buckets(
            self._aggregated(state, {"exists": {"field": field}}, {"terms": asked})
        ):
            for form in {token.form for token in analyze(searched(field, value))}:
                if form.startswith(prefix):
                    counts[form] += count
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]

    def _aggregated(self, state: State, query: Query, asked: Mapping[str, object]) -> Query:
        filters = {"bool": {"filter": [*state.visible(), query]}}
        body = {"size": 0, "query": filters, "aggs": {"words": asked}}
        answer = self._client.ask("POST", f"/{state.generation}/_search?{PARTIAL}", body, wait=60)
        found: Query = whole(answer)["aggregations"]["words"]
        return found


def escaped(text: str) -> str:
    """A text as a regular expression of the cluster that matches it alone."""
    return _SPECIAL.sub(r"\\\g<0>", text)


def _having(word: str, scope: Scope) -> Query:
    if not word:
        return NONE
    return any_of({"terms": {field: [word]}} for field in scope.fields)


def _buckets(found: Query) -> Words:
    return [(one["key"], one["doc_count"]) for one in found["buckets"]]
