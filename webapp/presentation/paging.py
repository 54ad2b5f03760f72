"""The page numbers to offer."""

from collections.abc import Iterator

AROUND = 2  # pages offered on either side of the current one


def offered(page: int, pages: int) -> Iterator[int | None]:
    """The first page, the last, and those around ``page``; None is a gap of two or more.

    >>> list(offered(6, 12))
    [1, None, 4, 5, 6, 7, 8, None, 12]
    """
    near = {number for number in range(page - AROUND, page + AROUND + 1) if 1 <= number <= pages}
    previous = 0
    for number in sorted(near | {1, pages} if pages else near):
        if number - previous == 2:
            yield number - 1
        elif number - previous > 2:
            yield None
        yield number
        previous = number
