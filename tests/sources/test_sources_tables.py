"""Tables as Excel, pandas, MySQL and monitoring services write them."""

from pathlib import Path

import pytest
from collected import collected, written


@pytest.mark.parametrize(
    ("content", "articles"),
    [
        ("sep=;\nЗаголовок;Текст\nЛодка;Цела.", [("Лодка", "Цела.")]),
        (
            ",title,text,date\n0,Лодка,nan,NaT\n1,NaN,Цела и суха,2023-05-04",
            [("Лодка", ""), ("Цела и суха", "")],
        ),
        (
            "title\ttext\nЛодка\tЦела.\\nСуха.\nЯкорь\t\\N",
            [("Лодка", "Цела.\nСуха."), ("Якорь", "")],
        ),
        ('"title","text"\n"Лодка","Зовут \\"Ока\\", цела."', [("Лодка", 'Зовут "Ока", цела.')]),
        (
            "Отчёт за май\n\nПериод: 01.05 – 31.05\n№;Дата;СМИ;Заголовок;Текст сообщения\n"
            "1;04.05.2023;Речник;Лодка;Цела.",
            [("Лодка", "Цела.")],
        ),
        (
            "Название источника;Заголовок публикации;Полный текст\nРечник;Лодка;Цела.",
            [("Лодка", "Цела.")],
        ),
        ("news_title|news_text\nЛодка|Цела.", [("Лодка", "Цела.")]),
    ],
)
def test_tables(tmp_path: Path, content: str, articles: list[tuple[str, str]]) -> None:
    written(tmp_path, "а.csv", content)
    found = collected(tmp_path)
    assert [(a.title, a.text) for a in found.articles] == articles
    assert found.skipped == []


def test_a_table_of_unknown_names_is_read_and_told(tmp_path: Path) -> None:
    story = "Лодку нашли утром у самого берега, весло лежало рядом с ней."
    written(tmp_path, "а.csv", f'шапка,повествование\nЛодка,"{story}"\n')
    found = collected(tmp_path)
    assert story in [article.text for article in found.articles]
    assert "took «повествование» for its text" in found.notes[0][1]


def test_a_table_of_numbers_is_named(tmp_path: Path) -> None:
    written(tmp_path, "а.csv", "код,сумма\n1,2\n3,4")
    assert "name no column of titles or texts" in collected(tmp_path).skipped[0][1]
