"""A query laid open, line by line, for the chat and the command line."""

from collections.abc import Sequence

from bot.locales import Words
from watchers.query.explaining import Explanation
from watchers.remembered import Share


def explanation_lines(explanation: Explanation, exactly: Sequence[str], share: Share | None, words: Words) -> list[str]:
    """What each term is looked for by, what a match must hold, and how many there were."""
    lines = (
        [words("taken-exactly", words=", ".join(exactly), small=exactly[0].replace(".", "").lower())] if exactly else []
    )
    for term in explanation.terms:
        if not term.languages:
            continue
        lines += ["", f"{words('explain-not') + ' ' if term.excluded else ''}{term.text}"]
        for found in term.languages:
            shown = [" | ".join(each) for each in (found.forms or found.keys)] or [", ".join(found.names[:12])]
            more = " …" if len(found.names) > 12 else ""
            count = "" if found.passages is None else f" ({words('explain-count', count=found.passages)})"
            lines.append(f"  {found.language}: {' + '.join(shown)}{more}{count}")
    required = [
        f"  {one.language}: {', '.join(one.terms)}"
        + ("" if one.passages is None else f" ({words('explain-count', count=one.passages)})")
        for one in explanation.required
    ]
    if required:
        lines += ["", words("explain-required"), *dict.fromkeys(required)]
    if share is not None and share.of:
        lines += ["", words("would-have-met-lately" if share.sampled else "would-have-met", met=share.met, of=share.of)]
    return lines
