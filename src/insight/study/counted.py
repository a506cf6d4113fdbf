"""Published figures that stand beside what people said: read, checked, and left as they are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.errors import SettingsError, SourceError
from insight.schemas import Counted, empty, validate
from insight.settings import CountedSettings

if TYPE_CHECKING:
    from insight.corpus.formats.content import ResponseTable, Row
    from insight.study.opened import OpenedStudy

_NUMBER = r"[-\N{MINUS SIGN}]?£?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_FIGURE = re.compile(rf"(?P<number>{_NUMBER}) ?%?")
_NO_FIGURE = re.compile(
    rf"|[*.:#~x–—-]{{1,3}}|n/?a|\[[a-z]+\]|(?:[<≤>≥]|(?:fewer|less) than) ?{_NUMBER} ?%?",
    re.IGNORECASE,
)
"""Cells without a number: empty, a sign that the publisher puts in its place, or "<5"."""
_RATE = re.compile(
    r"%|\b(?:per ?cent|percentage|rate|ratio|share|proportion|per (?:head|\d[\d,]*))\b",
    re.IGNORECASE,
)
_MONTHS = "jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec"
_OF_A_PERIOD = re.compile(
    rf"\d{{1,4}}|\d(?:st|nd|rd|th)|(?:{_MONTHS})[a-z]*|q[1-4]|qtr|h[12]|fy|cy|quarter|half|year|"
    r"month|financial|calendar|first|second|third|fourth|ending|ended|end|to|and|of|in|the|total",
    re.IGNORECASE,
)


def counted(study: OpenedStudy) -> pd.DataFrame:
    """Counted: the figures of the tables that [[counted]] names; without rows where there are none.

    Raises SettingsError for codes that the codebook has not; SourceError for a table that cannot be
    read, or has another column, a period twice, a cell that is no figure, or a share without the
    number that it is of. Messages name row and column, never a cell.
    """
    rows: list[dict[str, Any]] = []
    for number, one in enumerate(study.settings.counted):
        _check_codes(one, number, study)
        path = study.folder.root / one.file
        rows += _rows(one, _table(path, one.sheet), path.name)
    return validate(Counted, pd.DataFrame(rows)) if rows else empty(Counted)


def _check_codes(one: CountedSettings, number: int, study: OpenedStudy) -> None:
    known = set(study.codebook.table()["code"]) if study.codebook else set()
    if strangers := set(one.codes) - known:
        raise SettingsError(
            f"{len(strangers)} of {len(one.codes)} codes are not in the codebook",
            where=f"study.toml, counted.{number}.codes",
            remedy="name codes as the codebook does",
        )


def _table(path: Path, sheet: str | None) -> ResponseTable:
    from insight.corpus.formats import TABLE_READERS, Hints

    reader = TABLE_READERS.get(path.suffix.lower())
    if not path.is_file() or reader is None:
        raise SourceError(
            "there is no such table",
            where=path.name,
            remedy="correct its path under [[counted]] in study.toml; it names a CSV or a workbook",
        )
    return reader(path.read_bytes(), path.name, Hints(sheet=sheet, layout="plain"))


def _rows(one: CountedSettings, table: ResponseTable, file: str) -> Iterator[dict[str, Any]]:
    for column in (one.period, *one.figures, *one.rates.values()):
        if table.header.count(column) != 1:
            raise SourceError(
                f"there is not exactly one column called {column}",
                where=file,
                remedy="name columns as the first row of the table does",
            )
    place = {name: number for number, name in enumerate(table.header)}
    _check_periods([(row, row.cells[place[one.period]]) for row in table.rows], file, one.period)
    common = {"title": one.title, "codes": ";".join(one.codes), "origin": one.source}
    for at, column in enumerate(one.figures):
        cells = [row.cells[place[column]].strip() for row in table.rows]
        of = one.rates.get(column, "")
        _check_figures(table.rows, cells, file, column)
        _check_rate(column, cells, of, file)
        for line, (row, cell) in enumerate(zip(table.rows, cells, strict=True)):
            yield common | {
                "row": line,
                "column": at,
                "period": " ".join(row.cells[place[one.period]].split()),
                "measure": column,
                "told": cell,
                "value": _value(cell),
                "n": _number_of(row, row.cells[place[of]], cell, file, of) if of else None,
                "n_of": of,
                "note": one.note,
            }


def _check_periods(periods: Sequence[tuple[Row, str]], file: str, column: str) -> None:
    seen: set[str] = set()
    for row, period in periods:
        words = re.findall(r"[^\W_]+", period)
        if not words or not all(_OF_A_PERIOD.fullmatch(word) for word in words):
            raise SourceError(
                "not a period",
                where=f"{file}, row {row.number}, column {column}",
                remedy="give a year, quarter or month such as 2024/25 Q1; take notes out of the "
                "table",
            )
        if " ".join(words).lower() in seen:
            raise SourceError(
                "a period stands twice",
                where=f"{file}, row {row.number}, column {column}",
                remedy="give one row a period, with a column for each figure",
            )
        seen.add(" ".join(words).lower())


def _check_figures(rows: Sequence[Row], cells: Sequence[str], file: str, column: str) -> None:
    for row, cell in zip(rows, cells, strict=True):
        if not _FIGURE.fullmatch(cell) and not _NO_FIGURE.fullmatch(cell):
            raise SourceError(
                "not a figure",
                where=f"{file}, row {row.number}, column {column}",
                remedy="give a number, or leave the cell empty where there is none",
            )


def _check_rate(column: str, cells: Sequence[str], of: str, file: str) -> None:
    if not of and (_RATE.search(column) or any("%" in cell for cell in cells)):
        raise SourceError(
            "a share or rate, and nothing tells of how many it is",
            where=f"{file}, column {column}",
            remedy="name under rates the column with that number",
        )


def _value(cell: str) -> float:
    """The number in a cell; missing where it has none.

    >>> _value("1,204"), _value("43 %"), _value("[c]")
    (1204.0, 43.0, nan)
    """
    found = _FIGURE.fullmatch(cell)
    if found is None:
        return math.nan
    digits = found["number"].replace(",", "").replace("£", "").replace("\N{MINUS SIGN}", "-")
    return float(Decimal(digits))


def _number_of(row: Row, of: str, cell: str, file: str, column: str) -> int | None:
    """Of how many the share in `cell` is."""
    n = _value(of.strip())
    if _FIGURE.fullmatch(cell) and (math.isnan(n) or n != int(n) or n < 0):
        raise SourceError(
            "not the number that a share of the same row is of",
            where=f"{file}, row {row.number}, column {column}",
            remedy="give a whole number, or leave out the share",
        )
    return None if math.isnan(n) else int(n)
