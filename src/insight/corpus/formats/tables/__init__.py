"""Tables of responses (CSV, TSV, Excel, SPSS, Parquet, JSON Lines) -> rows of text cells.

Every cell is text: a code with leading zeros, a postcode or a date stays what it was. Which program
exported a table is recognised (`layouts`), and columns that tell who somebody is are never read in.
"""

from __future__ import annotations

from collections.abc import Callable

from insight.corpus.formats.content import Hints, ResponseTable
from insight.corpus.formats.tables.delimited import delimiter_of, lines_of, read_delimited
from insight.corpus.formats.tables.layouts import LAYOUTS
from insight.corpus.formats.tables.records import read_json_lines, read_parquet
from insight.corpus.formats.tables.removal import records_of, without_rows
from insight.corpus.formats.tables.spss import read_spss
from insight.corpus.formats.tables.workbook import read_workbook
from insight.errors import SourceError

TABLE_READERS: dict[str, Callable[[bytes, str, Hints], ResponseTable]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".tab": read_delimited,
    ".xlsx": read_workbook,
    ".xlsm": read_workbook,
    ".sav": read_spss,
    ".zsav": read_spss,
    ".parquet": read_parquet,
    ".jsonl": read_json_lines,
}


def check_has_rows(table: ResponseTable, where: str) -> None:
    """Raise SourceError for a header without rows."""
    if not table.rows and not table.left_out:
        raise SourceError(
            "the table has a header and no rows", where=where, remedy="export it with responses"
        )
    if not table.rows:
        raise SourceError(
            "no row of the table is a response that was finished",
            where=where,
            remedy="look at its status columns, or export it with all responses",
        )


__all__ = [
    "LAYOUTS",
    "TABLE_READERS",
    "check_has_rows",
    "delimiter_of",
    "lines_of",
    "records_of",
    "without_rows",
]
