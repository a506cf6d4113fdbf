"""What people coded: what of it counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from insight.coding import decided, read_human_codes

HEADER = "segment_id,start,end,code,coder,round,valence,rung_claimed,rung_experienced\n"
SEGMENTS = pd.DataFrame({"segment_id": ["s1", "s2", "s3"], "text": ["Some words."] * 3})


def read(tmp_path: Path, *rows: str) -> pd.DataFrame:
    path = tmp_path / "codes.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return read_human_codes(path, SEGMENTS)


def pairs(codings: pd.DataFrame) -> list[tuple[str, str]]:
    return list(decided(codings)[["segment_id", "code"]].itertuples(index=False, name=None))


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
