"""The folder as a whole: its articles, its bad files, their order, and the cost."""

import gzip
import json
import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sources_zoo import ENCODINGS, Zoo, make_zoo, story

from svodka.indexer.article import Article
from svodka.indexer.errors import SourceError
from svodka.indexer.sources import Candidate, Root, read, walk


def collect(*folders: Path) -> tuple[list[Article], list[tuple[str, str]]]:
    """All articles of folders, and all bad files as (path, reason)."""
    skipped: list[tuple[str, str]] = []
    articles = []
    for candidate in walk(
        [Root.at(folder) for folder in folders], lambda path, reason: skipped.append((path, reason))
    ):
        try:
            articles.append(read(candidate))
        except SourceError as error:
            skipped.append((candidate.path, str(error)))
    return articles, skipped


def attempt(candidate: Candidate) -> tuple[Article | None, str]:
    """The article of a candidate, or the reason of its failure."""
    try:
        return read(candidate), ""
    except SourceError as error:
        return None, str(error)


def never(path: str, reason: str) -> None:
    raise AssertionError((path, reason))


@pytest.fixture(scope="module")
def zoo(tmp_path_factory: pytest.TempPathFactory) -> Zoo:
    return make_zoo(tmp_path_factory.mktemp("zoo"))


@pytest.fixture(scope="module")
def found(zoo: Zoo) -> tuple[list[Article], list[tuple[str, str]]]:
    return collect(zoo.folder)


def test_the_good_are_found(zoo: Zoo, found: tuple[list[Article], list[tuple[str, str]]]) -> None:
    texts: dict[str, str] = {}
    for article in found[0]:
        texts[article.path] = (
            texts.get(article.path, "") + f"{article.title}\n{article.text}\n".lower()
        )
    assert {
        path: [word for word in words.split() if word not in texts.get(path, "")]
        for path, words in zoo.good.items()
    } == {path: [] for path in zoo.good}
    assert texts.keys() == zoo.good.keys()


def test_the_bad_are_named(zoo: Zoo, found: tuple[list[Article], list[tuple[str, str]]]) -> None:
    reasons: dict[str, str] = {}
    for path, reason in found[1]:
        assert (path + reason).isprintable() or "\xa0" in path
        assert len(reason.splitlines()) == 1
        reasons[path] = reasons.get(path, "") + reason + "\n"
    assert reasons.keys() == zoo.bad.keys()
    assert {path: reason for path, reason in zoo.bad.items() if reason not in reasons[path]} == {}


def test_bad_lines_are_named_one_by_one(found: tuple[list[Article], list[tuple[str, str]]]) -> None:
    assert [reason for path, reason in found[1] if path == "плохие/строки.jsonl"] == [
        "line 2: broken JSON at character 2: Expecting property name enclosed in double quotes",
        "line 3: its title holds half of a character: the lone surrogate \\ud800",
        "line 5: JSON that is nested too deeply",
        "line 6: not an object",
        "line 7: has neither a title nor a text",
        "line 8: binary: it holds NUL characters",
    ]


def test_ids_differ_and_are_safe(found: tuple[list[Article], list[tuple[str, str]]]) -> None:
    ids = [article.id for article in found[0]]
    assert len(set(ids)) == len(ids)
    assert all(
        set(id) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        for id in ids
    )


@pytest.mark.parametrize("name", ENCODINGS)
def test_every_encoding_reads_the_same(
    name: str, found: tuple[list[Article], list[tuple[str, str]]]
) -> None:
    article = next(article for article in found[0] if article.path == f"кодировки/{name}.txt")
    assert article.title == "В Калуге открыли новую набережную"
    assert article.text.startswith(
        "Рабочие закончили дело за два года: уложили плитку, посадили липы и поставили скамейки.\n"
    )


