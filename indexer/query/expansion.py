"""Expand a query with other names of the same thing (РФ for Россия), and with cognates.

``expand`` changes the query alone; articles are indexed as written. Names and cognates are listed
in ``synonyms``; more cognates are formed by rule (``analysis.formation``).
"""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, starmap

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.formation.names import from_name
from svodka.indexer.analysis.formation.words import derived
from svodka.indexer.analysis.morphology import grammemes
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.query.builders import conjunction, disjunction, together, within
from svodka.indexer.query.clippings import clipped, spelt_out
from svodka.indexer.query.compounds import in_one_word
from svodka.indexer.query.doublets import doublets
from svodka.indexer.query.names import with_names
from svodka.indexer.query.numbers import counted, others
from svodka.indexer.query.synonyms import VARIABLE, Lexicon, listed_cognates, name_of, names
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
    Slot,
    Word,
)
from svodka.indexer.query.writings.particles import apart, without_article
from svodka.indexer.query.writings.shortened import undotted

Known = Callable[[str], bool]

SPELT = 0.9  # weight of other names of a name of several words: they are hardly ambiguous
MOST = 12  # cognates of a word, the surest first


def expand(tree: Node, known: Known | None = None, *, cognates: bool = False) -> Node:
    """Add other names to the words and phrases of a tree, and cognates to words with ``~``.

    With ``cognates``, expand every word; a verb gets no verbs. Rule-formed cognates are kept only
    if ``known(lemma)``; without ``known``, only the listed ones are added. Exact forms, distances,
    exclusions and metadata stay as typed. Raises SettingError for a broken file.
    """
    if known:
        tree = with_names(tree, known)
    listed = names(os.environ.get(VARIABLE, ""))
    return _Expander(listed, listed_cognates(), known, every=cognates).node(tree)


def with_cognates(tree: Node) -> str | None:
    """Return the query that asks for cognates too, for a tree of words expanded with them.

    None for any other tree.
    """
    members = tree.children if isinstance(tree, And) else (tree,)
    if not any(isinstance(member, Named) and member.cognates for member in members):
        return None
    typed = [_retyped(member) for member in members]
    return None if None in typed else " ".join(filter(None, typed))


