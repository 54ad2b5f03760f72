"""An invented archive with all that the site shows: dates, sources, sections, people, reprints.

PYTHONPATH=tests/support python tests/support/sources/made_archive.py FOLDER ARTICLES
"""

import json
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from made_news import DEEDS, NEWS, PLACES, sentence

SOURCES = ("Волжский листок", "Маяк", "Уральский вестник", "Северная заря", "Курьер")
SECTIONS = ("Экономика", "Общество", "Культура", "Происшествия", "Транспорт")
AUTHORS = ("Анна Котова", "Пётр Лисицын", "Мария Боброва", "Глеб Журавлёв")
# The same person in the nominative, and in the instrumental case with its preposition.
PEOPLE = (
    ("Виктор Соболев", "с Виктором Соболевым"),
    ("Елена Рябинина", "с Еленой Рябининой"),
    ("Тимур Ахметов", "с Тимуром Ахметовым"),
    ("Ольга Чайкина", "с Ольгой Чайкиной"),
    ("Степан Воронов", "со Степаном Вороновым"),
)
TITLES = (
    "Новый мост в городе {name} откроют осенью",
    "Паром у посёлка {name} снова ходит каждый день",
    "Товарооборот порта {name} вырос на треть",
    "Музей города {name} показал восстановленные картины",
    "Трамваи вернутся на улицы города {name}",
    "В посёлке {name} собрали рекордный урожай яблок",
)
NAMES = ("Ключи", "Озёрск", "Заречье", "Каменск", "Светлый", "Устье", "Раменье", "Сосновка")
FIRST_DAY = date(2022, 1, 10)
SPAN = 3 * 365  # days
REPRINT = 6  # every so many articles, one is a reprint of the one before


def records(size: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Articles as records, the same for the same seed; words have their seasons and fashions."""
    random = Random(seed)
    before: dict[str, str] = {}
    for number in range(size):
        day = FIRST_DAY + timedelta(days=number * SPAN // size)
        source = random.choice(SOURCES)
        if before and number % REPRINT == 0:
            record = before | {"source": _other(random, before["source"])}
            record["text"] += f"\nОб этом сообщает {before['source']}."
        else:
            record = _record(random, number) | {"source": source}
        yield record | {"id": f"статья-{number}", "date": day.isoformat()}
        before = record


def write(folder: Path, size: int, seed: int = 1) -> None:
    """Write the articles as one file of JSON lines."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records(size, seed))
    (folder / "архив.jsonl").write_text("".join(lines), encoding="utf-8")


def _record(random: Random, number: int) -> dict[str, str]:
    title = random.choice(TITLES).format(name=random.choice(NAMES))
    person, other = random.sample(PEOPLE, 2)
    first = f"{person[0]} {random.choice(DEEDS)} {random.choice(PLACES)}."
    second = f"На встрече {other[1]} говорили о том, что {random.choice(NEWS)}."
    sentences = [sentence(random) for _ in range(random.randint(6, 14))]
    return {
        "title": title,
        "text": "\n".join((first, *sentences[:3], second, *sentences[3:])),
        "section": random.choice(SECTIONS),
        "author": random.choice(AUTHORS),
        "url": f"https://news.example/{number}",
    }


def _other(random: Random, source: str) -> str:
    return random.choice([one for one in SOURCES if one != source])


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]))
