"""``~слово``: words of the same root; ``!!слово``: only this dictionary word."""

import pytest

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marks
from svodka.indexer.query.expansion import MOST, expand, with_cognates
from svodka.indexer.query.parser import parse
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import And, Named, Word

SAID = [
    ("~Болгария", "Болгария и однокоренные: болгарский, болгарин, болгарка"),
    ("~болгары порт", "(болгары и однокоренные: Болгария, болгарский, болгарка) И порт"),
    ("~певица", "певица и однокоренные: певец, певческий"),
    ("~Россия", "Россия (и: РФ, Российская Федерация) и однокоренные: российский, россиянин, "
                "россиянка"),
    ("~(певец | поэт)", "((певец и однокоренные: певица, певческий) ИЛИ (поэт и однокоренные: "
                        "поэтесса, поэзия, поэтический))"),
    ("~Санкт-Петербург", "Санкт-Петербург (и: Петербург, СПб) и однокоренные: петербургский, "
                         "петербуржец, петербурженка"),
    ("~ъабырвалг", "ъабырвалг"),
    ("Болгария", "Болгария"),
    ("!!Россия", "только слово «Россия»"),
    ("!!~Россия", "только слово «Россия»"),
    ("!~Россия", "точно «Россия»"),
    ("!!(сталь мост)", "только слово «сталь» И только слово «мост»"),
    ("порт -!!сталь", "порт, без слова «сталь»"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "meaning"), SAID)
def test_is_said(query: str, meaning: str) -> None:
    parsed = parse(query)
    assert (say(expand(parsed.tree)), parsed.notices) == (meaning, ())


EVENTS = [
    ("подрыв", "подорвать"),
    ("роспуск", "распустить"),
    ("вторжение", "вторгнуться"),
    ("драка", "подраться"),
    ("жалоба", "пожаловаться"),
    ("теракт", "террористический"),
    ("милиционер", "милиция"),
    ("шпионаж", "шпион"),
]


@pytest.mark.parametrize(("event", "kin"), EVENTS)
def test_an_event_has_its_verb_or_those_who_take_part_as_cognates(event: str, kin: str) -> None:
    found = expand(parse(f"~{event}").tree)
    assert isinstance(found, Named)
    assert kin in {lemma for word in found.cognates for lemma in getattr(word, "lemmas", ())}


@pytest.mark.parametrize("form", [{"костариканский"}, {"коста", "риканский"}])
def test_a_cognate_with_a_hyphen_may_be_written_together(form: set[str]) -> None:
    said = say(expand(parse("~Коста-Рика").tree, form.__contains__))
    assert said == "Коста-Рика и однокоренные: коста-риканский"


MARKED = [
    ("~певец", "Певица и певцы; певчие птицы.", ["Певица", "певцы"]),
    (
        "~Франция",
        "Французы во Франции говорят на французском.",
        ["Французы", "Франции", "французском"],
    ),
    ("Франция", "Французы во Франции говорят на французском.", ["Франции"]),
    ("!!сталь", "Мы не станем плавить сталь без стали.", ["сталь", "стали"]),
    ("!!Россия", "Россия, или РФ", ["Россия"]),
]


@pytest.mark.parametrize(("query", "text", "words"), MARKED)
def test_is_marked(query: str, text: str, words: list[str]) -> None:
    found = marks(expand(parse(query).tree), Words(text), "text")
    assert [text[start:stop] for start, stop in found] == words


def test_only_the_typed_dictionary_word_is_left() -> None:
    assert len(analyze("стали")[0].lemmas) > 1
    assert parse("!!сталь").tree == Word("сталь", ("сталь",), "only")
    tree = parse("!!стали").tree
    assert isinstance(tree, Word)
    assert tree.lemmas == analyze("стали")[0].lemmas[:1]


FORMED = [
    ("~смекалистый", "смекалистый", set()),
    ("~осторожный", "осторожный и однокоренные: осторожность", {"осторожность"}),
    ("~осторожность", "осторожность и однокоренные: осторожный", {"осторожный"}),
    ("~слушатель", "слушатель и однокоренные: слушательница", {"слушательница"}),
    ("~пианист", "пианист и однокоренные: пианистка", {"пианистка"}),
    ("~рисовать", "рисовать и однокоренные: рисование", {"рисование"}),
    (
        "~география",
        "география и однокоренные: географ, географический",
        {"географический", "географ"},
    ),
    ("~география", "география", set()),
    ("осторожный", "осторожный", {"осторожность"}),
    ("~ист", "ист", {"истка", "изм"}),
    # of the list, too, only words of the collection
    ("~певица", "певица и однокоренные: певец", {"певец"}),
    ("~певица", "певица", set()),
    ("~саудовский", "саудовский и однокоренные: Саудовская Аравия", {"саудовский", "аравия"}),
    ("~саудовский", "саудовский", {"аравия"}),
    ("~бразильские", "бразильские и однокоренные: Бразилия", {"бразилия"}),
]


@pytest.mark.parametrize(("query", "meaning", "words"), FORMED)
def test_cognates_are_formed_where_they_are_words(
    query: str, meaning: str, words: set[str]
) -> None:
    assert say(expand(parse(query).tree, words.__contains__)) == meaning


def test_a_word_has_a_dozen_cognates_at_most_those_of_the_list_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "svodka.indexer.query.expansion.derived",
        lambda _: ["певец", *(f"певец{letter}" for letter in "бвгдежзиклмнопр")],
    )
    tree = expand(parse("~певица").tree, lambda _: True)
    assert isinstance(tree, Named)
    assert [cognate.text for cognate in tree.cognates[:3]] == ["певец", "певческий", "певецб"]
    assert len(tree.cognates) == MOST


def test_each_word_of_a_listed_name_has_cognates_where_all_have() -> None:
    tree = expand(parse("Республика Корея").tree, lambda _lemma: True, cognates=True)
    assert isinstance(tree, Named)
    assert isinstance(tree.said, And)
    korea = tree.said.children[1]
    assert isinstance(korea, Named)
    assert "корейский" in {name.text for name in korea.cognates}
    assert with_cognates(And((tree, korea))) == "Республика Корея ~Корея"
