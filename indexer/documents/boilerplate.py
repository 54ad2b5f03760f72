"""What stands in a text without being part of its story: addresses, mentions, and the signature of a channel."""

import re
from collections.abc import Sequence

from svodka.indexer.analysis.tokens import Token

# A link of Markdown, an address, a mention, a hashtag. Bounded, and without its own opening bracket inside: linear.
_LINK = re.compile(r"\[[^\[\]\n]{0,300}\]\([^()\s]{0,2000}\)|https?://\S+|(?<!\w)[@#]\w+")
# Where those lead: what a link says is a part of the text, and its address is none.
_TARGET = re.compile(r"\]\([^()\s]{0,2000}\)|https?://\S+|(?<!\w)@\w+")
_SIGN = re.compile(r"[@#]|\]\(|://")  # without one there is nothing of all that
_WORD = re.compile(r"\w")


def story_words(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The words of a text that tell its story; ``tokens`` are the text's own, and parts stand for hyphenated words.

    Left out are addresses, mentions, and a last line of nothing but links: «[Подписаться](https://…) | [Прислать новость](…)».
    Links on other lines count by what they say, for a digest of news may be a list of links.
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


def _signature(text: str) -> int:
    """Where the last line begins, if it is links only; else where the text ends."""
    end = len(text.rstrip())
    start = text.rfind("\n", 0, end) + 1
    rest, links = _LINK.subn("", text[start:end])
    return start if links and not _WORD.search(rest) else len(text)
