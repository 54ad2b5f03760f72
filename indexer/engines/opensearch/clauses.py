"""The clauses of a query, of which a cluster allows a number."""

from svodka.indexer.query.tree import Fuzzy, Phrase, Prefix, SameSentence

# A query may have 1,024 clauses, and each term of a phrase or a score is one.
MOST_CLAUSES = 950
_MOST_UNITED = 16  # terms of one filter that are a clause each; more of them are one together


def expandable(node: object, *, within: bool) -> tuple[int, int]:
    """The number of prefixes and fuzzy words in a tree: outside of phrases, and within them."""
    if isinstance(node, Prefix | Fuzzy):
        return (0, 1) if within else (1, 0)
    within = within or isinstance(node, Phrase | SameSentence)
    children = node if isinstance(node, tuple) else _parts(node)
    counts = [expandable(child, within=within) for child in children]
    return sum(one for one, _ in counts), sum(other for _, other in counts)


def _parts(node: object) -> list[object]:
    return [getattr(node, name) for name in getattr(node, "__slots__", ())]


def clauses(query: object) -> int:
    """The number of clauses of a query, no less than the cluster counts."""
    if isinstance(query, list):
        return sum(map(clauses, query))
    if not isinstance(query, dict):
        return 0
    if "match_phrase" in query:
        (asked,) = query["match_phrase"].values()
        row = asked if isinstance(asked, str) else asked["query"]
        return len(row.replace("|", " ").split())
    if "intervals" in query:
        return str(query).count("'query'") + str(query).count("|")
    if "terms" in query:
        values = [one for had in query["terms"].values() if isinstance(had, list) for one in had]
        return len(values) if len(values) <= _MOST_UNITED else 1
    leaf = query.keys() & {"term", "rank_feature", "range", "exists", "ids", "prefix"}
    return len(leaf) if leaf else sum(map(clauses, query.values()))
