"""The words of a text, for programs."""

from svodka.indexer.analysis.tokens import analyze as analyzed
from svodka.indexer.results.rows import Word


def analyze(text: str) -> list[Word]:
    """The words of a text in order, each with its lemmas.

    >>> [(word.text, word.lemmas[0]) for word in analyze("Трамваи вышли на линию")]
    [('Трамваи', 'трамвай'), ('вышли', 'выйти'), ('на', 'на'), ('линию', 'линия')]
    """
    return [
        Word(token.text, token.start, token.stop, token.form, token.lemmas, token.position)
        for token in analyzed(text)
    ]
