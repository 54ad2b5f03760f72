"""The order of the test files, and the fixtures of the tests in the browser."""

import os
import signal
from collections.abc import Iterator

import pytest
from browsing import build_index, chromium, served, watched
from filled import ENGINES
from hostile_site import make_index
from hypothesis import settings
from playwright.sync_api import Browser, Page
from shared_cluster import begin_run, end_run

# The command line speaks the language of the locale; most tests expect English.
os.environ["LC_ALL"] = "C.UTF-8"

# A parent that ignores SIGINT, such as nohup, would pass that on to all processes of the tests.
signal.signal(signal.SIGINT, signal.default_int_handler)
# Without compiled modules each of the hundreds of commands would compile all of Svodka again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# On a busy machine any example may take long.
settings.register_profile("without deadlines", deadline=None)
settings.load_profile("without deadlines")

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


@pytest.fixture(scope="module", params=ENGINES)
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of engine, for tests that hold for all."""
    made: str = request.param
    return made


@pytest.fixture(scope="session")
def walked_index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of an index of the collection that ``browsing`` describes."""
    return build_index(
        tmp_path_factory.mktemp("articles"), tmp_path_factory.mktemp("index") / "index"
    )


@pytest.fixture(scope="session")
def hostile_index(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of an index of the collection that ``hostile`` describes."""
    return make_index(tmp_path_factory.mktemp("hostile"))


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
