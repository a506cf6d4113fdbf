"""docs/data-dictionary.md says what the table classes say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from insight.schemas import TABLES

ROOT = Path(__file__).resolve().parents[2]


def test_the_data_dictionary_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "build_dictionary.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr


def test_every_column_of_every_table_says_what_it_means() -> None:
    silent = [
        f"{name}.{column.name}"
        for name, table in TABLES.items()
        for column in table.to_schema().columns.values()
        if not column.description
    ]

    assert silent == []
