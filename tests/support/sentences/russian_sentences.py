"""Sentences of the whole dictionary by the patterns of news, and rows of any words."""

import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TypeVar

from russian_words import pieces, sample, with_grammemes

T = TypeVar("T")

ENDINGS = ("ова", "ыми", "ец", "ка", "ий", "")  # of words that the dictionary can only guess

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
# Prepositions by the case that they govern.
PREPOSITIONS = {
    "gent": ["у", "от", "для", "против", "из", "без", "после", "около", "со стороны", "из-за"],
    "datv": ["к", "ко", "по", "благодаря", "вопреки"],
    "accs": ["в", "на", "за", "про", "через"],
    "ablt": ["с", "со", "перед", "между", "над"],
    "loct": ["о", "об", "при", "в", "во", "на"],
}
PARTICLES = pieces("фон¦фон дер¦де¦бен¦ибн¦ван¦да¦дю¦ла¦эль¦аль¦дель¦оглы¦кызы")
ABBREVIATIONS = pieces("г.¦ул.¦им.¦руб.¦млн¦т. е.¦и т. д.¦РФ¦США¦МИД¦НАТО¦ГУВД¦км/ч¦д-р")
NUMBERS = pieces("1¦17¦2024¦10 000¦1,5¦3.14¦XXI¦1-й¦90-е¦№ 5¦19.08.2024¦12:30¦5%¦-7")
JOINTS = pieces(" ¦ ¦ ¦ ¦, ¦. ¦ — ¦-¦\n¦: ¦; ¦ «¦» ¦\" ¦… ¦/¦'¦\u00a0¦")
STRANGE = pieces(
    "\u0301¦\u00ad¦\u200d¦😀¦ё\u0308¦Ё¦Ѣ¦ї¦a",
    "Mосква¦\u202e¦\ufeff¦1\u20e3¦ﬁ¦İ¦\U00017000¦漢¦ע",
)


