"""What a notebook shows of a table: its rows, or its columns alone where people's words are in it.

Outputs are saved with a notebook, and a notebook is sent on: what somebody said may stand in none
unless it may be published.
"""

from __future__ import annotations

import sys
from typing import Any

import pandas as pd

from insight.schemas import TABLES, Table, columns_of
from insight.shown import Sight

WORDS = ("text", "question_asked", "label_in_source", "postcode", "speaker_id")
"""Columns that hold what somebody said or is, in any table."""
_QUOTED = ("quote_id", "status")
_AS_READ = ("quote_id", "subject", "subject_id", "said_by", "text")
_MAY = {
    "personal": "personal: it stays in .private on this machine",
    "shareable": "for partners inside the study, once read and approved",
    "publishable": "exact: publish() rounds it and decides what may leave",
}
HIDDEN = (
    "What people said or are is not shown here, because a notebook keeps what it shows. "
    "study.in_context(table) opens segments to be read, and saves none of them."
)


def sight(frame: pd.DataFrame) -> Sight | None:
    """What is shown of `frame`; None where it is no table of ours and holds no words of people."""
    name, table = table_of(frame)
    if {*_QUOTED, "text"} <= set(frame.columns):
        return _quotes(frame)
    if _holds_words(frame) or (table is not None and _of_persons(table)):
        return _made_of(frame, name, table)
    if table is None:
        return None
    return Sight(f"{name}: {len(frame):,} rows ({_MAY[table._custody]})", frame)


def table_of(frame: pd.DataFrame) -> tuple[str, type[Table] | None]:
    """Which table has exactly the columns of `frame`; ("", None) where none has."""
    columns = list(map(str, frame.columns))
    for name, table in TABLES.items():
        if sorted(columns_of(table)) == sorted(columns):
            return name, table
    return "", None


def _holds_words(frame: pd.DataFrame) -> bool:
    names = {str(one) for one in (*frame.columns.to_flat_index(), *frame.index.names)}
    return bool(names & set(WORDS))


def _of_persons(table: type[Table]) -> bool:
    return table._custody == "personal" or table._key[0] == "speaker_id"


def _made_of(frame: pd.DataFrame, name: str, table: type[Table] | None) -> Sight:
    """The columns, how many cells of each are filled, and what they hold; no cell."""
    told = {} if table is None else table.to_schema().columns
    rows = [
        (
            str(column),
            int((frame.iloc[:, at].notna() & frame.iloc[:, at].astype("str").ne("")).sum()),
            told[column].description if column in told else "",
        )
        for at, column in enumerate(frame.columns)
    ]
    custody = "" if table is None else f" ({_MAY[table._custody]})"
    return Sight(
        f"{name or 'A table with words of people'}: {len(frame):,} rows{custody}",
        pd.DataFrame(rows, columns=["column", "filled", "what it holds"]),
        (HIDDEN,),
    )


def _quotes(frame: pd.DataFrame) -> Sight:
    """Quotes: those whose very words a named person approved."""
    approved = frame[frame["status"] == "approved"]
    waiting = len(frame) - len(approved)
    shown = approved[[one for one in _AS_READ if one in approved.columns]]
    notes = (f"{waiting:,} more wait for approval; their words are not shown.",) if waiting else ()
    return Sight(f"quotes: {len(approved):,} approved", shown, notes)


def watch_notebook() -> None:
    """From now on, the notebook that this runs in shows tables as `sight` has them, if it is one.

    Only what a cell displays; print() prints what it is given.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return
    html, plain = (shell.display_formatter.formatters[f"text/{one}"] for one in ("html", "plain"))
    html.for_type(pd.DataFrame, _html)
    plain.for_type(pd.DataFrame, _plain)
    plain.for_type(pd.Series, _plain_column)


def _html(frame: pd.DataFrame) -> str | None:
    seen = sight(frame)
    made: str | None = frame._repr_html_() if seen is None else seen.html()  # type: ignore[operator]
    return made


def _plain(frame: pd.DataFrame, printer: Any, cycle: bool) -> None:
    seen = sight(frame)
    _write(printer, repr(frame) if seen is None else seen.plain())


def _plain_column(column: pd.Series, printer: Any, cycle: bool) -> None:
    seen = _holds_words(column.to_frame())
    _write(printer, f"{len(column):,} cells. {HIDDEN}" if seen else repr(column))


def _write(printer: Any, text: str) -> None:
    for at, line in enumerate(text.splitlines()):
        if at:
            printer.break_()
        printer.text(line)
