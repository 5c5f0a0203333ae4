"""A page that comes as JSON: the HTML it carries, by the profile's paths into it, in a small page of its own."""

import html
import json
from collections.abc import Sequence
from typing import Any

from watchers.sources.profile import Profile


def page_of_record(text: str, profile: Profile) -> str | None:
    """The record as HTML: its title in <h1>, its date in <time>, its words in <article>.

    None where the profile knows no such record, or the text is none: it is read as what it is.
    """
    if not profile.record.text or not text.lstrip("\ufeff \r\n\t").startswith("{"):
        return None
    try:
        record = json.loads(text.lstrip("\ufeff"))
    except ValueError:
        return None
    title, date, words = (_first(record, p) for p in (profile.record.title, profile.record.date, profile.record.text))
    if not words:
        return None
    return (
        f"<!DOCTYPE html>\n<html><head><title>{html.escape(title)}</title></head><body>\n"
        f"<h1>{html.escape(title)}</h1>\n<time>{html.escape(date)}</time>\n<article>{words}</article>\n</body></html>\n"
    )


def _first(record: Any, paths: Sequence[str]) -> str:
    """What stands at the first path ("resource.title") that leads to a text; "" where none does."""
    for path in paths:
        found = record
        for step in path.split("."):
            found = found.get(step) if isinstance(found, dict) else None
        if isinstance(found, str) and found.strip():
            return found
    return ""
