"""The description for programs, held against what is answered to what it allows, and to what it does not."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bot import openapi
from tests.bot.conftest import PUBLIC, Served

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 25  # of each endpoint, of what is allowed and of what is not
QUERIES = ["grain", "port OR wheat", "kind:answer grain", '"the port"', "-grain", "(", "~japan", "title:wheat"]


async def test_everything_that_may_be_asked_is_answered_as_described(served: Served) -> None:
    """Statuses, types, headers and every field; whatever is asked, nothing fails; what is not allowed is refused."""
    described = (await served.get("/api/v1/openapi.json"))[1]
    base = str(served.client._base_url).rstrip("/")
    statuses = defaultdict[str, set[int]](set)

    def ask(case: Any, *, known: bool, **checks: Any) -> None:
        served.house.elapsed.append(1)
        headers = {"Authorization": f"Bearer {served.token}"} if known else {}
        response = case.call(base_url=base, headers=headers)
        statuses[case.operation.path].add(response.status_code)
        case.validate_response(response, checks=[*CHECKS, *checks.get("more", ())])

    def allowed(case: Any, query: str, likely: bool, known: bool) -> None:
        if likely and "q" in case.query:  # a random query seldom finds anything
            case.query = {"q": query} | {name: case.query[name] for name in ("step", "limit") if name in case.query}
        if likely and "key" in case.path_parameters:
            case.query, case.path_parameters = {}, {"source": "sample", "key": "7"}
        ask(case, known=known)

    def forbidden(case: Any) -> None:
        ask(case, known=True, more=[negative_data_rejection])

    def hold() -> None:
        often = st.sampled_from([True, True, True, False])
        for result in schemathesis.openapi.from_dict(described).get_all_operations():
            operation = result.ok()  # type: ignore[union-attr]
            good = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
            _tried(given(case=good, query=st.sampled_from(QUERIES), likely=st.booleans(), known=often)(allowed))
            if operation.query:
                _tried(given(case=operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))(forbidden))

    await asyncio.to_thread(hold)
    for path in openapi.summaries():
        assert 200 in statuses[path], path
        assert path.endswith("openapi.json") or 401 in statuses[path], path
        assert path.endswith(("openapi.json", "sources")) or 400 in statuses[path], path
    assert 404 in statuses["/api/v1/briefings/{source}/{key}"]


def _tried(test: Callable[[], None]) -> None:
    """Try a property with the same examples every time."""
    settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(test)()


def test_every_endpoint_and_every_parameter_is_described() -> None:
    """In a sentence each; all objects are closed."""

    def closed(schema: Any) -> None:
        if isinstance(schema, dict):
            if schema.get("type") == "object" and "properties" in schema:
                assert schema["additionalProperties"] is False
                assert schema["required"]
            for value in schema.values():
                closed(value)
        elif isinstance(schema, list):
            for value in schema:
                closed(value)

    document = openapi.document(PUBLIC)
    closed(document)
    for item in document["paths"].values():
        assert item["get"]["summary"]
        assert all(parameter["description"] for parameter in item["get"].get("parameters", ()))
    assert document["servers"] == [{"url": PUBLIC}]
