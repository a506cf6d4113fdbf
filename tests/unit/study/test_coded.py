"""What people coded of a table's rows, as `insight code --coded` takes it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from insight.coding import Code, Codebook
from insight.errors import InputError
from insight.study.coded import corrected_shares, read_coded

BOOK = Codebook(
    "Made up", "1", tuple(Code(name, name, name, "said of it") for name in ("V4", "L1"))
)
IDS = pd.Series(["1", "2", "3"])


def read(tmp_path: Path, text: str) -> pd.DataFrame:
    path = tmp_path / "coded.csv"
    path.write_text(text, encoding="utf-8")
    return read_coded(path, IDS, BOOK)


def test_id_and_code_are_enough(tmp_path: Path) -> None:
    found = read(tmp_path, "id,code\n1,V4\n1,L1\n2,\n")
    assert list(zip(found["id"], found["code"], strict=True)) == [
        ("1", "L1"),
        ("1", "V4"),
        ("2", ""),
    ]
    assert found["sampling_probability"].isna().all()


def test_of_several_coders_half_are_enough(tmp_path: Path) -> None:
    rows = "id,code,coder\n1,V4,ann\n1,,ben\n2,V4,ann\n2,,ben\n2,,cat\n"
    found = read(tmp_path, rows)
    assert list(zip(found["id"], found["code"], strict=True)) == [("1", "V4"), ("2", "")]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2,V4,Machine,", 'row 3, column "coder": a name that this program uses itself'),
        ("9,V4,,", 'row 3, column "id": no such row'),
        ("2,X9,,", 'row 3, column "code": not a code of the codebook'),
        ("2,V4,,0", 'row 3, column "sampling_probability": not a number above 0'),
        ("2,V4,,often", 'row 3, column "sampling_probability": not a number above 0'),
        ("1,L1,,0.4", 'row 3, column "sampling_probability": another chance'),
    ],
)
def test_errors_name_row_and_column(tmp_path: Path, row: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(tmp_path, f"id,code,coder,sampling_probability\n1,V4,,0.5\n{row}\n")


def test_the_machine_is_put_right_by_rows_that_taught_it_nothing() -> None:
    generator = np.random.default_rng(2)
    ids = pd.Series([f"r{n:03d}" for n in range(500)])
    has = pd.Series(generator.random(500) < 0.3, index=ids)
    drawn = sorted(generator.permutation(ids)[:150])
    coded = pd.DataFrame({"id": drawn, "code": np.where(has[drawn], "V4", "")})
    coded["sampling_probability"] = 150 / 500
    asked: list[set[str]] = []

    def suggest(known: pd.DataFrame) -> pd.DataFrame:
        # A machine that has learned by heart, and says "yes" of whatever it was not told.
        asked.append(set(known["id"]))
        seen = known[known["code"] == ""]["id"]
        probability = (~ids.isin(seen)).astype(float)
        return pd.concat(
            [pd.DataFrame({"id": ids, "code": c, "probability": probability}) for c in BOOK.names]
        )

    found = corrected_shares(ids, coded, BOOK, suggest).set_index("code")
    assert set.intersection(*asked) == set()  # each was kept from the machine once
    row = found.loc["V4"]
    assert row["ci_low"] < has.mean() < row["ci_high"]
    assert (row["n"], row["n_coded"]) == (500, 150)
    assert np.isnan(found.loc["L1", "prevalence"])
    assert found.loc["L1", "note"].startswith("too few")
