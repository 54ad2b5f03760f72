"""Lines of a text that name other articles: «Читайте также: …», and the headlines below it.

Their words are searched like all others, but are no passage of the article.
"""

import re

from svodka.indexer.highlight.marks import Range

MOST = 6  # headlines below a label
LONGEST = 200  # characters of a headline

_LABEL = re.compile(
    r"^[^\w\n]{0,10}(?:(?:читайте|смотрите|слушайте|см\.)[ \u00a0](?:также|по[ \u00a0]теме|ещ[её])"
    r"|(?:материалы|новости|ещ[её])[ \u00a0]по[ \u00a0]теме|по[ \u00a0]теме(?=[ \u00a0]{0,3}:)"
    r"|другие[ \u00a0]новости(?=[ \u00a0]{0,3}(?::|$)))"
    r"(?P<rest>[^\n]{0,1000})$",
    re.IGNORECASE | re.MULTILINE,
)
_HINTS = ("акже", "теме", "новости", "ещё", "еще")  # a text without one has no label
_LINE = re.compile(r"\n(?=[^\n]*\w)([^\n]+)")
_SENTENCE_END = (".", "!", "…")


def asides(text: str) -> list[Range]:
    """Return the ranges of the lines with a label and of the headlines that it stands above.

    They are in the order of the text, and do not overlap.
    """
    folded = text.casefold()
    if not any(hint in folded for hint in _HINTS):
        return []
    found: list[Range] = []
    for match in _LABEL.finditer(text):
        if not found or match.start() >= found[-1][1]:
            found.append((match.start(), _end(text, match)))
    return found


def _end(text: str, label: re.Match[str]) -> int:
    """Return the end of a label's line, or of the headlines below a label alone in its line."""
    end = label.end()
    if any(map(str.isalnum, label["rest"])):
        return end
    for _ in range(MOST):
        line = _LINE.match(text, end)
        if not line or len(line[1]) > LONGEST or line[1].rstrip().endswith(_SENTENCE_END):
            break
        end = line.end()
    return end
