"""Index files of a dangerous size, depth or shape, with bounded memory and time.

    python tests/support/bombs.py [NAME…] [--memory 1024] [--seconds 90]

Each file has a process of its own. Prints the outcome of each, with its processor time and memory.
Exit code 0 if each was indexed, or skipped for the expected reason, within the bounds. Else 1.
"""

import argparse
import bz2
import gzip
import io
import json
import lzma
import os
import random
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import repeat
from pathlib import Path
from typing import NamedTuple

from running import COMMAND, ROOT

MEMORY = 1024  # MB of memory for indexing
SECONDS = 90  # of processor time for one file
MOST = 1_990_000  # characters: just below the longest allowed text
STORY = "Рабочие закончили набережную за два года: уложили плитку и посадили липы. "
PAGE = "<html><head><title>Мост</title></head><body><article>"
MIB = 1_000_000

Content = Callable[[], Iterable[str | bytes]]


class Bomb(NamedTuple):
    """The content of a file, and a part of the reason why it is skipped.

    The reason is empty if the file is indexed.
    """

    content: Content
    reason: str = ""
    slow: bool = False


def of(*pieces: str | bytes) -> Content:
    """The given pieces."""
    return lambda: pieces


def many(piece: str, before: str = "", after: str = "", *, characters: int = MOST) -> Content:
    """A piece, repeated until it fills this number of ``characters``."""
    return lambda: [before, piece * (characters // len(piece)), after]


def packed(piece: bytes, megabytes: int, before: bytes = b"") -> Content:
    """A gzip of this number of ``megabytes``."""
    size = MIB // len(piece)
    return lambda: [gzip.compress(before), *repeat(gzip.compress(piece * size), megabytes)]


def words(length: int, alphabet: str = "абвгдеиклмнопрстуя", between: str = " ") -> Content:
    """Random words of ``length`` letters: in no dictionary, and practically none of them twice."""

    def made() -> Iterator[str]:
        chance = random.Random(length)
        for _ in range(MOST // (length + 1)):
            yield "".join(chance.choices(alphabet, k=length)) + between

    return made


def numbered(piece: str, number: int, before: str = "", after: str = "") -> Content:
    """A piece with each number below ``number``."""
    return lambda: [before, *(piece % n for n in range(number)), after]


LONG = "longer than 2 million characters"
LARGE = "larger than 20 MB"
DEEP = "nested too deeply"

TEXTS = {
    "слово.txt": Bomb(many("я")),
    "строка.txt": Bomb(many(STORY), slow=True),
    "строка 10 МБ.txt": Bomb(many(STORY, characters=10 * MIB // 2), LONG),
    "100 МБ.txt": Bomb(many(STORY, characters=60 * MIB), LARGE),
    "строки.txt": Bomb(many(STORY + "\n"), slow=True),
    "короткие строки.txt": Bomb(many("а\n"), slow=True),
    "пустые строки.txt": Bomb(many("\n", "Слово", "слово", characters=15 * MIB)),
    "пробелы.txt": Bomb(many(" ", "Слово", "слово")),
    "предложения.txt": Bomb(of("Да. " * 100_000)),
    "короткие предложения.txt": Bomb(many("Да! "), slow=True),
    "сокращения.txt": Bomb(many("г. "), slow=True),
    "инициалы.txt": Bomb(many("И. О. Петров, "), slow=True),
    "имена.txt": Bomb(many("Иван Петров "), slow=True),
    "дефисы.txt": Bomb(many("а-"), slow=True),
    "апострофы.txt": Bomb(many("а’"), slow=True),
    "тире.txt": Bomb(many("-", "Слово ")),
    "знаки.txt": Bomb(many(".,;:!?…", "Слово ")),
    "кавычки.txt": Bomb(lambda: ["Слово ", "«" * 900_000, "слово", "»" * 900_000]),
    "пустые кавычки.txt": Bomb(many("«»", "Слово "), slow=True),
    "открытые кавычки.txt": Bomb(many("«а "), slow=True),
    "скобки.txt": Bomb(lambda: ["Слово ", "(" * 900_000, "слово", ")" * 900_000]),
    "открытые скобки.txt": Bomb(many("слово (а. "), slow=True),
    "ударения.txt": Bomb(many("\u0301", "е")),
    "башни.txt": Bomb(many("е" + "\u0301\u0300" * 50)),
    "невидимое.txt": Bomb(many("\u200b", "а", "б")),
    "цифры.txt": Bomb(many("1")),
    "разряды.txt": Bomb(many("1 000 "), slow=True),
    "дроби.txt": Bomb(many("1,"), slow=True),
    "даты.txt": Bomb(many("1.1."), slow=True),
    "адрес.txt": Bomb(many("а.б/", "http://"), slow=True),
    "неслыханные слова.txt": Bomb(words(8), slow=True),
    "неслыханные слоги.txt": Bomb(words(4), slow=True),
    "неслыханный дефис.txt": Bomb(words(5, between="-"), slow=True),
    "шапка.txt": Bomb(numbered("Дата: %d\n", 300_000), "longer than 2 million characters"),
}
PAGES = {
    "вложенность.html": Bomb(lambda: [PAGE, "<div>" * 300_000, "слово"]),
    "вложенность 5 МБ.html": Bomb(lambda: [PAGE, "<div>" * MIB, "слово"], slow=True),
    "закрытая вложенность.html": Bomb(
        lambda: [PAGE, "<div>" * 200_000, "слово", "</div>" * 200_000]
    ),
    "вложенные абзацы.html": Bomb(lambda: [PAGE, "<b><p>" * 100_000, "слово"]),
    "вложенные таблицы.html": Bomb(lambda: [PAGE, "<table><tr><td>" * 100_000, "слово"]),
    "абзацы.html": Bomb(lambda: [PAGE, "<p>а</p>" * 300_000], slow=True),
    "пункты.html": Bomb(lambda: [PAGE, "<ul><li>а</ul>" * 150_000], slow=True),
    "ссылки.html": Bomb(lambda: [PAGE, "<a href=x>а</a>" * 150_000], slow=True),
    "заголовки.html": Bomb(lambda: [PAGE, "<h1>" * 3000, STORY]),
    "открытые примечания.html": Bomb(lambda: [PAGE, "слово", "<!--" * MIB]),
    "меньше.html": Bomb(lambda: [PAGE, "слово", "<" * MIB]),
    "амперсанды.html": Bomb(lambda: [PAGE, "слово", "&" * MIB]),
    "свойства.html": Bomb(numbered("a%d=1 ", MIB, PAGE + "<p ", ">слово</p>")),
    "короткие свойства.html": Bomb(
        lambda: [PAGE, ("<p " + "".join(f"a{n} " for n in range(120)) + ">") * 2000, STORY]
    ),
    "свойство.html": Bomb(lambda: [PAGE, "<p a='", "x" * 15 * MIB, "'>", STORY]),
    "данные.html": Bomb(
        lambda: [PAGE, "<script type='application/ld+json'>", "[" * MIB, "</script>", STORY]
    ),
    "метки.html": Bomb(lambda: [PAGE, "<meta name=author content=x>" * 200_000, STORY], slow=True),
    "смех.html": Bomb(
        lambda: [
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ха">',
            *(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)),
            f"]><html><body><p>{STORY}&l11;</p></body></html>",
        ]
    ),
    "чужое.html": Bomb(
        of(
            '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
            f"<html><body><p>{STORY}&e;</p></body></html>"
        )
    ),
    "100 МБ.html": Bomb(many(f"<p>{STORY}</p>", PAGE, characters=60 * MIB), LARGE),
    "19 МБ.html": Bomb(many("<b>", PAGE, "слово", characters=19 * MIB), slow=True),
}
MARKDOWN = {
    "цитаты.md": Bomb(lambda: [">" * MIB, STORY], "neither a title nor a text"),
    "скобки.md": Bomb(lambda: ["[" * 100_000, STORY]),
    "скобки 2 МБ.md": Bomb(many("![", after=STORY)),
    "звёздочки 300 КБ.md": Bomb(many("**a*", after=STORY, characters=299_000), slow=True),
    "ссылки.md": Bomb(lambda: ["[a](" * 100_000, STORY], slow=True),
    "картинки.md": Bomb(lambda: ["![[]()" * 100_000, STORY], slow=True),
    "звёзды.md": Bomb(lambda: ["*a _b **c " * 50_000, STORY], slow=True),
    "обратные кавычки.md": Bomb(lambda: ["".join("a" + "`" * n for n in range(1500)), STORY]),
    "вложенные списки.md": Bomb(lambda: ["".join("  " * n + "* a\n" for n in range(1000)), STORY]),
    "примечания.md": Bomb(lambda: ["a <!-- " * 100_000, STORY], slow=True),
    "сноски.md": Bomb(lambda: ["[a]: x\n" * 50_000, "[a] " * 50_000, STORY], slow=True),
    "таблица.md": Bomb(
        lambda: ["|" + "a|" * 5000 + "\n|" + "-|" * 5000 + "\n" + "|\n" * 20_000], slow=True
    ),
    "ссылки на себя.md": Bomb(
        lambda: [
            "---\na0: &a0 [x, x]\n",
            *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}x]\n" for n in range(1, 20)),
            f"---\n{STORY}",
        ]
    ),
    "команда.md": Bomb(
        of(f"---\ntitle: !!python/object/apply:os.system ['kill -9 $PPID']\n---\n{STORY}")
    ),
    "глубина.md": Bomb(lambda: ["---\ntitle: ", "[" * 60_000, f"\n---\n{STORY}"]),
    "отступы.md": Bomb(lambda: ["---\n", *(" " * n + "a:\n" for n in range(350)), f"---\n{STORY}"]),
    "начала.md": Bomb(lambda: ["---\n" * 400_000, STORY]),
}
RECORDS = {
    "глубина.json": Bomb(of("[" * 100_000), DEEP),
    "глубокий текст.json": Bomb(
        of('[{"title": "а", "text":', "[" * 100_000, "]" * 100_000, "}]"), DEEP
    ),
    "глубокие объекты.json": Bomb(of('{"a":' * 100_000, "1", "}" * 100_000), DEEP),
    "глубокие списки.json": Bomb(of('{"articles":' * 100_000, "1", "}" * 100_000), DEEP),
    "число.json": Bomb(of('[{"title": "а", "text":', "9" * MIB, "}]"), "number that is too long"),
    "бесконечность.json": Bomb(
        of('[{"title": "а", "text": 1e999, "id": -1e999}]'), "number that is too large"
    ),
    "миллион ключей.jsonl": Bomb(numbered('"k%d": 1, ', MIB, "{", '"title": "а"}\n'), slow=True),
    "миллион ключей.json": Bomb(numbered('"k%d": 1, ', MIB, "[{", '"title": "а"}]'), slow=True),
    "пустые списки.jsonl": Bomb(
        many("[],", '{"title": "а", "text": [', "1]}\n", characters=19 * MIB), slow=True
    ),
    "пустые списки.json": Bomb(
        many("[],", '[{"title": "а", "text": [', "1]}]", characters=19 * MIB), slow=True
    ),
    "запись 100 МБ.jsonl": Bomb(
        many(STORY, '{"title": "а", "text": "', '"}\n', characters=60 * MIB),
        "line 1: longer than 20 MB",
    ),
    "запись 100 МБ.json": Bomb(
        many(STORY, '[{"title": "а", "text": "', '"}]', characters=60 * MIB),
        "record larger than 20 MB",
    ),
    "записи 100 МБ.jsonl": Bomb(
        lambda: (
            json.dumps({"id": n, "text": STORY * 700}, ensure_ascii=False) + "\n"
            for n in range(1000)
        ),
        slow=True,
    ),
    "числа.json": Bomb(of("[", "1," * 300_000, "1]"), "more of its records are bad"),
    "обломки.jsonl": Bomb(of('{"id": 1,\n' * 30_000), "29000 more of its records are bad"),
    "обломки 1 МБ.jsonl": Bomb(
        of('{"id": 1,\n' * 100_000), "99000 more of its records are bad", slow=True
    ),
    "повторы.jsonl": Bomb(
        of('{"id": 1, "title": "а"}\n' * 100_000), "98999 more of its records are bad"
    ),
    "миллион столбцов.csv": Bomb(lambda: ["title", ",c" * MIB, "\nа", ",c" * MIB, "\n"], slow=True),
    "ячейка 50 МБ.csv": Bomb(
        many(STORY, 'title,text\nа,"', '"\n', characters=30 * MIB), "line 2: longer than 20 MB"
    ),
    "ячейка из строк.csv": Bomb(
        many(STORY + "\n", 'title,text\nа,"', '"\n', characters=30 * MIB),
        "a field larger than 20 MB",
    ),
    "кавычки.csv": Bomb(of('title,text\nа,"', '""' * 5 * MIB), "is never closed"),
    "запятые.csv": Bomb(of("title,text\n", "," * 15 * MIB), "holds no records"),
}
PACKED = {
    "нули.txt.gz": Bomb(packed(b"\0", 500), LARGE),
    "страница.html.gz": Bomb(packed(b"<b>", 500), LARGE),
    "нули.jsonl.gz": Bomb(packed(b"\0", 500), "NUL"),
    "пробелы.jsonl.gz": Bomb(packed(b" ", 500), "line 1: longer than"),
    "строки.jsonl.gz": Bomb(packed(b"\n", 300), "a gzip bomb", slow=True),
    "скобки.json.gz": Bomb(packed(b"[", 300), DEEP),
    "пробелы.json.gz": Bomb(packed(b" ", 300), "a gzip bomb"),
    "цифры.json.gz": Bomb(packed(b"1", 300), "number that is too long"),
    "ячейка.csv.gz": Bomb(packed(b"a", 300, b'title,text\n"'), "a gzip bomb"),
    "хвост.jsonl.gz": Bomb(packed(b" ", 300, b'{"title": "\xd0\xb0"}\n'), "a gzip bomb"),
}


def squeezed(pack: Callable[[bytes], bytes], piece: bytes, megabytes: int) -> Content:
    """So many megabytes in a compressed file of one part."""
    return lambda: [pack(piece * (MIB * megabytes // len(piece)))]


def zip_of(parts: Mapping[str, Content]) -> Content:
    """A ZIP of members."""

    def made() -> Iterator[bytes]:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                with archive.open(name, "w") as member:
                    for piece in content():
                        member.write(piece.encode() if isinstance(piece, str) else piece)
        yield buffer.getvalue()

    return made


def nested_zip(levels: int) -> Content:
    """A ZIP in a ZIP, so many times."""

    def made() -> Iterator[bytes]:
        raw = b"".join(zip_of({"а.txt": of(STORY)})())  # type: ignore[arg-type]
        for _ in range(levels):
            raw = b"".join(zip_of({"внутри.zip": of(raw)})())  # type: ignore[arg-type]
        yield raw

    return made


def tar_of(count: int, size: int, mode: str = "w:gz") -> Content:
    """A tar of so many members of so many zeros."""

    def made() -> Iterator[bytes]:
        buffer = io.BytesIO()
        with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
            for number in range(count):
                info = tarfile.TarInfo(f"{number}.txt")
                info.size = size
                archive.addfile(info, io.BytesIO(bytes(size)))
        yield buffer.getvalue()

    return made


def long_name() -> Iterator[bytes]:
    """A tar whose first name has 300 MB."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 100 * MIB
    yield gzip.compress(info.tobuf(tarfile.GNU_FORMAT) + b"a" * 100 * MIB)


def pdf_of(pages: int) -> Iterator[str]:
    """A PDF of pages that each stand within themselves."""
    yield "%PDF-1.4\n"
    for n in range(1, pages):
        yield f"{n} 0 obj\n<< /Type /Page /Kids [{n} 0 R] >>\nendobj\n"
    yield "trailer << /Root 1 0 R >>\n%%EOF"


def laughing(root: str) -> str:
    """XML whose entities refer to one another, and stand for gigabytes."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ха">{entities}]>{root}'


WORD = "<w:document xmlns:w='x'><w:body>{}</w:body></w:document>"
ITEM = "<item><title>Мост</title><description>{}</description></item>"
CONTAINERS = {
    "нули.txt.bz2": Bomb(squeezed(bz2.compress, b"\0", 60), "a bzip2 bomb"),
    "нули.jsonl.xz": Bomb(squeezed(lzma.compress, b"\0", 60), "NUL"),
    "строки.jsonl.xz": Bomb(squeezed(lzma.compress, b"\n", 300), "a xz bomb", slow=True),
    "пробелы.csv.bz2": Bomb(squeezed(bz2.compress, b" ", 60), "a bzip2 bomb"),
    "нули.zip": Bomb(zip_of({"а.txt": lambda: repeat(bytes(MIB), 60)}), "an archive bomb"),
    "записи.zip": Bomb(zip_of({"а.csv": lambda: repeat(b" " * MIB, 60)}), "line 1: longer"),
    "таблицы.zip": Bomb(
        zip_of({f"{n}.txt": lambda: repeat(b" " * MIB, 15) for n in range(3)}), "blank"
    ),
    "матрёшка.zip": Bomb(nested_zip(30), "archives inside archives"),
    "много.zip": Bomb(zip_of({f"{n}.jpg": of(b"") for n in range(20_000)})),
    "пустые.tar.gz": Bomb(tar_of(300_000, 0), "an archive bomb", slow=True),
    "нули.tar.gz": Bomb(tar_of(6, 10 * MIB), "NUL"),
    "имя.tgz": Bomb(long_name, "a name without end"),
    "страницы.warc": Bomb(many("WARC/1.0\r\n", characters=5 * MIB), "format: .warc"),
    "страницы 15 МБ.warc": Bomb(
        many("WARC/1.0\r\n", characters=15 * MIB), "format: .warc", slow=True
    ),
}
XML = {
    "смех.xml": Bomb(of(laughing(f"<rss>{ITEM.format('&l11;')}</rss>")), "entities"),
    "чужое.rss": Bomb(
        of(
            '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><rss>'
            f"{ITEM.format(STORY + '&e;')}</rss>"
        )
    ),
    "глубина.xml": Bomb(of("<a>" * 500_000), DEEP),
    "запись 100 МБ.xml": Bomb(
        many(STORY, "<rss><item><title>а</title><description>", characters=60 * MIB),
        "an element larger than 20 MB",
    ),
    "вики.xml": Bomb(
        of(
            "<mediawiki><page><ns>0</ns><revision><text>",
            "{{[[а|" * 300_000,
            "</text></revision></page></mediawiki>",
        )
    ),
    "статьи.xml": Bomb(of("<article>" * 200, "<p>а</p>" * 200_000, "</article>" * 200)),
    "свойства.rss": Bomb(numbered("a%d='1' ", 300_000, "<rss><item ", "/></rss>"), "records"),
    "поля.xml": Bomb(lambda: ["<rss><item>", "<title>а</title>" * 150_000, "</item></rss>"]),
    "поля 9 МБ.xml": Bomb(
        lambda: ["<rss><item>", "<title>а</title>" * 500_000, "</item></rss>"], slow=True
    ),
    "записи.rss": Bomb(lambda: ["<rss>", ITEM.format(STORY) * 20_000, "</rss>"], slow=True),
}
DOCUMENTS = {
    "нули.docx": Bomb(zip_of({"word/document.xml": lambda: repeat(b" " * MIB, 120)}), "bomb"),
    "смех.docx": Bomb(
        zip_of({"word/document.xml": of(laughing(WORD.format("<w:p>&l11;</w:p>")))}),
        "full of entities",
    ),
    "глубина.docx": Bomb(
        zip_of({"word/document.xml": of(WORD.format("<w:p>" * 300_000))}), "damaged DOCX"
    ),
    "абзацы.docx": Bomb(
        zip_of(
            {"word/document.xml": of(WORD.format("<w:p><w:r><w:t>а</w:t></w:r></w:p>" * 200_000))}
        ),
        slow=True,
    ),
    "пробелы.odt": Bomb(
        zip_of(
            {
                "content.xml": of(
                    "<a xmlns:text='t'><text:p>", "<text:s text:c='999999999'/>", "а</text:p></a>"
                )
            }
        )
    ),
    "нули.ods": Bomb(zip_of({"content.xml": lambda: repeat(b" " * MIB, 120)}), "bomb"),
    "нули.xlsx": Bomb(zip_of({"xl/workbook.xml": lambda: repeat(b" " * MIB, 120)}), "bomb"),
    "нули.epub": Bomb(zip_of({"META-INF/container.xml": lambda: repeat(b" " * MIB, 120)}), "bomb"),
    "смех.fb2": Bomb(of(laughing("<FictionBook>&l11;</FictionBook>")), "full of entities"),
    "скобки.rtf": Bomb(of("{\\rtf1 ", "{" * MIB), "nested too deeply"),
    "мусор.rtf": Bomb(
        of("{\\rtf1 ", "\\'zz\\u-1?\\bin99999999 " * 100_000, "слово}"), "control characters"
    ),
    "картинка.rtf": Bomb(of("{\\rtf1 слово {\\pict ", "0f" * 10 * MIB, "}}"), slow=True),
    "объекты.pdf": Bomb(lambda: pdf_of(200_000), "PDF"),
    "миллион объектов.pdf": Bomb(lambda: pdf_of(MIB), "PDF", slow=True),
    "мусор.pdf": Bomb(
        of("%PDF-1.4\n", "<< /Length 9999999999 >> stream\n" * 100_000), "damaged PDF"
    ),
    "части.eml": Bomb(
        lambda: [
            "Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n",
            "--b\nContent-Type: text/plain\n\nа\n" * 100_000,
        ],
        "too many parts",
    ),
    "вложенные части.eml": Bomb(
        lambda: (
            f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(20_000)
        ),
        "too many parts",
    ),
    "шапка.eml": Bomb(many("<a@b>, ", "From: ", f"\nSubject: а\n\n{STORY}", characters=2 * MIB)),
    "письма.mbox": Bomb(of("From a\n\n" * 300_000), "more of its records are bad", slow=True),
    "письмо 100 МБ.mbox": Bomb(
        many(STORY + "\n", "From a\nSubject: а\n\n", characters=60 * MIB), "larger than 20 MB"
    ),
}
TELEGRAM = {
    "messages.html": Bomb(
        lambda: [
            '<div class="page_wrap">',
            '<div class="message default"><div class="text">' * 100_000,
        ],
        "",
        slow=True,
    ),
    "result.json": Bomb(
        lambda: [
            '{"name": "Канал", "messages": [',
            *(
                f'{{"id": {n}, "type": "message", "text": "", "from_id": "x"}},'
                for n in range(300_000)
            ),
            '{"id": 0, "type": "message", "text": "Слово.", "from_id": "x"}]}',
        ]
    ),
    "куски.json": Bomb(
        lambda: [
            '{"name": "Канал", "messages": [{"id": 1, "type": "message", "from_id": "x", "text": [',
            '"слово ", ' * 400_000,
            '"."]}]}',
        ],
        LONG,
    ),
    "словарь.json": Bomb(numbered('"k%d": {"a": 1},', 700_000, "{", '"z": 1}'), "title nor a text"),
}
BOMBS = {
    **TEXTS,
    **PAGES,
    **MARKDOWN,
    **RECORDS,
    **PACKED,
    **CONTAINERS,
    **XML,
    **DOCUMENTS,
    **TELEGRAM,
}


class Outcome(NamedTuple):
    """The exit code, report and standard error of indexing.

    Also its processor time in seconds, and its memory in MB.
    """

    code: int
    report: dict[str, object]
    err: str
    seconds: float
    memory: int

    def reasons(self) -> dict[str, str]:
        """Why files and their records were skipped: the first and the last reason of each file."""
        skipped: list[dict[str, str]] = self.report.get("skipped", [])  # type: ignore[assignment]
        first = {one["path"]: one["reason"] for one in reversed(skipped)}
        last = {one["path"]: one["reason"] for one in skipped}
        return {
            path: " … ".join(dict.fromkeys((reason, last[path]))) for path, reason in first.items()
        }


def write(folder: Path, name: str) -> None:
    """Write a bomb into a folder."""
    with (folder / name).open("wb") as file:
        for piece in BOMBS[name].content():
            file.write(piece.encode() if isinstance(piece, str) else piece)


def index(place: Path, index: Path, memory: int = MEMORY, seconds: int = SECONDS) -> Outcome:
    """Index a file or a folder in a process bounded to ``memory`` MB and ``seconds`` of CPU."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (memory << 20, memory << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))

    arguments = [
        *COMMAND,
        "index",
        str(place),
        "--index",
        f"whoosh:{index}",
        "--jobs",
        "1",
        "--json",
    ]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        environment = os.environ | {"PYTHONPATH": str(ROOT / ".src")}
        process = subprocess.Popen(
            arguments, stdout=out, stderr=err, env=environment, preexec_fn=bound
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        written = out.read()
        report = json.loads(written) if written else {}
        took = used.ru_utime + used.ru_stime
        return Outcome(process.returncode, report, err.read().decode(), took, used.ru_maxrss >> 10)


def fault(name: str, outcome: Outcome) -> str:
    """The mistake in the outcome of a bomb; empty if there is no mistake."""
    if outcome.code not in (0, 1):
        return f"ended with {outcome.code}: {outcome.err[-300:]}"
    below = (text for path, text in outcome.reasons().items() if f"{path}/".startswith(f"{name}/"))
    reason, wanted = " … ".join(below), BOMBS[name].reason
    if wanted not in reason or bool(wanted) != bool(reason):
        return f"was skipped with «{reason}» and not with «{wanted}»"
    return ""


def main() -> None:
    """Index all bombs, or the named ones."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="of bombs; else all")
    parser.add_argument(
        "--memory", type=int, default=MEMORY, help="MB that indexing may take (%(default)s)"
    )
    parser.add_argument(
        "--seconds", type=int, default=SECONDS, help="of the processor (%(default)s)"
    )
    options = parser.parse_args()
    faults = 0
    for name in options.names or BOMBS:
        with tempfile.TemporaryDirectory(prefix="svodka-bomb-") as work:
            write(Path(work), name)
            started = time.monotonic()
            outcome = index(
                Path(work) / name, Path(work) / "index", options.memory, options.seconds
            )
        wrong = fault(name, outcome)
        faults += bool(wrong)
        elapsed = time.monotonic() - started
        taken = f"{outcome.seconds:6.1f} s {outcome.memory:5} MB {elapsed:6.1f} s by the clock"
        print(f"{name:30} {taken}  {wrong or outcome.reasons().get(name) or 'indexed'}", flush=True)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
