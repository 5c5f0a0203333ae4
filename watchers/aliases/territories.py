"""How a country is called in languages for which no words of our own are written down: as CLDR has it, by Babel."""

import re

_PARENTHESIS = re.compile(r"^(?P<name>.*?)\s*[(（](?P<other>[^()（）]*)[)）]$")


def called(code: str, language: str) -> tuple[str, ...]:
    """The names of a country in a language, plain; () if either is unknown.

    code: ISO 3166, two letters; language: two letters. A name with another one in parentheses ("Myanmar (Burma)") is
    two; "&" is left out, since each language has its own "and".
    """
    from babel import Locale, UnknownLocaleError  # a second's work, and few texts need it

    try:
        name = Locale(language).territories.get(code, "")
    except (UnknownLocaleError, ValueError):
        return ()
    if not name or name == code:
        return ()
    found = _PARENTHESIS.match(name)
    return tuple(part.strip() for part in ((found["name"], found["other"]) if found else (name,)) if part.strip())
