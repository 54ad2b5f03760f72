"""The names of all settings, and their values as a shell or a file of variables gives them."""

from collections.abc import Mapping
from difflib import get_close_matches

from svodka.indexer.errors import SettingError

PREFIX = "SVODKA_"
NAMES = frozenset(
    f"{PREFIX}{name}"
    for name in (
        "ADDRESS",
        "CORS",
        "EXPORT_LIMIT",
        "HOSTS",
        "INDEX",
        "METRICS",
        "OPENSEARCH_API_KEY",
        "OPENSEARCH_CA",
        "OPENSEARCH_PASSWORD",
        "OPENSEARCH_USER",
        "PASSWORD_HASH",
        "PROXIES",
        "SOURCES",
        "SYNONYMS",
        "TIMEZONE",
        "TRUST_INDEX",
        "USER",
    )
)
QUOTES = ("'", '"')


def unquoted(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings of an environment, without the quotes that files of variables leave.

    ``docker --env-file`` does. Raises SettingError for an unknown name: a misspelt password would
    leave the site open.
    """
    settings = {name: value for name, value in environment.items() if name.startswith(PREFIX)}
    for name in sorted(settings.keys() - NAMES):
        endings = [known.removeprefix(PREFIX) for known in sorted(NAMES)]
        nearest = get_close_matches(name.removeprefix(PREFIX), endings, 1)
        meant = f"; did you mean {PREFIX}{nearest[0]}?" if nearest else ""
        raise SettingError(f"{name} is no setting of Svodka{meant}")
    return {name: _without_quotes(value) for name, value in settings.items()}


def _without_quotes(value: str) -> str:
    is_quoted = len(value) > 1 and value[0] == value[-1] and value[0] in QUOTES
    return value[1:-1] if is_quoted else value
