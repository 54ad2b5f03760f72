"""Invented news in whole Russian sentences: a collection of any size."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

PLACES = (
    *(
        "в Рязани",
        "в Калуге",
        "в Костроме",
        "в Пскове",
        "во Владимире",
        "в Саратове",
        "в Томске",
        "в Кирове",
    ),
    *(
        "на Камчатке",
        "под Воронежем",
        "в Приморье",
        "в Карелии",
        "на юге Башкирии",
        "в пригороде Самары",
    ),
)
TIMES = (
    *(
        "В понедельник",
        "Во вторник",
        "В среду",
        "В четверг",
        "В пятницу",
        "Накануне",
        "На прошлой неделе",
    ),
    *(
        "В конце августа",
        "Утром",
        "Поздно вечером",
        "К началу учебного года",
        "После долгих споров",
    ),
)
PEOPLE = (
    *(
        "губернатор",
        "мэр города",
        "министр транспорта",
        "главный врач",
        "директор завода",
        "ректор университета",
    ),
    *(
        "начальник порта",
        "председатель суда",
        "тренер сборной",
        "главный архитектор",
        "прокурор области",
    ),
)
DEEDS = (
    *(
        "открыл новый мост через реку",
        "пообещал отремонтировать дороги",
        "подписал соглашение о поставках зерна",
    ),
    *(
        "рассказал о планах на будущий год",
        "осмотрел стройку больницы",
        "встретился с жителями затопленных улиц",
    ),
    *(
        "поручил проверить все школьные столовые",
        "вручил награды спасателям",
        "запустил первый электропоезд",
    ),
    *("отменил строительство торгового центра", "показал журналистам восстановленный театр"),
)
NEWS = (
    *(
        "работы закончат к осени",
        "денег в бюджете хватит",
        "цены на хлеб не вырастут",
        "паром снова ходит каждый день",
    ),
    *(
        "жители поддержали проект",
        "подрядчик сорвал все сроки",
        "очередь в детские сады сократилась вдвое",
    ),
    *(
        "товарооборот с соседями вырос на треть",
        "музей ждёт гостей и в выходные",
        "река вошла в берега",
    ),
    *(
        "выставку посетили тысячи человек",
        "урожай яблок оказался рекордным",
        "причину аварии ещё выясняют",
    ),
)

EVERYWHERE = "прогноз"  # in every article
ISSUE = "выпуск"  # in each changing article, before the number of the edition
# One of these words, by the edition, is in each changing article.
MARKS = (
    ("вишня", "вишней"),
    ("груша", "грушей"),
)


@dataclass(frozen=True)
class News:
    """A collection of ``size`` articles that is the same for the same ``seed``.

    With each edition every fourth article changes, and some are replaced by new ones. The changing
    articles name their edition.
    """

    folder: Path
    size: int
    seed: int = 1
    sentences: int = 30

    @property
    def changing(self) -> int:
        """The number of articles that change with an edition."""
        return len(range(0, self.size, 4))

    def totals(self, edition: int) -> dict[str, int]:
        """The number of results of some queries."""
        totals = {EVERYWHERE: self.size, " | ".join(word for word, _ in MARKS): self.changing}
        return totals | {
            word: self.changing * (at == edition % 2) for at, (word, _) in enumerate(MARKS)
        }

    def paths(self, edition: int, changing: bool = False) -> list[str]:
        """The sorted paths of an edition's articles, or only of the ``changing`` ones."""
        return sorted(
            self._name(number, edition) for number in range(0, self.size, 4 if changing else 1)
        )

    def write(self, edition: int) -> None:
        """Bring the folder to an edition."""
        wanted = dict(self._articles(edition))
        for path in self.folder.rglob("*.txt"):
            if path.relative_to(self.folder).as_posix() not in wanted:
                path.unlink()
        for name, text in wanted.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")

    def _articles(self, edition: int) -> Iterator[tuple[str, str]]:
        for number in range(self.size):
            recipe = (
                f"Рецепт недели — пирог с {MARKS[edition % 2][1]}. {ISSUE.capitalize()} {edition}."
            )
            yield (
                self._name(number, edition),
                self._article(number, recipe if number % 4 == 0 else "На сегодня это всё."),
            )

    def _name(self, number: int, edition: int) -> str:
        name = f"гость {edition}-{number}" if number % 50 == 1 else f"новость {number}"
        return f"раздел {number % 7}/{name}.txt"

    def _article(self, number: int, end: str) -> str:
        random = Random(f"{self.seed}-{number}")
        choice = random.choice
        title = f"{choice(PEOPLE).capitalize()} {choice(DEEDS)} {choice(PLACES)}"
        sentences = [
            sentence(random) for _ in range(random.randint(self.sentences // 2, self.sentences))
        ]
        return "\n".join(
            [title, "", *sentences, "Прогноз погоды читайте на последней странице.", end, ""]
        )


def sentence(random: Random) -> str:
    """A sentence of invented news."""
    choice = random.choice
    return choice(
        (
            f"{choice(TIMES)} {choice(PEOPLE)} {choice(DEEDS)} {choice(PLACES)}.",
            f"«Главное, что {choice(NEWS)}», — сказал {choice(PEOPLE)} {choice(PLACES)}.",
            f"{choice(TIMES)} стало известно, что {choice(NEWS)}.",
        )
    )
