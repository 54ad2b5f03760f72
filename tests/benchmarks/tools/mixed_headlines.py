"""Write a judged collection of long and short texts, with headlines as queries.

    python tests/benchmarks/tools/mixed_headlines.py DATA_FOLDER TARGET
    svodka eval TARGET

Writes TARGET in BEIR form: the queries and judgements of relevance/newsru_headlines, its corpus,
and all of news/telegram and news/wikinews, which have no answers to them.
"""

import argparse
import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

OTHERS = ("telegram", "wikinews")


def main() -> None:
    """Write the collection."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    options.add_argument("data", type=Path, metavar="DATA_FOLDER")
    options.add_argument("target", type=Path, metavar="TARGET")
    asked = options.parse_args()
    judged = asked.data / "relevance" / "newsru_headlines"
    asked.target.mkdir(parents=True, exist_ok=True)
    for name in ("queries.jsonl", "qrels.tsv"):
        shutil.copy(judged / name, asked.target)
    with gzip.open(asked.target / "corpus.jsonl.gz", "wt", encoding="utf-8") as corpus:
        for record in records(judged / "corpus.jsonl.gz"):
            corpus.write(json.dumps(record, ensure_ascii=False) + "\n")
        for name in OTHERS:
            for number, record in enumerate(records(asked.data / "news" / f"{name}.jsonl.gz")):
                other = {
                    "id": f"{name}-{number}",
                    "title": record.get("title") or "",
                    "text": record["text"],
                }
                corpus.write(json.dumps(other, ensure_ascii=False) + "\n")


def records(path: Path) -> Iterator[dict[str, str]]:
    """The records of a compressed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
