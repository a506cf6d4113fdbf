"""Where coded stretches stand in the de-identified text: led there, or found by their words.

People code what was said, in a transcript or in another tool, or the text as it is de-identified.
Where a name was replaced since, what stands behind it has moved.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.errors import InsightError

Span = tuple[int, int, str]
_ALIKE = str.maketrans("‘’“”‐‑–—\xa0", "''\"\"---- ")
"""Signs that word processors put in the place of those that were typed; one for one."""


def moved_span(start: int, end: int, replaced: Sequence[Span]) -> tuple[int, int]:
    """Where `start` to `end` of a text stands once the spans `replaced` are replaced.

    Spans are start, end and what stands there now; what overlaps goes as one, and is taken whole
    where the stretch holds part of it.

    >>> moved_span(8, 16, [(0, 8, "[person 1]")])
    (10, 18)
    """
    merged: list[Span] = []
    for one, other, put in sorted(replaced):
        if merged and one < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(other, merged[-1][1]), merged[-1][2])
        else:
            merged.append((one, other, put))
    begins, ends = [one for one, _, _ in merged], [other for _, other, _ in merged]
    shifts = [0]
    for one, other, put in merged:
        shifts.append(shifts[-1] + len(put) - (other - one))
    before = bisect_right(ends, start)
    if before < len(merged) and begins[before] < start:
        start = begins[before]
    behind = bisect_left(begins, end)
    if behind and end < ends[behind - 1]:
        end = ends[behind - 1]
    return start + shifts[before], end + shifts[behind]


def places_of(quote: str, text: str) -> list[tuple[int, int]]:
    """Where the words of `quote` stand in `text`, whatever its blanks, quotation marks and dashes.

    >>> places_of("didn't   ask", "They didn’t ask. They didn't ask!")
    [(5, 15), (22, 32)]
    """
    words = quote.translate(_ALIKE).split()
    if not words:
        return []
    pattern = r"\s+".join(re.escape(word) for word in words)
    return [found.span() for found in re.finditer(pattern, text.translate(_ALIKE))]


@dataclass(frozen=True)
class Texts:
    """Segments as they are de-identified and as they were said, each with its question.

    All by segment_id: `clean` and `said` are (question, text), `replaced` the spans of the text
    that was said and what stands in their place. Without `said`, the de-identified text is all
    there is.
    """

    clean: Mapping[str, tuple[str, str]]
    said: Mapping[str, tuple[str, str]]
    replaced: Mapping[str, Sequence[Span]]

    @classmethod
    def of(
        cls,
        deidentified: pd.DataFrame,
        segments: pd.DataFrame | None = None,
        identifiers: pd.DataFrame | None = None,
    ) -> Texts:
        """From the tables deidentified_segments, segments and identifiers."""
        spans: dict[str, list[Span]] = {}
        if segments is not None and identifiers is not None:
            valid = identifiers[identifiers["decision"] != "rejected"]
            columns = (valid[name] for name in ("segment_id", "start", "end", "replacement"))
            for segment_id, start, end, put in zip(*columns, strict=True):
                spans.setdefault(segment_id, []).append((start, end, put))
        said = {} if segments is None else _by_id(segments)
        return cls(_by_id(deidentified), said, spans)

    def text(self, segment_id: str) -> str:
        """The segment as it was said, or as it is de-identified where that is all there is."""
        return self.said.get(segment_id, self.clean[segment_id])[1]

    def moved(self, segment_id: str, start: int, end: int) -> tuple[int, int]:
        """Where `start` to `end` of `text` stands in the de-identified segment."""
        if segment_id not in self.said:
            return start, end
        own = self.replaced.get(segment_id, ())
        if moved_span(0, len(self.text(segment_id)), own)[1] != len(self.clean[segment_id][1]):
            raise InsightError("replacements of identifiers are not those of the text")
        return moved_span(start, end, own)

    def found(self, segment_id: str, quote: str) -> list[tuple[int, int]]:
        """Where `quote` stands in the de-identified segment, taken from it or from what was said.

        A quote may begin in the question: what is found is its part of the answer.
        """
        question, text = self.clean[segment_id]
        asked, said = self.said.get(segment_id, ("", ""))
        return (
            places_of(quote, text)
            or [self.moved(segment_id, *one) for one in places_of(quote, said)]
            or _in_answer(quote, question, text)
            or [self.moved(segment_id, *one) for one in _in_answer(quote, asked, said)]
        )


def _by_id(segments: pd.DataFrame) -> dict[str, tuple[str, str]]:
    questions = segments["question_asked"] if "question_asked" in segments else [""] * len(segments)
    pairs = zip(questions, segments["text"], strict=True)
    return dict(zip(segments["segment_id"], pairs, strict=True))


def _in_answer(quote: str, question: str, text: str) -> list[tuple[int, int]]:
    before = len(question) + 1
    whole = places_of(quote, f"{question} {text}")
    return [(max(0, start - before), end - before) for start, end in whole if end > before]
