"""A file or an archive becomes the candidates in it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from svodka.indexer.errors import SourceError
from svodka.indexer.failure import failure_of
from svodka.indexer.sources.candidate import Candidate, Kind, digest_of
from svodka.indexer.sources.containers.archives import Archive
from svodka.indexer.sources.containers.budget import Budget
from svodka.indexer.sources.files import CAP, Blob, opened, ratio_of, read_all
from svodka.indexer.sources.formats import format_of, unread_ending
from svodka.indexer.sources.mapping import Mapped
from svodka.indexer.sources.notes import Note, Tell
from svodka.indexer.sources.plain.several_texts import several_texts
from svodka.indexer.sources.records import Records, candidates
from svodka.indexer.sources.walk import Skip

#: The most bytes of a document with pictures in it.
DOCUMENT_CAP = 100_000_000
_WITH_PICTURES = frozenset(("docx", "odt", "rtf", "doc", "fb2", "epub", "pdf", "mail", "mhtml"))


@dataclass(frozen=True, slots=True)
class Traversal:
    """The notes on the files that are read, and the names of fields in their records."""

    skip: Skip
    pass_over: Callable[[str, str], None]
    tell: Tell
    mapping: Mapped = ()

    def candidates(self, blob: Blob, size: int) -> Iterator[Candidate]:
        """Yield the candidates of a file of ``size`` bytes, with those of archives in it."""
        ratio = max(ratio_of(blob.path), 100)
        yield from self._of(blob, Budget(max(CAP, ratio * size), ratio))

    def _of(self, blob: Blob, budget: Budget) -> Iterator[Candidate]:
        path = blob.path
        if (ending := unread_ending(path)) is not None:
            self.pass_over(path, ending)
            return
        format = format_of(path)
        try:
            if isinstance(format, Archive):
                yield from self._inside(blob, format, budget)
            elif isinstance(format, Records):
                yield from candidates(
                    path, opened(blob), format, self.skip, self.tell, self.mapping
                )
            else:
                yield from self._articles_of(blob, format)
        except SourceError as error:
            self.skip(path, str(error))
        except Exception as error:  # a fault in one file must not end the run
            self.skip(path, failure_of(error))

    def _inside(self, blob: Blob, archive: Archive, budget: Budget) -> Iterator[Candidate]:
        found = False
        try:
            for member in archive.members(blob, budget, self.skip):
                found = True
                yield from self._of(member, budget)
        except SourceError as error:
            rest = "; the rest of it was not read" if found else ""
            raise SourceError(f"{error}{rest}") from None
        if not found:
            self.skip(blob.path, "an archive without files")

    def _articles_of(self, blob: Blob, kind: Kind) -> Iterator[Candidate]:
        """Yield the one article of a file, or each of those that it holds."""
        raw = read_all(blob, DOCUMENT_CAP if kind in _WITH_PICTURES else CAP)
        if kind == "html":
            posts = list(self._several(blob.path, raw))
        else:
            posts = list(several_texts(blob.path, kind, raw))
        if posts:
            yield from posts
            return
        yield Candidate(blob.path, digest_of(raw), kind, raw)

    def _several(self, path: str, raw: bytes) -> Iterable[Candidate]:
        """Return the posts of a page that has several; none for the page of one article."""
        # Imported late: lxml takes 20 ms to load, and a collection may hold no HTML.
        from svodka.indexer.sources.exports.telegram_page import is_export, posts_of
        from svodka.indexer.sources.pages.several import may_hold_several, several_posts

        if is_export(raw):
            return list(self._posts(path, raw, posts_of))
        try:
            return several_posts(path, raw) if may_hold_several(raw) else []
        except (SourceError, RecursionError):  # named when the page is read
            return []

    def _posts(
        self, path: str, raw: bytes, posts_of: Callable[..., Iterator[Candidate]]
    ) -> Iterator[Candidate]:
        left_out: list[str] = []
        found = False
        for candidate in posts_of(path, raw, left_out.append):
            found = True
            yield candidate
        if left_out:
            self.tell(path, Note("left out", f"left out {len(left_out)} messages without text"))
        elif not found:
            self.skip(path, "an export of Telegram without posts")
