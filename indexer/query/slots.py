"""Typed words as slots of the query tree, by the same analysis as the documents."""

import re
from collections.abc import Sequence
from typing import Literal

from svodka.indexer.analysis import spellings
from svodka.indexer.analysis.abbreviations import EMPTY
from svodka.indexer.analysis.context.chance_names import names
from svodka.indexer.analysis.morphology import is_known, is_word
from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.analysis.token_pattern import is_hanging
from svodka.indexer.analysis.tokens import analyze, is_function_word
from svodka.indexer.query.tree import AnyWord, Form, Fuzzy, Prefix, Slot, Word

MIN_PREFIX = 3  # letters before «*»: shorter ones begin too many words
MAX_EDITS = 2

# The reach of a word, or "form" for exactly this form.
Mode = Literal["names", "only", "cognates", "form"]

Row = tuple[Slot, ...]
MAX_WHOLES = 4  # hyphenated words of a phrase that are looked for as wholes

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
    if all(_is_empty(token, text) for token in tokens):
        return True
    return is_one_word(tokens) and is_function_word(tokens[0])


def _is_empty(token: Token, text: str) -> bool:
    form = token.form.removesuffix(".")
    return form in EMPTY and (form != token.form or text[token.stop : token.stop + 1] == ".")


def slot(token: Token, mode: Mode = "names") -> Slot:
    """Return the slot for a token.

    It is the form itself, any form of its lemmas, or any form of ``only`` one of them.
    """
    if mode == "form":
        return Form(token.text, token.form)
    by_chance = () if is_hanging(token.text) else names(token.form)
    lemmas = tuple(lemma for lemma in _lemmas(token) if lemma not in by_chance)
    if mode == "only":
        lemmas = (token.form,) if token.form in lemmas else lemmas[:1]
    return Word(token.text, lemmas, mode, by_chance)


def _lemmas(token: Token) -> tuple[str, ...]:
    """Return the lemmas of a typed word.

    A small one may be a name, and its neighbours in a query rule nothing out.
    """
    if is_hanging(token.text):
        return token.lemmas
    if token.form.isalpha() and is_word(token.form):
        return tuple(dict.fromkeys((*spellings.lemmas(token.form), *token.lemmas)))
    if not token.text.islower() or not token.text.isalpha() or is_known(token.form):
        return token.lemmas
    return tuple(dict.fromkeys((*token.lemmas, *spellings.lemmas(token.form, capital=True))))


def variants(tokens: Sequence[Token], mode: Mode = "names") -> list[Row]:
    """Return the rows with a whole in place of its parts, for words one after another.

    A whole stands at the position of its first part. So it is followed by the next word where it
    was written together, and by any word in place of each further part where it was not.
    """
    return _variants([(token, slot(token, mode)) for token in tokens], mode)


def _variants(placed: Sequence[tuple[Token | None, Slot]], mode: Mode) -> list[Row]:
    if mode == "form":
        return []
    plain = [
        (number, term)
        for number, (token, term) in enumerate(placed)
        if token is None or token.parts == 1
    ]
    found: list[Row] = []
    wholes = [
        (number, token) for number, (token, _) in enumerate(placed) if token and token.parts > 1
    ]
    for number, token in wholes[:MAX_WHOLES]:
        before = tuple(term for at, term in plain if at < number)
        parts = [term for at, term in plain if number < at <= number + token.parts]
        after = tuple(term for at, term in plain if at > number + token.parts)
        whole = placed[number][1]
        if _is_numbered(token):
            found.append((*before, whole, *parts[1:], *after))
            continue
        found.append((*before, whole, *after))
        if after:
            found.append((*before, whole, *[AnyWord()] * (token.parts - 1), *after))
    return found


def _is_numbered(token: Token) -> bool:
    """True for a number before its noun (5 этаж), where the whole is the ordinal alone."""
    number, blank, noun = token.text.partition(" ")
    return bool(blank) and len(number) < 3 and noun[:1].isalpha() and len(noun) > 1


def phrase_slots(text: str, mode: Mode = "names") -> tuple[list[Slot], list[Row]]:
    """Return the slots of a quotation, and its other rows.

    Words, ``*`` for any word, ``слово*`` for a prefix, ``!слово`` for an exact form.
    """
    placed: list[tuple[int, Token | None, Slot]] = [
        (match.start(), None, AnyWord()) for match in _STAR.finditer(text)
    ]
    exact = False
    for token in analyze(text):
        exact = exact or text[token.start - 1 : token.start] == "!"
        if text[token.stop : token.stop + 1] == "*" and is_prefix(token) and token.parts == 1:
            placed.append((token.start, None, prefix(token)))
            exact = True
        else:
            form = text[token.start - 1 : token.start] == "!"
            placed.append((token.start, token, slot(token, "form" if form else mode)))
    # Stable: a sign stays behind the number that it stands before.
    stars = bool(_STAR.search(text))
    ordered = sorted(placed, key=lambda entry: entry[0]) if stars else placed
    rows = [(token, term) for _, token, term in ordered]
    plain = [term for token, term in rows if token is None or token.parts == 1]
    return plain, [] if exact or stars else _variants(rows, mode)


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
