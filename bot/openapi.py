"""The endpoints described for programs: an OpenAPI 3.1 document, exact to the last field (pure)."""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_args

from bot import parameters as limits
from watchers.model import Flag, Group, HeadingOrigin, Role, SectionKind, TurnKind
from watchers.query import MAX_LENGTH
from watchers.remembered import Order, Step

Schema = dict[str, Any]

_STRING: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_FLAG: Schema = {"type": "boolean"}
_DAY: Schema = {"type": "string", "format": "date"}
_MOMENT: Schema = {"type": "string", "format": "date-time"}
_SPAN: Schema = {"type": "array", "items": _COUNT, "minItems": 2, "maxItems": 2}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _many(schema: Schema, about: str = "") -> Schema:
    return {"type": "array", "items": schema, **({"description": about} if about else {})}


def _exactly(about: str = "", **properties: Schema) -> Schema:
    """An object with these members, all of them and no others."""
    made: Schema = {"type": "object", "required": list(properties), "additionalProperties": False}
    return {**({"description": about} if about else {}), **made, "properties": properties}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _said(schema: Schema, about: str) -> Schema:
    return {**schema, "description": about}


def _one_of(choices: Any, *more: Any) -> Schema:
    return {"enum": [*get_args(choices), *more]}


# ------------------------------------------------------------------ what may be asked

_PARAMETERS: Mapping[str, tuple[str, Schema]] = {
    "q": ("A query: words, phrases, OR, -, fields, ~names.", {**_STRING, "minLength": 1, "maxLength": MAX_LENGTH}),
    "source": ("Only this source (its id).", {**_STRING, "pattern": limits.SOURCE}),
    "language": ("Only editions in this language.", {**_STRING, "pattern": limits.LANGUAGE}),
    "since": ("From this day of the briefing on.", _DAY),
    "until": ("Up to this day of the briefing, included.", _DAY),
    "order": ("Newest first, or those that say most of it.", {**_one_of(Order), "default": "newest"}),
    "limit": (
        "How many at the most.",
        {"type": "integer", "minimum": 1, "maximum": limits.MOST, "default": limits.USUAL},
    ),
    "before": ("The next of an earlier answer, to go on from there.", {**_STRING, "pattern": limits.BEFORE}),
    "step": ("Of what length the steps are.", {**_one_of(Step), "default": "month"}),
}
_ASKED: Mapping[str, tuple[str, ...]] = {
    "find": ("q", "source", "language", "since", "until", "order", "limit", "before"),
    "counts": ("q", "source", "language", "since", "until"),
    "series": ("q", "step", "source", "language", "since", "until"),
    "briefings": ("source", "language", "limit", "before"),
}


def parameters(endpoint: str) -> tuple[str, ...]:
    """The parameters that an endpoint takes, its token aside."""
    return _ASKED[endpoint]


def _parameter(name: str) -> Schema:
    about, schema = _PARAMETERS[name]
    return {"name": name, "in": "query", "description": about, "required": name == "q", "schema": schema}


# ------------------------------------------------------------------ what is answered


