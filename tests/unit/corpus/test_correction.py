"""A transcript goes out to be corrected and comes back: ids, speakers and times are the same."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.corpus import (
    Corpus,
    check_sources,
    read_one,
    withdraw_from_roster,
    withdraw_from_source,
    write_to_correct,
)
from insight.corpus.correction import to_correct
from insight.corpus.formats.content import Transcript, Turn
from insight.corpus.formats.transcripts.corrected import read_corrected_csv
from insight.errors import InputError
from insight.settings import SourceSettings
from insight.store import StudyKey
from insight.study import files as verbs

Write, Read = Callable[..., Path], Callable[..., Corpus]
Row = list[str]

CAPTIONS = """\
WEBVTT

00:00:05.100 --> 00:00:08.250
<v Ann Fell>How did you find out?</v>

00:00:09.000 --> 00:00:12.000
<v Bo Ash>From a neighbour, she nose everyone.</v>

00:00:12.500 --> 00:00:14.000
<v Cy Reed>Same here, by chance.</v>

00:00:15.000 --> 00:00:16.500
<v Ann Fell>And then what happened?</v>

01:02:03.000 --> 01:02:09.875
<v Bo Ash>= nothing, for a month. Nobody rang.</v>
"""
HOW = pytest.mark.parametrize("ending", [".docx", ".csv"])


def sent_out(tmp_path: Path, ending: str, source: str = "talks/one.vtt") -> list[Row]:
    """Rows of the file that goes to whoever corrects `source`."""
    content = read_one(tmp_path / source, StudyKey(b"any")).content
    assert isinstance(content, Transcript)
    folder = tmp_path / "out"
    write_to_correct(content, source, folder)
    return rows_of(folder / f"one.corrected{ending}")


def rows_of(path: Path) -> list[Row]:
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    (table,) = docx.Document(str(path)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def come_back(rows: list[Row], ending: str) -> bytes:
    """`rows` as Word or Excel would save them."""
    if ending == ".csv":
        written = io.StringIO(newline="")
        csv.writer(written).writerows(rows)
        return written.getvalue().encode("utf-8-sig")
    document = docx.Document()
    document.add_paragraph("Corrected by me, on the train.")
    table = document.add_table(rows=0, cols=4)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def said(found: Corpus) -> pd.DataFrame:
    labels = found.speakers.set_index("speaker_id")["label_in_source"]
    ordered = found.segments.sort_values("position")
    return ordered.assign(label=ordered["speaker_id"].map(labels)).reset_index(drop=True)


FACTS = ["segment_id", "speaker_id", "document_id", "starts_at", "ends_at"]


def corrected(
    write: Write, read: Read, tmp_path: Path, ending: str, change: Callable[[list[Row]], None]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What is said before and after `change` of the rows, the original lying beside."""
    write("talks/one.vtt", CAPTIONS)
    before = said(read("talks/*"))
    rows = sent_out(tmp_path, ending)
    change(rows)
    write(f"talks/one.corrected{ending}", come_back(rows, ending))
    return before, said(read("talks/*"))


def turn(rows: list[Row], words: str) -> int:
    return next(n for n, row in enumerate(rows) if words in row[3])


@HOW
def test_corrected_words_change_nothing_else(
    write: Write, read: Read, tmp_path: Path, ending: str
) -> None:
    def change(rows: list[Row]) -> None:
        row = rows[turn(rows, "nose")]
        row[3] = row[3].replace("nose", "knows")

    before, after = corrected(write, read, tmp_path, ending, change)
    pd.testing.assert_frame_equal(before[FACTS], after[FACTS])
    assert after["text"].tolist() == before["text"].str.replace("nose", "knows").tolist()


@HOW
def test_nothing_corrected_is_the_same_to_the_last_cell(
    write: Write, read: Read, tmp_path: Path, ending: str
) -> None:
    before, after = corrected(write, read, tmp_path, ending, lambda _: None)
    pd.testing.assert_frame_equal(before, after)
    assert set(before["starts_at"].dropna()) >= {5.1, 3723.0}


@HOW
def test_a_turn_put_in_moves_no_other(
    write: Write, read: Read, tmp_path: Path, ending: str
) -> None:
    def change(rows: list[Row]) -> None:
        rows.insert(turn(rows, "neighbour"), ["", "", "Bo Ash", "Let me think about it."])

    before, after = corrected(write, read, tmp_path, ending, change)
    new = after["text"] == "Let me think about it."
    assert new.sum() == 1
    pd.testing.assert_frame_equal(before[FACTS], after[~new][FACTS].reset_index(drop=True))
    assert not set(after.loc[new, "segment_id"]) & set(before["segment_id"])


