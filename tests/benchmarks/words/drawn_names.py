"""Names drawn at random from articles: of the articles that have one, how many each form finds.

    drawn_names.py FOLDER INDEX [--names N] [--seed N] [--apart FORM]...

FOLDER holds NAME.jsonl.gz with an id, a title and a text in each line; INDEX is an index of it.

A name is a set of words that no dictionary has, with a common stem and the endings of Russian
declension. They stand with a capital inside sentences, at least eight times and in two forms or
more. The project's own rules play no part in this. Look over the forms that are printed: one that
belongs to another name is left out by ``--apart``.

For each form, the articles that have any form of its name are counted by a regular expression. A
hyphenated word is another name. Printed are the articles that a query for the form does not find,
and those that it finds beyond them.
"""

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from svodka import Search
from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import is_known

LEAST = 8  # occurrences of a name inside sentences
LEAST_STEM = 3  # letters
SHOWN = 3  # articles that are named

_NAME = re.compile(r"(?<=[а-яё,;] )[А-ЯЁ][а-яё]+(?![\w-])")
# The endings of nouns and adjectives, singular and plural. The longest counts.
_ENDING = re.compile(
    "(?:ого|его|ому|ему|ыми|ими|ами|ями|ией|ием|ьем|ьей|ой|ый|ий|ей|ая|яя|ую|юю|ые|ие|ых|их|ым|им"
    "|ом|ем|ам|ям|ах|ях|ою|ею|ия|ию|ии|ью|ья|ов|ев|[аеийоуыьюя])?$"
)


class Drawn(NamedTuple):
    """A name: its stem, its forms that stand in the articles, and the articles that have it."""

    stem: str
    forms: Sequence[str]
    having: frozenset[str]


def articles(folder: Path) -> Iterator[tuple[str, str]]:
    """The id of each article, and its title and text."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                yield record["id"], f"{record.get('title') or ''}\n{record.get('text') or ''}"


def standing(texts: dict[str, str]) -> Counter[str]:
    """The capitalized words inside sentences that no dictionary has, with their numbers."""
    found = Counter(match[0] for text in texts.values() for match in _NAME.finditer(text))
    return Counter({form: count for form, count in found.items() if not is_known(fold(form))})


def stems(words: Counter[str], apart: Sequence[str]) -> dict[str, list[str]]:
    """The forms of each name by its stem, of those that stand often enough and in two forms."""
    forms: defaultdict[str, list[str]] = defaultdict(list)
    for form in sorted(words):
        stem = _ENDING.sub("", form, count=1)
        if len(stem) >= LEAST_STEM and form not in apart:
            forms[stem].append(form)
    return {
        stem: some
        for stem, some in forms.items()
        if len(some) > 1 and sum(words[form] for form in some) >= LEAST
    }


def drawn(texts: dict[str, str], stem: str, forms: Sequence[str]) -> Drawn:
    """Count the articles that have one of the forms."""
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(forms)})(?![\w-])")
    having = frozenset(number for number, text in texts.items() if pattern.search(text))
    return Drawn(stem, forms, having)


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("index")
@click.option("--names", "number", default=20, help="Names to draw.")
@click.option("--seed", default=1)
@click.option("--apart", multiple=True, help="A form that is no form of a name.")
def main(folder: Path, index: str, number: int, seed: int, apart: Sequence[str]) -> None:
    """Print the names that were drawn, and what each of their forms does not find."""
    texts = dict(articles(folder))
    known = stems(standing(texts), apart)
    chosen = random.Random(seed).sample(sorted(known), min(number, len(known)))
    asked = missed = total = beyond = 0
    with Search(index) as search:
        for name in (drawn(texts, stem, known[stem]) for stem in chosen):
            click.echo(f"{name.stem}: {' '.join(name.forms)}: {len(name.having)} articles")
            for form in name.forms:
                found = {row.id for row in search.search(form)}
                lost, others = sorted(name.having - found), sorted(found - name.having)
                asked, total = asked + 1, total + len(name.having)
                missed, beyond = missed + len(lost), beyond + len(others)
                if lost or others:
                    named = ", ".join(lost[:SHOWN]), ", ".join(others[:SHOWN])
                    click.echo(
                        f"  {form}: misses {len(lost)} {named[0]}; {len(others)} more {named[1]}"
                    )
    click.echo(
        f"{len(chosen)} of {len(known)} names, {asked} forms: "
        f"{total - missed} of {total} articles, {beyond} more"
    )


if __name__ == "__main__":
    main()
