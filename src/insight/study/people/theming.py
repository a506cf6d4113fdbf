"""The sheet in which people decide on themes, there and back.

Decisions become lines of the ledger: on a theme by its key, and on which segments (ids, never
words) it is remembered by, or show what its parts are. `insight.themes.decided` replays them on
every fit. Examples of parts are marked in the sheet of `passages`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.store import write_csv
from insight.store.ledger import Decision
from insight.study.people import passages
from insight.study.people.passages import FILE as PASSAGES
from insight.study.people.sheets import read_sheet
from insight.study.people.taken import AS_OF, Taken, as_of, overruled_line
from insight.study.people.theme_decisions import (
    FILE,
    TO_FILL,
    OnThemes,
    asked_on_theme,
    membership,
    wrong_mark,
)

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy
    from insight.themes.remembered import Example

MOST_EXEMPLARS = 6
"""Columns of the sheet; what else a theme holds is in the sheet of passages."""
_MARKS = TO_FILL[:-1]
_SHOWN = ["theme_id", "label", "keywords", "n_segments", "n_speakers", "repeatability"]
_STANDING = ["theme_key", "theme_id", "standing", "name", "made_from", "conflict"]
_CELL = 32_000
"""A cell of a workbook holds 32,767 signs."""
_APART = ("split", "merge", "undo", "forget")
"""Decisions that do not go with examples of parts of the same theme."""


def theme_sheet(study: OpenedStudy) -> pd.DataFrame:
    """One row per theme to decide on, with its exemplars; decided themes that are lost come last.

    `digest` ties a decision to the very segments that the theme has; the columns `TO_FILL` are
    empty.
    """
    decided = study.tables["theme_decisions"]
    kept = decided.loc[(decided["theme_id"] >= 0) | (decided["conflict"] != ""), _STANDING]
    sheet = kept.merge(study.tables["themes"][_SHOWN], on="theme_id", how="left")
    sheet["repeatability"] = sheet["repeatability"].round(2)
    sheet["digest"] = sheet["theme_key"].map(OnThemes.of(study).digests)
    said = _exemplars(study)
    most = max(map(len, said.values()), default=0)
    shown = [f"exemplar_{number + 1}" for number in range(most)]
    for number, name in enumerate(shown):
        sheet[name] = [
            said[theme][number] if len(said.get(theme, ())) > number else ""
            for theme in sheet["theme_id"]
        ]
    sheet = sheet.assign(**dict.fromkeys(TO_FILL, ""), lost=sheet["theme_id"] < 0)
    sheet[AS_OF] = len(study.ledger.lines())
    ordered = sheet.sort_values(["lost", "theme_id", "theme_key"], ignore_index=True)
    told = [
        "standing",
        "name",
        "conflict",
        *TO_FILL,
        *shown,
        "theme_key",
        "made_from",
        "digest",
        AS_OF,
    ]
    return ordered[[*_SHOWN, *told]]


def _exemplars(study: OpenedStudy) -> dict[int, list[str]]:
    """By theme: what its exemplars say and why they are shown, de-identified; of each kind in turn.

    A theme that others were merged into has exemplars of each.
    """
    text = study.tables["deidentified_segments"].set_index("segment_id")["text"]
    shown = study.tables["exemplars"].query("theme_id >= 0").sort_values("segment_id")
    turn = shown.groupby(["theme_id", "why"]).cumcount()
    shown = shown.assign(turn=turn).sort_values(["theme_id", "turn", "why"])
    shown = shown.groupby("theme_id").head(MOST_EXEMPLARS)
    told: dict[int, list[str]] = {}
    for theme, segment, why in zip(
        shown["theme_id"], shown["segment_id"], shown["why"], strict=True
    ):
        told.setdefault(int(theme), []).append(f"[{why}] {text[segment]}"[:_CELL])
    return told


def write_theme_sheet(study: OpenedStudy) -> str:
    """Write the sheet of themes, and that of passages; marks that are not recorded yet stay.

    Returns what to tell of it: how many marks were on themes that are not the same any more.
    """
    path = study.folder.review / FILE
    sheet = theme_sheet(study)
    lapsed = _write_passages(study)
    if path.is_file():
        old = _without_recorded(_read(path), study)
        marks = old[(old[TO_FILL] != "").any(axis=1)].drop_duplicates("digest")
        for name in TO_FILL:
            told = dict(zip(marks["digest"], marks[name], strict=True))
            sheet[name] = [told.get(digest, "") for digest in sheet["digest"]]
        lapsed += int((~marks["digest"].isin(sheet["digest"])).sum())
    write_csv(sheet, path, private=True, for_excel=True)
    if not lapsed:
        return ""
    return (
        f"{lapsed} marks in {FILE} or {PASSAGES} were never recorded, and their themes are "
        "not the same now."
    )


def _write_passages(study: OpenedStudy) -> int:
    """Write the sheet of passages; how many marks that were not recorded have no place in it."""
    path = study.folder.review / PASSAGES
    if not path.is_file():
        return passages.write_passages(study, passages.passages(study).head(0))
    left = passages.read_passages(path)
    themes, taken = OnThemes.of(study), Taken.of(study.ledger, as_of(left))
    for key, rows in left[left[passages.PART] != ""].groupby("theme_key"):
        try:
            examples = passages.marked_examples(rows, study)[str(key)]
        except InputError:
            continue  # It is told when somebody wants it recorded; until then it stays.
        if _is_taken(asked_on_theme(_split(str(key)), themes, 0, "", "", examples), taken):
            left.loc[rows.index, passages.PART] = ""
    return passages.write_passages(study, left)


def _split(key: str) -> pd.Series:
    """The row of the sheet of themes that asks for a split, the parts of which are shown."""
    asked = dict.fromkeys([*TO_FILL, "name", "label"], "") | {"decision": "split"}
    return pd.Series(asked | {"theme_key": key})


def _read(path: Path) -> pd.DataFrame:
    needed = ("theme_key", "digest", "label", "name", *TO_FILL)
    sheet = read_sheet(path, needed, "delete the sheet, and run `insight run` to get a fresh one")
    return sheet.assign(**{name: sheet[name].str.strip() for name in TO_FILL})


def _without_recorded(old: pd.DataFrame, study: OpenedStudy) -> pd.DataFrame:
    """The `old` sheet less the marks that the ledger has taken; notes stay."""
    themes, taken = OnThemes.of(study), Taken.of(study.ledger, as_of(old))
    done = [_is_recorded(pd.Series(row), themes, taken) for row in old.to_dict("records")]
    left = old.copy()
    left.loc[pd.Series(done, index=old.index, dtype="bool"), _MARKS] = ""
    return left


def _is_recorded(row: pd.Series, themes: OnThemes, taken: Taken) -> bool:
    """Whether the ledger has taken what `row` asks for."""
    if str(row["decision"]).casefold() == "merge":
        # Into which theme, nobody can tell when themes are numbered anew.
        key = str(row["theme_key"])
        held = themes.held.themes.get(key)
        merged = {(about, place) for (_, about, _, place, _), told in taken.since if told == "yes"}
        return (held is not None and bool(held.merged_into)) or (key, "merge") in merged
    try:
        asked = asked_on_theme(row, themes, 0, "", "")
    except InputError:
        return False  # It is told when somebody wants it recorded; until then it stays.
    return _is_taken(asked, taken)


def record_themes(study: OpenedStudy, by: str, on: str) -> list[Decision]:
    """What is marked in the sheets of themes and passages, as decisions of the person called `by`.

    What the ledger has taken already is left out. Raises InputError where a mark cannot be read, or
    is on a theme that has changed since the sheet was written.
    """
    if not _is_written(study):
        return []
    themes = OnThemes.of(study)
    asked = _all_asked(study, themes, by, on)
    new = [one for told, taken in asked if not _is_taken(told, taken) for one in told]
    touched = {one.text_digest for one in new} | {one.about for one in new}
    return [*new, *membership(study, themes, touched, by, on)] if new else []


def overruled_themes(study: OpenedStudy) -> str:
    """What to tell of marks in the sheets that were recorded and overruled since."""
    if not _is_written(study):
        return ""
    asked = _all_asked(study, OnThemes.of(study), "", "")
    count = sum(
        taken.overruled(_meant(told), absent="") for told, taken in asked if _is_taken(told, taken)
    )
    return overruled_line(count, FILE)


def _is_written(study: OpenedStudy) -> bool:
    return any((study.folder.review / name).is_file() for name in (FILE, PASSAGES))


def _all_asked(
    study: OpenedStudy, themes: OnThemes, by: str, on: str
) -> list[tuple[list[Decision], Taken]]:
    """What is asked for on each theme that is marked, and what was taken of its sheet."""
    found = []
    shown = _examples_asked(study)
    path = study.folder.review / FILE
    if path.is_file():
        sheet = _read(path)
        taken = Taken.of(study.ledger, as_of(sheet))
        rows = _rows_asked(sheet, themes, by, on, {key for key, _, _ in shown})
        found = [(told, taken) for told in rows]
    return found + [
        (asked_on_theme(_split(key), themes, 0, by, on, examples), taken)
        for key, examples, taken in shown
    ]


def _examples_asked(study: OpenedStudy) -> list[tuple[str, tuple[Example, ...], Taken]]:
    path = study.folder.review / PASSAGES
    if not path.is_file():
        return []
    sheet = passages.read_passages(path)
    taken = Taken.of(study.ledger, as_of(sheet))
    marked = passages.marked_examples(sheet, study)
    return [(key, examples, taken) for key, examples in sorted(marked.items())]


def _rows_asked(
    sheet: pd.DataFrame, themes: OnThemes, by: str, on: str, shown: set[str]
) -> Iterator[list[Decision]]:
    """What each marked row of the sheet asks for; InputError names row and column.

    `shown` are keys of themes that are split by examples.
    """
    for number, row in enumerate(sheet.to_dict("records"), start=2):
        told = pd.Series(row)
        if told["decision"] or told["new_name"]:
            _insist_same(told, themes, number)
            if told["theme_key"] in shown and str(told["decision"]).casefold() in _APART:
                raise wrong_mark(
                    number,
                    "decision",
                    f"examples of its parts are marked in {PASSAGES}, too",
                    "take out the decision, or the examples",
                )
            yield asked_on_theme(told, themes, number, by, on)


def _meant(asked: list[Decision]) -> list[Decision]:
    """What one row asks for, without what a merger leaves on its way to another theme."""
    merged = [one for one in asked if one.place == "merge" and one.verdict]
    return merged or asked


def _is_taken(asked: list[Decision], taken: Taken) -> bool:
    """Whether the ledger has taken what one row asks for."""
    return all(taken.holds(one, absent="") for one in _meant(asked))


def _insist_same(row: pd.Series, themes: OnThemes, number: int) -> None:
    """InputError where the theme of `row` has other segments than when the sheet was written."""
    key = str(row["theme_key"])
    if key not in themes.digests or row["digest"] != themes.digests[key]:
        raise InputError(
            "this theme is not the same any more",
            where=f"{FILE}, row {number}",
            remedy="run `insight run` to get a fresh sheet, and decide again",
        )
