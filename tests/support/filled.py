"""Indexes of a few articles, written through the port of any engine."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from shared_cluster import shared_url

from svodka.indexer.article import Article
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.port import Engine
from svodka.indexer.engines.records import Hits
from svodka.indexer.engines.writing import write_all
from svodka.indexer.query.parser import parse
from svodka.indexer.query.tree import Node

ARTICLES = [
    Article(
        "zavod",
        "Новый завод откроют на Урале",
        "Строительство завода началось весной.\nГубернатор побывал на заводе и похвалил рабочих.",
        "zavod.txt",
        date="2024-03-01",
        source="Уральский вестник",
        section="Экономика",
        author="Анна Котова",
        url="https://news.vestnik.example/zavod",
    ),
    Article(
        "reka",
        "Река вышла из берегов",
        "Жители посёлка Верхние Ключи строят дамбу. "
        "О заводе никто не вспоминает, пишет губернатор.",
        "reka.txt",
        date="2024-05-20T10:30:00+03:00",
        source="Вестник",
        section="Происшествия",
        url="https://vestnik.example/reka",
    ),
    Article(
        "nyu-york",
        "Выставка в Нью-Йорке",
        "Художник привёз «Южный Кавказ» — цикл картин о горах Южного\n"
        "Кавказа. Стали о нём говорить.",
        "york.txt",
        source="Культура",
        author="Пётр Котов",
    ),
    Article(
        "stal",
        "Цены на сталь растут",
        "Тонна стали подорожала. Кавказ южный ждёт.",
        "stal.txt",
        date="2023-11-30",
    ),
]
ENGINES = ("whoosh", "opensearch")
DIGEST = "0" * 32


def index_url(kind: str, folder: Path, kept: bool = False) -> str:
    """The address of a new index; ``kept`` ones in a cluster outlive their test."""
    return f"whoosh:{folder / 'index'}" if kind == "whoosh" else shared_url(kept=kept)


def write(
    engine: Engine, articles: Sequence[Article], digest: str = DIGEST, fresh: bool = False
) -> None:
    """Analyse articles, and write them in one change."""
    write_all(engine, (prepare(article, digest) for article in articles), fresh=fresh)


def ask(engine: Engine, query: str, **how: object) -> Hits:
    """Search for a query as typed, without expansion."""
    return engine.search(parse(query).tree, **{"limit": 100, **how})  # type: ignore[arg-type]


@contextmanager
def holding(
    url: str,
    texts: Mapping[str, str],
    title: str = "Заметка",
    dates: Mapping[str, str] | None = None,
) -> Iterator[Engine]:
    """A new index of some texts by id, all with one title; some may have dates."""
    engine, days = open_engine(url), dates or {}
    articles = (
        Article(id, title, text, f"{id}.txt", date=days.get(id)) for id, text in texts.items()
    )
    write(engine, list(articles))
    yield engine
    engine.close()


def mixed(words: Sequence[str]) -> dict[str, str]:
    """Four hundred texts of five words in many proportions."""
    return {
        f"{number}": " ".join(words[(number * step) % 5] for step in range(1, 3 + number % 7))
        for number in range(400)
    }


def scores(engine: Engine, tree: Node, limit: int) -> list[tuple[str, float]]:
    """The ids and rounded scores of the best articles."""
    hits = engine.search(tree, limit=limit).hits
    return [(hit.article.id, round(hit.score, 6)) for hit in hits]
