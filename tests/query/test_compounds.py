"""Two words give adjectives and persons together: Северная Америка, североамериканский."""

import pytest

from svodka.indexer.query.compounds import in_one_word
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Named
from svodka.indexer.results.lookup import words_in


def cognates(query: str, *known: str, every: bool = True) -> set[str]:
    """The cognates that the last word of a query has, if the collection has the ``known``."""
    tree = expand(parse(query).tree, {*known, query}.__contains__, cognates=every)
    nodes = getattr(tree, "children", ()) or getattr(tree, "said", tree).children
    last = nodes[-1]
    return {word.text for word in words_in(last.cognates)} if isinstance(last, Named) else set()


@pytest.mark.parametrize(
    ("query", "compound"),
    [
        ("Северная Америка", "североамериканский"),
        ("в Северной Америке", "североамериканец"),
        ("Тихий океан", "тихоокеанский"),
        ("Дальний Восток", "дальневосточный"),
        ("железные дороги", "железнодорожный"),
        ("внешняя политика", "внешнеполитический"),
        ("Нижний Новгород", "нижегородский"),
        ("Южная Корея", "южнокорейский"),
    ],
)
def test_two_words_have_cognates_together(query: str, compound: str) -> None:
    assert compound in cognates(query, compound)
    assert cognates(query) == set()  # if the collection has none
    assert compound not in cognates(query, compound, every=False)


def test_a_tilde_asks_for_them_too() -> None:
    assert "тихоокеанский" in cognates("тихий ~океан", "тихоокеанский", every=False)


def test_only_adjectives_and_persons_make_compounds() -> None:
    assert list(in_one_word("тихий", ["океанский", "океан", "море"])) == ["тихоокеанский"]
    assert list(in_one_word("слон", ["океанский"])) == []
    assert list(in_one_word("южный", [])) == []