class _Expander:
    def __init__(
        self, names: Lexicon, cognates: Lexicon, known: Known | None, *, every: bool
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
        others = self.others_of(words)
        return Named(said, others, cognates) if others or cognates else said

    def others_of(self, words: Sequence[Word], *, loosely: bool = False) -> tuple[Name, ...]:
        """Return the other names of the words, listed or formed by rule."""
        listed = self.names.find(undotted(words), loosely=loosely)
        known = self.known
        if known is None:
            return listed
        formed = (*_of_one(words[0]),) if len(words) == 1 else _of_several(words)
        formed = (*formed, *others(words), *(() if loosely or listed else self.numbered(words)))
        kept = (name for name in formed if name.text != words[0].text and _stands(name, known))
        return tuple({fold(name.text): name for name in (*kept, *listed)}.values())

    def numbered(self, words: Sequence[Word]) -> Iterator[Name]:
        """Yield the other names of a word joined with a number: Boeing 737 for Боинг-737."""
        if len(words) == 2 and words[1].lemmas[0].isdigit():
            for name in self.names.find(words[:1]):
                yield name_of(f"{name.text} {words[1].text}")

    def cognates_of(self, words: Sequence[Word]) -> tuple[Name, ...]:
        """Return the cognates of a word; of a word of several parts, only those of the list."""
        listed = self.cognates.find(words)
        known = self.known
        if known is None:
            return listed
        formed = _formed(words[0]) if len(words) == 1 else ()
        names = {fold(text): name_of(text) for text in formed}
        names |= {fold(name.text): name for name in listed}
        order = dict.fromkeys(map(fold, (*(name.text for name in listed), *formed)))
        return tuple(islice((names[text] for text in order if _stands(names[text], known)), MOST))

    def members(self, children: Sequence[Node]) -> Iterator[Node]:
        """Yield the members of a conjunction; neighbours that spell a name become one."""
        index = 0
        numbers = counted(children) if self.known else {}
        while index < len(children):
            run, others = self.spelt(children[index : index + self.names.longest])
            if others and "names" in self.reaches:  # each of its words has cognates, too
                pairs = zip(run[:1] + run, run, strict=False)
                yield Named(And(tuple(starmap(self.neighbour, pairs))), others, weight=SPELT)
            elif others:
                yield Named(And(self.run(run)), others, weight=SPELT)
            else:
                before = children[max(0, index - 1)]
                yield self.number(before, children[index], numbers.get(index, ()))
            index += len(run)

    def run(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        """Return the words of a name; beside a number each has its own names: Боинг 737."""
        is_numbered = any(isinstance(node, Word) and node.text.isdecimal() for node in nodes)
        return tuple(map(self.node, nodes)) if is_numbered else nodes

    def neighbour(self, before: Node, node: Node) -> Node:
        """Return a word with its names and cognates; the word before it may give it more.

        «Северная Америка» has the cognate «североамериканский», which counts as one of «Америка».
        """
        found = self.node(node)
        if not isinstance(before, Word) or not isinstance(node, Word) or node is before:
            return found
        names = self.compounds_of(before, node) if node.reach in self.reaches else ()
        if not names or not isinstance(found, Word | Named):
            return found
        named = found if isinstance(found, Named) else Named(found)
        return replace(named, cognates=(*named.cognates, *names))

    def compounds_of(self, first: Word, second: Word) -> tuple[Name, ...]:
        """Return the adjectives and persons that two words give together, listed or formed."""
        listed = self.cognates.find([first, second])
        single = [name.text for name in self.cognates.find([second])]
        formed = in_one_word(first.lemmas[0], dict.fromkeys([*single, *_formed(second)]))
        names = {fold(name.text): name for name in (*listed, *map(name_of, formed))}
        known = self.known
        return tuple(name for name in names.values() if known is None or _stands(name, known))

    def number(self, before: Node, typed: Node, names: Sequence[Name]) -> Node:
        """Return a word; a number with its other writings, beside the noun that it counts."""
        node, known = self.neighbour(before, typed), self.known
        kept = tuple(name for name in names if known and _stands(name, known))
        if kept and isinstance(node, Named):
            return replace(node, others=(*node.others, *kept))
        return Named(node, kept) if kept and isinstance(node, Word) else node

    def spelt(self, nodes: Sequence[Node]) -> tuple[tuple[Node, ...], tuple[Name, ...]]:
        """Return the longest name at the beginning of ``nodes``, and its other names."""
        for length in range(len(nodes), 1, -1):
            spelt = [_words(node) for node in nodes[:length] if isinstance(node, Word | Phrase)]
            words = [word for part in spelt for word in part]
            whole = len(spelt) == length and all(spelt)
            if whole and (others := self.others_of(words, loosely=True)):
                return tuple(nodes[:length]), others
        return tuple(nodes[:1]), ()


def _of_one(word: Word) -> Iterator[Name]:
    yield from spelt_out(word)
    yield from doublets(word)
    yield from apart(word)


def _of_several(words: Sequence[Word]) -> tuple[Name, ...]:
    return (*clipped(words), *_joined(words), *without_article(words))


def _joined(words: Sequence[Word]) -> Iterator[Word]:
    """Yield the compound that two neighbouring words may be: Йошкар Ола, веб сайт."""
    if len(words) == 2 and all(len(word.text) > 1 and word.text.isalnum() for word in words):
        text = "-".join(word.text for word in words)
        yield Word(text, analyze(text)[0].lemmas)


def _formed(word: Word) -> tuple[str, ...]:
    lemma = word.lemmas[0]
    named = from_name(word.text, lemma) if lemma.isalpha() and word.text.isalpha() else ()
    return (*derived(lemma), *named)


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
        case Named(And(children)):
            said = [child.said if isinstance(child, Named) else child for child in children]
            texts = [word.text for word in said if isinstance(word, Word)]
            return " ".join(texts) if len(texts) == len(said) else None
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
    """True if a name can be found: the collection has all its words, or it written together."""
    rows = (name.slots, *name.variants) if isinstance(name, Phrase) else ((name,),)
    return any(all(_is_known(slot, known) for slot in row) for row in rows)


def _is_known(slot: Slot, known: Known) -> bool:
    if not isinstance(slot, Word | Form):
        return True
    return any(map(known, slot.lemmas[:1] if isinstance(slot, Word) else [slot.form]))
