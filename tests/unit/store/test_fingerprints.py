"""Digests tell which row and column changed, whatever file the table was in."""

from __future__ import annotations

import io

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from insight.store.fingerprints import fingerprint, fingerprints, kept_fingerprint, shown
from insight.store.tables import write_csv
from insight.study.reproduction.differences import since

CODINGS = pd.DataFrame(
    {
        "segment_id": ["s-1", "s-2", "s-3"],
        "start": 0,
        "end": [9, 9, 12],
        "code": ["waiting", "kindness", ""],
        "coder": ["Ada Invented", "machine", "Ada Invented"],
        "round": 1,
        "probability": [float("nan"), 1 / 3, float("nan")],
        "valence": ["-", "+", ""],
    }
)


def test_order_of_rows_and_file_make_no_difference(tmp_path):
    write_csv(CODINGS, tmp_path / "codings.csv")
    read = pd.read_csv(tmp_path / "codings.csv", dtype="str", keep_default_na=False)
    now = fingerprint("codings", read.sample(frac=1, random_state=1))
    assert since("codings", fingerprint("codings", CODINGS), now) is None


def test_parquet_of_another_kind_of_number_makes_no_difference():
    other = io.BytesIO()
    CODINGS.astype({"round": "Int64", "start": "int8"}).to_parquet(other, compression="gzip")
    now = fingerprint("codings", pd.read_parquet(other))
    assert since("codings", fingerprint("codings", CODINGS), now) is None


def test_one_changed_value_is_named_by_row_and_column():
    changed = CODINGS.assign(valence=["-", "~", ""])
    by = since("codings", fingerprint("codings", CODINGS), fingerprint("codings", changed))
    assert by is not None
    assert (by.rows, by.columns) == (1, ("valence",))
    assert by.at == "segment_id s-2, start 0, end 9, code kindness, round 1"


def test_a_row_that_went_is_named_and_columns_are_not_accused():
    by = since("codings", fingerprint("codings", CODINGS), fingerprint("codings", CODINGS[1:]))
    assert by is not None
    assert (by.rows, by.missing, by.columns) == (0, 1, ())
    assert by.at.startswith("segment_id s-1")


def test_nobody_who_coded_and_no_words_are_shown():
    told = " ".join(shown("codings", CODINGS.astype("str")))
    assert "Ada" not in told
    counted = pd.DataFrame(
        {"title": ["Some words"], "row": ["Q1"], "column": ["n"], "value": ["1"]}
    )
    assert shown("released/counted", counted) == ["row 1"]


@given(st.lists(st.text(max_size=6), min_size=1, max_size=5))
def test_kept_digests_are_those_of_the_table(words: list[str]):
    frame = pd.DataFrame({"segment_id": [f"s-{n}" for n in range(len(words))], "vector": words})
    kept = kept_fingerprint(fingerprints({"vectors": frame}), "vectors")
    assert kept == fingerprint("vectors", frame)
