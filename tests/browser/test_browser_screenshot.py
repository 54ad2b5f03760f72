"""The screenshot of README can be taken again."""

import struct
from pathlib import Path

from screenshot import SIZE, take


def test_it_is_a_picture_of_the_page(tmp_path: Path) -> None:
    take(tmp_path / "page.png", tmp_path)
    picture = (tmp_path / "page.png").read_bytes()
    assert picture.startswith(b"\x89PNG")
    assert struct.unpack(">II", picture[16:24]) == (SIZE["width"], SIZE["height"])
    assert 50_000 < len(picture) <= 150_000
