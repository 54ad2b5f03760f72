"""Compare the analysis of the same articles by two versions of Svodka.

    python tests/benchmarks/prepared_alike.py FOLDER FILE

Writes the analysis of the articles of a folder by this version into FILE. If FILE exists, compares
this version with it instead. So run it first with another checkout, its ``.src`` in
PYTHONPATH, then with this one. It prints the differences of words, sentences, people, places and
signatures. The words of both versions are compared by their digest.
"""

import argparse
import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.sources import Root, read, walk

SHOWN = 10  # differences that are printed


def main() -> None:
    """Write or compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    parser.add_argument("file", type=Path, metavar="FILE")
    options = parser.parse_args()
    made = (told(article) for article in articles(options.folder))
    if options.file.exists():
        compare(options.file, made)
        return
    with options.file.open("w", encoding="utf-8") as lines:
        count = sum(bool(lines.write(json.dumps(one) + "\n")) for one in made)
    print(f"{count} articles written")


def articles(folder: Path) -> Iterator[Article]:
    """The articles of a folder, in the order of a build."""
    for candidate in walk([Root(folder.resolve())], lambda path, reason: None):
        yield read(candidate)


def told(article: Article) -> dict[str, Any]:
    """The analysis of an article as plain values."""
    document = prepare(article, "0" * 32)
    return {
        "id": article.id,
        "title": digest(document.title),
        "text": digest(document.text),
        "sentences": [int(first) for first in document.sentences],
        "people": list(document.people),
        "places": list(document.places),
        "signature": document.signature.hex(),
    }


def digest(read_words: Any) -> str:
    """A digest of the tokens, which earlier versions gave as a list."""
    tokens: Sequence[Token] = read_words if isinstance(read_words, list) else read_words.tokens()
    plain = repr([tuple(token) for token in tokens])
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def compare(file: Path, made: Iterator[dict[str, Any]]) -> None:
    """Print the number of differences, and the articles that have them."""
    different: Counter[str] = Counter()
    shown = count = 0
    with file.open(encoding="utf-8") as lines:
        for line, ours in zip(lines, made, strict=True):
            theirs = json.loads(line)
            fields = [name for name in theirs if theirs[name] != ours[name]]
            different.update(fields)
            count += 1
            if fields and (shown := shown + 1) <= SHOWN:
                print(
                    theirs["id"], *(f"\n  {name}: {theirs[name]} → {ours[name]}" for name in fields)
                )
    print(f"{count} articles, {different.total()} differences", dict(different))


if __name__ == "__main__":
    main()
