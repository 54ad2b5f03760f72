"""Exports of other programs: what they hold is found, or its loss is told."""

import json
from pathlib import Path
from typing import Any

import pytest
from collected import Collected, collected, written
from made_documents import zipped

from svodka.indexer.sources.exports.wiki import plain_wiki

TITLE, TEXT = "Лодочную станцию открыли", "Двадцать лодок покрасили и спустили на воду."
WEB = 'xmlns="http://www.w3.org/2005/Atom"'
NITF = (
    f"<nitf><head><title>oka-7</title><docdata><date.issue norm='20240504T101500+0300'/></docdata>"
    f"</head><body><body.head><hedline><hl1>{TITLE}</hl1></hedline><byline>Анна Лескова</byline>"
    f"</body.head><body.content><p>{TEXT}</p></body.content></body></nitf>"
)
XML = {
    "канал.xml": f"""<feed {WEB} xmlns:media="http://search.yahoo.com/mrss/"><title>Ока</title>
<entry>
<title>{TITLE}</title><published>2024-05-04T07:15:00Z</published><media:group>
<media:title>{TITLE}</media:title><media:description>{TEXT}</media:description></media:group>
</entry></feed>""",
    "подкаст.rss": f"""<rss xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><channel>
<item><title>{TITLE}</title><pubDate>Sat, 04 May 2024 10:15:00 +0300</pubDate>
<itunes:duration>12:00</itunes:duration><itunes:summary>{TEXT}</itunes:summary></item>
</channel></rss>""",
    "вики.xml": f"""<mediawiki><siteinfo><sitename>Ока</sitename></siteinfo><page>
<title>{TITLE}</title><ns>0</ns><id>5</id><revision><id>9</id>
<timestamp>2024-05-04T07:15:00Z</timestamp><text>{TEXT}</text></revision></page></mediawiki>""",
    "nitf.xml": NITF,
    "агентство.xml": f"""<newsMessage><itemSet><newsItem guid="1"><contentMeta>
<contentCreated>2024-05-04T10:15:00+03:00</contentCreated><headline>{TITLE}</headline></contentMeta>
<contentSet><inlineXML>{NITF}</inlineXML></contentSet></newsItem></itemSet></newsMessage>""",
    "tei.xml": f"""<TEI><teiHeader><fileDesc><titleStmt><title>{TITLE}</title></titleStmt>
<publicationStmt><date when="2024-05-04">4 мая</date></publicationStmt></fileDesc></teiHeader>
<text><body><div><p>{TEXT}</p></div></body></text></TEI>""",
    "журнал.xml": f"""<article><front><article-meta><title-group><article-title>{TITLE}
</article-title></title-group><pub-date><day>4</day><month>5</month><year>2024</year></pub-date>
</article-meta></front><body><sec><p>{TEXT}</p></sec></body></article>""",
    "docbook.xml": f"""<article><info><title>{TITLE}</title><date>2024-05-04</date></info>
<para>{TEXT}</para></article>""",
    "дневник.atom": f"""<livejournal><entry><eventtime>2024-05-04 10:15:00</eventtime>
<subject>{TITLE}</subject><event>{TEXT}</event></entry></livejournal>""",
    "scrapy.xml": f"""<items><item><title>{TITLE}</title><body><value>{TEXT}</value></body>
<date>2024-05-04</date></item></items>""",
    "solr.xml": f"""<response><result><doc><str name="title">{TITLE}</str><arr name="text">
<str>{TEXT}</str></arr><date name="pub_date_dt">2024-05-04T07:15:00Z</date></doc>
</result></response>""",
    "база.xml": f"""<pma_xml_export><database name="news"><table name="post">
<column name="date">2024-05-04 10:15:00</column><column name="title">{TITLE}</column>
<column name="short_story">{TEXT}</column></table></database></pma_xml_export>""",
}
RECORD = {"title": TITLE, "text": TEXT, "date": "2024-05-04"}
POST = {"published": "2024-05-04T07:15:00Z", "content": f"<p>{TITLE}. {TEXT}</p>"}
JSON: dict[str, Any] = {
    "ghost.json": {"db": [{"meta": {}, "data": {"posts": [RECORD], "tags": [{"name": "Ока"}]}}]},
    "сеть.json": {"orderedItems": [{"type": "Create", "object": POST}]},
    "рассылка.json": [{"type": "message", "text": f"{TITLE}. {TEXT}", "ts": "1714806900.000200"}],
    "zotero.json": [{**RECORD, "date": None, "issued": {"date-parts": [[2024, 5, 4]]}}],
    "поиск.json": {
        "hits": {"hits": [{"_source": RECORD, "highlight": {"text": ["<em>лодок</em>"]}}]}
    },
    "solr.json": {"docs": [{"title": TITLE, "content_txt_ru": TEXT, "pub_date_dt": "2024-05-04"}]},
}


