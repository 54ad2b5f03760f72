"""The order in which runs added articles, whatever their dates."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from svodka.indexer.build import build
from svodka.indexer.building import changes
from svodka.indexer.engines import open_engine
from svodka.indexer.query.tree import Everything


def test_later_runs_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "вести"
    folder.mkdir()
    rows: list[dict[str, str]] = []
    engine = open_engine(f"whoosh:{tmp_path / 'index'}")

    def run(second: int, *new: dict[str, str]) -> list[str]:
        monkeypatch.setattr(changes, "time", SimpleNamespace(time=lambda: float(second)))
        rows.extend(new)
        lines = (json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / "лента.jsonl").write_text("\n".join(lines), encoding="utf-8")
        build(engine, [folder], jobs=1)
        found = engine.search(Everything(), limit=10, sort="added")
        return [hit.article.id for hit in found.hits]

    def news(id: str, date: str) -> dict[str, str]:
        return {"id": id, "title": f"Паром {id}", "text": f"Рейс {id} отменён.", "date": date}

    assert run(100, news("a", "2023-01-01"), news("b", "2024-01-01")) == ["b", "a"]
    assert run(200, news("c", "1999-01-01")) == ["c", "b", "a"]
    rows[0]["text"] = "Рейс снова по расписанию."
    assert run(300) == ["a", "c", "b"]
    engine.close()
