"""Corrections of words that the collection does not have."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from svodka.indexer.article import Article
from svodka.indexer.commands.cli import cli
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.writing import write_all
from svodka.indexer.results.answer import FEW, Correction
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search
from svodka.indexer.suggest.corrections import Speller
from svodka.indexer.suggest.typos import cost

TEXTS = (
    "Товарооборот России и Армении вырос. Товарообороту помогли новые дороги через Южный Кавказ.",
    "Владимир Путин и Владимир Зеленский обсудили товарооборот. На Южном Кавказе ждут переговоров.",
    "Хрущёв и Щукин в музее: выставка открылась вчера. Путин приедет завтра.",
    "В Санкт-Петербурге открылся вычислительный центр, сообщил премьер-министр Мишустин.",
    "Кот сидит на окне. В доме живёт кит, а за окном лежит снег. Группа Police выступит летом.",
    "Хотя реформа важна, рубль окреп. Хотят ли люди в Йошкар-Олу, неизвестно. Police wrote a "
    "letter.",
)


def write(url: str, texts: dict[str, str]) -> None:
    engine = open_engine(url)
    articles = [Article(id, "", text, f"{id}.txt") for id, text in texts.items()]
    write_all(engine, (prepare(article, "0" * 32) for article in articles))
    engine.close()


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = f"whoosh:{tmp_path_factory.mktemp('spelling') / 'index'}"
    write(made, {str(number): text for number, text in enumerate(TEXTS)})
    return made


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    engine = open_engine(url)
    yield engine
    engine.close()


@pytest.fixture
def search(url: str) -> Iterator[Search]:
    search = Search(url)
    yield search
    search.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("njdfhjj,jhjn", "товарооборот"),
        ("Njdfhjj,jhjn Fhvtybb", "Товарооборот Армении"),
        ("NJDFHJJ<JHJN", "ТОВАРООБОРОТ"),
        ('"njdfhjj,jhjn hjccbb"', '"товарооборот россии"'),
        ("!k.lb", "!люди"),
        ("ljhjub 90-[ pf 2?5", "дороги 90-х за 2,5"),
        ("Police yf jryt", "Police на окне"),
        ("зщдшсу", "police"),
        ("Зщдшсу цкщеу", "Police wrote"),
    ],
)
def test_the_wrong_layout(engine: Engine, typed: str, meant: str) -> None:
    proposal = Speller(engine).proposal(typed)
    assert proposal
    assert (proposal.query, proposal.reason, proposal.sure) == (meant, "layout", True)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("товарооббороту", "товарообороту"),
        ("таварообороту", "товарообороту"),
        ("товраооборот", "товарооборот"),
        ("открыллся", "открылся"),
        ("Мишустен", "Мишустин"),
        ("вычеслительный", "вычислительный"),
        ("Россеи товарообарот", "России товарооборот"),
        ('!"южный кавкас" -кот', '!"южный кавказ" -кот'),
        ("заголовок:премьер-миннистр", "заголовок:премьер-министр"),
        ("(мишустен | путин)", "(мишустин | путин)"),
    ],
)
def test_a_misspelt_word(engine: Engine, typed: str, meant: str) -> None:
    proposal = Speller(engine).proposal(typed)
    assert proposal
    assert (proposal.query, proposal.reason) == (meant, "spelling")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tovarooborot", "товарооборот"),
        ("Yuzhny Kavkaz", "Южный Кавказ"),
        ("Južnyj Kavkaz", "Южный Кавказ"),
        ("Iuzhnyi Kavkaz", "Южный Кавказ"),
        ("Vladimir Putin", "Владимир Путин"),
        ("PUTIN", "ПУТИН"),
        ("Zelensky", "Зеленский"),
        ("Zelenskii", "Зеленский"),
        ("Khrushchev", "Хрущев"),
        ("Hruŝëv", "Хрущев"),
        ("Shchukin", "Щукин"),
        ("Ŝukin", "Щукин"),
        ("Schukin", "Щукин"),
        ("vychislitelʹnyĭ", "вычислительный"),
        ("Yoshkar-Olu", "Йошкар-Олу"),
        ("Ĭoshkar-Olu", "Йошкар-Олу"),
        ("президент Putin", None),
        ("музей -кот Putin", "музей -кот Путин"),
    ],
)
def test_latin_letters(engine: Engine, typed: str, meant: str | None) -> None:
    proposal = Speller(engine).proposal(typed)
    assert (proposal and (proposal.query, proposal.reason)) == (meant and (meant, "translit"))


@pytest.mark.parametrize(
    "query",
    [
        *(
            "кот",
            "кита",
            "котами",
            "Police",
            "людьми",
            "дорогами",
            "Владимир",
            "кит кот",
            "2024",
            "",
            "?!",
            "-коот",
        ),
        *(
            "источник:Вестнег",
            'рубрика:"Экономека"',
            "сайт:lenta.ru",
            "дата:2023",
            "коот*",
            "коот~",
            "абырвалгообразование",
        ),
        "кот " * 400,
    ],
)
def test_what_is_known_or_no_word_is_left_alone(engine: Engine, query: str) -> None:
    assert Speller(engine).proposal(query) is None


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    made = f"whoosh:{tmp_path_factory.mktemp('names') / 'index'}"
    texts = (
        "С Дарменгольцем и Жумабаковым говорил посол.",
        "Под Наро-Фоминском открыли ярмарку, а на ней карусель.",
        "Подростки шерстримят концерт. Источник сообщил об источнике.",
    )
    write(made, {str(number): text for number, text in enumerate(texts)})
    engine = open_engine(made)
    yield engine
    engine.close()


@pytest.mark.parametrize(
    "query",
    [
        *("Дарменгольц", "Дарменгольца", "дарменгольцу", "ДАРМЕНГОЛЬЦ", "Жумабаковой", "жумабаков"),
        *("шерстримить", "шерстримлю", "шерстримил"),
        "источник",  # a field of queries, and a word
        "НАТО",  # no НАРО: an abbreviation is no misspelt part of a word
    ],
)
def test_another_form_of_an_unknown_word_is_left_alone(names: Engine, query: str) -> None:
    assert Speller(names).proposal(query) is None


def test_a_misspelt_unknown_word_is_corrected(names: Engine) -> None:
    proposal = Speller(names).proposal("Дарминхольцем")
    assert proposal
    assert proposal.query == "Дарменгольцем"


def test_another_word_of_the_dictionary_is_only_offered(names: Engine) -> None:
    proposal = Speller(names).proposal("концерн")
    assert proposal
    assert (proposal.query, proposal.sure) == ("концерт", False)


def test_two_words_for_one_are_only_offered(engine: Engine) -> None:
    proposal = Speller(engine).proposal("южныйкавказ")
    assert proposal
    assert (proposal.query, proposal.sure) == ("южный кавказ", False)


def test_a_short_word_is_misspelt_rather_than_on_another_layout(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    write(url, {"0": "The last act."} | {str(day): "Все дома." for day in range(1, 60)})
    engine = open_engine(url)
    proposal = Speller(engine).proposal("фсе")
    engine.close()
    assert proposal
    assert (proposal.query, proposal.reason) == ("все", "spelling")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("мириццо", "мириться"),  # as it is said, though «мирился» has fewer other letters
        ("плотны", "плотины"),  # a form that many articles have
    ],
)
def test_the_likeliest_form_of_a_word_is_meant(tmp_path: Path, typed: str, meant: str) -> None:
    texts = [*["У плотины не хотят мириться."] * 3, "Плотина цела. Он не мирился с этим."]
    url = f"whoosh:{tmp_path / 'index'}"
    write(url, {str(number): text for number, text in enumerate(texts)})
    engine = open_engine(url)
    proposal = Speller(engine).proposal(typed)
    engine.close()
    assert proposal
    assert proposal.query == meant


def test_a_text_in_another_language_is_left_alone(engine: Engine) -> None:
    assert Speller(engine).proposal("Το εμπόριο ανάμεσα στις δύο χώρες αυξήθηκε πολύ φέτος") is None
    assert (
        Speller(engine).proposal(
            "мяукотня брюзгань шмурдяк хламьё врунгелить кашеварище буроклювик"
        )
        is None
    )


def test_usual_slips_cost_less() -> None:
    assert cost("карова", "корова") < cost("кырова", "корова")
    assert cost("боятся", "бояться") < cost("боятсо", "боятся")
    assert cost("касса", "каса") < cost("каста", "каса")
    assert cost("чуство", "чувство") < cost("чуктво", "чувство")
    assert cost("кроова", "корова") < cost("кыроваа", "корова")
    assert cost("дорова", "корова") > cost("копова", "корова")


def test_a_sure_correction_is_applied(search: Search) -> None:
    page = search.page(SearchRequest("njdfhjj,jhjn"))
    assert page.correction == Correction("товарооборот", "layout", applied=True)
    assert page.total == 2
    assert page.query == "njdfhjj,jhjn"
    assert "товарооборот" in page.understood
    assert all(result.snippets[0].marks for result in page.results)


@pytest.mark.parametrize("word", ["товарообмен", "реформат", "снегирь", "выставление", "кета"])
def test_a_word_of_the_dictionary_is_never_surely_changed(search: Search, word: str) -> None:
    page = search.page(SearchRequest(word))
    assert (page.total, page.correction is None or not page.correction.applied) == (0, True)


@pytest.mark.parametrize(("typed", "meant"), [("выстовка", "выставка"), ("Арминии", "Армении")])
def test_a_word_that_no_dictionary_has_is_surely_corrected(
    search: Search, typed: str, meant: str
) -> None:
    page = search.page(SearchRequest(typed))
    assert page.correction == Correction(meant, "spelling", applied=True)


def test_it_is_searched_as_typed_on_request(search: Search) -> None:
    page = search.page(SearchRequest("njdfhjj,jhjn", correct=False))
    assert (page.total, page.correction) == (0, None)


def test_a_doubtful_correction_is_only_offered(search: Search) -> None:
    page = search.page(SearchRequest("коит"))  # кот or кит
    assert page.total == 0
    assert page.correction
    assert page.correction.query in ("кот", "кит")
    assert not page.correction.applied


def test_what_finds_nothing_either_is_not_offered(search: Search) -> None:
    assert search.page(SearchRequest('"снег Хрущёв мишустен"')).correction is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Тоқаев", "Токаев"), ("тоқаевым", "токаевым"), ("Tokayev", "Токаев"), ("Київ", "Киев")],
)
def test_names_in_other_letters_that_stand_in_another_form(
    few: Search, typed: str, meant: str
) -> None:
    page = few.page(SearchRequest(typed))
    assert page.correction
    assert (page.correction.query, page.correction.applied) == (meant, True)
    assert page.total == 1


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    made = f"whoosh:{tmp_path_factory.mktemp('few') / 'index'}"
    write(made, {"1": "Вышло заявление Токаева.", "2": "Поезд до Киева опоздал.", "3": "Токарь."})
    search = Search(made)
    yield search
    search.close()


@pytest.mark.parametrize("latin", [1, FEW + 1])
def test_far_more_in_cyrillic_is_offered(
    tmp_path_factory: pytest.TempPathFactory, latin: int
) -> None:
    made = f"whoosh:{tmp_path_factory.mktemp('both') / 'index'}"
    texts = {str(number): f"Путин принял посла, сообщение {number}." for number in range(80)}
    tables = {f"t{number}": f"На табличке № {number} написано: Putin." for number in range(latin)}
    write(made, texts | tables)
    search = Search(made)
    page = search.page(SearchRequest("Putin"))
    assert page.total == latin
    assert page.correction == Correction("Путин", "translit", applied=False)
    search.close()


def test_the_command_tells_corrections(url: str) -> None:
    run = CliRunner().invoke
    answer = run(cli, ["search", "njdfhjj,jhjn", "--index", url])
    assert answer.exit_code == 0
    assert "Corrected: товарооборот" in answer.output
    assert run(cli, ["search", "njdfhjj,jhjn", "--index", url, "--as-typed"]).exit_code == 1


def test_words_of_new_articles_are_known_at_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    made = f"whoosh:{tmp_path_factory.mktemp('growing') / 'index'}"
    write(made, {"1": "Кот спит."})
    search = Search(made)
    assert search.page(SearchRequest("жерафф")).correction is None
    write(made, {"2": "Жираф гуляет."})
    assert search.page(SearchRequest("жерафф")).correction == Correction(
        "жираф", "spelling", applied=True
    )
    search.close()


def test_a_word_that_stands_only_in_another_form_is_corrected_in_the_form_that_was_typed(
    tmp_path: Path,
) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    engine = open_engine(url)
    text = "Показатель товарооборота вырос. Переговоры шли на Южном Кавказе."
    write_all(engine, [prepare(Article("a", "Итоги года", text, "a.txt"), "0" * 32)])
    engine.close()
    search = Search(url)
    for typed, meant in (
        ("товарообароту", "товарообороту"),
        ("tovarooborot", "товарооборот"),
        ("Yuzhny Kavkaz", "Южный Кавказ"),
    ):
        page = search.page(SearchRequest(typed))
        assert page.total == 1
        assert page.correction is not None
        assert (page.correction.query, page.correction.applied) == (meant, True)
    search.close()


def test_a_part_of_a_hyphenated_word_is_no_correction(tmp_path: Path) -> None:
    url = f"whoosh:{tmp_path / 'index'}"
    write(url, {"a": "Под Наро-Фоминском открыли ярмарку.", "b": "Натовскую базу закрыли."})
    engine = open_engine(url)
    assert Speller(engine).proposal("НАТО") is None
    meant = Speller(engine).proposal("Норо-Фоминск")
    assert meant
    assert meant.query.startswith("Наро-")
    engine.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["-снег"],
        ["--limit", "5", "-снег"],
        ["-снег", "--as-typed"],
        ["-(снег | рубль)"],
        ["-Police"],
    ],
)
def test_a_query_may_begin_with_a_minus(url: str, arguments: list[str]) -> None:
    result = CliRunner().invoke(cli, ["search", "--index", url, *arguments])
    assert (result.exit_code, "No such option" in result.output) == (0, False)
    assert "Товарооборот" in result.output


def test_unknown_options_are_still_refused(url: str) -> None:
    result = CliRunner().invoke(cli, ["search", "--index", url, "--nowhere", "снег"])
    assert result.exit_code == 2
    assert "--nowhere" in result.output
