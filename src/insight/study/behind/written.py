"""The words behind rows of a table, written for the eyes of the study's own people alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.store import write_csv
from insight.study.behind.walk import Walk

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy


def write_behind(
    study: OpenedStudy, table: str, key: Mapping[str, str]
) -> tuple[Path, pd.DataFrame]:
    """Write the segments behind every row of `table` that `key` fits; where, and how many.

    The sheet lies in .private/review and goes when its tables do. The counts (the row's key, then
    number, in_the_table, people, segments) hold no words. The reading is logged.
    """
    walk = Walk(study)
    found = list(walk.every(table, walk.rows(table, key)))
    study.custody.record(f"words behind {table} read")
    texts = pd.concat([pd.DataFrame(one.segments).assign(**_named(one.key)) for one in found])
    counts = pd.concat([one.counts.assign(**one.key) for one in found])
    told = list(found[0].key)
    path = study.folder.review / f"behind_{table}.csv"
    own = [name for name in texts.columns if not name.startswith(_ROW)]
    write_csv(texts[[*_named(found[0].key), *own]], path, private=True, for_excel=True)
    return path, counts[[*told, "number", "in_the_table", "people", "segments"]]


_ROW = "row: "


def _named(key: Mapping[str, str]) -> dict[str, str]:
    return {f"{_ROW}{name}": value for name, value in key.items()}
