"""How far a long command has come: a bar in a terminal, a line now and then elsewhere."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TextIO

from bot.plain import safe

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_LINES = 20  # from beginning to end, where there is no bar
_STEPS = 20  # between two lines, where the end is not known


class Bar(Protocol):
    """What a command tells of its progress."""

    def step(self, count: int = 1) -> None:
        """So much more is done."""

    def grow(self, count: int) -> None:
        """So much more is to be done than was known."""

    def say(self, state: str) -> None:
        """How it stands, in a few words."""


@contextmanager
def bar(title: str, total: int | None, out: TextIO) -> Iterator[Bar]:
    """A bar for as long as the context lasts. total: how many steps there are, if that is known."""
    if not out.isatty():
        yield _Lines(title, total, out)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        *((TimeRemainingColumn(),) if total else ()),
        TextColumn("{task.fields[state]}", markup=False),
    )
    with Progress(*columns, console=Console(file=out), transient=True) as shown:
        yield _Drawn(shown, shown.add_task(title, total=total, state=""))


class _Drawn:
    """A bar of rich's."""

    def __init__(self, shown: "Progress", task: "TaskID") -> None:
        self._shown = shown
        self._task = task

    def step(self, count: int = 1) -> None:
        self._shown.advance(self._task, count)

    def grow(self, count: int) -> None:
        task = next(task for task in self._shown.tasks if task.id == self._task)
        self._shown.update(self._task, total=(task.total or 0) + count)

    def say(self, state: str) -> None:
        self._shown.update(self._task, state=safe(state))


class _Lines:
    """Lines, for a log or a pipe."""

    def __init__(self, title: str, total: int | None, out: TextIO) -> None:
        self._title = title
        self._total = total
        self._out = out
        self._done = 0
        self._said = 0

    def step(self, count: int = 1) -> None:
        self._done += count

    def grow(self, count: int) -> None:
        self._total = (self._total or 0) + count

    def say(self, state: str) -> None:
        every = _STEPS if self._total is None else max(1, self._total // _LINES)
        if self._done - self._said >= every:
            self._said = self._done
            of = "" if self._total is None else f" of {self._total}"
            told = f"; {safe(state)}" if state else ""
            print(f"{self._title}: {self._done}{of}{told}", file=self._out, flush=True)
