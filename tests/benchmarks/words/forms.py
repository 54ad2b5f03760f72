"""How well each form of a word finds every other form of it.

    forms.py FOLDER [--lexemes N] [--names N] [--name NAME]...

FOLDER holds NAME.jsonl.gz with a title and a text in each line. Measured are:

- words of the dictionary, drawn by their frequency in the folder: of the pairs of their forms, how
  many find each other (recall);
- names that the dictionary lacks, with two forms or more in the folder: of the pairs of forms of
  one name, how many find each other (recall); of the pairs that do, how many are of one name
  (precision), names with one form only and other spellings counted in;
- for names drawn at random, and for each NAME: of the articles that have one of its forms, how many
  a query finds.
"""

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, permutations
from pathlib import Path

import click
from declension import declined, of_one_name
from paradigms import forms_of_a_word

from svodka.indexer.analysis.context.chance_names import names
from svodka.indexer.analysis.context.name_context import BEGINNERS
from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.morphology import is_known, lemmas
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.query.names import with_names
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import And, Word

SEED = 2026
LEAST = 3  # times that a name must stand in the folder
WORST = 15  # of what is printed

Article = tuple[str, str]
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_RUSSIAN = re.compile("[а-яё]{3,}")


class Collection:
    """The words of a folder: the lemmas of each article, and how often forms stand in it."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self.articles = articles
        self.small: Counter[str] = Counter()
        self.capital: Counter[str] = Counter()  # inside sentences
        self.lemmas: defaultdict[str, set[int]] = defaultdict(set)
        lexicon = Lexicon()
        for number, article in enumerate(articles):
            for text in article:
                self._count(text)
                self._take(lexicon, text, number)

    def known(self, lemma: str) -> bool:
        """True if an article has a lemma."""
        return lemma in self.lemmas

    def finds(self, query: str) -> set[int]:
        """The numbers of the articles that have all words of a query."""
        tree = with_names(parse(query).tree, self.known)
        words = tree.children if isinstance(tree, And) else (tree,)
        found = [self._having(word.lemmas) for word in words if isinstance(word, Word)]
        return set.intersection(*found) if found else set()

    def asked(self, form: str) -> frozenset[str]:
        """The lemmas that a capitalized form asks for."""
        tree = with_names(parse(form.capitalize()).tree, self.known)
        return frozenset(tree.lemmas if isinstance(tree, Word) else ())

    def _having(self, wanted: Iterable[str]) -> set[int]:
        return set().union(*(self.lemmas.get(lemma, ()) for lemma in wanted))

    def _take(self, lexicon: Lexicon, text: str, number: int) -> None:
        read = lexicon.read(text)
        for reading in set(lexicon.readings[read.rows().surfaces].tolist()):
            first, last = lexicon.lemma_bounds[reading : reading + 2].tolist()
            for lemma in lexicon.lemmas[first:last].tolist():
                self.lemmas[lexicon.lemma(lemma)].add(number)

    def _count(self, text: str) -> None:
        end = 0
        for match in _WORD.finditer(text):
            word = match[0]
            inside = end and BEGINNERS.isdisjoint(text[end : match.start()])
            if word.islower():
                self.small[fold(word)] += 1
            elif inside and not word.isupper():
                self.capital[fold(word)] += 1
            end = match.end()


def articles_of(folder: Path) -> Iterator[Article]:
    """The titles and texts of a folder."""
    for path in sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                record = json.loads(line)
                yield record.get("title") or "", record.get("text") or ""


def names_of(collection: Collection) -> dict[str, list[str]]:
    """The names that the dictionary lacks, by their nominatives, each with the forms that stand.

    A form belongs to the name that stands most often.
    """
    standing = {
        form: count
        for form, count in collection.capital.items()
        if _is_unknown(form) or (_RUSSIAN.fullmatch(form) and names(form))
    }
    totals = {name: sum(standing.get(form, 0) for form in declined(name)) for name in standing}
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    for name in sorted(totals, key=lambda name: (-totals[name], name)):
        forms = [form for form in declined(name) if form in standing and form not in taken]
        unknown = any(not is_known(form) for form in forms)
        if name not in taken and unknown and len(forms) > 1 and totals[name] >= LEAST:
            found[name] = forms
            taken.update(forms)
    return found


def _is_unknown(form: str) -> bool:
    return bool(_RUSSIAN.fullmatch(form)) and not is_known(form)


def of_the_dictionary(collection: Collection, number: int, rng: random.Random) -> str:
    """Measure words of the dictionary, drawn by frequency."""
    words = sorted(collection.small)
    drawn = rng.choices(words, [collection.small[word] for word in words], k=number)
    paradigms = {forms for word in drawn if (forms := forms_of_a_word(word))}
    right = total = 0
    lost: Counter[str] = Counter()
    for forms in paradigms:
        keys = {form: set(lemmas(form)) for form in forms}
        for one, other in permutations(sorted(forms), 2):
            joined = not keys[one].isdisjoint(keys[other])
            right, total = right + joined, total + 1
            lost[one] += not joined
    worst = ", ".join(form for form, count in lost.most_common(WORST) if count)
    return f"dictionary: {len(paradigms)} words, recall {right / total:.4f}; worst: {worst}"


def of_names(collection: Collection, found: dict[str, list[str]]) -> str:
    """Measure the pairs of forms of names."""
    owner = {form: name for name, forms in found.items() for form in forms}
    alone = (form for form, count in collection.capital.items() if count >= LEAST)
    owner |= {form: form for form in alone if form not in owner and _is_unknown(form)}
    texts = {form: analyze(f"и {form.capitalize()}")[-1].lemmas for form in owner}
    having: defaultdict[str, set[str]] = defaultdict(set)
    for form, keys in texts.items():
        for key in keys:
            having[key].add(form)
    joined = {
        (asking, form)
        for asking in owner
        for key in collection.asked(asking)
        for form in having.get(key, ())
        if form != asking
    }
    right = {pair for pair in joined if owner[pair[0]] == owner[pair[1]] or of_one_name(*pair)}
    wanted = {pair for forms in found.values() for pair in permutations(forms, 2)}
    lost, wrong = sorted(wanted - right), sorted(joined - right)
    return "\n".join([
        f"names: {len(found)} with {len(owner)} forms, "
        f"recall {len(wanted & right) / len(wanted):.4f}, "
        f"precision {len(right) / len(joined):.4f}",
        f"  lost {len(lost)}: {', '.join('/'.join(pair) for pair in lost[:WORST])}",
        f"  wrong {len(wrong)}: {', '.join('/'.join(pair) for pair in wrong[:WORST])}",
    ])  # fmt: skip


def of_articles(collection: Collection, name: str) -> str:
    """Measure the articles with a name of one word or more; all parts may decline."""
    parts = [
        "|".join(re.escape(f.capitalize()) for f in declined(fold(part))) for part in name.split()
    ]
    # A hyphenated word is another name.
    pattern = re.compile(
        r"(?<![\w-])" + r"\s+".join(f"(?:{part})" for part in parts) + r"(?![\w-])"
    )
    having = {
        number
        for number, article in enumerate(collection.articles)
        if any(pattern.search(text.replace("ё", "е")) for text in article)
    }
    found = collection.finds(name)
    return f"{name}: {len(having & found)} of {len(having)} articles, {len(found - having)} others"


@click.command(help=__doc__)
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--lexemes", default=5000, help="Words of the dictionary to draw.")
@click.option("--names", "number", default=20, help="Names to draw.")
@click.option("--name", "wanted", multiple=True, help="A name to measure.")
@click.option("--articles", default=1 << 30, help="Articles to read at most.")
def main(folder: Path, lexemes: int, number: int, wanted: Sequence[str], articles: int) -> None:
    """Print the figures."""
    rng = random.Random(SEED)
    collection = Collection(list(islice(articles_of(folder), articles)))
    click.echo(of_the_dictionary(collection, lexemes, rng))
    found = names_of(collection)
    click.echo(of_names(collection, found))
    drawn = [name.capitalize() for name in rng.sample(sorted(found), min(number, len(found)))]
    for name in (*wanted, *drawn):
        click.echo(of_articles(collection, name))


if __name__ == "__main__":
    main()
