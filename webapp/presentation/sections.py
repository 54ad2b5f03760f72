"""Sections as readers name them: «Политика» for «political», which a source took from addresses."""

from collections.abc import Iterable
from dataclasses import dataclass

from svodka.indexer.documents.sections import name_of
from svodka.indexer.engines.records import Bucket
from svodka.webapp.presentation.wording import notice_text


@dataclass(frozen=True, slots=True)
class Named:
    """Values of a field that readers know by one name, and their articles."""

    text: str
    count: int
    values: tuple[str, ...]


def section_name(value: str) -> str:
    """The name of a section in the language of the page; a value that is no known code stays."""
    return notice_text(name_of(value) or value)


def named(buckets: Iterable[Bucket]) -> list[Named]:
    """Sections by their names, the most frequent first: «finance» and «finances» are one."""
    found: dict[str, list[Bucket]] = {}
    for bucket in buckets:
        found.setdefault(section_name(bucket.value), []).append(bucket)
    groups = [
        Named(text, sum(one.count for one in own), tuple(one.value for one in own))
        for text, own in found.items()
    ]
    return sorted(groups, key=lambda one: -one.count)
