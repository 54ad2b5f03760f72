"""Notices for readers about the parts of an answer that could not be made."""

from collections import Counter
from collections.abc import Callable, Sequence

from svodka.indexer.bulkhead import Part, PartFailure
from svodka.indexer.notice import Notice

TOO_COMPLEX = Notice("Запрос слишком сложный, показана часть найденного. Упростите его.")
NOT_SHOWN = Notice("Эту статью показать не удалось.")

_NOTICES: dict[Part, Callable[[int], Notice]] = {
    "result": lambda count: Notice("Не удалось показать статей: %(count)s.", count=count),
    "counts": lambda _: Notice(
        "Не удалось сосчитать найденное по датам, источникам и другим признакам."
    ),
    "facet": lambda count: Notice("Не удалось показать фильтров: %(count)s.", count=count),
    "timeline": lambda _: Notice("Не удалось показать найденное во времени."),
    "names": lambda _: Notice(
        "Не удалось учесть другие названия того же самого и однокоренные слова."
    ),
    "understood": lambda _: Notice("Не удалось сказать, как понят запрос."),
    "correction": lambda _: Notice("Не удалось проверить, нет ли в запросе опечатки."),
    "relaxation": lambda _: Notice(
        "Не удалось поискать статьи с однокоренными словами или с некоторыми из слов."
    ),
    "wider": lambda _: Notice("Не удалось узнать, сколько статей с однокоренными словами."),
    "rest": lambda _: Notice("Не удалось поискать статьи, где есть не все слова."),
    "overview": lambda _: Notice("Не удалось собрать все сведения об архиве."),
    "marks": lambda _: Notice("Не удалось отметить в статье слова запроса."),
    "citation": lambda _: Notice("Не удалось составить ссылку на эту статью."),
    "reprint": lambda _: Notice("Не удалось показать все перепечатки этой статьи."),
    "similar": lambda _: Notice("Не удалось показать все похожие статьи."),
    "line": lambda count: Notice("Не удалось показать вхождения: ошибок — %(count)s.", count=count),
    "row": lambda count: Notice("Не удалось выгрузить статей: %(count)s.", count=count),
    "entry": lambda count: Notice("Не удалось показать статей в ленте: %(count)s.", count=count),
    "suggestion": lambda _: Notice("Не удалось показать все подсказки."),
}


def failure_notices(failures: Sequence[PartFailure]) -> list[Notice]:
    """One notice for each kind of part that failed, in the order of the first failures."""
    counts = Counter(one.part for one in failures)
    return [_NOTICES[part](count) for part, count in counts.items()]
