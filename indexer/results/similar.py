"""What a similar article would say: a query of the words by which an article differs from the rest of the collection."""

import math
from collections import Counter

from svodka.indexer.analysis.tokens import Token, analyze, is_function_word
from svodka.indexer.article import Article
from svodka.indexer.documents.boilerplate import story_words
from svodka.indexer.engines.port import Engine
from svodka.indexer.query.tree import AtLeast, Node, Nothing, Or, Word

WORDS = 24  # characteristic words that are looked for
SHARE = 0.25  # of them that a similar article has at least
LEAST = 3  # words, however few are characteristic
TITLE_WEIGHT = 3  # a word in the title counts as so many in the text
LONGEST = 20_000  # characters of a text that are read: news says at its beginning what it is about
# What has not so great a share of the article's own score has its words by chance: «клуб», «сеть» and «завтра» of another matter.
SCORE_SHARE = 0.25
COMMON = 0.1  # a word that so great a share of all articles has is not characteristic of any,
FEW = 20  # unless so few articles have it


def likeness(article: Article, engine: Engine) -> Node:
    """The tree that articles on the same matter match; it matches nothing where the article says too little.

    Characteristic are words that the article has often and few others have (tf-idf). Of the readings of a word only the one
    counts that most articles have, so that a wrong reading, which is rare, makes no word characteristic.
    """
    scores = _scores(_words(article), engine)
    words = [
        lemma for lemma, _ in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:WORDS]
    ]
    if len(words) < LEAST:
        return Nothing()
    # An alternative of one, for words that follow each other in this list need not stand near each other; nobody typed them.
    children = tuple(Or((Word("", (word,)),)) for word in words)
    return AtLeast(children, max(LEAST, math.ceil(SHARE * len(words))))


def _words(article: Article) -> Counter[tuple[str, ...]]:
    """How often the article has each word, by its lemmas; those of the title more."""
    counts: Counter[tuple[str, ...]] = Counter()
    for text, weight in ((article.title, TITLE_WEIGHT), (article.text[:LONGEST], 1)):
        for token in story_words(text, analyze(text)):
            if _says_something(token):
                counts[token.lemmas] += weight
    return counts


def _says_something(token: Token) -> bool:
    return not is_function_word(token) and len(token.form) > 1 and any(map(str.isalpha, token.form))


def _scores(words: Counter[tuple[str, ...]], engine: Engine) -> dict[str, float]:
    """How characteristic each lemma is that other articles have too."""
    lemmas = list({lemma for readings in words for lemma in readings})
    having = dict(zip(lemmas, engine.frequencies(lemmas), strict=True))
    total, counts = engine.count(), Counter[str]()
    for readings, number in words.items():
        counts[max(readings, key=lambda lemma: (having[lemma], lemma))] += number
    return {
        lemma: (1 + math.log(number)) * math.log(total / having[lemma])
        for lemma, number in counts.items()
        if 1 < having[lemma] <= max(FEW, COMMON * total) and having[lemma] < total
    }
