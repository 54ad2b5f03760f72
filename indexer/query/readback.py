"""The query tree in Russian words.

For example «товарооборот И фраза «южный кавказ» в любой форме; с 1 марта 2024».
"""

from collections.abc import Sequence
from datetime import date, timedelta

from svodka.indexer.analysis.months import MONTHS
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    AtLeast,
    DateRange,
    Everything,
    Exactly,
    Form,
    Fuzzy,
    Hint,
    InField,
    Named,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    SameSentence,
    Slot,
    Word,
)

_FIELDS = {
    "title": "в заголовке",
    "source": "источник",
    "section": "рубрика",
    "author": "автор",
    "site": "сайт",
    "person": "человек",
    "place": "место",
}


def say(tree: Node) -> str:
    """Return the meaning of a tree in Russian, to stand after «Ищем:»."""
    match tree:
        case Word() | Form() | Prefix() | Fuzzy() | AnyWord():
            return _slot(tree)
        case Phrase():
            return _phrase(tree)
        case Named():
            return _named(tree)
        case SameSentence(children):
            return f"в одном предложении: {', '.join(map(say, children))}"
        case And(children, optional):
            return _all(children, optional)
        case AtLeast(children, number):
            return f"не меньше {number} из слов: {', '.join(map(say, children))}"
        case Or(children):
            return f"({' ИЛИ '.join(map(_enclosed, children))})"
        case Not(child):
            return _without(child)
        case InField(field, child):
            return f"{_FIELDS[field]}: {_hosts(child) if field == 'site' else say(child)}"
        case DateRange():
            return _dates(tree)
        case Exactly(field, value):
            return f"{_FIELDS[field]}: {value}"
        case Everything() | Hint():
            return "все статьи"
        case Nothing():
            return "ничего"


def _slot(slot: Slot) -> str:
    match slot:
        case Word(text, _, "only"):
            return f"только слово «{text}»"
        case Word(text):
            return text
        case Form(text):
            return f"точно «{text}»"
        case Prefix(text):
            return f"слова на «{text}…»"
        case Fuzzy(text, _, edits):
            typos = "одна опечатка" if edits == 1 else "до двух опечаток"
            return f"слова, похожие на «{text}» ({typos})"
        case AnyWord():
            return "любое слово"


def _phrase(phrase: Phrase) -> str:
    text, slots = phrase.text, phrase.slots
    exact = all(isinstance(slot, Form | AnyWord) for slot in slots)
    if phrase.slop:
        head = "точно слова" if exact else "слова"
        # «не дальше 1 слова, 21 слова», but «2 слов, 11 слов»
        words = "слова" if phrase.slop % 10 == 1 and phrase.slop % 100 != 11 else "слов"
        order = " по порядку" if phrase.ordered else ""
        return f"{head} «{text}» не дальше {phrase.slop} {words} друг от друга{order}"
    if _is_word(phrase):
        return _hyphenated(phrase)
    if exact:
        return f"точно фраза «{text}»"
    return f"фраза «{text}» в любой форме"


def _is_word(phrase: Phrase) -> bool:
    """True if the phrase was typed as one word, as «Нью-Йорк»."""
    return not phrase.slop and not any(map(str.isspace, phrase.text))


def _hyphenated(phrase: Phrase) -> str:
    match phrase.slots[-1]:
        case Form():
            return f"точно «{phrase.text}»"
        case Prefix() if not phrase.text.endswith("*"):
            return f"слова на «{phrase.text}…»"
        case Fuzzy() as last:
            return _slot(Fuzzy(phrase.text, phrase.text, last.edits))
        case _:
            return phrase.text


def _named(named: Named) -> str:
    """Return «Россия (и: РФ, Российская Федерация) и однокоренные: российский».

    The same words written as one are no other name: «веб И сайт (и одним словом)».
    """
    compound = _compound(named.said)
    others = [name.text for name in named.others if name.text != compound]
    told = [f"и: {', '.join(others)}"] if others else []
    if len(others) < len(named.others):
        told.append("и одним словом")
    names = f" ({', '.join(told)})" if told else ""
    cognates = (
        f" и однокоренные: {', '.join(word.text for word in named.cognates)}"
        if named.cognates
        else ""
    )
    return f"{say(named.said)}{names}{cognates}"


