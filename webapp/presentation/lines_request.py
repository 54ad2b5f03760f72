"""The lines of a concordance that are asked for, and the addresses that ask for them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import url_for

from svodka.indexer.results.concordance import MOST_SAMPLED, MOST_SEED, Choice
from svodka.indexer.results.gathering import ORDERS, SIDE, Order
from svodka.webapp import parameters
from svodka.webapp.parameters import Ask, ParameterError
from svodka.webapp.presentation.markup import scrub

_ORDERS: dict[str, Order] = {name: name for name in ORDERS}
DEFAULT = Choice()
NAMES = ("order", "words", "sample", "seed")


def choice_of(arguments: Mapping[str, str]) -> Choice:
    """Read the order of lines, and the sample that is wanted. Raises ParameterError."""
    order = _ORDERS.get(arguments.get("order") or "rank")
    if order is None:
        raise ParameterError("order", f"one of {', '.join(ORDERS)}")
    words = parameters.integer(arguments, "words", SIDE, SIDE)
    sample = parameters.integer(arguments, "sample", 1, MOST_SAMPLED)
    seed = parameters.integer(arguments, "seed", 1, MOST_SEED)
    return Choice(order, words, sample if arguments.get("sample") else None, seed)


def turned(endpoint: str, choice: Choice, ask: Ask, **changes: Any) -> str:
    """The address of a view of lines with ``changes`` of the choice, or as of ``Ask.replace``."""
    own = {name: changes.pop(name) for name in NAMES if name in changes}
    wanted, asked = replace(choice, **own), ask.replace(**changes)
    written = {
        name: getattr(wanted, name)
        for name in NAMES
        if getattr(wanted, name) != getattr(DEFAULT, name)
    }
    return url_for(endpoint, **(asked.arguments() | {"q": scrub(asked.query)} | written))
