"""The terminal speaks Russian where the locale says so, English otherwise, and never both."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from filled import ARTICLES, write
from running import ROOT, Svodka

from svodka.indexer.bulkhead import PARTS
from svodka.indexer.commands import language as terminal_language
from svodka.indexer.commands.part_names import part_name
from svodka.indexer.engines import open_engine
from svodka.indexer.notice import Notice
from svodka.webapp.cli import cli
from svodka.webapp.presentation.catalogues import texts
from svodka.webapp.presentation.terminal import DOMAIN, language_of, speaker

RUSSIAN = speaker("ru")
# Messages that programs alone raise or get, and of which people see another sentence.
INTERNAL = {
    *("ValueError", "TypeError", "KeyError", "AttributeError", "StopIteration", "OSError"),
    *(
        "TimeoutError",
        "EOFError",
        "SystemExit",
        "RuntimeError",
        "RereadError",
        "NotImplementedError",
    ),
    *("ParameterError", "Unauthorized", "TooManyRequests", "UnpicklingError", "TermNotFound"),
    *("ComposerError", "FileNotFoundError"),
}
# What no language translates: names of commands, options, formats, keys and example values.
NEUTRAL = re.compile(
    r"--?[a-z][a-z-]*|svodka(?:\.toml)?|Svodka|SVODKA_\w+|"
    r"[\w.]*\.(?:jsonl?|tsv|csv|txt|toml|fish|zshrc|bashrc)\b"
    r"|opensearch://\S+|whoosh:\S*|\[[a-z|]+\]|'[^']*'|BM25|BEIR|JSON|SIGTERM|Ctrl-C|Markdown"
)


@pytest.fixture
def russian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")


@pytest.fixture(scope="module")
def svodka(tmp_path_factory: pytest.TempPathFactory) -> Svodka:
    """An index of the articles of ``filled``."""
    svodka = Svodka(tmp_path_factory.mktemp("language") / "index")
    write(open_engine(f"whoosh:{svodka.index}"), ARTICLES)
    return svodka


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ru_RU"}, "ru"),
        ({"LANG": "ru_RU.UTF-8", "LANGUAGE": "en:ru"}, "en"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "ru"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "de:ru"}, "ru"),
    ],
)
def test_the_locale_decides(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


def english(text: str) -> list[str]:
    """The English words of a text, without what is neutral."""
    return re.findall(r"[A-Za-z]{3,}", NEUTRAL.sub("", text))


def commands(group: click.Group = cli) -> Iterator[tuple[str, ...]]:
    yield ()
    for name, command in group.commands.items():
        yield (name,)
        if isinstance(command, click.Group):
            yield from ((name, *below) for below in commands(command) if below)


@pytest.mark.parametrize("name", list(commands()), ids=" ".join)
def test_help_is_russian(svodka: Svodka, russian: None, name: tuple[str, ...]) -> None:
    shown = svodka.here(*name, "--help").out.partition("Примеры:")[0]
    usage, _, rest = shown.partition("\n")
    assert usage.startswith("Вызов: svodka")
    names = {one for below in commands() for one in below}
    allowed = {*names, "opensearch", "whoosh", "bash", "zsh", "fish", "jsonl", "tsv", "csv", "text"}
    allowed |= {*("json", "relevance", "newest", "oldest", "rank", "left", "right", "none", "init")}
    allowed |= {
        *(
            "day",
            "week",
            "month",
            "year",
            "date",
            "text",
            "corpus",
            "queries",
            "qrels",
            "var",
            "index",
        )
    }
    assert set(english(re.sub(r"whoosh:\S+(?:\s*\S*index\S*)?", "", rest))) <= allowed


def test_english_help_is_english(svodka: Svodka) -> None:
    for name in commands():
        shown = svodka.here(*name, "--help").out.partition("Examples:")[0]
        russian = re.findall("[А-Яа-яё]+", shown)
        examples = {"южный", "кавказ", "москва", "Владимир", "Путин", "Москва", "тело", "когда"}
        assert set(russian) <= examples, name


def test_results_are_told_in_one_language(svodka: Svodka, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = ("search", "абракадабра")
    assert svodka.here(*asked).err == "Not found: «абракадабра».\nNothing found\n"
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    assert svodka.here(*asked).err == "Не встречается: «абракадабра».\nНичего не найдено\n"
    assert svodka.here("words", "завод").err == "2 формы\n"
    assert svodka.here("check").out == "Индекс цел: 4 статьи.\n"
    assert svodka.here("stats").out.startswith("статей: 4\n")


def test_keys_of_json_are_english(svodka: Svodka, russian: None) -> None:
    for name in (("stats",), ("search", "завод"), ("check",), ("trends", "завод"), ("folders",)):
        assert not re.search('"[^"]*[а-яё][^"]*":', svodka.here(*name, "--json").out), name
    line = svodka.here("search", "завод", "--format", "jsonl").out.splitlines()[0]
    assert list(json.loads(line))[:3] == ["id", "title", "date"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("serach",), "Нет такой команды: serach. Может быть, 'search'?"),
        (("show",), "Не хватает аргумента 'НОМЕР'."),
        (
            ("search", "х", "--limit", "0"),
            "Неверное значение '--limit': 0 не в пределах 1<=x<=100.",
        ),
        (("search", "х", "--from", "вчера"), "«вчера» — не дата"),
        (("stats", "лишнее"), "Лишний аргумент (лишнее)"),
        (("search", "х", "--index"), "Параметр --index требует значения."),
        (("index", "/нет"), "Ошибка: /нет: такой папки нет; назовите папку со статьями"),
        (("search", "х", "--index", "/нет"), "Ошибка: В /нет ещё нет индекса"),
        (("inspect", "/нет"), "/нет не существует."),
    ],
)
def test_mistakes_are_told_in_russian(
    svodka: Svodka, russian: None, arguments: tuple[str, ...], said: str
) -> None:
    ended = svodka.here(*arguments)
    assert ended.code == 2
    assert said in ended.err
    assert set(english(ended.err)) <= {*arguments, "search", "show", "stats", "inspect", "index"}


def test_an_index_is_built_and_looked_into_in_russian(tmp_path: Path, russian: None) -> None:
    folder = tmp_path / "вести"
    folder.mkdir()
    (folder / "мост.txt").write_text("Мост открыли\n\nПо нему прошёл трамвай.", "utf-8")
    (folder / "пусто.txt").write_text("", "utf-8")
    (folder / "снимок.jpg").write_bytes(b"\xff\xd8")
    built = Svodka(tmp_path / "index").here("index", folder)
    assert built.code == 1
    told = built.out + built.err
    assert "Пропущено пусто.txt: пустой\n" in told
    assert "Статей в индексе: 1 (добавлено 1, " in told
    told += Svodka(tmp_path / "index").here("inspect", folder).out
    assert set(english(told.replace(str(tmp_path), ""))) <= {"jpg", "utf"}


def messages() -> Iterator[tuple[str, str]]:
    """The messages of errors that the code raises, with {} for their parts, and their places."""
    for room in ("indexer", "webapp"):
        for path in sorted((ROOT / room).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                    name = getattr(node.exc.func, "id", getattr(node.exc.func, "attr", ""))
                    for one in () if name in INTERNAL else node.exc.args:
                        if message := pattern(one):
                            yield message, f"{path.relative_to(ROOT)}:{node.lineno}"


def pattern(node: ast.expr) -> str:
    """The text of an expression with {} for what is put in; empty if it is no text."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(getattr(part, "value", "")) if isinstance(part, ast.Constant) else "{}"
            for part in node.values
        )
    return ""


