"""Similar articles: a query of the words that are characteristic of an article."""

import math
from collections import Counter

from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.analysis.tokens import analyze, is_function_word
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.documents.boilerplate import story_words
from svodka.indexer.engines.port import Engine
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.query.tree import AtLeast, Node, Nothing, Or, Word
from svodka.indexer.results.page import Result, result_of

SIMILAR_TIME = 0.5  # seconds of work for the search
WORDS = 24  # characteristic words in the query
SHARE = 0.25  # a similar article has at least this share of them
LEAST = 3  # and at least this many words
TITLE_WEIGHT = 3  # a word in the title counts as this many in the text
LONGEST = 20_000  # characters of a text that are read: news names its subject at the beginning
# An article with a smaller share of the best score shares words by chance: «клуб», «сеть».
SCORE_SHARE = 0.25
COMMON = 0.1  # a word in more than this share of all articles is not characteristic,
FEW = 20  # unless it is in this many articles or fewer


def similar(engine: Engine, id: str, limit: int, limits: Limits = LIMITS) -> list[Result]:
    """The articles most like this one that are not its reprints, one of each story, best first.

    A similar article has a good part of the characteristic words; there may be none. Snippets
    are leads. An article that fails has a result too.
    """
    article = engine.get(id)
    if article is None:
        return []
    tree = likeness(article, engine)
    hits = engine.search(tree, limit=limit + 1, fold=True, budget=SIMILAR_TIME).hits
    own = {article.id, *(other.id for other in engine.reprints(article.id))}
    alike = [
        hit
        for hit in hits
        if hit.article.id not in own and hit.score >= SCORE_SHARE * hits[0].score
    ]
    reading = Budget(limits.reading_seconds)  # of all of them: their texts may be long
    return [result_of(hit, Nothing(), reading, "similar") for hit in alike[:limit]]


def likeness(article: Article, engine: Engine) -> Node:
    """The tree that articles on the same subject match; Nothing if the article has too few words.

    Characteristic words are frequent in the article and rare in others (tf-idf). Of the lemmas of
    a word, only the most frequent one counts: a wrong lemma is rare, and would seem characteristic.
    """
    scores = _scores(_words(article), engine)
    words = [
        lemma for lemma, _ in sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:WORDS]
    ]
    if len(words) < LEAST:
        return Nothing()
    # Each word is an Or of one, so that ranking does not reward nearness: the order means nothing.
    children = tuple(Or((Word("", (word,)),)) for word in words)
    return AtLeast(children, max(LEAST, math.ceil(SHARE * len(words))))


def _words(article: Article) -> Counter[tuple[str, ...]]:
    """The frequency of each word in the article, by its lemmas; title words weigh more."""
    counts: Counter[tuple[str, ...]] = Counter()
    for text, weight in ((article.title, TITLE_WEIGHT), (article.text[:LONGEST], 1)):
        for token in story_words(text, analyze(text)):
            if _says_something(token):
                counts[token.lemmas] += weight
    return counts


def _says_something(token: Token) -> bool:
    return not is_function_word(token) and len(token.form) > 1 and any(map(str.isalpha, token.form))


def _scores(words: Counter[tuple[str, ...]], engine: Engine) -> dict[str, float]:
    """The tf-idf of each lemma that other articles have too."""
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
