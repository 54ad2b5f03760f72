"""Queries that are prose: a headline or a sentence, pasted or typed with its punctuation.

Quotation marks and brackets are punctuation there («Испания создаст банк „мусорных“ активов»).
They ask for nothing exact.
"""

from collections.abc import Iterable, Sequence

from svodka.indexer.analysis.tokens import analyze, is_function_word
from svodka.indexer.query.lexer import Kind, Lexeme
from svodka.indexer.query.slots import single

LONG = 5  # content words of a sentence
UNQUOTED = 3  # content words of it outside quotation marks
AFTER_COLON = 4  # content words, if they name a speaker: «Иван Петров: „Город ждёт“»

_PUNCTUATION = {Kind.WORD, Kind.PHRASE, Kind.OPEN, Kind.CLOSE}


def is_prose(lexemes: Sequence[Lexeme]) -> bool:
    """True for a long query without operators, other than quotation marks and brackets."""
    if any(lexeme.kind not in _PUNCTUATION for lexeme in lexemes):
        return False
    plain = _words(lexeme for lexeme in lexemes if lexeme.kind is Kind.WORD)
    every = plain + _words(lexeme for lexeme in lexemes if lexeme.kind is Kind.PHRASE)
    has_speaker = any(
        lexeme.kind is Kind.WORD and lexeme.text.endswith(":") for lexeme in lexemes[:-1]
    )
    return (every >= LONG and plain >= UNQUOTED) or (has_speaker and every >= AFTER_COLON)


def _words(lexemes: Iterable[Lexeme]) -> int:
    """Return the number of content words."""
    tokens = (token for lexeme in lexemes for token in single(analyze(lexeme.text)))
    return sum(not is_function_word(token) for token in tokens)
