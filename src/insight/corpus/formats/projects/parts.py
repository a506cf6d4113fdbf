"""What a project holds: sources with what was marked in them, cases, and who coded what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from insight.corpus.formats.content import LeftOut, Prose, Transcript


@dataclass(frozen=True)
class Coding:
    """A code given by a coder. `code` is its slug, `coded_on` an ISO date or empty."""

    code: str
    coder: str
    coded_on: str = ""


@dataclass(frozen=True)
class Selection:
    """A stretch of a source's text: code points, end-exclusive, in `Source.text`.

    `cases` are the guids of the cases that hold it.
    """

    number: int
    start: int
    end: int
    codings: tuple[Coding, ...] = ()
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Case:
    """A case: mostly a person. `variables` by their names, `sources` that it holds whole."""

    number: int
    guid: str
    name: str
    variables: Mapping[str, str] = field(hash=False)
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True)
class SyncPoint:
    """A place in a transcript (code point in `Source.text`) and its seconds into the recording."""

    position: int
    seconds: float


@dataclass(frozen=True)
class Source:
    """A text: its number in the project, its words as they were understood, what is marked in it.

    `text` is the plain text, repaired; `content` the turns or paragraphs that were read in it.
    `guids` are all by which the project speaks of it, `guid` its own.
    """

    number: int
    guid: str
    guids: frozenset[str]
    name: str
    text: str
    content: Transcript | Prose
    selections: tuple[Selection, ...] = ()
    variables: Mapping[str, str] | None = None
    points: tuple[SyncPoint, ...] = ()


@dataclass(frozen=True)
class Project:
    """A project as read. `codes` are all codes of its codebook: slug and name."""

    layout: str
    sources: tuple[Source, ...]
    cases: tuple[Case, ...] = ()
    codes: Mapping[str, str] | None = None
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
