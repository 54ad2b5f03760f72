"""Damaged files, and files that other users could have written, are never trusted."""

import os
import pickle
import re
import shutil
import stat
import zlib
from collections.abc import Callable, Iterator
from http.client import HTTPException
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from unittest import mock

import numpy as np
import pytest
from made_news import News
from running import Site, Svodka, another_user, serving, soon, walked

from svodka.indexer.documents import signature
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.whoosh.format import pickles
from svodka.indexer.engines.whoosh.format.columns import NUMBERS, Columns
from svodka.indexer.engines.whoosh.format.flat import Array
from svodka.indexer.engines.whoosh.format.schema import INDEX_NAME
from svodka.indexer.engines.whoosh.read import live
from svodka.indexer.engines.whoosh.read.snapshot import read_contents
from svodka.indexer.engines.whoosh.storage import checksums
from svodka.indexer.engines.whoosh.storage.files import Storage
from svodka.indexer.engines.whoosh.storage.verified import keep_verified, read_verified
from svodka.indexer.engines.whoosh.write import policy
from svodka.indexer.errors import IndexCorrupt, IndexUntrusted, UnusableIndexError
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search

SIZE = 24
SAID_WITHIN = 10  # seconds; a server checks every second


@pytest.fixture(autouse=True)
def _do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "TRIES", 2)  # a missing file may reappear; here it never does
    monkeypatch.setattr(live, "PAUSE", 0)


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> News:
    news = News(tmp_path_factory.mktemp("news") / "вести", SIZE, sentences=6)
    news.write(0)
    return news


@pytest.fixture(scope="module")
def built(news: News, tmp_path_factory: pytest.TempPathFactory) -> Svodka:
    """An index of two segments, with deleted articles in the first."""
    svodka = Svodka(tmp_path_factory.mktemp("built") / "index")
    with mock.patch.object(policy, "SMALL", 0):  # so small an index would have but one segment
        for edition in (0, 1, 2):
            news.write(edition)
            assert svodka.here("index", news.folder).code == 0
    assert len(list(svodka.generation().glob("*.pst"))) == 2
    return svodka


@pytest.fixture
def svodka(built: Svodka, tmp_path: Path) -> Svodka:
    """A copy of the index, to be damaged."""
    shutil.copytree(built.index, tmp_path / "index")
    return Svodka(tmp_path / "index")


def flip(path: Path, random: Random) -> None:
    """Flip one bit in place."""
    with path.open("r+b") as file:
        at = random.randrange(path.stat().st_size)
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes((byte ^ 1 << random.randrange(8),)))


def cut(path: Path, random: Random) -> None:
    """Cut off the end of the file."""
    os.truncate(path, random.randrange(path.stat().st_size))


def grow(path: Path, random: Random) -> None:
    """Append bytes."""
    with path.open("ab") as file:
        file.write(random.randbytes(random.randint(1, 5000)))


def remove(path: Path, _random: Random) -> None:
    """Delete the file."""
    path.unlink()


DAMAGES: list[Callable[[Path, Random], None]] = [flip, cut, grow, remove]


@pytest.mark.parametrize("damage", DAMAGES)
def test_any_damage_to_any_file_is_named_and_never_believed(
    built: Svodka, tmp_path: Path, damage: Callable[[Path, Random], None]
) -> None:
    names = sorted(
        path.relative_to(built.index)
        for path in walked(built.index)
        if path.name not in ("LOCK", "LAST_RUN", "FILES", "VERIFIED")
    )
    assert len(names) == 4 + 2 * 7  # two segments of seven files
    for number, name in enumerate(names):
        svodka = Svodka(tmp_path / str(number))
        shutil.copytree(built.index, svodka.index)
        damage(svodka.index / name, Random(f"{damage.__name__} {name.suffix} {number}"))
        found = [name.parent / "*.toc"] if damage is remove and name.suffix == ".toc" else [name]
        assert [
            Path(fault.file) for fault in open_engine(f"whoosh:{svodka.index}").check().faults
        ] == found
        if name.name == "FOLDERS":  # which no reader opens
            assert svodka.here("folders").code == (0 if damage is remove else 2)
            shutil.rmtree(svodka.index)
            continue
        search = Search(f"whoosh:{svodka.index}")
        for ask in (
            search.overview,
            search.version,
            search.verify,
            lambda search=search: search.page(SearchRequest("прогноз")),
        ):
            with pytest.raises(UnusableIndexError, match="svodka index"):
                ask()
        shutil.rmtree(svodka.index)


