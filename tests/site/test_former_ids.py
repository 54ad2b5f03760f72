"""Addresses with the ids that articles had before their files moved redirect to current ones."""

import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from running import Svodka
from web_fake import FakeSearch, articles
from werkzeug.routing import Rule

from svodka.indexer.errors import IndexMissing
from svodka.indexer.search import Search
from svodka.webapp.app import create_app
from svodka.webapp.middleware.former_ids import IDS
from svodka.webapp.middleware.password import hashed

NEWS = {
    "zhiraf": "В зоопарк привезли жирафа\n\nМолодого жирафа зовут Семён, он приехал ночью.\n",
    "ledohod": "На Лене начался ледоход\n\nЛедоход пришёл в Якутск на неделю раньше обычного.\n",
    "teatr": "Театр открывает сезон\n\nПервой премьерой станет комедия о почтальоне.\n",
}
WORDS = {"zhiraf": "жираф", "ledohod": "ледоход", "teatr": "почтальон"}
ADDRESSES = (
    "/article/{}",
    "/article/{}.html",
    "/article/{}.txt",
    "/article/{}.json",
    "/article/{}.bib",
)
ADDRESSES += ("/article/{}.ris", "/api/articles/{}")


class Collection:
    """A folder of articles and one more, their index, and all ids of each article over time."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.svodka = Svodka(place / "index")
        self.client = create_app({"INDEX": f"whoosh:{self.svodka.index}"}).test_client()
        self.ids: dict[str, list[str]] = {name: [] for name in NEWS}
        for name, text in NEWS.items():
            self.write(f"news/{name}.txt", text)
        self.write("more/sneg.txt", "Дороги засыпало снегом\n\nМетель не утихает третий день.\n")

    def write(self, path: str, text: str) -> None:
        (self.place / path).parent.mkdir(exist_ok=True)
        (self.place / path).write_text(text, "utf-8")

    def move(self, old: str, new: str) -> None:
        (self.place / new).parent.mkdir(exist_ok=True)
        shutil.move(self.place / old, self.place / new)

    def index(self, *arguments: str) -> None:
        places = [str(self.place / one) if not one.startswith("--") else one for one in arguments]
        ended = self.svodka.here("index", *places, "--jobs", "1")
        assert (ended.code, ended.err) == (0, "")

    def present(self) -> str:
        """The index of each current id: «011» if the second and third articles moved."""
        numbers = []
        for name, ids in self.ids.items():
            (found,) = self.svodka.here("search", WORDS[name], "--as-typed", "--json").report[
                "results"
            ]
            if found["id"] not in ids:
                ids.append(found["id"])
            numbers.append(ids.index(found["id"]))
        return "".join(map(str, numbers))

    def check_addresses(self, present: str) -> None:
        """Request all addresses with all ids: 200 for the current id, a redirect for others."""
        for ids, number in zip(self.ids.values(), map(int, present), strict=True):
            for id in ids:
                for address in ADDRESSES:
                    answer = self.client.get(address.format(id))
                    if id == ids[number]:
                        assert (answer.status_code, answer.location) == (200, None), (address, id)
                    else:
                        to = address.format(ids[number]).removesuffix(".html")
                        assert (answer.status_code, answer.location) == (301, to), (address, id)


STEPS: tuple[tuple[str, Callable[[Collection], None], tuple[str, ...], str], ...] = (
    ("begun", lambda it: None, ("news",), "000"),
    ("a second folder", lambda it: None, ("more",), "000"),
    ("nothing new", lambda it: None, (), "000"),
    ("the folder renamed", lambda it: it.move("news", "novosti"), ("novosti",), "000"),
    (
        "the other one moved elsewhere",
        lambda it: it.move("more", "deep/more"),
        ("deep/more",),
        "000",
    ),
    (
        "a file moved",
        lambda it: it.move("novosti/zhiraf.txt", "novosti/zoo/giraffe.txt"),
        (),
        "100",
    ),
    (
        "and moved again",
        lambda it: it.move("novosti/zoo/giraffe.txt", "novosti/zoo.txt"),
        (),
        "200",
    ),
    (
        "and changed",
        lambda it: it.write("novosti/zoo.txt", NEWS["zhiraf"] + "\nЕго покажут в субботу.\n"),
        (),
        "200",
    ),
    ("all analysed anew", lambda it: None, ("--full",), "200"),
    (
        "another to the other folder",
        lambda it: it.move("novosti/teatr.txt", "deep/more/teatr.txt"),
        (),
        "201",
    ),
    ("a third one, too", lambda it: it.move("novosti/ledohod.txt", "deep/more/led.txt"), (), "211"),
    ("moved back", lambda it: it.move("deep/more/led.txt", "novosti/ledohod.txt"), (), "201"),
    (
        "the first folder renamed again",
        lambda it: it.move("novosti", "archive"),
        ("archive",),
        "201",
    ),
    (
        "the moved file changed back",
        lambda it: it.write("archive/zoo.txt", NEWS["zhiraf"]),
        (),
        "201",
    ),
    ("and moved back", lambda it: it.move("archive/zoo.txt", "archive/zhiraf.txt"), (), "001"),
    ("all analysed anew once more", lambda it: None, ("--full",), "001"),
)


def test_ids_stay_or_lead_on_whatever_happens_to_folders_and_files(tmp_path: Path) -> None:
    collection = Collection(tmp_path)
    for name, happen, arguments, present in STEPS:
        happen(collection)
        collection.index(*arguments)
        assert collection.present() == present, name
        collection.check_addresses(present)
    assert [len(ids) for ids in collection.ids.values()] == [3, 2, 2]


def test_a_file_that_is_seen_in_its_new_folder_first_is_known_again(tmp_path: Path) -> None:
    collection = Collection(tmp_path)
    collection.index("news", "more")
    assert collection.present() == "000"
    collection.move("news/teatr.txt", "more/teatr.txt")
    collection.index("more")  # the index has it twice until the other folder is read
    collection.index()
    assert collection.present() == "001"
    collection.check_addresses("001")


def test_reprints_and_similar_articles_are_those_of_the_present_one(tmp_path: Path) -> None:
    text = " ".join(
        f"Депутат номер {number} выступил на заседании о дорогах и мостах." for number in range(9)
    )
    for name in ("first", "second"):
        (tmp_path / "news").mkdir(exist_ok=True)
        (tmp_path / "news" / f"{name}.txt").write_text(
            f"Заседание о дорогах\n\n{text}\n\n{name}\n", "utf-8"
        )
    svodka = Svodka(tmp_path / "index")
    svodka.here("index", tmp_path / "news", "--jobs", "1")
    before = {
        one["path"]: one["id"]
        for one in svodka.here("search", "депутат", "--json").report["results"]
    }
    (tmp_path / "news" / "first.txt").rename(tmp_path / "news" / "moved.txt")
    svodka.here("index", "--jobs", "1")
    search = Search(f"whoosh:{svodka.index}")
    old, other = before["first.txt"], before["second.txt"]
    present = search.present_id(old)
    assert present not in (None, old)
    found = search.article(old)
    assert found
    assert found[0].id == present
    assert [one.id for one in search.reprints(old)] == [other]
    assert search.similar(old) == search.similar(str(present))
    assert search.present_id("nobody") is None
    search.close()
    client = create_app({"INDEX": f"whoosh:{svodka.index}"}).test_client()
    for address in (f"/article/{old}/compare/{other}", f"/article/{other}/compare/{old}"):
        answer = client.get(f"{address}?q=депутат")
        assert answer.status_code == 301
        assert urlsplit(answer.location).path == address.replace(old, str(present))
        assert client.get(answer.location).status_code == 200


@pytest.fixture
def search() -> FakeSearch:
    """Three articles, of which the first was once «old», then «older.txt»."""
    return FakeSearch(articles(3), former={"old": "t1", "older.txt": "t1"})


@pytest.fixture
def client(search: FakeSearch) -> FlaskClient:
    return create_app(search=search).test_client()


def article_rules(app: Flask) -> list[Rule]:
    """All URL rules with the id of an article."""
    return [rule for rule in app.url_map.iter_rules() if rule.arguments & set(IDS)]


def test_every_address_with_an_id_leads_on(client: FlaskClient) -> None:
    rules = article_rules(client.application)
    assert len(rules) >= 7
    others = {rule.rule for rule in client.application.url_map.iter_rules() if rule.arguments} - {
        rule.rule for rule in rules
    }
    assert not {rule for rule in others if "article" in rule}
    for rule in rules:
        built = client.application.url_map.bind("localhost").build
        old = built(rule.endpoint, dict.fromkeys(rule.arguments, "old"))
        new = built(rule.endpoint, dict.fromkeys(rule.arguments, "t1"))
        for method in ("GET", "HEAD"):
            known = "" if rule.rule.startswith("/api/") else "&back=a%26b"
            asked = f"q=%D0%91%D0%B0%D0%BA%D1%83&q=b{known}"
            answer = client.open(f"{old}?{asked}", method=method)
            assert (answer.status_code, answer.location) == (301, f"{new}?{asked}")
        # A file may move back: a browser must not cache the redirect for ever.
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert client.get(new).status_code != 301


def test_only_the_former_ids_of_an_address_are_replaced(client: FlaskClient) -> None:
    assert client.get("/article/old/compare/t2").location == "/article/t1/compare/t2"
    assert client.get("/article/t2/compare/old").location == "/article/t2/compare/t1"
    assert client.get("/article/old/compare/nobody").location == "/article/t1/compare/nobody"


def test_an_id_may_end_as_a_format_does(client: FlaskClient, search: FakeSearch) -> None:
    assert client.get("/article/older.txt.html").location == "/article/t1"
    assert client.get("/article/older.txt.json").location == "/article/t1.json"
    answer = client.get("/article/older.txt", follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, "/article/t1")
    search.former = {"t9": "t1.txt"}
    search.articles = articles(1)
    search.articles[0] = type(search.articles[0])("t1.txt", "Заголовок", "Текст.", "1.txt")
    assert client.get("/article/t9").location == "/article/t1.txt.html"


@pytest.mark.parametrize("id", ["nobody", "t1", "t2"])
def test_other_ids_are_answered_as_ever(client: FlaskClient, id: str) -> None:
    assert client.get(f"/article/{id}").status_code == (404 if id == "nobody" else 200)
    assert client.get(f"/api/articles/{id}").status_code == (404 if id == "nobody" else 200)


def test_an_article_comes_before_one_that_had_its_id(
    client: FlaskClient, search: FakeSearch
) -> None:
    search.former = {"t2": "t1"}
    assert client.get("/article/t2").status_code == 200


def test_without_an_index_nobody_is_led_anywhere(client: FlaskClient, search: FakeSearch) -> None:
    search.failure = IndexMissing("There is no index.")
    assert client.get("/article/old").status_code == 503
    assert client.get("/api/articles/old").status_code == 503


def test_without_the_password_nothing_is_shown(search: FakeSearch) -> None:
    client = create_app({"PASSWORD_HASH": hashed("секрет")}, search=search).test_client()
    answer = client.get("/article/old")
    assert (answer.status_code, answer.location) == (401, None)
    assert client.get("/article/old", auth=("", "секрет")).location == "/article/t1"


def test_a_strange_host_learns_nothing(client: FlaskClient) -> None:
    answer = client.get("/article/old", headers={"Host": "evil.example"})
    assert (answer.status_code, answer.location) == (421, None)


def test_below_a_path_and_behind_proxies_the_path_stays(search: FakeSearch) -> None:
    mounted = create_app({"ADDRESS": "https://example.org/news/"}, search=search).test_client()
    for path in ("/news/article/old?q=a", "/article/old?q=a"):
        answer = mounted.get(path, headers={"Host": "example.org"})
        assert (answer.status_code, answer.location) == (301, "/news/article/t1?q=a")
    behind = create_app({"PROXIES": 1}, search=search).test_client()
    told = {
        "X-Forwarded-Prefix": "/sv",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "localhost",
    }
    assert behind.get("/article/old.txt", headers=told).location == "/sv/article/t1.txt"
    assert (
        create_app(search=search).test_client().get("/article/old.txt", headers=told).location
        == "/article/t1.txt"
    )


@pytest.mark.parametrize(
    "query", ["q=%0d%0aX: y", 'q=a"b<c>', "next=//evil.example", "q=%D0", "%", "q=a%2Bb+c"]
)
def test_the_query_string_stays_and_leads_nowhere_else(client: FlaskClient, query: str) -> None:
    answer = client.get("/article/old", query_string=query)
    assert answer.status_code == 301
    assert answer.location.startswith("/article/t1?")
    assert not set(answer.location) & set('\r\n "<>')
    again = client.get(answer.location)
    assert again.status_code == 200
    assert again.request.query_string == quote(query.encode(), safe="!$&'()*+,/:;=?@[]%").encode()


def test_the_description_tells_programs_of_it(client: FlaskClient) -> None:
    record = client.get("/api/openapi.json").json
    assert record
    answers = record["paths"]["/api/articles/{id}"]["get"]["responses"]
    assert answers["301"]["headers"]["Location"]["schema"]["type"] == "string"
    assert "301" not in record["paths"]["/api/search"]["get"]["responses"]
