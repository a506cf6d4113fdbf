"""Codebook and codings in the columns that Taguette and QualCoder have; tidy tables that hold.

People, words and codes are invented.
"""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from insight.exchange import write_codings, write_tables
from unit.exchange.invented import GIVEN, GUIDS, IN_THEMES, SAID, handed_over

IDS = {row[at] for row in SAID for at in (0, 1, 2)} - {"int"} | {"t-1", "t-2", "m-1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("out")
    list(write_codings(handed_over(), GUIDS, made))
    list(write_tables(handed_over(), GUIDS, made))
    return made


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_taguette_s_codebook_has_its_columns_and_a_name_for_each_code(folder: Path) -> None:
    head, *codes = rows(folder / "taguette-codebook.csv")
    assert head == ["tag", "description"]
    names = [row[0] for row in codes]
    assert "M Money.A cost" in names
    assert "M Money.A cost.A1 fares" in names
    assert "M Money" not in names  # a group is given to nothing
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= 200 for name in names)


def test_qualcoder_s_codebook_parts_groups_from_codes_that_have_codes_below(folder: Path) -> None:
    found = {row[0]: row[1] for row in rows(folder / "qualcoder-codebook.csv")}
    assert "M Money>>A cost" in found
    assert "M Money>>A cost>>>A1 fares" in found
    assert found["M Money>>A cost"].startswith("It costs <too> much & more.")


def test_highlights_stand_on_their_words_in_the_texts_beside(folder: Path) -> None:
    head, *marked = rows(folder / "highlights.csv")
    assert head[:4] == ["id", "document", "tag", "content"]
    assert len(marked) == len(GIVEN) + len(IN_THEMES)
    for row in marked:
        one = dict(zip(head, row, strict=True))
        text = (folder / "texts" / one["document"]).read_bytes().decode()
        words = text[int(one["start"]) : int(one["end"])]
        # What a spreadsheet would take for a formula has an apostrophe before it.
        assert one["content"] == (f"'{words}" if words[0] in "=+-@" else words)


def test_no_cell_begins_a_formula(folder: Path) -> None:
    cells = [cell for path in folder.glob("*.csv") for row in rows(path) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_package_tells_of_every_table_what_it_holds(folder: Path) -> None:
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    tables = {one["name"].replace("-", "_"): one for one in package["resources"]}
    assert set(tables) == {path.stem for path in folder.glob("*.parquet")}
    for name, one in tables.items():
        raw = (folder / one["path"]).read_bytes()
        assert one["hash"] == f"sha256:{sha256(raw).hexdigest()}"
        assert one["bytes"] == len(raw)
        frame = pd.read_parquet(folder / f"{name}.parquet")
        assert [field["name"] for field in one["schema"]["fields"]] == list(frame.columns)
        assert all(field["description"] for field in one["schema"]["fields"])
        assert not frame.duplicated(one["schema"]["primaryKey"]).any()
        for key in one["schema"].get("foreignKeys", []):
            other = pd.read_parquet(folder / f"{key['reference']['resource']}.parquet")
            assert set(frame[key["fields"]]) <= set(other[key["reference"]["fields"]])


def test_passages_and_codings_count_in_the_texts_as_they_stand_there(folder: Path) -> None:
    texts = pd.read_parquet(folder / "texts.parquet").set_index("text")["content"]
    passages = pd.read_parquet(folder / "passages.parquet").set_index("passage")
    for row in passages.itertuples():
        assert texts[row.text][row.start : row.end] == row.words
    codings = pd.read_parquet(folder / "codings.parquet")
    said = {(row.code, passages.loc[row.passage, "words"][row.start : row.end])
            for row in codings.itertuples()}  # fmt: skip
    assert {("A", "costs £4"), ("A1", "🚌"), ("A1", "it\nnever came"), ("", "")} <= said


def test_no_id_of_the_study_is_in_any_file(folder: Path) -> None:
    for path in folder.rglob("*.parquet"):
        for column in pd.read_parquet(path).astype(str).to_numpy().ravel():
            assert column not in IDS
    for path in folder.glob("*.csv"):
        assert not IDS & {cell for row in rows(path) for cell in row}
