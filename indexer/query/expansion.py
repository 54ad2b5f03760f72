"""Expand a query with other names of the same thing (РФ for Россия), and with cognates.

``expand`` changes the query alone; articles are indexed as written. The names are in
``language/synonyms.txt``, in the format of Solr's synonym files. The file named by the variable
SVODKA_SYNONYMS adds to it. The cognates are in ``language/cognates.txt`` and formed by rule
(``word_formation``).
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import grammemes
from svodka.indexer.analysis.tokens import Token, analyze, is_function_word
from svodka.indexer.analysis.word_formation import derived
from svodka.indexer.analysis.word_lists import data_of
from svodka.indexer.errors import SettingError
from svodka.indexer.query.builders import conjunction, disjunction, together, within
from svodka.indexer.query.slots import single
from svodka.indexer.query.tree import (
    And,
    Form,
    InField,
    Name,
    Named,
    Node,
    Or,
    Phrase,
    SameSentence,
    Word,
)

VARIABLE = "SVODKA_SYNONYMS"

Known = Callable[[str], bool]

MOST = 12  # cognates of a word, the surest first


def expand(tree: Node, known: Known | None = None, *, cognates: bool = False) -> Node:
    """Add other names to the words and phrases of a tree, and cognates to words with ``~``.

    With ``cognates``, expand every word; a verb gets no verbs. Rule-formed cognates are kept only
    if ``known(lemma)``; without ``known``, only the listed ones are added. Exact forms, distances,
    exclusions and metadata stay as typed. Raises SettingError for a broken file.
    """
    return _Expander(_names(os.environ.get(VARIABLE, "")), _cognates(), known, every=cognates).node(
        tree
    )


def with_cognates(tree: Node) -> str | None:
    """Return the query that asks for cognates too, for a tree of words expanded with them.

    None for any other tree.
    """
    members = tree.children if isinstance(tree, And) else (tree,)
    if not any(isinstance(member, Named) and member.cognates for member in members):
        return None
    typed = [_retyped(member) for member in members]
    return None if None in typed else " ".join(filter(None, typed))


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


class _Lexicon:
    """Entries by their possible first words."""

    def __init__(self) -> None:
        self._entries: dict[str, list[_Entry]] = defaultdict(list)
        self.longest = 1

    def add(self, name: str, meant: Iterable[Name], *, one_way: bool = False) -> None:
        """Let ``name`` stand for the names in ``meant`` except itself."""
        tokens = single(analyze(name))
        keys = tuple(_keys(token) for token in tokens)
        weak = tuple(is_function_word(token) for token in tokens)
        others = tuple(other for other in meant if other.text != name)
        entry = _Entry(keys, weak, one_way and name.isupper() and len(tokens) == 1, others)
        self.longest = max(self.longest, len(tokens))
        for key in sorted(keys[0]):
            self._entries[key].append(entry)

    def find(self, said: Sequence[Word], *, loosely: bool = False) -> tuple[Name, ...]:
        """Return the other names of the words, none if they are no name."""
        first = said[0]
        entries = [
            *self._entries.get(first.lemmas[0], ()),
            *self._entries.get(fold(first.text), ()),
        ]
        found = (entry for entry in entries if entry.spelt(said, loosely=loosely))
        return tuple(dict.fromkeys(name for entry in found for name in entry.meant))


class _Expander:
    def __init__(
        self, names: _Lexicon, cognates: _Lexicon, known: Known | None, *, every: bool
    ) -> None:
        self.known = known
        self.reaches = {"names", "cognates"} if every else {"cognates"}
        self.names = names
        self.cognates = cognates

    def node(self, node: Node) -> Node:
        match node:
            case Word() | Phrase():
                return self.named(node)
            case And(children, optional):
                return conjunction(self.members(children), optional)
            case Or(children):
                return disjunction(map(self.node, children))
            case InField("title", child):
                return within("title", self.node(child))
            case SameSentence(children):
                return together(
                    self.named(child) if isinstance(child, Word | Phrase) else child
                    for child in children
                )
        return node

    def named(self, said: Word | Phrase) -> Word | Phrase | Named:
        """Return a word or a phrase with its other names and cognates, if it has any."""
        words = _words(said)
        if not words:
            return said
        cognates = self.cognates_of(words) if words[0].reach in self.reaches else ()
        if words[0].reach != "cognates" and _is_verb(words[0]):
            cognates = tuple(name for name in cognates if not _is_verb(name))
        others = self.names.find(words)
        return Named(said, others, cognates) if others or cognates else said

    def cognates_of(self, words: Sequence[Word]) -> tuple[Name, ...]:
        """Return the cognates of a word; of a word of several parts, only those of the list."""
        listed = self.cognates.find(words)
        known = self.known
        if known is None:
            return listed
        formed = derived(words[0].lemmas[0]) if len(words) == 1 else ()
        names = {fold(name.text): name for name in (*map(_name, formed), *listed)}
        order = dict.fromkeys(map(fold, (*(name.text for name in listed), *formed)))
        return tuple(islice((names[text] for text in order if _stands(names[text], known)), MOST))

    def members(self, children: Sequence[Node]) -> Iterator[Node]:
        """Yield the members of a conjunction; neighbours that spell a name become one."""
        index = 0
        while index < len(children):
            run, others = self.spelt(children[index : index + self.names.longest])
            yield Named(And(run), others) if others else self.node(children[index])
            index += len(run)

    def spelt(self, nodes: Sequence[Node]) -> tuple[tuple[Node, ...], tuple[Name, ...]]:
        """Return the longest name at the beginning of ``nodes``, and its other names."""
        for length in range(len(nodes), 1, -1):
            words = [
                node for node in nodes[:length] if isinstance(node, Word) and node.reach != "only"
            ]
            if len(words) == length and (others := self.names.find(words, loosely=True)):
                return tuple(words), others
        return tuple(nodes[:1]), ()


def _is_verb(name: Name) -> bool:
    """True for a word that is a verb and nothing else.

    Verbs of one root differ too much in meaning to be found unasked.
    """
    readings = grammemes(name.lemmas[0]) if isinstance(name, Word) else ()
    return bool(readings) and all("INFN" in reading for reading in readings)


def _retyped(member: Node) -> str | None:
    """Return the typed form that finds a word with its cognates.

    Words that spell a name stay as they are; None for another node.
    """
    match member:
        case Word(text=text):
            return text
        case Named(Word(text=text)):
            return f"~{text}" if member.cognates else text
        case Named(And(children)) if all(isinstance(child, Word) for child in children):
            return " ".join(child.text for child in children if isinstance(child, Word))
    return None


def _words(said: Word | Phrase) -> list[Word]:
    """Return the words of a possible name.

    None if there are other slots among them, or words to be found only as typed.
    """
    slots = said.slots if isinstance(said, Phrase) else (said,)
    words = [slot for slot in slots if isinstance(slot, Word) and slot.reach != "only"]
    return (
        words if len(words) == len(slots) and not (isinstance(said, Phrase) and said.slop) else []
    )


def _stands(name: Name, known: Known) -> bool:
    """True if a name can be found: the collection has all its words."""
    slots = [
        slot
        for slot in (name.slots if isinstance(name, Phrase) else [name])
        if isinstance(slot, Word | Form)
    ]
    return all(
        any(map(known, slot.lemmas if isinstance(slot, Word) else [slot.form])) for slot in slots
    )


def _keys(token: Token) -> frozenset[str]:
    return frozenset([token.form] if token.text.isupper() else [token.form, token.lemmas[0]])


def _name(text: str) -> Name:
    """Return a name as a slot or a phrase.

    An abbreviation means only itself, not a word with the same letters.
    """
    slots: list[Word | Form] = []
    for token in single(analyze(text)):
        if not token.text.isupper() or token.lemmas == (token.form,):
            slots.append(Word(token.text, token.lemmas))
        else:
            slots.append(
                Word(token.text, (token.form,))
                if token.form in token.lemmas
                else Form(token.text, token.form)
            )
    return slots[0] if len(slots) == 1 else Phrase(text, tuple(slots))


@lru_cache(4)
def _names(added: str) -> _Lexicon:
    """Load the names of the bundled list, and of the user's file if there is one."""
    lexicon = _Lexicon()
    _read(lexicon, "synonyms.txt", data_of("synonyms.txt").decode())
    if added:
        try:
            text = Path(added).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingError(f"{VARIABLE}: {added} cannot be read ({error})") from error
        _read(lexicon, added, text)
    return lexicon


