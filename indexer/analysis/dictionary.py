"""pymorphy3's dictionary, read directly: the readings of a word and their normal forms.

It gives what ``MorphAnalyzer.parse`` gives for the words of the dictionary, in a fourth of the
time: no objects are made that nobody looks at. ``morphology`` imports pymorphy3 and hands over its
analyzer, whose private parts ``tests/analysis/test_dictionary.py`` pins.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from rapidfuzz.distance import Prefix

_PROBABILITY = 1_000_000  # the table of probabilities has them as integers
_NOMINATIVE = frozenset(("nomn",))
_SUPERLATIVE = frozenset(("Supr", "masc", "sing", "nomn"))


class Grammemes(NamedTuple):
    """A tag of pymorphy3 in builtin types.

    ``number`` is the same for equal tags. ``agreeing`` are the features that both words of
    «человек-гора» share, as a number. ``productive`` is false if no unknown word can have the tag.
    """

    name: str
    grammemes: frozenset[str]
    number: int
    agreeing: frozenset[str]
    productive: bool
    unknown: bool


class Form(NamedTuple):
    """A form of a paradigm: its tag, and how its normal form is made.

    ``word[start:stop]`` is the stem; the normal form puts ``prefix`` and ``suffix`` around it.
    ``superlatives`` are the affixes of the superlatives in the nominative, if it is one.
    ``number`` is that of the form in its paradigm.
    """

    tag: Grammemes
    start: int
    stop: int | None
    prefix: str
    suffix: str
    superlatives: tuple[tuple[str, str], ...] = ()
    number: int = 0

    def normal(self, word: str) -> str:
        """Return the normal form of a word in this form, with its ё.

        That of a superlative is a superlative: высших gives высший, not высокий or высочайший.
        """
        if not self.superlatives:
            return self.prefix + word[self.start : self.stop] + self.suffix
        stem = word[self.start : self.stop]
        named = [prefix + stem + suffix for prefix, suffix in self.superlatives]
        return max(named, key=lambda name: Prefix.similarity(name, word))


class Analysis(NamedTuple):
    """One reading of a word: ``before``, ``base`` and ``after`` joined, with a score from 0 to 1.

    The base has a form in the dictionary; without one it does not change. ``before_normal`` stands
    before the base in the normal form.
    """

    base: str
    form: Form | None
    tag: Grammemes
    score: float
    paradigm: int | None
    before: str = ""
    before_normal: str = ""
    after: str = ""

    @property
    def word(self) -> str:
        """The whole word, with the dictionary's ё."""
        return self.before + self.base + self.after

    @property
    def normal(self) -> str:
        """The normal form, with the dictionary's ё."""
        base = self.form.normal(self.base) if self.form else self.base
        return self.before_normal + base + self.after


