"""What names stand for in each language: countries, capitals, leaders, organisations (`~japan` in a query)."""


def terms(name: str, language: str) -> tuple[str, ...]:
    """What a name stands for in texts of a language, as query texts of which any one will do; () if nothing."""
    return ()
