"""A folder that changes at random: an index that reads only changed files is always that of one
that reads all.
"""

import json
import random
import time
from pathlib import Path
from typing import Any

import pytest

from svodka.indexer.build import build
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.whoosh.storage.memory import FILES
from svodka.indexer.sources import signatures

STEPS = 14
NAMES = (
    "а/вести.jsonl",
    "а/лента.jsonl",
    "б/сводка.jsonl",
    "архив.csv",
    "утро.txt",
    "день.txt",
    "я/вечер.md",
)
WORDS = ("паром", "мост", "ярмарка", "каток", "ледоход", "зоопарк", "трамвай", "урожай")


def content(name: str, chance: random.Random) -> str:
    """A file of some articles, whose ids and texts come in other files too; some are bad."""
    word, other = chance.choice(WORDS), chance.choice(WORDS)
    if name.endswith((".txt", ".md")):
        return chance.choice(["", f"О городе: {word}\n\nГоворят, что будет {other}."])
    rows = [
        {"id": f"n-{chance.randrange(12)}", "title": f"Новость: {one}", "text": f"Это {one}."}
        for one in chance.choices(WORDS, k=chance.randint(1, 4))
    ]
    if name.endswith(".csv"):
        lines = [f"{row['id']},{row['title']},{row['text']}" for row in rows]
        return "\n".join(["id,title,text", *lines, ""])
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    return "\n".join([*lines, *["не запись"] * (chance.random() < 0.2), ""])


def change(folder: Path, chance: random.Random) -> None:
    """Write, remove, touch or move one file."""
    present = sorted(path for path in folder.rglob("*") if path.is_file())
    path = chance.choice([*present, folder / chance.choice(NAMES)])
    path.parent.mkdir(parents=True, exist_ok=True)
    action = chance.choice(["write", "write", "add", "remove", "touch", "move", "move"])
    time.sleep(0.02)  # longer than a tick of the file system's clock
    if action == "write" or not path.exists():
        path.write_text(content(path.name, chance), encoding="utf-8")
    elif action == "add":
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    elif action == "remove":
        path.unlink()
    elif action == "touch":
        path.touch()
    else:
        path.replace(path.with_name(f"{chance.randrange(3)}-{path.name[-12:]}"))


def state(index: Path) -> list[Any]:
    """The articles of an index, with their former ids."""
    engine = open_engine(f"whoosh:{index}")
    entries = [(one.id, one.folder, one.path, one.digest, one.former) for one in engine.catalog()]
    engine.close()
    return sorted(entries)


def updated(index: Path, folders: list[Path]) -> tuple[Any, ...]:
    """What a run counts and skips."""
    report = build(open_engine(f"whoosh:{index}"), folders, jobs=1, allow_removal=True)
    return (
        [report.added, report.changed, report.moved, report.removed, report.unchanged],
        [report.kept, report.elsewhere, report.total],
        sorted(report.skipped),
        {place: vars(counts) for place, counts in report.folders.items()},
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_same_as_if_all_were_read(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatures, "TICK", 0)
    chance, one, all_read = random.Random(seed), tmp_path / "one", tmp_path / "all"
    folders = [tmp_path / "город", tmp_path / "область"]
    for folder in folders:
        change(folder, chance)
    noted = 0
    for _ in range(STEPS):
        for _ in range(chance.randint(1, 3)):
            change(chance.choice(folders), chance)
        read = folders[: chance.choice([1, 2, 2])] if (one / "CURRENT").exists() else folders
        (all_read / FILES).unlink(missing_ok=True)
        assert updated(one, read) == updated(all_read, read)
        assert state(one) == state(all_read)
        noted += (one / FILES).exists()
    assert noted > STEPS / 2
