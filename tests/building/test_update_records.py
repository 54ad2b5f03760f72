"""The output of `svodka index` for changed files of many records, and for claimed ids."""

import gzip
import json
from pathlib import Path

import pytest
from running import Svodka


@pytest.fixture
def svodka(tmp_path: Path) -> Svodka:
    return Svodka(tmp_path / "index")


def lines(path: Path, *records: dict[str, object] | str) -> None:
    """Write JSONL; a string becomes a line as it is."""
    path.parent.mkdir(exist_ok=True)
    texts = [
        one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records
    ]
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")


def test_records_of_a_file(svodka: Svodka, tmp_path: Path) -> None:
    file = tmp_path / "лента/новости.jsonl"
    first = {"id": "n-1", "title": "Снег", "text": "Дворники достали лопаты."}
    second = {"id": "n-2", "title": "Лёд", "text": "Каток открылся в парке."}
    third = {"title": "Оттепель", "text": "Каток закрылся до холодов."}

    def counts(*records: dict[str, object]) -> dict[str, int]:
        lines(file, *records)
        ended = svodka.here("index", file.parent, "--json")
        assert ended.code == 0, ended
        return ended.counts()

    assert counts(first, second) == {"added": 2}
    assert counts(third, second, first) == {"added": 1, "unchanged": 2}
    assert counts(first, third, second) == {"unchanged": 3}
    assert counts(first, third | {"text": "Каток растаял."}, second) == {
        "changed": 1,
        "unchanged": 2,
    }
    assert counts(first | {"id": "n-3"}, second) == {"added": 1, "removed": 2, "unchanged": 1}
    assert svodka.found("каток | лопата") == ["новости.jsonl"] * 2
    file.rename(file.with_name("архив.jsonl"))
    assert svodka.here("index", file.parent, "--json").counts() == {"moved": 2}
    file.with_name("архив.jsonl.gz").write_bytes(
        gzip.compress(file.with_name("архив.jsonl").read_bytes())
    )
    file.with_name("архив.jsonl").unlink()
    assert svodka.here("index", file.parent, "--json").counts() == {"moved": 2}


def test_a_damaged_file_of_records_keeps_what_cannot_be_read(
    svodka: Svodka, tmp_path: Path
) -> None:
    file = tmp_path / "лента/новости.jsonl"
    records = [{"id": str(n), "title": f"Новость {n}", "text": "Каток открыт."} for n in range(3)]
    lines(file, *records)
    svodka.here("index", file.parent)
    lines(file, records[0], '{"id": "1", "title": "Новос', records[2])
    for options in ([], ["--full"]):
        ended = svodka.here("index", file.parent, "--json", *options)
        assert "line 2: broken JSON" in ended.skipped()["новости.jsonl"]
        assert ended.counts() == {"unchanged": 2, "kept": 1}
        assert len(svodka.found("каток")) == 3


def test_two_articles_that_claim_one_id(svodka: Svodka, tmp_path: Path) -> None:
    folder = tmp_path / "лента"
    lines(folder / "а.jsonl", {"id": "7", "title": "Хор", "text": "Хор спел романс."})
    lines(folder / "б.jsonl", {"id": "7", "title": "Оркестр", "text": "Оркестр сыграл вальс."})
    for counts in ({"added": 1}, {"unchanged": 1}):
        ended = svodka.here("index", folder, "--json")
        assert ended.skipped() == {"б.jsonl": "its id 7 is already that of an article in а.jsonl"}
        assert ended.counts() == counts
        assert (svodka.found("романс"), svodka.found("вальс")) == (["а.jsonl"], [])
    (folder / "а.jsonl").unlink()
    ended = svodka.here("index", folder, "--json")
    assert (ended.code, ended.counts()) == (0, {"changed": 1})
    assert (svodka.found("романс"), svodka.found("вальс")) == ([], ["б.jsonl"])


def test_the_same_record_twice_is_one_article(svodka: Svodka, tmp_path: Path) -> None:
    record = {"id": "7", "title": "Хор", "text": "Хор спел романс."}
    lines(tmp_path / "лента/новости.jsonl", record, record)
    for counts in ({"added": 1}, {"unchanged": 1}):
        ended = svodka.here("index", tmp_path / "лента", "--json")
        assert ended.skipped().keys() == {"новости.jsonl"}
        assert ended.counts() == counts
        assert svodka.found("романс") == ["новости.jsonl"]
