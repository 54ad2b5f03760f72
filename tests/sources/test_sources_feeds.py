"""Feeds and other XML: RSS, Atom, WordPress's export, dumps, sitemaps."""

from pathlib import Path

import pytest
from collected import collected, written

RSS = """<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:yandex="http://news.yandex.ru"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:media="http://search.yahoo.com/mrss/"><channel>
<title>Окские вести</title><link>https://oka.example/</link><description>О реке</description>
<image><url>https://oka.example/i.png</url><title>Окские вести</title></image>
<item><title>Баржу сняли с мели</title><link>https://oka.example/1</link>
<guid isPermaLink="false">oka-1</guid><pubDate>Thu, 04 May 2023 18:20:00 +0300</pubDate>
<category>Река</category><dc:creator>Анна Лескова</dc:creator>
<description>&lt;p&gt;Буксир пришёл утром.&lt;/p&gt;</description>
<yandex:full-text>Буксир пришёл утром. Баржа с песком стояла сутки.</yandex:full-text>
<media:content url="https://oka.example/1.jpg">
<media:title>Фото</media:title></media:content></item>
<item><title>Бакены расставили</title><link>https://oka.example/2</link>
<author>m@oka.example (Мария Котова)</author>
<pubDate>Fri, 05 May 2023 09:00:00 GMT</pubDate>
<content:encoded><![CDATA[<p>Путь открыт <b>до Рязани</b>.</p>]]></content:encoded></item>
</channel></rss>"""

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Окские вести</title>
<id>urn:oka</id><updated>2023-05-05T00:00:00Z</updated><entry><title>Баржу сняли с мели</title>
<id>tag:oka,1</id><link rel="self" href="https://oka.example/feed/1"/>
<link rel="alternate" href="https://oka.example/1"/><published>2023-05-04T18:20:00+03:00</published>
<updated>2023-05-06T00:00:00Z</updated><author><name>Анна Лескова</name></author>
<category term="reka" label="Река"/><summary>Буксир пришёл утром.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Баржа стояла сутки.</p></div>
</content></entry></feed>"""

RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://oka.example/"><title>Окские вести</title>
<link>https://oka.example/</link>
</channel><item rdf:about="https://oka.example/1"><title>Баржу сняли с мели</title>
<link>https://oka.example/1</link><description>Буксир пришёл утром.</description>
<dc:date>2023-05-04T18:20:00+03:00</dc:date></item></rdf:RDF>"""

WXR = """<?xml version="1.0"?><rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"><channel><title>Окские вести</title>
<wp:category><wp:cat_name>Река</wp:cat_name></wp:category>
<item><title>Баржу сняли с мели</title><link>https://oka.example/?p=1</link>
<pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate><dc:creator>anna</dc:creator>
<content:encoded><![CDATA[Буксир пришёл утром.

Баржа стояла сутки.]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>1</wp:post_id><wp:post_date>2023-05-04 18:20:00</wp:post_date>
<wp:post_type>post</wp:post_type><wp:comment><wp:comment_content>Ура!</wp:comment_content>
</wp:comment></item>
<item><title>photo.jpg</title><link>https://oka.example/photo</link><content:encoded/>
<wp:post_type>attachment</wp:post_type></item></channel></rss>"""


@pytest.mark.parametrize("encoding", ["windows-1251", "utf-8", "koi8-r"])
def test_rss(tmp_path: Path, encoding: str) -> None:
    written(tmp_path, "а.rss", RSS.format(encoding=encoding), encoding)
    found = collected(tmp_path)
    barge, buoys = found.articles
    assert barge.text == "Буксир пришёл утром. Баржа с песком стояла сутки."
    assert (barge.id, barge.date, barge.source, barge.section, barge.author) == (
        "oka-1",
        "2023-05-04T18:20:00+03:00",
        "Окские вести",
        "Река",
        "Анна Лескова",
    )
    assert (buoys.text, buoys.author, buoys.url) == (
        "Путь открыт до Рязани.",
        "Мария Котова",
        "https://oka.example/2",
    )
    assert found.skipped == found.notes == []


def test_atom(tmp_path: Path) -> None:
    written(tmp_path, "а.xml", ATOM)
    (article,) = collected(tmp_path).articles
    assert article.text == "Буксир пришёл утром.\nБаржа стояла сутки."
    assert (article.url, article.date, article.author, article.section, article.source) == (
        "https://oka.example/1",
        "2023-05-04T18:20:00+03:00",
        "Анна Лескова",
        "Река",
        "Окские вести",
    )


