"""One page of results: what a reader is shown of an answer, and told of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from svodka.indexer.article import Article
from svodka.indexer.budget import READING_TIME, Budget
from svodka.indexer.bulkhead import Bulkhead, Part, PartFailure, leaves_open, readable
from svodka.indexer.engines.port import MAX_EXPANSIONS, Counts, Hit, Hits, Sort
from svodka.indexer.highlight.marks import Marked, marked
from svodka.indexer.highlight.passages import passages
from svodka.indexer.notice import Notice
from svodka.indexer.query.filters import NO_FILTERS, Filters
from svodka.indexer.query.readback import say
from svodka.indexer.query.tree import Node
from svodka.indexer.results.answer import Answer, Correction, Wider
from svodka.indexer.results.failure_notices import failure_notices

MAX_DEPTH = 10_000  # results that can be paged to


@dataclass(frozen=True, slots=True)
class Result:
    """One line of a page: the article, its marked title, and its best passages (none to three).

    ``reprints`` is how many other articles found tell the same story and are folded into this line.
    With a ``failure``, the article has what could be read of it, at least its id. Nothing is marked.
    """

    article: Article
    score: float
    title: Marked
    snippets: Sequence[Marked]
    reprints: int = 0
    failure: PartFailure | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results. ``pages`` is 0 when nothing was found; ``took_ms`` is the time of the whole search.

    Where it is ``folded``, reprints of one story are one result, and ``total`` counts stories. A ``partial`` one has only what
    was found before the time ran out. ``failures`` are the parts of it that could not be made.
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

    @property
    def unfinished(self) -> bool:
        """Whether nothing was found, but perhaps there is something."""
        return not self.total and (self.partial or leaves_open(self.failures))


def notices_of(page: Page, failures: Sequence[PartFailure]) -> list[str]:
    """All that the reader is told: the notices of the page, and those of its failed parts."""
    return [*page.notices, *failure_notices(failures)]


def page_of(answer: Answer, page: int, limit: int) -> Page:
    """A page of what was found, with what its reader is told of it."""
    hits, budget, bulkhead = answer.hits, Budget(READING_TIME), Bulkhead()
    results = [result_of(hit, answer.tree, budget) for hit in hits.hits]
    return Page(
        query=answer.query,
        understood=bulkhead.run("understood", lambda: say(answer.parsed.tree), ""),
        total=hits.total,
        page=page,
        pages=min(-(-hits.total // limit), MAX_DEPTH // limit),
        limit=limit,
        sort="relevance",
        took_ms=0,
        results=results,
        notices=(*answer.parsed.notices, *answer.notices, *_notices(hits, limit, budget)),
        relaxed=answer.relaxed,
        correction=answer.correction,
        counts=hits.counts,
        partial=hits.partial,
        failures=[*bulkhead.failures, *failures_of(results)],
    )


def result_of(hit: Hit, tree: Node, budget: Budget, part: Part = "result") -> Result:
    """The line that shows an article; while the budget lasts, all of it is looked through.

    An article that fails, as this ``part`` of the answer, has a line too.
    """
    bulkhead = Bulkhead()
    bare = Result(hit.article, hit.score, Marked(hit.article.title), (), hit.reprints)
    made = bulkhead.run(part, lambda: _result(hit, tree, budget), bare, hit.article)
    return replace(made, failure=bulkhead.failures[0]) if bulkhead.failures else made


def failures_of(results: Sequence[Result]) -> list[PartFailure]:
    """The failures of those results that have one."""
    return [result.failure for result in results if result.failure]


def _result(hit: Hit, tree: Node, budget: Budget) -> Result:
    article = readable(hit.article)
    title = marked(tree, article.title, "title", budget)
    return Result(article, hit.score, title, passages(article.text, tree, budget), hit.reprints)


def _notices(hits: Hits, limit: int, budget: Budget) -> list[str]:
    notices: list[str] = []
    if not budget.left():
        notices.append(Notice("Статьи слишком длинные: слова запроса отмечены не во всех."))
    if hits.partial:
        notices.append(Notice("Запрос слишком сложный: найдено не всё. Уточните его."))
    if hits.cut:
        notices.append(
            Notice(
                "Слов с таким началом слишком много: учтены %(most)s самых частых.",
                most=MAX_EXPANSIONS,
            )
        )
    if hits.total > MAX_DEPTH // limit * limit:
        notices.append(
            Notice(
                "Показываются только первые %(most)s результатов.", most=MAX_DEPTH // limit * limit
            )
        )
    return notices