def test_the_order_is_that_of_names(tmp_path: Path) -> None:
    for name in ("я.txt", "б/в.txt", "б.txt", "B.txt", "a.txt", "б/а.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(story("слово"))
    assert [c.path for c in walk([Root.at(tmp_path)], never)] == [
        "B.txt",
        "a.txt",
        "б/а.txt",
        "б/в.txt",
        "б.txt",
        "я.txt",
    ]


def test_labels_tell_folders_apart(tmp_path: Path) -> None:
    for name in ("раз/новости/а.txt", "два/новости/а.txt"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(story("слово"))
    (tmp_path / "два/новости/пустой.txt").write_text("")
    roots = [Root.at(tmp_path / "раз/новости"), Root.at(tmp_path / "два/новости", "вторая")]
    skipped: list[str] = []
    articles = []
    for candidate in walk(roots, lambda path, _reason: skipped.append(path)):
        article, reason = attempt(candidate)
        if article is None:
            assert (candidate.folder, candidate.path, reason) == ("вторая", "пустой.txt", "empty")
        else:
            articles.append(article)
    assert [(article.folder, article.path, article.file) for article in articles] == [
        ("", "а.txt", "а.txt"),
        ("вторая", "а.txt", "вторая/а.txt"),
    ]
    assert articles[0].id != articles[1].id
    assert [c.path for c in walk([Root.at(tmp_path / "раз/новости/а.txt")], never)] == ["а.txt"]


def test_a_missing_folder_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such folder"):
        walk([Root.at(tmp_path / "нет")], never)


def test_a_folder_without_articles_is_empty(tmp_path: Path) -> None:
    assert collect(tmp_path) == ([], [])


def test_composed_and_decomposed_names_agree(tmp_path: Path) -> None:
    names = {
        "composed": "ёжик и чай.txt",
        "decomposed": "ёжик и чай.txt".replace("ё", "е\u0308").replace("й", "и\u0306"),
    }
    ids = set()
    for form, name in names.items():
        (tmp_path / form).mkdir()
        (tmp_path / form / name).write_text(story("слово"))
        ids |= {(article.id, article.path) for article in collect(tmp_path / form)[0]}
    assert len(ids) == 1
    for name in names.values():
        (tmp_path / name).write_text(story("слово"))
    assert "only in how its letters are composed" in collect(tmp_path)[1][0][1]


def test_a_digest_tells_what_changed(tmp_path: Path) -> None:
    file = tmp_path / "строки.jsonl"
    lines = [json.dumps({"title": f"Новость {n}", "text": "Текст."}) for n in range(5)]
    file.write_text("\n".join(lines))
    before = [(c.path, c.digest) for c in walk([Root.at(tmp_path)], never)]
    lines[2] = lines[2].replace("2", "22")
    file.write_text("\r\n".join(lines) + "\r\n")
    after = [(c.path, c.digest) for c in walk([Root.at(tmp_path)], never)]
    assert len({digest for _, digest in before}) == 5
    assert [a == b for a, b in zip(before, after, strict=True)] == [True, True, False, True, True]
    assert all(len(digest) == 32 and int(digest, 16) >= 0 for _, digest in before)


def test_alike_records_without_an_id_stay_apart(tmp_path: Path) -> None:
    record = {"title": "Погода", "text": "Завтра дождь.", "date": "2024-08-19"}
    other = {**record, "text": "Завтра снег."}
    (tmp_path / "строки.jsonl").write_text("\n".join(map(json.dumps, (record, record, other))))
    (tmp_path / "список.json").write_text(json.dumps([record, record, other]))
    articles, skipped = collect(tmp_path)
    assert not skipped
    assert len({article.id for article in articles}) == len(articles) == 6
    assert len({(c.path, c.digest) for c in walk([Root.at(tmp_path)], never)}) == 6


def test_candidates_can_be_pickled(zoo: Zoo) -> None:
    for candidate in walk([Root.at(zoo.folder)], lambda *_: None):
        assert pickle.loads(pickle.dumps(candidate)) == candidate


def test_a_file_that_vanishes_is_named(tmp_path: Path) -> None:
    for name in ("а.txt", "б.txt", "в.txt"):
        (tmp_path / name).write_text(story("слово"))
    skipped: list[str] = []
    walker = walk([Root.at(tmp_path)], lambda path, reason: skipped.append(f"{path}: {reason}"))
    paths = [next(walker).path]
    (tmp_path / "б.txt").unlink()
    paths += [candidate.path for candidate in walker]
    assert paths == ["а.txt", "в.txt"]
    assert skipped == ["б.txt: vanished before it could be read"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(13, "Permission denied"), "no permission to read it"),
        (OSError(5, "Input/output error"), "cannot be read: Input/output error"),
    ],
)
def test_what_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, reason: str
) -> None:
    for name in ("а.txt", "б.jsonl", "в/г.txt", "д.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(story("слово"))
    real_open = os.open

    def open_(path: Path, *rest: int) -> int:
        if path.name in ("а.txt", "б.jsonl", "в"):
            raise error
        return real_open(path, *rest)

    monkeypatch.setattr("os.open", open_)
    articles, skipped = collect(tmp_path)
    assert [article.path for article in articles] == ["д.txt"]
    assert skipped == [("а.txt", reason), ("б.jsonl", reason), ("в/", reason)]


def test_folders_deeper_than_the_stack(tmp_path: Path) -> None:
    folders = [str(tmp_path) + "/a" * depth for depth in range(1, 1050)]
    for folder in folders:
        Path(folder).mkdir()
    file = Path(folders[-1], "дно.txt")
    file.write_text(story("слово"))
    assert len(list(walk([Root.at(tmp_path)], never))) == 1
    file.unlink()
    for folder in reversed(folders):  # too deep for pytest's own clean-up
        Path(folder).rmdir()


def test_a_line_over_the_cap_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("svodka.indexer.sources.lines.CAP", 3000)
    short = json.dumps({"id": "к", "title": "Короткая", "text": "Да."})
    long = json.dumps({"title": "Длинная", "text": "а" * 5000})
    (tmp_path / "а.jsonl").write_text(f"{short}\n{long}\n{short}")
    (tmp_path / "б.jsonl").write_bytes(f"{short}\n{long}\n{short}".encode("utf-16"))
    articles, skipped = collect(tmp_path)
    assert [article.title for article in articles] == ["Короткая"] * 4
    assert [path for path, reason in skipped if reason.startswith("line 2: longer than")] == [
        "а.jsonl",
        "б.jsonl",
    ]


def test_import_is_cheap() -> None:
    heavy = ["trafilatura", "lxml", "yaml", "markdown_it"]
    code = (
        "import sys, svodka.indexer.sources;"
        f" print([name for name in {heavy} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


KINDS = ("text", "markdown", "html", "record")
PIECES = st.sampled_from(
    [
        b"---\n",
        b"# ",
        b"title: ",
        b"<p>",
        b"<meta charset=",
        b'{"text":',
        b'"',
        b"}",
        b"[",
        b"\\ud800",
        b"\x00",
        "Дата: ".encode(),
    ]
)
HOSTILE = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(PIECES, st.binary(max_size=20)), max_size=20).map(b"".join),
    st.text().map(str.encode),
)


@settings(max_examples=300, deadline=None)
@given(raw=HOSTILE, kind=st.sampled_from(KINDS))
def test_read_raises_nothing_but_source_errors(raw: bytes, kind: str) -> None:
    article, reason = attempt(Candidate("а.txt", "0" * 32, kind, raw))  # type: ignore[arg-type]
    assert len(reason.splitlines()) == (article is None)
    if article:
        assert article.title
        (article.title + article.text + article.url).encode()


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    raw=HOSTILE,
    ending=st.sampled_from(["json", "jsonl", "csv", "tsv", "json.gz", "txt.gz"]),
    packed=st.booleans(),
)
def test_walk_raises_nothing(tmp_path: Path, raw: bytes, ending: str, packed: bool) -> None:
    for old in tmp_path.iterdir():
        old.unlink()
    (tmp_path / f"файл.{ending}").write_bytes(gzip.compress(raw) if packed else raw)
    collect(tmp_path)
