"""Channels of Telegram: exports of its desktop program, dumps of libraries, saved pages."""

import json
from pathlib import Path
from typing import Any

from collected import collected, written


def desktop_post(number: int, text: Any, **more: Any) -> dict[str, Any]:
    return {
        "id": number,
        "type": "message",
        "date": "2023-05-04T18:20:00",
        "date_unixtime": "1683213600",
        "from": "Окские вести",
        "from_id": "channel77",
        "text": text,
        "text_entities": [],
        **more,
    }


SERVICE = {"id": 1, "type": "service", "date": "2023-05-01T10:00:00", "text": "", "actor_id": "x"}
CHANNEL = {"name": "Окские вести", "type": "public_channel", "id": 77}


def test_a_channel_gives_its_posts(tmp_path: Path) -> None:
    pieces = [
        {"type": "bold", "text": "Баржу сняли с мели"},
        "\n\nБуксир пришёл из ",
        {"type": "text_link", "text": "Мурома", "href": "https://example.org/m"},
        ".",
    ]
    posts = [
        SERVICE,
        desktop_post(2, pieces),
        desktop_post(3, "", media_type="video_file"),
        desktop_post(4, "Ярмарка продлится до вечера.", forwarded_from="Вести Касимова"),
        desktop_post(
            5, "", poll={"question": "Нужен ли мост?", "answers": [{"text": "Да, нужен"}]}
        ),
    ]
    written(tmp_path, "result.json", json.dumps({**CHANNEL, "messages": posts}))
    found = collected(tmp_path)
    barge, fair, poll = found.articles
    assert (barge.title, barge.text) == ("Баржу сняли с мели", "Буксир пришёл из Мурома.")
    assert (barge.date, barge.source, barge.author) == (
        "2023-05-04T18:20:00+03:00",
        "Окские вести",
        "",
    )
    assert fair.author == "Вести Касимова"
    assert "Да, нужен" in f"{poll.title} {poll.text}"
    assert found.skipped == []
    assert found.notes == [("result.json", "left out 1 post without text and 1 service message")]


def test_all_chats_of_an_account_are_read(tmp_path: Path) -> None:
    chats = [
        {**CHANNEL, "id": n, "name": name, "messages": [desktop_post(9, f"Новость: {name}.")]}
        for n, name in ((1, "Ока"), (2, "Клязьма"))
    ]
    export = {"about": "Ваши данные", "chats": {"about": "Чаты", "list": chats}, "stories": []}
    written(tmp_path, "result.json", json.dumps(export))
    found = collected(tmp_path)
    assert [(a.title, a.source) for a in found.articles] == [
        ("Новость: Ока.", "Ока"),
        ("Новость: Клязьма.", "Клязьма"),
    ]
    assert len({a.id for a in found.articles}) == 2
    assert found.skipped == []


def test_dumps_of_libraries_are_read(tmp_path: Path) -> None:
    telethon = [
        {"_": "MessageService", "id": 1, "date": "2023-05-01T10:00:00+00:00"},
        {
            "_": "Message",
            "id": 2,
            "date": "2023-05-02T10:00:00+00:00",
            "message": "Пристань покрасили.",
            "peer_id": {"_": "PeerChannel", "channel_id": 55},
            "fwd_from": {"_": "MessageFwdHeader", "from_name": "Мэрия"},
        },
    ]
    pyrogram = {
        "_": "Message",
        "id": 3,
        "chat": {"_": "Chat", "id": -10055, "title": "Речник", "username": "rechnik"},
        "date": "2023-05-03 09:30:00",
        "caption": "Бакены расставили до Рязани.",
    }
    written(tmp_path, "а.json", json.dumps(telethon))
    written(tmp_path, "б.jsonl", json.dumps(pyrogram, ensure_ascii=False))
    found = collected(tmp_path)
    pier, buoys = found.articles
    assert (pier.title, pier.author, pier.date) == (
        "Пристань покрасили.",
        "Мэрия",
        "2023-05-02T10:00:00+00:00",
    )
    assert (buoys.source, buoys.url) == ("Речник", "https://t.me/rechnik/3")
    assert found.skipped == []


def test_equal_numbers_in_two_dumps_are_two_posts(tmp_path: Path) -> None:
    for name, text in (("а.json", "Снег сошёл."), ("б.json", "Лёд встал.")):
        written(tmp_path, name, json.dumps([{"_": "Message", "id": 5, "message": text}]))
    assert len({article.id for article in collected(tmp_path).articles}) == 2


EXPORTED = """<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><div class="page_wrap">
<div class="page_header"><div class="content"><div class="text bold">Окские вести</div></div></div>
<div class="history"><div class="message service" id="message-1"><div class="body details">4 May
2023</div></div>
<div class="message default clearfix" id="message8"><div class="body">
<div class="pull_right date details" title="04.05.2023 18:20:11 UTC+03:00">18:20</div>
<div class="from_name">Окские вести</div>
<div class="text"><strong>Баржу сняли с мели</strong><br><br>Буксир пришёл из Мурома.</div>
</div></div>
<div class="message default clearfix joined" id="message9"><div class="body">
<div class="pull_right date details" title="04.05.2023 19:00:00 UTC+03:00">19:00</div>
<div class="media_wrap clearfix"><div class="title bold">Photo</div></div></div></div>
<div class="message default clearfix joined" id="message10"><div class="body">
<div class="pull_right date details" title="05.05.2023 07:00:00 UTC+03:00">07:00</div>
<div class="forwarded body"><div class="from_name">Вести Касимова
<span class="date details">01.05.2023</span></div><div class="text">Ярмарка
продлится до вечера.</div></div></div></div></div></div></body></html>"""


def test_exported_pages_give_their_posts(tmp_path: Path) -> None:
    written(tmp_path, "messages.html", EXPORTED)
    found = collected(tmp_path)
    barge, fair = found.articles
    assert (barge.title, barge.text) == ("Баржу сняли с мели", "Буксир пришёл из Мурома.")
    assert (barge.date, barge.source) == ("2023-05-04T18:20:11+03:00", "Окские вести")
    assert (fair.title, fair.author) == ("Ярмарка продлится до вечера.", "Вести Касимова")
    assert found.notes == [("messages.html", "left out 1 messages without text")]


def test_a_saved_preview_gives_its_posts_with_links(tmp_path: Path) -> None:
    post = (
        '<div class="tgme_widget_message" data-post="oka/{n}"><a class='
        '"tgme_widget_message_owner_name"><span>Окские вести</span></a>'
        '<div class="tgme_widget_message_text">{text}</div>'
        '<time datetime="2023-05-0{n}T10:00:00+00:00"></time></div>'
    )
    page = post.format(n=4, text="Баржу сняли с мели.") + post.format(n=5, text="Бакены стоят.")
    written(tmp_path, "oka.html", f"<html><body>{page}</body></html>")
    articles = collected(tmp_path).articles
    assert [(a.url, a.date, a.source) for a in articles] == [
        ("https://t.me/oka/4", "2023-05-04T10:00:00+00:00", "Окские вести"),
        ("https://t.me/oka/5", "2023-05-05T10:00:00+00:00", "Окские вести"),
    ]
