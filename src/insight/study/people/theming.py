"""The sheet in which people decide on themes, there and back.

Decisions become lines of the ledger: on a theme by its key, and on which segments (ids, never
words) it is remembered by. `insight.themes.decided` replays them on every fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.store import write_csv
from insight.store.ledger import Decision
from insight.study.people.sheets import read_sheet
from insight.study.people.taken import AS_OF, Taken, as_of, overruled_line

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy
    from insight.themes import Remembered

FILE = "themes.csv"
DECISIONS = ("accept", "hide", "candidate", "merge", "split", "undo", "forget")
TO_FILL = ["decision", "new_name", "merge_into", "parts", "note"]
LONGEST_NAME = 80
MOST_PARTS = 9
_MARKS = TO_FILL[:-1]
_SHOWN = ["theme_id", "label", "keywords", "n_segments", "n_speakers", "repeatability"]
_STANDING = ["theme_key", "theme_id", "standing", "name", "made_from", "conflict"]
_NAME = re.compile(r"[^\[\]<>\r\n\t]+")
_CELL = 32_000
"""A cell of a workbook holds 32,767 signs."""


@dataclass(frozen=True)
class _Themes:
    """What stands on the themes of the last run: keys, segments and decisions."""

    key_of: Mapping[int, str]
    made_from: Mapping[str, tuple[str, ...]]
    members: Mapping[str, frozenset[str]]
    digests: Mapping[str, str]
    held: Remembered

    @classmethod
    def of(cls, study: OpenedStudy, decisions: Iterable[Decision] | None = None) -> _Themes:
        from insight.themes import Remembered, main_members

        made = study.ledger.decisions() if decisions is None else decisions
        decided = study.tables["theme_decisions"]
        here = decided[decided["theme_id"] >= 0]
        key_of = {
            int(theme): str(key)
            for theme, key in zip(here["theme_id"], here["theme_key"], strict=True)
        }
        main = main_members(study.tables["segment_themes"])
        members = {key: main.get(theme, frozenset()) for theme, key in key_of.items()}
        return cls(
            key_of,
            {
                str(key): tuple(filter(None, str(keys).split(";")))
                for key, keys in zip(decided["theme_key"], decided["made_from"], strict=True)
            },
            members,
            {
                str(key): study.key.digest("theme", *sorted(members.get(str(key), ())))
                for key in decided["theme_key"]
            },
            Remembered.of(made),
        )


def theme_sheet(study: OpenedStudy) -> pd.DataFrame:
    """One row per theme to decide on, with its exemplars; decided themes that are lost come last.

    `digest` ties a decision to the very segments that the theme has; the columns `TO_FILL` are
    empty.
    """
    decided = study.tables["theme_decisions"]
    kept = decided.loc[(decided["theme_id"] >= 0) | (decided["conflict"] != ""), _STANDING]
    sheet = kept.merge(study.tables["themes"][_SHOWN], on="theme_id", how="left")
    sheet["repeatability"] = sheet["repeatability"].round(2)
    sheet["digest"] = sheet["theme_key"].map(_Themes.of(study).digests)
    said = _exemplars(study)
    shown = [f"exemplar_{number + 1}" for number in range(max(map(len, said.values()), default=0))]
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
    """By theme: what its exemplars say and why they are shown, de-identified."""
    text = study.tables["deidentified_segments"].set_index("segment_id")["text"]
    shown = study.tables["exemplars"].sort_values(["theme_id", "why", "segment_id"])
    told: dict[int, list[str]] = {}
    for theme, segment, why in zip(
        shown["theme_id"], shown["segment_id"], shown["why"], strict=True
    ):
        told.setdefault(int(theme), []).append(f"[{why}] {text[segment]}"[:_CELL])
    return told


def write_theme_sheet(study: OpenedStudy) -> str:
    """Write the sheet of themes; what is marked there and not recorded yet stays.

    Returns what to tell of it: how many marks were on themes that are not the same any more.
    """
    path = study.folder.review / FILE
    sheet = theme_sheet(study)
    lapsed = 0
    if path.is_file():
        old = _without_recorded(_read(path), study)
        marks = old[(old[TO_FILL] != "").any(axis=1)].drop_duplicates("digest")
        for name in TO_FILL:
            told = dict(zip(marks["digest"], marks[name], strict=True))
            sheet[name] = [told.get(digest, "") for digest in sheet["digest"]]
        lapsed = int((~marks["digest"].isin(sheet["digest"])).sum())
    write_csv(sheet, path, private=True, for_excel=True)
    if not lapsed:
        return ""
    return f"{lapsed} marks in {FILE} were never recorded, and their themes are not the same now."


def _read(path: Path) -> pd.DataFrame:
    needed = ("theme_key", "digest", "label", "name", *TO_FILL)
    sheet = read_sheet(path, needed, "delete the sheet, and run `insight run` to get a fresh one")
    return sheet.assign(**{name: sheet[name].str.strip() for name in TO_FILL})


def _without_recorded(old: pd.DataFrame, study: OpenedStudy) -> pd.DataFrame:
    """The `old` sheet less the marks that the ledger has taken; notes stay."""
    themes, taken = _Themes.of(study), Taken.of(study.ledger, as_of(old))
    done = [_is_recorded(pd.Series(row), themes, taken) for row in old.to_dict("records")]
    left = old.copy()
    left.loc[pd.Series(done, index=old.index, dtype="bool"), _MARKS] = ""
    return left


def _is_recorded(row: pd.Series, themes: _Themes, taken: Taken) -> bool:
    """Whether the ledger has taken what `row` asks for."""
    if str(row["decision"]).casefold() == "merge":
        # Into which theme, nobody can tell when themes are numbered anew.
        key = str(row["theme_key"])
        held = themes.held.themes.get(key)
        merged = {(about, place) for (_, about, _, place, _), told in taken.since if told == "yes"}
        return (held is not None and bool(held.merged_into)) or (key, "merge") in merged
    try:
        asked = _asked(row, themes, 0, "", "")
    except InputError:
        return False  # It is told when somebody wants it recorded; until then it stays.
    return _is_taken(asked, taken)


def record_themes(study: OpenedStudy, by: str, on: str) -> list[Decision]:
    """What is marked in the sheet of themes, as decisions of the person called `by`.

    What the ledger has taken already is left out. Raises InputError where a mark cannot be read, or
    is on a theme that has changed since the sheet was written.
    """
    path = study.folder.review / FILE
    if not path.is_file():
        return []
    sheet, themes = _read(path), _Themes.of(study)
    taken = Taken.of(study.ledger, as_of(sheet))
    rows = _rows_asked(sheet, themes, by, on)
    new = [one for asked in rows if not _is_taken(asked, taken) for one in asked]
    touched = {one.text_digest for one in new} | {one.about for one in new}
    return [*new, *_membership(study, themes, touched, by, on)] if new else []


def overruled_themes(study: OpenedStudy) -> str:
    """What to tell of marks in the sheet that were recorded and overruled since."""
    path = study.folder.review / FILE
    if not path.is_file():
        return ""
    sheet = _read(path)
    taken = Taken.of(study.ledger, as_of(sheet))
    rows = _rows_asked(sheet, _Themes.of(study), "", "")
    done = [one for asked in rows if _is_taken(asked, taken) for one in _meant(asked)]
    return overruled_line(taken.overruled(done, absent=""), FILE)


def _rows_asked(sheet: pd.DataFrame, themes: _Themes, by: str, on: str) -> Iterator[list[Decision]]:
    """What each marked row of the sheet asks for; InputError names row and column."""
    for number, row in enumerate(sheet.to_dict("records"), start=2):
        told = pd.Series(row)
        if told["decision"] or told["new_name"]:
            _insist_same(told, themes, number)
            yield _asked(told, themes, number, by, on)


def _meant(asked: list[Decision]) -> list[Decision]:
    """What one row asks for, without what a merger leaves on its way to another theme."""
    merged = [one for one in asked if one.place == "merge" and one.verdict]
    return merged or asked


def _is_taken(asked: list[Decision], taken: Taken) -> bool:
    """Whether the ledger has taken what one row asks for."""
    return all(taken.holds(one, absent="") for one in _meant(asked))


def decide_theme(
    study: OpenedStudy, mark: Mapping[str, str], by: str, on: str, decisions: Iterable[Decision]
) -> list[Decision]:
    """What one `mark` asks for: a row of the sheet, or its theme_key, name, label and `TO_FILL`.

    `decisions` are those that stand on themes. InputError where it means nothing.
    """
    themes = _Themes.of(study, decisions)
    own = _asked(pd.Series(dict.fromkeys(TO_FILL, "") | dict(mark)), themes, 0, by, on)
    touched = {one.text_digest for one in own} | {one.about for one in own}
    return [*own, *_membership(study, themes, touched, by, on)]


def _membership(
    study: OpenedStudy, themes: _Themes, touched: set[str], by: str, on: str
) -> Iterator[Decision]:
    """Which segments the `touched` themes are remembered by now, and which others are there.

    A theme that others were merged into holds theirs too: each of them is remembered as it was.
    """
    from insight.themes.remembered import ELSEWHERE, MEMBER

    for key in sorted(touched & themes.members.keys()):
        if key in themes.made_from[key]:
            continue
        now = themes.members[key]
        old = themes.held.themes[key].members if key in themes.held.themes else frozenset()
        for segment in sorted(now | old):
            verdict = "in" if segment in now else "out"
            yield Decision(MEMBER, segment, key, by, on, verdict=verdict)
    for segment in sorted(set(study.tables["segment_themes"]["segment_id"]) - themes.held.known):
        yield Decision(MEMBER, segment, ELSEWHERE, by, on, verdict="in")


def remember(study: OpenedStudy, keys: set[str], by: str, on: str) -> list[Decision]:
    """What lets the themes of these `keys` be found again in another fit: their segments."""
    themes = _Themes.of(study) if keys else None
    held = keys & themes.members.keys() if themes else set()
    return list(_membership(study, themes, held, by, on)) if themes and held else []


def _insist_same(row: pd.Series, themes: _Themes, number: int) -> None:
    """InputError where the theme of `row` has other segments than when the sheet was written."""
    key = str(row["theme_key"])
    if key not in themes.digests or row["digest"] != themes.digests[key]:
        raise InputError(
            "this theme is not the same any more",
            where=f"{FILE}, row {number}",
            remedy="run `insight run` to get a fresh sheet, and decide again",
        )


def _asked(row: pd.Series, themes: _Themes, number: int, by: str, on: str) -> list[Decision]:
    """What one row of the sheet asks for; InputError names row and column."""
    from insight.themes.remembered import THEME

    key, decision, name = str(row["theme_key"]), str(row["decision"]).casefold(), row["new_name"]
    if decision and decision not in DECISIONS:
        raise _wrong(number, "decision", "no decision", f"choose from {', '.join(DECISIONS)}")
    if name and (len(name) > LONGEST_NAME or not _NAME.fullmatch(name)):
        raise _wrong(
            number, "new_name", "no name", f"write one line of {LONGEST_NAME} signs, no brackets"
        )

    def of(place: str, verdict: str, about: str = key, other: str = "") -> Decision:
        return Decision(THEME, about, other or about, by, on, place, verdict)

    told = [of("name", name)] if name else []
    if decision == "accept":
        # An accepted theme keeps its name, whatever words a later fit finds for it.
        told = [of("name", name or row["name"] or row["label"]), of("status", "accepted")]
    elif decision in ("hide", "candidate"):
        told.append(of("status", "hidden" if decision == "hide" else decision))
    elif decision == "split":
        told.append(of("split", str(_parts(row, number))))
    elif decision == "merge":
        target = _target(row, themes, number)
        old = themes.held.themes[key].merged_into if key in themes.held.themes else ""
        told += [of("merge", "", other=old)] if old not in ("", target) else []
        told.append(of("merge", "yes", other=target))
    elif decision == "forget":
        told = [of("name", ""), of("status", "candidate"), of("split", "")]
    if decision in ("undo", "forget"):
        for part in {key, *themes.made_from.get(key, ())} & themes.held.themes.keys():
            one = themes.held.themes[part]
            told += [of("merge", "", part, one.merged_into)] if one.merged_into else []
            told += [of("split", "", part)] if one.parts else []
    return sorted(told, key=lambda one: (one.about, one.place, one.verdict))


def _parts(row: pd.Series, number: int) -> int:
    told = str(row["parts"])
    if not told.isdecimal() or not 2 <= int(told) <= MOST_PARTS:
        raise _wrong(number, "parts", "no number of parts", f"give one from 2 to {MOST_PARTS}")
    return int(told)


def _target(row: pd.Series, themes: _Themes, number: int) -> str:
    told = str(row["merge_into"])
    target = themes.key_of.get(int(told), "") if told.isdecimal() else ""
    if target in ("", row["theme_key"]):
        raise _wrong(number, "merge_into", "no other theme", "give the theme_id of another row")
    return target


def _wrong(number: int, column: str, problem: str, remedy: str) -> InputError:
    where = f'{FILE}, row {number}, column "{column}"' if number else "the review desk"
    return InputError(problem, where=where, remedy=remedy)
