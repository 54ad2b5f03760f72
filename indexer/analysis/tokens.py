"""The one analysis of documents, queries and highlights: ``analyze(text)`` gives the tokens.

``token_pattern`` finds the words, ``words`` understands each by itself, and ``context`` those that
are unsure. Texts are hostile, so everything is linear in the text.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import inf
from time import thread_time

from svodka.indexer.analysis.context.further import lemmas_in_context
from svodka.indexer.analysis.morphology import MAX_WORD
from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.analysis.token_pattern import words_in
from svodka.indexer.analysis.word_lists import language
from svodka.indexer.analysis.words import END, RULERS, Word, understand

# Surface forms in each of two generations, about 20 MB each.
CACHED_WORDS = 1 << 16


# A cache of two generations: when the first is full, it replaces the second.
_words: dict[str, Word] = {}
_earlier_words: dict[str, Word] = {}


def analyze(text: str, deadline: float = inf) -> list[Token]:
    """Return the tokens of ``text`` in order, function words too. Never raises.

    A hyphenated word comes first as one token, then by its parts. At ``deadline``
    (``time.thread_time``) the rest of the words is left out. Most words are cached; a text of new
    words takes a hundred times as long.
    """
    tokens: list[Token] = []
    unsure: dict[int, Word] = {}
    append = tokens.append
    known = _words.get
    position = 0
    for match in words_in(text + END):
        surface = match[0]
        word = known(surface)
        if word is None:
            if thread_time() > deadline:
                break
            word = learn(surface)
        start, stop = match.span()
        if word.form in RULERS:
            surface, stop = surface[0], start + 1
        if not word.parts:
            if word.names or word.doubtful or word.ambiguous:
                unsure[len(tokens)] = word
            append(Token(start, stop, surface, word.form, word.lemmas, position))
            position += 1
            continue
        append(Token(start, stop, surface, word.form, word.lemmas, position, len(word.parts)))
        for offset, end, part, form, lemmas in word.parts:
            append(Token(start + offset, start + end, part, form, lemmas, position))
            position += 1
    if unsure:
        _read_in_context(text, tokens, unsure)
    return tokens


def is_function_word(token: Token) -> bool:
    """True for a word without a meaning of its own (в, и, на, не, …).

    A query of other words can do without it.
    """
    return token.form in language("function_words.txt")


def learnt_words() -> Mapping[str, Word]:
    """The cached analyses of surface forms. The next call may return others."""
    return _words


def learn(surface: str) -> Word:
    """Return the analysis of a surface form, a match of TOKEN; most are cached."""
    global _words, _earlier_words
    word = _words.get(surface) or _earlier_words.get(surface) or understand(surface)
    if len(surface) <= MAX_WORD:
        if len(_words) >= CACHED_WORDS:
            _words, _earlier_words = {}, _words
        _words[surface] = word
    return word


def _read_in_context(text: str, tokens: list[Token], unsure: Mapping[int, Word]) -> None:
    """Give words the lemmas that they have in their context; ``unsure`` has their indexes."""
    wholes = list(_wholes(tokens))
    rows = {at: row for row, at in enumerate(wholes)}
    changed = lemmas_in_context(
        text,
        [tokens[at].start for at in wholes],
        [tokens[at].stop for at in wholes],
        {rows[at]: word for at, word in unsure.items()},
        lambda row: tokens[wholes[row]].form,
        lambda: _open_lemmas([tokens[at] for at in wholes]),
    )
    for row, lemmas in changed:
        tokens[wholes[row]] = tokens[wholes[row]]._replace(lemmas=lemmas)


def _wholes(tokens: Sequence[Token]) -> Iterator[int]:
    """Yield the indexes of the tokens that are no parts of others."""
    at = 0
    while at < len(tokens):
        yield at
        at += 1 + (tokens[at].parts if tokens[at].parts > 1 else 0)


def _open_lemmas(tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the lemmas of the capitalized words that the dictionary lacks."""
    for text in dict.fromkeys(token.text for token in tokens if token.text[0].isupper()):
        word = learn(text)
        if word.open:
            yield from word.lemmas
