"""Every word the bot says, by language: Fluent files beside this one, English where a translation is missing."""

from collections.abc import Generator
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from fluent.runtime import AbstractResourceLoader, FluentLocalization, FluentResource
from fluent.syntax.ast import Resource

LANGUAGES = ("en", "ru")
_ROOT = Path(__file__).parent


class _Beside(AbstractResourceLoader):
    """The files beside this one (fluent's own loader leaves each open until the collector finds it)."""

    def resources(self, locale: str, resource_ids: list[str]) -> Generator[list[Resource], None, None]:
        yield [FluentResource((_ROOT / locale / name).read_text("utf-8")) for name in resource_ids]


class Words:
    """What the bot says in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        order = list(dict.fromkeys((language, "en")))
        self._fluent = FluentLocalization(order, ["rostrum.ftl"], _Beside(), use_isolating=False)

    def __call__(self, message: str, **values: str | int) -> str:
        """The message with its values filled in; one nobody wrote comes back as its own name."""
        said: str = self._fluent.format_value(message, values)
        return said

    def day(self, day: date) -> str:
        """A date as it is written in this language: "28 January 2021"."""
        pattern = "d MMMM y" if self.language == "en" else "long"
        return str(format_date(day, format=pattern, locale=self.language))

    def brief_day(self, day: date) -> str:
        """A date for a button: "28 Jan 2021"."""
        return str(format_date(day, format="d MMM y", locale=self.language))

    def tongue(self, code: str) -> str:
        """A language's name in this one: "de" is "German"; its code where that is not known."""
        return str(Locale(self.language).languages.get(code, code))


@cache
def words(language: str) -> Words:
    """The words of a language, or of English where Rostrum does not speak it."""
    code = language.lower().split("-")[0].split("_")[0]
    return Words(code if code in LANGUAGES else "en")