def _schemas() -> dict[str, Schema]:
    text = _said(_STRING, "word for word")
    return {
        "Passage": _exactly(
            "A passage that meets a query, and where.",
            briefing=_STRING,
            source=_STRING,
            language=_STRING,
            date=_DAY,
            title=_STRING,
            url=_said(_STRING, "the official page"),
            section=_said(_COUNT, "its section in the briefing, from 0"),
            exchange=_said(_or_null(_COUNT), "its exchange in that section, from 0; null: it is none"),
            heading=_or_null(_STRING),
            speaker=_said(_or_null(_STRING), "who says what met the query"),
            excerpt=_said(_STRING, 'whole sentences around the hits, word for word; "\\n" where something is left out'),
            spans=_many(_SPAN, "where the hits stand in the excerpt: [start, end] in code points"),
            said=_many(
                _exactly(
                    speaker=_or_null(_STRING),
                    outlet=_or_null(_STRING),
                    role=_one_of(Role),
                    kind=_one_of(TurnKind),
                    met=_said(_FLAG, "whether it holds what was looked for"),
                    texts=_many(_STRING),
                ),
                "the same by speaker; texts that are not adjacent stand apart",
            ),
            passage=_said(_COUNT, "its id; one that reads otherwise has another"),
            version=_said({"type": "integer", "minimum": 1}, "of the edition, since when it reads so"),
            since_at=_said(_MOMENT, "when that version was first seen"),
            page_hash=_said(_STRING, "SHA-256 of the page that version was read from"),
        ),
        "Findings": _exactly(
            query=_said(_STRING, "as it was understood"),
            total=_said(_COUNT, "passages that meet the query"),
            at_least=_said(_FLAG, "there may be more than total"),
            next=_said(_or_null(_STRING), "before of the next page; null: this is the last"),
            passages=_many(_ref("Passage")),
        ),
        "Counts": _exactly(
            query=_STRING,
            total=_COUNT,
            at_least=_said(_FLAG, "there may be more: only the newest were read"),
            recent={
                "type": "object",
                "description": "passages of the last so many days",
                "additionalProperties": False,
                "patternProperties": {"^[0-9]+$": _COUNT},
            },
            first=_or_null(_DAY),
            last=_or_null(_DAY),
            sources=_many(_exactly(source=_STRING, passages=_COUNT), "most first"),
            speakers=_many(_exactly(speaker=_STRING, passages=_COUNT), "who says it, of the newest `heard` passages"),
            heard=_COUNT,
            lately=_exactly("briefings with such a passage, of the last so many", met=_COUNT, of=_COUNT),
        ),
        "Series": _exactly(
            query=_STRING,
            step=_one_of(Step),
            first=_said(_or_null(_DAY), "the day of the first mention"),
            at_least=_FLAG,
            sources=_many(_STRING, "the sources that were counted"),
            points=_many(
                _exactly(
                    start=_DAY,
                    mentions=_said(_COUNT, "passages that meet the query"),
                    briefings=_said(_COUNT, "briefings with such a passage"),
                    of=_said(_COUNT, "briefings in all"),
                    briefing=_said(_or_null(_STRING), "its id, where a step is a briefing"),
                )
            ),
        ),
        "Edition": _exactly(
            briefing=_STRING,
            source=_STRING,
            language=_STRING,
            date=_DAY,
            title=_STRING,
            url=_STRING,
            version={"type": "integer", "minimum": 1},
            first_seen_at=_MOMENT,
            changed_at=_MOMENT,
        ),
        "Editions": _exactly(next=_or_null(_STRING), briefings=_many(_ref("Edition"))),
        "Source": _exactly(id=_STRING, name=_STRING, watched=_FLAG, briefings=_COUNT, polled_at=_or_null(_MOMENT)),
        "Sources": _exactly(sources=_many(_ref("Source"))),
        "Briefing": _exactly(
            "A briefing as `rostrum read --json` prints it.",
            id=_STRING,
            source=_STRING,
            key=_STRING,
            url=_STRING,
            language=_STRING,
            page_language=_or_null(_STRING),
            title=_STRING,
            date=_or_null(_DAY),
            time=_or_null(_STRING),
            posted=_or_null(_STRING),
            updated=_or_null(_STRING),
            place=_or_null(_STRING),
            number=_or_null(_STRING),
            flags=_many(_one_of(Flag)),
            notes=_many(_STRING),
            editions=_many(_STRING, "addresses of it in other languages, as the page says"),
            contents=_many(
                _exactly(
                    number=_or_null(_STRING),
                    group=_one_of(Group),
                    text=_STRING,
                    anchor=_or_null(_STRING),
                )
            ),
            sections=_many(
                _exactly(
                    kind=_one_of(SectionKind),
                    heading=_or_null(_STRING),
                    heading_origin=_one_of(HeadingOrigin, None),
                    level=_COUNT,
                    contents=_many(_COUNT),
                    text=text,
                    corrections=_many(
                        _exactly(start=_COUNT, end=_COUNT, struck=_or_null(_STRING), put=_or_null(_STRING))
                    ),
                    events=_many(_SPAN),
                    turns=_many(
                        _exactly(
                            label=_or_null(_STRING),
                            speaker=_or_null(_STRING),
                            role=_one_of(Role),
                            kind=_one_of(TurnKind),
                            text=text,
                            follow_up=_FLAG,
                            outlet=_or_null(_STRING),
                        )
                    ),
                )
            ),
            exchanges=_many(_exactly(section=_COUNT, questions=_many(_COUNT), answers=_many(_COUNT))),
        ),
        "WholeBriefing": _exactly(edition=_ref("Edition"), briefing=_ref("Briefing")),
        "Problem": {
            "type": "object",
            "description": "What is wrong with a request (RFC 9457).",
            "required": ["type", "title", "status", "detail"],
            "additionalProperties": False,
            "properties": {
                "type": {"const": "about:blank"},
                "title": _STRING,
                "status": {"type": "integer", "minimum": 400, "maximum": 599},
                "detail": _said(_STRING, "a sentence"),
                "parameter": _said(_STRING, "the parameter that is wrong"),
                "code": _said(_STRING, "of a query: what is wrong, as a word"),
                "start": _said(_COUNT, "of a query: where it is wrong, in code points"),
                "end": _COUNT,
                "suggestion": _said(_STRING, "of a query: one that would work"),
            },
        },
    }


