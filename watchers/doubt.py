"""Whether what a page now says is believed at the first look: passages that went, pages that changed nearly whole."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

from watchers.model import Change, ChangeKind, Passage
from watchers.remembered import Doubt

SOON = timedelta(seconds=90)
"""After what time a page that lost passages is looked at again: an answer cut short is whole again by then."""
LATER = timedelta(minutes=10)
"""After what time one that changed nearly whole is: others of its outlet have been looked at by then."""
A_DAY = timedelta(days=1)
"""For how long a page that changed nearly whole speaks against the others of its outlet."""

_LOOKS = 3  # after which a page that loses something else each time is taken at its word
_FEW = 4  # passages: of fewer, "nearly all" says nothing
_MOST = 0.6  # of the passages
_MANY = 2  # other pages that changed nearly whole: then it is the site that changed, not what was said

_CHANGED: frozenset[ChangeKind] = frozenset({"edited", "retitled", "relabelled", "removed"})


def doubt(old: Sequence[Passage], changes: Sequence[Change], before: Doubt | None) -> Doubt | None:
    """Why a new version is not believed yet, or None: then it is recorded and told.

    old: the passages it would change; before: why the last look at the page was not believed. Passages that went are
    believed once two looks in a row miss them; a version that changes nearly all, at the second look.
    """
    looks = before.looks if before else 0
    if is_sweeping(old, changes):
        return None if before and before.sweeping else Doubt(frozenset(), sweeping=True, looks=looks + 1)
    missing = frozenset(_mark(c.before) for c in changes if c.kind == "removed" and c.before is not None)
    if missing and looks < _LOOKS and not (before and missing <= before.missing):
        return Doubt(missing, sweeping=False, looks=looks + 1)
    return None


def is_sweeping(old: Sequence[Passage], changes: Sequence[Change]) -> bool:
    """Whether a version changes nearly all of what was said."""
    changed = sum(change.kind in _CHANGED for change in changes)
    return len(old) >= _FEW and changed >= _MOST * len(old)


def is_the_site(swept: int) -> bool:
    """Whether so many other pages of an outlet changed nearly whole of late that its site did, not what was said."""
    return swept >= _MANY


def wait(why: Doubt) -> timedelta:
    """How long to wait before a page that is not believed is looked at again."""
    return LATER if why.sweeping else SOON


def _mark(passage: Passage) -> str:
    return sha256(f"{passage.heading}|{passage.text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
