"""Parts of a text outside its story: addresses, mentions, and the signature of a channel."""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.columns import I64, Array
from svodka.indexer.analysis.token_arrays import Token

# A link of Markdown, an address, a mention, a hashtag. Linear: bounded, without its own opening
# bracket inside.
_LINK = re.compile(r"\[[^\[\]\n]{0,300}\]\([^()\s]{0,2000}\)|https?://\S+|(?<!\w)[@#]\w+")
# The targets of links. The words of a link are a part of the text, its address is not.
_TARGET = re.compile(r"\]\([^()\s]{0,2000}\)|https?://\S+|(?<!\w)@\w+")
_SIGN = re.compile(r"[@#]|\]\(|://")  # a text without one has no boilerplate
_WORD = re.compile(r"\w")


def story_words(text: str, tokens: Sequence[Token]) -> list[Token]:
    """Return the words of a text's story; ``tokens`` are the text's own.

    A hyphenated word gives its parts. Addresses, mentions, and a last line of links alone are left
    out: «[Подписаться](https://…) | [Прислать новость](…)». The words of links on other lines
    count, as a news digest may be a list of links.
    """
    if not _SIGN.search(text):  # nearly all texts of newspapers
        return [token for token in tokens if token.parts == 1]
    end = _signature(text)
    targets = [match.span() for match in _TARGET.finditer(text)]
    words, at = [], 0
    for token in tokens:
        while at < len(targets) and targets[at][1] <= token.start:
            at += 1
        outside = at == len(targets) or token.start < targets[at][0]
        if outside and token.parts == 1 and token.start < end:
            words.append(token)
    return words


def story_rows(text: str, starts: Array | I64) -> NDArray[np.bool_] | None:
    """Return, for words with these starts, which belong to the story; None if all do.

    The rules are those of ``story_words``.
    """
    if not _SIGN.search(text):
        return None
    within: NDArray[np.bool_] = starts < _signature(text)
    targets = np.array([match.span() for match in _TARGET.finditer(text)], starts.dtype)
    for first, last in starts.searchsorted(targets).tolist():
        within[first:last] = False
    return within


def _signature(text: str) -> int:
    """Return the start of the last line if it has only links, else the end of the text."""
    end = len(text.rstrip())
    start = text.rfind("\n", 0, end) + 1
    rest, links = _LINK.subn("", text[start:end])
    return start if links and not _WORD.search(rest) else len(text)
