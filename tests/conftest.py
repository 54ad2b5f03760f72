"""The order of the test files, what all tests share, and the fixtures of those in the browser."""

import gc
import os
import signal
from collections.abc import Iterator

import pytest
from browsing import chromium, make_walked_index, served, watched
from collected import collected
from filled import DIGEST, ENGINES
from flask import Flask
from hostile_site import make_index
from hypothesis import settings
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from playwright.sync_api import Browser, Page
from shared_cluster import begin_run, end_run, made_once

from svodka.indexer.documents.entities import new_lexicon
from svodka.indexer.documents.preparation import prepare
from svodka.indexer.engines import open_engine
from svodka.indexer.engines.writing import write_all

# The command line speaks the language of the locale; most tests expect English.
os.environ["LC_ALL"] = "C.UTF-8"

# A parent that ignores SIGINT, such as nohup, would pass that on to all processes of the tests.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Without compiled modules each of the hundreds of commands would compile all of Svodka again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Thousands of collected tests stay. To look for garbage among them takes a twelfth of the time.
gc.set_threshold(50_000, 20, 100)

# On a busy machine any example may take long.
settings.register_profile("without deadlines", deadline=None)
settings.load_profile("without deadlines")


class CompiledTemplates(BytecodeCache):
    """Compiled templates in memory. A template that has changed is compiled again."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, unless its source has changed."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


# Each application of a test would compile all templates again: a tenth of a second for a page.
Flask.jinja_options = {"bytecode_cache": CompiledTemplates()}

# Rooms with files of up to a minute each. Started last, one of them would run on alone.
_LONG = ("robustness", "browser", "server")


def pytest_configure() -> None:
    """Let all processes of this run share one cluster, if one of them needs it."""
    begin_run()


def pytest_unconfigure() -> None:
    """End that cluster."""
    end_run()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files of the rooms with long tests first."""
    items.sort(key=lambda item: item.path.parent.name not in _LONG)


def pytest_collection_finish() -> None:
    """Leave the collected tests out of all later collections of garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _loaded(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Load what builds need, so that the thousands of workers that tests fork inherit it."""
    folder = tmp_path_factory.mktemp("loaded")
    text = "Губернатор Анна Котова открыла мост. Первым по нему прошёл трамвай."
    (folder / "мост.txt").write_text(f"Мост открыли\n12 марта 2024 года\n\n{text}", "utf-8")
    (folder / "мост.md").write_text(f"# Мост открыли\n\n{text}", "utf-8")
    page = f"<html><head><title>Мост открыли</title></head><body><p>{text}</p></body></html>"
    (folder / "мост.html").write_text(page, "utf-8")
    lexicon, engine = new_lexicon(), open_engine(f"whoosh:{folder / 'index'}")
    read = collected(folder).articles
    assert len(read) == 3
    write_all(engine, [prepare(article, DIGEST, lexicon=lexicon) for article in read])
    engine.close()


@pytest.fixture(scope="module", params=ENGINES)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of engine, for tests that hold for all."""
    made: str = request.param
    return made


@pytest.fixture(scope="session")
def walked_index() -> str:
    """The URL of an index of the collection that ``browsing`` describes; nobody changes it."""
    return made_once("walked", make_walked_index)


@pytest.fixture(scope="session")
def hostile_index() -> str:
    """The URL of an index of the collection that ``hostile`` describes; nobody changes it."""
    return made_once("hostile", make_index)


@pytest.fixture(scope="module")
def site(walked_index: str) -> Iterator[str]:
    """The address of a running site."""
    with served(walked_index) as address:
        yield address


@pytest.fixture(scope="module")
def broken_site() -> Iterator[str]:
    """The address of a site without an index."""
    with served("whoosh:/nowhere") as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window. Of one module: its event loop must not outlive it."""
    with chromium() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page with scripts."""
    with watched(browser) as page:
        yield page


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def either(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with scripts, then one without: the whole site must work in both."""
    with watched(browser, java_script_enabled=request.param) as page:
        yield page
