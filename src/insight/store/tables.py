"""Typed tables in and out of files, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from insight.errors import InputError
from insight.schemas import Table, validate
from insight.store.private import replacing

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_table(table: type[Table], frame: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Write `frame` as a `table` to the Parquet file `path`; returns it in canonical order.

    For the owner alone, also where partners may have it: they are given a copy, not a folder.
    """
    checked = validate(table, frame)
    with replacing(path, private=True) as draft:
        checked.to_parquet(draft, index=False, compression="zstd")
    return checked


def read_table(table: type[Table], path: Path) -> pd.DataFrame:
    """The `table` kept in the Parquet file `path`."""
    if not path.is_file():
        raise InputError(
            f"the table {path.stem} is not there yet",
            where=str(path.parent.name),
            remedy="run `insight run` first",
        )
    return validate(table, pd.read_parquet(path))


def guard_formula(value: object) -> object:
    """`value` such that a spreadsheet takes text for text: a leading `=`, `+`, `-`, `@` is quoted.

    >>> guard_formula("=1+1")
    "'=1+1"
    """
    if isinstance(value, str) and value.startswith(_FORMULA_STARTS):
        return "'" + value
    return value


def without_guard(value: object) -> object:
    """`value` as it was before `guard_formula`, as far as that can be told.

    >>> without_guard("'=1+1"), without_guard("'tis")
    ('=1+1', "'tis")
    """
    guarded = isinstance(value, str) and value[:1] == "'" and value[1:].startswith(_FORMULA_STARTS)
    return value[1:] if guarded and isinstance(value, str) else value


def write_csv(
    frame: pd.DataFrame, path: Path, *, private: bool = False, for_excel: bool = False
) -> None:
    """Write `frame` to a CSV in UTF-8; cells that a spreadsheet would take for formulas are quoted.

    `for_excel` puts a byte-order mark in front, without which Excel takes letters for others.
    """
    with replacing(path, private=private) as draft:
        frame.map(guard_formula).to_csv(
            draft,
            index=False,
            encoding="utf-8-sig" if for_excel else "utf-8",
            lineterminator="\n",
        )
