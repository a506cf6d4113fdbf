"""Build the demonstration study's files and its gold from the marked sources.

    python scripts/build_study.py            write what the marks give
    python scripts/build_study.py --check    change nothing; exit 1 where a file on disk differs

Both come from the same marks (`data/raw/marked`), so that the texts and the answer key cannot
drift apart, and every byte is the same on every run.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from study_files import LAYOUTS, Recording, csv_bytes, timed, workbook_bytes
from study_sources import SourceError, Survey, Transcript, Unit, read_survey, read_transcript

RAW = Path(__file__).resolve().parents[1] / "data" / "raw"

# Header of the built file -> key of the marked source, in the order of the columns.
SURVEY_COLUMNS = {
    "Response ID": "id",
    "I am a": "group",
    "What works well?": "works",
    "What should change?": "change",
    "Postcode": "postcode",
    "Area code (if you know it)": "lsoa",
    "Age": "age",
    "Sex": "sex",
    "Ethnicity": "ethnicity",
    "Disabled": "disability",
    "May we quote you?": "quote",
    "May we share your answer with the university?": "share",
    "Do you live in Northumberland?": "resident",
}
# Microsoft Forms leaves a non-breaking space behind a question pasted from elsewhere.
FORMS_COLUMNS = {
    "ID": "id",
    "Start time": "start",
    "Completion time": "end",
    "Email": "",
    "Name": "",
    "Which of these describes you?\N{NO-BREAK SPACE}": "group",
    "Tell us about a time you tried to change something about a service": "answer",
    **{header: key for header, key in SURVEY_COLUMNS.items() if key not in
       ("id", "group", "works", "change")},
}  # fmt: skip
SURVEY_QUESTIONS = ("works", "change")
FORMS_QUESTIONS = ("answer",)

IDENTIFIER_COLUMNS = ("file", "unit", "field", "kind", "start", "end", "surface")
CODE_COLUMNS = (
    "file", "unit", "field", "start", "end",
    "code", "valence", "rung_claimed", "rung_experienced", "coder",
)  # fmt: skip
TEXT_COLUMNS = ("file", "unit", "speaker_label", "field", "text")

Built = dict[str, bytes]


def build(raw: Path) -> Built:
    """Everything the marks in `raw/marked` give, as path below `raw` -> content."""
    marked = raw / "marked"
    sources = sorted([*marked.glob("interview_*.txt"), *marked.glob("focus_group_*.txt")])
    transcripts = [read_transcript(path) for path in sources]
    survey = _survey(marked / "survey.toml", "survey.csv", SURVEY_COLUMNS, SURVEY_QUESTIONS)
    forms = _survey(marked / "forms.toml", "forms.xlsx", FORMS_COLUMNS, FORMS_QUESTIONS)
    files = {transcript.file: transcript_bytes(transcript) for transcript in transcripts}
    files[survey.file] = survey_bytes(survey)
    files[forms.file] = forms_bytes(forms)
    units = [(transcript.file, unit) for transcript in transcripts for unit in transcript.turns]
    units += [(answers.file, unit) for answers in (survey, forms) for unit in answers.answers]
    return files | gold(units)


def _survey(path: Path, file: str, columns: Mapping[str, str], questions: Sequence[str]) -> Survey:
    headers = {key: header for header, key in columns.items() if key in questions}
    keys = frozenset(columns.values()) - {""}
    return read_survey(path, file, keys, {key: headers[key] for key in questions})


def transcript_bytes(transcript: Transcript) -> bytes:
    """The transcript in its layout."""
    spoken = [(turn.speaker_label, turn.marked.text) for turn in transcript.turns]
    write = LAYOUTS[transcript.layout]
    return write(
        Recording(transcript.title, transcript.held_on, transcript.recorder, timed(spoken))
    )


def survey_bytes(survey: Survey) -> bytes:
    """The survey as the CSV of an online survey tool, byte-order mark included."""
    texts = _texts(survey)
    rows = [
        [texts.get((str(row["id"]), header), str(row.get(key, "")))
         for header, key in SURVEY_COLUMNS.items()]
        for row in survey.rows
    ]  # fmt: skip
    return csv_bytes(tuple(SURVEY_COLUMNS), rows, bom=True)


def forms_bytes(forms: Survey) -> bytes:
    """The survey as the workbook of Microsoft Forms: times as dates, choices ended by `;`."""
    texts = _texts(forms)
    rows = [
        [texts.get((str(row["id"]), header)) or _forms_cell(header, key, row)
         for header, key in FORMS_COLUMNS.items()]
        for row in forms.rows
    ]  # fmt: skip
    ends = [cell for row in rows for cell in row if isinstance(cell, datetime)]
    return workbook_bytes(tuple(FORMS_COLUMNS), rows, made=max(ends))


def _texts(survey: Survey) -> dict[tuple[str, str], str]:
    return {(answer.unit, answer.field): answer.marked.text for answer in survey.answers}


def _forms_cell(header: str, key: str, row: Mapping[str, Any]) -> str | int | datetime:
    if header == "Email":
        return "anonymous"
    value = row.get(key, "")
    if key in ("start", "end"):
        return value if isinstance(value, datetime) else datetime.fromisoformat(value)
    if isinstance(value, list):
        return "".join(f"{choice};" for choice in value)
    return value if isinstance(value, int) else str(value)


def gold(units: Sequence[tuple[str, Unit]]) -> Built:
    """The answer key: what was written, which words identify, which passages carry which code."""
    texts = [(file, u.unit, u.speaker_label, u.field, u.marked.text) for file, u in units]
    identifiers = [
        (file, u.unit, u.field, found.kind, found.start, found.end,
         u.marked.text[found.start : found.end])
        for file, u in units
        for found in u.marked.identifiers
    ]  # fmt: skip
    codes = [
        (file, u.unit, u.field, passage.start, passage.end, code.code, code.valence,
         code.rung_claimed, code.rung_experienced, coder)
        for file, u in units
        for passage in u.marked.passages
        for code in passage.codes
        for coder in code.coders
    ]  # fmt: skip
    return {
        "gold/texts.csv": csv_bytes(TEXT_COLUMNS, texts),
        "gold/identifiers.csv": csv_bytes(IDENTIFIER_COLUMNS, identifiers),
        "gold/codes.csv": csv_bytes(CODE_COLUMNS, codes),
    }


def differing(built: Built, raw: Path) -> list[str]:
    """The built files that are missing below `raw`, or hold something else there."""
    return [
        name
        for name, content in sorted(built.items())
        if not (raw / name).is_file() or (raw / name).read_bytes() != content
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Build or check; 0 when all is well, 1 with one message when the user can mend it."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--check", action="store_true", help="compare only, write nothing")
    options.add_argument("--raw", type=Path, default=RAW, help="folder that holds marked/")
    chosen = options.parse_args(arguments)
    try:
        built = build(chosen.raw)
    except (SourceError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    changed = differing(built, chosen.raw)
    if chosen.check:
        for name in changed:
            print(f"{name} differs from its marks: run `python scripts/build_study.py`")
        return 1 if changed else 0
    for name in changed:
        (chosen.raw / name).parent.mkdir(parents=True, exist_ok=True)
        (chosen.raw / name).write_bytes(built[name])
    print(f"{len(built)} files, {len(changed)} of them written anew, in {chosen.raw}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
