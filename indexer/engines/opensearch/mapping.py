"""The settings and the mapping of an index: which fields a document has, and how they are read.

A text comes as one string. A blank separates positions, ``|`` the terms of one position, and ``_``
is a position without terms. Exact forms begin with ``=``.
"""

from typing import Any, NamedTuple, get_args

from svodka.indexer.article import ExactField
from svodka.indexer.engines.weights import K1, TITLE_B, TITLE_WEIGHT

# Raise it when older indexes can no longer be read, or would give other answers. Weights of terms
# are in the index, so a change of these needs it too.
VERSION = "os-2"

VALUE_FIELDS: tuple[ExactField, ...] = get_args(ExactField)
METADATA: tuple[ExactField, ...] = ("source", "section", "author")  # searched by words, below IN
IN = "in_"
EXACT = "="
HOLE = "_"
BETWEEN = "|"
# The first and the last word of a sentence, and the word of a sentence of one word.
FIRST, LAST, ALONE = "^^", "$$", "¤¤"

DEEPEST = 10_200  # hits that pages can reach
_LONGEST_TERM = 1_000_000  # characters of all terms of one position
_MOST_PASSAGES = 200_000  # a text of two million characters has 15,000


class Means(NamedTuple):
    """The mean lengths of titles and texts, in words."""

    title: float = 8.0
    text: float = 200.0


UNKNOWN = Means()  # of an index without an earlier generation


def settings(shards: int, replicas: int | None, means: Means) -> dict[str, Any]:
    """The settings of a new index. Lengths count in comparison with ``means``."""
    saturated = f"return query.boost * f * {K1 + 1} / (f + {K1});"
    text = f"double f = doc.freq / Math.sqrt(Math.max(doc.length, 1) / {means.text}); {saturated}"
    norm = f"({1 - TITLE_B} + {TITLE_B} * doc.length / {means.title})"
    title = f"double f = {TITLE_WEIGHT} * doc.freq / {norm}; {saturated}"
    copies: dict[str, Any] = (
        {"auto_expand_replicas": "0-1"} if replicas is None else {"number_of_replicas": replicas}
    )
    return {
        "number_of_shards": shards,
        **copies,
        "refresh_interval": "-1",  # a writer refreshes before its commit
        "max_result_window": DEEPEST,
        "mapping.nested_objects.limit": _MOST_PASSAGES,
        "analysis": _ANALYSIS,
        "similarity": {
            name: {"type": "scripted", "script": {"source": source}}
            for name, source in (("title", title), ("text", text))
        },
    }


_ANALYSIS = {
    "tokenizer": {
        "positions": {
            "type": "char_group",
            "tokenize_on_chars": [" "],
            "max_token_length": _LONGEST_TERM,
        }
    },
    "filter": {
        "terms": {
            "type": "pattern_capture",
            "preserve_original": False,
            "patterns": ["([^|]+)"],
        },
        "hole": {"type": "stop", "stopwords": [HOLE]},
    },
    "analyzer": {
        "positions": {"type": "custom", "tokenizer": "positions", "filter": ["hole", "terms"]}
    },
}


def mapping(stamp: dict[str, Any]) -> dict[str, Any]:
    """The fields of a document; ``stamp`` says that the index is ours, and of which build."""
    words = {"type": "text", "analyzer": "positions"}
    listed = {"type": "keyword", "doc_values": False}
    return {
        "dynamic": "strict",
        "_meta": {"svodka": stamp},
        "_source": {"includes": ["article", "entry", "signature", "named"]},
        "properties": {
            "title": {**words, "similarity": "title"},
            "text": {**words, "similarity": "text"},
            "rank": {"type": "rank_features"},
            "rank_title": {"type": "rank_features"},
            "passage": {"type": "nested", "properties": {"words": listed}},
            "form": {"type": "keyword", "index": False},
            **{IN + name: {**words, "norms": False} for name in METADATA},
            **{key: {"type": "keyword"} for key in VALUE_FIELDS},
            **dict.fromkeys(("site", "id", "former", "band"), listed),
            "key": {"type": "keyword"},
            "story": {"type": "keyword"},
            "head": {"type": "keyword"},
            "several": {"type": "boolean"},
            "day": {"type": "date", "format": "strict_date"},
            **{key: {"type": "long"} for key in ("date", "order", "added")},
            "edition": {"type": "integer"},
            **dict.fromkeys(("article", "entry", "signature", "named"), _STORED),
        },
    }


_STORED = {"type": "object", "enabled": False}