_RETRY: Schema = {
    "Retry-After": {"description": "seconds", "required": True, "schema": {"type": "integer", "minimum": 1}}
}


def _refused(about: str, headers: Schema | None = None) -> Schema:
    content = {"application/problem+json": {"schema": _ref("Problem")}}
    return {"description": about, "content": content, **({"headers": headers} if headers else {})}


_BASIC: Schema = {"304": {"description": "It is as it was (If-None-Match)."}}
_SECURED: Schema = {
    **_BASIC,
    "400": _refused("A parameter is wrong."),
    "401": _refused("The token is missing, or is none."),
    "429": _refused("Too many requests.", _RETRY),
    "503": _refused("Too much is being asked of all, or it took too long.", _RETRY),
}


def _endpoint(id_: str, summary: str, answer: str, more: Schema | None = None, path: tuple[Schema, ...] = ()) -> Schema:
    content = {"application/json": {"schema": _ref(answer)}}
    return {
        "get": {
            "operationId": id_,
            "summary": summary,
            "parameters": [*path, *map(_parameter, _ASKED.get(id_, ()))],
            "responses": {"200": {"description": "As asked.", "content": content}, **_SECURED, **(more or {})},
        }
    }


@cache
def _paths() -> dict[str, Schema]:
    described = {"type": "object", "required": ["openapi"]}
    path = tuple(
        {"name": name, "in": "path", "required": True, "description": about, "schema": {**_STRING, "minLength": 1}}
        for name, about in (("source", "the part of its id before the slash"), ("key", "the rest of its id"))
    )
    return {
        "/api/v1/find": _endpoint("find", "The passages that meet a query, with the spans that meet it.", "Findings"),
        "/api/v1/counts": _endpoint("counts", "How often a query is met, where, and by whom.", "Counts"),
        "/api/v1/series": _endpoint("series", "How a subject rose and fell, step by step.", "Series"),
        "/api/v1/sources": _endpoint("sources", "The outlets whose briefings are kept.", "Sources"),
        "/api/v1/briefings": _endpoint("briefings", "The latest briefings, one edition of each.", "Editions"),
        "/api/v1/briefings/{source}/{key}": _endpoint(
            "briefing",
            "A briefing whole, as it stands.",
            "WholeBriefing",
            {"404": _refused("There is no such briefing, or not in this language.")},
            (*path, _parameter("language")),
        ),
        "/api/v1/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This description.",
                "security": [],
                "responses": {
                    "200": {"description": "OpenAPI 3.1.", "content": {"application/json": {"schema": described}}},
                    **_BASIC,
                },
            }
        },
    }


def summaries() -> dict[str, str]:
    """What is at each path, in a sentence."""
    return {path: item["get"]["summary"] for path, item in _paths().items()}


def document(site: str) -> dict[str, Any]:
    """The whole document. site: how the endpoints are reached."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Rostrum",
            "version": "1",
            "summary": "Official press briefings, word for word.",
            "description": "The token is the one that /feeds tells in the chat. No CORS: call it from a server.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": site}],
        "security": [{"bearer": []}, {"token": []}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "token": {"type": "apiKey", "in": "query", "name": "token"},
            },
        },
    }
