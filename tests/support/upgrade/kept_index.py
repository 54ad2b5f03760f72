"""Make the small index that ``tests/engines/test_upgrade.py`` keeps of an earlier version.

    python tests/support/upgrade/kept_index.py tests/support/upgrade/earlier_index.tar.xz

Run it with the code of the version that is to be kept.
"""

import sys
import tarfile
from pathlib import Path
from tempfile import TemporaryDirectory

from svodka.indexer.build import build
from svodka.indexer.engines import open_engine

EARLIER = Path(__file__).with_name("earlier_index.tar.xz")
# Where the index finds its articles; only its folders remember it.
PLACE = Path("/srv/svodka-test/articles")
TEXTS = {
    "bridge.txt": "Мост через Каму открыт\n\nДата: 2023-05-04\nИсточник: Речной вестник\n\n"
    "Первые грузовики прошли по новому мосту утром. Паромы отправят на зимовку.",
    "harvest.txt": "Уборка гречихи закончена\n\nДата: 2023-09-18\nИсточник: Степная газета\n\n"
    "Хозяйства района намолотили по двадцать центнеров с гектара. Мост у элеватора чинят.",
    "museum.txt": "Музей показал карты ямщиков\n\nДата: 2024-02-11\nИсточник: Речной вестник\n\n"
    "Сотрудница музея Вера Климова нашла их в старом сундуке.",
}


def write_texts(folder: Path) -> None:
    """Write the articles of the index into a folder that exists."""
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")


def main(target: Path) -> None:
    """Index the texts below PLACE, and pack the index."""
    PLACE.mkdir(parents=True)
    try:
        write_texts(PLACE)
        with TemporaryDirectory() as folder, tarfile.open(target, "w:xz") as packed:
            engine = open_engine(f"whoosh:{folder}/index")
            build(engine, [PLACE], jobs=1)
            engine.close()
            packed.add(f"{folder}/index", "index")
    finally:
        for path in PLACE.iterdir():
            path.unlink()
        PLACE.rmdir()
        PLACE.parent.rmdir()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
