"""The released tables as one Excel workbook that an analyst can read without help."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from insight.report import evidence, look, names
from insight.schemas import TABLES
from insight.schemas.release import Release

MADE_ON = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""Fixed, so that the same release gives the same bytes; when it was made stands in the study."""

NOT_SHOWN = "[x]"
WIDEST = 60
NARROWEST = 10
_HEADER_ROW = 3
_COUNTS = (
    *("theme_prevalence", "weighted_prevalence", "theme_gradients", "theme_views", "theme_only"),
    *("divergence", "agreement", "rungs", "claims", "theme_quality", "passages", "changes"),
)
_COUNT_COLUMNS = {"themes": ["repeatability", "n_speakers"]}


def released_tables(release: Release) -> dict[str, pd.DataFrame]:
    """The tables to hand out, in the order of the workbook, without those that have no rows.

    A reflexive study hands out no counts by topic and no agreement.
    """
    found = {name: evidence.table(release, name) for name in names.TABLES}
    if evidence.reflexive(release):
        found = {
            name: frame.drop(columns=_COUNT_COLUMNS.get(name, []))
            for name, frame in found.items()
            if name not in _COUNTS
        }
    return {name: frame for name, frame in found.items() if not frame.empty}


def write_workbook(release: Release, path: Path) -> None:
    """Write the workbook of `release` to `path`: contents, tables, data dictionary, method."""
    import xlsxwriter

    tables = released_tables(release)
    book = xlsxwriter.Workbook(
        path,
        {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": release.title, "company": release.controller, "created": MADE_ON})
    styles = _styles(book)
    contents = [
        {"Sheet": names.TABLES[name][0], "What it holds": names.TABLES[name][1], "Rows": len(frame)}
        for name, frame in tables.items()
    ]
    contents += [
        {"Sheet": "Data dictionary", "What it holds": "What each column means.", "Rows": None},
        {"Sheet": "Method", "What it holds": "Rules, versions and checks.", "Rows": None},
    ]
    note = (
        f"{release.controller}. Release {release.release_id}. {NOT_SHOWN} stands where a number "
        "is not shown or does not apply; the row's note says why."
    )
    _sheet(book, styles, release, "Contents", release.title, note, pd.DataFrame(contents))
    for name, frame in tables.items():
        title, meaning = names.TABLES[name]
        _sheet(book, styles, release, title, title, meaning, frame)
    _sheet(
        book,
        styles,
        release,
        "Data dictionary",
        "Data dictionary",
        "Each column of each sheet: what it is called, what it means, what it holds.",
        dictionary(tables),
    )
    _sheet(
        book,
        styles,
        release,
        "Method",
        "Method",
        "How small numbers are kept safe, and what this release was made from.",
        _method(release),
    )
    book.close()


def dictionary(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row per sheet and column: heading, name in the data, meaning, type."""
    return pd.DataFrame(
        [
            {
                "Sheet": names.TABLES[name][0],
                "Column": names.column(column),
                "Name in the data": column,
                "Meaning": _meaning(name, column),
                "Type": _type(frame[column]),
            }
            for name, frame in tables.items()
            for column in frame.columns
        ]
    )


def _meaning(name: str, column: str) -> str:
    if name not in TABLES:
        return names.column(column)
    declared = TABLES[name].to_schema().columns.get(column)
    return (declared.description if declared else None) or names.column(column)


def _type(values: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(values):
        return "yes or no"
    if pd.api.types.is_integer_dtype(values):
        return "whole number"
    return "number" if pd.api.types.is_float_dtype(values) else "words"


def _method(release: Release) -> pd.DataFrame:
    rows = [("Approach", "approach", release.approach)]
    rows += [("Draft because", "", why) for why in release.why_draft if release.draft]
    rows += [("Rules for safe numbers", key, told) for key, told in release.policy.items()]
    rows += [("Made from", key, told) for key, told in sorted(release.provenance.items())]
    return pd.DataFrame(rows, columns=["Part", "What", "Said"])


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "Calibri", "font_size": 11, "font_color": look.INK, "valign": "top"}
    head = {"bold": True, "font_color": look.PAPER, "bg_color": look.ACCENT, "text_wrap": True}
    return {
        "title": book.add_format(base | {"bold": True, "font_size": 16}),
        "draft": book.add_format(base | {"bold": True, "font_color": look.WARNING}),
        "text": book.add_format(base | {"text_wrap": True}),
        "note": book.add_format(base | {"font_color": look.QUIET}),
        "head": book.add_format(base | head),
        "number": book.add_format(base | {"num_format": "#,##0"}),
        "share": book.add_format(base | {"num_format": "0.00"}),
    }


def _sheet(
    book: Any,
    styles: dict[str, Any],
    release: Release,
    name: str,
    title: str,
    meaning: str,
    frame: pd.DataFrame,
) -> None:
    """A sheet: title, meaning, an empty row, then the table under a frozen heading."""
    sheet = book.add_worksheet(name[:31])
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    sheet.set_footer("&L&A&RPage &P of &N")
    sheet.write_string(0, 0, title, styles["title"])
    sheet.write_string(1, 0, meaning, styles["note"])
    if release.draft:
        sheet.set_header("&C&B DRAFT: not for use")
        sheet.write_string(2, 0, f"DRAFT: {' '.join(release.why_draft)}", styles["draft"])
    for at, column in enumerate(frame.columns):
        heading = names.column(str(column)) if str(column).islower() else str(column)
        sheet.write_string(_HEADER_ROW, at, heading, styles["head"])
        longest = max((len(str(value)) for value in frame[column]), default=0)
        width = min(max(longest + 2, len(heading) // 2 + 2, NARROWEST), WIDEST)
        sheet.set_column(at, at, width)
        for row, value in enumerate(frame[column], start=_HEADER_ROW + 1):
            _cell(sheet, styles, row, at, value)
    sheet.freeze_panes(_HEADER_ROW + 1, 1)
    if len(frame):
        sheet.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(frame), len(frame.columns) - 1)


def _cell(sheet: Any, styles: dict[str, Any], row: int, at: int, value: Any) -> None:
    if pd.isna(value):
        sheet.write_string(row, at, NOT_SHOWN, styles["text"])
    elif isinstance(value, bool | np.bool_):
        sheet.write_string(row, at, "yes" if value else "no", styles["text"])
    elif isinstance(value, str):
        sheet.write_string(row, at, value, styles["text"])
    elif isinstance(value, int | np.integer):
        sheet.write_number(row, at, int(value), styles["number"])
    else:
        sheet.write_number(row, at, float(value), styles["share"])
