"""Files of each format with random damage become articles or a reason, and never a fault."""

import bz2
import gzip
import json
import os
import random
from pathlib import Path

import pytest
import zstandard
from collected import collected, written
from made_documents import docx, epub, fb2, letter, odt, pdf, warc, zipped

ROUNDS = int(os.environ.get("EXAMPLES", "60")) // 6
LINES = ["Лодка у берега", "Лодку нашли утром, весло лежало рядом."]
TABLE = "title,text,date\nЛодка,Цела.,04.05.2023\nЯкорь,Поднят.,март 1917\n".encode()
FEED = (
    "<rss><channel><title>Речник</title><item><title>Лодка</title><link>http://a.b/1</link>"
    "<description>Цела.</description></item></channel></rss>"
).encode()
POSTS = json.dumps(
    {
        "name": "Речник",
        "id": 7,
        "messages": [
            {"id": 1, "type": "message", "from_id": "x", "text": ["Лодка ", {"text": "цела"}]}
        ],
    }
).encode()
PAGE = (
    "<html><body><table><tr><td><p>Лодку нашли<sup>1</sup> утром.</td></tr></table></body></html>"
)
RTF = "{\\rtf1\\ansi\\ansicpg1251 Лодка цела.\\par Якорь поднят.}".encode("cp1251")
WHOLE: dict[str, bytes] = {
    "а.docx": docx("\n".join(LINES)),
    "а.odt": odt("<text:p>Лодка</text:p><text:p>Цела.</text:p>"),
    "а.fb2": fb2("<section><p>Лодка цела.</p></section>").encode(),
    "а.epub": epub(["<p>Лодка цела.</p>"]),
    "а.pdf": pdf([LINES, LINES]),
    "а.rtf": RTF,
    "а.doc": RTF,
    "а.eml": letter("Лодка", "Лодка цела."),
    "а.mbox": b"From a\n" + letter("Лодка", "Лодка цела."),
    "а.mht": b"Content-Type: text/html\n\n" + PAGE.encode(),
    "а.warc": warc({"http://a.b/1": PAGE}),
    "а.zip": zipped({"б.csv": TABLE, "в.txt": "\n".join(LINES)}),
    "а.csv.gz": gzip.compress(TABLE),
    "а.csv.bz2": bz2.compress(TABLE),
    "а.csv.zst": zstandard.ZstdCompressor().compress(TABLE),
    "а.rss": FEED,
    "result.json": POSTS,
    "а.html": PAGE.encode(),
    "messages.html": b'<div class="page_wrap"><div class="message default"><div class="text">'
    + "Лодка цела.</div></div></div>".encode(),
    "а.xls": "<table><tr><td>title<td>text<tr><td>Лодка<td>Цела.</table>".encode(),
}


def damaged(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with some changed, cut out, doubled, or cut off."""
    made = bytearray(raw)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(made) + 1)
        match chance.randrange(5):
            case 0:
                made[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del made[at : at + chance.randint(1, 40)]
            case 2:
                made[at:at] = made[at : at + chance.randint(1, 40)]
            case 3:
                made[at : at + 4] = chance.choice(
                    (b"\0\0\0\0", b"\xff\xff\xff\xff", b"<![CDATA[", b"\\u-1")
                )
            case 4 if chance.random() < 0.3:
                del made[at:]
    return bytes(made)


@pytest.mark.parametrize("name", WHOLE)
def test_the_whole_file_is_read(tmp_path: Path, name: str) -> None:
    written(tmp_path, name, WHOLE[name])
    found = collected(tmp_path)
    assert found.articles
    assert found.skipped == []


@pytest.mark.parametrize("name", WHOLE)
def test_damage_is_no_fault(tmp_path: Path, name: str) -> None:
    chance = random.Random(name)
    for number in range(ROUNDS):
        written(tmp_path / str(number), name, damaged(WHOLE[name], chance))
        found = collected(tmp_path / str(number))
        assert [one for one in found.skipped if "fault of Svodka" in one[1]] == []
        assert found.articles or found.skipped or found.notes or found.passed_over
