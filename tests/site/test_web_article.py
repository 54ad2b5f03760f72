"""The page of an article: its content, and the targets of its links."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch, articles

from svodka.indexer.article import Article
from svodka.webapp.app import create_app
from svodka.webapp.pages.back_link import LONGEST


class Page(HTMLParser):
    """The elements of a page with their attributes, and the text of its title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        """The attributes of each element with this tag and these attributes."""
        found = [attributes for name, attributes in self.elements if name == tag]
        return [
            one for one in found if all(one.get(name) == value for name, value in wanted.items())
        ]

    def meta(self, name: str) -> list[str]:
        """The values of the metadata with this name."""
        return [
            one["content"]
            for one in self.all("meta")
            if name in (one.get("name"), one.get("property"))
        ]


@pytest.fixture
def search() -> FakeSearch:
    return FakeSearch(articles(37))


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app({"TESTING": True}, search=search).test_client()


def test_an_article_is_marked_and_leads_back(client: FlaskClient) -> None:
    html = client.get("/article/t3?q=товарооборот").text
    assert "<title>Товарооборот вырос, сообщение 3 — Сводка</title>" in html
    assert (
        '<h1 lang="ru" itemprop="headline"><mark>Товарооборот</mark> вырос, сообщение 3</h1>'
        in html
    )
    assert (
        "<p>Первый абзац о переговорах.</p>\n<h2>О торговле</h2>\n<p>Как отметили в Баку, <span"
        in html
    )
    assert (
        '<span class="hit" id="hit-1"><mark>товарооборот</mark></span> за день 3 вырос.</p>' in html
    )
    assert 'href="https://example.org/3" rel="noopener noreferrer nofollow"' in html
    assert "К результатам по запросу «<bdi>товарооборот</bdi>»" in html
    assert f'href="/search?q={quote("товарооборот")}#article-t3"' in html


def test_an_article_without_a_query_or_data(search: FakeSearch, client: FlaskClient) -> None:
    search.articles.append(Article("bare", "Заголовок", "Текст.", "bare.txt"))
    html = client.get("/article/bare").text
    for missing in (
        "<mark>",
        "К результатам",
        "Читать в источнике",
        "<time",
        'class="finds"',
        "og:url",
    ):
        assert missing not in html
    assert "<span>без даты</span>" in html
    assert "bare.txt" in html
    assert "Убрать подсветку" not in client.get("/article/bare?q=жираф").text


def test_an_undated_page_has_no_date_of_another_article(
    search: FakeSearch, client: FlaskClient
) -> None:
    other = Article("dated", "Заголовок дня", "Другой текст.", "d.txt", date="2014-03-17")
    search.articles += [Article("bare", "Заголовок", "Текст.", "b.txt"), other]
    html = client.get("/article/bare").text.replace("\xa0", " ")
    assert "17 марта 2014" in html
    assert "datetime=" not in html
    assert '<time datetime="2014-03-17">' not in html
    assert 'datetime="2014-03-17"' in client.get("/article/dated").text


def test_steps_lead_from_hit_to_hit(search: FakeSearch, client: FlaskClient) -> None:
    search.articles.append(
        Article("port", "Порт", "Порт открыт.\nПорт и снова порт рад.\nКонец.", "p.txt")
    )
    html = client.get("/article/port?q=порт").text
    page = Page(html)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert [one["id"] for one in page.all("span", **{"class": "hit"})] == [
        "hit-1",
        "hit-2",
        "hit-3",
    ]
    anchors = [one["href"][1:] for one in page.all("a") if one["href"].startswith("#")]
    assert set(anchors) <= set(ids)
    assert anchors == ["main", "hit-1", "hit-2", "hit-1", "hit-3", "hit-2"]
    assert "3\xa0совпадения" in html
    assert re.findall(r'class="count">([^<]+)<', html) == ["1 из 3", "2 из 3", "3 из 3"]


def test_one_hit_needs_no_steps(client: FlaskClient) -> None:
    html = client.get("/article/t3?q=товарооборот").text
    assert "1\xa0совпадение" in html
    assert 'class="step"' not in html


def test_a_page_of_very_many_hits_is_bounded(search: FakeSearch, client: FlaskClient) -> None:
    text = "\n".join(["Нефть дорожает, и снова нефть."] * 500)
    search.articles.append(Article("oil", "Нефть", text, "oil.txt"))
    bare, full = client.get("/article/oil").data, client.get("/article/oil?q=нефть").data
    assert full.count(b"<mark>") == 1001
    assert len(full) - len(bare) < 30_000 + 1001 * len("<mark></mark>")


