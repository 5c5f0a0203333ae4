"""Recognising a page that came with status 200 and is not what was asked for: a challenge, or an error page."""

from watchers.errors import ParseError
from watchers.model import Page
from watchers.sources.profile import Profile

_LOOKED_AT = 60_000  # bytes: both stubs and error pages are small, and tell what they are at once
_LONG = 30_000  # a page longer than this that merely mentions a challenge's script is a page all the same


def check_signs(page: Page, profile: Profile) -> None:
    """Raises ParseError (challenge, error_page) where one of the profile's signs is met."""
    for piece in profile.signs.error_address:
        if piece.casefold() in page.url.casefold():
            raise ParseError(page.url, "error_page", piece)
    head = page.content[:_LOOKED_AT].decode("utf-8", "replace").casefold()
    for reason, signs in (("challenge", profile.signs.challenge), ("error_page", profile.signs.error_page)):
        for sign in signs:
            if sign.casefold() in head and (reason == "error_page" or len(page.content) < _LONG):
                raise ParseError(page.url, reason, sign)
