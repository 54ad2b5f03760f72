"""Pairing of the quotation marks of a text: «…», „…“, “…”, ‹…›, "…", nested, mixed or missing."""

import re
from bisect import bisect

OPENING = {"«": "»", "‹": "›", "„": "“", "“": "”"}
CLOSING = {closer: opener for opener, closer in OPENING.items() if closer != "“"}
QUOTES = "".join({*OPENING, *CLOSING, '"'})

_QUOTE = re.compile(f"[{QUOTES}]")


def pairs(text: str) -> dict[int, int]:
    """Map the index of each opening mark to that of its closing mark.

    Marks without a pair are left out.
    """
    reader = _Pairing(text)
    for match in _QUOTE.finditer(text):
        reader.read(match.start(), match[0])
    reader.share_closers()
    return reader.pairs


class _Pairing:
    """Marks read from left to right, with a stack of the indexes still open."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pairs: dict[int, int] = {}
        self.open: list[int] = []
        self.counts = dict.fromkeys(QUOTES, 0)

    def read(self, index: int, mark: str) -> None:
        if mark == '"':
            self._typewriter(index)
        elif mark == "“":
            # „Лапки“ are closed by the mark that opens “English quotes”.
            self._close(index, "„") if self.counts["„"] else self._close_or_push(index, "“")
        elif mark in OPENING:
            self._push(index, mark)
        else:
            self._close(index, CLOSING[mark])

    def share_closers(self) -> None:
        """Let two opening guillemets share one closing mark: «ОАО «Газпром».

        Russian typography sets only one where two would meet.
        """
        openings = [index for index in self.open if self.text[index] == "«"]
        closers = [match.start() for match in re.finditer("»", self.text)] if openings else []
        for index in openings:
            nearest = bisect(closers, index)
            if nearest < len(closers):
                self.pairs[index] = closers[nearest]

    def _typewriter(self, index: int) -> None:
        before, after = self._around(index)
        opens = (before.isspace() or before in "(|&-+!:") and after.isalnum()
        closes = not before.isspace() and not after.isalnum()
        if self.counts['"'] and not opens:
            self._close(index, '"')
        elif closes and self.open:
            self._close(index, self.text[self.open[-1]])
        elif not closes:
            self._push(index, '"')

    def _close_or_push(self, index: int, mark: str) -> None:
        if self.counts[mark]:
            self._close(index, mark)
        else:
            self._push(index, mark)

    def _push(self, index: int, mark: str) -> None:
        self.open.append(index)
        self.counts[mark] += 1

    def _close(self, index: int, opener: str) -> None:
        """Close the nearest ``opener``, and drop the marks open inside it.

        Without one, close the mark opened last.
        """
        if not self.open:
            return
        if not self.counts[opener]:
            opener = self.text[self.open[-1]]
        while True:
            last = self.open.pop()
            self.counts[self.text[last]] -= 1
            if self.text[last] == opener:
                self.pairs[last] = index
                return

    def _around(self, index: int) -> tuple[str, str]:
        return self.text[index - 1 : index] or " ", self.text[index + 1 : index + 2] or " "
