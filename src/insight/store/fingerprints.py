"""Digests of rows and columns of tables: which of them changed, when the old table is gone.

They are kept beside the tables, for those who have the tables: the digest of a short cell can be
guessed. The manifest has one digest of all of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd

from insight.errors import InputError
from insight.schemas import TABLES
from insight.store.manifest import table_digest
from insight.store.private import replacing
from insight.store.tables import without_guard

COLUMNS = ["table", "column", "row", "key", "digest"]
"""`column` is empty for a row; `row` and `key` are for a column; all three for the whole table."""
VECTORS = "vectors"
RELEASED, FIGURES = "released/", "figures/"
"""What the names of released tables start with, and of figures that are not rounded yet."""
_FLOAT = re.compile(r"[+-]?(\d+\.\d*|\.\d+|\d+(?=[eE]))([eE][+-]?\d+)?")
_TELLING = re.compile(
    r".*_id|theme_key|code|round|start|end|source_name|subject|stratum|stratum_value|measure|margin"
    r"|category|group|group_[ab]|view|place"
)
"""Columns of keys that may be shown: ids, numbers and vocabularies; never who coded or wrote."""


@dataclass(frozen=True)
class Fingerprint:
    """Of one table: its digest, those of its columns, and of its rows by the hash of their key.

    `shown` is what tells each row to a reader.
    """

    whole: str
    columns: Mapping[str, str]
    rows: Mapping[str, str]
    shown: Mapping[str, str]


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` with every cell as text: the same whatever kept it, and how it wrote its numbers.

    >>> as_text(pd.DataFrame({"n": [0.1 + 0.2, None], "id": ["a", ""]})).to_dict("list")
    {'n': ['0.3', ''], 'id': ['a', '']}
    """
    return pd.DataFrame(
        {str(name): [_cell(value) for value in frame[name].tolist()] for name in frame.columns},
        dtype="str",
    )


def _cell(value: object) -> str:
    if value is None or value is pd.NA or value != value:
        return ""
    if isinstance(value, float):
        return f"{value:.10g}"
    text = str(value)
    return f"{float(text):.10g}" if _FLOAT.fullmatch(text) else text


def key_of(name: str, frame: pd.DataFrame) -> list[str]:
    """Columns that tell the rows of the table `name` apart; none where only their place does."""
    known = TABLES.get(name.rpartition("/")[2])
    key = ["segment_id"] if name == VECTORS else list(known._key) if known else []
    there = bool(key) and set(key) <= set(frame.columns)
    return key if there and not as_text(frame[key]).duplicated().any() else []


def in_order(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """`frame` as text, rows sorted by key; one row per key text in the index, its place if none."""
    text, key = as_text(frame.map(without_guard)), key_of(name, frame)
    if not key:
        return text.set_axis([f"row {n}" for n in range(1, len(text) + 1)])
    names = pd.Series(["\x1f".join(cells) for cells in text[key].itertuples(index=False)])
    return text.set_axis(names.to_list()).sort_index(kind="stable")


def shown(name: str, text: pd.DataFrame) -> list[str]:
    """What tells each row of `text` (from `in_order`) to a reader."""
    key = [column for column in key_of(name, text) if _TELLING.fullmatch(column)]
    if not key:
        return [f"row {n}" for n in range(1, len(text) + 1)]
    rows = text[key].itertuples(index=False)
    return [", ".join(f"{c} {v}" for c, v in zip(key, row, strict=True)) for row in rows]


def fingerprint(name: str, frame: pd.DataFrame) -> Fingerprint:
    """The digests of the table `frame` called `name`."""
    text = in_order(name, frame)
    keys = [_short(str(key)) for key in text.index]
    rows = [_short(*cells) for cells in text.itertuples(index=False)]
    return Fingerprint(
        table_digest(frame),
        {column: _short(*text[column]) for column in text.columns},
        dict(zip(keys, rows, strict=True)),
        dict(zip(keys, shown(name, text), strict=True)),
    )


def _short(*cells: str) -> str:
    return sha256("\x1e".join(cells).encode()).hexdigest()[:16]


def fingerprints(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """COLUMNS of all `tables`, as they are kept."""
    rows: list[Sequence[str]] = []
    for name, frame in sorted(tables.items()):
        of = fingerprint(name, frame)
        rows.append((name, "", "", "", of.whole))
        rows += [(name, column, "", "", digest) for column, digest in of.columns.items()]
        rows += [(name, "", of.shown[key], key, digest) for key, digest in of.rows.items()]
    return pd.DataFrame(rows, columns=COLUMNS, dtype="str")


def write_fingerprints(table: pd.DataFrame, path: Path) -> None:
    """Keep them at `path`, for the owner alone, as the tables beside them."""
    with replacing(path, private=True) as draft:
        table.to_parquet(draft, index=False, compression="zstd")


def read_fingerprints(path: Path) -> pd.DataFrame | None:
    """Those kept at `path`; None where there are none. InputError where it holds something else."""
    if not path.is_file():
        return None
    try:
        return pd.read_parquet(path)[COLUMNS].astype("str")
    except (ValueError, KeyError, OSError):
        raise InputError(
            "these are no digests of tables", where=path.name, remedy="ask the sender for it again"
        ) from None


def kept_fingerprint(table: pd.DataFrame, name: str) -> Fingerprint | None:
    """What `table` (from `fingerprints`) says of the table `name`; None where it says nothing."""
    own = table[table["table"] == name]
    if own.empty:
        return None
    columns, rows = own[own["column"] != ""], own[own["key"] != ""]
    whole = own.loc[(own["column"] == "") & (own["key"] == ""), "digest"]
    return Fingerprint(
        str(whole.iloc[0]),
        dict(zip(columns["column"], columns["digest"], strict=True)),
        dict(zip(rows["key"], rows["digest"], strict=True)),
        dict(zip(rows["key"], rows["row"], strict=True)),
    )
