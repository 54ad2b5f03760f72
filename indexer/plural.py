"""Nouns that agree with a number, as Russian has them."""


def plural(number: int, one: str, few: str, many: str) -> str:
    """Choose the noun that agrees with ``number``: 1 статья, 2 статьи, 5 статей, 11 статей, 21 статья.

    >>> plural(21, "статья", "статьи", "статей")
    'статья'
    """
    tens, units = abs(number) % 100, abs(number) % 10
    if units == 1 and tens != 11:
        return one
    if 2 <= units <= 4 and not 12 <= tens <= 14:
        return few
    return many
