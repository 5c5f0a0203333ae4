"""The gate before storage: a page whose contents came without their sections is half a page, never a version."""

from watchers.errors import ParseError
from watchers.model import Briefing

_FEW = 3  # entries: of a shorter list nothing can be concluded


def check_whole(briefing: Briefing) -> None:
    """Lets a whole briefing pass. Raises ParseError("half_page") with what was seen.

    Half a page is one that prints a list of contents of which no section answers to any entry, or that has no words
    outside its contents. What a version has lost against the one before it is not asked here.
    """
    if not any(_has_words(section.text) for section in briefing.sections):
        raise ParseError(briefing.url, "half_page", f"{len(briefing.contents)} contents entries, no text")
    answered = any(section.contents for section in briefing.sections)
    if len(briefing.contents) >= _FEW and not answered:
        detail = f"{len(briefing.contents)} contents entries, none found in {len(briefing.sections)} sections"
        raise ParseError(briefing.url, "half_page", detail)


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)
