"""The query as it was understood, in the language of the page, to stand after «Ищем:».

For example «курс» и «доллара» в любой форме; источник: Волна; 2024.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

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
from svodka.webapp.presentation.language import gettext, ngettext
from svodka.webapp.presentation.periods import between


def _(message: str, **values: str | int) -> str:
    return str(gettext(message, **values))


def told(tree: Node) -> str:
    """The meaning of a query; empty if the search box says the same: words that must be there."""
    return "" if isinstance(tree, Nothing | Everything) or _is_plain(tree) else _told(tree)


def _is_plain(tree: Node) -> bool:
    if isinstance(tree, And):
        return not tree.optional and all(map(_is_plain, tree.children))
    return isinstance(tree, Word) and tree.reach != "only"


def _told(tree: Node) -> str:
    match tree:
        case Word() | Form() | Prefix() | Fuzzy() | AnyWord():
            return _slot(tree)
        case Phrase():
            return _phrase(tree)
        case Named():
            return _named(tree)
        case SameSentence(children):
            return _("%(words)s в одном предложении", words=_and(map(_told, children)))
        case And(children, optional):
            return _all(children, optional)
        case AtLeast():
            return _some(tree)
        case Or(children):
            return f"({_or(_told(child) for child in children)})"
        case Not(child):
            return _without(child)
        case InField(field, child):
            return f"{_field(field)}: {_hosts(child) if field == 'site' else _told(child)}"
        case DateRange(first, last):
            return between(first, last)
        case Exactly(field, value):
            return f"{_field(field)}: {value}"
        case Everything() | Hint():
            return _("все статьи")
        case Nothing():
            return ""


def _slot(slot: Slot) -> str:
    match slot:
        case Word(text, _lemmas, "only"):
            return _("«%(word)s» без синонимов", word=text)
        case Word(text):
            return _quoted(text)
        case Form(text):
            return _("именно форма «%(word)s»", word=text)
        case Prefix(text):
            return _("слова на «%(word)s…»", word=text)
        case Fuzzy(text, _form, 1):
            return _("слова, похожие на «%(word)s» (одна опечатка)", word=text)
        case Fuzzy(text):
            return _("слова, похожие на «%(word)s» (до двух опечаток)", word=text)
        case AnyWord():
            return _("любое слово")


def _phrase(phrase: Phrase) -> str:
    exact = all(isinstance(slot, Form | AnyWord) for slot in phrase.slots)
    if phrase.slop:
        return _near(phrase)
    if not any(map(str.isspace, phrase.text)):  # typed as one word, as «Нью-Йорк»
        return _hyphenated(phrase)
    if exact:
        return _("фраза «%(words)s» дословно", words=phrase.text)
    return _("фраза «%(words)s» в любой форме", words=phrase.text)


def _near(phrase: Phrase) -> str:
    words = _and(map(_slot, phrase.slots))
    distance = ngettext(
        "на расстоянии до %(num)s слова", "на расстоянии до %(num)s слов", phrase.slop
    )
    if phrase.ordered:
        return _("%(words)s в этом порядке, %(distance)s", words=words, distance=distance)
    return _("%(words)s %(distance)s", words=words, distance=distance)


def _hyphenated(phrase: Phrase) -> str:
    match phrase.slots[-1]:
        case Form():
            return _("именно форма «%(word)s»", word=phrase.text)
        case Prefix() if not phrase.text.endswith("*"):
            return _("слова на «%(word)s…»", word=phrase.text)
        case Fuzzy() as last:
            return _slot(Fuzzy(phrase.text, phrase.text, last.edits))
    return _quoted(phrase.text)


def _named(named: Named) -> str:
    said = _told(named.said)
    if named.others:
        others = ", ".join(name.text for name in named.others)
        said = _("%(word)s, а также %(names)s", word=said, names=others)
    if named.cognates:
        cognates = ", ".join(word.text for word in named.cognates)
        said = _("%(word)s и однокоренные (%(names)s)", word=said, names=cognates)
    return said


def _some(some: AtLeast) -> str:
    words = ", ".join(map(_told, some.children))
    if some.weights or some.number == 1:
        return _("хотя бы некоторые из слов: %(words)s", words=words)
    return _("хотя бы %(number)s из слов: %(words)s", number=some.number, words=words)


def _all(children: Sequence[Node], optional: Sequence[Node]) -> str:
    """Name the words first, then the exclusions, then fields and dates."""
    # What only lifts articles, because everything else matches too, is no condition.
    parts = [child for child in children if not _lifts(child)]
    beside = InField | DateRange | Exactly
    apart = [_told(child) for child in parts if isinstance(child, beside)]
    without = [_told(child) for child in parts if isinstance(child, Not)]
    words = [child for child in parts if not isinstance(child, beside | Not | Everything)]
    head = [_and(_counted(words))] if words else [] if apart else [str(_("все статьи"))]
    first = ", ".join([*head, *without])
    return "; ".join(filter(None, [first, *apart])) + _dispensable(optional)


def _counted(words: Sequence[Node]) -> Iterator[str]:
    """The words one by one; a number and its noun together, as they share their other writing."""
    at = 0
    while at < len(words):
        size, name = _number(words[at:])
        if name:
            said = _and(
                _told(word.said if isinstance(word, Named) else word)
                for word in words[at : at + size]
            )
            yield _("%(word)s, а также %(names)s", word=said, names=name)
        else:
            yield _enclosed(words[at])
        at += size


def _number(words: Sequence[Node]) -> tuple[int, str]:
    """The number of words in front that are a number and its noun, and their other writing.

    One word and no writing, if there are none.
    """
    others = words[0].others if isinstance(words[0], Named) else ()
    same = takewhile(lambda word: isinstance(word, Named) and word.others == others, words)
    size = len(list(same))
    noun = words[size] if len(others) == 1 and size < len(words) else None
    noun = noun.said if isinstance(noun, Named) else noun
    if isinstance(noun, Word) and others[0].text.endswith(f" {noun.text}"):
        return size + 1, others[0].text
    return 1, ""


def _lifts(node: Node) -> bool:
    if isinstance(node, Hint):
        return True
    return isinstance(node, Or) and any(isinstance(child, Everything) for child in node.children)


def _dispensable(optional: Sequence[Node]) -> str:
    if not optional:
        return ""
    words = ", ".join(map(_told, optional))
    if len(optional) == 1:
        return _(" (%(words)s может отсутствовать)", words=words)
    return _(" (%(words)s могут отсутствовать)", words=words)


def _enclosed(node: Node) -> str:
    several = isinstance(node, And | SameSentence | InField)
    return f"({_told(node)})" if several else _told(node)


def _without(child: Node) -> str:
    match child:
        case Phrase(text, slots, 0) if " " in text and all(isinstance(one, Word) for one in slots):
            return _("без фразы «%(words)s»", words=text)
        case Word(text) | Phrase(text=text, slop=0):
            return _("без слова «%(word)s»", word=text)
        case Form(text):
            return _("без формы «%(word)s»", word=text)
        case Prefix(text):
            return _("без слов на «%(word)s…»", word=text)
    return _("без %(words)s", words=_told(child) if isinstance(child, Or) else f"({_told(child)})")


def _hosts(node: Node) -> str:
    match node:
        case Form(_text, host):
            return host
        case Or(children):
            return f"({_or(map(_hosts, children))})"
        case And(children):
            return _and(map(_hosts, children))
        case Not(child):
            return _("без %(words)s", words=_hosts(child))
    return _told(node)


def _field(name: str) -> str:
    names = {
        "title": _("в заголовке"),
        "source": _("источник"),
        "section": _("рубрика"),
        "author": _("автор"),
        "site": _("сайт"),
        "person": _("человек"),
        "place": _("место"),
    }
    return names[name]


def _quoted(word: str) -> str:
    return _("«%(word)s»", word=word)


def _and(parts: Iterable[str]) -> str:
    return str(_(" и ")).join(parts)


def _or(parts: Iterable[str]) -> str:
    return str(_(" или ")).join(parts)
