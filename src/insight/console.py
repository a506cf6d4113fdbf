"""What the command line shows: progress on standard error, results on standard output."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console as Terminal
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from insight.progress import Progress as Watcher

if TYPE_CHECKING:
    import pandas as pd

_WIDTH_OF_A_LOG = 120


class Console:
    """One conversation with a person at a terminal (or with a log that catches it)."""

    def __init__(self) -> None:
        self._out = Terminal(highlight=False, soft_wrap=True)
        if not self._out.is_terminal and "COLUMNS" not in os.environ:
            self._out.width = _WIDTH_OF_A_LOG
        self._err = Terminal(stderr=True, highlight=False)
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=self._err,
        )

    @contextmanager
    def working(self) -> Iterator[None]:
        """While inside, `watch` shows bars."""
        with self._bars:
            yield

    def watch(self, task: str) -> Watcher:
        """A bar for `task`, filled as it is told."""
        bar = self._bars.add_task(task, total=None)

        def tell(done: int, total: int) -> None:
            self._bars.update(bar, completed=done, total=total)

        return tell

    def say(self, message: str) -> None:
        """One line."""
        self._out.print(message, markup=False)

    def table(self, title: str, frame: pd.DataFrame) -> None:
        """`frame` as a table."""
        from pandas.api.types import is_numeric_dtype

        shown = Table(title=title, title_justify="left")
        for place, (name, values) in enumerate(frame.items()):
            numeric = is_numeric_dtype(values)
            # What is too long goes on below, for a name cut short cannot be found; and the first
            # column, which says what the row is about, stays whole as long as it can.
            shown.add_column(
                str(name),
                justify="right" if numeric else "left",
                overflow="fold",
                no_wrap=place == 0,
            )
        for row in frame.astype(object).itertuples(index=False):
            shown.add_row(*[str(value) for value in row])
        self._out.print(shown)

    def listed(self, title: str, lines: Iterable[str]) -> None:
        """`lines` below `title`, a dash before each; nothing where there are none."""
        told = list(lines)
        if told:
            self.say(f"\n{title}")
        for line in told:
            self.say(f"- {line}")

    def end(self, message: str) -> None:
        """The last line."""
        self._out.print(message, markup=False)
