"""Names formed by rule: clipped compounds, compounds written apart, cognates of abbreviations."""

import pytest

from svodka.indexer.analysis.tokens import analyze
from svodka.indexer.highlight.fillings import Words
from svodka.indexer.highlight.marks import marks
from svodka.indexer.query.expansion import expand
from svodka.indexer.query.parser import parse

FOUND = [
    ("госуслуги", "Государственные услуги стали доступнее."),
    ("государственные услуги", "Госуслуги работают и ночью."),
    ("стройплощадка", "На строительной площадке ставят кран."),
    ("спецтехника", "Приехала специальная техника."),
    ("медучреждение", "Медицинское учреждение закрыли на ремонт."),
    ("медицинское учреждение", "В медучреждениях ждут врачей."),
    ("сельхозтехника", "Сельскохозяйственную технику вывели в поле."),
    ("замгубернатора", "Об этом сказал заместитель губернатора."),
    ("заместитель губернатора", "Об этом сказал замгубернатора."),
    ("Йошкар Ола", "Поезд пришёл в Йошкар-Олу."),
    ("Пари Сен-Жермен", "Болельщики ПСЖ приехали на матч."),
    ("клуб Пари Сен-Жермен", "Клуб ПСЖ искал тренера."),
    ("супер игра", "Вечером покажут суперигру."),
    ("~НАТО", "Натовскую базу закрыли."),
    ("~ООН", "Приехал ООНовский чиновник."),
    ("~Саша", "На столе лежала Сашина тетрадь."),
    ("~Сашина", "Саша забыл тетрадь."),
    ("~Оля", "Олин зонт остался в поезде."),
    ("~Олин", "Оля забыла зонт."),
    ("~МИД", "Мидовский приём отменили."),
    ("~ФСБ", "Об этом знал один эфэсбэшник."),
    ("~МВД", "Эмвэдэшный пост убрали."),
    ("~Кремль", "Кремлёвский концерт перенесли."),
    ("~Трамп", "Трамповский план обсудили."),
    ("~натовский", "База НАТО закрыта."),
    ("СВО", "Участникам специальной военной операции дали путёвки."),
    ("маткапитал", "Материнский капитал выплатят в мае."),
    ("главврач", "Главный врач принял больных."),
    ("Боинг-737", "Пассажиры покинули Boeing 737."),
    ("Boeing-737", "В Боинге-737 погас свет."),
    ("айфон-15", "За iPhone 15 стояла очередь."),
    ("ковид-19", "Число больных COVID-19 снизилось."),
    ("Группа семи", "Лидеры G7 встретились в Риме."),
    ("ПМЭФ", "Петербургский международный экономический форум открыт."),
]
MISSED = [
    ("Боинг-737", "Boeing показал 747."),
    ("горшок", "Городской шок прошёл."),
    ("гостья", "Государственная тья."),
    ("медведь", "Медицинский ведь вопрос."),
    ("замок", "Заместитель ок."),
    ("~Москва", "Мосовский вопрос."),
    ("~Лена", "Ленин приехал в Смольный."),
]


def marked(query: str, text: str) -> bool:
    tokens = analyze(text)
    known = {lemma for token in tokens for lemma in token.lemmas}
    tree = expand(parse(query).tree, known.__contains__)
    return bool(marks(tree, Words(text), "text"))


@pytest.mark.parametrize(("query", "text"), FOUND)
def test_is_found(query: str, text: str) -> None:
    assert marked(query, text)


@pytest.mark.parametrize(("query", "text"), MISSED)
def test_is_another_word(query: str, text: str) -> None:
    assert not marked(query, text)


def test_a_compound_is_formed_only_if_the_collection_has_it() -> None:
    tree = parse("государственные услуги").tree
    assert expand(tree, lambda _lemma: False) == expand(tree)


@pytest.mark.parametrize(
    "query", ["~C++", "~$100", "~2-я", "~II", "~X5", "~5", "~О’Нил", "~в.", "~ІІ"]
)
def test_signs_and_numbers_may_be_asked_for_their_cognates(query: str) -> None:
    tree = parse(query).tree
    assert expand(tree, lambda _lemma: True, cognates=True)
