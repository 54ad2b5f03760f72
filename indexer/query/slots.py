"""Typed words as slots of the query tree, by the same analysis as the documents."""

import re
from collections.abc import Sequence
from typing import Literal

from svodka.indexer.analysis.abbreviations import EMPTY
from svodka.indexer.analysis.chance_names import names
from svodka.indexer.analysis.tokens import Token, analyze, is_function_word
from svodka.indexer.query.tree import AnyWord, Form, Fuzzy, Prefix, Slot, Word

MIN_PREFIX = 3  # letters before «*»: shorter ones begin too many words
MAX_EDITS = 2

# The reach of a word, or "form" for exactly this form.
Mode = Literal["names", "only", "cognates", "form"]

_STAR = re.compile(r"(?<!\S)\*(?!\S)")
_SCHEME = re.compile(r"[a-z]+://")


def single(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens without the hyphenated words, whose parts follow."""
    return [token for token in tokens if token.parts == 1]


def is_one_word(tokens: Sequence[Token]) -> bool:
    """True if the tokens are those of one word, hyphenated or not."""
    return len(tokens) == 1 or (bool(tokens) and tokens[0].parts == len(tokens) - 1)


def is_weak(tokens: Sequence[Token], text: str) -> bool:
    """True if ``text`` is one function word, or an abbreviation such as «г.», «т. е.».

    A query of other words can do without it.
    """
    if all(token.form in EMPTY and text[token.stop : token.stop + 1] == "." for token in tokens):
        return True
    return is_one_word(tokens) and is_function_word(tokens[0])


def slot(token: Token, mode: Mode = "names") -> Slot:
    """Return the slot for a token.

    It is the form itself, any form of its lemmas, or any form of ``only`` one of them.
    """
    if mode == "form":
        return Form(token.text, token.form)
    by_chance = names(token.form)
    lemmas = tuple(lemma for lemma in token.lemmas if lemma not in by_chance)
    if mode == "only":
        lemmas = (token.form,) if token.form in lemmas else lemmas[:1]
    return Word(token.text, lemmas, mode, by_chance)


def phrase_slots(text: str, mode: Mode = "names") -> list[Slot]:
    """Return the slots of a quotation.

    Words, ``*`` for any word, ``слово*`` for a prefix, ``!слово`` for an exact form.
    """
    placed: list[tuple[int, Slot]] = [(match.start(), AnyWord()) for match in _STAR.finditer(text)]
    for token in single(analyze(text)):
        if text[token.stop : token.stop + 1] == "*" and is_prefix(token):
            placed.append((token.start, prefix(token)))
        else:
            placed.append(
                (
                    token.start,
                    slot(token, "form" if text[token.start - 1 : token.start] == "!" else mode),
                )
            )
    return [term for _, term in sorted(placed, key=lambda pair: pair[0])]


def is_prefix(token: Token) -> bool:
    """True if a token is long enough for a prefix search."""
    return len(token.form) >= MIN_PREFIX


def prefix(token: Token) -> Prefix:
    """Return the slot for words that begin as the token does."""
    return Prefix(token.text, token.form)


def fuzzy(token: Token, edits: int) -> Fuzzy:
    """Return the slot for words within ``edits`` typos of the token, two at most."""
    return Fuzzy(token.text, token.form, min(edits, MAX_EDITS))


def host(text: str) -> Form | None:
    """Return the host after «сайт:»: «https://www.lenta.ru/news» gives «lenta.ru».

    None if there is none.
    """
    name = _SCHEME.sub("", text.strip().casefold(), count=1)
    name = re.split(r"[/?#:\s]", name, maxsplit=1)[0].strip(".,;*!").removeprefix("www.")
    return Form(text.strip(), name) if any(map(str.isalnum, name)) else None
