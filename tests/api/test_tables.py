"""Every table of the site as pandas reads it, without a word about its form."""

import io
from collections.abc import Iterator

import pandas as pd
import pytest
from filled import write
from flask.testing import FlaskClient

from svodka.indexer.article import Article
from svodka.indexer.engines import open_engine
from svodka.webapp.app import create_app

ARTICLES = [
    Article(
        f"n{n}",
        f"Паром «Заря», рейс {n}",
        f"Старый паром, рейс {n}; капитан сказал: «Ждём».\n"
        'Парому дали \t новый "ход", а мост закрыт.',
        f"n{n}.txt",
        date=f"202{n % 4}-05-0{n + 1}" if n else None,
        source="Берег; волна" if n % 2 else '"Маяк", порт',
    )
    for n in range(8)
]
OTHERS = [
    Article(f"m{n}", "Автобусы", f"Автобус {n} едет в объезд.", f"m{n}.txt", date="2020-06-01")
    for n in range(8)
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    url = f"whoosh:{tmp_path_factory.mktemp('tables') / 'index'}"
    engine = open_engine(url)
    write(engine, [*ARTICLES, *OTHERS])
    engine.close()
    app = create_app({"TESTING": True, "INDEX": url})
    yield app.test_client()
    app.extensions["svodka"].close()


def table(client: FlaskClient, address: str, sep: str = ",") -> pd.DataFrame:
    answer = client.get(address)
    assert answer.status_code == 200
    return pd.read_csv(io.BytesIO(answer.data), sep=sep)


@pytest.mark.parametrize("separator", ["comma", "semicolon"])
def test_results(client: FlaskClient, separator: str) -> None:
    sign = {"comma": ",", "semicolon": ";"}[separator]
    found = table(client, f"/export.csv?q=паром&text=1&separator={separator}", sep=sign)
    by_id = found.set_index("id")
    assert set(by_id.index) == {one.id for one in ARTICLES}
    for one in ARTICLES:
        row = by_id.loc[one.id]
        assert (row["title"], row["source"]) == (one.title, one.source)
        assert row["text"].replace("\r\n", "\n") == one.text
    assert pd.to_datetime(found["date"]).isna().sum() == 1


def test_trends(client: FlaskClient) -> None:
    found = table(client, "/trends.csv?q=паром&q=мост&unit=year")
    wide = found.pivot_table(index="period", columns="query", values="articles")
    assert wide.loc[2021].to_dict() == {"паром": 2.0, "мост": 2.0}
    assert found["share"].max() == 1000


@pytest.mark.parametrize(("ending", "sign"), [("csv", ","), ("tsv", "\t")])
def test_occurrences(client: FlaskClient, ending: str, sign: str) -> None:
    found = table(client, f"/concordance.{ending}?q=паром&order=left", sep=sign)
    assert len(found) == 16
    assert found.groupby("hit").size().to_dict() == {"паром": 8, "Парому": 8}
    texts = {one.id: one.text for one in ARTICLES}
    for row in found.itertuples():
        assert texts[str(row.id)][int(row.start) :].startswith(str(row.hit))


def test_neighbours(client: FlaskClient) -> None:
    found = table(client, "/collocates.csv?q=паром&least=1")
    assert len(found) == found.notna().all(axis=1).sum() > 0
    assert {"старый", "рейс"} <= set(found["lemma"])
    assert found["likelihood"].is_monotonic_decreasing
