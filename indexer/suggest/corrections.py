"""Corrections of queries with words that the collection lacks.

A word may be typed on the other keyboard layout, or in Latin letters, or with typos. A word of the
collection, in the typed form or another, is never corrected; another word of the dictionary is
never corrected surely. Words are replaced inside the query, so that its operators stay.
"""

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import forms, is_word, parses
from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.engines.port import Engine
from svodka.indexer.query.lexer import FIELDS
from svodka.indexer.query.parser import MAX_CHARACTERS
from svodka.indexer.query.proposal import Proposal, Reason
from svodka.indexer.query.slots import single
from svodka.indexer.query.tree import Word
from svodka.indexer.suggest import transliteration, typos
from svodka.indexer.suggest.changes import Change, cased, lemmas_of
from svodka.indexer.suggest.keyboard import renumbered, retyped
from svodka.indexer.suggest.vocabulary import Vocabulary

MAX_UNKNOWN = 6  # words corrected one by one; a query with more of them is in another language
# The lead over the next candidate that makes one sure, as a natural logarithm of frequency.
CLEAR = 3.0
NEAREST = 20  # candidates among which the typed form of the best word is chosen
LIKELY = 0.2  # edits per letter: with more, a correction is never sure
HOPELESS = 8  # unknown words at the beginning of a query that the other layout does not help
# Keep a word as typed if it is 100 times more frequent than its other-layout form.
RETYPED = 100
# The divisor for a hyphenated word that the collection has only by its parts.
BROKEN = 1000

_REASONS: tuple[Reason, ...] = ("layout", "translit", "spelling")
_OPERATORS = {*FIELDS, "дата", "date", "или", "and", "or", "not"}
_CHUNK = re.compile(r"[^\s()]+")
_RUSSIAN = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)
_METADATA = "|".join(
    [*(name for name, field in FIELDS.items() if field != "title"), "дата", "date"]
)
# Kept as typed: values of metadata fields, names of fields, prefixes and fuzzy words, excluded
# words.
_LEFT = re.compile(
    rf"(?<!\w)(?:{_METADATA}):\s*(?:\"[^\"]*\"|«[^»]*»|\S*)"
    r"|(?<!\w)(?:заголовок|title):|\w+[*~]|(?<!\S)-\S+",
    re.IGNORECASE,
)