def test_marks_can_be_taken_off_and_put_on(client: FlaskClient) -> None:
    def link(html: str, words: str) -> str:
        found = re.search(f'<a href="([^"]+)">{words}</a>', html)
        assert found
        return found[1].replace("&amp;", "&")

    back = quote("page=2&sort=newest")
    marked = client.get(f"/article/t3?q=товарооборот&back={back}").text
    bare = client.get(link(marked, "Убрать подсветку")).text
    assert "<mark>" not in bare
    assert "Совпадений" not in bare
    assert 'value="товарооборот"' in bare, "the box keeps the query"
    assert "page=2&amp;sort=newest" in bare
    assert client.get(link(bare, "Включить подсветку")).text == marked
    assert client.get("/article/t3?q=порт&marks=no").status_code == 400


def test_the_way_back_is_to_the_same_results(client: FlaskClient) -> None:
    results = (
        f"/search?q={quote('товарооборот')}&page=3&sort=newest&source={quote('ТАСС')}&source=A%26B"
    )
    link = next(
        one
        for one in Page(client.get(results).text).all("a")
        if one["href"].startswith("/article/")
    )
    article = Page(client.get(link["href"]).text)
    back = next(one["href"] for one in article.all("a") if one["href"].startswith("/search?"))
    assert sorted(parse_qsl(urlsplit(back).query)) == sorted(parse_qsl(urlsplit(results).query))
    assert urlsplit(back).fragment == link["id"]
    assert link["id"] in [one.get("id") for one in Page(client.get(back).text).all("a")]


def test_the_way_back_to_contexts(client: FlaskClient) -> None:
    contexts = f"/concordance?q={quote('товарооборот')}&order=left&source={quote('ТАСС')}"
    link = next(
        one
        for one in Page(client.get(contexts).text).all("a")
        if one["href"].startswith("/article/")
    )
    article = Page(client.get(link["href"], follow_redirects=True).text)
    back = next(one["href"] for one in article.all("a") if one["href"].startswith("/concordance?"))
    assert sorted(parse_qsl(urlsplit(back).query)) == sorted(parse_qsl(urlsplit(contexts).query))
    assert 'href="/search?' in client.get("/article/t3?q=баку&back=view%3Delsewhere").text


def test_the_way_back_from_a_corrected_query_is_to_what_was_typed(
    search: FakeSearch, client: FlaskClient
) -> None:
    from svodka.indexer.results.answer import Correction

    search.correction = Correction("оборот", "spelling", applied=True)
    link = next(
        one
        for one in Page(client.get("/search?q=товарооборот").text).all("a")
        if "/article/" in one["href"]
    )
    assert dict(parse_qsl(urlsplit(link["href"]).query))["q"] == "оборот"
    assert f'href="/search?q={quote("товарооборот")}#' in client.get(link["href"]).text


@pytest.mark.parametrize(
    "back",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
     "q=x#//evil.example", "../../",
     "q=%0d%0aLocation:+//evil.example", "next=//evil.example&page=2", "&&&===",
     "q=%ED%A0%80&page=%00", "\"><script>",
     "page=" + "9" * 5000, "source=x&" * 2000],
)  # fmt: skip
def test_the_way_back_never_leads_off_the_site(client: FlaskClient, back: str) -> None:
    html = client.get("/article/t3", query_string={"q": "товарооборот", "back": back}).text
    address = next(one["href"] for one in Page(html).all("a") if one["href"].startswith("/search?"))
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == (
        "",
        "",
        "/search",
        "article-t3",
    )
    assert {name for name, _ in parse_qsl(parts.query)} <= {"q", "page", "source"}
    assert len(parts.query) <= LONGEST + 200
    assert "next=" not in html
    assert "<script>" not in html
    assert client.get(address).status_code in (200, 400)


