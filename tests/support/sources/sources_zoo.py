"""A folder of every format, encoding and bad input that a collection may have."""

import contextlib
import csv
import gzip
import io
import json
import os
import socket
from dataclasses import dataclass, field
from pathlib import Path

ENCODINGS = {
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8-sig",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "utf-32": "utf-32",
    "windows-1251": "cp1251",
    "koi8-r": "koi8-r",
    "cp866": "cp866",
    "maccyrillic": "mac-cyrillic",
}


@dataclass(frozen=True)
class Zoo:
    """The content of the folder, by paths relative to it, with ``/``.

    ``good`` maps the path of each good article to a word that occurs only there. For a file with
    several articles these are several words, separated by blanks. ``bad`` maps the path of each
    bad input, as shown on a terminal, to a part of the reason. A damaged file of records is in
    both. A file and a link to it have the same word. ``other`` maps files of no article format to
    their endings.
    """

    folder: Path
    good: dict[str, str] = field(default_factory=dict)
    bad: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, content: bytes | str, word: str) -> None:
        """Write a good file."""
        self.write(path, content)
        self.good[path] = word

    def spoil(self, path: str, content: bytes | str, reason: str) -> None:
        """Write a bad file."""
        self.write(path, content)
        self.bad[path] = reason

    def pass_over(self, path: str, content: bytes | str, ending: str) -> None:
        """Write a file in no format of articles."""
        self.write(path, content)
        self.other[path] = ending

    def write(self, path: str, content: bytes | str) -> None:
        """Write a file of bytes or of UTF-8."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)


def story(word: str, place: str = "Калуге") -> str:
    """A short article with the word only in its text."""
    return f"""В {place} открыли новую набережную

