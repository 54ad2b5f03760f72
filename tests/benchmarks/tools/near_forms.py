"""Measure the search for similar forms among as many forms as wanted.

    python tests/benchmarks/tools/near_forms.py URL [--forms 1000000] [--words 200]

URL is the address of a Whoosh index. Its forms are filled up to ``--forms`` with recombined ones.
Misspelt words are forms with one or two changed letters. Times are of the processor, in ms; the
time of the plain walk is that of all distances, without sets of letters.
"""

import argparse
import random
from array import array
from collections.abc import Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import thread_time

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from svodka.indexer.engines.whoosh.engine import WhooshEngine
from svodka.indexer.engines.whoosh.format.schema import FORM
from svodka.indexer.engines.whoosh.format.terms import FieldTerms, TermsWriter, read_terms
from svodka.indexer.engines.whoosh.write.inversion import listed

LETTERS = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэф"
SEED = 2026
WALKED = 3  # words for which all distances are computed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("url", metavar="URL")
    parser.add_argument("--forms", type=int, default=1_000_000)
    parser.add_argument("--words", type=int, default=200)
    options = parser.parse_args()
    chance = random.Random(SEED)
    forms = recombined(forms_of(options.url), options.forms, chance)
    words = [misspelt(form, chance) for form in chance.sample(forms, options.words)]
    with TemporaryDirectory(prefix="svodka-near-") as folder:
        terms = written(forms, Path(folder))
        print(f"{len(terms):,} forms, {(terms.letters.nbytes + terms.sizes.nbytes) / 1e6:.0f} MB")
        for edits in (1, 2):
            taken = [milliseconds(terms, word, edits) for word in words]
            low, high = median(taken), quantiles(taken, n=100)[-1]
            print(f"{edits} edits: p50 {low:.1f}, p99 {high:.1f}, max {max(taken):.1f}")
    start = thread_time()
    for word in words[:WALKED]:
        cdist([word], forms, scorer=OSA.distance, score_cutoff=2, dtype=np.uint8)
    print(f"plain walk: {(thread_time() - start) * 1000 / WALKED:.1f}")


def forms_of(url: str) -> list[str]:
    """The forms of all segments of an index."""
    engine = WhooshEngine(Path(url.partition(":")[2]))
    engine.count()
    found: set[str] = set()
    for segment in engine._live.snapshot().segments:
        found.update(form for form, _ in segment.terms(FORM, ""))
    engine.close()
    return sorted(found)


def recombined(forms: Sequence[str], size: int, chance: random.Random) -> list[str]:
    """``size`` forms in order: those given, and beginnings of some with endings of others."""
    made = set(forms)
    long = [form for form in forms if len(form) > 4]
    while len(made) < size:
        first, second = chance.choices(long, k=2)
        made.add(first[: len(first) // 2] + second[len(second) // 2 :])
    return sorted(made)


def misspelt(form: str, chance: random.Random) -> str:
    """A form with one or two letters changed."""
    letters = list(form)
    for _ in range(chance.randint(1, 2)):
        letters[chance.randrange(len(letters))] = chance.choice(LETTERS)
    return "".join(letters)


def written(forms: Sequence[str], folder: Path) -> FieldTerms:
    """The terms of a field with these forms, mapped from files."""
    one = array("Q", [1 << 32])
    with (folder / "terms").open("wb") as terms, (folder / "postings").open("wb") as postings:
        writer = TermsWriter(terms, postings)
        writer.write_field(FORM, listed(dict.fromkeys(forms, one)))
        writer.finish()
    return read_terms(folder / "terms", folder / "postings")[FORM]


def milliseconds(terms: FieldTerms, word: str, edits: int) -> float:
    """The processor time of one search."""
    start = thread_time()
    terms.near(word, edits)
    return (thread_time() - start) * 1000


if __name__ == "__main__":
    main()
