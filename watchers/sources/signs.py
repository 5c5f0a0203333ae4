"""Recognising a page that came with status 200 and is not what was asked for: a challenge, an error page, a login."""

import re

from watchers.errors import ParseError
from watchers.model import Page
from watchers.sources.lines import Document, tidy
from watchers.sources.profile import Profile

_LOOKED_AT = 60_000  # bytes: both stubs and error pages are small, and tell what they are at once
_LONG = 30_000  # a page longer than this that merely mentions a challenge's script is a page all the same
_LITTLE = 1500  # characters: no briefing is so short, and no page of the kinds below longer
_PARAGRAPH = 300  # characters: whoever says so much at once says something
_SHELL = 400  # characters left of a page whose text only its scripts would bring
_PASSWORD = re.compile(r"<input\b[^<>]*\btype\s*=\s*[\"']?password\b", re.IGNORECASE)
_SCRIPTS = re.compile(
    r"(?:enable|requires?|needs?|turn on|activate|without|включите|включить|aktivieren|activer|active) "
    r"(?:\w+ ){0,2}javascript|"
    r"javascript (?:\w+ ){0,3}(?:required|disabled|enabled|отключен|выключен|désactivé|deaktiviert)|启用\s*javascript",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"\W*(?:error|ошибка|fehler|erreur)?\W*(?:404|403|410|500|502|503)\b.{0,60}|"
    r".{0,40}\b(?:page|document|article|file|resource|material)s? (?:you (?:\w+ ){1,4})?"
    r"(?:was |is |could |can )?(?:not (?:be )?found|"
    r"does not exist|no longer exists|unavailable)\b.{0,60}|(?:access|permission) denied.{0,40}|"
    r".{0,20}(?:страница|документ|материал|запрашиваемая страница) (?:не найден\w*|не существует|удал[её]н\w*).{0,40}|"
    r"сторінк\w+ не знайдено.{0,40}|.{0,30}(?:seite|dokument) (?:wurde )?(?:leider )?nicht gefunden.{0,40}|"
    r".{0,30}page (?:est )?(?:non trouvée|introuvable).{0,40}|.{0,30}p[áa]gina no (?:encontrada|existe).{0,40}|"
    r".{0,20}(?:页面|网页|文章)(?:不存在|未找到|已删除|无法访问).{0,30}|.{0,20}您访问的页面.{0,30}",
    re.IGNORECASE,
)


def check_words(page: Page, text: str, document: Document) -> None:
    """Tells by what little an HTML page says that it is none of the site's texts.

    Raises ParseError: login (a password is asked for), error_page (it says that nothing is there), no_text (a shell
    that its scripts would have filled). A page with a paragraph's worth of words is never taken for one of them.
    """
    said = [tidy(line.text) for line in document.lines]
    if sum(map(len, said)) > _LITTLE or any(len(line) > _PARAGRAPH for line in said):
        return
    if _PASSWORD.search(text):
        raise ParseError(page.url, "login", document.title or "")
    for line in filter(None, (tidy(document.title or ""), *said[:3])):
        if _MISSING.fullmatch(line):
            raise ParseError(page.url, "error_page", line)
    if sum(map(len, said)) <= _SHELL and _SCRIPTS.search(text):
        raise ParseError(page.url, "no_text", "scripts only")


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
