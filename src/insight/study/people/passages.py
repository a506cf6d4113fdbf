"""The sheet of what each theme holds, in which people mark examples of the parts to split it into.

A row a passage. Where there are too few texts for themes, it is the list of what to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.store import write_csv
from insight.study.people.sheets import read_sheet
from insight.study.people.taken import AS_OF

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy
    from insight.themes.remembered import Example

FILE = "theme_passages.csv"
PART = "part"
MOST_PARTS = 9
_COLUMNS = ["theme_id", "label", "why", "text", PART, "segment_id", "theme_key", "digest"]
_NEEDED = (PART, "segment_id", "theme_key", "digest")


def passages(study: OpenedStudy) -> pd.DataFrame:
    """The passages of each theme whose main theme it is: exemplars first, then by weight.

    Columns theme_id, label, why (it is an exemplar), text, part (empty), segment_id, theme_key,
    digest (of the words) and as_of. Exemplars of no theme, the reading list, come last.
    """
    from insight.themes import main_themes
    from insight.themes.by_example import example_digest

    shown = study.tables["exemplars"].drop_duplicates(["theme_id", "segment_id"])
    of_themes = main_themes(study.tables["segment_themes"])
    listed = shown.loc[shown["theme_id"] < 0, ["theme_id", "segment_id"]].assign(weight=0.0)
    sheet = pd.concat([of_themes, listed]).merge(shown, how="left").fillna({"why": ""})
    sheet = (
        sheet.merge(study.tables["themes"][["theme_id", "label"]], how="left")
        .merge(
            study.tables["theme_decisions"].query("theme_id >= 0")[["theme_id", "theme_key"]],
            how="left",
        )
        .merge(study.tables["deidentified_segments"][["segment_id", "text"]])
        .fillna({"label": "", "theme_key": ""})
    )
    sheet = sheet.assign(
        last=sheet["theme_id"] < 0, later=sheet["why"] == "", lighter=-sheet["weight"]
    ).sort_values(["last", "theme_id", "later", "lighter", "segment_id"], ignore_index=True)
    sheet["digest"] = [example_digest(study.key, text) for text in sheet["text"]]
    sheet[PART], sheet[AS_OF] = "", len(study.ledger.lines())
    return sheet[[*_COLUMNS, AS_OF]]


def examples_of(
    chosen: Mapping[str, int], held: Mapping[str, str], where: str
) -> tuple[Example, ...]:
    """What was `chosen` (segment id -> part) as examples; parts are numbered 1, 2, ... anew.

    `held` are the passages of the theme: segment id -> digest of its words. InputError, which says
    `where`, if one is none of them, or fewer than two parts have an example, or more than nine.
    """
    from insight.themes.remembered import Example

    if not held.keys() >= chosen.keys():
        raise InputError(
            "an example that is no passage of this theme, or has other words now",
            where=where,
            remedy="choose from a fresh list of its passages",
        )
    parts = sorted(set(chosen.values()))
    if not 2 <= len(parts) <= MOST_PARTS:
        raise InputError(
            "a theme is split into two parts or more",
            where=where,
            remedy=f"choose an example or more of each part, of {MOST_PARTS} parts at most",
        )
    return tuple(
        Example(segment, held[segment], parts.index(chosen[segment]) + 1)
        for segment in sorted(chosen)
    )


def read_passages(path: Path) -> pd.DataFrame:
    """The sheet as people left it; all cells are text."""
    sheet = read_sheet(path, _NEEDED, "delete the sheet, and run `insight run` to get a fresh one")
    return sheet.assign(**{PART: sheet[PART].str.strip()})


def marked_examples(sheet: pd.DataFrame, study: OpenedStudy) -> dict[str, tuple[Example, ...]]:
    """By theme_key: the examples marked in the `sheet`; InputError names the row of a wrong one."""
    marked = sheet[sheet[PART] != ""]
    if marked.empty:
        return {}
    now = passages(study)
    found = {}
    for key, rows in marked.groupby("theme_key"):
        own = now[now["theme_key"] == key]
        digests = dict(zip(own["segment_id"], own["digest"], strict=True))
        chosen = {}
        columns = (rows[name] for name in ("segment_id", "digest", PART))
        for number, segment, digest, part in zip(rows.index + 2, *columns, strict=True):
            where = f'{FILE}, row {number}, column "{PART}"'
            if not part.isdecimal() or not 1 <= int(part) <= MOST_PARTS:
                raise InputError(
                    "no number of a part", where=where, remedy=f"write one from 1 to {MOST_PARTS}"
                )
            if not key or digests.get(segment) != digest:
                raise InputError(
                    "this passage is not in the theme any more, or has other words",
                    where=where,
                    remedy="run `insight run` to get a fresh sheet, and choose again",
                )
            chosen[str(segment)] = int(part)
        found[str(key)] = examples_of(chosen, digests, f"{FILE}, row {number}")
    return found


def write_passages(study: OpenedStudy, left: pd.DataFrame) -> int:
    """Write the sheet, with the marks `left` in the one before; how many found no place in it."""
    sheet = passages(study)
    marks = left[left[PART] != ""]
    bound = ["theme_key", "segment_id", "digest"]
    told = {tuple(row[:3]): row[3] for row in marks[[*bound, PART]].itertuples(index=False)}
    sheet[PART] = [told.get(tuple(row), "") for row in sheet[bound].itertuples(index=False)]
    write_csv(sheet, study.folder.review / FILE, private=True, for_excel=True)
    return len(marks) - int((sheet[PART] != "").sum())