@HOW
def test_a_turn_cut_in_two_keeps_its_id_for_the_first_part(
    write: Write, read: Read, tmp_path: Path, ending: str
) -> None:
    def change(rows: list[Row]) -> None:
        place = turn(rows, "nothing")
        first, second = list(rows[place]), list(rows[place])
        first[3], second[3], second[2] = "Nothing, for a month.", "Nobody rang.", "Cy Reed"
        rows[place : place + 1] = [first, second]

    before, after = corrected(write, read, tmp_path, ending, change)
    pd.testing.assert_frame_equal(before[FACTS], after[FACTS].iloc[: len(before)])
    assert after["text"].tolist()[-1] == "Nobody rang."
    assert after["label"].tolist()[-1] == "Cy Reed"
    assert after["segment_id"].is_unique


@HOW
def test_a_turn_taken_out_moves_no_other(
    write: Write, read: Read, tmp_path: Path, ending: str
) -> None:
    def change(rows: list[Row]) -> None:
        del rows[turn(rows, "How did you")]
        rows[turn(rows, "Same here")][3] = ""

    before, after = corrected(write, read, tmp_path, ending, change)
    kept = ~before["text"].str.contains("How did you|Same here")
    assert set(after["segment_id"]) == set(before.loc[kept, "segment_id"])
    reasons = read("talks/*").exclusions["reason"]
    assert "emptied by the correction" in set(reasons)


@HOW
def test_a_turn_given_to_another_speaker_takes_nobodys_place(
    write: Write, read: Read, tmp_path: Path, ending: str
) -> None:
    def change(rows: list[Row]) -> None:
        # Cy's only turn was Bo's: it is the second of theirs now, and the old second stays so.
        rows[turn(rows, "Same here")][2] = "Bo Ash"

    before, after = corrected(write, read, tmp_path, ending, change)
    given = after["text"].str.contains("Same here")
    assert set(after["label"]) == {"Ann Fell", "Bo Ash"}
    others = ~before["text"].str.contains("Same here")
    pd.testing.assert_frame_equal(
        before[others][FACTS].reset_index(drop=True), after[~given][FACTS].reset_index(drop=True)
    )
    assert not set(after.loc[given, "segment_id"]) & set(before["segment_id"])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_excel_makes_of_the_table_is_read(
    write: Write, read: Read, tmp_path: Path, encoding: str, delimiter: str
) -> None:
    write("talks/one.vtt", CAPTIONS)
    before = said(read("talks/*"))
    rows = sent_out(tmp_path, ".csv")
    rows[turn(rows, "nose")][3] = "From the café – “she” knows everyone;\nhonest."
    rows[0] = [name.title() for name in rows[0]]
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=delimiter).writerows([*rows, ["", "", "", ""]])
    write("talks/one.corrected.csv", written.getvalue().encode(encoding))
    after = said(read("talks/*"))
    pd.testing.assert_frame_equal(before[FACTS], after[FACTS])
    assert 'From the café – "she" knows everyone;\nhonest.' in set(after["text"])
    assert "= nothing, for a month. Nobody rang." in set(after["text"])


def test_a_workbook_that_excel_saved_is_read_too(write: Write, read: Read, tmp_path: Path) -> None:
    write("talks/one.vtt", CAPTIONS)
    before = said(read("talks/*"))
    book = openpyxl.Workbook()
    for row in sent_out(tmp_path, ".csv"):
        book.active.append([cell.removeprefix("'") for cell in row])
    for cell in book.active["D"]:
        cell.data_type = "s"
    saved = io.BytesIO()
    book.save(saved)
    write("talks/one.corrected.xlsx", saved.getvalue())
    after = said(read("talks/*"))
    pd.testing.assert_frame_equal(before, after)


def test_quotation_marks_that_word_bends_are_no_change(
    write: Write, read: Read, tmp_path: Path
) -> None:
    write(
        "talks/one.txt", "INT: What's \"it\"?\n\nP1: It's mam's.\n\nINT: Aye?\n\nP1: Aye - aye.\n"
    )
    before = said(read("talks/*"))
    rows = sent_out(tmp_path, ".docx", "talks/one.txt")
    bent = str.maketrans({"'": "’", '"': "”"})
    bent_rows = [[cell.translate(bent).replace("S1-", "S1–") for cell in row] for row in rows]
    write("talks/one.corrected.docx", come_back(bent_rows, ".docx"))
    pd.testing.assert_frame_equal(before, said(read("talks/*")))


