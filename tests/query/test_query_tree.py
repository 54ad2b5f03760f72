"""The builders keep the query tree canonical."""

from svodka.indexer.query.builders import conjunction, disjunction, negation, row, together, within
from svodka.indexer.query.tree import (
    And,
    AnyWord,
    DateRange,
    Everything,
    Form,
    InField,
    Not,
    Nothing,
    Or,
    Phrase,
    SameSentence,
    Word,
)

SEA = Word("море", ("море",))
PORT = Word("порт", ("порт",))
SHIP = Word("судно", ("судно",))
IN = Word("в", ("в",))


def test_conjunction_is_flat_and_without_duplicates() -> None:
    assert conjunction([]) == Nothing()
    assert conjunction([SEA]) == SEA
    assert conjunction([SEA, And((PORT, SEA)), SHIP]) == And((SEA, PORT, SHIP))
    assert conjunction([SEA, Word("Море", ("море",))]) == SEA


def test_conjunction_keeps_the_optional_words_that_are_not_required() -> None:
    assert conjunction([SEA], [IN]) == And((SEA,), (IN,))
    assert conjunction([SEA, And((PORT,), (IN,))]) == And((SEA, PORT), (IN,))
    assert conjunction([SEA, IN], [IN]) == And((SEA, IN))


def test_exclusions_alone_are_taken_from_everything() -> None:
    assert conjunction([Not(SEA)]) == And((Everything(), Not(SEA)))
    assert conjunction([And((Everything(), Not(SEA))), PORT]) == And((Not(SEA), PORT))
    assert disjunction([PORT, Not(SEA)]) == Or((PORT, And((Everything(), Not(SEA)))))


def test_disjunction_is_flat_and_without_duplicates() -> None:
    assert disjunction([]) == Nothing()
    assert disjunction([SEA, SEA]) == SEA
    assert disjunction([SEA, Or((PORT, SEA))]) == Or((SEA, PORT))


def test_negation_undoes_itself() -> None:
    assert negation(SEA) == Not(SEA)
    assert negation(Not(SEA)) == SEA
    assert negation(And((Everything(), Not(SEA), Not(PORT)))) == Or((SEA, PORT))
    assert negation(And((SEA,), (IN,))) == Not(SEA)


def test_a_field_stays_outside_of_dates_fields_and_exclusions() -> None:
    assert within("title", SEA) == InField("title", SEA)
    assert within("title", Not(SEA)) == Not(InField("title", SEA))
    assert within("title", InField("source", SEA)) == InField("source", SEA)
    assert within("title", DateRange("2024-01-01", None)) == DateRange("2024-01-01", None)
    assert within("title", And((Everything(), Not(SEA)))) == And(
        (Everything(), Not(InField("title", SEA)))
    )


def test_a_row_has_no_any_words_where_they_say_nothing() -> None:
    gap = AnyWord()
    assert row("* *", [gap, gap]) == Nothing()
    assert row("море *", [SEA, gap]) == SEA
    assert row("* море * порт", [gap, SEA, gap, PORT]) == Phrase("* море * порт", (SEA, gap, PORT))
    assert row("море * порт", [SEA, gap, PORT], 3) == Phrase("море * порт", (SEA, PORT), 3)


def test_one_sentence_has_each_part_once() -> None:
    assert together([SEA, PORT, SEA]) == SameSentence((SEA, PORT))
    assert together([SEA, SEA]) == SEA


def test_nodes_that_differ_only_in_what_was_typed_are_one() -> None:
    phrases = [
        Phrase("Море порт", (SEA, PORT)),
        Phrase("море  порт", (Word("МОРЕ", ("море",)), PORT)),
    ]
    assert conjunction(phrases) == phrases[0]
    assert conjunction([InField("title", phrase) for phrase in phrases]) == InField(
        "title", phrases[0]
    )
    assert conjunction([Not(Form("Моря", "моря")), SEA, Not(Form("моря", "моря"))]) == And(
        (Not(Form("Моря", "моря")), SEA)
    )
