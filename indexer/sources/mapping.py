"""Names that a user gives to fields: ``--map text=тело``."""

from collections.abc import Sequence
from typing import Literal, cast, get_args

from svodka.indexer.errors import SettingError
from svodka.indexer.printable import printable

Field = Literal["id", "title", "text", "lead", "date", "url", "section", "author", "source"]
#: Pairs of a field and the record's own name for it.
Mapped = tuple[tuple[Field, str], ...]
#: What stands for a mapping of nothing: it forgets the remembered one.
NONE = "none"


def mapping_of(written: Sequence[str]) -> Mapped:
    """Read ``field=name`` pairs; «none» alone is a mapping of nothing. Raises SettingError."""
    if list(written) == [NONE]:
        return ()
    pairs: list[tuple[Field, str]] = []
    for pair in written:
        field, sign, name = pair.partition("=")
        if not sign or field not in get_args(Field) or not name:
            raise SettingError(
                f"--map {printable(pair)}: write field=name, for example text=тело, "
                f"or {NONE} alone to forget all names; the fields are {', '.join(get_args(Field))}"
            )
        pairs.append((cast("Field", field), name))
    return tuple(dict.fromkeys(pairs))
