"""Foreign names with a particle before them: аль-Асад, эль-Барадеи, бен Ладен, ДиКаприо.

Texts leave the Arabic article out, or write it by ear. «Сын» is бен, бин or ибн.
"""

import re
from collections.abc import Iterator, Sequence

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.morphology import is_lemma
from svodka.indexer.query.synonyms import name_of
from svodka.indexer.query.tree import Name, Word

LEAST = 4  # letters of a name that is found without its article
# The article before each letter that it takes the sound of.
_BEFORE = {"ас": "с", "аш": "ш", "ат": "т", "ад": "д", "ан": "н", "ар": "р", "аз": "зд", "ац": "ц"}
_ARTICLES = ("аль", "эль")
_SONS = ("бен", "бин", "ибн")
_JOINED = re.compile("([А-ЯЁ][а-яё]+)([А-ЯЁ][а-яё]+)")


def without_article(words: Sequence[Word]) -> Iterator[Name]:
    """Yield «Асад» for «аль-Асад»: it is a part of that name with any article.

    A common word is no name: «Аль-Марка» is not found by it.
    """
    if len(words) != 2 or len(words[1].text) < LEAST or not words[1].text.isalpha():
        return
    article, name = fold(words[0].text), fold(words[1].text)
    heard = article in _ARTICLES or name.startswith(tuple(_BEFORE.get(article, "\0")))
    if heard and not any(is_lemma(lemma, common=True) for lemma in words[1].lemmas):
        yield Word(words[1].text, words[1].lemmas)


def sons(before: Word | None, word: Word | None, after: Word | None) -> Iterator[Name]:
    """Yield the other writings of «бен» before a name: Усама бин Ладен, Мухаммед ибн Салман.

    A capitalized first word is a name of its own: Бен Аффлек.
    """
    if not word or not after or fold(word.text) not in _SONS or not after.text.isalpha():
        return
    if before or word.text.islower():
        yield from (name_of(son) for son in _SONS if son != fold(word.text))


def apart(word: Word) -> Iterator[Name]:
    """Yield «Ди Каприо» for «ДиКаприо»: the two names of a word with a capital inside."""
    if match := _JOINED.fullmatch(word.text):
        yield name_of(f"{match[1]} {match[2]}")