class Speller:
    """Correct queries by the words of an index; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def proposal(self, query: str) -> Proposal | None:
        """Return the query probably meant by one without results, None if nothing is close."""
        correcting = self._correcting(query)
        layout = correcting.layout()
        if layout and layout.sure:
            return layout
        words = correcting.words()
        return words if words and words.sure else layout or words

    def in_cyrillic(self, query: str) -> Proposal | None:
        """Return the query with its Latin words in Cyrillic letters; never sure.

        Also words that the collection has as typed.
        """
        words = self._correcting(query, trusting=False).words() if _LATIN.search(query) else None
        return replace(words, sure=False) if words and words.reason == "translit" else None

    def _correcting(self, query: str, *, trusting: bool = True) -> "_Correcting":
        typed = unicodedata.normalize("NFC", query) if len(query) <= MAX_CHARACTERS else ""
        return _Correcting(typed, self._engine, Vocabulary(self._engine), trusting)


class _Correcting:
    """The correction of one query.

    Without ``trusting``, words in Latin letters count as unknown.
    """

    def __init__(self, query: str, engine: Engine, vocabulary: Vocabulary, trusting: bool) -> None:
        self._query = query
        self._engine = engine
        self._vocabulary = vocabulary
        self._trusting = trusting
        self._left = [match.span() for match in _LEFT.finditer(query)]

    def layout(self) -> Proposal | None:
        """Return the whole query on the other layout.

        Words that the collection has far more often as typed stay.
        """
        changes: list[Change] = []
        unknown = solved = 0
        for match in _CHUNK.finditer(self._query):
            if not self._free(*match.span()):
                continue
            ways = retyped(match[0])
            if not ways:
                changes.append(Change(*match.span(), renumbered(match[0]), "layout"))
                continue
            typed, (frequency, other) = self._frequency(match[0]), self._best(match[0], ways)
            unknown += typed == 0
            solved += typed == 0 < frequency
            if unknown == HOPELESS and not solved:
                return None
            if frequency * RETYPED > typed or typed == 0:
                changes.append(Change(*match.span(), other, "layout"))
        if 2 * solved <= unknown:
            return None
        sure = solved == unknown and not any(
            is_word(fold(self._query[change.start : change.stop])) for change in changes
        )
        return self._applied(changes, sure=sure)

    def words(self) -> Proposal | None:
        """Replace every unknown word by one of the collection; None if one has no replacement."""
        changes: list[Change] = []
        unknown = list(islice(self._unknown(), MAX_UNKNOWN + 1))
        for start, stop in unknown if len(unknown) <= MAX_UNKNOWN else ():
            change = self._changed(start, stop)
            if change is None:
                return None
            changes.append(change)
        return (
            self._applied(changes, sure=all(change.sure for change in changes)) if changes else None
        )

    def _unknown(self) -> Iterator[tuple[int, int]]:
        """Yield the ranges of words that the collection lacks, those in Latin letters first."""
        latin = [match.span() for match in transliteration.WORD.finditer(self._query)]
        for start, stop in latin:
            if self._free(start, stop) and not (
                self._trusting and self._frequency(self._query[start:stop])
            ):
                yield start, stop
        for token in single(analyze(self._query)):
            apart = all(token.stop <= start or stop <= token.start for start, stop in latin)
            russian = apart and _RUSSIAN.search(token.form) and self._free(token.start, token.stop)
            if russian and not self._frequency(token.text):
                yield token.start, token.stop

    def _changed(self, start: int, stop: int) -> Change | None:
        typed = self._query[start:stop]
        form = fold(typed)
        if _RUSSIAN.search(form) and not _LATIN.search(form):
            spelt = transliteration.in_russian(form)
            return self._standing(start, stop, spelt, "spelling") or self._respelt(
                start, stop, typed, form
            )
        if change := self._choice(
            start, stop, transliteration.readings(typed, self._vocabulary), "translit"
        ):
            return change
        if near := typos.candidates(form, self._vocabulary):
            return self._choice(start, stop, near, "spelling")
        guesses = transliteration.guesses(typed)
        if change := self._standing(start, stop, guesses, "translit"):
            return change
        change = self._choice(
            start, stop, typos.candidates(guesses[0], self._vocabulary), "translit"
        )
        return change and change._replace(sure=False)

    def _standing(
        self, start: int, stop: int, guesses: Sequence[str], reason: Reason
    ) -> Change | None:
        """Return the first guess that the collection has in any form, also as a name.

        A dictionary form is the likeliest one.
        """
        ways = ((guess, way) for guess in guesses for way in (guess, guess.capitalize()))
        standing = [(guess, way) for guess, way in ways if self._frequency(way)]
        best = [guess for guess, way in standing if guess in lemmas_of(way)]
        for guess in (*best, *(guess for guess, _ in standing)):
            return Change(start, stop, cased(guess, self._query[start:stop]), reason)
        return None

    def _respelt(self, start: int, stop: int, typed: str, form: str) -> Change | None:
        """Return the correction of a word in Russian letters; never into a form of itself."""
        readings = list(parses(form))
        if typed.isupper() and any("Abbr" in reading.tag.grammemes for reading in readings):
            return None
        own = lemmas_of(form) | lemmas_of(form.capitalize())
        part = "-" in (self._query[start - 1 : start], self._query[stop : stop + 1])
        candidates = typos.candidates(form, self._vocabulary, parts=part)
        near = [
            pair for pair in candidates if pair[1] == form or own.isdisjoint(lemmas_of(pair[1]))
        ]
        return self._choice(start, stop, near, "spelling")

    def _choice(
        self, start: int, stop: int, scored: Sequence[tuple[float, str]], reason: Reason
    ) -> Change | None:
        """Return the best of the candidates.

        It is sure if no other word or form has nearly the same score, and the dictionary lacks the
        typed one: a word that is right but absent is not misspelt. A short word has too many
        neighbours. Nor are two words ever sure for one, which may be a new compound.
        """
        if not scored:
            return None
        typed = self._query[start:stop]
        score, best = scored[0]
        lemmas = lemmas_of(best)
        rivals = [
            form
            for other, form in scored[1:]
            if other > score - CLEAR and not lemmas & lemmas_of(form)
        ]
        form, is_clear = fold(typed), True
        if reason == "spelling":
            near = scored[:NEAREST]
            best, is_clear = typos.likeliest_form(form, forms(best), near, self._vocabulary)
        elif self._vocabulary.count(best):
            same_root = [
                (score - self._weight(form), form)
                for score, form in scored[:NEAREST]
                if lemmas & lemmas_of(form)
            ]
            best = max(same_root)[1]
        is_near = typos.cost(form, best) <= LIKELY * len(typed) and " " not in best
        is_new = len(form) > typos.SHORT and not is_word(form)
        likely = reason == "translit" or (is_near and is_new and is_clear)
        return Change(start, stop, cased(best, typed), reason, likely and not rivals)

    def _weight(self, form: str) -> float:
        """Return the discount for a form's frequency among the forms of its word."""
        return math.log(self._vocabulary.count(form) or math.inf) / 2

    def _best(self, chunk: str, ways: Sequence[str]) -> tuple[float, str]:
        """Return the first retyping with words of the collection, and their frequency."""
        rated = ((self._frequency(way), way) for way in (*ways, self._by_parts(chunk)))
        best = next((pair for pair in rated if pair[0]), (0.0, ways[0]))
        return (0.0, ways[0]) if self._is_misspelt(chunk, best[0]) else best

    def _is_misspelt(self, chunk: str, frequency: float) -> bool:
        """True for a short Russian word or part that is rather misspelt than on another layout.

        ``frequency`` is that of its retyping.
        """
        form = fold(chunk).partition("-")[0]
        if not frequency or len(form) > typos.SHORT or not _RUSSIAN.search(form):
            return False
        near = typos.candidates(form, self._vocabulary)
        return bool(near) and near[0][0] > math.log(frequency)

    def _by_parts(self, chunk: str) -> str:
        """Retype the parts of a hyphenated chunk that the collection lacks."""
        parts = chunk.split("-")
        return "-".join(
            part if self._frequency(part) else next(iter(retyped(part)), part) for part in parts
        )

    def _frequency(self, text: str) -> float:
        """Return the number of articles with the rarest word of a text.

        0 if the collection lacks a word, or the text has none.
        """
        tokens = [token for token in analyze(text) if token.form not in _OPERATORS]
        rarest = min((self._articles(token) for token in single(tokens)), default=0)
        whole = all(self._vocabulary.counts(token.form for token in tokens).values())
        return rarest if whole else rarest / BROKEN

    def _articles(self, token: Token) -> int:
        """Return the number of articles with a word in this form, else in any other."""
        count = self._vocabulary.count(token.form)
        if not count and _RUSSIAN.search(token.form):  # other words have no other forms
            count = self._engine.search(Word(token.text, token.lemmas), limit=1).total
        return count or int(token.form.isdigit())

    def _free(self, start: int, stop: int) -> bool:
        """True if the range may be corrected."""
        return all(stop <= first or last <= start for first, last in self._left)

    def _applied(self, changes: Sequence[Change], *, sure: bool) -> Proposal | None:
        query = self._query
        for change in sorted(changes, reverse=True):
            query = query[: change.start] + change.text + query[change.stop :]
        if query == self._query:
            return None
        reasons = {change.reason for change in changes}
        return Proposal(query, next(reason for reason in _REASONS if reason in reasons), sure)
