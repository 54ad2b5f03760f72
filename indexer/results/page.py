"""One page of results: the articles of an answer with their snippets, and its notices."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from svodka.indexer.analysis.token_arrays import Tokens
from svodka.indexer.article import Article
from svodka.indexer.budget import Budget
from svodka.indexer.bulkhead import Bulkhead, Part, PartFailure, leaves_open, readable
from svodka.indexer.engines.records import Counts, Hit, Hits, Sort
from svodka.indexer.highlight.lacking import lacking
from svodka.indexer.highlight.marks import Marked, marked
from svodka.indexer.highlight.occurrences import TextField
from svodka.indexer.highlight.passages import passages
from svodka.indexer.limits import LIMITS, Limits
from svodka.indexer.notice import Notice
from svodka.indexer.query.filters import NO_FILTERS, Filters
from svodka.indexer.query.readback import label, say
from svodka.indexer.query.tree import Node
from svodka.indexer.results.answer import Answer, Correction, Wider
from svodka.indexer.results.failure_notices import TOO_COMPLEX, failure_notices
from svodka.indexer.results.request import MAX_DEPTH, SearchRequest

_WORDS = re.compile(r"[^\W_]+")
SWAPPED = Notice("Дата начала позже даты конца: даты поменяны местами.")


@dataclass(frozen=True, slots=True)
class Result:
    """One result: the article, its marked title, and its best passages (none to two), in order.

    ``reprints`` counts the other matching articles of the same story, folded into this result.
    ``missing`` are the words of the query that the article lacks, as they were typed. With a
    ``failure``, the article has the fields that could be read, at least its id. Nothing is marked.
    """

    article: Article
    score: float
    title: Marked
    snippets: Sequence[Marked]
    reprints: int = 0
    failure: PartFailure | None = None
    missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results. ``pages`` is 0 if nothing matches. ``took_ms`` is the search time.

    ``total`` results have all words; ``also`` others, with some of them, follow in the list. A
    result is an article, or a story if ``folded``. ``articles`` have all words, reprints included;
    ``also_articles`` have some of them. ``hidden`` and ``also_hidden`` count the reprints folded
    away. ``meaning`` is the tree of what was searched, if it is known. If ``partial``, the time
    ran out, and only the matches found until then count. ``failures`` are the parts that could not
    be made. ``answer`` numbers an answer that the server keeps, the same whenever it is given; else
    it is 0.
    """

    query: str
    understood: str
    total: int
    page: int
    pages: int
    limit: int
    sort: Sort
    took_ms: float
    results: Sequence[Result]
    notices: Sequence[str] = ()
    relaxed: bool = False
    correction: Correction | None = None
    wider: Wider | None = None
    filters: Filters = NO_FILTERS
    counts: Counts | None = None
    folded: bool = False
    partial: bool = False
    failures: Sequence[PartFailure] = ()
    also: int = 0
    meaning: Node | None = None
    hidden: int = 0
    also_hidden: int = 0
    answer: int = 0

    @property
    def articles(self) -> int:
        """The number of articles with all words, reprints included."""
        return self.total + self.hidden

    @property
    def also_articles(self) -> int:
        """The number of articles with some of the words, reprints included."""
        return self.also + self.also_hidden

    @property
    def unfinished(self) -> bool:
        """True if nothing was found, but time or a failure left the search incomplete."""
        return not self.total and (self.partial or leaves_open(self.failures))


def notices_of(page: Page, failures: Sequence[PartFailure]) -> list[str]:
    """The notices of the page, then those of its failed parts."""
    return [*page.notices, *failure_notices(failures)]


