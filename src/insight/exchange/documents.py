"""The texts as they go out: what segments were cut from, put together again, under new names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Any

import pandas as pd

from insight.exchange.shared import Guids

LEFT_OUT = "[...]"
"""Stands where words were said that do not go out."""
INTERVIEWER = "INT"
ABOUT = ("source_name", "mode", "sampling", "wave")
"""What is told of a text: columns of DeidentifiedSegments."""
# What a text of another program could not hold: read otherwise than it was written.
_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_END = re.compile("\r\n?")


@dataclass(frozen=True)
class Piece:
    """A segment in a text: its words start at code point `start`, as `said` in the study."""

    segment_id: str
    speaker_id: str
    label: str
    start: int
    said: str

    @property
    def words(self) -> str:
        """As they stand in the text."""
        return plain(self.said)

    @property
    def end(self) -> int:
        """Behind its last code point."""
        return self.start + len(self.words)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where code points `start` to `end` of the segment stand in the text."""
        return tuple(self.start + len(plain(self.said[:at])) for at in (start, end))  # type: ignore[return-value]


@dataclass(frozen=True)
class Document:
    """A text that goes out: a transcript, or all answers of one person to a survey."""

    guid: str
    name: str
    text: str
    pieces: tuple[Piece, ...]
    about: Mapping[str, str]

    @cached_property
    def people(self) -> tuple[str, ...]:
        """speaker_ids of those who speak in it, interviewers not among them, in order."""
        told = (one.speaker_id for one in self.pieces if not one.label.startswith(INTERVIEWER))
        return tuple(dict.fromkeys(told))


def plain(text: str) -> str:
    r"""`text` with one sign for each line end, and none that a program would read otherwise.

    >>> plain("We waited.\r\nNobody came.\x07")
    'We waited.\nNobody came.\ufffd'
    """
    return _NO_TEXT.sub("\ufffd", _LINE_END.sub("\n", text))


def people_named(speakers: pd.DataFrame) -> dict[str, str]:
    """speaker_id -> name that the person goes under: P001, P002, in the order of their ids.

    Ids are keyed hashes, so that the order tells nothing.
    """
    ids = sorted(speakers["speaker_id"])
    width = len(str(len(ids)))
    return {who: f"P{number:0{width}}" for number, who in enumerate(ids, 1)}


def documents(
    segments: pd.DataFrame, names: Mapping[str, str], guids: Guids
) -> tuple[Document, ...]:
    """The texts of `segments` (DeidentifiedSegments) of people called `names`, in a fixed order.

    Answers of one person to a survey are one text, each below its question.
    """
    is_answer = segments["kind"] == "survey"
    unit = segments["speaker_id"].where(is_answer, segments["document_id"])
    order = ["source_name", "unit", "document_id", "position"]
    rows = segments.assign(unit=unit).sort_values(order).itertuples(index=False)
    grouped = [list(own) for _, own in groupby(rows, key=lambda row: (row.source_name, row.unit))]
    sizes = Counter(str(own[0].source_name) for own in grouped)
    numbers: Counter[str] = Counter()
    found = []
    for own in grouped:
        source = str(own[0].source_name)
        numbers[source] += 1
        parts = _answers(own, names) if own[0].kind == "survey" else _turns(own, names)
        text, pieces = _joined(parts)
        found.append(
            Document(
                guids.of("text", source, own[0].unit),
                f"{source} {numbers[source]:0{len(str(sizes[source]))}}",
                text,
                pieces,
                {name: getattr(own[0], name) for name in ABOUT},
            )
        )
    return tuple(found)


_Part = tuple[str, Piece]


def _joined(parts: Iterator[_Part]) -> tuple[str, tuple[Piece, ...]]:
    """The text of `parts`, and its pieces, each where it stands."""
    told: list[str] = []
    pieces = []
    length = 0
    for before, piece in parts:
        placed = replace(piece, start=length + len(before))
        pieces.append(placed)
        told += [before, placed.words]
        length = placed.end
    return "".join(told), tuple(pieces)


def _piece(row: Any, label: str) -> Piece:
    return Piece(row.segment_id, row.speaker_id, label, 0, row.text)


def _answers(rows: Sequence[Any], names: Mapping[str, str]) -> Iterator[_Part]:
    """Each question above its answers."""
    asked = None
    for row in rows:
        goes_on = (row.document_id, row.question_asked) == asked
        question = plain(row.question_asked)
        heading = f"{question}\n" if question else ""
        before = "\n" if goes_on else ("\n\n" if asked else "") + heading
        asked = row.document_id, row.question_asked
        yield before, _piece(row, names[row.speaker_id])


def _turns(rows: Sequence[Any], names: Mapping[str, str]) -> Iterator[_Part]:
    """Each turn under its speaker's name, a line each; LEFT_OUT where words are missing."""
    asking = list(dict.fromkeys(row.speaker_id for row in rows if row.role == "interviewer"))
    labels = dict(names) | {
        who: INTERVIEWER if len(asking) == 1 else f"{INTERVIEWER}{number}"
        for number, who in enumerate(asking, 1)
    }
    expected, before = 0, ""
    for row in rows:
        label, is_gap = labels[row.speaker_id], row.position > expected
        start = "\n" if before else ""
        gap = f"{LEFT_OUT}\n" if is_gap else ""
        goes_on = row.speaker_id == before and not is_gap
        yield " " if goes_on else f"{start}{gap}{label}: ", _piece(row, label)
        expected, before = row.position + 1, row.speaker_id
