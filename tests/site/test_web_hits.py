"""The numbered hits of an article, for stepping from one to the next."""

from hypothesis import given, settings
from hypothesis import strategies as st

from svodka.indexer.article import blocks
from svodka.indexer.highlight.marks import Marked
from svodka.webapp.pages.article_body import MOST, Body, body, step_at


def shown(whole: Body) -> list[str]:
    """Each paragraph with its numbered hits: ``Стороны [1:обсудили] «…»``."""
    return [
        ("# " if paragraph.heading else "")
        + "".join(
            f"[{piece.number}:{piece.text.text}]" if piece.number else piece.text.text
            for piece in paragraph.pieces
        )
        for paragraph in whole.paragraphs
    ]


def marked(written: str) -> Marked:
    """A text whose marks are written in braces."""
    text, marks = "", []
    for part in written.split("{"):
        inside, brace, after = part.partition("}")
        if brace:
            marks.append((len(text), len(text) + len(inside)))
        text += inside + after
    return Marked(text, marks)


def test_hits_are_numbered_through_the_text() -> None:
    whole = body(
        marked("Порт {Южный} принял судно.\nО {порте}\nСудно стоит в {порту}, и {порт} рад.")
    )
    assert shown(whole) == [
        "Порт [1:Южный] принял судно.",
        "# О [2:порте]",
        "Судно стоит в [3:порту], и [4:порт] рад.",
    ]
    assert (whole.hits, whole.steps) == (4, 4)
    assert whole.lead == "Порт Южный принял судно."


def test_hits_side_by_side_are_one_place() -> None:
    whole = body(marked("На {Южном} {Кавказе}, «{Южный}»–{Кавказ} и {Кавказ}.\n{Кавказ}."))
    assert shown(whole) == ["На [1:Южном Кавказе, «Южный»–Кавказ] и [2:Кавказ].", "[3:Кавказ]."]
    first = whole.paragraphs[0].pieces[1].text
    assert [first.text[start:stop] for start, stop in first.marks] == [
        "Южном",
        "Кавказе",
        "Южный",
        "Кавказ",
    ]


def test_a_mark_over_a_line_end_is_a_place_in_both_paragraphs() -> None:
    assert shown(body(marked("Это {Южный.\nКавказ} сегодня."))) == [
        "Это [1:Южный.]",
        "[2:Кавказ] сегодня.",
    ]


def test_of_very_many_places_some_are_stepped_to() -> None:
    line = "Слово {нефть} и снова {нефть} стоят здесь."
    whole = body(marked("\n".join([line] * 60)))
    assert (whole.hits, whole.steps) == (120, 60), "the first place of each paragraph"
    assert shown(whole)[1] == "Слово [2:нефть] и снова нефть стоят здесь."
    whole = body(marked("\n".join([line] * 500)))
    assert whole.hits == 1000
    assert MOST // 2 < whole.steps <= MOST
    numbers = [
        piece.number for paragraph in whole.paragraphs for piece in paragraph.pieces if piece.number
    ]
    assert numbers == list(range(1, whole.steps + 1))
    assert shown(whole)[0].startswith("Слово [1:")
    one = body(marked(" слово ".join(["{нефть}"] * 500)))
    assert (one.hits, one.steps) == (500, 1), "one paragraph is seen at once"


def test_a_text_without_words_or_hits() -> None:
    assert body(Marked("")) == Body([], 0, 0)
    assert body(Marked("")).lead == ""
    assert shown(body(Marked("Один абзац."))) == ["Один абзац."]


@settings(deadline=None)
@given(
    st.text(alphabet="аб. \n", max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=8),
)
def test_whatever_the_ranges_the_text_comes_back(text: str, ranges: list[tuple[int, int]]) -> None:
    whole = body(Marked(text, ranges))
    assert [paragraph.text for paragraph in whole.paragraphs] == [
        text[part.start : part.stop] for part in blocks(text)
    ]
    numbers = [
        piece.number for paragraph in whole.paragraphs for piece in paragraph.pieces if piece.number
    ]
    assert numbers == list(range(1, whole.steps + 1))


def test_a_first_paragraph_that_repeats_the_title_is_left_out() -> None:
    title = "Паром вышел в рейс"
    text = marked("**{Паром} вышел в рейс.**\nОн {вернётся} к вечеру.")
    assert (
        shown(body(text, title))
        == ["Он [1:вернётся] к вечеру."]
        == shown(body(Marked("Он вернётся к вечеру.", [(3, 11)]), title))
    )
    assert step_at(text, text.text.index("вернётся"), title) == 1
    assert len(body(text, "Паром вышел").paragraphs) == 2
    assert len(body(Marked(title), title).paragraphs) == 1, "no article is empty"
