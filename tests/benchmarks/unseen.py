"""Read and analyse any files; print what failed, was slow or looks strange.

    python tests/benchmarks/unseen.py FILES...

It shows where to look first in texts that nobody has read.
"""

import argparse
import gc
import heapq
import re
import time
import traceback
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from svodka.indexer.analysis.morphology import parses, warm
from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.errors import SourceError
from svodka.indexer.sources import Candidate, Root, read, walk

TOP = 12  # of everything that is printed
_PLACE = re.compile(r"^(?:line|record) \d+: ")
LEAST = 200  # characters of an article whose speed is looked at


class Findings:
    """The findings in the articles so far."""

    def __init__(self) -> None:
        self.articles = 0
        self.characters = 0
        self.seconds = 0.0
        self.raised: defaultdict[str, list[str]] = defaultdict(list)
        self.skipped: defaultdict[str, list[str]] = defaultdict(list)
        self.times: list[tuple[float, int, str]] = []
        self.forms: Counter[str] = Counter()
        self.seen: dict[str, tuple[str, ...]] = {}

    def skip(self, place: str, reason: str) -> None:
        """Count the reason of a skip, without its place in the file."""
        self.skipped[_PLACE.sub("", reason)].append(place)

    def look(self, candidate: Candidate) -> None:
        """Read and analyse a candidate."""
        place = f"{candidate.path} {candidate.place}".strip()
        started = time.process_time()
        try:
            article = read(candidate)
            document = prepare(article, candidate.digest)
        except SourceError as error:
            self.skip(place, str(error))
        except Exception as error:  # all of them are looked for
            said = f"{type(error).__name__}: {str(error)[:120]}"
            self.raised[f"{said} ({_where(error)})"].append(place)
        else:
            tokens = (*document.title.tokens(), *document.text.tokens())
            self._note(place, article, time.process_time() - started, tokens)

    def _note(self, place: str, article: Article, seconds: float, tokens: Iterable[Token]) -> None:
        length = len(article.title) + len(article.text)
        self.articles += 1
        self.characters += length
        self.seconds += seconds
        self.times.append((seconds, length, place))
        for token in tokens:
            self.forms[token.form] += 1
            self.seen[token.form] = token.lemmas

    def lines(self) -> Iterator[str]:
        """The report, in lines."""
        yield f"{self.articles} articles, {self.characters} characters, {self.seconds:.1f} s"
        for kind, places in sorted(self.raised.items(), key=lambda item: -len(item[1])):
            yield f"RAISED {len(places)} times {kind}: {', '.join(places[:3])}"
        skipped = sorted(self.skipped.items(), key=lambda item: -len(item[1]))
        for reason, places in skipped[:TOP]:
            yield f"skipped {len(places)}: {reason}: {', '.join(places[:2])}"
        for seconds, length, place in heapq.nlargest(TOP, self.times):
            yield f"longest {seconds * 1000:.0f} ms, {length} characters: {place}"
        long = [time for time in self.times if time[1] >= LEAST]
        speeds = ((took / length, length, place) for took, length, place in long)
        for each, length, place in heapq.nlargest(TOP, speeds):
            speed = 1 / each if each else 0
            yield f"slowest {speed:.0f} characters a second, {length} characters: {place}"
        yield from self._strange()

    def _strange(self) -> Iterator[str]:
        """The words that are least like words."""
        yield _row("longest forms", heapq.nlargest(TOP, self.forms, key=len))
        mixed = [form for form in self.forms if len(scripts(form)) > 1]
        yield _row("mixed scripts", heapq.nlargest(TOP * 3, mixed, key=self.forms.__getitem__))
        unlike = heapq.nlargest(TOP * 3, self.seen.items(), key=lambda item: _unlike(*item))
        pairs = [f"{form} → {', '.join(lemmas)}" for form, lemmas in unlike]
        yield _row("lemmas unlike their form", pairs)
        cyrillic = (form for form, _ in self.forms.most_common() if "CYRILLIC" in scripts(form))
        unknown = (form for form in cyrillic if not _is_known(form))
        yield _row("frequent unknown words", islice(unknown, TOP * 5))


def _where(error: Exception) -> str:
    """The line that raised an error, and the innermost three lines of our own on its way."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if "/indexer/" in frame.filename]
    shown = [*ours[::-1][:3], frames[-1]]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in shown)


def scripts(form: str) -> set[str]:
    """The scripts of a word's letters, as Unicode names them."""
    return {unicodedata.name(letter, "?").split()[0] for letter in form if letter.isalpha()}


def _unlike(form: str, lemmas: tuple[str, ...]) -> float:
    """The share of letters, from 0 to 1, in which a word's best lemma differs from its form."""
    return float(Levenshtein.normalized_distance(form, lemmas[0])) if len(form) > 3 else 0.0


def _is_known(form: str) -> bool:
    return any(parse.known for parse in parses(form))


def _row(name: str, words: Iterable[str]) -> str:
    return f"{name}: {'; '.join(words)}"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    options.add_argument("files", nargs="+", type=Path)
    warm()
    findings = Findings()
    files = options.parse_args().files
    gc.disable()  # as in the workers: what it takes is no matter of the article
    for candidate in walk([Root.at(file) for file in files], findings.skip):
        findings.look(candidate)
    print("\n".join(findings.lines()))


if __name__ == "__main__":
    main()
