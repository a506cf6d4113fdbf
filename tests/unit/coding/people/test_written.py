"""Codes in a CSV: which stretch they are on, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from insight.coding import read_human_codes
from insight.errors import SourceError

HEADER = "segment_id,start,end,code,coder,round,valence,rung_claimed,rung_experienced\n"
SAID = pd.DataFrame(
    {
        "segment_id": ["s1", "s2"],
        "question_asked": ["", "Did Mo come?"],
        "text": ["Mo came late, late again.", "Not once."],
    }
)
CLEAN = SAID.assign(
    question_asked=["", "Did [person 1] come?"],
    text=["[person 1] came late, late again.", "Not once."],
)
NAMES = pd.DataFrame(
    {
        "segment_id": ["s1"],
        "start": [0],
        "end": [2],
        "replacement": ["[person 1]"],
        "decision": ["auto"],
    }
)


def read(tmp_path: Path, *rows: str, header: str = HEADER) -> pd.DataFrame:
    path = tmp_path / "codes.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return read_human_codes(path, CLEAN, SAID, NAMES)


def coded(found: pd.DataFrame) -> list[str]:
    """The words that each code is on, in the de-identified text."""
    words = CLEAN.set_index("segment_id")["text"]
    return [words[row.segment_id][row.start : row.end] for row in found.itertuples()]


def test_an_empty_code_says_that_somebody_read_it_and_none_applies(tmp_path: Path) -> None:
    found = read(tmp_path, "s1,0,9,C1,ann,1,-,,", "s2,0,9,,ann,1,,,")
    assert list(found["decision"]) == ["applied", "none"]


def test_offsets_count_in_what_was_said_and_are_led_to_the_clean_text(
    tmp_path: Path,
) -> None:
    found = read(tmp_path, "s1,3,12,C1,ann,1,,,", "s1,0,7,C2,ann,1,,,")
    assert sorted(coded(found)) == ["[person 1] came", "came late"]


@pytest.mark.parametrize("place", [",", "0,0"])
def test_without_a_stretch_the_code_is_on_the_whole_segment(tmp_path: Path, place: str) -> None:
    assert coded(read(tmp_path, f"s1,{place},C1,ann,1,,,")) == ["[person 1] came late, late again."]


def test_words_say_where_as_they_were_said_or_printed_and_with_the_question(tmp_path: Path) -> None:
    header = "segment_id,quote,code,coder,round\n"
    found = read(
        tmp_path,
        's1,"came late,",C1,ann,1', 's1,Mo came,C2,ann,1', 's1,[person 1] came,C2,ben,1',
        's2,Did Mo come? Not once,C1,ann,1',
        header=header,
    )  # fmt: skip
    assert sorted(coded(found)) == ["Not once", "[person 1] came", "[person 1] came", "came late,"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("s1,,,never,C1", 'column "quote": not in the segment'),
        ("s1,,,late,C1", 'column "quote": in the segment more than once'),
        ("s1,3,7,late,C1", 'column "quote": not what stands from start to end'),
        ("s1,3,,,C1", 'column "end": start without end'),
        ("s1,3,26,,C1", 'column "end": beyond the text'),
    ],
)
def test_words_that_are_not_there_are_told_and_not_repeated(tmp_path: Path, row, said) -> None:
    with pytest.raises(SourceError, match=f"row 2, {said}") as told:
        read(tmp_path, f"{row},ann,1", header="segment_id,start,end,quote,code,coder,round\n")
    assert "never" not in str(told.value)


def test_words_confirm_a_stretch(tmp_path: Path) -> None:
    header = "segment_id,start,end,quote,code,coder,round\n"
    found = read(tmp_path, "s1,14,18,late,C1,ann,1", header=header)
    assert (coded(found), found["start"].tolist()) == (["late"], [22])


def test_rungs_are_numbers_from_one_to_seven(tmp_path: Path) -> None:
    found = read(tmp_path, "s1,0,9,C1,ann,1,-,6,3")
    assert (found.loc[0, "rung_claimed"], found.loc[0, "rung_experienced"]) == (6, 3)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("s9,0,9,C1,ann,1,,,", 'row 3, column "segment_id": no such segment'),
        ("s2,x,9,C1,ann,1,,,", 'row 3, column "start": not a whole number from 0'),
        ("s2,0,1.5,C1,ann,1,,,", 'row 3, column "end": not a whole number'),
        ("s2,5,4,C1,ann,1,,,", 'row 3, column "end": before the start'),
        ("s2,0,9,C1,,1,,,", 'row 3, column "coder"'),
        ("s2,0,9,C1,machine,1,,,", 'row 3, column "coder"'),
        ("s2,0,9,C1,Agreed,1,,,", 'row 3, column "coder"'),
        ("s2,0,9,C1,ann,0,,,", 'row 3, column "round"'),
        ("s2,0,9,C1,ann,,,,", 'row 3, column "round"'),
        ("s2,0,9,C1,ann,1,bad,,", 'row 3, column "valence"'),
        ("s2,0,9,C1,ann,1,,8,", 'row 3, column "rung_claimed": not a whole number from 1 to 7'),
        ("s1,0,9,C1,ann,1,,,", 'row 3, column "code": the same coding twice'),
    ],
)
def test_errors_name_row_and_column(tmp_path: Path, bad: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(tmp_path, "s1,0,9,C1,ann,1,,,", bad)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="column coder is missing"):
        read(tmp_path, header=HEADER.replace("coder,", ""))
