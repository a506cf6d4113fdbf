"""What people coded: how it is read, and what of it counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from insight.coding import decided, read_human_codes
from insight.errors import SourceError

HEADER = "segment_id,start,end,code,coder,round,valence,rung_claimed,rung_experienced\n"
SEGMENTS = pd.DataFrame({"segment_id": ["s1", "s2", "s3"]})


def read(tmp_path: Path, *rows: str, header: str = HEADER) -> pd.DataFrame:
    path = tmp_path / "codes.csv"
    path.write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return read_human_codes(path, SEGMENTS)


def pairs(codings: pd.DataFrame) -> list[tuple[str, str]]:
    return list(decided(codings)[["segment_id", "code"]].itertuples(index=False, name=None))


def test_an_empty_code_says_that_somebody_read_it_and_none_applies(tmp_path: Path) -> None:
    found = read(tmp_path, "s1,0,9,C1,ann,1,-,,", "s2,0,9,,ann,1,,,")
    assert list(found["decision"]) == ["applied", "none"]
    assert pairs(found) == [("s1", "C1")]


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


def test_half_of_those_who_read_it_are_enough(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "s1,0,9,C1,ann,1,,,", "s1,0,9,,ben,1,,,",
        "s2,0,9,C1,ann,1,,,", "s2,0,9,,ben,1,,,", "s2,0,9,,cat,1,,,",
    )  # fmt: skip
    assert pairs(found) == [("s1", "C1")]


def test_the_last_round_replaces_the_earlier_ones(tmp_path: Path) -> None:
    found = read(tmp_path, "s1,0,9,C1,ann,1,,,", "s1,0,9,,ben,1,,,", "s1,0,9,C2,ann,2,,,")
    assert pairs(found) == [("s1", "C2")]


def test_people_overrule_the_machine_also_when_they_found_nothing(tmp_path: Path) -> None:
    people = read(tmp_path, "s1,0,9,,ann,1,,,", "s2,0,9,C1,ann,1,,,")
    machine = people.iloc[[0, 0]].assign(
        segment_id=["s1", "s3"], code="C2", coder="machine", decision="suggested", probability=0.9
    )
    found = decided(pd.concat([people, machine], ignore_index=True))
    assert list(found.itertuples(index=False, name=None)) == [
        ("s2", "C1", "human"),
        ("s3", "C2", "machine-suggested"),
    ]