def make_page(
    answer: Answer, request: SearchRequest, bulkhead: Bulkhead, limits: Limits = LIMITS
) -> Page:
    """The requested page: each hit with its snippets, and the notices of the answer.

    The failures of ``bulkhead`` come first among those of the page. ``took_ms`` is 0.
    """
    hits, limit, budget = answer.hits, request.limit, Budget(limits.reading_seconds)
    results = [result_of(hit, answer.tree, budget, parts=answer.parts) for hit in hits.hits]
    rest = answer.rest
    if rest:
        results += [result_of(hit, rest.tree, budget, parts=rest.parts) for hit in rest.hits.hits]
    also = rest.hits.total if rest else 0
    meaning = answer.tree if answer.relaxed else answer.parsed.tree
    understood = bulkhead.run("understood", lambda: say(answer.parsed.tree), "")
    return Page(
        query=request.query,
        understood=understood,
        total=hits.total,
        page=request.page,
        pages=min(-(-(hits.total + also) // limit), MAX_DEPTH // limit),
        limit=limit,
        sort=request.sort,
        took_ms=0,
        results=results,
        notices=_said(answer, request, budget),
        relaxed=answer.relaxed,
        correction=answer.correction,
        wider=answer.wider,
        filters=request.filters,
        counts=hits.counts,
        folded=request.fold,
        partial=hits.partial,
        failures=[*bulkhead.failures, *failures_of(results)],
        also=also,
        meaning=meaning,
        hidden=hits.folded,
        also_hidden=rest.hits.folded if rest else 0,
    )


def result_of(
    hit: Hit, tree: Node, budget: Budget, part: Part = "result", parts: Sequence[Node] = ()
) -> Result:
    """The result for a hit. Its text is searched for snippets while the budget lasts.

    An article that fails has a result too; ``part`` names the part of the answer that failed.
    ``parts`` are those of the query that the article may lack.
    """
    bulkhead = Bulkhead()
    bare = Result(hit.article, hit.score, Marked(hit.article.title), (), hit.reprints)
    made = bulkhead.run(part, lambda: _result(hit, tree, budget, parts), bare, hit.article)
    return replace(made, failure=bulkhead.failures[0]) if bulkhead.failures else made


def failures_of(results: Sequence[Result]) -> list[PartFailure]:
    """The failures of the results."""
    return [result.failure for result in results if result.failure]


def _said(answer: Answer, request: SearchRequest, budget: Budget) -> tuple[str, ...]:
    """The notices of a page, those of the request first."""
    return (
        *([SWAPPED] if request.swapped else []),
        *answer.parsed.notices,
        *answer.notices,
        *_notices(answer.hits, request.limit, budget),
    )


def _result(hit: Hit, tree: Node, budget: Budget, parts: Sequence[Node]) -> Result:
    article = readable(hit.article)
    words = hit.words
    title = marked(tree, article.title, "title", budget, words.title if words else None)
    found = passages(article.text, tree, budget, words.text if words else None)
    found = [passage for passage in found if not _repeats(article.title, passage)]
    stored: dict[TextField, Tokens | None] = {}
    if words and parts:
        stored = {"title": words.title, "text": words.text}
    missing = dict.fromkeys(map(label, lacking(parts, article, budget, stored)))
    return Result(article, hit.score, title, found, hit.reprints, missing=list(missing))


def grouped(number: int) -> str:
    """A number with its thousands apart."""
    return f"{number:,}".replace(",", "\xa0")


def _repeats(title: str, passage: Marked) -> bool:
    """True if a passage says only what the title says: its words stand in the title in a row."""
    said, told = (" ".join(_WORDS.findall(text.casefold())) for text in (passage.text, title))
    return bool(said) and f" {said} " in f" {told} "


def _notices(hits: Hits, limit: int, budget: Budget) -> list[str]:
    notices: list[str] = []
    if not budget.left():
        notices.append(Notice("Статьи слишком длинные: слова запроса отмечены не во всех."))
    if hits.partial:
        notices.append(TOO_COMPLEX)
    if hits.cut:
        notices.append(
            Notice(
                "Слов с таким началом слишком много: учтены %(most)s самых частых.",
                most=hits.cut,
            )
        )
    if hits.total > MAX_DEPTH // limit * limit:
        notices.append(
            Notice(
                "Можно просмотреть первые %(most)s статей из %(total)s.",
                most=grouped(MAX_DEPTH // limit * limit),
                total=grouped(hits.total),
            )
        )
    return notices