class Sentences:
    """Random sentences that are the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        names = (self.deed, self.beside_preposition, self.beside_noun, self.surname_first)
        others = (self.quotation, self.of_a_place, self.of_a_title, self.enumeration, self.governed)
        self.patterns: Sequence[Callable[[], str]] = (*names, self.deed, *others, self.jumble)

    def next(self) -> str:
        """The next sentence."""
        return self.one(self.patterns)()

    def text(self, sentences: int) -> str:
        """Several sentences; some start a new paragraph."""
        return "".join(self.next() + self.one((" ", " ", "\n")) for _ in range(sentences))

    def one(self, among: Sequence[T]) -> T:
        """A random item."""
        return self.chance.choice(among)

    def word(self, *grammemes: str) -> str:
        """A word with these grammemes, or any word if no word has them."""
        return self.one(with_grammemes(*grammemes) or self.any_tag())

    def any_tag(self) -> list[str]:
        """The words of a random tag; all tags are equally likely."""
        return sample()[self.one(_tags())]

    def dressed(self, word: str) -> str:
        """A word in a random spelling: any capitals, a hyphen, a stress mark, quotes."""
        ways: tuple[Callable[[str], str], ...] = (
            *(str, str, str, str.capitalize, str.capitalize, str.upper, str.title),
            lambda word: "".join(self.one((letter, letter.upper())) for letter in word),
            lambda word: f"{word}-{self.one(self.any_tag())}",
            lambda word: f"{word.capitalize()}-{self.one(self.any_tag()).capitalize()}",
            lambda word: f"«{word.capitalize()}»",
            lambda word: f"{word[:2]}{self.one(STRANGE)}{word[2:]}",
            lambda word: self.one(("пост", "не", "супер", "мега-", "экс-", "по-")) + word,
            lambda word: word[: self.chance.randrange(1, len(word) + 1)] + self.one(ENDINGS),
        )
        return self.one(ways)(word)

    def name(self, case: str, *gender: str) -> str:
        """A person's name in a case, in one of the usual forms."""
        given = self.word("Name", case, *gender).capitalize()
        family = self.surname(case, *gender)
        ways = (
            *(f"{given} {family}", f"{given} {family}", f"{given} {family}", given, family),
            f"{given} {self.word('Patr', case, *gender).capitalize()} {family}",
            f"{given} {self.word('Patr', case, *gender).capitalize()}",
            f"{given} {self.initial()}. {family}",
            f"{self.initial()}. {self.initial()}. {family}",
            f"{self.initial()}.{self.initial()}. {family}",
            f"{given} {self.one(PARTICLES)} {family}",
            f"{given} {self.word('Name', case, *gender).capitalize()} {family}",
            f"{given}-{self.word('Name', case).capitalize()} {family}",
            f"{given} «{self.any_word().capitalize()}» {family}",
        )
        return self.one(ways)

    def surname(self, case: str, *gender: str) -> str:
        """A surname: of the dictionary, another word instead, or an unknown one."""
        family = self.word("Surn", case, *gender)
        ways = (
            *(
                family,
                family,
                family,
                f"{family}-{self.word('Surn', case).capitalize()}",
                self.any_word(),
            ),
            *(self.word("Geox", case), self.word("ADJF", case), self.dressed(family)),
        )
        text = self.one(ways)
        return text[:1].upper() + text[1:]

    def initial(self) -> str:
        """A capital letter."""
        return self.one(list("АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"))

    def any_word(self) -> str:
        """A word of any tag."""
        return self.one(self.any_tag())

    def deed(self) -> str:
        """«Премию получила Саша Петренко.»"""
        verb = self.word(
            "VERB",
            self.one(("past", "pres", "futr", "impr")),
            self.one(("sing", "plur", "masc", "femn", "neut")),
        )
        what = self.one((self.word("NOUN", "accs"), "", "Об этом"))
        return f"{what.capitalize()} {verb} {self.name(self.one(CASES), *self.gender())}.".strip()

    def gender(self) -> tuple[str, ...]:
        """A random gender, or none."""
        return self.one(((), ("masc",), ("femn",), ("ms-f",)))

    def beside_preposition(self) -> str:
        """«Гости говорили о Саше Петренко.»"""
        case = self.one(CASES[1:])
        before = self.one(PREPOSITIONS[case])
        name = self.name(case, *self.gender())
        return f"{self.any_word().capitalize()} {self.word('VERB', 'past')} {before} {name}."

    def governed(self) -> str:
        """«Паром шёл к высоким берегам.» Each word rules out readings of the next."""
        case, number = self.one(CASES[1:]), self.one(("sing", "plur"))
        before, noun = self.one(PREPOSITIONS[case]), self.dressed(self.word("NOUN", case, number))
        adjective = self.one(("", self.word("ADJF", case, number) + " "))
        return f"{self.any_word().capitalize()} {self.word('VERB')} {before} {adjective}{noun}."

    def beside_noun(self) -> str:
        """«Дело губернатора Саши Петренко закрыто.»"""
        case = self.one(CASES)
        title = self.word("NOUN", self.one(("anim", "inan")), case)
        name = self.name(case, *self.gender())
        return f"{self.word('NOUN').capitalize()} {title} {name} {self.word('PRTS')}."

    def quotation(self) -> str:
        """A quotation with its speaker."""
        said = " ".join(self.any_word() for _ in range(self.chance.randrange(1, 6))).capitalize()
        name = self.name("nomn", *self.gender())
        ways = (
            f"«{said}», — {self.word('VERB', 'past')} {name}.",
            f"{name}: «{said}»",
            f"— {said}! — {self.word('VERB', 'past')} {name}.",
            f'"{said}" ({name}',
        )
        return self.one(ways)

    def of_a_place(self) -> str:
        """«В Южной Москве открыли театр.»"""
        case = self.one(CASES[1:])
        side = self.one(("", self.word("ADJF", case).capitalize() + " ", "г. ", "городе "))
        head = self.one(("", " область", " области", " край", " море", "-на-Дону", " республика"))
        place = self.one((self.word("Geox", case), self.word("ADJF", case))).capitalize()
        before = self.one(PREPOSITIONS[case]).capitalize()
        return f"{before} {side}{place}{head} {self.word('VERB')} {self.word('NOUN')}."

    def of_a_title(self) -> str:
        """«Премьер Израиля, д-р Анна Котова, 45 лет»."""
        title = f"{self.word('NOUN', 'anim', 'nomn')} {self.word('Geox', 'gent').capitalize()}"
        numbers = f"{self.one(NUMBERS)} {self.one(ABBREVIATIONS)}"
        return f"{title.capitalize()}, {self.one(ABBREVIATIONS)} {self.name('nomn')}, {numbers}"

    def enumeration(self) -> str:
        """A list of names and other words."""
        case = self.one(CASES)
        count = self.chance.randrange(1, 4)
        names = [self.one((self.name(case), self.dressed(self.any_word()))) for _ in range(count)]
        link = self.one(("и", "или", "а также", "&"))
        return f"{self.word('VERB')} {', '.join(names)} {link} {self.name(case)}"

    def surname_first(self) -> str:
        """«Котов Пётр Ильич», as in lists."""
        case, gender = self.one(CASES), self.gender()
        words = (
            self.surname(case, *gender),
            self.word("Name", case, *gender),
            self.word("Patr", case, *gender),
        )
        return f"{' '.join(word[:1].upper() + word[1:] for word in words)}, {self.one(NUMBERS)}"

    def jumble(self) -> str:
        """Any words in any spelling, between any signs."""
        pieces = (self.any_word, self.any_word, self.any_word, self.oddity)
        count = self.chance.randrange(1, 9)
        return "".join(self.dressed(self.one(pieces)()) + self.one(JOINTS) for _ in range(count))

    def oddity(self) -> str:
        """A string that is hardly a word."""
        return self.one((*ABBREVIATIONS, *NUMBERS, *STRANGE, *PARTICLES))


def named_in_all_ways(given: list[str], seed: int) -> Iterator[str]:
    """A text for each given name: after verbs of each gender, nouns and a preposition.

    Surnames of either gender follow the name.
    """
    words = Sentences(seed)
    for name in given:
        befores = (
            *(words.word("VERB", "past", gender, "sing") for gender in ("masc", "femn", "neut")),
            *(
                words.word("VERB", "past", "plur"),
                words.word("VERB", "pres"),
                words.word("NOUN", "anim", words.one(CASES)),
            ),
            *(words.word("NOUN", "inan"), words.one(PREPOSITIONS[words.one(CASES[1:])])),
        )
        families = [words.word("Surn", words.one(CASES), gender) for gender in ("masc", "femn")]
        families += [words.surname(words.one(CASES))]
        written = name.capitalize()
        rows = (
            f"Вчера {before} {written} {words.one(families).capitalize()}." for before in befores
        )
        yield " ".join(rows)


@cache
def _tags() -> list[str]:
    return sorted(sample())