def test_metadata_for_programs(search: FakeSearch) -> None:
    app = create_app({"ADDRESS": "https://news.example.org/"}, search=search)
    search.articles.append(
        Article("full", "Рост «цен»", "О ценах\nЦены растут.", "f.txt", "2024-08-19T14:05:00+03:00",
        "Волна", "Рынок",
                "Иван Петров, Анна Орлова", "https://example.org/1")
    )  # fmt: skip
    page = Page(app.test_client().get("/article/full?q=цены").text)
    for name, said in {
        "citation_title": ["Рост «цен»"],
        "citation_author": ["Петров, Иван", "Орлова, Анна"],
        "citation_publication_date": ["2024/08/19"],
        "citation_public_url": ["https://example.org/1"],
        "citation_language": ["ru"],
        "citation_journal_title": [],  # Zotero would take it for a journal article
        "DC.type": ["newspaperArticle"],
        "DC.source": ["Волна"],
        "og:type": ["article"],
        "og:title": ["Рост «цен»"],
        "og:url": ["https://news.example.org/article/full"],
        "og:description": ["Цены растут."],
        "description": ["Цены растут."],
        "article:published_time": ["2024-08-19T14:05:00+03:00"],
        "article:section": ["Рынок"],
    }.items():
        assert page.meta(name) == said, name
    assert page.all("link", rel="canonical") == [
        {"rel": "canonical", "href": "https://news.example.org/article/full"}
    ]
    properties = [
        attributes["itemprop"] for _, attributes in page.elements if "itemprop" in attributes
    ]
    assert properties == [
        *(
            "headline",
            "datePublished",
            "publisher",
            "name",
            "articleSection",
            "author",
            "isBasedOn",
            "articleBody",
        )
    ]
    assert page.all("article", itemtype="https://schema.org/NewsArticle")


def test_what_is_not_known_is_not_said(search: FakeSearch, client: FlaskClient) -> None:
    search.articles.append(
        Article("odd", "Заголовок", "О торговле", "o.txt", date="вчера", url="javascript:alert(1)")
    )
    page = Page(client.get("/article/odd").text)
    for name in (
        "citation_author",
        "citation_publication_date",
        "citation_public_url",
        "DC.source",
        "og:url",
    ):
        assert page.meta(name) == []
    assert page.meta("article:published_time") == []
    assert page.all("link", rel="canonical")[0]["href"] == "/article/odd"


def test_other_forms_are_linked_and_there(client: FlaskClient) -> None:
    page = Page(client.get("/article/t3").text)
    alternates = page.all("link", rel="alternate")
    for one in alternates:
        answer = client.get(one["href"])
        assert (answer.status_code, answer.mimetype) == (200, one["type"])
    assert {one["type"] for one in alternates} >= {
        "text/plain",
        "application/json",
        "application/x-bibtex",
    }


def test_citations_can_be_copied(client: FlaskClient) -> None:
    page = Page(client.get("/article/t3").text)
    assert len([1 for _, attributes in page.elements if "data-copy" in attributes]) == 3


def test_titles_stay_text(search: FakeSearch, client: FlaskClient) -> None:
    hostile = "«Цены» \"растут\" 'да' </script></title><script>alert(1)</script><!-- & \\"
    search.articles.append(
        Article("h", hostile, hostile, "h", source=hostile, author=hostile, section=hostile)
    )
    html = client.get("/article/h", query_string={"q": "script"}).text
    page = Page(html)
    assert [script["src"].partition("?")[0] for script in page.all("script")] == ["/static/site.js"]
    assert html.count("<title>") == html.count("</title>") == 1
    assert (
        page.meta("citation_title") == page.meta("og:title") == page.meta("DC.source") == [hostile]
    )
    assert "<!--" not in html


def test_reprints_and_similar_articles_are_listed(search: FakeSearch, client: FlaskClient) -> None:
    search.articles += [
        Article("r1", "Паром пришёл", "Паром.", "r1", date="2024-08-20", source="Волна"),
        Article("r2", "Паром пришёл", "Паром!", "r2", date="2024-08-19", source="Берег"),
        Article("r3", "Паром пришёл", "Паром…", "r3"),
        Article("s1", "Паром ушёл", "Паром.", "s1", source="Причал"),
    ]
    html = client.get("/article/r1?q=паром&back=page%3D2").text
    page = Page(html)
    links = [one["href"] for one in page.all("a") if one["href"].startswith("/article/")]
    query = f"?q={quote('паром')}&back=page%3D2"
    assert [link for link in links if link.endswith(query)] == [
        f"/article/r3{query}", f"/article/r1/compare/r3{query}",
        f"/article/r2{query}", f"/article/r1/compare/r2{query}",
        f"/article/s1{query}",
    ]  # fmt: skip
    assert (
        html.index('id="reprints"')
        < html.index("Берег")
        < html.index('id="similar"')
        < html.index("Причал")
    )
    alone = client.get("/article/s1").text
    assert 'id="reprints"' not in alone
    lonely = FakeSearch([Article("a", "Маяк", "Маяк.", "a")])
    assert 'id="similar"' not in create_app(search=lonely).test_client().get("/article/a").text


def test_of_very_many_reprints_some_are_listed(search: FakeSearch, client: FlaskClient) -> None:
    search.articles += [Article(f"r{n}", "Паром пришёл", "Паром.", "r") for n in range(51)]
    html = client.get("/article/r7").text
    assert html.count("сравнить</a>") == 20
    assert "ещё 30" in html
