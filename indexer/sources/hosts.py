"""The source of an article that names none: the host of its address, or the host's name."""

import os
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from svodka.indexer.errors import SettingError
from svodka.indexer.printable import printable

VARIABLE = "SVODKA_SOURCES"
# Hosts of many sources: the first part of the path says whose page it is.
_SHARED = frozenset(("t.me", "telegram.me", "vk.com", "ok.ru", "dzen.ru", "zen.yandex.ru"))


def source_of(url: str) -> str:
    """Return the source of an address: its host by name, without «www.»; empty if it has none.

    The file of the setting ``SVODKA_SOURCES`` has a line «host = name» for each named host; its
    subdomains have the same name. Raises SettingError if the file cannot be read.
    """
    try:
        parts = urlsplit(url if "://" in url else f"//{url}")
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # a broken IPv6 address
        return ""
    if "." not in host or " " in host:
        return ""
    owner = parts.path.strip("/").removeprefix("s/").partition("/")[0]
    own = f"{host}/{owner}" if host in _SHARED and owner else host
    names = _names(os.environ.get(VARIABLE, ""))
    labels = host.split(".")
    return next(
        (
            names[name]
            for name in (own, *(".".join(labels[n:]) for n in range(len(labels))))
            if name in names
        ),
        own,
    )


@cache
def _names(file: str) -> dict[str, str]:
    """Return the names of hosts in a file."""
    if not file:
        return {}
    try:
        text = Path(file).read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not a text in UTF-8"
        raise SettingError(f"{VARIABLE}={printable(file)}: cannot be read: {reason}") from None
    names = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not (bare := line.partition("#")[0].strip()):
            continue
        host, sign, name = bare.partition("=")
        if not sign or not host.strip() or not name.strip():
            raise SettingError(
                f"{VARIABLE}={printable(file)}, line {number}: write host = name, for example "
                "lenta.ru = Лента.ру"
            )
        names[host.strip().lower().removeprefix("www.")] = name.strip()
    return names
