"""Password protection: HTTP Basic (RFC 7617), with a hash from the environment.

scrypt takes a core for a twentieth of a second on purpose. So the processes of a server share the
last right credentials, as a keyed digest. Each checks others one at a time, at a limited rate.
Readers whose addresses have not failed keep a place and a check that others cannot take.
"""

import hmac
import mmap
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
from svodka.webapp.middleware.networks import network_of

VARIABLE = "SVODKA_PASSWORD_HASH"
USER_VARIABLE = "SVODKA_USER"
# By RFC 7617. Werkzeug would write the realm without its quotation marks.
CHALLENGE = 'Basic realm="Svodka", charset="UTF-8"'
LONGEST = 1000  # characters of a password
# Endpoints without a password: files that ship with the program, and health checks.
OPEN = frozenset(["static", "api.health", "api.life"])
# Checks per second, and burst after a pause: guessing takes a fifth of one core at most.
CHECKS = 4
WAITING = 4  # requests that may wait for a check; so a process can still answer others
FAILURES = 10  # of one address in a minute; after that its passwords are not checked
_DIGEST = 32  # bytes of SHA-256
ADDRESSES = 1000  # addresses whose failures are counted

_HASH = re.compile(r"scrypt:[0-9]{1,8}:[0-9]{1,2}:[0-9]{1,2}\$[^$]+\$[0-9a-f]{128}", re.ASCII)


class PasswordCheck:
    """Admits requests with the right password, and the right user name if one is set."""

    def __init__(self, hashed: str, user: str) -> None:
        self._hash, self._user = hashed, _spelt(user)
        self._key = os.urandom(32)
        # The digest of the last right credentials. Made before the server forks, so that what one
        # process has checked all know.
        self._known = mmap.mmap(-1, _DIGEST)
        self._checking = threading.Lock()
        self._counting = threading.Lock()
        self._waiting = 0
        self._rate_limit = LoginRateLimit()

    def admits(self, user: str, password: str, address: str) -> bool:
        """True if these credentials of a client's ``address`` are right. Raises TooManyRequests."""
        address = network_of(address)
        user, password = _spelt(user) if self._user else "", _spelt(password)
        digest = hmac.digest(self._key, _bytes(f"{user}:{password}"), "sha256")
        if self._is_known(digest):
            return True
        self._line_up(WAITING - self._rate_limit.has_failed(address))
        try:
            with self._checking:
                return self._is_known(digest) or self._check(user, password, digest, address)
        finally:
            with self._counting:
                self._waiting -= 1

    def _line_up(self, most: int) -> None:
        """Wait for a check, if fewer than ``most`` do. Raises TooManyRequests."""
        with self._counting:
            if self._waiting >= most:
                raise TooManyRequests("Too many passwords are being checked.", retry_after=1)
            self._waiting += 1

    def _is_known(self, digest: bytes) -> bool:
        return hmac.compare_digest(digest, self._known[:])

    def _check(self, user: str, password: str, digest: bytes, address: str) -> bool:
        self._rate_limit.allow(address)
        # Both are always compared: the time must not reveal which was wrong.
        right = check_password_hash(self._hash, password) & hmac.compare_digest(
            _bytes(user), _bytes(self._user)
        )
        if right:
            self._known[:] = digest
        else:
            self._rate_limit.failed(address)
        return right


@dataclass(slots=True)
class LoginRateLimit:
    """Limits the rate of password checks, and the failures of each address."""

    left: float = CHECKS
    at: float = 0.0
    minute: int = 0
    failures: dict[str, int] = field(default_factory=dict)

    def allow(self, address: str) -> None:
        """Count one more check. Raises TooManyRequests if it exceeds a limit."""
        now = time.monotonic()
        if self.minute != now // 60:
            self.minute, self.failures = int(now // 60), {}
        if self.failures.get(address, 0) >= FAILURES:
            raise TooManyRequests(
                "Too many wrong passwords came from this address.", retry_after=60
            )
        self.left, self.at = min(CHECKS, self.left + (now - self.at) * CHECKS), now
        if self.left < 1 + self.has_failed(address):
            raise TooManyRequests("Too many passwords are being checked.", retry_after=1)
        self.left -= 1

    def has_failed(self, address: str) -> bool:
        """True if a wrong password came from an address within the minute."""
        return self.minute == time.monotonic() // 60 and address in self.failures

    def failed(self, address: str) -> None:
        """Count a wrong password of an address."""
        if address in self.failures or len(self.failures) < ADDRESSES:
            self.failures[address] = self.failures.get(address, 0) + 1


def init_app(app: Flask) -> None:
    """Require a password if its hash is configured. Raises SettingError."""
    hashed, user = app.config["PASSWORD_HASH"], app.config["USER"]
    if user and not hashed:
        raise SettingError(f"{USER_VARIABLE} is a name without a password: set {VARIABLE} too")
    if re.search(r"[:\x00-\x1f\x7f]", user):
        raise SettingError(f"{USER_VARIABLE}: a name has no colon and no control characters")
    if not hashed:
        return
    _try(hashed)
    app.extensions["svodka.password"] = PasswordCheck(hashed, user)
    app.before_request(_ask)
    app.after_request(_tell)


def hashed(password: str) -> str:
    """The hash of a password, for the setting. Raises SettingError."""
    if not 1 <= len(password) <= LONGEST or re.search(r"[\x00-\x1f\x7f]", password):
        raise SettingError(f"A password has 1 to {LONGEST} characters, and no control characters.")
    return generate_password_hash(_spelt(password), method="scrypt")


def is_set(app: Flask) -> bool:
    """True if the application has a password."""
    return "svodka.password" in app.extensions


def is_admitted() -> bool:
    """True if the request has the right password, or none is needed. Raises TooManyRequests."""
    check: PasswordCheck | None = current_app.extensions.get("svodka.password")
    if check is None:
        return True
    try:
        given = request.authorization
    except ValueError:  # Werkzeug raises it for letters outside ASCII
        return False
    if given is None or given.type != "basic" or not 1 <= len(given.password or "") <= LONGEST:
        return False
    return check.admits(given.username or "", given.password or "", request.remote_addr or "")


def _try(hashed: str) -> None:
    """Check that the hash is usable, by one verification. Raises SettingError."""
    try:
        usable = bool(_HASH.fullmatch(hashed)) and not check_password_hash(hashed, "")
    except (ValueError, MemoryError):  # of parameters that scrypt does not accept
        usable = False
    if not usable:
        raise SettingError(f"{VARIABLE} is no hash of a password; `svodka password` makes one")


def _ask() -> None:
    if request.endpoint not in OPEN and not is_admitted():
        raise Unauthorized("This site asks for a password.")


def _tell(response: Response) -> Response:
    """Let browsers ask for the password, and keep shared caches from storing protected pages."""
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE
    if request.endpoint != "static":
        response.vary.add("Authorization")
    if response.status_code in (401, 429):
        response.headers["Cache-Control"] = "no-store"
    return response


def _spelt(text: str) -> str:
    """Normalise a text (NFC): keyboards differ in how they write «й» (RFC 7617, 2.1)."""
    return unicodedata.normalize("NFC", text)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
