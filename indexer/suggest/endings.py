"""How the end of a typed query may go on: the last word completed, or a value of its field."""

import re
from collections.abc import Iterable

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import is_word
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.article import ExactField
from svodka.indexer.documents.sections import name_of
from svodka.indexer.engines.port import Engine
from svodka.indexer.suggest.titles import words_of

VALUES = 1_000  # of a field that are looked at
FIELDS: dict[str, ExactField] = {
    "источник": "source",
    "source": "source",
    "рубрика": "section",
    "section": "section",
    "автор": "author",
    "author": "author",
}
_FIELD = re.compile(rf'(?:^|\s)(?P<name>{"|".join(FIELDS)}):"?(?P<begun>[^"]*)$', re.IGNORECASE)


def with_words(engine: Engine, typed: str, titles: Iterable[str]) -> list[str]:
    """Return the typed text with its last word completed, the most frequent word first.

    The words are those of titles, in their dictionary forms.
    """
    *_, last = words_of(typed)
    head = typed[: len(typed) - len(last)]
    if typed[-1].isspace() or fold(typed[len(head) :]) != last:
        return []
    forms = {word for title in titles for word in words_of(title) if word.startswith(last)}
    begun = [analyze(form) for form in sorted(forms)]
    lemmas = list({tokens[0].lemmas[0] for tokens in begun if len(tokens) == 1})
    lemmas = [lemma for lemma in lemmas if lemma.startswith(last) and lemma.isalpha()]
    counts = zip(engine.frequencies(lemmas), engine.counts(lemmas), lemmas, strict=True)
    # A word that was cut, as titles are, has a lemma that nobody writes: «инфль» of «инфля…».
    written = [(-having, lemma) for having, own, lemma in counts if own or is_word(lemma)]
    return [f"{head}{lemma}" for _, lemma in sorted(written)]


def with_values(engine: Engine, typed: str) -> list[str] | None:
    """Return the typed text with the values of its last field, the most frequent first.

    None if it does not end with a field.
    """
    found = _FIELD.search(typed)
    if not found:
        return None
    begun = fold(found["begun"].strip())
    head = typed[: found.start("begun")].rstrip('"')
    field = FIELDS[found["name"].casefold()]
    values = engine.values(field, VALUES)
    written = (_going_on(field, bucket.value, begun) for bucket in values)
    return [f'{head}"{text.replace(chr(34), "")}"' for text in dict.fromkeys(written) if text]


def _going_on(field: ExactField, value: str, begun: str) -> str | None:
    """Return the name of a section, or a value, if one of its words goes on as it was begun."""
    name = name_of(value) if field == "section" else None
    texts = (text for text in (name, value) if text and f" {begun}" in f" {fold(text)}")
    return next(texts, None)
