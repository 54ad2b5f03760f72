"""Words that no dictionary has: each form of one shares a lemma with each other form."""

from itertools import combinations

import pytest

from svodka.indexer.analysis.lexicon import Lexicon
from svodka.indexer.analysis.morphology import is_known
from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.query.slots import slot
from svodka.indexer.query.tree import Word

PARADIGMS = [
    "Хольмберг Хольмберга Хольмбергу Хольмбергом Хольмберге",
    "Шпритц Шпритца Шпритцу Шпритцем Шпритце",
    "Жумабаков Жумабакова Жумабакову Жумабаковым Жумабакове Жумабаковой Жумабаковых",
    "Дзюрин Дзюрина Дзюрину Дзюриным Дзюрине Дзюриной Дзюриными",
    "Вишнепольский Вишнепольского Вишнепольскому Вишнепольским Вишнепольская Вишнепольской",
    "Трефалец Трефальца Трефальцу Трефальцем Трефальце",
    "Брандей Брандея Брандею Брандеем Брандее",
    "Лагуэль Лагуэля Лагуэлю Лагуэлем Лагуэле",
    "Чаварда Чаварды Чаварде Чаварду Чавардой",
    "Росдорагентство Росдорагентства Росдорагентству Росдорагентством Росдорагентстве",
    "блогерство блогерства блогерству блогерством блогерстве блогерствами блогерств",
    "хабло хабла хаблу хаблом хабле хаблам",
    "дрифтцо дрифтца дрифтцу дрифтцом дрифтце",
    "шумоведёрко шумоведёрка шумоведёрку шумоведёрком шумоведёрке шумоведёрок",
    "замьютить замьютил замьютят замьючен замьючена замьюченный замьюченного замьютивший",
    "отлайкать отлайкал отлайкан отлайканы отлайканная отлайкавшие",
    "релоцировать релоцирует релоцирован релоцированной релоцирующий релоцировавший",
    "расшарить расшарен расшарены расшаренными расшарь",
    "лайкология лайкологии лайкологию лайкологией лайкологий лайкологиями",
    "смартложка смартложки смартложку смартложкой смартложек",
    "Мбанга Мбанги Мбанге Мбангу Мбангой",
    "Ямурия Ямурии Ямурию Ямурией",
    "Кырдань Кырдани Кырданью",
    "Гарбиллы Гарбилл Гарбиллам Гарбиллами Гарбиллах",
    "Пруденко Пруденка Пруденку Пруденки Пруденке",
    "Ын Ына Ыну Ыном Ыне",
    # The dictionary has some cases of these.
    "Нарышкин Нарышкина Нарышкину Нарышкиным Нарышкины Нарышкиных Нарышкиными",
    "Брисбен Брисбена Брисбену Брисбеном Брисбене",
    "Лоран Лорана Лорану Лораном Лоране",
    "скримкаст скримкаста скримкастом скримкасты скримкастов скримкастам скримкастами",
    "вайбовый вайбового вайбовому вайбовая вайбовую вайбовые вайбовыми",
    "шерстримить шерстримит шерстримят шерстримлю шерстримил шерстримили шерстримишь",
    "замьютить замьючу замьютит замьютят замьютила",
    "юзать юзаю юзает юзают юзал юзали",
    "кэшбэкнуть кэшбэкну кэшбэкнет кэшбэкнут кэшбэкнул",
    "шмыглить шмыглю шмыглит шмыглил шмыгля шмыглив шмыгливши",
    "брендировизировать брендировизирую брендировизирует брендировизируя брендировизировав",
    "Zorvex Zorvex’а Zorvex'у Zorvex-ом Zorvex'е Zorvex'ы Zorvex‑ов Zorvex'ами",
    "ВКРЖ ВКРЖ-а ВКРЖ’у ВКРЖ-ом ВКРЖ-ы",
]


def lemmas(form: str) -> set[str]:
    """The lemmas of a word inside a sentence."""
    return set(analyze(f"и {form}")[-1].lemmas)


@pytest.mark.parametrize("forms", PARADIGMS)
def test_any_two_forms_share_a_lemma(forms: str) -> None:
    words = forms.split()
    assert not all(is_known(word.lower()) for word in words)
    apart = [pair for pair in combinations(words, 2) if not lemmas(pair[0]) & lemmas(pair[1])]
    assert not apart


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Варбаев", "варбай"),  # the genitive plural of a common noun is no surname
        ("Хольмберг", "Хольмберов"),
        ("Шпритцем", "Шпритин"),
        ("Маском", "маска"),
        ("Чаварду", "Чавардов"),
        ("замьючу", "мьюзик"),
    ],
)
def test_different_words_share_none(one: str, other: str) -> None:
    assert not lemmas(one) & lemmas(other)


def test_a_foreign_name_with_a_longer_word_has_parts() -> None:
    assert analyze("Zorvex-канал")[0].parts == 2
    assert "канал" in analyze("Zorvex-канал")[2].lemmas


