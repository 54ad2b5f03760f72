"""A user's program: mypy --strict must understand all that it gets from the package."""

import sys

from svodka import Found, Line, Search, SvodkaError, analyze, build


def titles(search: Search, query: str) -> list[str]:
    """The titles that a query finds in this century, the newest first."""
    rows: list[Found] = list(search.search(query, sort="newest", since="2000"))
    return [row.title for row in rows]


def contexts(search: Search, query: str) -> dict[str, list[Line]]:
    """The occurrences of a query by their form."""
    found: dict[str, list[Line]] = {}
    for line in search.concordance(query, order="right", limit=100):
        found.setdefault(line.hit.lower(), []).append(line)
    return found


def main() -> None:
    """Index a folder, and ask it."""
    try:
        search = build(sys.argv[1:])
    except SvodkaError as error:
        sys.exit(str(error))
    shares: dict[str, float | None] = {
        point.period: point.share for point in search.trends(["трамвай"], unit="year")
    }
    values = [(value.value, value.articles) for value in search.facets("*", "source")]
    lemmas: list[tuple[str, ...]] = [word.lemmas for word in analyze("новые трамваи")]
    print(len(search), search.report.added, titles(search, "трамвай"), shares, values, lemmas)
    print(sorted(contexts(search, "трамвай")))


if __name__ == "__main__":
    main()
