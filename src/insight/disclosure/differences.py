"""What could be learned by comparing a new release with an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from insight.disclosure.policy import counts_like_interviews
from insight.schemas import TABLES
from insight.settings import DisclosureSettings

DIFFERENCE_COLUMNS = ["table", "source_name", "cell", "figure", "learnable"]
_COUNTS = {
    "theme_prevalence": ("n_mentioning", "n_asked"),
    "representation": ("n_speakers",),
}


def learnable_differences(
    new: Mapping[str, pd.DataFrame],
    earlier: Mapping[str, pd.DataFrame],
    settings: DisclosureSettings,
) -> pd.DataFrame:
    """Cells of `new` that say too much beside `earlier`, with DIFFERENCE_COLUMNS.

    Both are released tables by name. A count that moved by less than the threshold (of surveys) or
    the smallest group (of interviews) tells of the few who came or left; a count that was hidden
    and is now shown, or the reverse, tells on which side of the threshold it was.
    """
    rows: list[tuple[str, str, str, str, str]] = []
    modes = new["theme_prevalence"].drop_duplicates("source_name").set_index("source_name")
    for name, figures in _COUNTS.items():
        if name not in new or name not in earlier:
            continue
        key = list(TABLES[name]._key)
        both = new[name].merge(earlier[name], on=key, suffixes=("", "_before"))
        for row in both.to_dict("records"):
            source = str(row["source_name"])
            like_interviews = source in modes.index and counts_like_interviews(
                str(modes.loc[source, "mode"]), str(modes.loc[source, "sampling"])
            )
            least = (
                settings.interviews.smallest_group if like_interviews else settings.survey.threshold
            )
            cell = ", ".join(str(row[part]) for part in key[1:])
            for figure in figures:
                learned = _learned(row[figure], row[f"{figure}_before"], least)
                if learned:
                    rows.append((name, source, cell, figure, learned))
    return pd.DataFrame(rows, columns=DIFFERENCE_COLUMNS)


def _learned(now: Any, before: Any, least: int) -> str:
    if pd.isna(now) and pd.isna(before):
        return ""
    if pd.isna(now):
        return "shown before, hidden now"
    if pd.isna(before):
        return "hidden before, shown now"
    return f"moved by fewer than {least}" if 0 < abs(int(now) - int(before)) < least else ""
