"""Compare the answers of two versions of the engine: ids, order, scores, totals and counts.

    python tests/benchmarks/same_answers.py FOLDER_OR_FILE --index URL --write FILE [--queries N]
    python tests/benchmarks/same_answers.py FOLDER_OR_FILE --index URL --against FILE [--queries N]

The first form writes the answers of one version into a file, the second compares another version
with it and ends with code 1 if an answer differs. Scores may differ by TOLERANCE. The query log is
that of ``query_speed``, in every form of the query language, in all orders, on pages near and far,
folded or not. Both versions need the same articles. Each may have an index in its own format.
"""

import argparse
import json
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import plain_whoosh
from query_speed import percentiles, query_log

from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Sort
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse
from svodka.indexer.query.relaxation import relaxed
from svodka.indexer.query.tree import Node

TOLERANCE = 1e-9
SEED = 20
SHOWN = 10  # differences that are printed
BUDGET = 60.0  # seconds: no answer is cut

_WORD = re.compile(r"\w+")
_SORTS: tuple[Sort, ...] = ("relevance", "relevance", "relevance", "newest", "oldest")


def main() -> None:
    """Write the answers, or compare them."""
    options = _options()
    titles = [article.title for article in plain_whoosh.articles(options.place)]
    engine = open_engine(options.index)
    asked = _asked([query.text for query in query_log(titles, options.queries)])
    times: list[float] = []
    answers = {key: _answer(engine, tree, how, times) for key, tree, how in asked}
    for name, figure in percentiles(times).items():
        print(f"{name} {figure:.2f} ms", end="  ")
    print()
    if options.write:
        options.write.write_text(json.dumps(answers, ensure_ascii=False), encoding="utf-8")
        return
    before: dict[str, Any] = json.loads(options.against.read_text(encoding="utf-8"))
    differing = [key for key in before if not _alike(before[key], answers.get(key))]
    for key in differing[:SHOWN]:
        print(f"{key}\n  {str(before[key])[:300]}\n  {str(answers.get(key))[:300]}")
    print(f"{len(before)} answers, {len(differing)} differ")
    sys.exit(bool(differing) or before.keys() != answers.keys())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("place", type=Path, metavar="FOLDER_OR_FILE")
    parser.add_argument("--index", metavar="URL", required=True)
    parser.add_argument("--queries", type=int, default=1500, help="(%(default)s)")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--write", type=Path, metavar="FILE")
    what.add_argument("--against", type=Path, metavar="FILE")
    return parser.parse_args()


def _asked(queries: Sequence[str]) -> Iterator[tuple[str, Node, dict[str, Any]]]:
    """Each query in a form of the language, and the options of its search."""
    chance = random.Random(SEED)
    for number, query in enumerate(queries):
        typed = _FORMS[number % len(_FORMS)](query, chance)
        tree: Node | None = expand(parse(typed).tree, cognates=number % 7 == 0)
        if number % 11 == 0:
            tree = relaxed(tree, share=0.4) or tree
        how = {
            "sort": chance.choice(_SORTS),
            "offset": chance.choice((0, 0, 0, 0, 10, 90, 990)),
            "limit": chance.choice((10, 10, 10, 0, 25, 100)),
            "fold": chance.random() < 0.5,
            "count": chance.random() < 0.3,
        }
        yield f"{number} {typed} {how}", tree, how


def _with(sign: str, query: str, chance: random.Random) -> str:
    """The words of a query with a sign between two of them."""
    words = _WORD.findall(query)
    at = chance.randrange(len(words)) or 1
    return f" {sign} ".join((" ".join(words[:at]), " ".join(words[at:]) or words[0]))


def _each(form: str, query: str, _chance: random.Random) -> str:
    """One word of a query, the longest, in a form like ``заголовок:{}``."""
    return form.format(max(_WORD.findall(query), key=len))


def _cut(query: str, _chance: random.Random) -> str:
    return max(_WORD.findall(query), key=len)[:4] + "*"


def _whole(form: str, query: str, _chance: random.Random) -> str:
    return form.format(query.replace('"', ""))


_FORMS = (
    partial(_whole, "{}"),
    lambda query, _chance: query,
    partial(_with, "|"),
    partial(_with, "-"),
    partial(_with, "&"),
    partial(_with, "/4"),
    partial(_each, "заголовок:{}"),
    partial(_each, "!{}"),
    partial(_each, "~{}"),
    partial(_each, "{}~"),
    partial(_each, "сайт:ru {}"),
    partial(_each, "{} дата:2010..2023"),
    partial(_whole, '"{}"'),
    partial(_whole, '"{}"~5'),
    partial(_whole, "заголовок:({})"),
    partial(_each, "источник:{0} | {0}"),
    partial(_whole, "{} Россия"),
    _cut,
    partial(_each, "-{}"),
    partial(_whole, "{} 2024 Москва"),
)


def _answer(engine: Engine, tree: Node, how: dict[str, Any], times: list[float]) -> Any:
    started = time.thread_time()
    hits = engine.search(tree, budget=BUDGET, **how)
    times.append((time.thread_time() - started) * 1000)
    counts = hits.counts and [
        [
            [name, [[one.value, one.count] for one in buckets]]
            for name, buckets in hits.counts.facets.items()
        ],
        [[one.value, one.count] for one in hits.counts.timeline.buckets],
        hits.counts.timeline.unit,
        hits.counts.timeline.undated,
    ]
    shown = [[hit.article.id, hit.score, hit.reprints] for hit in hits.hits]
    return [hits.total, hits.partial, hits.cut, counts, shown]


def _alike(one: Any, other: Any) -> bool:
    """True if all is equal, and all scores nearly so."""
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) <= TOLERANCE * max(1.0, abs(one))
    return bool(one == other)


if __name__ == "__main__":
    main()
