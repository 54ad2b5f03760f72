"""Lines that name other articles: found, but no passage."""

from itertools import pairwise

import pytest

from svodka.indexer.highlight.asides import asides
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.snippets import snippets
from svodka.indexer.query.parser import parse

TEXT = """\
Мост через Сылву закрыли до утра.
Читайте также: Мост через Вашку откроют весной
Движение по мосту вернут, когда сойдёт лёд.

Читайте по теме:
Ремонт дороги отложили
Паромы ждут тепла

Дорогу к реке расчистили. Паромщик дежурит на берегу.
"""


def named(text: str) -> list[str]:
    return [text[start:stop] for start, stop in asides(text)]


def passages(query: str) -> str:
    return " | ".join(found.text for found in snippets(parse(query).tree, Words(TEXT)))


def test_a_label_ends_with_its_line_or_with_the_headlines_below_it() -> None:
    assert named(TEXT) == [
        "Читайте также: Мост через Вашку откроют весной",
        "Читайте по теме:\nРемонт дороги отложили\nПаромы ждут тепла",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Он также читает лекции.",
        "Слушатели по теме говорили долго.",
        "Новости по радио: также о погоде.",
        "Читайте также\nХороший роман учит терпению.",
        "",
    ],
)
def test_other_lines_are_the_article_itself(text: str) -> None:
    assert "роман" not in " ".join(named(text))
    assert not named(text) or text.startswith("Читайте также")


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [("мост", "Мост через Сылву", "Вашку"), ("дорога", "Дорогу к реке", "Ремонт")],
)
def test_a_passage_is_of_the_article_itself(query: str, shown: str, hidden: str) -> None:
    assert shown in passages(query)
    assert hidden not in passages(query)


def test_the_lines_are_shown_where_nothing_else_matches() -> None:
    assert "через Вашку" in passages("Вашка")


@pytest.mark.parametrize(
    "label",
    ["СМ. ТАКЖЕ: ", "➡ Читайте ещё: ", "Материалы по теме ", "По теме: ", "Смотрите также "],
)
def test_labels_of_many_kinds(label: str) -> None:
    line = f"{label}Ледоход начался"
    assert named(f"Лёд тронулся.\n{line}\nПаром ждёт.") == [line]


def test_the_lines_do_not_overlap() -> None:
    found = asides("Читайте также:\n" * 700)  # each label has six lines below it
    assert len(found) == 100
    assert all(one[1] <= other[0] for one, other in pairwise(found))
