"""Lists of names and cognates: ``synonyms.txt``, ``everyday.txt``, the user's, ``cognates.txt``.

Lists of names are in the format of Solr's synonym files. The file named by the variable
SVODKA_SYNONYMS adds to the bundled list.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.analysis.tokens import analyze, is_function_word
from svodka.indexer.analysis.word_lists import data_of
from svodka.indexer.errors import SettingError
from svodka.indexer.query.slots import single, variants
from svodka.indexer.query.tree import Form, Name, Phrase, Word

VARIABLE = "SVODKA_SYNONYMS"
CACHED = 20_000  # names
_PART = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A name and its meanings.

    ``keys`` has the folded form and the best lemma of each of its words.
    """

    keys: tuple[frozenset[str], ...]
    weak: tuple[bool, ...]  # true for its function words
    capitals: bool  # true if it must be typed in capitals
    meant: tuple[Name, ...]

    def spelt(self, words: Sequence[Word], *, loosely: bool = False) -> bool:
        """True if the words are those of the name; ``loosely``, without its function words."""
        keys = [
            key for key, weak in zip(self.keys, self.weak, strict=True) if not (loosely and weak)
        ]
        if len(keys) != len(words) or (self.capitals and not words[0].text.isupper()):
            return False
        return all(
            fold(word.text) in key or word.lemmas[0] in key
            for word, key in zip(words, keys, strict=True)
        )


class Lexicon:
    """Entries by their possible first words; understood when a word of their letter is looked up.

    To understand all bundled lists takes half a second, and most processes ask for few words.
    """

    def __init__(self) -> None:
        self._lines: dict[str, list[tuple[str, Sequence[str], bool]]] = defaultdict(list)
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self._lock = Lock()
        self.longest = 1  # words of a name, at most

    def add(self, name: str, meant: Sequence[str], *, one_way: bool = False) -> None:
        """Let ``name`` stand for the names in ``meant`` except itself."""
        self._lines[_letter(fold(name))].append((name, meant, one_way))
        self.longest = max(self.longest, len(_PART.findall(name)))

    def _understand(self, letter: str) -> None:
        """Make entries of the lines of a letter."""
        with self._lock:
            for name, meant, one_way in self._lines.pop(letter, ()):
                tokens = single(analyze(name))
                keys = tuple(_keys(token) for token in tokens)
                weak = tuple(is_function_word(token) for token in tokens)
                names = list(map(name_of, meant))
                others = tuple(other for other in names if other.text != name)
                entry = _Entry(keys, weak, one_way and name.isupper() and len(tokens) == 1, others)
                for key in sorted(keys[0]):
                    self._entries[key].append(entry)

    def find(self, said: Sequence[Word], *, loosely: bool = False) -> tuple[Name, ...]:
        """Return the other names of the words, none if they are no name."""
        words = said[0].lemmas[0], fold(said[0].text)
        for word in words:
            self._understand(_letter(word))
        entries = [entry for word in words for entry in self._entries.get(word, ())]
        found = (entry for entry in entries if entry.spelt(said, loosely=loosely))
        return tuple(dict.fromkeys(name for entry in found for name in entry.meant))


def _letter(folded: str) -> str:
    """Return the first letter or digit of a folded name, empty if it has none."""
    return next(filter(str.isalnum, folded), "")


def _keys(token: Token) -> frozenset[str]:
    return frozenset([token.form] if token.text.isupper() else [token.form, token.lemmas[0]])


@lru_cache(CACHED)
def name_of(text: str) -> Name:
    """Return a name as a slot or a phrase.

    An abbreviation means only itself, not a word with the same letters.
    """
    slots: list[Word | Form] = []
    tokens = analyze(text)
    for token in single(tokens):
        if not token.text.isupper() or token.lemmas == (token.form,):
            slots.append(Word(token.text, token.lemmas))
        else:
            slots.append(
                Word(token.text, (token.form,))
                if token.form in token.lemmas
                else Form(token.text, token.form)
            )
    if len(slots) == 1:
        return slots[0]
    return Phrase(text, tuple(slots), variants=tuple(variants(tokens)))


@lru_cache(4)
def names(added: str) -> Lexicon:
    """Load the names of the bundled lists, and of the user's file if there is one."""
    lexicon = Lexicon()
    for bundled in ("synonyms.txt", "everyday.txt"):
        _read(lexicon, bundled, data_of(bundled).decode())
    if added:
        try:
            text = Path(added).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"{VARIABLE}: {added} cannot be read ({error})") from error
        _read(lexicon, added, text)
    return lexicon


def _read(lexicon: Lexicon, source: str, text: str) -> None:
    """Add the lines «а, б, в» (any for any) and «а, б => в» (the right ones for the left ones)."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        sides = [[name.strip() for name in side.split(",")] for side in line.split("=>")]
        if len(sides) > 2:
            raise SettingError(f"{source}, line {number}: more than one «=>»")
        if not all(_letter(name) for side in sides for name in side):
            raise SettingError(
                f"{source}, line {number}: a name without a letter (a stray comma or arrow?)"
            )
        if len(sides) == 1 and len(sides[0]) == 1:
            raise SettingError(
                f"{source}, line {number}: one name alone;"
                " write «name, other name» or «name => other name»"
            )
        for name in sides[0]:
            lexicon.add(name, sides[-1], one_way=len(sides) == 2)


@lru_cache(1)
def listed_cognates() -> Lexicon:
    """Load the families of ``cognates.txt``.

    A line is a word, a colon, and its cognates; each stands for the others.
    """
    lexicon = Lexicon()
    for line in data_of("cognates.txt").decode().splitlines():
        family = [
            word.strip()
            for word in line.partition("#")[0].replace(":", ",").split(",")
            if word.strip()
        ]
        for word in family:
            lexicon.add(word, family)
    return lexicon