@pytest.mark.parametrize("seed", range(6))
def test_the_next_index_mends_it_and_a_reader_that_was_there_goes_on(
    svodka: Svodka, news: News, seed: int
) -> None:
    search, random = Search(f"whoosh:{svodka.index}"), Random(seed)
    assert search.page(SearchRequest("прогноз")).total == SIZE
    name = random.choice(sorted(path for path in walked(svodka.generation())))
    random.choice([flip, grow, remove])(name, random)
    with pytest.raises(IndexCorrupt):
        search.verify()
    with pytest.raises(IndexCorrupt):
        search.page(SearchRequest("прогноз"))
    ended = svodka.here("index", news.folder, "--json")
    assert (ended.code, ended.report["full"]) == (0, "the index is damaged")
    assert {
        query: search.page(SearchRequest(query)).total for query in news.totals(2)
    } == news.totals(2)
    search.verify(again=True)


def test_what_is_whole_still_gives_the_last_good_version_of_a_file_that_became_bad(
    svodka: Svodka, news: News, tmp_path: Path
) -> None:
    shutil.copytree(news.folder, tmp_path / "вести")
    bad = tmp_path / "вести" / "раздел 2" / "новость 2.txt"
    words = bad.read_text("utf-8").splitlines()[2]
    bad.write_bytes(b"")
    assert svodka.here("folders", "move", news.folder, tmp_path / "вести").code == 0
    flip(
        min(svodka.generation().glob("*.art"), key=lambda path: path.stat().st_size),
        Random(5),
    )
    ended = svodka.here("index", tmp_path / "вести", "--json")
    assert (ended.code, ended.report["full"], ended.report["kept"]) == (
        1,
        "the index is damaged",
        1,
    )
    assert svodka.found(f'!"{words}"') == ["раздел 2/новость 2.txt"]
    for articles in svodka.generation().glob("*.art"):
        flip(articles, Random(6))
    ended = svodka.here("index", tmp_path / "вести", "--json")
    assert (ended.code, ended.report["total"], ended.report["kept"]) == (1, SIZE - 1, 0)


