"""Text made fit to be shown in fixed width: control characters made harmless, a caret put under a place."""


def safe(text: str) -> str:
    """Text without the control and direction characters a page could use to play tricks on a terminal.

    Each becomes U+FFFD, as many times as it has UTF-16 units, so that offsets into the text stay true.
    """
    return "".join(
        c if c == "\n" or c.isprintable() or (c.isspace() and c not in "\r\x0b\x0c\x1c\x1d\x1e\x1f\x85") else _mark(c)
        for c in text
    )


def _mark(char: str) -> str:
    return "\ufffd" * (2 if char > "\uffff" else 1)


def pointed(text: str, start: int, end: int, width: int = 60) -> tuple[str, str]:
    """The text on one line, cut to `width` around the place, and a line with the carets that stand under it."""
    flat = "".join(" " if c.isspace() or not c.isprintable() else c for c in text)
    left = max(0, min(start - width // 2, len(flat) - width))
    window = flat[left : left + width]
    lead = "…" if left else ""
    tail = "…" if left + width < len(flat) else ""
    under = max(1, min(end, left + width) - max(start, left))
    return lead + window + tail, " " * (len(lead) + max(0, start - left)) + "^" * under
