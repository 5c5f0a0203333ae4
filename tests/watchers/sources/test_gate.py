"""What is no briefing, or only half of one, and is turned back."""

import pytest

from watchers.errors import ParseError
from watchers.model import Briefing, ContentsEntry, Page, Section
from watchers.sources.gate import check_whole
from watchers.sources.outline import read_briefing
from watchers.sources.profile import find_profile

ENTRIES = tuple(ContentsEntry(str(n), "topics", f"Topic {n}") for n in range(1, 4))
WORDS = "The ferry sails at noon, and nobody knows when it will be back in the harbour of the old town again."


def briefing(entries: tuple[ContentsEntry, ...], *sections: Section) -> Briefing:
    return Briefing("tides", "1", "en", "https://t.example/1", "Briefing", None, contents=entries, sections=sections)


def refused(text: str) -> ParseError:
    with pytest.raises(ParseError) as caught:
        read_briefing(Page("https://t.example/1", text.encode(), "text/html"), find_profile("generic"))
    return caught.value


def test_whole_briefings_pass() -> None:
    """Rule: sections that answer to entries, a short list that none answers to, and pages without a list are whole."""
    check_whole(
        briefing(ENTRIES, Section("topic", "Topic 2", "body", "Fog.", (1,)), Section("topic", None, None, "Sea."))
    )
    check_whole(briefing(ENTRIES[:2], Section("topic", None, None, "Sea.")))
    check_whole(briefing((), Section("preamble", None, None, "Sea.")))


@pytest.mark.parametrize(
    ("entries", "sections"),
    [
        (ENTRIES, (Section("topic", "Other", "body", "Sea."),)),
        (ENTRIES, ()),
        (ENTRIES, (Section("topic", "Topic 1", "body", "", (0,)), Section("topic", "Topic 2", "body", " — ", (1,)))),
        ((), (Section("topic", "Topic 1", "body", ""),)),
    ],
)
def test_contents_without_their_sections_are_half_a_page(
    entries: tuple[ContentsEntry, ...], sections: tuple[Section, ...]
) -> None:
    """Rule: a list of three entries to none of which a section answers, or headings without a word below them."""
    with pytest.raises(ParseError) as caught:
        check_whole(briefing(entries, *sections))
    assert caught.value.reason == "half_page"
    assert caught.value.url == "https://t.example/1"
    assert "contents entries" in caught.value.detail


def test_the_opening_of_a_page_is_readable_though_it_is_not_whole() -> None:
    """Rule: reading does not ask what storing asks."""
    text = "Briefing by Ada Reef, March 4, 2031\n\nContents\n\n  1. Ferries\n  2. Old piers\n  3. Fog\n  4. Ice\n"
    opening = read_briefing(Page("https://t.example/1", text.encode(), "text/plain"), find_profile("generic"))
    assert len(opening.contents) == 4
    with pytest.raises(ParseError):
        check_whole(opening)


def test_a_login_page() -> None:
    """Rule: a field for a password and little else is a login."""
    error = refused(
        "<html><body><h1>Ministry</h1><form><input name=u><input type='password'></form><p>Sign in.</p></body></html>"
    )
    assert error.reason == "login"


@pytest.mark.parametrize(
    "said",
    [
        "404",
        "Error 404 - Page not found",
        "The page you are looking for could not be found",
        "Страница не найдена",
        "Seite nicht gefunden",
        "Page introuvable",
        "Página no encontrada",
        "您访问的页面不存在",
    ],
)
def test_a_page_that_says_that_nothing_is_there(said: str) -> None:
    """Rule: an error page that came with status 200 is known by its heading, in the languages of the sources."""
    error = refused(
        f"<html><head><title>Ministry</title></head><body><h1>{said}</h1><p>Try the search.</p></body></html>"
    )
    assert error.reason == "error_page"


def test_a_shell_that_scripts_would_fill() -> None:
    """Rule: a page whose text only its scripts would bring has no text, and says why."""
    error = refused("<html><body><div id=root></div><noscript>You need to enable JavaScript.</noscript></body></html>")
    assert (error.reason, error.detail) == ("no_text", "scripts only")


def test_a_page_with_something_to_say_is_never_one_of_them() -> None:
    """Rule: a login in the corner, a word on scripts or on missing pages does not hide a text."""
    words = "".join(f"<p>Page not found, said the clerk. {WORDS} {WORDS} {WORDS}</p>" for _ in range(6))
    page = f"""<html><head><title>Archive: page not found</title></head><body>
    <form><input type="password"></form><noscript>Please enable JavaScript.</noscript>
    <article><h1>Remarks by Ada Reef, March 4, 2031</h1>{words}</article></body></html>"""
    read = read_briefing(Page("https://t.example/1", page.encode(), "text/html"), find_profile("generic"))
    check_whole(read)
    assert "said the clerk" in read.sections[0].text