def test_a_lemma_of_the_dictionary_is_none_of_an_unknown_noun() -> None:
    assert "мазь" not in lemmas("Мазеем")
    assert "роза" not in lemmas("Розом")


CONTEXTS = [
    ("Письмо Илону Маску дошло.", "Маску", True),
    ("Илону Маску вернут пошлину.", "Маску", True),
    ("Маск промолчал.", "Маск", True),
    ("В аптеке купили маску.", "маску", False),
    ("Маску надевают в аптеке.", "Маску", False),
    ("Маску вернут пошлину. Так решили Маск и суд.", "Маску", True),
    ("Маску вернут пошлину. Об этом говорили с Маском.", "Маску", True),
    ("Совещание. Маску надели.", "Маску", False),
]


@pytest.mark.parametrize(("text", "word", "named"), CONTEXTS)
def test_capitals_tell_a_name_from_a_common_word(text: str, word: str, named: bool) -> None:
    token = next(token for token in analyze(text) if token.text == word)
    assert ("маск" in token.lemmas) is named
    assert Lexicon().read(text).tokens() == analyze(text)


NEIGHBOURS = [
    ("Рыболовные суда вышли из порта.", True),
    ("Суда вышли из порта.", True),
    ("Решение верховного суда огласили.", False),
    ("По решению суда выплатили долг.", False),
    ("Суда он не боится.", False),
]


@pytest.mark.parametrize(("text", "ship"), NEIGHBOURS)
def test_neighbours_make_a_rare_reading_sure(text: str, ship: bool) -> None:
    token = next(token for token in analyze(text) if token.form == "суда")
    assert ("судно" in token.lemmas) is ship
    assert Lexicon().read(text).tokens() == analyze(text)


EXCLUDED = [
    ("Это видно с начала года.", "начала", "начало", "начать"),
    ("Он пришёл на встречу.", "встречу", "встреча", "встретить"),
    ("Мы подошли к банку.", "банку", "банк", "банка"),
    ("Суп налили в банку.", "банку", "банка", "банк"),
    ("Впереди высокий берег реки.", "берег", "берег", "беречь"),
    ("Так было в прошлом году.", "прошлом", "прошлый", "прошлое"),
    ("Паром успешно отчалил.", "успешно", "успешно", "успешный"),
    ("Цены на газе держатся.", "газе", "газ", "газа"),
    ("Он всё узнаёт первым.", "узнаёт", "узнавать", "узнать"),
    ("Доклад РАН вышел.", "РАН", "ран", "рана"),
    ("Древний род угас.", "род", "род", "родиться"),
    ("Они уже дома.", "уже", "уже", "узкий"),
    ("Три чайки сели.", "три", "три", "тереть"),
    ("Суд, естественно, отказал.", "естественно", "естественно", "естественный"),
    ("Это собственно ответ.", "собственно", "собственно", "собственный"),
]


@pytest.mark.parametrize(("text", "word", "right", "wrong"), EXCLUDED)
def test_what_cannot_stand_there_is_no_reading(
    text: str, word: str, right: str, wrong: str
) -> None:
    token = next(token for token in analyze(text) if token.text.lower() == word.lower())
    assert right in token.lemmas
    assert wrong not in token.lemmas
    assert Lexicon().read(text).tokens() == analyze(text)


@pytest.mark.parametrize(
    ("text", "word", "lemma"),
    [
        ("Известно новое имя.", "известно", "известный"),
        ("Стало известно имя.", "известно", "известный"),
        ("Прошлое страны забыто.", "прошлое", "прошлое"),
        ("Озеро, которое село занимает.", "село", "село"),
        ("Он сел в лодку и начала ждать.", "начала", "начать"),
        ("Все узнает потом.", "узнает", "узнать"),
        ("Он метит в политики.", "политики", "политик"),
        ("Новые механики игры понравились.", "механики", "механика"),
        ("Решение, видимо, принято.", "видимо", "видимо"),
    ],
)
def test_a_reading_that_may_stand_there_is_kept(text: str, word: str, lemma: str) -> None:
    assert lemma in next(token for token in analyze(text) if token.form == word).lemmas


@pytest.mark.parametrize(
    ("typed", "lemma"), [("газе", "газа"), ("начала", "начать"), ("род", "родиться")]
)
def test_a_query_asks_for_all_readings(typed: str, lemma: str) -> None:
    word = slot(analyze(f"с {typed}")[1])
    assert isinstance(word, Word)
    assert lemma in word.lemmas


def test_a_short_participle_that_nobody_uses_is_no_reading() -> None:
    assert analyze("метан")[0].lemmas == ("метан",)


@pytest.mark.parametrize(
    ("form", "lemma"),
    [("чаще", "часто"), ("чаще", "частый"), ("основном", "основной"), ("есть", "быть")],
)
def test_a_second_reading_counts(form: str, lemma: str) -> None:
    assert lemma in analyze(form)[0].lemmas


def test_an_imperative_is_the_last_of_equal_readings() -> None:
    assert analyze("нашли")[0].lemmas[0] == "найти"
