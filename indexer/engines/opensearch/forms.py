"""The forms of a collection: those near another one, beginnings, parts of wholes; and titles."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rapidfuzz.distance import OSA

from svodka.indexer.engines.opensearch.client import Client
from svodka.indexer.engines.opensearch.encoding import form_of, term
from svodka.indexer.engines.opensearch.finding import Finder
from svodka.indexer.engines.opensearch.hits import article_of
from svodka.indexer.engines.opensearch.mapping import DEEPEST, EXACT
from svodka.indexer.engines.opensearch.matching import ALL, TEXTS, Query, any_of
from svodka.indexer.engines.opensearch.requests import PARTIAL, body, in_full, whole
from svodka.indexer.engines.opensearch.state import State
from svodka.indexer.engines.opensearch.words import Vocabulary, escaped
from svodka.indexer.engines.records import Hit
from svodka.indexer.query.tree import Form, Prefix

MOST_NEAR = 500  # forms near another one, on each shard
MOST_WHOLES = 2_000  # hyphenated forms with one part
_HEAD = "head"


class Forms:
    """Answers what corrections and completions ask. Thread-safe."""

    def __init__(self, client: Client, vocabulary: Vocabulary, finder: Finder) -> None:
        self._client, self._vocabulary, self._finder = client, vocabulary, finder

    def counts(self, state: State, forms: Sequence[str]) -> list[int]:
        """For each form, the number of articles with it."""
        terms = [(EXACT + term(form), TEXTS) for form in forms]
        counts = self._vocabulary.counts(state, terms)
        return [counts[one] for one in terms]

    def near(self, state: State, form: str, edits: int) -> dict[str, int]:
        """The forms within ``edits`` edits, with the number of articles of each."""
        own = EXACT + term(form)
        asked = {field: _suggestions(field, own, edits) for field in TEXTS.fields}
        request = {"size": 0, "suggest": asked}
        path = f"/{state.generation}/_search?{PARTIAL}"
        found = whole(self._client.ask("POST", path, request))["suggest"]
        near = {form, *(form_of(one[1:]) for one in _suggested(found.values()))}
        near = {one for one in near if OSA.distance(form, one, score_cutoff=edits) <= edits}
        counts = self.counts(state, ordered := sorted(near))
        return {one: count for one, count in zip(ordered, counts, strict=True) if count}

    def begun(self, state: State, prefixes: Sequence[str]) -> list[bool]:
        """For each prefix, True if a form begins with it."""
        path, lines = f"/{state.generation}/_msearch", list[object]()
        for prefix in prefixes:
            query = any_of({"prefix": {field: EXACT + term(prefix)}} for field in TEXTS.fields)
            filters = {"bool": {"filter": [*state.visible(), query]}}
            one = {"size": 0, "terminate_after": 1, "track_total_hits": 1, "query": filters}
            lines += [{"allow_partial_search_results": False}, one]

        def ask() -> list[bool]:
            answers = self._client.each(path, lines)
            return [whole(answer)["hits"]["total"]["value"] > 0 for answer in answers]

        return in_full(ask) if lines else []

    def hyphenated(self, state: State, parts: Sequence[str]) -> list[int]:
        """For each part, the sum of the articles of the hyphenated forms that have it."""
        if not parts:
            return []
        wanted = {str(number): _wholes(part) for number, part in enumerate(parts)}
        found = self._finder.aggregated(state, ALL, wanted)
        return [
            sum(
                one["doc_count"]
                for one in found[str(number)]["forms"]["buckets"]
                if form_of(one["key"]) != part
            )
            for number, part in enumerate(parts)
        ]

    def titles(
        self, state: State, words: Sequence[Sequence[Form | Prefix]], limit: int
    ) -> list[Hit]:
        """The newest articles with titles that match, equal titles once."""
        match = {"bool": {"filter": [_in_title(slots) for slots in words]}} if words else ALL
        more: dict[str, Any] = {"size": min(limit, DEEPEST), "collapse": {"field": _HEAD}}
        rows = self._finder.rows(state, body(state, match, None, "newest", **more))
        heads = [row["fields"][_HEAD][0] for row in rows]
        alike = self._alike(state, heads)
        return [
            Hit(article_of(row), 0.0, alike.get(head, 1) - 1)
            for row, head in zip(rows, heads, strict=True)
        ]

    def _alike(self, state: State, heads: Sequence[str]) -> Mapping[str, int]:
        """For each title of some, the number of articles that have it."""
        if not heads:
            return {}
        counted = {"terms": {"field": _HEAD, "size": len(heads), "shard_size": len(heads)}}
        query = {"terms": {_HEAD: list(heads)}}
        found = self._finder.aggregated(state, query, {"heads": counted})["heads"]["buckets"]
        return {one["key"]: one["doc_count"] for one in found}


def _suggestions(field: str, own: str, edits: int) -> Query:
    """Terms near one, however rare and frequent they are; the sign of forms is not edited."""
    return {
        "text": own,
        "term": {
            "field": field,
            "size": MOST_NEAR,
            "shard_size": MOST_NEAR,
            "max_edits": edits,
            "prefix_length": 1,
            "min_word_length": 1,
            "suggest_mode": "always",
            "max_term_freq": 1_000_000_000,
            "string_distance": "damerau_levenshtein",
        },
    }


def _suggested(fields: Iterable[Any]) -> list[str]:
    return [option["text"] for parts in fields for part in parts for option in part["options"]]


def _wholes(part: str) -> Query:
    """The hyphenated forms with a part, which itself is a word of the same articles."""
    having = any_of({"term": {field: EXACT + term(part)}} for field in TEXTS.fields)
    include = f"(.*-)?{escaped(term(part))}(-.*)?"
    counted = {"field": "form", "include": include, "size": MOST_WHOLES, "shard_size": MOST_WHOLES}
    return {"filter": having, "aggs": {"forms": {"terms": counted}}}


def _in_title(alternatives: Sequence[Form | Prefix]) -> Query:
    """The filter of titles with one of some words."""
    forms = [EXACT + term(one.form) for one in alternatives if isinstance(one, Form)]
    begins = [one.prefix for one in alternatives if isinstance(one, Prefix)]
    queries: list[Query] = [{"prefix": {"title": EXACT + term(prefix)}} for prefix in begins]
    return any_of([*queries, *([{"terms": {"title": forms}}] if forms else [])])
