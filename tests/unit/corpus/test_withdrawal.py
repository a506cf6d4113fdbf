"""Who withdraws leaves the raw files; all others keep their words, bytes and ids."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest

from insight.corpus import Corpus, withdraw_from_roster, withdraw_from_source
from insight.errors import InputError
from insight.settings import SourceSettings
from insight.store import StudyKey

Write, Read = Callable[..., Path], Callable[..., Corpus]


def settings(files: str, **told: object) -> SourceSettings:
    told = {"name": "source", "files": files, "sampling": "purposive", **told}
    return SourceSettings.model_validate(told)


def teams_group() -> bytes:
    document = docx.Document()
    document.add_paragraph("4 March 2026")
    for label, words in (
        ("Fell, Ann", "Who would start? Jo?"),
        ("Ash, Jo", "I will. I live by the quay."),
        ("Reed, Cy", "As JO  ASH says, Jo's street floods. Joan's does not."),
        ("Ash, Jo", "Every winter."),
        ("Fell, Ann", "Thanks.\nAnd the others?"),
        ("Reed, Cy", "Same."),
    ):
        document.add_paragraph(f"{label}   0:05\n{words}")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def ids_by_text(found: Corpus) -> dict[str, tuple[str, str]]:
    said = found.segments
    return dict(
        zip(said["text"], zip(said["segment_id"], said["speaker_id"], strict=True), strict=True)
    )


def test_a_group_is_written_anew_without_the_one_who_left(
    write: Write, read: Read, key: StudyKey, tmp_path: Path
) -> None:
    path = write("talks/one.docx", teams_group())
    before = read("talks/*")
    new = withdraw_from_source(
        path, "Ash, Jo", ["Jo Ash", "Jo"], root=tmp_path, source=settings("talks/*"), key=key
    )
    assert new == tmp_path / "talks/one.txt"
    assert not path.exists()
    text = new.read_text(encoding="utf-8")
    assert "quay" not in text
    assert "As [withdrawn] says, [withdrawn] street floods. Joan's does not." in text
    after = read("talks/*")
    old, kept = ids_by_text(before), ids_by_text(after)
    assert kept["Same."] == old["Same."]
    assert kept["Thanks. And the others?"] == old["Thanks. And the others?"]
    assert set(after.segments["speaker_id"]) < set(before.segments["speaker_id"])
    assert list(after.documents["document_id"]) == list(before.documents["document_id"])
    assert list(after.documents["collected_on"]) == ["2026-03-04"]


def test_an_interview_is_deleted_with_its_only_participant(
    write: Write, key: StudyKey, tmp_path: Path
) -> None:
    path = write("one.txt", "INT: Well?\n\nP1: Aye.\n\nINT: I see.\n")
    assert (
        withdraw_from_source(path, "P1", [], root=tmp_path, source=settings("*.txt"), key=key)
        is None
    )
    assert not path.exists()


def test_nothing_changes_where_the_source_would_not_find_the_new_file(
    write: Write, key: StudyKey, tmp_path: Path
) -> None:
    path = write("talks/one.docx", teams_group())
    with pytest.raises(InputError, match="widen the pattern"):
        withdraw_from_source(
            path, "Ash, Jo", [], root=tmp_path, source=settings("talks/*.docx"), key=key
        )
    assert path.read_bytes() == teams_group()


def test_somebody_who_is_not_there_cannot_be_taken_out(
    write: Write, key: StudyKey, tmp_path: Path
) -> None:
    path = write("one.txt", "INT: Well?\n\nP1: Aye.\n\nINT: I see.\n")
    with pytest.raises(InputError, match="this person is not in the file"):
        withdraw_from_source(path, "P9", [], root=tmp_path, source=settings("*"), key=key)


ROWS = ["ref;What?\r\n", '1;"Two\r\nlines ""here"""\r\n', "2;Café über\r\n", "3;  odd  \n"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_the_other_rows_of_a_csv_keep_every_byte(
    write: Write, key: StudyKey, tmp_path: Path, encoding: str
) -> None:
    path = write("s.csv", "".join(ROWS).encode(encoding))
    source = settings("s.csv", columns={"id": "ref", "text": "What?"})
    assert withdraw_from_source(path, "1", [], root=tmp_path, source=source, key=key) == path
    assert path.read_bytes() == "".join([ROWS[0], *ROWS[2:]]).encode(encoding)


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet", ".jsonl"])
def test_a_row_leaves_any_kind_of_table(
    write: Write, read: Read, key: StudyKey, tmp_path: Path, suffix: str
) -> None:
    frame = pd.DataFrame({"ref": ["a", "b", "c"], "What?": ["One.", "Two.", "Three."]})
    written = io.BytesIO()
    if suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in [list(frame.columns), *frame.to_numpy().tolist()]:
            book.worksheets[0].append(row)
        book.save(written)
    elif suffix == ".parquet":
        frame.to_parquet(written)
    else:
        frame.to_json(written, orient="records", lines=True)
    path = write(f"s{suffix}", written.getvalue())
    source = settings(f"s{suffix}", columns={"id": "ref", "text": "What?"})
    withdraw_from_source(path, "b", [], root=tmp_path, source=source, key=key)
    after = read(f"s{suffix}", columns={"id": "ref", "text": "What?"})
    assert sorted(after.documents["unit"]) == ["a", "c"]
    assert b"Two." not in path.read_bytes()


ROSTER = (
    "file,label,name\r\n"
    "talks/one.docx,P1,Jo Ash\r\n"
    'talks/one.docx,P2,"Reed, Cy"\r\n'
    "talks/two.txt,P1,May Fell\r\n"
)


def test_the_roster_forgets_the_person_and_follows_the_file(write: Write) -> None:
    path = write("speakers.csv", ROSTER)
    told = ("data/raw/talks/one.docx", "P1", ["Jo Ash"], "data/raw/talks/one.txt")
    assert withdraw_from_roster(path, *told) == 1
    assert path.read_bytes().decode() == (
        'file,label,name\r\ntalks/one.txt,P2,"Reed, Cy"\r\ntalks/two.txt,P1,May Fell\r\n'
    )


def test_the_roster_forgets_a_file_that_is_gone(write: Write) -> None:
    path = write("speakers.csv", ROSTER)
    assert withdraw_from_roster(path, "data/raw/talks/one.docx", "P1", ["Jo Ash"], None) == 2
    assert path.read_bytes().decode() == "file,label,name\r\ntalks/two.txt,P1,May Fell\r\n"


def test_known_names_forget_the_person_in_any_letter_case(write: Write) -> None:
    path = write("names.csv", "name,kind\nJo Ash,person\njo  ASH,person\nThe Quay,place\n")
    assert withdraw_from_roster(path, "talks/one.docx", "P1", ["Jo Ash", "Jo"], None) == 2
    assert path.read_bytes() == b"name,kind\nThe Quay,place\n"