def test_a_second_correction_keeps_the_ids_of_the_first(
    write: Write, read: Read, tmp_path: Path
) -> None:
    def change(rows: list[Row]) -> None:
        rows.insert(turn(rows, "neighbour") + 1, ["", "", "", "And my aunt."])

    _, first = corrected(write, read, tmp_path, ".csv", change)
    rows = sent_out(tmp_path, ".csv", "talks/one.corrected.csv")
    rows.insert(turn(rows, "neighbour") + 1, ["", "", "Bo Ash", "Well, and the postman."])
    write("talks/one.corrected.csv", come_back(rows, ".csv"))
    second = said(read("talks/*"))
    new = second["text"].str.contains("postman")
    pd.testing.assert_frame_equal(first[FACTS], second[~new][FACTS].reset_index(drop=True))


def test_a_speaker_who_is_called_anew_throughout_is_another_with_all_turns() -> None:
    turns = [Turn("A", "One."), Turn("B", "Two."), Turn("A", "Three."), Turn("B", "Four.")]
    rows = rows_from(to_correct(Transcript("x", tuple(turns)), ".csv"))
    for row in rows[1:]:
        if row[0].startswith(("S1-", "S2-")):
            row[2] = {"A": "B", "B": "A"}[row[2]]
    again = read_one_of(rows)
    # They change places: nobody's old number may stand for what another said.
    assert all(turn.number is not None and turn.number > 1_000 for turn in again.turns)
    assert [turn.label for turn in again.turns] == ["B", "A", "B", "A"]


def rows_from(raw: bytes) -> list[Row]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def read_one_of(rows: list[Row]) -> Transcript:
    found = read_corrected_csv(come_back(rows, ".csv"), "one.corrected.csv")
    assert found is not None
    return found


def test_only_the_corrected_transcript_is_read_and_a_note_says_so(
    write: Write, read: Read, tmp_path: Path
) -> None:
    write("talks/one.vtt", CAPTIONS)
    write("talks/two.vtt", CAPTIONS.replace("month", "year"))
    raw = come_back(sent_out(tmp_path, ".docx"), ".docx")
    write("talks/one.corrected.docx", raw)
    found = read("talks/*", kind="transcript")
    assert set(found.documents["source"]) == {"talks/one.corrected.docx", "talks/two.vtt"}
    assert (
        "talks/one.corrected.docx: read instead of talks/one.vtt, which it corrects" in found.notes
    )
    write("talks/one.corrected.csv", come_back(sent_out(tmp_path, ".csv"), ".csv"))
    told = SourceSettings(name="source", files="talks/*", sampling="purposive")
    (problem,) = check_sources(tmp_path, [told])
    assert "another ending" in problem


def test_the_day_and_the_table_of_speakers_hold_for_the_corrected_transcript(
    write: Write, read: Read, tmp_path: Path
) -> None:
    write("talks/one.txt", "4 March 2026\n\nINT: How?\n\nP1: By bus.\n\nINT: And?\n\nP1: Aye.\n")
    write("speakers.csv", "file,label,stakeholder_groups\ntalks/one.txt,P1,unpaid_carer\n")
    before = read("talks/*", speakers="speakers.csv")
    rows = sent_out(tmp_path, ".docx", "talks/one.txt")
    write("talks/one.corrected.docx", come_back(rows, ".docx"))
    after = read("talks/*", speakers="speakers.csv")
    assert list(after.documents["collected_on"]) == ["2026-03-04"]
    columns = ["speaker_id", "stakeholder_groups", "role"]
    pd.testing.assert_frame_equal(before.speakers[columns], after.speakers[columns])


@HOW
def test_who_withdraws_leaves_the_corrected_transcript_and_the_original(
    write: Write, read: Read, key: StudyKey, tmp_path: Path, ending: str
) -> None:
    _, before = corrected(write, read, tmp_path, ending, lambda rows: rows[-1].__setitem__(1, ""))
    roster = write("speakers.csv", "file,label\ntalks/one.vtt,Bo Ash\ntalks/one.vtt,Cy Reed\n")
    path = tmp_path / f"talks/one.corrected{ending}"
    told = SourceSettings(name="source", files="talks/*", sampling="purposive")
    new = withdraw_from_source(path, "Bo Ash", ["Bo Ash"], root=tmp_path, source=told, key=key)
    assert new == path
    assert not (tmp_path / "talks/one.vtt").exists()
    rest = said(read("talks/*"))
    kept = before[before["label"] != "Bo Ash"].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept[FACTS], rest[FACTS])
    name = f"talks/one.corrected{ending}"
    assert withdraw_from_roster(roster, name, "Bo Ash", ["Bo Ash"], name) == 1
    assert roster.read_text() == f"file,label\n{name},Cy Reed\n"