def test_all_errors_have_a_russian_sentence() -> None:
    known = {entry.id for entry in texts("ru", DOMAIN)}
    found = {message: place for message, place in messages() if re.search("[A-Za-z]{3}", message)}
    assert len(found) > 100
    assert {message: place for message, place in found.items() if message not in known} == {}


def notes() -> Iterator[tuple[str, str]]:
    """The sentences of notes on files, with {} for their parts, and their places."""
    for path in sorted((ROOT / "indexer" / "sources").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            is_note = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Note"
            if is_note and (message := pattern(node.args[1])):
                yield message, f"{path.relative_to(ROOT)}:{node.lineno}"


def test_all_notes_on_files_have_a_russian_sentence() -> None:
    known = {entry.id for entry in texts("ru", DOMAIN)}
    found = {message: place for message, place in notes() if re.search("[A-Za-z]{3}", message)}
    assert len(found) > 10
    assert {message: place for message, place in found.items() if message not in known} == {}


@pytest.mark.parametrize(
    "line",
    [
        "left out 1 post without text and 2 service messages",
        "left out 3 posts without text",
        "left out 2 of type nav, which are no articles",
        "1 text stands outside all records: not read",
        "3 texts stand outside all records: not read",
        "post 2: its date «вчера» is not understood, so it has none; and 4 more like it",
        "near line 5: nested too deeply; the rest of it was not read",
        "record 2: a quotation mark opens here and is never closed",
        "broken JSON near line 3: the file ends where «}» was expected",
        "a sitemap: it lists addresses, and holds no articles",
        "a list of feeds (OPML), and holds no articles",
        "a name without an ending is no article format",
    ],
)
def test_counts_and_reasons_of_notes_are_russian(line: str) -> None:
    assert set(english(RUSSIAN.line(line))) <= {"nav", "JSON", "OPML"}


def test_all_texts_of_commands_are_translated() -> None:
    known = {
        one
        for entry in texts("ru", DOMAIN)
        for one in ([entry.id] if isinstance(entry.id, str) else entry.id)
    }
    for path in (ROOT / "indexer" / "commands").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("_", "counted"):
                for one in node.args:
                    if isinstance(one, ast.Constant) and isinstance(one.value, str):
                        assert one.value in known, f"{path.name}: {one.value!r}"


def test_parts_of_a_message_are_translated_too() -> None:
    line = "Error: /a is being written by process 12 on host: wait for it to end"
    assert RUSSIAN.line(line) == "Ошибка: В /a пишет процесс 12 на host: дождитесь конца"
    assert RUSSIAN.line("Skipped a.txt: empty") == "Пропущено a.txt: пустой"
    assert RUSSIAN.line("Просто текст") == "Просто текст"
    assert RUSSIAN.line("") == RUSSIAN.gettext("") == ""


def test_braces_of_foreign_text_mean_nothing() -> None:
    assert RUSSIAN.line("Skipped {0}{}: {bad}") == "Пропущено {0}{}: {bad}"


def test_notices_are_told_in_english() -> None:
    notice = Notice("Запрос длиннее %(most)s знаков.", most=7)
    assert speaker("ru").notice(notice) == notice
    known = Notice("С выбранными фильтрами ничего не найдено; без них статей — %(total)s.", total=3)
    assert not re.search("[а-яё]", speaker("en").notice(known))


def test_parts_of_an_answer_have_names_in_both_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {part: part_name(part) for part in PARTS}
    assert len(set(names.values())) == len(PARTS)
    monkeypatch.setattr(terminal_language, "_speaker", RUSSIAN)
    for part, name in names.items():
        assert re.fullmatch("[а-яё ]+", part_name(part)), part
        assert part_name(part) != name
