from __future__ import annotations

from pathlib import Path

import pytest

from insight.errors import SourceError
from insight.places import read_census


def test_a_users_own_table_needs_three_columns(tmp_path: Path) -> None:
    path = tmp_path / "census.csv"
    path.write_text('margin,category,population\nsex,men,"1,200"\nsex,women,1300\n')
    read = read_census(path)
    assert read["population"].tolist() == [1200, 1300]
    assert list(read.columns) == ["margin", "category", "population", "year", "source"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("margin,category\nsex,men\n", "no column population"),
        ("margin,category,population\nsex,men,many\n", 'row 2, column "population"'),
        ("margin,category,population\nsex,men,5\nsex,,6\n", 'row 3, column "category"'),
        ("margin,category,population\nsex,men,5\nsex,men,6\n", "one row per margin, category"),
    ],
)
def test_what_is_wrong_is_told_with_its_row_and_column(
    tmp_path: Path, rows: str, message: str
) -> None:
    path = tmp_path / "census.csv"
    path.write_text(rows)
    with pytest.raises(SourceError, match=message):
        read_census(path)
