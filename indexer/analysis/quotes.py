"""Which quotation marks of a text belong together: «…», „…“, “…”, ‹…›, "…", nested, mixed or missing."""

import re
from bisect import bisect

OPENING = {"«": "»", "‹": "›", "„": "“", "“": "”"}
CLOSING = {closer: opener for opener, closer in OPENING.items() if closer != "“"}
QUOTES = "".join({*OPENING, *CLOSING, '"'})

_QUOTE = re.compile(f"[{QUOTES}]")


def pairs(text: str) -> dict[int, int]:
    """Give the place of the closing mark for the place of each opening one; marks without a pair are left out."""
    reader = _Pairing(text)
    for match in _QUOTE.finditer(text):
        reader.read(match.start(), match[0])
    reader.share_closers()
    return reader.found


class _Pairing:
    """Marks read from left to right; those still open are a stack of places."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: dict[int, int] = {}
        self.open: list[int] = []
        self.counts = dict.fromkeys(QUOTES, 0)

    def read(self, place: int, mark: str) -> None:
        if mark == '"':
            self._typewriter(place)
        elif mark == "“":
            # „Лапки“ are closed by the mark that opens “English quotes”.
            self._close(place, "„") if self.counts["„"] else self._close_or_push(place, "“")
        elif mark in OPENING:
            self._push(place, mark)
        else:
            self._close(place, CLOSING[mark])

    def share_closers(self) -> None:
        """«ОАО «Газпром»: where two closing guillemets would meet, Russian typography sets only one."""
        places = [place for place in self.open if self.text[place] == "«"]
        closers = [match.start() for match in re.finditer("»", self.text)] if places else []
        for place in places:
            nearest = bisect(closers, place)
            if nearest < len(closers):
                self.found[place] = closers[nearest]

    def _typewriter(self, place: int) -> None:
        before, after = self._around(place)
        opens = (before.isspace() or before in "(|&-+!:") and after.isalnum()
        closes = not before.isspace() and not after.isalnum()
        if self.counts['"'] and not opens:
            self._close(place, '"')
        elif closes and self.open:
            self._close(place, self.text[self.open[-1]])
        elif not closes:
            self._push(place, '"')

    def _close_or_push(self, place: int, mark: str) -> None:
        if self.counts[mark]:
            self._close(place, mark)
        else:
            self._push(place, mark)

    def _push(self, place: int, mark: str) -> None:
        self.open.append(place)
        self.counts[mark] += 1

    def _close(self, place: int, opener: str) -> None:
        """Close the nearest ``opener``, dropping what is open inside it; without one, close whatever is open last."""
        if not self.open:
            return
        if not self.counts[opener]:
            opener = self.text[self.open[-1]]
        while True:
            last = self.open.pop()
            self.counts[self.text[last]] -= 1
            if self.text[last] == opener:
                self.found[last] = place
                return

    def _around(self, place: int) -> tuple[str, str]:
        return self.text[place - 1 : place] or " ", self.text[place + 1 : place + 2] or " "
