"""Reading and approving: sheets for people to mark, and what their marks become in the ledger.

A named person reads each file as it was de-identified, or of a survey a sample of its people where
the settings say so (see `samples`), and approves each quote that may leave. What
they decide holds for exactly those words: the ledger keeps a keyed hash of them, so that another
redaction or another cut asks for a new decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.store import Ledger, StudyFolder, StudyKey, write_csv
from insight.store.ledger import Decision
from insight.store.private import write_private
from insight.study.people.coding import record_recoding
from insight.study.people.drawing import coded_elsewhere, record_coded
from insight.study.people.lapsing import record_lapsed
from insight.study.people.negotiating import record_settled
from insight.study.people.quoting import APPROVAL
from insight.study.people.reviewing import record_review
from insight.study.people.samples import Sample, lines_to_read, sample_decisions, sheet_columns
from insight.study.people.sheets import read_sheet
from insight.study.people.taken import Taken, as_of, overruled_line
from insight.study.people.theming import overruled_themes, record_themes
from insight.study.people.who import person_named

if TYPE_CHECKING:
    from insight.study.method import Study

READINGS, QUOTES, SPEAKERS = "readings.csv", "quotes.csv", "speakers.csv"
UNIT_COLUMNS = ["unit", "source_name", "source", "n_texts", "digest", "reading"]
_YES = ("yes", "y", "true", "1", "x")


def reading_units(
    documents: pd.DataFrame, segments: pd.DataFrame, ledger: Ledger, key: StudyKey
) -> pd.DataFrame:
    """What is read in one go: a file. One row each, with a digest of its de-identified words.

    Columns: unit, source_name, source, n_texts, digest, and reading of the whole file: "read",
    "changed" (since it was read) or "unread". Independent of row order.
    """
    decided = ledger.holds("read")
    told = segments.merge(documents[["document_id", "source"]], on="document_id")
    rows = []
    for (name, source), words in told.groupby(["source_name", "source"]):
        ordered = words.sort_values("segment_id")
        lines = [*ordered["segment_id"], *ordered["question_asked"], *ordered["text"]]
        unit, digest = key.mint("f", str(name), str(source)), key.digest("read", *lines)
        signed = decided.get(unit)
        reading = "unread" if signed is None else "read" if signed == digest else "changed"
        rows.append((unit, name, source, len(words), digest, reading))
    return pd.DataFrame(rows, columns=UNIT_COLUMNS)


def write_sheets(
    folder: StudyFolder,
    units: pd.DataFrame,
    documents: pd.DataFrame,
    segments: pd.DataFrame,
    speakers: pd.DataFrame,
    quotes: pd.DataFrame,
    drawn: Sequence[Sample] = (),
) -> None:
    """Write what people have to read and mark, for the owner's eyes only.

    `quotes` is the sheet of `disclosure.candidate_quotes`; `drawn` are the samples of people that
    may be read in place of a whole survey.
    """
    by_sample = {sample.unit for sample in drawn if sample.misses is not None}
    whole = (units["reading"] == "read") & ~units["unit"].isin(by_sample)
    sheet = units.assign(
        text_to_read=[f"text-{unit}.txt" for unit in units["unit"]],
        read=whole.map({True: "yes", False: ""}),
    )
    if drawn:
        sheet = pd.concat([sheet, sheet_columns(units, drawn)], axis=1)
    write_csv(sheet, folder.review / READINGS, private=True, for_excel=True)
    for sample in drawn:
        answers = _of_unit(segments, documents, units, sample.unit)
        told = "\n\n".join(lines_to_read(sample, answers, documents))
        write_private(folder.review / f"sample-{sample.unit}.txt", f"{told}\n")
    of = documents.set_index("document_id")["source"]
    ordered = segments.assign(source=segments["document_id"].map(of)).sort_values(
        ["source_name", "source", "document_id", "position"]
    )
    for unit in units.itertuples():
        own = ordered[
            (ordered["source_name"] == unit.source_name) & (ordered["source"] == unit.source)
        ]
        lines = [f"[{row.role}] {row.text}" for row in own.itertuples()]
        write_private(folder.review / f"text-{unit.unit}.txt", "\n\n".join(lines) + "\n")
    approved = (quotes["status"] == "approved").map({True: "yes", False: ""})
    write_csv(quotes.assign(approve=approved), folder.review / QUOTES, private=True, for_excel=True)
    who = speakers[["speaker_id", "source_name", "source", "label_in_source", "name", "role"]]
    write_csv(who, folder.review / SPEAKERS, private=True, for_excel=True)


def _of_unit(
    segments: pd.DataFrame, documents: pd.DataFrame, units: pd.DataFrame, unit: str
) -> pd.DataFrame:
    """The segments of one file."""
    ((source_name, source),) = units.loc[
        units["unit"] == unit, ["source_name", "source"]
    ].to_numpy()
    own = documents[(documents["source_name"] == source_name) & (documents["source"] == source)]
    return segments[segments["document_id"].isin(own["document_id"])]


def approve_sheets(study: Study, by: str) -> Iterator[str]:
    """Record what is marked "yes" in the sheets as decisions of the person called `by`."""
    from insight.study.people.words import marked

    person_named(by, "--by", "who read and decided")
    today = datetime.now(UTC).date().isoformat()
    folder = study.folder.review
    sheet = _sheet(folder / READINGS, ["read", "unit", "digest"])
    read = _said_yes(sheet, "read")
    quote_sheet = _sheet(folder / QUOTES, ["approve", "segment_id", "text"])
    quotes = _said_yes(quote_sheet, "approve")
    taken = Taken.of(study.ledger, as_of(quote_sheet))
    decisions = [
        Decision("read", unit, digest, by, today)
        for unit, digest in zip(read["unit"], read["digest"], strict=True)
    ]
    approvals = [
        Decision(APPROVAL, segment_id, study.key.digest("quote", text), by, today)
        for segment_id, text in zip(quotes["segment_id"], quotes["text"], strict=True)
    ]
    overruled = taken.overruled(approvals)
    decisions += [one for one in approvals if not taken.holds(one)]
    sampled = sample_decisions(sheet, by, today)
    on_themes, themes_overruled = record_themes(study, by, today), overruled_themes(study)
    coded, coded_since = record_coded(study, by, today), coded_elsewhere(study, by)
    written = marked(study, by, today)
    recoded = record_recoding(study, by, today)
    anew, told_anew = record_lapsed(study, by, today)
    agreed = list(record_settled(study, by, today))
    judged = list(record_review(study, by, today))  # first: a mark that is wrong stops everything
    study.ledger.append([*decisions, *sampled, *on_themes, *recoded, *coded, *anew])
    yield f"{len(read)} files read, {len(quotes) - overruled} quotes approved by {by}"
    yield from filter(None, (overruled_line(overruled, QUOTES), themes_overruled))
    if sampled:
        confidence = study.settings.anonymise.reading_confidence
        yield from filter(None, (sample.sentence(confidence) for sample in study.samples()))
    yield from judged
    yield from agreed
    n = len({one.about for one in on_themes if one.what == "theme"})
    yield f"themes: {n} decided on by {by}" if n else "themes: nothing new"
    if coded:
        n = len({one.about for one in coded})
        yield f"codes: {n} texts of to_code.csv coded by {by}"
    yield from filter(None, [coded_since])
    if recoded:
        yield f"codings: {len(recoded)} recoded by {by}"
    yield from told_anew
    yield from written.record(study)


def _sheet(path: Path, needed: list[str]) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(
            "there is no such sheet yet", where=path.name, remedy="run `insight run` first"
        )
    return read_sheet(path, needed, "run `insight run` to get a fresh sheet")


def _said_yes(sheet: pd.DataFrame, column: str) -> pd.DataFrame:
    return sheet[sheet[column].str.strip().str.casefold().isin(_YES)]
