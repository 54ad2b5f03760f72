"""Sentences of Russian news, in tables that a reader can check: «|» separates them."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from running import shortest

from svodka.indexer.analysis.sentences import sentences

SPLIT = [
    "Порт открыли.|Мост построят.|А дорогу?|Дорогу — нет!|Жаль…|Очень жаль.",
    "Что?!|Да ничего...|Хорошо!..|Пусть.",
    # abbreviations
    "В 2024 г. Приозёрск отметил юбилей.",
    "Новый мост открыли в конце октября 2024 г.|Он свяжет берега.",
    "Завод переехал в г. Приозёрск.|Он работает.",
    "Привезли лес, зерно, уголь и т. д.|Работы идут.",
    "Привезли лес, т. е. доски и брус, и др. товары.",
    "Цены выросли, т. к. Дорога закрыта.",
    "Школа им. А. П. Чехова стоит на ул. Ленина, д. 5.|Там светло.",
    "Построили за 2 млрд. рублей, т. н. Северный мост.",
    "Собрали 10 тыс. руб.|Банк принял деньги.",
    "Об этом говорит ст. 105 (см. рис. 5 и табл. 2).|Далее — выводы.",
    "Так жили в V в. до н. э.|Потом всё изменилось.",
    "Приехали проф. Громов и акад. Белов.",
    "Чертёж от 5 янв. 2024 подписал инж. Громов.|Мост строят.",
    # initials
    "Говорил А. С. Пушкин.|Писал В.В. Громов.|Молчал Дж. Смит.",
    "Они уехали в США.|Это был не я.|Все знают.",
    # numbers, addresses, lists
    "Рост составил 1.5 процента.|В прошлом году — 2,5.|Итог ясен.",
    "Сайт example.ru открыт.|Адрес: https://example.ru/news.html?id=1.",
    "1. Общие положения.|2. Порядок работы.",
    # ellipses
    "Он ушёл… и не вернулся.|А потом...|Потом было лето.",
    # direct speech
    "«Едем!» — сказал он.|«Куда?» — спросила она.",
    "«Мы ждали меньшего. Порт удивил всех», — сказала мэр.|Её поддержали.",
    '"Мы едем. Все вместе!" - сказал он.|Она кивнула.',
    "— Едем! — сказал он.|— Куда? — спросила она.",
    "Он ответил: «Хорошо.»|Она ушла.",
    "Победила команда «Что? Где? Когда?» из Приозёрска.|Поздравляем!",
    "Мост построили (работы шли год. Даже больше).|Он стоит.",
    "Открылся «Дом им. Чехова».|Там музей.",
]


@pytest.mark.parametrize("marked", SPLIT)
def test_sentences(marked: str) -> None:
    text = marked.replace("|", " ")
    assert "|".join(text[start:stop] for start, stop in sentences(text)) == marked


def test_a_line_break_ends_a_sentence() -> None:
    text = "Что строят\n\n  В порту строят \r\n мост\u2028Скоро.  \n"
    assert [text[start:stop] for start, stop in sentences(text)] == [
        "Что строят",
        "В порту строят",
        "мост",
        "Скоро.",
    ]


@settings(deadline=None)
@given(st.text(st.sampled_from('Абв .!?…\n«»"()—- 5г\u00a0')))
def test_sentences_cover_all_that_is_not_blank(text: str) -> None:
    covered = [place for start, stop in sentences(text) for place in range(start, stop)]
    assert covered == sorted(set(covered))
    assert {place for place, char in enumerate(text) if not char.isspace()} <= set(covered)
    for start, stop in sentences(text):
        assert text[start:stop].strip() == text[start:stop] != ""


@pytest.mark.parametrize("piece", ["!", ".", ".)", "Да!» ", "(", "«", "г. ", "А. ", "Абвгдежзик. "])
def test_hostile_texts_take_linear_time(piece: str) -> None:
    times = [shortest(partial(sentences, piece * size)) for size in (4_000, 32_000)]
    assert times[1] < 24 * times[0] + 0.3, times
