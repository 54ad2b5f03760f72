"""A safe reader of the pickles that Whoosh keeps in its files.

A pickle may name any function and have it called. An index needs two classes and plain data. Any
other name raises UnpicklingError. So do tuples deep within each other: as keys of a dictionary they
take time without bound, because a tuple in 40 others may stand there 2^40 times.
"""

import pickle
import pickletools
from typing import Any

DEEPEST = 4  # tuples within each other

ALLOWED = {
    ("whoosh.codec.whoosh3", "W3Segment"),
    ("svodka.indexer.engines.whoosh.format.codec", "Codec"),
}


class Unpickler(pickle.Unpickler):
    """Reads plain data and the segments of a table of contents."""

    def find_class(self, module: str, name: str) -> Any:
        """Return one of the ALLOWED classes. Raises UnpicklingError for any other name."""
        if (module, name) not in ALLOWED:
            raise pickle.UnpicklingError(f"{module}.{name} has no place in an index")
        return super().find_class(module, name)


def load(file: Any) -> Any:
    """Read the next pickle of a file, which may be mapped. Invalid bytes raise any exception."""
    start = file.tell()
    _check_depth(file)
    file.seek(start)
    return Unpickler(file).load()


def _check_depth(file: Any) -> None:
    """Follow the next pickle of a file without making anything of it.

    Raises UnpicklingError if tuples lie deeper within each other than DEEPEST.
    """
    argument: Any
    stack: list[int | None] = []  # the depth of each object; None for a mark
    memo: dict[int, int] = {}
    for opcode, argument, _ in pickletools.genops(file):
        name = opcode.name
        if "PUT" in name or name == "MEMOIZE":
            memo[len(memo) if argument is None else int(argument)] = stack[-1] or 0
        elif "GET" in name:
            stack.append(memo[int(argument)])
        elif name == "DUP":
            stack.append(stack[-1])
        else:
            depth = 1 + max(_popped(opcode, stack), default=0)
            depth = depth if "TUPLE" in name or name == "FROZENSET" else 0
            if depth > DEEPEST:
                raise pickle.UnpicklingError("tuples nested so deeply have no place in an index")
            is_mark = (one is pickletools.markobject for one in opcode.stack_after)
            stack += [None if mark else depth for mark in is_mark]


def _popped(opcode: pickletools.OpcodeInfo, stack: list[int | None]) -> list[int]:
    """Take off a stack what an instruction takes, and return the depths."""
    taken = opcode.stack_before
    popped: list[int] = []
    if pickletools.markobject in taken or (opcode.name == "POP" and stack[-1] is None):
        while (depth := stack.pop()) is not None:
            popped.append(depth)
        taken = taken[: taken.index(pickletools.markobject)] if len(taken) > 1 else []
    return popped + [stack.pop() or 0 for _ in taken]
