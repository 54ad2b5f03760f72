"""Count the articles of a collection that have each name of the bundled lists.

    names_seen.py FOLDER    a folder of NAME.jsonl.gz with records of title and text

Prints the lines of ``everyday.txt`` with the number of articles for each name. Names that no
article has come last. The abbreviations of ``abbreviations.txt`` and ``signs.txt`` follow in the
same way.
"""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.analysis.word_lists import data_of, listed
from svodka.indexer.query.slots import single

Words = tuple[frozenset[str], ...]


def names() -> Iterator[list[str]]:
    """The names of each line of the list."""
    for line in data_of("everyday.txt").decode().splitlines():
        if line and not line.startswith("#"):
            yield [name.strip() for name in line.replace("=>", ",").split(",")]


def words_of(tokens: list[Token]) -> Words:
    """The form and the lemmas of each word."""
    return tuple(frozenset((token.form, *token.lemmas)) for token in single(tokens))


def articles(folder: Path) -> Iterator[Words]:
    """The words of each article."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                yield words_of(analyze(f"{record.get('title') or ''}\n{record.get('text') or ''}"))


def has(words: Words, starts: list[int], name: Words) -> bool:
    """True if a name stands at one of the starts."""
    return any(
        len(words) >= start + len(name)
        and all(not here.isdisjoint(part) for here, part in zip(words[start:], name, strict=False))
        for start in starts
    )


def counted(folder: Path, wanted: dict[str, Words]) -> Counter[str]:
    """The number of articles with each of the names."""
    found: Counter[str] = Counter()
    by_first: dict[str, list[str]] = {}
    for name, words in wanted.items():
        for key in words[0]:
            by_first.setdefault(key, []).append(name)
    for words in articles(folder):
        begun: dict[str, list[int]] = {}
        for at, keys in enumerate(words):
            for key in keys:
                for name in by_first.get(key, ()):
                    begun.setdefault(name, []).append(at)
        found.update(name for name, at in begun.items() if has(words, at, wanted[name]))
    return found


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Print the counts."""
    lines = list(names())
    lines += [[form] for file in ("abbreviations.txt", "signs.txt") for form, _ in listed(file)]
    wanted = {name: words for line in lines for name in line if (words := words_of(analyze(name)))}
    found = counted(folder, wanted)
    for line in sorted(lines, key=lambda line: -max(found[name] for name in line)):
        print(", ".join(f"{name} {found[name]}" for name in line))


if __name__ == "__main__":
    main()