def only(tmp_path: Path, name: str, content: str) -> Collected:
    found = collected(written(tmp_path, name, content))
    assert len(found.articles) == 1
    return found


@pytest.mark.parametrize("name", [*XML, *JSON])
def test_title_text_and_date_of_an_export_are_found(tmp_path: Path, name: str) -> None:
    content = XML[name] if name in XML else json.dumps(JSON[name])
    (article,) = only(tmp_path, name, content).articles
    assert article.title.rstrip(".") == TITLE
    assert article.text.removeprefix(f"{TITLE}. ") == TEXT
    assert str(article.date).startswith("2024-05-04")


@pytest.mark.parametrize("name", ["выгрузка.json", "выгрузка.jl"])
def test_actions_of_a_bulk_are_no_records(tmp_path: Path, name: str) -> None:
    lines = [{"index": {"_index": "news", "_id": "1"}}, RECORD]
    found = only(tmp_path, name, "\n".join(map(json.dumps, lines)))
    assert (found.titles(), found.skipped) == ([TITLE], [])


def test_settings_of_a_blog_are_no_articles(tmp_path: Path) -> None:
    entries = "".join(
        f"""<entry><category scheme="http://schemas.google.com/g/2005#kind" term="x#{kind}"/>
<title>{TITLE}</title><content>{TEXT}</content></entry>"""
        for kind in ("template", "settings", "post")
    )
    found = only(tmp_path, "блог.xml", f"<feed {WEB}>{entries}</feed>")
    assert "left out 1 of type settings, 1 of type template" in found.notes[0][1]


def test_a_text_outside_of_all_records_is_told(tmp_path: Path) -> None:
    letter = "Письмо читателя о том, как чинили лодки на старой станции у моста. " * 2
    post = f"<post><title>{TITLE}</title><text>{TEXT}</text></post>"
    dump = f"<dump><about>{{}}</about>{post}</dump>"
    assert only(tmp_path, "а.xml", dump.format("коротко")).notes == []
    found = only(tmp_path, "б.xml", dump.format(f"<note>{letter}</note>"))
    assert found.notes == [("б.xml", "1 text stands outside all records: not read")]


def test_markup_of_a_wiki_is_no_text(tmp_path: Path) -> None:
    quote = "Лодки простояли в сарае семь лет, и краска с них сошла совсем"
    wiki = f"""{{{{дата|4 мая|{{{{мск}}}}}}}} '''[[Лодка|Лодки]]''' стоят у [[Ока|Оки]].
&lt;ref name="а"&gt;Лист, с. 3&lt;/ref&gt; См. [https://oka.example план].
== Дальше ==
* Весной&lt;ref name="а" /&gt; покрасят.
{{{{цитата|{quote}}}}}
[[Категория:Ока]] [[Файл:x.jpg|Лодка]] &lt;ref&gt;конца нет"""
    page = "<page><title>Л</title><ns>{}</ns><revision><text>{}</text></revision></page>"
    pages = page.format(0, wiki) + page.format(10, TEXT)
    found = only(tmp_path, "вики.xml", f"<mediawiki>{pages}</mediawiki>")
    lines = [line.strip() for line in found.articles[0].text.split("\n")]
    assert lines[:4] == ["Лодки стоят у Оки.", "См. план.", "Дальше", "Весной покрасят."]
    assert quote in lines
    assert "конца нет" in lines[-1]
    assert "left out 1 of type namespace 10" in found.notes[0][1]


