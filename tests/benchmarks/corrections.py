"""Measure how well corrections find what was meant, and how long they take.

    python tests/benchmarks/corrections.py DATA_FOLDER [--index URL] [--wrong N]

DATA_FOLDER holds news/newsru.jsonl.gz, from which an index is built unless one is given, and
spelling/ruspellru.jsonl; spelling/translit.jsonl may be missing. Five groups are measured:

- Misspelt words of RuSpellRU that the collection lacks, while it has their right forms. The figures
  are the right proposals, and the sure ones among them. Sentences are compared word by word if they
  have as many words as their correction.
- Right words of RuSpellRU that the collection has. The figure is the number that are «corrected».
- 400 words of the dictionary, drawn at random, that the collection lacks. The figure is the number
  that are surely «corrected».
- 500 titles typed on the wrong layout. The figure is the number that come back word for word.
- Names in Latin letters. They are those of the translit file with words of the collection, and 200
  frequent names of the collection in two schemes, that of passports and that of the news.
"""

import argparse
import gzip
import json
import math
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from measured import run
from pymorphy3 import MorphAnalyzer

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.engines import open_engine
from svodka.indexer.query.proposal import Proposal
from svodka.indexer.suggest.corrections import Speller

SEED = 2024
TITLES, NAMES, ABSENT = 500, 200, 400

_WORD = re.compile(r"[а-яё]+(?:-[а-яё]+)*", re.IGNORECASE)
_LETTERS = re.compile("[A-Za-z]")
_ALONE = re.compile(
    r"(?<!\w)[aceopxy](?!\w)", re.IGNORECASE
)  # Latin letters that were typed for Russian ones
_NAME = re.compile(r"(?<=[а-яё,] )[А-ЯЁ][а-яё]{3,}(?![\w-])")
_LOWER = re.compile(r"(?<![\w-])[а-яё]{4,}(?![\w-])")

_RUSSIAN = 'ёйцукенгшщзхъфывапролджэячсмитьбю.ЁЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮ,"№;:?/'
_LATIN = "`qwertyuiop[]asdfghjkl;'zxcvbnm,./~QWERTYUIOP{}ASDFGHJKL:\"ZXCVBNM<>?@#$^&|"
_KEYS = str.maketrans(
    dict(zip(_RUSSIAN, _LATIN, strict=True)) | {"«": "@", "»": "@", "—": "-", "–": "-"}
)

