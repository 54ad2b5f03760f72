"""Words, forms and lemmas, as a reader of Russian expects them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svodka.indexer.analysis.folding import fold
from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.morphology import MAX_WORD, readings
from svodka.indexer.analysis.token_arrays import Token
from svodka.indexer.analysis.tokens import analyze, is_function_word
from svodka.indexer.analysis.word_lists import stamp

LETTERS = (
    "абвеёйиокпрстуъыьэюя"
    + "aceopxyk"
    + "АВСЕ"
    + "0123456789"
    + "-‑'’., \u00a0\u0301\u00ad\u200b\n«»()!?"
    + "🙂"
)
texts = st.text(st.sampled_from(LETTERS)) | st.text()


def lemmas(text: str) -> list[tuple[str, ...]]:
    return [token.lemmas for token in analyze(text)]


def words(text: str) -> list[str]:
    return [token.text for token in analyze(text)]


def shares_a_lemma(first: str, second: str) -> bool:
    return not set(analyze(first)[0].lemmas).isdisjoint(analyze(second)[0].lemmas)


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        ("Бaку", ("баку",)),  # with a Latin a
        ("стали", ("стать", "сталь")),
        ("Алиева", ("алиев",)),
        ("товарообороте", ("товарооборот",)),
        ("Кавказе", ("кавказ",)),
        ("лучших", ("лучший",)),
        ("следующей", ("следующий",)),
        ("быстро", ("быстро",)),
        ("млрд", ("миллиард", "млрд")),
        ("ёлку", ("елка",)),
        ("Путин", ("путин",)),
        ("по", ("по",)),
        ("2024", ("2024",)),
        ("F", ("f",)),
    ],
)
def test_lemmas(form: str, expected: tuple[str, ...]) -> None:
    assert lemmas(form) == [expected]


@pytest.mark.parametrize(
    ("word", "forms"),
    [
        ("Путин", "Путина Путину Путиным Путине"),
        ("Алиев", "Алиева Алиеву Алиевым Алиевой Алиевы"),
        ("Баку", "Баку"),
        ("товарооборот", "товарооборота товарообороту товарооборотом товарооборотов"),
        ("южный", "Южном южного ЮЖНАЯ южные"),
        ("сталь", "стали сталью сталей"),
        ("стать", "стали стало станет"),
        ("ещё", "еще Ещё ЕЩЕ"),
        ("Азербайджан", "Азербайджаном азербайджана"),
    ],
)
def test_any_form_is_the_same_word(word: str, forms: str) -> None:
    assert [form for form in forms.split() if not shares_a_lemma(word, form)] == []


@pytest.mark.parametrize(
    ("word", "other"), [("Алиев", "алиби"), ("сталь", "стальной"), ("мир", "мера"), ("Баку", "бак")]
)
def test_other_words_are_other_words(word: str, other: str) -> None:
    assert not shares_a_lemma(word, other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Мэрия [сообщила](https://t.me/city_news/48422) о мосте",
            ["Мэрия", "сообщила", "о", "мосте"],
        ),
        ("Подробнее: HTTPS://ru.example/мост?q=порт&b=2#вниз, утром", ["Подробнее", "утром"]),
        ("__Фото на сайте: ____https://port.example/49tDdoR__", ["Фото", "на", "сайте"]),
        ("сайт example.org", ["сайт", "example", "org"]),
    ],
)
def test_an_address_has_no_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected
    assert [token.text for token in Lexicon().read(text).tokens()] == expected
    assert all(text[one.start : one.stop] == one.text for one in analyze(text))


def test_a_hyphenated_word_is_itself_and_its_parts() -> None:
    assert analyze("из Нью-Йорка вчера") == [
        Token(0, 2, "из", "из", ("из",), 0),
        Token(3, 12, "Нью-Йорка", "нью-йорка", ("ньюйорк",), 1, 2),
        Token(3, 6, "Нью", "нью", ("нью",), 1),
        Token(7, 12, "Йорка", "йорка", ("йорк",), 2),
        Token(13, 18, "вчера", "вчера", ("вчера",), 3),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Олимпиада-2020", ["Олимпиада-2020", "Олимпиада", "2020"]),
        ("Ту-154", ["Ту-154", "Ту", "154"]),
        ("О’Нил", ["О’Нил", "О", "Нил"]),
        ("т. е. «да» — нет!", ["т", "е", "да", "нет"]),
        ("lenta.ru", ["lenta", "ru"]),
        ("за́мок и замо\u00adк", ["за́мок", "и", "замо\u00adк"]),
        ("19.08.2024", ["19", "08", "2024"]),
        ("🙂 — …", []),
        ("-кавказ-", ["кавказ"]),
        ("снова_и_снова", ["снова", "и", "снова"]),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ("10 000", "10000"),
        ("1\u00a0500\u00a0000", "1500000"),
        ("10\u202f000", "10000"),
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("10 000,5", "10000.5"),
        ("2024", "2024"),
    ],
)
def test_numbers(written: str, form: str) -> None:
    assert [token.form for token in analyze(written)] == [form]


def test_numbers_side_by_side_stay_apart() -> None:
    assert words("в 2024 году 300 школ, 5 10 и 1,2,3") == [
        "в",
        "2024",
        "году",
        "300",
        "школ",
        "5",
        "10",
        "и",
        "1",
        "2",
        "3",
    ]


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("ЁЛКА", "елка"),
        ("е\u0308лка", "елка"),  # ё in two code points
        ("и\u0306од", "йод"),  # й in two code points
        ("за\u0301мок", "замок"),
        ("бан\u00adк", "банк"),
        ("Mocквa", "москва"),  # M, o, c and a are Latin
        ("СOVID", "covid"),  # С is Cyrillic
        ("iPhone", "iphone"),
        ("Straße", "strasse"),
    ],
)
def test_folding(written: str, folded: str) -> None:
    assert fold(written) == folded


def test_function_words() -> None:
    assert [
        token.text
        for token in analyze("Он не был в Баку и на Кавказе, но Ещё не поздно")
        if not is_function_word(token)
    ] == [
        "Баку",
        "Кавказе",
        "поздно",
    ]


def test_a_word_of_a_megabyte_is_cut() -> None:
    (token,) = analyze("а" * 1_000_000)
    assert (token.start, token.stop, token.form) == (0, 1_000_000, "а" * MAX_WORD)


def test_the_stamp_changes_with_the_abbreviations(monkeypatch: pytest.MonkeyPatch) -> None:
    before = stamp()
    monkeypatch.setattr("svodka.indexer.analysis.word_lists.INNER", ("им", "крашт"))
    assert stamp() != before


def test_the_stamp_names_the_dictionary() -> None:
    assert "pymorphy3" in stamp()


@given(texts)
def test_offsets_give_back_the_text(text: str) -> None:
    for token in analyze(text):
        assert text[token.start : token.stop] == token.text
        assert token.form
        assert token.lemmas
        assert len(token.form) <= MAX_WORD


@given(texts)
def test_positions_count_words(text: str) -> None:
    simple = [token for token in analyze(text) if token.parts == 1]
    assert [token.position for token in simple] == list(range(len(simple)))
    for token in analyze(text):
        parts = [part for part in simple if token.start <= part.start and part.stop <= token.stop]
        assert [part.position for part in parts] == list(
            range(token.position, token.position + token.parts)
        )


@given(texts)
def test_analysis_is_the_same_each_time(text: str) -> None:
    assert analyze(text) == analyze(text)


@given(texts)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("form", "lemma", "rule"),
    [
        ("стали", "стать", "plausible"),
        ("стали", "сталь", "homonym"),
        ("млрд", "миллиард", "abbreviation"),
        ("covid", "covid", "no Russian word"),
    ],
)
def test_each_reading_has_its_rule(form: str, lemma: str, rule: str) -> None:
    assert (lemma, rule) in {
        (reading.lemma, reading.rule) for reading in readings(form) if reading.kept
    }


def test_readings_that_are_dropped_say_why() -> None:
    dropped = {
        (reading.lemma, reading.rule) for reading in readings("следующий") if not reading.kept
    }
    assert ("следовать", "participle beside an adjective") in dropped