ROWS = (("№", "Дата", "Заголовок", "Полный текст"), ("1", "2024-05-04", TITLE, TEXT))
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def sheets_2003() -> str:
    """A workbook in Excel's XML of 2003; the first cell of each row is left out."""
    rows = "".join(
        f"<Row><Cell ss:Index='2'><Data>{date}</Data></Cell><Cell><Data>{title}</Data></Cell>"
        f"<Cell><Data>{text}</Data></Cell></Row>"
        for _, date, title, text in ROWS
    ).replace("05-04<", "05-04T00:00:00.000<")
    total = "<Row><Cell><Data>Всего</Data></Cell></Row>"
    sheets = "".join(
        f"<Worksheet ss:Name='{name}'><Table>{inner}</Table></Worksheet>"
        for name, inner in (("Итог", total), ("Статьи", rows))
    )
    return f"<Workbook xmlns='{SPACE}' xmlns:ss='{SPACE}'>{sheets}</Workbook>"


def ods() -> bytes:
    """A workbook of LibreOffice; its rows lie between empty ones of very many cells."""

    def cell(text: str) -> str:
        if text[:2] == "20":
            return f"<table-cell date-value='{text}'/>"
        return f"<table-cell><p>{text}</p></table-cell>"

    empty = "<table-row><table-cell number-columns-repeated='900000'/></table-row>"
    rows = [f"<table-row>{''.join(map(cell, row))}</table-row>" for row in ROWS]
    total = f"<table-row>{cell('Всего')}</table-row>"
    first = f"<table name='Статьи'>{empty}{empty.join(rows)}</table>"
    content = f"<office>{first}<table name='Итог'>{total}</table></office>"
    return zipped({"content.xml": content})


@pytest.mark.parametrize("name", ["отчёт.xls", "отчёт.xml", "отчёт.ods"])
def test_sheets_of_cells_in_xml_are_read(tmp_path: Path, name: str) -> None:
    content = ods() if name.endswith(".ods") else sheets_2003()
    found = collected(written(tmp_path, name, content))
    assert [(one.title, one.text, one.date) for one in found.articles] == [
        (TITLE, TEXT, "2024-05-04")
    ]
    told = "its sheet «Итог» names no column of titles or texts, and is not read"
    assert found.notes == [(name, told)]


def test_pages_named_by_their_addresses_are_read(tmp_path: Path) -> None:
    page = f"<html><title>{TITLE}</title><p>{TEXT}</p></html>"
    for name in ("новости.html?id=5", "новости.shtml?id=6", "Куда ушли лодки?.html"):
        written(tmp_path, name, page)
    assert collected(tmp_path).titles() == [TITLE] * 3


def test_a_list_of_news_is_several_articles(tmp_path: Path) -> None:
    items = "".join(
        f"<div class='news-item'><span class='date'>{day}.05.2024</span><h3><a href='/{day}'>"
        f"Станция {day}</a></h3><p>{TEXT} Утром пришли первые двадцать отдыхающих.</p></div>"
        for day in ("04", "05", "06", "07")
    )
    page = f"<html><meta charset='utf-8'><title>Новости</title><body>{items}</body></html>"
    found = collected(written(tmp_path, "новости.html", page))
    assert found.titles() == ["Станция 04", "Станция 05", "Станция 06", "Станция 07"]
    assert {str(one.date)[:7] for one in found.articles} == {"2024-05"}


def test_a_flat_odt_is_read(tmp_path: Path) -> None:
    body = f"<t:h>{TITLE}</t:h><t:p>{TEXT}</t:p>"
    content = f"<d xmlns:t='t'><body>{body}</body></d>"
    (article,) = only(tmp_path, "лодки.fodt", content).articles
    assert (article.title, article.text) == (TITLE, TEXT)


@pytest.mark.parametrize(
    "piece", ["{{", "[[", "[//", "<ref ", "<ref>", "==  ", "{{а|", "'''", " |"]
)
def test_markup_of_a_wiki_without_end_takes_linear_time(piece: str) -> None:
    for start, end in ((piece, ""), ("", "]"), ("", "}}")):
        assert plain_wiki(start + piece * 20_000 + "а" * 50_000 + end)
