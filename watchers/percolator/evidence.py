"""Where passages meet queries: each passage made ready once, each query read once, each pair looked at once."""

from watchers.model import Match, Passage, Setting
from watchers.percolator.catalogue import Names
from watchers.query import View, meets, parse_query, plan
from watchers.query.plan import Plan


def planned(query: str, names: Names, language: str) -> Plan:
    """The plan of a query's text; QueryError if it, or a name it uses, cannot be read."""
    return plan(parse_query(query), language, dict(names))


class Evidence:
    """What is known of the passages of one edition; it keeps them, so it is to be dropped with them."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._plans: dict[tuple[str, Names], Plan] = {}
        self._views: dict[int, View] = {}
        self._met: dict[tuple[str, Names, int], Match | None] = {}

    def met(self, query: str, names: Names, passage: Passage) -> Match | None:
        """Where the passage meets the query, or None."""
        key = (query, names, id(passage))  # kept by its view: the number stays its own
        if key not in self._met:
            self._met[key] = meets(self._plan(query, names), self._view(passage))
        return self._met[key]

    def _plan(self, query: str, names: Names) -> Plan:
        found = self._plans.get((query, names))
        if found is None:
            found = self._plans[query, names] = planned(query, names, self._setting.language)
        return found

    def _view(self, passage: Passage) -> View:
        view = self._views.get(id(passage))
        if view is None:
            view = self._views[id(passage)] = View(passage, self._setting)
        return view
