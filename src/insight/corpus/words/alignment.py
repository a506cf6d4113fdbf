"""A text that was edited, and the way back from every place in it to the text before."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

Span = tuple[int, int]


@dataclass(frozen=True)
class Edit:
    """`new` in place of the characters from `start` up to `end` of the text before."""

    start: int
    end: int
    new: str


@dataclass(frozen=True)
class Step:
    """Edits made at once: in order, without overlap."""

    edits: tuple[Edit, ...]

    def on(self, text: str) -> str:
        """`text` with the edits made."""
        parts: list[str] = []
        done = 0
        for edit in self.edits:
            parts += (text[done : edit.start], edit.new)
            done = edit.end
        return "".join((*parts, text[done:]))

    @cached_property
    def _places(self) -> tuple[list[int], list[int]]:
        """Start and end of each edit in the text after."""
        starts, ends, shift = [], [], 0
        for edit in self.edits:
            starts.append(edit.start + shift)
            shift += len(edit.new) - (edit.end - edit.start)
            ends.append(edit.end + shift)
        return starts, ends

    def span_before(self, start: int, end: int) -> Span:
        """The stretch of the text before that became `start` to `end` of the text after.

        An edit is taken whole where the stretch holds part of what it put in; what was removed at
        the very edge is left outside.
        """
        starts, ends = self._places
        passed = bisect_right(ends, start)
        if passed < len(starts) and starts[passed] <= start < ends[passed]:
            first = self.edits[passed].start
        else:
            first = self._moved(start, passed)
        begun = bisect_left(starts, end)
        if begun and end < ends[begun - 1]:
            last = self.edits[begun - 1].end
        else:
            last = self._moved(end, begun)
        return (first, last) if start < end else (min(first, last),) * 2

    def _moved(self, place: int, behind: int) -> int:
        """Where `place` of the text after, with `behind` edits before it, stood."""
        if not behind:
            return place
        return place - self._places[1][behind - 1] + self.edits[behind - 1].end


@dataclass(frozen=True)
class Cleaned:
    """A text as it is kept, and the steps by which it came from the text as it was."""

    text: str
    steps: tuple[Step, ...] = ()

    def then(self, edits: Sequence[Edit]) -> Cleaned:
        """The text with `edits` made too."""
        if not edits:
            return self
        step = Step(tuple(edits))
        return Cleaned(step.on(self.text), (*self.steps, step))

    def original_span(self, start: int, end: int) -> Span:
        """Where `text[start:end]` stands in the text as it was, code points, end-exclusive."""
        for step in reversed(self.steps):
            start, end = step.span_before(start, end)
        return start, end
