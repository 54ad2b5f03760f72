"""The password of a site that is not for everybody: HTTP Basic (RFC 7617), with a hash from the environment.

A hash by scrypt takes a core for a twentieth of a second on purpose. So each process remembers the last credentials that were
right, as a digest with a key of its own, and checks others one at a time, so many a second and no more.
"""

import hmac
import os
import re
import threading
import time
import unicodedata
from dataclasses import dataclass, field

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import TooManyRequests, Unauthorized
from werkzeug.security import check_password_hash, generate_password_hash

from svodka.indexer.errors import SettingError

VARIABLE = "SVODKA_PASSWORD_HASH"
USER_VARIABLE = "SVODKA_USER"
# By RFC 7617; Werkzeug would write the realm without its quotation marks.
CHALLENGE = 'Basic realm="Svodka", charset="UTF-8"'
LONGEST = 1000  # characters of a password
# Endpoints: files that anybody can have with the program, and whoever watches the server.
OPEN = frozenset(["static", "api.health"])
CHECKS = (
    4  # a second, and so many at once after a pause: guessing takes a fifth of one core at most
)
WAITING = 4  # requests that may wait for a check; the others of a process are answered
FAILURES = 10  # of one address in a minute, after which none of its guesses is checked
ADDRESSES = 1000  # whose failures are counted

_HASH = re.compile(r"scrypt:[0-9]{1,8}:[0-9]{1,2}:[0-9]{1,2}\$[^$]+\$[0-9a-f]{128}", re.ASCII)


class Door:
    """Lets in those who know the password, and the user's name where there is one."""

    def __init__(self, hashed: str, user: str) -> None:
        self._hash, self._user = hashed, _spelt(user)
        self._key = os.urandom(32)
        self._known = b""  # the digest of the credentials that were right
        self._checking = threading.Lock()
        self._waiting = threading.Semaphore(WAITING)
        self._guesses = Guesses()

    def admits(self, user: str, password: str, address: str) -> bool:
        """Whether these are the right credentials; ``address`` is whose they are. Raises TooManyRequests."""
        user, password = _spelt(user) if self._user else "", _spelt(password)
        digest = hmac.digest(self._key, _bytes(f"{user}:{password}"), "sha256")
        if self._is_known(digest):
            return True
        if not self._waiting.acquire(blocking=False):
            raise TooManyRequests("Too many passwords are being checked.", retry_after=1)
        try:
            with self._checking:
                return self._is_known(digest) or self._check(user, password, digest, address)
        finally:
            self._waiting.release()

    def _is_known(self, digest: bytes) -> bool:
        return hmac.compare_digest(digest, self._known)

    def _check(self, user: str, password: str, digest: bytes, address: str) -> bool:
        self._guesses.allow(address)
        # Both are compared, always: how long it takes tells nothing of which was wrong.
        right = check_password_hash(self._hash, password) & hmac.compare_digest(
            _bytes(user), _bytes(self._user)
        )
        if right:
            self._known = digest
        else:
            self._guesses.failed(address)
        return right


@dataclass(slots=True)
class Guesses:
    """How many passwords were checked lately, and how many of them an address had wrong."""

    left: float = CHECKS
    at: float = 0.0
    minute: int = 0
    failures: dict[str, int] = field(default_factory=dict)

    def allow(self, address: str) -> None:
        """Count one more check. Raises TooManyRequests where it is one too many."""
        now = time.monotonic()
        if self.minute != now // 60:
            self.minute, self.failures = int(now // 60), {}
        if self.failures.get(address, 0) >= FAILURES:
            raise TooManyRequests(
                "Too many wrong passwords came from this address.", retry_after=60
            )
        self.left, self.at = min(CHECKS, self.left + (now - self.at) * CHECKS), now
        if self.left < 1:
            raise TooManyRequests("Too many passwords are being checked.", retry_after=1)
        self.left -= 1

    def failed(self, address: str) -> None:
        """Count a wrong password of an address."""
        if address in self.failures or len(self.failures) < ADDRESSES:
            self.failures[address] = self.failures.get(address, 0) + 1


def init_app(app: Flask) -> None:
    """Put a password on the application where its hash is configured. Raises SettingError."""
    hashed, user = app.config["PASSWORD_HASH"], app.config["USER"]
    if user and not hashed:
        raise SettingError(f"{USER_VARIABLE} is a name without a password: set {VARIABLE} too")
    if re.search(r"[:\x00-\x1f\x7f]", user):
        raise SettingError(f"{USER_VARIABLE}: a name has no colon and no control characters")
    if not hashed:
        return
    _try(hashed)
    app.extensions["svodka.door"] = Door(hashed, user)
    app.before_request(_ask)
    app.after_request(_tell)


def hashed(password: str) -> str:
    """The hash of a password, for the setting. Raises SettingError."""
    if not 1 <= len(password) <= LONGEST or re.search(r"[\x00-\x1f\x7f]", password):
        raise SettingError(f"A password has 1 to {LONGEST} characters, and no control characters.")
    return generate_password_hash(_spelt(password), method="scrypt")


def is_set(app: Flask) -> bool:
    """Whether the application has a password."""
    return "svodka.door" in app.extensions


def is_admitted() -> bool:
    """Whether the reader who asks has given the password, where there is one. Raises TooManyRequests."""
    door: Door | None = current_app.extensions.get("svodka.door")
    if door is None:
        return True
    try:
        given = request.authorization
    except ValueError:  # which Werkzeug lets through of letters that are not ASCII
        return False
    if given is None or given.type != "basic" or not 1 <= len(given.password or "") <= LONGEST:
        return False
    return door.admits(given.username or "", given.password or "", request.remote_addr or "")


def _try(hashed: str) -> None:
    """Check a password by the hash, once. Raises SettingError where it is none."""
    try:
        usable = bool(_HASH.fullmatch(hashed)) and not check_password_hash(hashed, "")
    except (ValueError, MemoryError):  # of parameters that scrypt cannot have
        usable = False
    if not usable:
        raise SettingError(f"{VARIABLE} is no hash of a password; `svodka password` makes one")


def _ask() -> None:
    if request.endpoint not in OPEN and not is_admitted():
        raise Unauthorized("This site asks for a password.")


def _tell(response: Response) -> Response:
    """Tell browsers to ask their readers, and caches that what is behind a password is nobody else's."""
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE
    if request.endpoint != "static":
        response.vary.add("Authorization")
    if response.status_code in (401, 429):
        response.headers["Cache-Control"] = "no-store"
    return response


def _spelt(text: str) -> str:
    """A text as one spelling of Unicode, for keyboards differ in how they write «й» (RFC 7617, 2.1)."""
    return unicodedata.normalize("NFC", text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
