"""Index a made export of a Telegram channel twice, and measure time and memory.

    python tests/benchmarks/telegram_export.py FOLDER [--posts 20000] [--megabytes 100]

Writes FOLDER/export/result.json and FOLDER/index. Prints the seconds of the processor and the most
memory of any process, for the first run and for one that changes nothing.
"""

import argparse
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORDS = (
    "паром баржа река пристань мост лодка якорь капитан затон берег бакен буксир рыбак рейс весна "
    "мэрия смета дорога город район завод школа липа парк рынок цена хлеб лёд снег ветер"
)


def posts(count: int, size: int) -> Iterator[str]:
    """Posts of a channel in the form of Telegram Desktop, each of about ``size`` bytes."""
    chance, words = random.Random(7), WORDS.split()
    for number in range(1, count + 1):
        text = f"{' '.join(chance.choices(words, k=40)).capitalize()}. Номер {number}."
        post = {
            "id": number,
            "type": "message",
            "date": f"2023-05-{number % 28 + 1:02}T10:15:00",
            "from_id": "channel77",
            "text": [{"type": "bold", "text": text[:40]}, text[40:]],
            "text_entities": [{"type": "plain", "text": text}],
        }
        rest = max(0, size - len(json.dumps(post, ensure_ascii=False).encode()))
        post["thumbnail"] = "x" * rest
        yield json.dumps(post, ensure_ascii=False)


def index(folder: Path) -> str:
    """Index the export; the seconds and the memory that it took."""
    command = [sys.executable, "-m", "svodka.webapp.cli", "index", str(folder / "export")]
    process = subprocess.Popen(
        [*command, "--index", f"whoosh:{folder / 'index'}", "--jobs", "1"],
        env=os.environ | {"PYTHONPATH": str(ROOT / ".src")},
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = used.ru_utime + used.ru_stime
    return f"exit {process.returncode}, {seconds:.1f} s of the processor, {used.ru_maxrss >> 10} MB"


def main() -> None:
    """Write the export and index it twice."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--megabytes", type=int, default=100)
    options = parser.parse_args()
    place = options.folder / "export"
    place.mkdir(parents=True, exist_ok=True)
    size = options.megabytes * 1_000_000 // options.posts
    with (place / "result.json").open("w", encoding="utf-8") as file:
        file.write('{"name": "Речник", "type": "public_channel", "id": 77, "messages": [\n')
        file.write(",\n".join(posts(options.posts, size)))
        file.write("\n]}\n")
    print(f"{(place / 'result.json').stat().st_size / 1e6:.0f} MB")
    print(f"first run: {index(options.folder)}")
    print(f"without a change: {index(options.folder)}")


if __name__ == "__main__":
    main()
