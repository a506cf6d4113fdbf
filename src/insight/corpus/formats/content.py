"""What a file holds once its layout is understood: turns, paragraphs or rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from insight.corpus.formats.projects.parts import Project


@dataclass(frozen=True)
class Hints:
    """What the settings say about a file; all may be left open."""

    encoding: str = "auto"
    delimiter: str = "auto"
    sheet: str | None = None
    kind: str = "auto"
    labels: frozenset[str] = frozenset()
    layout: str = "auto"
    header_rows: int | None = None
    boilerplate: tuple[str, ...] = ()
    # Columns read in although they tell who somebody is, since the settings name them as id; None
    # for a table that is no survey (a roster), of which every column is read.
    keep: frozenset[str] | None = None


@dataclass(frozen=True)
class LeftOut:
    """A piece of a file that nobody said: where it stood, and why it is no segment."""

    place: str
    reason: str


@dataclass(frozen=True)
class Turn:
    """What one speaker said before another began; paragraphs are parted by a line break.

    `starts_at` and `ends_at` are seconds into the recording, None where the file tells no time.
    `number` is the turn's number among those of its speaker, where the file tells it (a corrected
    transcript does), so that ids survive turns that were taken out or put in.
    """

    label: str
    text: str
    starts_at: float | None = None
    ends_at: float | None = None
    number: int | None = None


@dataclass(frozen=True)
class Transcript:
    """Labelled turns in the order in which they were spoken. `held_on` is an ISO date or empty."""

    layout: str
    turns: tuple[Turn, ...]
    held_on: str = ""
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Block:
    """A paragraph, or a row of a table, as a container of text (Word, PDF, HTML, ...) holds it.

    `text` may hold line breaks. `bold` counts its leading characters that are bold. `cells` are
    the cells of a row of a table, and `text` is then these joined by tabulators.
    """

    text: str
    heading: bool = False
    bold: int = 0
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of a document without speakers."""

    text: str
    heading: bool


@dataclass(frozen=True)
class Prose:
    """A document without labelled turns: a letter, an assessment."""

    layout: str
    paragraphs: tuple[Paragraph, ...]
    held_on: str = ""
    notes: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its number as a spreadsheet shows it, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ResponseTable:
    """A table of responses.

    `known` tells what the layout itself says of its columns; `aliases` are other names of the
    columns, in their order, where the layout has them. `free` are headings of columns that the
    layout knows for free text. `gone` are ids of responses that were taken out of the file, and of
    which another one, the same in every cell, is still there.
    """

    layout: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    known: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    free: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


Content = Transcript | Prose | ResponseTable | Project
_LONGEST_SHOWN = 60


def shown(table: ResponseTable, column: int) -> str:
    """How messages name a column: a table without a header has somebody's words in its place."""
    name = table.header[column]
    return name if len(name) <= _LONGEST_SHOWN else f"column {column + 1}"
