"""A site with a password: right passwords, wrong ones, and guessing."""

import base64
import contextlib
import io
import os
import pty
import sys
import threading
import time
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from running import Svodka, soon
from web_fake import FakeSearch, articles
from werkzeug.security import check_password_hash, generate_password_hash
from werkzeug.test import TestResponse

from svodka.indexer.errors import IndexMissing, SettingError
from svodka.webapp.app import create_app
from svodka.webapp.middleware import password
from svodka.webapp.middleware.password import (
    CHECKS,
    FAILURES,
    USER_VARIABLE,
    VARIABLE,
    LoginRateLimit,
    PasswordCheck,
)

SECRET = "Ёлка: зимой и летом"
# A cheap hash, as the tests check many passwords.
HASH = generate_password_hash(SECRET, "scrypt:1024:8:1")


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that scrypt has checked so far."""
    checked: list[str] = []
    check = password.check_password_hash

    def counted(hash: str, typed: str) -> bool:
        checked.append(typed)
        return check(hash, typed)

    monkeypatch.setattr(password, "check_password_hash", counted)
    return checked


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 6000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(password, "time", clock)
    return clock


def locked(user: str = "", **config: object) -> FlaskClient:
    search = FakeSearch(articles(12))
    return create_app({"PASSWORD_HASH": HASH, "USER": user, **config}, search=search).test_client()


def basic(user: str, secret: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{secret}".encode()).decode()}


def attempt(
    client: FlaskClient, user: str, secret: str, address: str = "127.0.0.1", path: str = "/help"
) -> TestResponse:
    return client.get(path, headers=basic(user, secret), environ_base={"REMOTE_ADDR": address})


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/search?q=за",
        "/article/t1",
        "/export.csv?q=за",
        "/robots.txt",
        "/nowhere",
        "/suggest?q=т",
        "/metrics",
    ],
)
def test_nobody_else_gets_anything(path: str) -> None:
    client = locked(METRICS="1")
    answer = client.get(path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="Svodka", charset="UTF-8"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Authorization" in answer.vary
    assert "Товарооборот" not in answer.text
    assert attempt(client, "", SECRET, path=path).status_code in (200, 404)


def test_a_page_and_a_problem_say_so() -> None:
    client = locked()
    assert "Нужен пароль" in client.get("/help").text
    assert "A password is needed" in client.get("/help", headers={"Accept-Language": "en"}).text
    problem = client.get("/api/search?q=за")
    assert (problem.status_code, problem.mimetype) == (401, "application/problem+json")
    assert problem.json["detail"] == "This site asks for a password."


def test_the_password_opens_the_site() -> None:
    client = locked()
    for user in ("", "anna", "Анна"):  # without a user name in the settings, any name will do
        answer = attempt(client, user, SECRET, path="/search?q=за")
        assert answer.status_code == 200
        assert "Authorization" in answer.vary
        assert answer.headers["Cache-Control"] == "private, no-cache"
    composed_otherwise = "Е\u0308лка: зимои\u0306 и летом"
    assert attempt(client, "", composed_otherwise).status_code == 200


def test_the_name_counts_where_it_is_set(checks: list[str], clock: Clock) -> None:
    client = locked("анна")
    assert attempt(client, "анна", SECRET).status_code == 200
    for user, secret in (
        ("", SECRET),
        ("Анна", SECRET),
        ("анна ", SECRET),
        ("анна", "другое"),
        ("борис", "другое"),
    ):
        checks.clear()
        clock.now += 1
        assert attempt(client, user, secret).status_code == 401
        assert len(checks) == 1, "a wrong name takes as long as a wrong password"
    assert attempt(client, "анна", SECRET).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        "Basic ====",
        "Basic ы",
        "Basic /////w==",
        "Bearer x",
        f'Digest username="", password="{SECRET}"',
        "Digest username=a, response=b",
        "Basic Og==",
    ],
)
def test_what_is_no_password_is_not_checked(header: str, checks: list[str]) -> None:
    client = locked()
    checks.clear()
    answer = client.get("/help", headers={"Authorization": header.encode().decode("latin-1")})
    assert answer.status_code == 401
    assert checks == []


def test_a_password_without_end_is_not_checked(checks: list[str]) -> None:
    client = locked()
    checks.clear()
    assert attempt(client, "", "a" * 5000).status_code == 401
    assert checks == []


def test_the_right_password_is_checked_once(checks: list[str]) -> None:
    client = locked()
    checks.clear()
    for _ in range(20):
        assert attempt(client, "", SECRET).status_code == 200
    assert checks == [SECRET]


def test_guesses_are_few(checks: list[str], clock: Clock) -> None:
    client = locked()
    assert attempt(client, "", SECRET).status_code == 200
    checks.clear()
    answers = [
        attempt(client, "", str(guess), address=f"198.51.100.{guess}") for guess in range(50)
    ]
    statuses = [answer.status_code for answer in answers]
    assert statuses == [401] * (CHECKS - 1) + [429] * (51 - CHECKS)
    assert len(checks) == CHECKS - 1
    late = answers[statuses.index(429)]
    assert int(late.headers["Retry-After"]) >= 1
    assert late.headers["Cache-Control"] == "no-store"
    assert "Слишком много попыток" in late.text
    assert attempt(client, "", SECRET).status_code == 200, (
        "who was let in before is not kept out by guesses of others"
    )


def test_checks_per_second_are_limited(clock: Clock) -> None:
    limit = LoginRateLimit()

    def allowed() -> int:
        count = 0
        while True:
            try:
                limit.allow("")
            except password.TooManyRequests:
                return count
            count += 1

    assert allowed() == CHECKS
    clock.now += 0.5
    assert allowed() == CHECKS // 2
    clock.now += 3600
    assert allowed() == CHECKS


def test_an_address_that_guesses_is_not_heard_for_a_while(clock: Clock) -> None:
    limit = LoginRateLimit()
    for _ in range(FAILURES):
        clock.now += 1
        limit.allow("198.51.100.7")
        limit.failed("198.51.100.7")
    clock.now += 1
    with pytest.raises(password.TooManyRequests, match="from this address"):
        limit.allow("198.51.100.7")
    limit.allow("198.51.100.8")
    clock.now += 60
    limit.allow("198.51.100.7")
    for number in range(5000):
        limit.failed(str(number))
    assert len(limit.failures) <= password.ADDRESSES


def test_the_addresses_of_one_network_are_one(clock: Clock) -> None:
    client = locked()
    statuses = []
    for guess in range(FAILURES + 1):
        clock.now += 2
        answer = attempt(client, "", str(guess), address=f"2001:db8:0:7::{guess:x}")
        statuses.append(answer.status_code)
    assert statuses == [401] * FAILURES + [429]
    assert attempt(client, "", SECRET, address="2001:db8:0:8::1").status_code == 200


def test_who_has_not_failed_is_not_kept_out_by_who_has(clock: Clock) -> None:
    client = locked()
    guesses = [attempt(client, "", str(guess), address="198.51.100.7") for guess in range(9)]
    assert guesses[-1].status_code == 429
    assert attempt(client, "", SECRET, address="198.51.100.8").status_code == 200


def test_all_processes_know_what_one_has_checked(checks: list[str]) -> None:
    check = PasswordCheck(HASH, "")
    if not (child := os.fork()):
        os._exit(0 if check.admits("", SECRET, "") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert check.admits("", SECRET, "")
    assert not check.admits("", f"{SECRET}!", "")
    assert checks == [f"{SECRET}!"]


def test_few_requests_wait_for_a_check(monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, begun = threading.Event(), threading.Semaphore(0)

    def slow(_hash: str, typed: str) -> bool:
        begun.release()
        assert goes_on.wait(30)
        return typed == SECRET

    monkeypatch.setattr(password, "check_password_hash", slow)
    check = PasswordCheck(HASH, "")
    admitted: list[bool] = []
    threads = [
        threading.Thread(target=lambda: admitted.append(check.admits("", SECRET, "")))
        for _ in range(password.WAITING)
    ]
    for thread in threads:
        thread.start()
    assert begun.acquire(timeout=30)
    deadline = time.monotonic() + 30
    while check._waiting < password.WAITING and time.monotonic() < deadline:
        time.sleep(0.01)
    with pytest.raises(password.TooManyRequests):
        check.admits("", "другое", "")
    goes_on.set()
    for thread in threads:
        thread.join()
    assert admitted == [True] * password.WAITING
    assert not begun.acquire(blocking=False), (
        "those who waited learn from the first that it is right"
    )


def test_what_is_open_to_all() -> None:
    client = locked()
    for name in ("site.css", "site.js", "favicon.svg"):
        answer = client.get(f"/static/{name}", buffered=True)
        assert answer.status_code == 200
        assert "Authorization" not in answer.vary
    assert client.get("/healthz").status_code == 200
    missing = create_app(
        {"PASSWORD_HASH": HASH}, search=FakeSearch([], IndexMissing("No index at /srv/news."))
    ).test_client()
    assert "/srv" not in missing.get("/healthz").text
    assert missing.get("/livez").json == {"status": "ok"}
    assert (
        missing.get("/healthz", headers=basic("", SECRET)).json["detail"]
        == "No index at /srv/news."
    )


def test_without_a_password_nothing_is_asked() -> None:
    answer = (
        create_app(search=FakeSearch(articles(1)))
        .test_client()
        .get("/help", headers=basic("", "что угодно"))
    )
    assert answer.status_code == 200
    assert "Authorization" not in answer.vary


@pytest.mark.parametrize(
    ("hash", "user", "said"),
    [
        ("тайна", "", VARIABLE),
        ("scrypt:32768:8:1$salt$abc", "", VARIABLE),
        ("scrypt:3:8:1$salt$" + "0" * 128, "", VARIABLE),
        ("scrypt:0:0:0$salt$" + "0" * 128, "", VARIABLE),
        (HASH + "\n", "", VARIABLE),
        ("", "anna", f"{USER_VARIABLE} .*{VARIABLE}"),
        (HASH, "an:na", USER_VARIABLE),
        (HASH, "an\nna", USER_VARIABLE),
    ],
)
def test_an_impossible_setting_is_told_at_once(
    hash: str, user: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, hash)
    monkeypatch.setenv(USER_VARIABLE, user)
    with pytest.raises(SettingError, match=said) as raised:
        create_app(search=FakeSearch([]))
    assert "\n" not in str(raised.value)
    assert not hash or hash not in str(raised.value), "what may be a password is not repeated"


def test_the_environment_gives_the_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, HASH)
    monkeypatch.setenv(USER_VARIABLE, "anna")
    client = create_app(search=FakeSearch([])).test_client()
    assert client.get("/help").status_code == 401
    assert attempt(client, "anna", SECRET).status_code == 200


def test_the_command_makes_the_hash(tmp_path: Path) -> None:
    file = tmp_path / "line"
    file.write_bytes(f"{SECRET}\r\nмимо\n".encode())
    with (
        file.open("rb") as stdin,
        Svodka(tmp_path / "none").start("password", stdin=stdin) as process,
    ):
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err, out.count("\n")) == (0, "", 1)
    client = create_app({"PASSWORD_HASH": out.strip()}, search=FakeSearch([])).test_client()
    assert attempt(client, "", SECRET).status_code == 200


def test_the_command_asks_a_terminal_twice(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = Svodka(tmp_path / "none").start("password", stdin=theirs, start_new_session=True)
    said = b""

    def has_asked() -> bool:
        nonlocal said
        with contextlib.suppress(BlockingIOError):
            said += os.read(process.stderr.fileno(), 1000)  # type: ignore[union-attr]
        return said.endswith(b": ")

    try:
        os.set_blocking(process.stderr.fileno(), False)  # type: ignore[union-attr]
        for typed in (SECRET, "другое", SECRET, SECRET):
            assert soon(has_asked, 30), said
            said = b""
            os.write(ours, f"{typed}\n".encode())
        process.wait(30)
        printed = process.stdout.read().strip()  # type: ignore[union-attr]
        assert check_password_hash(printed, SECRET)
    finally:
        process.kill()
        process.communicate()
        os.close(ours)
        os.close(theirs)


@pytest.mark.parametrize("line", [b"", b"\n", b"a\x00b\n", b"a" * 1001, b"\xff\xfe\n"])
def test_the_command_refuses_what_is_no_password(
    line: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(line)))
    ended = Svodka(tmp_path / "none").here("password")
    assert (ended.code, ended.out, ended.err.count("\n")) == (2, "", 1)
    assert ended.err.startswith("Error: ")
