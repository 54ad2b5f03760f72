"""Invented names of many kinds: each form of a name has a lemma with each other form.

The names are made of stems and endings by school grammar, apart from the rules of the project.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.morphology import is_lemma, is_word
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.query.slots import slot
from svodka.indexer.query.tree import Word

_ROOTS = (
    *("Барг", "Вирм", "Дунтр", "Жезв", "Комб", "Ланз", "Мибр", "Нурл", "Пельтв", "Рерд"),
    *("Сурф", "Тарг", "Фирм", "Хольд", "Чунтр", "Шезв", "Эльбр", "Юнк", "Ягд"),
)
_LEAST = 12  # names of a kind, so that a kind is never left out in silence


class Kind(NamedTuple):
    """A kind of names: what follows the root in all forms, and the endings of the forms."""

    name: str
    suffixes: Sequence[str]
    endings: Sequence[str]


_HARD = ("", "а", "у", "ом", "е")
_SIBILANT = ("", "а", "у", "ем", "е")
_SURNAME = ("", "а", "у", "ым", "е", "ой", "ы", "ых", "ыми")
_KINDS = (
    Kind("surnames of men and women", ("ов", "ев", "ин", "ын"), _SURNAME),
    Kind(
        "surnames in -ский, -цкий",
        ("овск", "инск", "ецк"),
        ("ий", "ого", "ому", "им", "ом", "ая", "ой", "ую", "ие", "их", "ими"),
    ),
    Kind(
        "surnames in -ный, -вый",
        ("ов", "н"),
        ("ый", "ого", "ому", "ым", "ом", "ая", "ую", "ые", "ых", "ыми"),
    ),
    Kind("surnames in -ной, -вой", ("ов", "н"), ("ой", "ого", "ому", "ым", "ом", "ая", "ую")),
    Kind("surnames in -ец", ("",), ("ец", "ца", "цу", "цом", "це")),
    Kind(
        "names in a consonant",
        ("ер", "ман", "ян", "ульт", "юк", "ак", "ас", "инг", "оф", "ик", "ет", "ел", "хан"),
        _HARD,
    ),
    Kind("surnames in -ич, -янц", ("янц", "ович", "евич", "ич", "ош"), _SIBILANT),
    Kind("names in a soft consonant", ("ел", "ар", "ун"), ("ь", "я", "ю", "ем", "е")),
    Kind("names in -й", ("е", "а", "о"), ("й", "я", "ю", "ем", "е")),
    Kind("names in -ий", ("ар", "ен"), ("ий", "ия", "ию", "ием", "ии")),
    Kind("names in -а", ("ет", "ол", "уд", "ов", "ин"), ("а", "ы", "е", "у", "ой")),
    Kind("names in -ка, -га, -ха", ("ык", "уг", "ах", "ск"), ("а", "и", "е", "у", "ой")),
    Kind("names in -жа, -ша", ("аж", "иш"), ("а", "и", "е", "у", "ей")),
    Kind("names in -я", ("ел", "ун"), ("я", "и", "е", "ю", "ей")),
    Kind("names in -ия", ("ар", "ен"), ("ия", "ии", "ию", "ией")),
    Kind("names in -ея", ("",), ("ея", "еи", "ее", "ею")),
    Kind("names in -ье", ("ен",), ("ье", "ья", "ью", "ьем")),
    Kind("surnames in -енко", ("енк",), ("о", "а", "у", "ом", "е")),
    Kind("places in -ово, -ино", ("ов", "ев", "ин", "ын"), ("о", "а", "у", "ом", "е")),
    Kind("places in a consonant", ("град", "бург", "ск", "штадт"), _HARD),
    Kind("plural places in -ки", ("к", "ок", "ушк"), ("и", "ов", "ам", "ами", "ах")),
    Kind("plural places without an ending", ("ин",), ("ки", "ок", "кам", "ками", "ках")),
    Kind("plural places in -ы", ("ет", "от"), ("ы", "", "ам", "ами", "ах")),
    Kind("peoples in -ы", ("овц",), ("ы", "ев", "ам", "ами", "ах")),
    Kind("companies", ("софт", "пром", "банк", "текс"), _HARD),
    Kind("names of two parts", ("ов-Шурмель", "ер-Гольт", "ан-Тарк"), ("",)),
    Kind("Arabic names", ("ид", "ар"), _HARD),
)


def names_of(kind: Kind) -> Iterator[tuple[str, ...]]:
    """The forms of each name of a kind, if the dictionary has none of them by chance."""
    for root in _ROOTS:
        for suffix in kind.suffixes:
            forms = tuple(root + suffix + ending for ending in kind.endings)
            normal = fold(forms[0])
            near = (normal, normal + "ый", normal.removesuffix("а"), normal.removesuffix("о"))
            if not any(is_word(fold(form)) for form in (*forms, *near)):
                yield forms


def lemmas(form: str) -> frozenset[str]:
    """The lemmas of a form inside a sentence."""
    return frozenset(analyze(f"видели {form} вчера")[1].lemmas)


def asked(form: str) -> frozenset[str]:
    """The lemmas that a form asks for in a query."""
    word = slot(analyze(form)[0])
    return frozenset((*word.lemmas, *word.names)) if isinstance(word, Word) else frozenset()


@pytest.mark.parametrize("kind", _KINDS, ids=[kind.name for kind in _KINDS])
def test_each_form_finds_each_other_form(kind: Kind) -> None:
    names = list(names_of(kind))
    lost = []
    for forms in names:
        texts = {form: lemmas(form) for form in (*forms, *map(str.upper, forms))}
        for typed in forms:
            for way in (typed, typed.lower(), typed.upper()):
                wanted = asked(way)
                lost += [(way, form) for form, has in texts.items() if wanted.isdisjoint(has)]
    assert len(names) >= _LEAST
    assert lost == []


@pytest.mark.parametrize("kind", _KINDS, ids=[kind.name for kind in _KINDS])
def test_no_form_is_of_a_noun_of_the_dictionary(kind: Kind) -> None:
    taken = [
        (form, lemma)
        for forms in names_of(kind)
        for form in forms
        for lemma in lemmas(form)
        if is_lemma(lemma) and lemma != fold(form)
    ]
    assert taken == []


@pytest.mark.parametrize("kind", _KINDS, ids=[kind.name for kind in _KINDS])
def test_names_of_different_roots_do_not_meet(kind: Kind) -> None:
    owners: dict[str, str] = {}
    for forms in names_of(kind):
        root = next(root for root in _ROOTS if forms[0].startswith(root))
        for lemma in frozenset().union(*map(lemmas, forms)):
            assert owners.setdefault(lemma, root) == root, lemma


def test_texts_and_arrays_agree_on_names() -> None:
    lexicon = Lexicon()
    for kind in _KINDS:
        for forms in list(names_of(kind))[:3]:
            text = " ".join((*forms, *map(str.upper, forms), *map(str.lower, forms)))
            assert lexicon.read(text).tokens() == analyze(text)
