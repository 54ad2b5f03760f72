"""Make any number of articles from the sentences of a folder and from made-up names.

Each sentence is the first half of one sentence and the second half of another. Numbers of
sentences, sources, sections and authors are drawn from the folder's articles. Names within
sentences give way to made-up ones so that the vocabulary grows by Heaps' law, V = K·nᵝ, as it does
in the folder. Where it lags behind, a name is new. Else a name is kept, or an earlier made-up one
comes by Zipf's law. Dates rise over twenty years. Two articles in a hundred repeat a recent one
under another source, hours later, and without one of its sentences. The same folder, number and
seed give the same articles.
"""

import json
import math
import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

from svodka.indexer.article import Article

PER_FILE = 10_000  # articles
REPRINTS = 0.02  # of all articles
RECENT = 100  # articles that a reprint may repeat
MOST_SENTENCES = 200_000  # of the folder, drawn at random
FIRST_DAY = datetime(2006, 1, 1, tzinfo=timezone(timedelta(hours=3)))
YEARS = 20

_WORD = re.compile(r"\w+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_NAME = re.compile(r"(?<=\w )[А-ЯЁ][а-яё]{2,}")  # not the first word of a sentence
_SYLLABLES = [first + second for first in "бвгджзклмнпрстфхчш" for second in "аеиоу"]
_ENDINGS = (("ов", "ова", "ову"), ("ин", "ина", "ину"), ("ский", "ского", "скому"))


@dataclass(frozen=True, slots=True)
class Growth:
    """Heaps' law: ``of(n)`` different forms are expected among n words."""

    factor: float
    exponent: float

    def of(self, words: int) -> float:
        """The expected number of different forms among ``words`` words."""
        return self.factor * float(words) ** self.exponent

    @classmethod
    def fitted(cls, points: Sequence[tuple[int, int]]) -> "Growth":
        """The law by least squares over logarithms, without the first fiftieth of the words."""
        last = points[-1][0]
        logs = [(math.log(n), math.log(v)) for n, v in points if n >= last / 50]
        mean_n, mean_v = (sum(column) / len(logs) for column in zip(*logs, strict=True))
        spread = sum((n - mean_n) ** 2 for n, _ in logs)
        slope = sum((n - mean_n) * (v - mean_v) for n, v in logs) / spread if spread else 1.0
        return cls(math.exp(mean_v - slope * mean_n), slope)


@dataclass(frozen=True, slots=True)
class Model:
    """The parts of a folder's articles: halves of sentences and titles, lengths and metadata."""

    sentences: Sequence[tuple[str, str]]
    titles: Sequence[tuple[str, str]]
    lengths: Sequence[int]
    labels: Sequence[tuple[str, str, str]]
    growth: Growth

    @classmethod
    def of(cls, articles: Iterable[Article], seed: int) -> "Model":
        """Read a model from articles. Raises SystemExit if there are fewer than ten."""
        shuffled = list(articles)
        Random(seed).shuffle(shuffled)  # neighbours share their words
        if len(shuffled) < 10:
            raise SystemExit("Fewer than ten articles are too few to recombine")
        sentences: list[str] = []
        lengths, forms, points, words = [], set[str](), [], 0
        for article in shuffled:
            parts = [part for part in _SENTENCE.split(article.text) if _WORD.search(part)]
            lengths.append(max(1, len(parts)))
            if len(sentences) < MOST_SENTENCES:
                sentences += parts
            found = _WORD.findall(f"{article.title} {article.text}".lower())
            forms.update(found)
            words += len(found)
            points.append((words, len(forms)))
        return cls(
            [_halves(sentence) for sentence in sentences],
            [_halves(article.title) for article in shuffled if article.title],
            lengths,
            [(one.source, one.section, one.author) for one in shuffled],
            Growth.fitted(points),
        )


def _halves(sentence: str) -> tuple[str, str]:
    words = sentence.split()
    middle = (len(words) + 1) // 2
    return " ".join(words[:middle]), " ".join(words[middle:])


def made_up_name(number: int) -> str:
    """The made-up form with this number, from 0. Each is different; three in a row are one name."""
    stem, case = divmod(number, 3)
    syllables, rest = [], stem + len(_SYLLABLES)
    while rest:
        rest, syllable = divmod(rest, len(_SYLLABLES))
        syllables.append(_SYLLABLES[syllable])
    return "".join(syllables).capitalize() + _ENDINGS[stem % len(_ENDINGS)][case]


class Maker:
    """Makes articles after a model; ``vocabulary`` is the number of different forms so far."""

    def __init__(self, model: Model, seed: int) -> None:
        self._model = model
        self._random = Random(f"{seed}")
        self._seen: set[str] = set()
        self.words = self.names = 0

    @property
    def vocabulary(self) -> int:
        """The number of different forms made so far."""
        return len(self._seen) + self.names

    def records(self, count: int) -> Iterator[dict[str, str]]:
        """Make ``count`` articles as records, one after another, by rising date."""
        recent: deque[dict[str, Any]] = deque(maxlen=RECENT)
        for number in range(count):
            again = recent and self._random.random() < REPRINTS
            record = self._reprint(recent) if again else self._article(number / count)
            if not again:
                recent.append(record)
            yield _written(number, record)

    def _article(self, share: float) -> dict[str, Any]:
        model, choice = self._model, self._random.choice
        source, section, author = choice(model.labels)
        seconds = int(self._random.random() * 86_400)
        day = FIRST_DAY + timedelta(days=int(share * YEARS * 365.25), seconds=seconds)
        return {
            "title": self._joined(model.titles),
            "sentences": [self._joined(model.sentences) for _ in range(choice(model.lengths))],
            "date": day.isoformat(),
            **{"source": source, "section": section, "author": author},
        }

    def _reprint(self, recent: Sequence[dict[str, Any]]) -> dict[str, Any]:
        record = self._random.choice(recent)
        later = datetime.fromisoformat(record["date"]) + timedelta(
            hours=self._random.randint(1, 40)
        )
        sentences = list(record["sentences"])
        if len(sentences) > 3:
            del sentences[self._random.randrange(1, len(sentences))]
        source = self._random.choice(self._model.labels)[0]
        return record | {"sentences": sentences, "source": source, "date": later.isoformat()}

    def _joined(self, parts: Sequence[tuple[str, str]]) -> str:
        sentence = f"{self._random.choice(parts)[0]} {self._random.choice(parts)[1]}".strip()
        made = set()

        def name(match: re.Match[str]) -> str:
            made.add((chosen := self._name(match[0])).lower())
            made.discard(match[0].lower())  # then it is kept
            return chosen

        sentence = _NAME.sub(name, sentence)
        words = _WORD.findall(sentence.lower())
        self.words += len(words)
        self._seen.update(word for word in words if word not in made)
        return sentence

    def _name(self, written: str) -> str:
        if self.vocabulary < self._model.growth.of(self.words):
            self.names += 1
            return made_up_name(self.names - 1)
        if not self.names or self._random.random() < 0.5:
            return written
        return made_up_name(int(math.exp(self._random.random() * math.log(self.names + 1))) - 1)


def _written(number: int, made: dict[str, Any]) -> dict[str, str]:
    sentences = made["sentences"]
    paragraphs = [" ".join(sentences[at : at + 3]) for at in range(0, len(sentences), 3)]
    record = {name: value for name, value in made.items() if name != "sentences"}
    own = {"id": f"made-{number}", "url": f"https://news.example/{number}"}
    return own | record | {"text": "\n".join(paragraphs)}


def write(model: Model, folder: Path, count: int, seed: int) -> Maker:
    """Write ``count`` articles into a folder, as JSONL files of ``PER_FILE``."""
    maker = Maker(model, seed)
    folder.mkdir(parents=True)
    records = maker.records(count)
    for start in range(0, count, PER_FILE):
        with (folder / f"{start // PER_FILE:05}.jsonl").open("w", encoding="utf-8") as file:
            for _ in range(min(PER_FILE, count - start)):
                file.write(json.dumps(next(records), ensure_ascii=False) + "\n")
    return maker
