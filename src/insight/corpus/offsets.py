"""Where each segment stands in the file as it was sent, before anything was cleaned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from insight.corpus.corpus import Corpus
from insight.corpus.formats import plain_text
from insight.corpus.formats.content import ResponseTable
from insight.corpus.reading import NO_ROSTER, File, content_of, origin_of
from insight.corpus.responses.respondents import responses
from insight.corpus.words.alignment import Span
from insight.corpus.words.cleaning import cleaned
from insight.corpus.words.fillers import without_fillers
from insight.corpus.words.offsets import spans_in
from insight.errors import InputError
from insight.settings import SourceSettings
from insight.store import StudyKey

COLUMNS = ("segment_id", "source", "row", "column", "start", "end")
_WITHOUT_TEXT = (".qdpx", ".xlsx", ".parquet", ".sav", ".zsav")

Place = tuple[int | None, str, Span | None]


def original_spans(
    corpus: Corpus, root: Path, sources: Sequence[SourceSettings], key: StudyKey
) -> pd.DataFrame:
    """Where every segment of `corpus` stands in the files of the study at `root`.

    A row a segment, in their order: segment_id, source (the file), row and column (of a table; row
    as a spreadsheet counts, missing for other files), start and end (code points, end-exclusive; of
    a table in the untouched cell, else in the file's text as `plain_text` gives it). Start and end
    are missing where the words are not found: in a project, and where a file was changed since.
    """
    settings = {source.name: source for source in sources}
    places: dict[str, Place] = {}
    for (name, source), documents in corpus.documents.groupby(["source_name", "source"]):
        file = File(root / str(source), str(source), settings[str(name)], NO_ROSTER)
        said = corpus.segments[corpus.segments["document_id"].isin(documents["document_id"])]
        places.update(_places(file, documents, said, key))
    source_of = dict(zip(corpus.documents["document_id"], corpus.documents["source"], strict=True))
    found = [
        (segment.segment_id, source_of[segment.document_id], *_row(places[str(segment.segment_id)]))
        for segment in corpus.segments.itertuples()
    ]
    return pd.DataFrame(found, columns=list(COLUMNS)).astype(
        {"row": "Int64", "start": "Int64", "end": "Int64"}
    )


def _row(place: Place) -> tuple[int | None, str, int | None, int | None]:
    row, column, span = place
    return (row, column, *(span or (None, None)))


def _places(
    file: File, documents: pd.DataFrame, said: pd.DataFrame, key: StudyKey
) -> Iterator[tuple[str, Place]]:
    if (documents["kind"] == "survey").all():
        yield from _in_cells(file, documents, said, key)
        return
    ordered = said.sort_values(["document_id", "position"], kind="stable")
    suffix = file.path.suffix.lower()
    if suffix in _WITHOUT_TEXT:
        spans: list[Span | None] = [None] * len(ordered)
    else:
        text = plain_text(file.path.read_bytes(), suffix, file.source, file.settings.encoding)
        spans = spans_in(text, list(ordered["text"]))
    for segment_id, span in zip(ordered["segment_id"], spans, strict=True):
        yield segment_id, (None, "", span)


def _in_cells(
    file: File, documents: pd.DataFrame, said: pd.DataFrame, key: StudyKey
) -> Iterator[tuple[str, Place]]:
    """Each segment of a survey in the cell that it comes from."""
    table = content_of(file)
    if not isinstance(table, ResponseTable):
        raise InputError("the file is no table any more", where=file.source, remedy="read it again")
    rows = {one.unit: one.row for one in reversed(responses(table, origin_of(file, key)))}
    by_document = {str(document): of for document, of in said.groupby("document_id")}
    for document in documents.itertuples():
        row = rows.get(str(document.unit))
        column = table.header.index(document.question) if document.question in table.header else -1
        cell = row.cells[column] if row is not None and column >= 0 else ""
        for segment in by_document[str(document.document_id)].itertuples():
            span = _in_cell(cell, str(document.text), segment, file.settings)
            yield (
                str(segment.segment_id),
                (row.number if row is not None else None, str(document.question), span),
            )


def _in_cell(
    cell: str, answer: str, segment: tuple[object, ...], settings: SourceSettings
) -> Span | None:
    """Where `segment` of `answer` stands in the untouched `cell`."""
    kept = cleaned(cell)
    if settings.drop_fillers:
        kept = without_fillers(kept, Counter())
    if kept.text.strip() != answer:
        return None
    shift = len(kept.text) - len(kept.text.lstrip())
    start, end = int(segment.start), int(segment.end)  # type: ignore[attr-defined]
    return kept.original_span(start + shift, end + shift)
