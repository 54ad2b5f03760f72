"""Counted things that pages name, with nouns that agree with their numbers."""

from flask_babel import gettext as _

from indexer.plural import plural
from webapp.russian import grouped


def reprints(number: int) -> str:
    """«ещё 3 перепечатки»."""
    noun = plural(number, _("перепечатка"), _("перепечатки"), _("перепечаток"))
    return str(_("ещё %(count)s\xa0%(noun)s", count=grouped(number), noun=noun))


def contexts(number: int) -> str:
    """«41 контекст»."""
    return f"{grouped(number)}\xa0{plural(number, _('контекст'), _('контекста'), _('контекстов'))}"


def in_articles(number: int) -> str:
    """«в 1 статье», «в 37 статьях»."""
    return str(
        _(
            "в %(count)s\xa0%(noun)s",
            count=grouped(number),
            noun=plural(number, _("статье"), _("статьях"), _("статьях")),
        )
    )


def undated(number: int) -> str:
    """«ещё 5 статей без даты»."""
    noun = plural(number, _("статья"), _("статьи"), _("статей"))
    return str(_("ещё %(count)s\xa0%(noun)s без даты", count=grouped(number), noun=noun))


def folded(number: int) -> str:
    """«3 перепечатки свёрнуты»."""
    noun = plural(number, _("перепечатка свёрнута"), _("перепечатки свёрнуты"), _("перепечаток свёрнуто"))
    return f"{grouped(number)}\xa0{noun}"
