"""Counts queries over time for a chart: the step that suits them, and a series of each. It words nothing."""

from collections.abc import Mapping, Sequence

from bot.periods import Period
from bot.trends import aligned, shown, step_for
from storage.search import Search
from watchers.query import Query
from watchers.remembered import Series, Step


async def counted(
    search: Search,
    queries: Sequence[Query],
    own: Mapping[str, str],
    step: Step | None,
    period: Period,
    *,
    source: str | None = None,
    language: str | None = None,
) -> tuple[Series, ...]:
    """A series of each query, all of the same span and step. step: None for the one that suits the span.

    own: the aliases of whoever asks; source, language: of the editions that count.
    """

    async def one(query: Query, by: Step) -> Series:
        return await search.series(
            query, own=own, step=by, source=source, language=language, since=period.since, until=period.until
        )

    if not queries:
        return ()
    found: list[Series] = []
    if step is None:
        monthly = await one(queries[0], "month")
        step = step_for(monthly)
        found += [monthly] if step == "month" else []
    found += [await one(query, step) for query in queries[len(found) :]]
    return tuple(map(shown, aligned(found)))
