"""From what a version changed to whom it concerns: all subscriptions held against all changed passages at once."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from watchers.errors import QueryError
from watchers.languages import analyze, column
from watchers.model import Change, ChangeKind, Match, Mention, Passage, Subscription
from watchers.query import Indexed, Query, anchors, match_indexed, parse_query

# A passage that only moved, or whose quotes were straightened, says nothing new to anybody.
_TELLING: frozenset[ChangeKind] = frozenset({"added", "removed", "edited", "retitled", "relabelled"})

_parsed = lru_cache(maxsize=1 << 16)(parse_query)  # the same subscriptions are read for every briefing


class Percolator:
    """Subscriptions made ready to be matched together; built anew when they change.

    Those with the same query share one evaluation, and a query is evaluated only on passages that hold one of its
    anchors (words it cannot be met without). The outcome is that of evaluating every query on every passage. It does
    not decide who is told: chats, languages and hours are not its business.

    unreadable: subscriptions whose stored query no longer parses; they match nothing and must not silence the others.
    """

    def __init__(self, subscriptions: Iterable[Subscription]) -> None:
        self._followers: dict[str, list[tuple[int, Subscription]]] = defaultdict(list)
        self._queries: list[tuple[str, Query]] = []
        self._anchored: dict[str, dict[str, list[int]]] = {}
        unreadable: list[Subscription] = []
        readable: dict[str, bool] = {}
        for rank, subscription in enumerate(subscriptions):
            text = subscription.query
            if text not in readable:
                try:
                    self._queries.append((text, _parsed(text)))
                    readable[text] = True
                except QueryError:
                    readable[text] = False
            if readable[text]:
                self._followers[text].append((rank, subscription))
            else:
                unreadable.append(subscription)
        self.unreadable = tuple(unreadable)

    def mentions(self, changes: Sequence[Change], language: str) -> tuple[Mention, ...]:
        """Who is concerned by which change: by change, then in the subscriptions' own order.

        language: the edition's; its rules decide which word forms are one word. A change concerns a query that the
        passage meets as it now stands (`after`), or met as it stood (`before`), or both. Labels are not matched.
        """
        found: list[Mention] = []
        for number, change in enumerate(changes):
            if change.kind not in _TELLING:
                continue
            after = self._matches(change.after, language)
            before = self._matches(change.before, language)
            concerned = sorted(
                (follower for text in after.keys() | before.keys() for follower in self._followers[text]),
                key=lambda follower: follower[0],
            )
            found += [
                Mention(subscription, language, number, after.get(subscription.query), before.get(subscription.query))
                for _, subscription in concerned
            ]
        return tuple(found)

    def _matches(self, passage: Passage | None, language: str) -> dict[str, Match]:
        """The queries that a passage meets, by their text."""
        if passage is None or not self._queries:
            return {}
        indexed = Indexed(analyze(passage.heading or "", language), analyze(passage.text, language))
        anchored = self._anchors(column(language))
        candidates = {number for key in indexed.each_key() for number in anchored.get(key, ())}
        matches: dict[str, Match] = {}
        for number in candidates:
            text, query = self._queries[number]
            if (match := match_indexed(query, indexed)) is not None:
                matches[text] = match
        return matches

    def _anchors(self, named: str) -> dict[str, list[int]]:
        """For one search column, the queries that each key brings up; made when its first passage comes."""
        if named not in self._anchored:
            by_key: dict[str, list[int]] = defaultdict(list)
            for number, (_, query) in enumerate(self._queries):
                for key in anchors(query, named):
                    by_key[key].append(number)
            self._anchored[named] = dict(by_key)
        return self._anchored[named]
