"""The four tables that reading gives, and how the pieces of a file become their rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import pandas as pd

from insight.corpus.formats.transcripts.corrected import stem_of
from insight.errors import InputError
from insight.schemas import (
    Documents,
    Exclusions,
    Segments,
    SourceCodings,
    Speakers,
    Table,
    columns_of,
    empty,
    validate,
)
from insight.settings import SourceSettings
from insight.store import StudyKey

Record = Mapping[str, object]


@cache
def _no_codings() -> pd.DataFrame:
    return empty(SourceCodings)


@dataclass(frozen=True)
class Corpus:
    """What was read: tables as in `schemas`, and notes on what was recognised or guessed.

    Notes name files by their path within the study, and hold no personal text. `codings` are those
    that came with a project.
    """

    documents: pd.DataFrame
    speakers: pd.DataFrame
    segments: pd.DataFrame
    exclusions: pd.DataFrame
    notes: tuple[str, ...] = ()
    codings: pd.DataFrame = field(default_factory=_no_codings)

    @classmethod
    def of(
        cls,
        *,
        documents: Sequence[Record] = (),
        speakers: Sequence[Record] = (),
        segments: Sequence[Record] = (),
        exclusions: Sequence[Record] = (),
        notes: Iterable[str] = (),
    ) -> Corpus:
        """The corpus of one file; `combined` validates it, once for all files."""
        return cls(
            _frame(Documents, documents),
            _frame(Speakers, speakers),
            _frame(Segments, segments),
            _frame(Exclusions, exclusions),
            tuple(notes),
        )


def combined(parts: Sequence[Corpus]) -> Corpus:
    """All `parts` as one corpus, validated. Raises InputError where two hold the same file."""
    read = [set(part.documents["document_id"]) for part in parts]
    if len(set().union(*read)) < sum(map(len, read)):
        raise InputError(
            "the same file was read twice, or two files have the same name",
            remedy="name each file once, and give files different names",
        )
    return Corpus(
        _joined(Documents, [part.documents for part in parts]),
        _joined(Speakers, [part.speakers for part in parts]),
        _joined(Segments, [part.segments for part in parts]),
        _joined(Exclusions, [part.exclusions for part in parts]),
        tuple(note for part in parts for note in part.notes),
        _all_codings([part.codings for part in parts if len(part.codings)]),
    )


def _all_codings(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    return _joined(SourceCodings, frames) if frames else _no_codings()


@dataclass(frozen=True)
class Origin:
    """A file being read: its source, its path within the study, its hash; it mints the ids.

    The suffix of the path is no part of the ids, nor is `.corrected`, so that a transcript which
    is written anew after a withdrawal, or was corrected, keeps the ids of those who stay.
    """

    settings: SourceSettings
    source: str
    sha256: str
    key: StudyKey

    @cached_property
    def _stem(self) -> str:
        return stem_of(self.source)

    def document_id(self, unit: str = "", question: str = "") -> str:
        """Id of the file, or of one answer in it."""
        return self.key.mint("d", self.settings.name, self._stem, unit, question)

    def speaker_id(self, label: str) -> str:
        """Id of who has this label, or gave this response, in the file."""
        return self.key.mint("p", self.settings.name, self._stem, label)

    def response_id(self, cells: Sequence[str], ordinal: int) -> str:
        """Id of a response without one: its keyed content, and its number among identical ones."""
        return self.key.mint("r", self.settings.name, self._stem, str(ordinal), *cells)

    def document(self, text: str, **told: object) -> dict[str, object]:
        """A row of documents; `told` adds or changes columns (document_id, kind and mode must)."""
        return {
            "source_name": self.settings.name,
            "source": self.source,
            "source_sha256": self.sha256,
            "unit": "",
            "sampling": self.settings.sampling,
            "collected_on": "",
            "wave": self.settings.wave,
            "question": "",
            "text": text,
            **told,
        }

    def segment(self, text: str, **told: object) -> dict[str, object]:
        """A row of segments; `told` adds columns (ids, position, start and end must be there).

        Language, and what is set aside because others said the same, is found for the whole corpus.
        """
        return {
            "question_asked": "",
            "question_segment_id": "",
            "prompted": False,
            "starts_at": None,
            "ends_at": None,
            "attribution": "",
            "target_org": "",
            "language": "",
            "set_aside": "",
            "same_as": "",
            "text": text,
            **told,
        }

    def exclusion(self, place: str, reason: str) -> dict[str, object]:
        """A row of exclusions."""
        return {
            "source_name": self.settings.name,
            "source": self.source,
            "place": place,
            "reason": reason,
        }

    def noted(self, *notes: str) -> tuple[str, ...]:
        """`notes`, each with the file that it is about."""
        return tuple(f"{self.source}: {note}" for note in notes)

    def mode(self, natural: str) -> str:
        """The mode told in the settings, else `natural`."""
        return natural if self.settings.mode == "auto" else self.settings.mode

    def day(self, natural: str) -> str:
        """The day told in the settings, else `natural`, as ISO date."""
        told = self.settings.collected_on
        return told.isoformat() if told else natural


def _frame(table: type[Table], rows: Sequence[Record]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=columns_of(table))


def _joined(table: type[Table], frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)] or list(frames[:1])
    return validate(table, pd.concat(filled, ignore_index=True))
