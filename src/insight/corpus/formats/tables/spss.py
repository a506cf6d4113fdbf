"""SPSS files (.sav, .zsav): values by their labels, variables by their questions."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from insight.corpus.formats.content import Hints, ResponseTable
from insight.corpus.formats.tables.cells import Record, damaged, text_of
from insight.corpus.formats.tables.layouts import is_read, platform_of, table_of
from insight.errors import SourceError

_DECLINED = re.compile(
    r"prefer(?:red)? not|rather not|refus|declin|not (?:want|wish|willing)|don.?t want"
    r"|not disclosed|withheld",
    re.IGNORECASE,
)


def read_spss(raw: bytes, where: str, hints: Hints) -> ResponseTable:
    """Cases of an SPSS file. A variable goes by its label, and by its name.

    A value that the file counts as missing is empty, unless its label says that somebody would
    rather not say. Raises SourceError for a damaged file, and one in another encoding than it says.
    """
    names, labels = _variables(raw, where, hints)
    platform = platform_of([names, labels], hints, named=True)
    read = [
        name
        for name, label in zip(names, labels, strict=True)
        if is_read(label or name, name, platform, hints)
    ]
    values, told = _parsed(raw, where, hints, usecols=read)
    columns = [
        _texts(values[name], told.variable_value_labels.get(name, {}), _missing(told, name))
        if name in values
        else [""] * told.number_rows
        for name in names
    ]
    records = _records(names, labels, columns)
    encoding = str(told.file_encoding or "")
    notes = () if encoding.casefold() in ("", "utf-8", "utf8") else (f"read as {encoding}",)
    return table_of(records, where, hints, notes, named="SPSS")


def _variables(raw: bytes, where: str, hints: Hints) -> tuple[list[str], list[str]]:
    _, told = _parsed(raw, where, hints, metadataonly=True)
    if not told.column_names:
        raise SourceError("the table is empty", where=where, remedy="export it again")
    return list(told.column_names), [label or "" for label in told.column_labels]


def _parsed(raw: bytes, where: str, hints: Hints, **options: Any) -> tuple[dict[str, Any], Any]:
    import pyreadstat

    if options.get("usecols") == []:
        raise SourceError(
            "every variable of the file tells who somebody is",
            where=where,
            remedy="export it with the answers",
        )
    encoding = None if hints.encoding == "auto" else hints.encoding
    for plain_dates in (False, True):
        try:
            found, told = pyreadstat.read_sav(
                io.BytesIO(raw),
                output_format="dict",
                user_missing=True,
                encoding=encoding,
                disable_datetime_conversion=plain_dates,
                **options,
            )
        except pyreadstat.ReadstatError as problem:
            raise _unreadable(str(problem), where) from None
        except (OverflowError, ValueError):
            # A date beyond the year 9999: dates are given as the numbers that they are then.
            continue
        return dict(found), told
    raise damaged("an SPSS file", where, "save it again in SPSS, or export it as CSV")


def _unreadable(problem: str, where: str) -> SourceError:
    if "encoding" in problem or "convert string" in problem:
        return SourceError(
            "the text is not in the encoding that the file tells",
            where=where,
            remedy="name its encoding with the key `encoding` of its source, such as cp1252",
        )
    return damaged("an SPSS file", where, "save it again in SPSS, or export it as CSV")


Missing = Sequence[tuple[Any, Any]]


def _missing(told: Any, name: str) -> Missing:
    """Ranges of values that the file counts as missing."""
    return [(one["lo"], one["hi"]) for one in told.missing_ranges.get(name, [])]


def _texts(values: Sequence[Any], labels: Mapping[Any, str], missing: Missing) -> list[str]:
    """Each value by its label; each distinct one is looked at once."""
    known: dict[Any, str] = {}
    found = []
    for value in values:
        if value != value:  # NaN alone differs from itself
            found.append("")
            continue
        if value not in known:
            known[value] = _text(value, labels, missing)
        found.append(known[value])
    return found


def _text(value: Any, labels: Mapping[Any, str], missing: Missing) -> str:
    label = labels.get(value, "")
    if any(_within(value, low, high) for low, high in missing) and not _DECLINED.search(label):
        return ""
    return label or text_of(value)


def _within(value: Any, low: Any, high: Any) -> bool:
    try:
        return bool(low <= value <= high)
    except TypeError:
        return False


def _records(names: list[str], labels: list[str], columns: list[list[str]]) -> Iterator[Record]:
    yield 0, names
    yield 0, labels
    for number, cells in enumerate(zip(*columns, strict=True), 1):
        yield number, list(cells)
