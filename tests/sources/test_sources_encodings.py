"""Detection of encodings, also for short texts and capitals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svodka.indexer.errors import SourceError
from svodka.indexer.sources.encodings import SINGLE_BYTE, decode

TEXTS = [
    "Москва",
    "Паром вернулся на Оку",
    "В Калуге открыли новую набережную",
    "ПАРОМ ВЕРНУЛСЯ НА ОКУ ПОСЛЕ РЕМОНТА",
    "Юные физики едут в Якутск",
    "Эхо войны: сапёры нашли снаряд",
    "Что изменится с 1 января",
    "ФК «Ока» — ФК «Кама»: 3:1",
    "Уволен директор завода ЖБИ № 5",
    "«Ёлка» подорожала на 5,5 %",
    "Цены на гречку снизились — Росстат",
    "Yandex и Google договорились о картах",
    "Я, ты, он, она — вместе дружная семья",
    "И. И. Щукин привёз из Парижа Матисса",
    "По подсчётам учёных, на каждого жителя приходится “полтора” дерева… и это не предел",
]


@pytest.mark.parametrize(
    "encoding",
    [*SINGLE_BYTE, "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"],
)
@pytest.mark.parametrize("text", TEXTS)
def test_short_texts(text: str, encoding: str) -> None:
    raw = text.encode(encoding, "replace")
    assert decode(raw) == raw.decode(encoding)


@pytest.mark.parametrize("encoding", SINGLE_BYTE)
def test_what_a_text_says_of_itself_must_hold(encoding: str) -> None:
    text = "Паром, который чинили четыре года, вернулся на Оку."
    for declared in (*SINGLE_BYTE, "utf-8", "windows-1252", "x-none", "rot13", "idna", ""):
        assert decode(text.encode(encoding), declared) == text
        assert decode(text.encode(), declared) == text


def test_a_declared_encoding_that_is_not_among_the_usual() -> None:
    assert (
        decode("Паром вернулся на Оку".encode("iso8859-5"), "iso-8859-5") == "Паром вернулся на Оку"
    )


def test_a_long_text_with_little_russian() -> None:
    raw = b"The ferry is back. " * 40_000 + "Паром вернулся на Оку.".encode("koi8-r")
    assert decode(raw).endswith("Паром вернулся на Оку.")


@pytest.mark.parametrize("raw", [b"\x80\x81\xfe\xff" * 20, b"\xff" * 50, bytes(range(128, 256))])
def test_noise_has_no_encoding(raw: bytes) -> None:
    with pytest.raises(SourceError, match="cannot tell its encoding"):
        decode(raw)


@given(
    st.binary(max_size=200),
    st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["utf-7", "hex", "punycode"])),
)
def test_raises_nothing_but_source_errors(raw: bytes, declared: str | None) -> None:
    try:
        text = decode(raw, declared)
    except SourceError:
        return
    assert isinstance(text, str)
