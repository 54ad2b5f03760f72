"""Text and ranges to HTML: matches are marked, and nothing else is markup."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from svodka.indexer.highlight.marks import Marked
from svodka.webapp.presentation import markup


def test_marks_stand_where_they_matched() -> None:
    text = "На Южном Кавказе"
    assert markup.mark(Marked(text, [(3, 16)])) == "На <mark>Южном Кавказе</mark>"
    assert markup.mark(Marked(text)) == text
    assert (
        markup.mark(Marked(text, [(0, 2), (3, 8)])) == "<mark>На</mark> <mark>Южном</mark> Кавказе"
    )


def test_text_and_marks_are_escaped() -> None:
    hostile = "<script>alert('&')</script>"
    assert markup.mark(Marked(hostile)) == "&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;"
    assert markup.mark(Marked(hostile, [(0, 8)])).startswith("<mark>&lt;script&gt;</mark>alert")


def test_an_ampersand_is_one_character() -> None:
    assert markup.mark(Marked("А & Б", [(2, 3), (4, 5)])) == "А <mark>&amp;</mark> <mark>Б</mark>"


def test_a_mark_is_cut_with_its_text() -> None:
    marked = Marked("Южный\nКавказ сегодня", [(0, 12), (13, 20)])
    assert markup.cut(marked, 6, 15) == Marked("Кавказ се", [(0, 6), (7, 9)])


def test_only_web_addresses_are_linked() -> None:
    for good in (
        "http://example.org",
        "https://пример.рф/новость",
        "HTTPS://example.org/?a=1&b=2",
        "http://[::1]:8000/",
        "https://example.org:/[a]",
    ):
        assert markup.web_address(good) == good
    for bad in (
        "",
        "javascript:alert(1)",
        " https://example.org",
        "data:text/html,x",
        "//example.org",
        "http://",
        "ftp://a",
        "https://[::1/",
        "https://user@",
        "https://:80/",
        "https://example.org:port/",
        "https://example.org:65536/",
        "https://example.org:0/",
        "http://\"onmouseover='x'/",
        "http://a b/",
        "http://a|b/",
        "https://a..b/",
        f"https://{'a' * 64}.org/",
    ):
        assert markup.web_address(bad) == ""


def test_scrubbing_keeps_offsets() -> None:
    assert (
        markup.scrub("а\x00б\ud800в\x1b\x85\ufffe\tг\n") == "а\ufffdб\ufffdв\ufffd\ufffd\ufffd\tг\n"
    )


@settings(deadline=None)
@given(st.text(), st.lists(st.tuples(st.integers(-5, 40), st.integers(-5, 40)), max_size=6))
def test_whatever_the_ranges_the_text_comes_back(text: str, ranges: list[tuple[int, int]]) -> None:
    html = markup.mark(Marked(text, ranges))
    assert Markup(re.sub("</?mark>", "", html)).unescape() == Markup(markup.escape(text)).unescape()
    assert html.count("<mark>") == html.count("</mark>") <= len(ranges)
