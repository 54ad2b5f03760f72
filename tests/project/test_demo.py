"""The collection of `make demo` shows what one article cannot: facets, time, reprints, people."""

from pathlib import Path

import made_archive

from svodka import build
from svodka.indexer.results.request import SearchRequest
from svodka.indexer.search import Search


def test_the_demonstration_shows_everything(tmp_path: Path) -> None:
    made_archive.write(tmp_path, 120)
    with build(tmp_path) as built:
        assert (built.report.added, built.report.skipped) == (120, [])
        fields = {value.field for value in built.facets()}
        assert fields == {"year", "source", "section", "author", "person", "place"}
        people = {value.value for value in built.facets("*", "person")}
        assert {name for name, _ in made_archive.PEOPLE} <= people
        assert len(list(built.timeline())) == 36  # months
        search = Search(built.index)
        folded = search.page(SearchRequest("*", fold=True))
        assert folded.hidden > 10
        assert any(result.reprints for result in folded.results)
        search.close()


def test_its_articles_are_the_same_for_the_same_seed() -> None:
    assert [*made_archive.records(50)] == [*made_archive.records(50)]
    assert [*made_archive.records(50, seed=2)] != [*made_archive.records(50)]
