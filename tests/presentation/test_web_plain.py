"""Texts with the markup of messengers are shown as plain text with links."""

import re

import pytest
from flask.testing import FlaskClient
from web_fake import FakeSearch

from svodka.indexer.article import Article
from svodka.indexer.highlight.marks import Marked
from svodka.webapp.app import create_app
from svodka.webapp.presentation.plain import (
    cut_off,
    has_markup,
    is_signature,
    linked,
    plain,
    plain_text,
)

POST = (
    "**Паром «Заря» вернулся в порт.**\n"
    "Подробности — в [заметке порта](https://example.org/ferry?a=1&b=2), __их собрали__ моряки.\n"
    "Расписание: https://example.org/times_of__day\n"
    "[Подписаться](https://t.me/port) | [Написать](https://t.me/port_bot)"
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("**Важно:** паром ушёл", "Важно: паром ушёл"),
        ("__Тихо__ и ~~громко~~", "Тихо и громко"),
        ("[слова](https://example.org/a)", "слова"),
        ("[**жирные** слова](https://example.org/a)", "жирные слова"),
        ("[оборвано](https://example.org/a…", "оборвано"),
        ("конец](https://example.org/a) и дальше", "конец и дальше"),
        ("адрес https://example.org/a__b__c цел", "адрес https://example.org/a__b__c цел"),
        ("Адрес: ____example.org/a__", "Адрес: example.org/a"),
        ("имя_файла и имя__файла", "имя_файла и имя__файла"),
        ("[1] — это сноска", "[1] — это сноска"),
        ("**незакрытое", "незакрытое"),
    ],
)
def test_signs_are_left_out(written: str, shown: str) -> None:
    assert plain(Marked(written)).text == shown


def test_marks_stay_with_their_words() -> None:
    text = "**Паром** и [новый паром](https://example.org/паром)"
    marks = [found.span() for found in re.finditer("(?i)паром", text)]
    shown = plain(Marked(text, marks))
    assert shown.text == "Паром и новый паром"
    assert [shown.text[start:stop] for start, stop in shown.marks] == ["Паром", "паром"]


def test_links_keep_their_addresses() -> None:
    shown, links = linked(Marked(POST), markup=True)
    assert [(shown.text[one.start : one.stop], one.url) for one in links] == [
        ("заметке порта", "https://example.org/ferry?a=1&b=2"),
        ("https://example.org/times_of__day", "https://example.org/times_of__day"),
        ("Подписаться", "https://t.me/port"),
        ("Написать", "https://t.me/port_bot"),
    ]


def test_a_plain_text_is_left_as_it_is() -> None:
    for text in ("5 ** 2 = 25", "Снова __ пусто", "a[0](x)", "Обычный текст."):
        assert not has_markup(text)
        assert plain_text(text) == text


def test_a_signature_has_links_alone() -> None:
    assert is_signature(POST.rsplit("\n", 1)[1])
    assert is_signature("https://example.org/long/address")
    assert not is_signature("Паром ушёл")
    assert not is_signature("Читайте [заметку](https://example.org/a)")


def test_long_texts_take_no_long_time() -> None:
    for text in ("[" * 100_000, "**" * 100_000, "](" * 100_000, "https://" * 20_000):
        assert len(plain(Marked(text)).text) <= len(text)


@pytest.fixture
def client() -> FlaskClient:
    title = POST.partition("\n")[0]
    post = Article("post", title, POST, "p", date="2024-05-01T10:00:00+03:00", source="Порт")
    copy = Article("copy", title, POST + "\n**Ура!**", "c", date="2024-05-01T12:30:00+03:00")
    return create_app({"TESTING": True}, search=FakeSearch([post, copy])).test_client()


@pytest.mark.parametrize(
    "address",
    ["/search?q=паром", "/article/post?q=порт", "/article/post/compare/copy", "/feed.atom?q=паром",
     "/concordance?q=порт", "/", "/article/post.ris"],
)  # fmt: skip
def test_no_page_shows_the_signs(client: FlaskClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert "порт" in answer.text.casefold()
    assert "**" not in answer.text
    assert "](https" not in answer.text


def test_an_article_has_its_links(client: FlaskClient) -> None:
    html = client.get("/article/post?q=порта").text
    away = 'rel="noopener noreferrer nofollow"'
    assert f'<a href="https://example.org/ferry?a=1&amp;b=2" {away}>заметке ' in html
    assert "<mark>порта</mark></a></span>" in html
    assert '<a href="https://example.org/times_of__day"' in html
    assert client.get("/article/post.json").json["text"] == POST, "programs get the text as written"


def test_the_first_publication_is_said(client: FlaskClient) -> None:
    later = client.get("/article/copy").text
    assert "<strong>первая публикация</strong>" in later
    first = client.get("/article/post").text
    assert "Эта статья — первая публикация." in first
    assert "<strong>первая публикация</strong>" not in first


@pytest.mark.parametrize(
    ("title", "text", "sign"),
    [
        ("Паром ушёл. " * 10 + "Капитан доволен рей", "сом и командой.", "…"),
        ("Паром ушёл. " * 10 + "Пассажиров стало больше на", " треть, сообщил порт.", "…"),
        ("Паром ушёл. " * 10 + "Капитан доволен", "\nПодробности позже.", ""),
        ("Паром ушёл. " * 10 + "Капитан доволен.", " Подробности позже.", ""),
        ("Паром ушёл", " из порта.", ""),
    ],
)
def test_a_title_that_its_source_cut_off_says_so(title: str, text: str, sign: str) -> None:
    assert cut_off(Article("a", title, title + text, "a")) == sign
    assert cut_off(Article("a", title, "Другой текст.", "a")) == ""