def _read(lexicon: _Lexicon, source: str, text: str) -> None:
    """Add the lines «а, б, в» (any for any) and «а, б => в» (the right ones for the left ones)."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        sides = [[name.strip() for name in side.split(",")] for side in line.split("=>")]
        if len(sides) > 2:
            raise SettingError(f"{source}, line {number}: more than one «=>»")
        if not all(single(analyze(name)) for side in sides for name in side):
            raise SettingError(
                f"{source}, line {number}: a name without a letter (a stray comma or arrow?)"
            )
        if len(sides) == 1 and len(sides[0]) == 1:
            raise SettingError(
                f"{source}, line {number}: one name alone;"
                " write «name, other name» or «name => other name»"
            )
        meant = [_name(name) for name in sides[-1]]
        for name in sides[0]:
            lexicon.add(name, meant, one_way=len(sides) == 2)


@lru_cache(1)
def _cognates() -> _Lexicon:
    """Load the families of ``cognates.txt``.

    A line is a word, a colon, and its cognates; each stands for the others.
    """
    lexicon = _Lexicon()
    for line in data_of("cognates.txt").decode().splitlines():
        family = [
            word.strip()
            for word in line.partition("#")[0].replace(":", ",").split(",")
            if word.strip()
        ]
        cognates = [_name(word) for word in family]
        for word in family:
            lexicon.add(word, cognates)
    return lexicon
