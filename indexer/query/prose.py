"""Queries that are prose: a headline or a sentence, pasted or typed with its punctuation.

Quotation marks and brackets are punctuation there («Испания создаст банк „мусорных“ активов»).
They ask for nothing exact.
"""

from collections.abc import Iterable, Sequence

from svodka.indexer.analysis.morphology import parses
from svodka.indexer.analysis.tokens import analyze, is_function_word
from svodka.indexer.query.lexer import Kind, Lexeme
from svodka.indexer.query.slots import single

LONG = 5  # content words of a sentence
UNQUOTED = 3  # content words of it outside quotation marks
# The same for a sentence with a verb outside of them: «„Урал“ победил в финале».
WITH_VERB, UNQUOTED_WITH_VERB = 4, 2
AFTER_COLON = 4  # content words, if they name a speaker: «Иван Петров: „Город ждёт“»

_PUNCTUATION = {Kind.WORD, Kind.PHRASE, Kind.OPEN, Kind.CLOSE}


def is_prose(lexemes: Sequence[Lexeme]) -> bool:
    """True for a long query without operators, other than quotation marks and brackets."""
    if any(lexeme.kind not in _PUNCTUATION for lexeme in lexemes):
        return False
    outside = [lexeme.text for lexeme in lexemes if lexeme.kind is Kind.WORD]
    plain = _content(outside)
    quoted = _content(lexeme.text for lexeme in lexemes if lexeme.kind is Kind.PHRASE)
    every = len(plain) + len(quoted)
    has_speaker = any(
        lexeme.kind is Kind.WORD and lexeme.text.endswith(":") for lexeme in lexemes[:-1]
    )
    if has_speaker and every >= AFTER_COLON:
        return True
    if every >= LONG and len(plain) >= UNQUOTED:
        return True
    enough = every >= WITH_VERB and len(plain) >= UNQUOTED_WITH_VERB
    return bool(quoted) and enough and any(map(is_verb, plain))


def _content(texts: Iterable[str]) -> list[str]:
    """Return the forms of the content words."""
    tokens = (token for text in texts for token in single(analyze(text)))
    return [token.form for token in tokens if not is_function_word(token)]


def is_verb(form: str) -> bool:
    """True for a folded form that is of a finite verb and nothing else."""
    parts = {reading.tag.part for reading in parses(form) if not reading.rule}
    return parts == {"VERB"}