def test_rss_of_the_first_version(tmp_path: Path) -> None:
    written(tmp_path, "а.rdf", RDF)
    (article,) = collected(tmp_path).articles
    assert (article.title, article.text, article.date, article.source) == (
        "Баржу сняли с мели",
        "Буксир пришёл утром.",
        "2023-05-04T18:20:00+03:00",
        "Окские вести",
    )


def test_an_export_of_wordpress(tmp_path: Path) -> None:
    written(tmp_path, "а.xml", WXR)
    found = collected(tmp_path)
    (article,) = found.articles
    assert article.text == "Буксир пришёл утром.\nБаржа стояла сутки."
    assert (article.date, article.id) == ("2023-05-04T18:20:00", "1")
    assert found.notes == [("а.xml", "left out 1 of type attachment, which are no articles")]


@pytest.mark.parametrize(
    "content",
    [
        "<news><n id='5'><headline>Лодка</headline><body>Лодка цела.</body></n></news>",
        "<новости><новость><заголовок>Лодка</заголовок><текст>Лодка цела.</текст></новость>"
        "</новости>",
        "<mysqldump><database><table_data><row><field name='title'>Лодка</field>"
        "<field name='text'>Лодка цела.</field></row></table_data></database></mysqldump>",
        "<add><doc><field name='title'>Лодка</field><field name='text'>Лодка цела.</field></doc>"
        "</add>",
    ],
)
def test_dumps_in_other_xml(tmp_path: Path, content: str) -> None:
    written(tmp_path, "а.xml", f"<?xml version='1.0'?>{content}")
    found = collected(tmp_path)
    assert [(a.title, a.text) for a in found.articles] == [("Лодка", "Лодка цела.")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<urlset><url><loc>https://oka.example/1</loc></url></urlset>", "a sitemap"),
        ("<sitemapindex><sitemap><loc>x</loc></sitemap></sitemapindex>", "an index of sitemaps"),
        ("<opml><body><outline text='x' title='Лента'/></body></opml>", "a list of feeds"),
        ("<rss><channel><title>Пусто</title></channel></rss>", "holds no records"),
    ],
)
def test_xml_without_articles_is_named(tmp_path: Path, content: str, reason: str) -> None:
    written(tmp_path, "а.xml", content)
    found = collected(tmp_path)
    assert not found.articles
    assert found.skipped[0][1].startswith(reason)


def test_a_broken_feed_keeps_what_is_before_the_break(tmp_path: Path) -> None:
    whole = RSS.format(encoding="utf-8")
    written(tmp_path, "а.rss", whole[: whole.index("<item><title>Бакены") + 30])
    assert "Баржу сняли с мели" in collected(tmp_path).titles()


def test_books_and_pages_with_the_name_of_xml(tmp_path: Path) -> None:
    from made_documents import fb2

    written(tmp_path, "книга.xml", fb2("<section><p>Весна была ранней.</p></section>"))
    written(tmp_path, "страница.xml", "<html><body><h1>Лодка</h1><p>Лодка цела.</p></body></html>")
    assert collected(tmp_path).titles() == ["Записки паромщика", "Лодка"]


def test_ampersands_and_entities_of_homemade_feeds(tmp_path: Path) -> None:
    item = "<item><title>Лодка & весло</title><link>http://a.b/?a=1&b=2</link><description>"
    text = f"{'Слово. ' * 20_000}&laquo;Ока&raquo;&nbsp;&mdash; река &amp; порт"
    written(tmp_path, "а.rss", f"<rss><channel>{item}{text}</description></item></channel></rss>")
    found = collected(tmp_path)
    (article,) = found.articles
    assert (article.title, article.url) == ("Лодка & весло", "http://a.b/?a=1&b=2")
    assert article.text.endswith("«Ока»\xa0— река & порт")
    assert found.skipped == []


def test_a_fault_in_the_middle_of_a_feed_is_named(tmp_path: Path) -> None:
    items = "<item><title>Лодка</title><link>http://a.b/1</link></item>"
    written(
        tmp_path, "а.rss", f"<rss><channel>{items}</wrong>{items.replace('1', '2')}</channel></rss>"
    )
    found = collected(tmp_path)
    assert found.titles() == ["Лодка", "Лодка"]
    assert "broken XML" in found.skipped[0][1]