Рабочие закончили дело за два года: уложили плитку, посадили липы и поставили скамейки.
На празднике показали «{word}», и зрители долго не расходились."""


def make_zoo(folder: Path) -> Zoo:
    """Write the folder, which is created if missing; return its content."""
    folder.mkdir(parents=True, exist_ok=True)
    zoo = Zoo(folder)
    for fill in (
        _texts,
        _encodings,
        _pages,
        _json,
        _tables,
        _odd_names,
        _bad_texts,
        _bad_records,
        _packed,
        _special,
    ):
        fill(zoo)
    return zoo


def _texts(zoo: Zoo) -> None:
    zoo.add("простой.txt", story("аквариум"), "аквариум")
    zoo.add(
        "с заголовками.txt",
        "Заголовок: Паром вернулся\nДата: 19 августа 2024 г.\nИсточник: Окские вести\n\n"
        "Везли барабан и трубу.",
        "барабан",
    )
    zoo.add(
        "записка.md",
        "---\ntitle: Ярмарка\ndate: 2024-08-19\n---\n\n"
        "Продавали **валенки** и [мёд](http://example.org).",
        "валенки",
    )
    zoo.add("только заголовок.txt", "Гроза повредила дирижабль", "дирижабль")


def _encodings(zoo: Zoo) -> None:
    words = (
        "ежевика",
        "жаровня",
        "зонтик",
        "изюм",
        "кегли",
        "лампада",
        "мандарин",
        "наковальня",
        "одуванчик",
        "патефон",
    )
    for (name, encoding), word in zip(ENCODINGS.items(), words, strict=True):
        zoo.add(f"кодировки/{name}.txt", story(word).encode(encoding, "replace"), word)


def _pages(zoo: Zoo) -> None:
    page = (
        '<!doctype html><html><head><meta charset="windows-1251"><title>Мост открыт - Вести</title>'
        '<meta property="article:published_time" content="2024-08-19T10:30:00+03:00"></head><body>'
        '<nav><a href="/">Главная</a></nav><article><h1>Мост открыт</h1>'
        "<p>Первым по мосту через Каму проехал рикша, "
        "за ним пошли грузовики и автобусы.</p>"
        "<h2>Что дальше</h2><p>Осенью отремонтируют подъезды к мосту.</p></article>"
        "<footer>Все права защищены</footer></body></html>"
    )
    zoo.add("страницы/мост.html", page.encode("cp1251"), "рикша")


def _json(zoo: Zoo) -> None:
    articles = [
        {
            "id": "a-1",
            "title": "Первый снег",
            "text": "Дворники достали скребок.",
            "date": "2023-10-29",
        },
        {"заголовок": "Второй снег", "текст": "Дети слепили тюлень.", "дата": "30 октября 2023"},
    ]
    zoo.add("список.json", json.dumps(articles), "скребок тюлень")
    zoo.add(
        "обёртка.json",
        json.dumps({"total": 1, "articles": [{"title": "Лёд", "body": "Рыбак нёс удочку."}]}),
        "удочку",
    )
    zoo.add(
        "одна.json",
        json.dumps({"headline": "Филин", "content": "Филин поселился на чердаке."}),
        "чердаке",
    )
    rows = [
        json.dumps(item, ensure_ascii=False)
        for item in ({"id": 7, "title": "Хор", "text": "Купили цимбалы."},)
    ]
    zoo.add("строки.jsonl", "\n".join(rows), "цимбалы")


def _tables(zoo: Zoo) -> None:
    table = io.StringIO()
    csv.writer(table, delimiter=";").writerows(
        [
            ["Заголовок", "Текст", "Дата"],
            ["Чаепитие", 'Подали «чабрец»;\nи баранки, "как прежде"', "19.08.2024"],
        ]
    )
    zoo.add("таблица.csv", table.getvalue().encode("cp1251"), "чабрец")
    zoo.add(
        "таблица.tsv", 'id\ttitle\ttext\n5\tШахматы\t"Шатранж", сказал гость, старше\n', "шатранж"
    )


def _odd_names(zoo: Zoo) -> None:
    names = {
        "имя с  пробелами.txt": "щегол",
        "кавычки \"и\" 'штрихи'.txt": "эскимо",
        "смайлик 🚂.txt": "юла",
        "-rf.txt": "якорь",
        "100%.txt": "абажур",
        "ПРОПИСЬ.TXT": "бубен",
    }
    for name, word in names.items():
        zoo.add(f"имена/{name}", story(word), word)
    zoo.write("имена/перенос\nстроки.txt", story("невидимка"))
    zoo.bad["имена/перенос\\nстроки.txt"] = "its name holds"
    with contextlib.suppress(OSError):  # some file systems refuse such a name
        Path(os.fsdecode(os.fsencode(zoo.folder) + "/имена/".encode() + b"\xff.txt")).write_text(
            story("невидимка")
        )
        zoo.bad["имена/\\udcff.txt"] = "its name holds"
    zoo.write(".скрытая/тайна.txt", story("невидимка"))
    zoo.write("имена/.скрытый.txt", story("невидимка"))


def _bad_texts(zoo: Zoo) -> None:
    zoo.spoil("плохие/пустой.txt", "", "empty")
    zoo.spoil("плохие/пробелы.txt", " \n\t\n\xa0\n", "blank")
    zoo.spoil("плохие/нули.txt", story("ноль") + "\0", "NUL")
    zoo.spoil("плохие/программа.txt", bytes(range(256)) * 8, "binary")
    zoo.spoil("плохие/шум.txt", b"\x8f\x9d\xfe\xb1\xca\x7f\xf2\x80" * 40, "")
    zoo.pass_over("плохие/снимок.png", b"\x89PNG\r\n\x1a\n", ".png")
    zoo.pass_over("плохие/без расширения", story("невидимка"), "")
    zoo.write("плохие/огромный.txt", "Начало\n")
    os.truncate(zoo.folder / "плохие/огромный.txt", 30_000_000)
    zoo.bad["плохие/огромный.txt"] = "larger than 20 MB"


def _bad_records(zoo: Zoo) -> None:
    good = '{"id": "%s", "title": "Новость", "text": "Нашли %s."}'
    broken = [
        "{broken",
        '{"title": "\\ud800"}',
        '{"text": 1, "title": {"a": 1}}',
        "[" * 100_000,
        "17",
        '{"id": 3}',
        '{"text": "\\u0000"}',
    ]
    zoo.add(
        "плохие/строки.jsonl",
        "\n".join([good % ("l-1", "вазу"), *broken, good % ("l-9", "гамак")]),
        "вазу гамак",
    )
    zoo.bad["плохие/строки.jsonl"] = "line 2: broken JSON"
    zoo.add("плохие/обрыв.json", f"[{good % ('j-1', 'дудочку')}, {{", "дудочку")
    zoo.bad["плохие/обрыв.json"] = "broken JSON near line 1"
    zoo.add("плохие/таблица.csv", "title,text\nДом,Стоит ель\nСад,Цветёт, как,прежде\n", "ель")
    zoo.bad["плохие/таблица.csv"] = "record 2: has 4 fields"
    zoo.spoil("плохие/чужая.csv", "x,y\n1,2\n", "name no column")
    zoo.spoil("плохие/пустой.jsonl", "\n\n", "holds no records")


def _packed(zoo: Zoo) -> None:
    zoo.add(
        "сжатые/текст.txt.gz", gzip.compress(story("жёлудь").encode("koi8-r", "replace")), "жёлудь"
    )
    zoo.add("сжатые/строки.jsonl.gz", gzip.compress(_many("g", "зимородка")), "зимородка")
    zoo.add("сжатые/обрезок.jsonl.gz", gzip.compress(_many("h", "пеликана"))[:-4000], "пеликана")
    zoo.bad["сжатые/обрезок.jsonl.gz"] = "damaged gzip"
    zoo.spoil("сжатые/обрезок.txt.gz", gzip.compress(os.urandom(100_000))[:-500], "damaged gzip")
    zoo.spoil("сжатые/не сжат.txt.gz", story("невидимка"), "damaged gzip")
    zoo.spoil("сжатые/бомба.txt.gz", _bomb(30), "a gzip bomb")


def _many(letter: str, word: str) -> bytes:
    """Two thousand lines, each with a number in its id and the word in its text."""
    records = (
        {"id": f"{letter}-{n}", "title": f"Запись {n}", "text": f"Видели {word}."}
        for n in range(2000)
    )
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def _bomb(megabytes: int) -> bytes:
    """``megabytes`` MB of blanks, packed a thousand times smaller."""
    return b"".join(gzip.compress(b" " * 1_000_000) for _ in range(megabytes))


def _special(zoo: Zoo) -> None:
    links = zoo.folder / "ссылки"
    links.mkdir()
    zoo.write("цель.txt", story("ирис"))
    zoo.good["цель.txt"] = "ирис"
    (links / "внутрь.txt").symlink_to("../цель.txt")
    zoo.good["ссылки/внутрь.txt"] = "ирис"
    (links / "наружу.txt").symlink_to("/etc/passwd")
    zoo.bad["ссылки/наружу.txt"] = "out of the folder"
    (links / "никуда.txt").symlink_to("нет такого.txt")
    zoo.bad["ссылки/никуда.txt"] = "leads nowhere"
    (links / "сама.txt").symlink_to("сама.txt")
    zoo.bad["ссылки/сама.txt"] = "leads back to itself"
    (links / "петля").symlink_to("..")
    zoo.bad["ссылки/петля"] = "a loop"
    os.mkfifo(links / "труба.txt")
    zoo.bad["ссылки/труба.txt"] = "a named pipe"
    _socket(links, zoo)


def _socket(folder: Path, zoo: Zoo) -> None:
    """A socket; its path must be short, so it is bound from within the folder."""
    here = Path.cwd()
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("гнездо.txt")
    finally:
        os.chdir(here)
    zoo.bad["ссылки/гнездо.txt"] = "a socket"
