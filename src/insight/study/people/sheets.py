"""Sheets of .private/review, read back as people left them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from insight.errors import InputError


def read_sheet(path: Path, needed: Iterable[str], remedy: str) -> pd.DataFrame:
    """The sheet at `path`, all cells as text; InputError where one of the `needed` columns is gone.

    `remedy` says how to get a fresh sheet.
    """
    sheet = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    missing = [name for name in needed if name not in sheet.columns]
    if missing:
        raise InputError(
            f"columns are missing: {', '.join(missing)}", where=path.name, remedy=remedy
        )
    return sheet