def _compound(said: Node) -> str:
    """Return the words of a conjunction or a phrase joined with hyphens, else nothing."""
    words: Sequence[Node] = said.children if isinstance(said, And) else ()
    if isinstance(said, Phrase):
        words = said.slots
    return "-".join(word.text for word in words if isinstance(word, Word))


def _all(children: Sequence[Node], optional: Sequence[Node]) -> str:
    """Name the words first, then the exclusions, then fields and dates."""
    apart = [say(child) for child in children if isinstance(child, InField)]
    apart += [say(child) for child in children if _is_value(child)]
    apart += [say(child) for child in children if isinstance(child, DateRange)]
    without = ", ".join(say(child) for child in children if isinstance(child, Not))
    beside = Not | InField | DateRange | Everything | Hint  # a hint only ranks
    words = [child for child in children if not isinstance(child, beside) and not _is_value(child)]
    head = " И ".join(map(_enclosed, words))
    if not head and not apart:
        return f"все статьи {without}".rstrip()
    segments = [f"{head}, {without}" if head and without else head or without, *apart]
    if not head:
        segments = [*apart, without]
    return "; ".join(filter(None, segments)) + _dispensable(optional)


def _is_value(node: Node) -> bool:
    """True for a node that asks for one or several values of metadata."""
    return isinstance(node, Exactly) or (
        isinstance(node, Or) and all(map(_is_value, node.children))
    )


def _dispensable(optional: Sequence[Node]) -> str:
    if not optional:
        return ""
    words = ", ".join(f"«{say(node)}»" for node in optional)
    return (
        f" (слово {words} не обязательно)"
        if len(optional) == 1
        else f" (слова {words} не обязательны)"
    )


def _enclosed(node: Node) -> str:
    said = say(node)
    several = isinstance(node, And | SameSentence | InField) or (
        isinstance(node, Named) and node.cognates
    )
    return f"({said})" if several else said


def _without(child: Node) -> str:
    match child:
        case Word(text):
            return f"без слова «{text}»"
        case Form(text):
            return f"без формы «{text}»"
        case Prefix(text):
            return f"без слов на «{text}…»"
        case Phrase(text, slots) if _is_word(child) and all(
            isinstance(slot, Word) for slot in slots
        ):
            return f"без слова «{text}»"
        case Phrase(text, slots, 0) if all(isinstance(slot, Word) for slot in slots):
            return f"без фразы «{text}»"
        case Or():
            return f"без {say(child)}"
        case _:
            return f"без ({say(child)})"


def _hosts(node: Node) -> str:
    match node:
        case Form(_, host):
            return host
        case Or(children):
            return f"({' ИЛИ '.join(map(_hosts, children))})"
        case And(children):
            return " И ".join(map(_hosts, children))
        case Not(child):
            return f"без {_hosts(child)}"
        case _:
            return say(node)


def _dates(days: DateRange) -> str:
    first, last = (date.fromisoformat(day) if day else None for day in (days.first, days.last))
    if not first:
        return f"по {_day(last)}" if last else "за всё время"
    if not last:
        return f"с {_day(first)}"
    if first == last:
        return f"за {_day(first)}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"за {first.year} год"
    whole_month = first.day == 1 and last.day >= 28 and (last + timedelta(days=1)).day == 1
    if whole_month and (first.year, first.month) == (last.year, last.month):
        return f"за {MONTHS[first.month - 1].name} {first.year}"
    return f"с {_day(first)} по {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1].genitive} {day.year}"


def label(word: Node) -> str:
    """Return a part of a query as it was typed, in quotation marks."""
    return f"«{typed(word)}»" if typed(word) else say(word)


def typed(word: Node) -> str:
    """Return the text of a part as it was typed; empty if it has none of its own."""
    if isinstance(word, Named):
        return typed(word.said)
    return word.text if isinstance(word, Word | Form | Prefix | Fuzzy | Phrase) else ""
