"""Many posting lists, packed and unpacked at once: no step in Python for a single list.

The list of a term is three stretches of bytes: the first document and the differences to the next
ones, the frequencies, and the positions. A frequency is that in title and text less one, and in its
lowest bits that in the title. The numbers of a stretch have the same width: the least number of
bytes that holds the largest of them. A stretch of zeros takes no bytes. The *code* of a list has
three bits for the width of each stretch, and above them the number of those lowest bits.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from svodka.indexer.analysis.columns import ranges

Occurrences = NDArray[np.uint64]
Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]

MAX_POSITION = (1 << 31) - 1
STRETCHES = 3
MOST_AT_START = 16  # occurrences of a term at the first position of a document

CODE_BITS = 3
_WIDEST = 4  # bytes
_CODE_MASK = (1 << CODE_BITS) - 1
_TITLE_BITS = CODE_BITS * STRETCHES
_LIMITS = np.array([1, 1 << 8, 1 << 16, 1 << 24], np.int64)
_POWERS = 1 << np.arange(32, dtype=np.int64)
_SHIFT = np.uint64(32)
_ZONE = np.uint64(31)


class Packed(NamedTuple):
    """The posting lists of some terms in one buffer.

    List n has ``documents[n]`` documents, ``occurrences[n]`` occurrences and ``sizes[n]`` bytes.
    """

    data: Bytes
    documents: Numbers
    occurrences: Numbers
    codes: Numbers
    sizes: Numbers


def pack(occurrences: Occurrences, counts: Numbers) -> Packed:
    """Pack lists that lie end to end, ``counts[n]`` occurrences of term n; none is empty."""
    stretches, documents, bits = _stretches(occurrences, counts)
    lengths = (documents, documents, counts)
    widths = [_widths(*pair) for pair in zip(stretches, lengths, strict=True)]
    sizes = sum((width * length for width, length in zip(widths, lengths, strict=True)), 0 * counts)
    data = np.zeros(int(sizes.sum()), np.uint8)
    starts = sizes.cumsum() - sizes
    codes = bits << _TITLE_BITS
    for nth, (numbers, length, width) in enumerate(zip(stretches, lengths, widths, strict=True)):
        _put(data, starts, numbers, length, width)
        starts = starts + width * length
        codes |= width << (CODE_BITS * nth)
    return Packed(data, documents, counts, codes, sizes)


def unpack(packed: Packed) -> Occurrences:
    """The occurrences of all lists, end to end. Damage raises ValueError or IndexError."""
    data, documents, counts, codes, sizes = packed
    check_lengths(documents, counts, codes, len(data))
    starts = sizes.cumsum() - sizes
    stretches = []
    for nth, length in enumerate((documents, documents, counts)):
        width = codes >> (CODE_BITS * nth) & _CODE_MASK
        stretches.append(_take(data, starts, length, width))
        starts = starts + width * length
    gaps, coded, positions = stretches
    frequencies, in_titles = frequencies_of(coded, np.repeat(codes >> _TITLE_BITS, documents))
    if int(frequencies.sum()) != len(positions):
        raise ValueError("the frequencies of a posting list do not fit its positions")
    docs = _running(gaps, documents)
    within = ranges(np.zeros_like(frequencies), frequencies)
    in_text = within >= np.repeat(in_titles, frequencies)
    occurrences: Occurrences = np.repeat(docs.astype(np.uint64) << _SHIFT, frequencies)
    occurrences |= in_text.astype(np.uint64) << _ZONE
    occurrences |= positions.astype(np.uint64)
    return occurrences


def check_lengths(documents: Numbers, counts: Numbers, codes: Numbers, size: int) -> None:
    """Raise ValueError if lists claim more numbers than ``size`` bytes of them can hold.

    A stretch without bytes stands for zeros: the differences of one document at most, and positions
    of few occurrences in each document.
    """
    if not len(codes):
        return
    widths = [codes >> (CODE_BITS * nth) & _CODE_MASK for nth in range(STRETCHES)]
    gaps, _, positions = (width == 0 for width in widths)
    is_wrong = (
        (documents < 0) | (counts < 0) | (documents > size) & ~gaps | (counts > size) & ~positions
    )
    is_wrong |= gaps & (documents > 1) | positions & (counts > MOST_AT_START * documents)
    if is_wrong.any() or max(int(width.max()) for width in widths) > _WIDEST:
        raise ValueError("a posting list claims more numbers than it holds")
    lengths = (documents, documents, counts)
    claims = (int((width * length).sum()) for width, length in zip(widths, lengths, strict=True))
    if sum(claims) > size:
        raise ValueError("a posting list ends too early")


def frequencies_of(coded: Numbers, bits: Numbers | int) -> tuple[Numbers, Numbers]:
    """The frequencies in all and in titles; ``bits`` are the lowest bits of each for its title."""
    return (coded >> bits) + 1, coded & ((1 << bits) - 1)


def title_bits(code: int) -> int:
    """The number of lowest bits of the frequencies of a list that are for the title."""
    return code >> _TITLE_BITS


def widths_of(code: int) -> list[int]:
    """The widths of the stretches of a list."""
    return [code >> (CODE_BITS * nth) & _CODE_MASK for nth in range(STRETCHES)]


def one_stretch(data: Bytes, width: int, length: int) -> NDArray[np.integer]:
    """The numbers of one stretch, which begins where ``data`` does."""
    if width == 0:
        return np.zeros(length, np.uint8)
    raw = data[: width * length]
    if width != 3:
        return raw.view(f"<u{width}") if raw.size else np.zeros(0, np.uint8)
    wide = np.zeros((length, 4), np.uint8)
    wide[:, :3] = raw.reshape(-1, 3)
    return wide.view("<u4")[:, 0]


def _stretches(occurrences: Occurrences, counts: Numbers) -> tuple[list[Numbers], Numbers, Numbers]:
    """The numbers of all stretches, each end to end.

    Returns for each term its number of documents and its title bits too.
    """
    firsts = counts.cumsum() - counts
    docs = (occurrences >> _SHIFT).astype(np.int64)
    new = np.ones(len(docs), bool)
    np.not_equal(docs[1:], docs[:-1], out=new[1:])
    new[firsts] = True
    starts = np.flatnonzero(new)
    frequencies = np.diff(starts, append=len(docs))
    in_title = (occurrences >> _ZONE & np.uint64(1)) == 0
    titles = np.add.reduceat(in_title, starts, dtype=np.int64) if len(starts) else starts
    documents = np.add.reduceat(new, firsts, dtype=np.int64) if len(firsts) else firsts
    own = docs[starts]
    gaps = np.diff(own, prepend=0)
    leaders = documents.cumsum() - documents
    gaps[leaders] = own[leaders]
    bits = np.searchsorted(_POWERS, _most(titles, documents), side="right")
    coded = (frequencies - 1) << np.repeat(bits, documents) | titles
    positions = (occurrences & np.uint64(MAX_POSITION)).astype(np.int64)
    return [gaps, coded, positions], documents, bits


def _widths(numbers: Numbers, lengths: Numbers) -> Numbers:
    """For each term, the bytes of the largest of its numbers."""
    return np.searchsorted(_LIMITS, _most(numbers, lengths), side="right").astype(np.int64)


def _most(numbers: Numbers, lengths: Numbers) -> Numbers:
    """For each term, the largest of its numbers."""
    if not len(lengths):
        return lengths
    most: Numbers = np.maximum.reduceat(numbers, lengths.cumsum() - lengths)
    return most


def _put(data: Bytes, starts: Numbers, numbers: Numbers, lengths: Numbers, widths: Numbers) -> None:
    """Write the numbers of each term where its stretch starts."""
    of_each = np.repeat(widths, lengths)
    for width in range(1, _WIDEST + 1):
        terms = widths == width
        if not terms.any():
            continue
        at = _steps(starts[terms], lengths[terms], width)
        own = numbers[of_each == width]
        for byte in range(width):
            data[at + byte] = own >> (8 * byte) & 0xFF


def _take(data: Bytes, starts: Numbers, lengths: Numbers, widths: Numbers) -> Numbers:
    """Read what ``_put`` wrote."""
    numbers = np.zeros(int(lengths.sum()), np.int64)
    of_each = np.repeat(widths, lengths)
    for width in range(1, _WIDEST + 1):
        terms = widths == width
        if not terms.any():
            continue
        at = _steps(starts[terms], lengths[terms], width)
        own = np.zeros(len(at), np.int64)
        for byte in range(width):
            own |= data[at + byte].astype(np.int64) << (8 * byte)
        numbers[of_each == width] = own
    return numbers


def _steps(starts: Numbers, lengths: Numbers, width: int) -> Numbers:
    """The offsets of all numbers of stretches of one width."""
    return np.repeat(starts, lengths) + ranges(np.zeros_like(lengths), lengths) * width


def _running(gaps: Numbers, documents: Numbers) -> Numbers:
    """The documents of all lists, from their differences."""
    sums = gaps.cumsum()
    firsts = documents.cumsum() - documents
    before = sums[firsts] - gaps[firsts]
    return sums - np.repeat(before, documents)