def test_an_interview_goes_whole_with_the_one_who_gave_it(
    write: Write, read: Read, key: StudyKey, tmp_path: Path
) -> None:
    write("talks/one.txt", "INT: How?\n\nP1: By bus.\n\nINT: And?\n\nP1: Aye.\n")
    rows = sent_out(tmp_path, ".csv", "talks/one.txt")
    path = write("talks/one.corrected.csv", come_back(rows, ".csv"))
    told = SourceSettings(name="source", files="talks/*", sampling="purposive")
    assert withdraw_from_source(path, "P1", [], root=tmp_path, source=told, key=key) is None
    assert list((tmp_path / "talks").iterdir()) == []


def test_transcripts_to_correct_are_written_for_their_owner_alone(
    write: Write, tmp_path: Path
) -> None:
    talk = write("talks/one.vtt", CAPTIONS)
    done = verbs.read([talk], tmp_path / "out")
    assert done.to_correct == tmp_path / "out/to-correct"
    made = sorted(done.to_correct.iterdir())
    assert [path.name for path in made] == ["one.corrected.csv", "one.corrected.docx"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in made} == {0o600}
    assert rows_of(made[0])[1:] == [
        [cell.replace("= n", "'= n") for cell in row] for row in rows_of(made[1])[1:]
    ]


def test_a_table_that_cannot_be_read_is_named_without_its_words(
    write: Write, read: Read, tmp_path: Path
) -> None:
    write("talks/one.corrected.csv", 'turn,time,speaker,words\nS1-1,,Bo,"secret" words\n')
    with pytest.raises(InputError, match=r"one.corrected.csv") as error:
        read("talks/*")
    assert "secret" not in str(error.value)
    assert error.value.__cause__ is None


def test_a_survey_with_such_columns_stays_a_survey(write: Write, read: Read) -> None:
    write("s.csv", "turn,time,speaker,words\n1,am,me,The ramp was mended within a week\n")
    found = read("s.csv", kind="survey", columns={"text": "words"})
    assert list(found.documents["kind"]) == ["survey"]


EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "repeat", "give", "put in"]),
        st.integers(0, 30),
        st.integers(0, 2),
    ),
    max_size=8,
)


@settings(deadline=None)
@given(st.lists(st.sampled_from("ABC"), min_size=1, max_size=15), EDITS)
def test_however_it_is_edited_numbers_are_unique_and_what_is_left_alone_keeps_its_own(
    spoken: list[str], edits: list[tuple[str, int, int]]
) -> None:
    turns = tuple(Turn(label, f"Words {n}.") for n, label in enumerate(spoken))
    head, rows = [], []
    for row in rows_from(to_correct(Transcript("x", turns), ".csv")):
        (rows if "-" in row[0] else head).append(row)
    own = {}
    for label in "ABC":
        mine = [turn for turn in turns if turn.label == label]
        own |= {(label, turn.text): number for number, turn in enumerate(mine, 1)}
    touched = set()
    for what, at, to in edits:
        if what == "put in" or not rows:
            rows.insert(at % (len(rows) + 1), ["", "", "ABC"[to], f"New {at} {to}."])
            continue
        place = at % len(rows)
        touched.add(rows[place][3])
        if what == "delete":
            del rows[place]
        elif what == "repeat":
            rows.insert(place, list(rows[place]))
        else:
            rows[place] = [*rows[place][:2], "ABC"[to], rows[place][3]]
    if not rows:
        return
    again = read_one_of([*head, *rows]).turns
    numbers = [(turn.label, turn.number) for turn in again]
    assert len(set(numbers)) == len(numbers)
    for turn in again:
        if turn.text not in touched and (turn.label, turn.text) in own:
            assert turn.number == own[turn.label, turn.text]


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_a_damaged_table_gives_turns_or_one_clear_error(tail: bytes) -> None:
    found = read_or_error(b"turn,time,speaker,words\n" + tail)
    assert not isinstance(found, str) or found.startswith("one.corrected.csv")


def read_or_error(raw: bytes) -> Transcript | str | None:
    try:
        return read_corrected_csv(raw, "one.corrected.csv")
    except InputError as error:
        return str(error)