@pytest.mark.parametrize("kind", ["pst", "art", "trm", "col", "tok", "lex"])
def test_damage_is_not_merged_into_what_is_sealed_anew(
    svodka: Svodka, news: News, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """The same holds for an index that is too large to be verified before its first use."""
    monkeypatch.setattr(live, "AT_ONCE", 0)
    later = News(tmp_path / "новости", SIZE, sentences=6)
    later.write(3)
    assert svodka.here("folders", "move", news.folder, later.folder).code == 0
    flip(next(svodka.generation().glob(f"*.{kind}")), Random(4))
    ended = svodka.here("index", later.folder, "--json")
    assert (ended.code, ended.report["full"]) == (0, "the index is damaged")
    assert svodka.here("check").code == 0
    assert {
        query: svodka.here("search", query, "--json").report["total"] for query in news.totals(3)
    } == news.totals(3)


def compared(svodka: Svodka, news: News, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The kinds of the files that a run reads to compare them, of those that there are before."""
    before, read = {path.name for path in walked(svodka.generation())}, list[Path]()
    checksum = checksums.checksum
    with monkeypatch.context() as patch:
        patch.setattr(checksums, "checksum", lambda path: read.append(path) or checksum(path))
        assert svodka.here("index", news.folder).code == 0
    return sorted(path.suffix for path in read if path.name in before)


def test_a_run_compares_only_files_that_are_new_since_the_last(
    svodka: Svodka, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checksums, "SETTLED", 0)
    files = [path for path in walked(svodka.generation()) if path.suffix not in (".toc", ".json")]
    assert len(compared(svodka, news, monkeypatch)) == len(files) == 14
    assert compared(svodka, news, monkeypatch) == []
    os.utime(files[0])
    assert compared(svodka, news, monkeypatch) == [files[0].suffix]
    (svodka.index / "VERIFIED").write_bytes(b'{"files": {}}')
    assert len(compared(svodka, news, monkeypatch)) == len(files)


def test_files_that_were_written_just_before_are_compared_again(
    svodka: Svodka, news: News, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file system's clock may stand still for two seconds, and so may the time of a change."""
    for path in walked(svodka.generation()):
        os.utime(path)
    for _ in range(2):
        assert len(compared(svodka, news, monkeypatch)) == 14


@pytest.mark.parametrize("kind", ["pst", "art", "tok"])
def test_damage_without_a_trace_is_not_merged(
    svodka: Svodka, news: News, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """A disk may return other bytes while the status of the file stays the same."""
    monkeypatch.setattr(checksums, "SETTLED", 0)
    monkeypatch.setattr(policy, "SMALL", 0)
    monkeypatch.setattr(policy, "MAX_DELETED", 0)  # all segments with deletions are merged
    assert svodka.here("index", news.folder).code == 0
    path = max(svodka.generation().glob(f"*.{kind}"), key=lambda path: path.stat().st_size)
    flip(path, Random(4))
    kept = read_verified(svodka.index)
    status = path.stat()
    name = str(path.relative_to(svodka.index))
    assert name in kept
    kept[name] = status.st_ino, status.st_size, status.st_ctime_ns
    keep_verified(svodka.index, kept)
    later = News(tmp_path / "новости", SIZE, sentences=6)
    later.write(3)
    assert svodka.here("folders", "move", news.folder, later.folder).code == 0
    ended = svodka.here("index", later.folder, "--json")
    assert (ended.code, ended.report["full"]) == (0, "the index is damaged")
    assert svodka.here("check").code == 0
    assert svodka.here("search", "прогноз", "--json").report["total"] == SIZE


def test_several_faults_are_all_named(svodka: Svodka) -> None:
    first, second, third = (
        next(svodka.generation().glob(f"*.{kind}")) for kind in ("pst", "trm", "values")
    )
    for damage, path in ((flip, first), (remove, second), (grow, third)):
        damage(path, Random(1))
    (svodka.generation() / "чужой.pst").touch()
    ended = svodka.here("check", "--json")
    assert ended.code == 2
    record = ended.report
    assert (record["ok"], record["articles"]) == (False, SIZE)
    assert {fault["file"] for fault in record["faults"]} == {
        f"{svodka.generation().name}/{path.name}" for path in (first, second, third)
    }
    assert record["strays"] == [f"{svodka.generation().name}/чужой.pst"]
    assert ended.err.count("\n") == 5


def test_what_is_no_part_of_the_index_does_no_harm(svodka: Svodka, news: News) -> None:
    stray = svodka.generation() / "svodka_0123456789abcdef.pst"
    stray.touch()
    ended = svodka.here("check")
    assert (ended.code, ended.err) == (
        0,
        f"{svodka.generation().name}/{stray.name} is no part of the index, and is not read\n",
    )
    assert svodka.here("index", news.folder).code == 0
    assert not stray.exists()


def test_a_file_mended_in_place_is_believed_again(svodka: Svodka) -> None:
    search = Search(f"whoosh:{svodka.index}")
    path = next(svodka.generation().glob("*.pst"))
    whole = path.read_bytes()
    flip(path, Random(2))
    with pytest.raises(IndexCorrupt, match=path.name):
        search.verify()
    with path.open("r+b") as file:
        file.write(whole)
    search.verify()
    assert search.page(SearchRequest("прогноз")).total == SIZE


def test_files_are_read_once_and_again_when_that_is_asked(
    svodka: Svodka, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []
    checksum = checksums.checksum
    monkeypatch.setattr(checksums, "checksum", lambda path: read.append(path) or checksum(path))
    search = Search(f"whoosh:{svodka.index}")
    search.page(SearchRequest("прогноз"))
    files = len(read)
    assert (
        files
        == len({*read})
        == sum(1 for path in walked(svodka.generation()) if path.suffix not in (".toc", ".json"))
    )
    search.verify()
    assert len(read) == files
    os.utime(read[0])
    search.verify()
    assert len(read) == files + 1
    search.verify(again=True)
    assert len(read) == 2 * files + 1


def test_a_very_large_index_is_not_read_before_it_answers(
    svodka: Svodka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "AT_ONCE", 5000)
    path = max(svodka.generation().glob("*.pst"), key=lambda path: path.stat().st_size)
    flip(path, Random(3))
    search = Search(f"whoosh:{svodka.index}")
    search.version()
    for _ in range(2):
        with pytest.raises(IndexCorrupt, match=path.name):
            search.verify()
        with pytest.raises(IndexCorrupt, match=path.name):
            search.version()


def health(site: Site) -> int:
    """The status of /healthz; 0 if the process died of a truncated file and is being replaced."""
    try:
        return site.get("healthz")[0]
    except (OSError, HTTPException):
        return 0


def test_a_running_server_says_what_is_damaged_until_it_is_mended(
    svodka: Svodka, news: News
) -> None:
    with serving(svodka, "--workers", "1") as site:
        assert site.total("прогноз") == SIZE
        for damage, kind in ((flip, "pst"), (remove, "toc"), (cut, "pst")):
            path = next(svodka.generation().glob(f"*.{kind}"))
            damage(path, Random(kind))
            assert soon(lambda: health(site) == 503, within=SAID_WITHIN)
            assert site.get("healthz")[1]["detail"].startswith("The index is damaged")
            assert site.get("api/search", q="прогноз")[0] == 503
            status, headers, page = site.open("search?q=%D0%BC")
            assert (status, headers["Retry-After"]) == (503, "10")
            assert "Индекс повреждён" in page
            assert svodka.here("index", news.folder).code == 0
            assert soon(lambda: site.get("healthz")[0] == 200)
            assert site.total("прогноз") == SIZE


def test_a_running_server_turns_from_an_index_that_others_can_write(svodka: Svodka) -> None:
    with serving(svodka, "--workers", "1") as site:
        assert site.total("прогноз") == SIZE
        svodka.generation().chmod(0o777)
        assert soon(lambda: site.get("healthz")[0] == 503, within=SAID_WITHIN)
        assert "chmod -R go-w" in site.get("healthz")[1]["detail"]
        assert "Индексу нельзя доверять" in site.open("search?q=%D0%BC")[2]
        svodka.generation().chmod(0o755)
        assert soon(lambda: site.get("healthz")[0] == 200, within=SAID_WITHIN)
        assert site.total("прогноз") == SIZE


def index_paths(svodka: Svodka) -> Iterator[Path]:
    """The folder of an index, and one path of each kind in it."""
    yield from (svodka.index, svodka.index / "CURRENT", svodka.generation())
    yield from (next(svodka.generation().glob(f"*.{kind}")) for kind in ("toc", "json", "pst"))


@pytest.mark.parametrize("number", range(6))
@pytest.mark.parametrize("bit", [stat.S_IWGRP, stat.S_IWOTH])
def test_what_others_can_write_is_refused(
    svodka: Svodka, news: News, monkeypatch: pytest.MonkeyPatch, number: int, bit: int
) -> None:
    path = list(index_paths(svodka))[number]
    path.chmod(path.stat().st_mode | bit)
    for command in (
        ["search", "прогноз"],
        ["check"],
        ["stats"],
        ["index", news.folder],
        ["index", news.folder, "--full"],
    ):
        ended = svodka.here(*command)
        assert (ended.code, ended.out) == (2, "")
        assert ended.err == (
            f"Error: {path} can be written to by others: run chmod -R go-w {svodka.index}, "
            "or set SVODKA_TRUST_INDEX=1 if you trust all who can write there\n"
        )
    monkeypatch.setenv("SVODKA_TRUST_INDEX", "1")
    assert svodka.here("search", "прогноз").code == 0
    monkeypatch.setenv("SVODKA_TRUST_INDEX", "0")
    os.system(f"chmod -R go-w {svodka.index}")
    assert svodka.here("search", "прогноз").code == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("number", range(6))
def test_what_belongs_to_another_user_is_refused_even_by_root(svodka: Svodka, number: int) -> None:
    path = list(index_paths(svodka))[number]
    os.chown(path, 65534, -1)
    with pytest.raises(IndexUntrusted, match=f"{path} belongs to the user .*chown"):
        Search(f"whoosh:{svodka.index}").version()


@pytest.mark.skipif(os.geteuid() != 0, reason="the index is not that of root")
def test_an_index_of_root_is_read_by_others(
    svodka: Svodka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 65534)
    assert svodka.here("search", "прогноз").code == 0


def test_an_unclear_setting_is_one_line(svodka: Svodka, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVODKA_TRUST_INDEX", "да")
    ended = svodka.here("search", "прогноз")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("Error: SVODKA_TRUST_INDEX: «да» is neither ")


@pytest.mark.parametrize("umask", [0o000, 0o002, 0o027])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_svodka_makes_is_its_own_under_any_umask(
    tmp_path: Path, news: News, umask: int, jobs: str
) -> None:
    svodka = Svodka(tmp_path / "собрание" / "index")
    before = os.umask(umask)
    try:
        for options in ([], ["--full", "--jobs", jobs]):
            assert svodka.here("index", news.folder, *options).code == 0
    finally:
        assert os.umask(before) == umask
    made = [svodka.index.parent, *svodka.index.parent.rglob("*")]
    assert len(made) > 15
    for path in made:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)
    assert svodka.here("search", "прогноз").code == 0


def test_who_may_read_an_index_folder_may_read_what_is_written_later(
    tmp_path: Path, news: News
) -> None:
    svodka = Svodka(tmp_path / "index")
    before = os.umask(0o022)
    try:
        assert svodka.here("index", news.folder).code == 0
        svodka.index.chmod(0o750)
        assert svodka.here("index", "--full").code == 0
    finally:
        os.umask(before)
    made = [path for path in svodka.index.rglob("*") if path.name not in ("LOCK", "FOLDERS")]
    for path in made:
        assert stat.S_IMODE(path.stat().st_mode) == (0o750 if path.is_dir() else 0o640), path


class Evil:
    """Creates a folder as a trace when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Callable[[str], object], tuple[str]]:
        return os.mkdir, (str(self.trace),)


def test_a_pickle_that_was_tampered_with_runs_nothing(svodka: Svodka, tmp_path: Path) -> None:
    """Not even if the attacker has corrected all checksums."""
    trace = tmp_path / "trace"
    pickle.loads(pickle.dumps(Evil(trace)))
    assert trace.is_dir()
    trace.rmdir()
    contents = read_contents(svodka.generation())
    contents.segments[0].seals = None
    contents.generation += 1
    contents.write(Storage(str(svodka.generation())), INDEX_NAME)
    assert svodka.here("search", "прогноз").err.count("\n") == 1
    contents.segments[0].extra = Evil(trace)
    contents.generation += 1
    contents.write(Storage(str(svodka.generation())), INDEX_NAME)
    ended = svodka.here("search", "прогноз")
    assert (ended.code, ended.out) == (2, "")
    assert "posix.mkdir has no place in an index" in ended.err
    with pytest.raises(pickle.UnpicklingError):
        pickles.load(BytesIO(pickle.dumps(Evil(trace))))
    assert not trace.exists()


def nested(levels: int) -> object:
    value: object = ()
    for _ in range(levels):
        value = (value, value)
    return value


@pytest.mark.parametrize("protocol", range(3, pickle.HIGHEST_PROTOCOL + 1))
def test_tuples_within_tuples_are_refused(protocol: int) -> None:
    plain = {"a": [(1, ("b", 2.5)), {"c": None}], ("d", True): b"e" * 300}
    file = BytesIO(b"".join(pickle.dumps(value, protocol) for value in (plain, [plain], plain)))
    assert [pickles.load(file) for _ in range(3)] == [plain, [plain], plain]
    with pytest.raises(pickle.UnpicklingError, match="nested so deeply"):
        pickles.load(BytesIO(pickle.dumps([nested(40)], protocol)))


def test_an_article_that_unpacks_to_more_than_any_is_refused() -> None:
    bomb = np.frombuffer(zlib.compress(bytes(200_000_000), 1), np.uint8)
    arrays: dict[str, Array] = {name: np.zeros(1, np.int64) for name in NUMBERS}
    arrays |= {"signature": np.zeros(signature.SIZE // signature.TYPE.itemsize, signature.TYPE)}
    for name, size in (("entry", 1), ("sentences", 1), ("article", len(bomb))):
        arrays |= {name: np.zeros(1, np.uint8), f"{name}.bounds": np.array([0, size])}
    with pytest.raises(ValueError, match="larger than any"):
        Columns(arrays, bomb).article(0)


def test_whoosh_itself_reads_the_sealed_table_of_contents(svodka: Svodka) -> None:
    from whoosh.index import open_dir

    with open_dir(svodka.generation(), indexname=INDEX_NAME).reader() as reader:
        assert reader.doc_count() == SIZE
        assert reader.doc_frequency("lemma", "прогноз".encode()) >= SIZE


def test_whoosh_itself_searches_and_inspects_the_index(svodka: Svodka) -> None:
    from whoosh.index import open_dir
    from whoosh.query import And, Prefix, Term

    with open_dir(svodka.generation(), indexname=INDEX_NAME).searcher() as searcher:
        found = searcher.search(And([Term("lemma", "прогноз"), Prefix("id", "")]), limit=None)
        assert {hit["id"] for hit in found} == {hit["id"] for hit in searcher.documents()}
        assert len(found) == SIZE
        reader = searcher.reader()
        assert "lemma" in set(reader.indexed_field_names())
        assert "прогноз".encode() in set(reader.expand_prefix("form", "прог"))
        terms = list(reader.lexicon("form"))
        assert terms == sorted(terms)
        assert ("form", terms[0]) in reader
        assert reader.frequency("lemma", "прогноз".encode()) >= SIZE
        assert reader.term_info("form", terms[-1]).doc_frequency() > 0
        assert not searcher.search(Term("lemma", "нетакогослова"))


def test_every_byte_of_the_small_files_counts(svodka: Svodka) -> None:
    engine = open_engine(f"whoosh:{svodka.index}")
    for path in (svodka.index / "CURRENT", svodka.generation() / "stamp.json"):
        whole = path.read_bytes()
        for at in range(len(whole)):
            changed = bytearray(whole)
            changed[at] ^= 1 << at % 8
            path.write_bytes(changed)
            with pytest.raises(IndexCorrupt):
                engine.stamp()
        path.write_bytes(whole)
        assert engine.stamp() == engine.own_stamp()


@pytest.mark.parametrize(
    "name", ["index", "gen-000001", "gen-000001/stamp.json", "gen-000001/_svodka_3.toc"]
)
def test_what_may_not_be_read_is_one_line(built: Svodka, news: News, name: str) -> None:
    with TemporaryDirectory() as folder:
        svodka = Svodka(Path(folder) / "index")
        shutil.copytree(built.index, svodka.index)
        Path(folder).chmod(0o755)
        closed = svodka.index if name == "index" else svodka.index / name
        closed.chmod(0)
        for command in (["search", "прогноз"], ["check"], ["stats"], ["index", news.folder]):
            with another_user():
                ended = svodka.here(*command)
            assert (ended.code, ended.out) == (2, "")
            assert re.fullmatch(
                r"Error: .*(you lack the permission|Permission denied|no permission).*\n", ended.err
            ), ended
        closed.chmod(0o755)
