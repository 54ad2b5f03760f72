"""Foreign names with two usual spellings: Уотсон and Ватсон, Хоукинг and Хокинг.

The spellings are formed by rule, and count only if the collection has them. э for е and most double
consonants are read alike in every text (``analysis.spellings``).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from svodka.indexer.analysis.morphology import is_lemma, is_word, kinds
from svodka.indexer.query.synonyms import name_of
from svodka.indexer.query.tree import Name, Word

LEAST = 6  # letters of a name: shorter ones are too often alike by chance (Хан, Ган)
MOST = 12  # spellings that the collection is asked for
CACHED = 1 << 12  # words

_CONSONANTS = "бвгджзклмнпрстфхцчшщ"
_BEFORE = f"(?=[{_CONSONANTS}])"
_FOREIGN = "(?!.*(?:кий|ина?|[ео]ва?)$)"  # no ending of Slavic names
# Two spellings of a part, and what must stand around each: before, after
_SURE = (
    (("^у(?=[аеиэ])", "у"), ("^в(?=[аеиэ])", "в")),  # Уильям, Вильям
    (("^уо", "уо"), ("^ва", "ва")),  # Уотсон, Ватсон
    (("^уол(?=т)", "уол"), ("^валь(?=т)", "валь")),  # Уолтер, Вальтер
    ((f"(?<=.)оу{_BEFORE}", "оу"), (f"(?<=.)о{_BEFORE}", "о")),  # Хоукинг, Хокинг
    (("(?<=[ау])сс(?=[ае][йн])", "сс"), ("(?<=[ау])с(?=[ае][йн])", "с")),  # Хуссейн, Хассан
)
# Two names of the dictionary are apart: Гайдар and Гейдар, Анджела and Анжела.
_UNSURE = (
    # Гендерсон, Хендерсон; but Галина and Халина, Галицкий and Халицкий are apart.
    ((f"^х(?=[аеоуэюя]){_FOREIGN}", "х"), (f"^г(?=[аеоуэюя]){_FOREIGN}", "г")),
    ((f"(?<=.)ль{_BEFORE}", "ль"), (f"(?<=.)л{_BEFORE}", "л")),  # Уайльд, Уайлд
    (("(?<=[аеиоуэ])ель$", "ель"), ("(?<=[аеиоуэ])ел$", "ел")),  # Даниэль
    (("(?<=.)дж", "дж"), ("(?<=.)(?<!д)ж", "ж")),  # Ахмадинеджад, Ахмадинежад
    (("(?<=.)ай(?=[бвгдзклмнпрстф])", "ай"), ("(?<=.)[еэ]й(?=[бвгдзклмнпрстф])", "ей")),
    ((r"([нс])\1", r"\1\1"), ("(?<=[аеиоуэюя])([нс])(?=[аеиоуэюя])", r"\1")),  # Хассан
)
_RULES = [
    (re.compile(pattern), other, sure)
    for rules, sure in ((_SURE, True), (_UNSURE, False))
    for one, another in rules
    for (pattern, _), (_, other) in ((one, another), (another, one))
]


def doublets(word: Word) -> tuple[Name, ...]:
    """Return the other spellings of a word that is a name, or that no dictionary has."""
    return _doublets(word.lemmas[0])


@lru_cache(CACHED)
def _doublets(lemma: str) -> tuple[Name, ...]:
    if not lemma.isalpha() or lemma.isascii() or is_lemma(lemma, common=True):
        return ()
    listed = is_word(lemma)
    found = (
        other
        for other, sure in _respelt(lemma)
        if max(len(lemma), len(other)) >= LEAST and _is_name(other, sure or not listed)
    )
    return tuple(name_of(other.capitalize()) for other in islice(found, MOST))


def _respelt(lemma: str) -> Iterator[tuple[str, bool]]:
    """Yield a word with one part of it in another spelling, and whether the rule is sure."""
    for pattern, other, sure in _RULES:
        for match in pattern.finditer(lemma):
            yield lemma[: match.start()] + match.expand(other) + lemma[match.end() :], sure


def _is_name(other: str, may_be_listed: bool, /) -> bool:
    """True for a word that no dictionary has, and for a name if it may have it."""
    if not is_word(other):
        return True
    return may_be_listed and bool(kinds(other)) and not is_lemma(other, common=True)
