"""Published tables as text: CSV, Excel or Parquet, their columns found by pattern.

Headers differ between editions, copies and formats (shortened, cut at 80 characters, broken over
lines), so that a column is known by how its header begins and never by the whole of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from insight.errors import SourceError

KINDS = (".csv", ".xlsx", ".parquet")
ROWS_ABOVE = 20
"""A header is looked for in so many rows of an Excel sheet: notes may stand above it."""
LSOA_CODE = r"LSOA code(?: \((?:2011|2021)\))?$|lsoa(?:11|21)?(?:_code|cd)$"


def read_table(path: Path, key: str = LSOA_CODE) -> pd.DataFrame:
    """All cells of `path` as text, under headers on one line each; empty cells are "".

    Of a workbook the first sheet is taken that has a column whose header matches `key`. Raises
    SourceError for a file that cannot be read, or a workbook without such a sheet.
    """
    try:
        table = _read(path, key)
    except (OSError, ValueError, KeyError):  # what pandas, pyarrow and zipfile raise
        raise SourceError(
            "it cannot be read", where=path.name, remedy="save it again as published"
        ) from None
    table.columns = [" ".join(str(name).split()) for name in table.columns]
    return table


def _read(path: Path, key: str) -> pd.DataFrame:
    if path.suffix.lower() == ".parquet":
        return as_text(pd.read_parquet(path))
    if path.suffix.lower() == ".xlsx":
        return _from_workbook(path, key)
    for encoding in ("utf-8-sig", "cp1252"):  # offices save CSV files in either
        try:
            return pd.read_csv(path, dtype=str, encoding=encoding, keep_default_na=False)
        except UnicodeDecodeError:
            continue
    raise ValueError


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """`table` with every cell as text, empty where there is none."""
    return table.astype("str").where(table.notna(), "")


def _from_workbook(path: Path, key: str) -> pd.DataFrame:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException):
        raise ValueError from None
    try:
        for sheet in book.worksheets:
            rows = sheet.iter_rows(values_only=True)
            for _, row in zip(range(ROWS_ABOVE), rows, strict=False):
                header = [" ".join(str(cell or "").split()) for cell in row]
                if any(re.match(key, name, re.IGNORECASE) for name in header):
                    cells = ["" if cell is None else str(cell) for line in rows for cell in line]
                    width = len(header)
                    lines = [cells[at : at + width] for at in range(0, len(cells), width)]
                    told = pd.DataFrame(lines, columns=header, dtype="str")
                    return told[(told != "").any(axis=1)].reset_index(drop=True)
    finally:
        book.close()
    raise SourceError(
        "none of its sheets has the column expected",
        where=path.name,
        remedy="use the file as published",
    )


def columns_like(
    table: pd.DataFrame, patterns: Mapping[str, str], file: str, needed: frozenset[str]
) -> dict[str, str]:
    """Our name -> header of `table`, for each of `patterns` that one header begins with.

    Raises SourceError where two headers match a pattern, or none matches one that is `needed`.
    """
    found: dict[str, str] = {}
    for name, pattern in patterns.items():
        matching = [one for one in table.columns if re.match(pattern, str(one), re.IGNORECASE)]
        if len(matching) > 1 or (not matching and name in needed):
            raise SourceError(
                f"{len(matching)} columns look like {name}, where one is expected",
                where=file,
                remedy="use the official file as published, or our own reference table",
            )
        if matching:
            found[name] = str(matching[0])
    return found
