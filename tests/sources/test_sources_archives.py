"""Compressed files and archives: read like folders, damaged and dangerous ones named."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path

import pytest
import zstandard
from collected import collected, written
from made_documents import docx, warc, zipped

STORY = "Лодка у берега\n\nЛодку нашли утром, весло лежало рядом."
TABLE = "title,text\nЛодка у берега,Лодку нашли утром."
PACK = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


def tar(members: dict[str, bytes], mode: str = "w") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


@pytest.mark.parametrize("ending", PACK)
def test_compressed_files(tmp_path: Path, ending: str) -> None:
    written(tmp_path, f"а.txt.{ending}", PACK[ending](STORY.encode()))
    written(tmp_path, f"б.csv.{ending}", PACK[ending](TABLE.encode()))
    found = collected(tmp_path)
    assert found.titles() == ["Лодка у берега"] * 2
    assert found.skipped == []


@pytest.mark.parametrize("ending", PACK)
def test_what_is_cut_short_is_named_and_its_head_is_read(tmp_path: Path, ending: str) -> None:
    rows = "".join(f"Лодка {n},Нашли весло номер {n * n}.\n" for n in range(20_000))
    packed = PACK[ending](f"title,text\n{rows}".encode())
    written(tmp_path, f"а.csv.{ending}", packed[: len(packed) * 9 // 10])
    found = collected(tmp_path)
    (reason,) = [reason for _, reason in found.skipped]
    assert reason.startswith("damaged")
    assert ending == "bz2" or "cut short" in reason
    assert ending in ("xz", "bz2") or len(found.articles) > 1000


@pytest.mark.parametrize("ending", ["bz2", "xz", "gz"])
def test_files_of_several_parts(tmp_path: Path, ending: str) -> None:
    parts = [
        PACK[ending](part.encode()) for part in ("title,text\n", "Лодка,Цела.\n", "Весло,Нет.\n")
    ]
    written(tmp_path, f"а.csv.{ending}", b"".join(parts))
    assert collected(tmp_path).titles() == ["Лодка", "Весло"]


@pytest.mark.parametrize("name", ["а.zip", "а.tar", "а.tar.gz", "а.tgz", "а.tar.xz", "а.tar.bz2"])
def test_archives_are_walked_like_folders(tmp_path: Path, name: str) -> None:
    members = {
        "папка/лодка.txt": STORY.encode(),
        "папка/таблица.csv": "title,text\nВесло,Весло сломано.\nЯкорь,Якорь цел.".encode(),
        "снимок.jpg": b"\xff\xd8",
        ".скрыто.txt": b"x",
        "__MACOSX/._лодка.txt": b"x",
    }
    modes = {"а.tar.gz": "w:gz", "а.tgz": "w:gz", "а.tar.xz": "w:xz", "а.tar.bz2": "w:bz2"}
    written(
        tmp_path, name, zipped(members) if name == "а.zip" else tar(members, modes.get(name, "w"))
    )
    found = collected(tmp_path)
    assert [(a.path, a.title) for a in found.articles] == [
        (f"{name}/папка/лодка.txt", "Лодка у берега"),
        (f"{name}/папка/таблица.csv", "Весло"),
        (f"{name}/папка/таблица.csv", "Якорь"),
    ]
    assert found.passed_over == [(f"{name}/снимок.jpg", ".jpg")]
    assert found.skipped == []


def test_archives_in_archives_and_documents_in_them(tmp_path: Path) -> None:
    inner = zipped({"смета.docx": docx("Смета моста\nМост построят к осени.")})
    middle = tar({"внутри.zip": inner, "а.txt.gz": gzip.compress(STORY.encode())}, "w:gz")
    written(tmp_path, "всё.zip", zipped({"2024/май.tar.gz": middle}))
    assert [(a.path, a.title) for a in collected(tmp_path).articles] == [
        ("всё.zip/2024/май.tar.gz/внутри.zip/смета.docx", "Смета моста"),
        ("всё.zip/2024/май.tar.gz/а.txt.gz", "Лодка у берега"),
    ]


def test_a_change_of_a_member_changes_its_digest_alone(tmp_path: Path) -> None:
    from svodka.indexer.sources import Root, walk

    def digests() -> dict[str, str]:
        found = walk([Root.at(tmp_path)], lambda path, reason: None)
        return {candidate.path: candidate.digest for candidate in found}

    members = {"а.txt": STORY, "б.txt": STORY + "\nВесло сломано."}
    written(tmp_path, "а.zip", zipped(members))
    before = digests()
    written(tmp_path, "а.zip", zipped({**members, "б.txt": "Якорь подняли."}))
    after = digests()
    assert {path for path in before if before[path] != after[path]} == {"а.zip/б.txt"}


@pytest.mark.parametrize("encoding", ["cp866", "utf-8", "cp1251"])
def test_russian_names_without_the_mark_of_utf8(tmp_path: Path, encoding: str) -> None:
    names = ["Новости района/Лодка у берега.txt", "Новости района/Паром вернулся.txt"]
    plain = zipped(
        {f"{'x' * len(name.encode(encoding))}{n}": STORY for n, name in enumerate(names)}
    )
    for n, name in enumerate(names):
        raw = name.encode(encoding)
        plain = plain.replace(f"{'x' * len(raw)}{n}".encode(), raw + str(n).encode())
    written(tmp_path, "а.zip", plain.replace(b".txt0", b"0.txt").replace(b".txt1", b"1.txt"))
    assert [a.path for a in collected(tmp_path).articles] == [
        "а.zip/Новости района/Лодка у берега0.txt",
        "а.zip/Новости района/Паром вернулся1.txt",
    ]


def test_members_never_lead_out_of_the_archive(tmp_path: Path) -> None:
    members = {"../../лодка.txt": STORY, "/etc/весло.txt": STORY, "а\\б\\якорь.txt": STORY}
    written(tmp_path, "а.zip", zipped(members))
    assert sorted(a.path for a in collected(tmp_path).articles) == [
        "а.zip/etc/весло.txt",
        "а.zip/а/б/якорь.txt",
        "а.zip/лодка.txt",
    ]


def encrypted() -> bytes:
    raw = bytearray(zipped({"а.txt": STORY}, zipfile.ZIP_STORED))
    raw[6] |= 1
    raw[raw.index(b"PK\1\2") + 8] |= 1
    return bytes(raw)


def linked() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("ссылка.txt")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(info)
    return buffer.getvalue()


def nested(levels: int) -> bytes:
    raw = zipped({"а.txt": STORY})
    for _ in range(levels):
        raw = zipped({"внутри.zip": raw})
    return raw


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("а.zip", b"not a zip", "a damaged ZIP"),
        ("а.zip", zipped({"а.txt": STORY})[:-30], "a damaged ZIP"),
        ("а.zip", zipped({}), "an archive without files"),
        ("а.zip", encrypted(), "protected by a password"),
        ("а.zip", nested(6), "archives inside archives"),
        ("а.tar", b"x" * 2000, "a damaged tar"),
        ("а.tar", linked(), "a link or a special file"),
        (
            "а.tgz",
            gzip.compress(tar({"а.txt": STORY.encode() * 2000}))[:-80],
            "damaged gzip: it is cut short",
        ),
        ("а.warc", b"WARC/1.0\r\nbroken", "holds no page"),
        ("а.warc", warc({}), "holds no page (format: .warc)"),
        ("а.txt.xz", b"xz no more", "damaged xz"),
        ("а.txt.zst", b"no zst", "damaged Zstandard"),
    ],
)
def test_bad_archives_are_named(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    written(tmp_path, name, content)
    found = collected(tmp_path)
    assert any(reason in one for _, one in found.skipped), found
    assert not any("fault of Svodka" in one for _, one in found.skipped)


def test_pages_of_a_web_archive(tmp_path: Path) -> None:
    page = (
        "<html><head><title>{0}</title></head><body><article><h1>{0}</h1><p>Лодку нашли утром у "
        "самого берега, весло лежало рядом с ней.</p></article></body></html>"
    )
    archive = warc(
        {
            "http://oka.example/news/1.html": page.format("Лодка у берега"),
            "http://oka.example/news/2.html": page.format("Якорь поднят"),
        }
    )
    written(tmp_path, "обход.warc.gz", gzip.compress(archive))
    found = collected(tmp_path)
    assert [(a.path, a.title, a.url, a.date) for a in found.articles] == [
        (
            f"обход.warc.gz/oka.example/news/{n}.html",
            title,
            f"http://oka.example/news/{n}.html",
            "2009-05-01T08:00:00+00:00",
        )
        for n, title in ((1, "Лодка у берега"), (2, "Якорь поднят"))
    ]
    assert found.notes == [("обход.warc.gz", "left out 1 responses that are no pages")]
