"""Reading and approving: sheets for people to mark, and what their marks become in the ledger.

A named person reads each file as it was de-identified, and approves each quote that may leave. What
they decide holds for exactly those words: the ledger keeps a keyed hash of them, so that another
redaction or another cut asks for a new decision.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.store import Ledger, StudyFolder, StudyKey, write_csv
from insight.store.ledger import Decision
from insight.store.private import write_private

if TYPE_CHECKING:
    from insight.study.method import Study

READINGS, QUOTES, SPEAKERS = "readings.csv", "quotes.csv", "speakers.csv"
UNIT_COLUMNS = ["unit", "source_name", "source", "n_texts", "digest", "reading"]
_YES = ("yes", "y", "true", "1", "x")


def reading_units(
    documents: pd.DataFrame, segments: pd.DataFrame, ledger: Ledger, key: StudyKey
) -> pd.DataFrame:
    """What is read in one go: a file. One row each, with a digest of its de-identified words.

    Columns: unit, source_name, source, n_texts, digest, and reading: "read", "changed" (since it
    was read) or "unread". Independent of row order.
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
) -> None:
    """Write what people have to read and mark, for the owner's eyes only.

    `quotes` is the sheet of `disclosure.candidate_quotes`.
    """
    sheet = units.assign(
        text_to_read=[f"text-{unit}.txt" for unit in units["unit"]],
        read=(units["reading"] == "read").map({True: "yes", False: ""}),
    )
    write_csv(sheet, folder.review / READINGS, private=True, for_excel=True)
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


def approve_sheets(study: Study, by: str) -> Iterator[str]:
    """Record what is marked "yes" in the sheets as decisions of the person called `by`."""
    if not by.strip():
        raise InputError("a name is missing", where="--by", remedy="say who read and decided")
    today = datetime.now(UTC).date().isoformat()
    folder = study.folder.review
    read = _marked(folder / READINGS, "read", ["unit", "digest"])
    quotes = _marked(folder / QUOTES, "approve", ["segment_id", "text"])
    decisions = [
        Decision("read", unit, digest, by, today)
        for unit, digest in zip(read["unit"], read["digest"], strict=True)
    ]
    decisions += [
        Decision("approve_quote", segment_id, study.key.digest("quote", text), by, today)
        for segment_id, text in zip(quotes["segment_id"], quotes["text"], strict=True)
    ]
    study.ledger.append(decisions)
    yield f"{len(read)} files read, {len(quotes)} quotes approved by {by}"


def _marked(path: Path, column: str, needed: list[str]) -> pd.DataFrame:
    if not path.is_file():
        raise InputError(
            "there is no such sheet yet", where=path.name, remedy="run `insight run` first"
        )
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    missing = [name for name in (column, *needed) if name not in sheet.columns]
    if missing:
        raise InputError(
            f"columns are missing: {', '.join(missing)}",
            where=path.name,
            remedy="run `insight run` to get a fresh sheet",
        )
    return sheet[sheet[column].str.strip().str.casefold().isin(_YES)]