class Dictionary:
    """The words of pymorphy3's dictionary with their paradigms, tags and probabilities."""

    def __init__(self, analyzer: Any) -> None:
        self._source = analyzer.dictionary
        self._substitutes = analyzer.char_substitutes
        self._words = self._source.words.similar_items
        self._probabilities = analyzer.prob_estimator.p_t_given_w
        self._has_probabilities: Callable[[str], bool] = self._probabilities.has_keys_with_prefix
        self._tag_numbers: dict[Any, int] = {}
        self._tags: dict[str, Grammemes] = {}
        self._forms: dict[tuple[int, int], Form] = {}
        self._nominatives: dict[tuple[int, int], int] = {}
        kinds = analyzer.TagClass
        self._agreeing = (
            kinds.PARTS_OF_SPEECH | kinds.NUMBERS | kinds.CASES | kinds.PERSONS | kinds.TENSES
        )
        self.tag_class = kinds

    def items(self, word: str) -> list[tuple[str, list[tuple[int, int]]]]:
        """Return the words of the dictionary that ``word`` may be (елка: ёлка).

        Each comes with the numbers of its paradigms and of its forms in them.
        """
        found: list[tuple[str, list[tuple[int, int]]]] = self._words(word, self._substitutes)
        return found

    def endings(self, prefix: int, ending: str) -> list[tuple[str, list[tuple[int, int, int]]]]:
        """Return the endings of words that ``ending`` may be.

        Each comes with (count of words, paradigm, form). ``prefix`` numbers a paradigm's prefix.
        """
        table = self._source.prediction_suffixes_dawgs[prefix]
        found: list[tuple[str, list[tuple[int, int, int]]]] = table.similar_items(
            ending, self._substitutes
        )
        return found

    @property
    def prefixes(self) -> list[str]:
        """The prefixes of paradigms: none, по-, наи-."""
        found: list[str] = self._source.paradigm_prefixes
        return found

    @property
    def longest_ending(self) -> int:
        """The letters of the longest ending in ``endings``."""
        longest: int = self._source.meta["compile_options"]["max_suffix_length"]
        return longest

    def readings(self, word: str) -> list[Analysis]:
        """Return the readings of a word of the dictionary, unweighted; empty if it has none."""
        forms = self._forms
        return [
            Analysis(fixed, form := forms.get(key) or self.form(key), form.tag, 1.0, key[0])
            for fixed, keys in self.items(word)
            for key in keys
        ]

    def misspelt(self, word: str) -> frozenset[str]:
        """Return the normal forms, without ё, of the readings that spell a word otherwise.

        Empty if no reading has the word's ё where it stands.
        """
        spelt: dict[bool, set[str]] = {True: set(), False: set()}
        for fixed, keys in self.items(word.replace("ё", "е")):
            normal = (self.form(key).normal(fixed).replace("ё", "е") for key in keys)
            spelt[fixed == word].update(normal)
        return frozenset(spelt[False] - spelt[True]) if spelt[True] else frozenset()

    def probabilities(self, word: str, found: Sequence[Form | Analysis]) -> list[float]:
        """Return the probabilities of a word's readings in texts; empty if they are unknown."""
        if not self._has_probabilities(word + ":"):
            return []
        known = self._probabilities.get
        scores = [known(f"{word}:{one.tag.name}", 0) / _PROBABILITY for one in found]
        return scores if sum(scores) != 0 else []

    def weighed(self, word: str, found: list[Analysis]) -> list[Analysis]:
        """Give the readings of a word their probabilities, the likeliest first.

        Without probabilities the order stays, and the scores add up to 1.
        """
        scores = self.probabilities(word, found)
        if scores:
            weighed = [one._replace(score=score) for one, score in zip(found, scores, strict=True)]
            return sorted(weighed, key=lambda one: one.score, reverse=True)
        share = 1.0 / sum([one.score for one in found])
        return [  # three times as fast as _replace
            Analysis(base, form, tag, score * share, paradigm, before, before_normal, after)
            for base, form, tag, score, paradigm, before, before_normal, after in found
        ]

    def form(self, key: tuple[int, int]) -> Form:
        """Return the form with a number in the paradigm with a number."""
        found = self._forms.get(key)
        if found is None:
            found = self._forms[key] = self._form(*key)
        return found

    def tag(self, tag: Any) -> Grammemes:
        """Return a tag of pymorphy3 in builtin types."""
        name = str(tag)
        found = self._tags.get(name)
        if found is None:
            agreeing = frozenset(
                {"gen1": "gent", "loc1": "loct"}.get(one, str(one))
                for one in tag.grammemes & self._agreeing
            )
            number = self._tag_numbers.setdefault(tag, len(self._tag_numbers))
            grammemes = frozenset(map(str, tag.grammemes))
            found = self._tags[name] = Grammemes(
                name, grammemes, number, agreeing, tag.is_productive(), tag._is_unknown()
            )
        return found

    def _form(self, number: int, index: int) -> Form:
        paradigm = self._source.paradigms[number]  # suffixes, then tags, then prefixes
        size = len(paradigm) // 3
        tag = self.tag(self._source.gramtab[paradigm[size + index]])
        prefix, suffix = self._affixes(paradigm, size, index)
        start, stop = len(prefix), -len(suffix) or None
        if "Supr" in tag.grammemes:
            superlatives = tuple(
                self._affixes(paradigm, size, other)
                for other in range(size)
                if self.tag(self._source.gramtab[paradigm[size + other]]).grammemes >= _SUPERLATIVE
            )
            if superlatives:
                return Form(tag, start, stop, "", "", superlatives, index)
        if index == 0:  # the normal form is the word itself, even if predicted from another ending
            return Form(tag, 0, None, "", "")
        return Form(tag, start, stop, *self._affixes(paradigm, size, 0), (), index)

    def nominative(self, word: str, number: int, index: int) -> str:
        """Return the nominative of a word in a form of a paradigm, as pymorphy3 inflects it.

        It has the word's own number and gender. A word without a nominative stays as it is.
        """
        key = number, index
        at = self._nominatives.get(key)
        if at is None:
            at = self._nominatives[key] = self._nominative(*key)
        paradigm = self._source.paradigms[number]
        size = len(paradigm) // 3
        prefix, suffix = self._affixes(paradigm, size, index)
        stem = word[len(prefix) : len(word) - len(suffix)]
        prefix, suffix = self._affixes(paradigm, size, at)
        return prefix + stem + suffix

    def _nominative(self, number: int, index: int) -> int:
        """Return the form of the nominative, the most similar one if there are several."""
        paradigm = self._source.paradigms[number]
        size = len(paradigm) // 3
        tags = [self._source.gramtab[code] for code in paradigm[size : 2 * size]]
        if tags[index].case is None or tags[index].grammemes >= _NOMINATIVE:
            return index
        wanted = tags[index].updated_grammemes(_NOMINATIVE)

        def similarity(at: int) -> float:
            found = tags[at].grammemes
            return len(wanted & found) - 0.1 * len(wanted ^ found)

        possible = [at for at in range(size) if tags[at].grammemes >= _NOMINATIVE]
        return max(possible, key=similarity, default=index)

    def _affixes(self, paradigm: Any, size: int, index: int) -> tuple[str, str]:
        source = self._source
        prefix: str = source.paradigm_prefixes[paradigm[2 * size + index]]
        suffix: str = source.suffixes[paradigm[index]]
        return prefix, suffix


def normal_of(parse: Any) -> str:
    """Return the normal form of one of pymorphy3's parses, as ``Form.normal`` does."""
    normal: str = parse.normal_form
    if "Supr" in parse.tag.grammemes:
        named = [other.word for other in parse.lexeme if _SUPERLATIVE in other.tag]
        return max(named, key=lambda name: Prefix.similarity(name, parse.word), default=normal)
    return normal