_COMMON = dict(zip("абвгдзиклмнопрстуфы", "abvgdziklmnoprstufy", strict=True)) | {
    **{"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "э": "e"},
}
_PASSPORT = _COMMON | {"е": "e", "ё": "e", "й": "i", "ъ": "ie", "ь": "", "ю": "iu", "я": "ia"}
_NEWS = _COMMON | {"е": "e", "ё": "yo", "й": "y", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}


def main() -> None:
    """Measure and print."""
    options = _options()
    news = options.data / "news" / "newsru.jsonl.gz"
    with TemporaryDirectory(prefix="svodka-corrections-") as work:
        url = options.index
        if url is None:
            url = f"whoosh:{work}/index"
            run(
                [Path(sys.executable).with_name("svodka"), "index", news, "--index", url],
                good=(0, 1),
            )
        asked = Asked(url)
        with gzip.open(news, "rt", encoding="utf-8") as file:
            texts = [json.loads(line) for line in file]
        _spelling(asked, _lines(options.data / "spelling" / "ruspellru.jsonl"), options.wrong)
        _absent(asked, options.wrong)
        _layout(asked, [text["title"] for text in texts], options.wrong)
        latin = options.data / "spelling" / "translit.jsonl"
        _translit(asked, _lines(latin) if latin.exists() else [], texts, options.wrong)
        print(f"milliseconds per correction: {asked.times()}")


class Asked:
    """The corrections of an index, and the times that they took."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)
        self._speller = Speller(self._engine)
        self._engine.count()  # opens the index
        started, memory = time.perf_counter(), _memory()
        self._speller.proposal("губирнатор")
        took = (time.perf_counter() - started) * 1000
        print(f"first correction: {took:.0f} ms, {_memory() - memory:.0f} MB more")
        self._took: list[float] = []

    def proposal(self, query: str) -> Proposal | None:
        """The proposal for a query, sure or not."""
        started = time.perf_counter()
        proposal = self._speller.proposal(query)
        if not proposal or _LETTERS.search(
            proposal.query
        ):  # which then finds nothing, so that the next one is tried
            proposal = self._speller.in_cyrillic(query) or proposal
        self._took.append((time.perf_counter() - started) * 1000)
        return proposal

    def known(self, word: str) -> bool:
        """True if the collection has the word in this form."""
        forms = [token.form for token in analyze(word)]
        return bool(forms) and all(self._engine.counts(forms))

    def times(self) -> str:
        """The percentiles."""
        ranked = sorted(self._took)
        shares = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}
        return ", ".join(
            f"{name} {ranked[math.ceil(share * len(ranked)) - 1]:.1f}"
            for name, share in shares.items()
        )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("data", type=Path, metavar="DATA_FOLDER")
    parser.add_argument(
        "--index", metavar="URL", help="an index of the news; else one of news/newsru is built"
    )
    parser.add_argument(
        "--wrong", type=int, default=0, help="wrong ones that are shown of each kind (%(default)s)"
    )
    return parser.parse_args()


def _memory() -> float:
    """The resident memory of this process that files do not back, in MB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1000


def _lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _spelling(asked: Asked, sentences: Iterable[dict[str, str]], wrong: int) -> None:
    pairs = sorted({pair for line in sentences for pair in _pairs(line["wrong"], line["right"])})
    known = sorted({right for _, right in pairs if asked.known(right)})
    proposals = [
        (typed, right, asked.proposal(typed))
        for typed, right in pairs
        if asked.known(right) and typed != right
    ]
    _say(
        "misspelt words that are unknown",
        [row for row in proposals if not _stands(asked, row[0])],
        wrong,
    )
    spoilt = [word for word in known if asked.proposal(word)]
    print(f"right words «corrected»: {len(spoilt)} of {len(known)} {' '.join(spoilt[:wrong])}")


def _absent(asked: Asked, wrong: int) -> None:
    """Right words that the collection lacks in every form."""
    words = (
        word
        for word, _, normal, *_ in MorphAnalyzer(lang="ru").dictionary.iter_known_words()
        if word == normal
    )
    drawn = random.Random(SEED).sample(
        [word for word in words if _LOWER.fullmatch(word)], 20 * ABSENT
    )
    absent = [word for word in drawn if not _stands(asked, word)][:ABSENT]
    proposals = [(word, asked.proposal(word)) for word in absent]
    sure = [f"{word}: {found.query}" for word, found in proposals if found and found.sure]
    print(f"absent words of the dictionary surely «corrected»: {len(sure)} of {len(absent)}")
    print("".join(f"  {line}\n" for line in sure[:wrong]), end="")


def _stands(asked: Asked, word: str) -> bool:
    return asked._speller._correcting(word)._frequency(word) > 0


def _pairs(wrong: str, right: str) -> Iterator[tuple[str, str]]:
    typed, meant = _WORD.findall(fold(wrong)), _WORD.findall(fold(right))
    return zip(typed, meant, strict=True) if len(typed) == len(meant) else iter(())


def _layout(asked: Asked, titles: Sequence[str], wrong: int) -> None:
    usable = sorted({title for title in titles if not _ALONE.search(title)})
    chosen = random.Random(SEED).sample(usable, TITLES)
    _say(
        "titles on the wrong layout",
        [(t.translate(_KEYS), t, asked.proposal(t.translate(_KEYS))) for t in chosen],
        wrong,
    )


def _translit(
    asked: Asked, lines: Iterable[dict[str, str]], texts: Iterable[dict[str, str]], wrong: int
) -> None:
    frequent = _frequent([text["text"] for text in texts])
    for scheme, table in (("of passports", _PASSPORT), ("of the news", _NEWS)):
        typed = [(_latin(name, table), name) for name in frequent]
        _say(
            f"names in the scheme {scheme}",
            [(latin, name, asked.proposal(latin)) for latin, name in typed],
            wrong,
        )
    names = [
        (line["lat"], line["cyr"])
        for line in lines
        if len(line["cyr"].split()) <= 3 and asked.known(line["cyr"])
    ]
    _say(
        "names of the translit file",
        [(latin, name, asked.proposal(latin)) for latin, name in names],
        wrong,
    )


def _frequent(texts: Sequence[str]) -> list[str]:
    """The most frequent words that nearly always have a capital inside of sentences."""
    capital = Counter(word for text in texts for word in _NAME.findall(text))
    small = Counter(word for text in texts for word in _LOWER.findall(text))
    return [name for name, count in capital.most_common() if small[name.lower()] * 5 < count][
        :NAMES
    ]


def _latin(name: str, table: dict[str, str]) -> str:
    return "".join(table[letter] for letter in name.lower()).capitalize()


def _say(what: str, rows: Sequence[tuple[str, str, Proposal | None]], wrong: int) -> None:
    right = [found for _, meant, found in rows if found and _words(found.query) == _words(meant)]
    sure = sum(proposal.sure for proposal in right)
    surely_wrong = sum(
        found.sure for _, meant, found in rows if found and _words(found.query) != _words(meant)
    )
    print(
        f"{what}: {len(right)} of {len(rows)} ({len(right) / max(len(rows), 1):.1%}), "
        f"{sure} surely; {surely_wrong} surely wrong"
    )
    missed = [row for row in rows if not row[2] or _words(row[2].query) != _words(row[1])]
    for typed, meant, found in missed[:wrong]:
        print(
            f"    {typed} → {found and found.query}{'!' if found and found.sure else ''} ({meant})"
        )


def _words(text: str) -> list[str]:
    return [token.form for token in analyze(text)]


if __name__ == "__main__":
    main()
