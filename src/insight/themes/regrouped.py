"""Themes of a fit regrouped as people decided: one in parts, several as one.

Themes keep the ids of the fit. Several as one go by the id of the first; parts beyond the first get
ids above all others. What was measured on other segments than a theme has now is left missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from insight.schemas import Themes, empty, validate
from insight.store import StudyKey
from insight.themes.by_example import example_digest, likened, stacked
from insight.themes.divided import divided, part_label, telling
from insight.themes.graph import FloatArray, IntArray, shared_direction
from insight.themes.remembered import Found, Standing

LOST = "no theme of this fit shares more than half of its segments"
UNDIVIDED = "it cannot be divided into so many parts of three segments or more"
UNSHOWN = "it is not split any more: a part has no example left whose words are the same"
UNFILLED = "it is not split any more: no segment of this fit is in one of its parts"
KEYWORDS = 10
_WEIGHT_DIGITS = 6


@dataclass(frozen=True)
class Regrouped:
    """Tables on their way, which key each theme was made from, conflicts by key, and notes."""

    themes: pd.DataFrame
    weights: pd.DataFrame
    exemplars: pd.DataFrame
    made_from: Mapping[int, tuple[str, ...]]
    conflicts: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Texts:
    """What a fit was made of: segments, their vectors, and what all its texts `shared` (d,).

    Where that is not told, it is what all vectors share. `known` are segments that were there when
    people decided, `present` those of this fit.
    """

    segments: pd.DataFrame
    vectors: pd.DataFrame
    shared: FloatArray | None
    known: frozenset[str]
    present: frozenset[str]
    key: StudyKey

    @cached_property
    def by_id(self) -> pd.Series:
        """Vectors by segment id."""
        return self.vectors.set_index("segment_id")["vector"].sort_index()

    @cached_property
    def middle(self) -> FloatArray:
        """What all texts share, (d,)."""
        if self.shared is not None:
            return self.shared
        return shared_direction(stacked(self.by_id, list(self.by_id.index)))

    @cached_property
    def said(self) -> Mapping[str, str]:
        """De-identified words by segment id."""
        return dict(zip(self.segments["segment_id"], self.segments["text"], strict=True))


def main_themes(segment_themes: pd.DataFrame) -> pd.DataFrame:
    """The row of each segment's main theme: the highest weight, ties by theme_id; -1 left out."""
    ordered = segment_themes.sort_values(
        ["segment_id", "weight", "theme_id"], ascending=[True, False, True]
    )
    main = ordered.drop_duplicates("segment_id")
    return main[main["theme_id"] >= 0]


def main_members(segment_themes: pd.DataFrame) -> dict[int, frozenset[str]]:
    """Segments by their main theme."""
    of = main_themes(segment_themes).groupby("theme_id")["segment_id"]
    return {int(str(theme)): frozenset(segments) for theme, segments in of}


def in_parts(state: Regrouped, root: Standing, found: Found | None, texts: Texts) -> Regrouped:
    """`state` with the theme that stands for `root` in parts; it may be in parts already."""
    if found is None:
        apart = _within(root.members, main_members(state.weights), texts)
        told = "" if len(apart) >= 2 else LOST
        made = dict.fromkeys(apart, (root.key,)) if len(apart) >= 2 else {}
        return _noted(state, made_from=made, conflict=(root.key, told))
    rows = state.weights[state.weights["theme_id"] == found.theme_id]
    own = sorted(map(str, rows["segment_id"]))
    main = main_members(state.weights)[found.theme_id]
    part_of, conflict, notes = _parts(root, own, main, texts)
    if part_of is None:
        return _noted(state, conflict=(root.key, conflict))
    first_new = int(state.themes["theme_id"].max()) + 1
    ids = [found.theme_id, *range(first_new, first_new + root.parts - 1)]
    moved = dict(zip(own, (ids[part] for part in part_of), strict=True))
    said = [texts.said[one] for one in own]
    parts = _part_rows(state.themes, ids, _telling_of(state.themes, ids[0], said, part_of))
    weights = _moved(state.weights, ids[0], moved)
    kept = state.themes[state.themes["theme_id"] != ids[0]]
    return Regrouped(
        _counted(_appended(kept, parts), weights, texts.segments, set(ids)),
        weights,
        _with_one_each(_moved(state.exemplars, ids[0], moved), weights, ids),
        {**state.made_from, **dict.fromkeys(ids, (root.key,))},
        state.conflicts,
        (*state.notes, *notes),
    )


def _parts(
    root: Standing, own: Sequence[str], main: frozenset[str], texts: Texts
) -> tuple[IntArray | None, str, list[str]]:
    """Which part each segment of `own` is in; where there are none, why; and what to tell.

    `main` are those of which it is the main theme.
    """
    if not root.chosen:
        part_of = divided(stacked(texts.by_id, own), root.parts)
        return part_of, UNDIVIDED if part_of is None else "", []
    examples = {
        one.segment_id: one.part - 1
        for one in root.examples
        if one.segment_id in texts.present
        and one.part <= root.parts
        and example_digest(texts.key, texts.said[one.segment_id]) == one.digest
    }
    if len(set(examples.values())) < root.parts:
        return None, UNSHOWN, []
    found = likened(own, examples, texts.by_id, texts.middle)
    counted = np.array([one in main for one in own])
    if len(set(found.part_of[counted])) < root.parts:
        return None, UNFILLED, []
    tied, unlike = int(found.tied[counted].sum()), int(found.unlike[counted].sum())
    return found.part_of, "", list(_split_notes(root, len(examples), tied, unlike))


def _split_notes(root: Standing, left: int, tied: int, unlike: int) -> Iterator[str]:
    """What to tell of a split by examples, of which so many are `left`."""
    whole = f"Theme {root.key}, which people split by examples"
    if gone := sum(root.chosen) - left:
        yield f"{whole}: {gone} of {sum(root.chosen)} examples are gone, or have other words now."
    if tied:
        yield f"{whole}: {tied} passages are as near to two parts, and go to the first."
    if unlike:
        yield f"{whole}: {unlike} passages are like no example, and stay in the first part."


def _moved(table: pd.DataFrame, theme: int, moved: Mapping[str, int]) -> pd.DataFrame:
    """`table` with the segments of `theme` in the parts that they `moved` to."""
    new = table["segment_id"].map(moved).fillna(theme).astype("int64")
    of = table.assign(theme_id=table["theme_id"].where(table["theme_id"] != theme, new))
    return of.sort_values(["segment_id", "theme_id"], ignore_index=True)


def _part_rows(
    themes: pd.DataFrame, ids: Sequence[int], words: Sequence[Sequence[str]]
) -> list[dict[str, object]]:
    """A row of themes for each part of the first of `ids`, with the `words` that set it apart."""
    whole = themes[themes["theme_id"] == ids[0]].iloc[0]
    return [
        _unmeasured(whole)
        | {
            "theme_id": new,
            "label": part_label(str(whole["label"]), words[part], part),
            "keywords": ", ".join(words[part]) or str(whole["keywords"]),
        }
        for part, new in enumerate(ids)
    ]


def _telling_of(
    themes: pd.DataFrame, theme: int, texts: Sequence[str], part_of: IntArray
) -> list[list[str]]:
    """The keywords of `theme` that set each of its parts apart."""
    words = str(themes.set_index("theme_id").loc[theme, "keywords"]).split(", ")
    return telling(words, texts, part_of, int(part_of.max()) + 1)


def _noted(
    state: Regrouped,
    *,
    made_from: Mapping[int, tuple[str, ...]] | None = None,
    conflict: tuple[str, str] = ("", ""),
) -> Regrouped:
    conflicts = {conflict[0]: conflict[1]} if conflict[1] else {}
    return replace(
        state,
        made_from={**state.made_from, **(made_from or {})},
        conflicts={**state.conflicts, **conflicts},
    )


def _within(
    members: frozenset[str], themes: Mapping[int, frozenset[str]], texts: Texts
) -> list[int]:
    """Themes most of whose known segments are among `members`."""
    here = members & texts.present
    inside = []
    for theme, segments in sorted(themes.items()):
        own = segments & texts.known
        if own and 2 * len(own & here) > len(own):
            inside.append(theme)
    return inside


def merged(
    state: Regrouped,
    groups: Mapping[str, Sequence[str]],
    found: Mapping[str, Found],
    segments: pd.DataFrame,
) -> Regrouped:
    """`state` with the themes of each group as one, under the first one's id."""
    into: dict[int, int] = {}
    made_from = dict(state.made_from)
    for keys in groups.values():
        ids = [found[key].theme_id for key in keys]
        into.update(dict.fromkeys(ids[1:], ids[0]) if len(ids) > 1 else {})
        if len(ids) > 1:
            made_from[ids[0]] = tuple(keys)
    if not into:
        return state
    changed = sorted(set(into.values()))
    rows = [
        _merged_row(state.themes, [one, *(old for old, new in into.items() if new == one)])
        for one in changed
    ]
    kept = state.themes[~state.themes["theme_id"].isin([*into, *changed])]
    weights = _summed(state.weights.assign(theme_id=state.weights["theme_id"].replace(into)))
    shown = state.exemplars.assign(theme_id=state.exemplars["theme_id"].replace(into))
    shown = shown.drop_duplicates(["theme_id", "segment_id"])
    return replace(
        state,
        themes=_counted(_appended(kept, rows), weights, segments, set(changed)),
        weights=weights,
        exemplars=shown.sort_values(["theme_id", "segment_id"], ignore_index=True),
        made_from=made_from,
    )


def _summed(weights: pd.DataFrame) -> pd.DataFrame:
    """One row per segment and theme, weights added up to 1 at most."""
    total = weights.groupby(["segment_id", "theme_id"])["weight"].sum()
    return total.clip(upper=1.0).round(_WEIGHT_DIGITS).reset_index()


def _merged_row(themes: pd.DataFrame, ids: Sequence[int]) -> dict[str, object]:
    """The row of themes that stands for all of `ids`: the first one's, with words of each."""
    by_id = themes.set_index("theme_id")["keywords"]
    words = _in_turn([str(by_id[one]).split(", ") for one in ids])
    first = themes[themes["theme_id"] == ids[0]].iloc[0]
    return _unmeasured(first) | {"keywords": ", ".join(words[:KEYWORDS])}


def _in_turn(lists: Sequence[Sequence[str]]) -> list[str]:
    """First words of each list, then second words, each word once.

    >>> _in_turn([["bus", "fare"], ["phone", "bus", "wait"]])
    ['bus', 'phone', 'fare', 'wait']
    """
    longest = max(map(len, lists))
    ordered = [words[at] for at in range(longest) for words in lists if at < len(words)]
    return list(dict.fromkeys(ordered))


def _appended(themes: pd.DataFrame, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """`themes` and `rows` as one table, whatever is not known of a row missing."""
    both = [*themes.to_dict("records"), *rows]
    return validate(Themes, pd.DataFrame(both, columns=themes.columns)) if both else empty(Themes)


def _unmeasured(theme: pd.Series) -> dict[str, object]:
    """A row of themes without what was measured on other segments than it has now."""
    columns = Themes.to_schema().columns
    return {
        str(name): None if columns[str(name)].nullable else value for name, value in theme.items()
    }


def _counted(
    themes: pd.DataFrame, weights: pd.DataFrame, segments: pd.DataFrame, changed: set[int]
) -> pd.DataFrame:
    """`themes` with the sizes of those that `changed`, from their segments."""
    speaker = dict(zip(segments["segment_id"], segments["speaker_id"], strict=True))
    members = main_members(weights)
    counted: pd.DataFrame = themes.copy()
    for theme in changed:
        own = members.get(theme, frozenset())
        at = counted["theme_id"] == theme
        counted.loc[at, ["n_segments", "n_speakers"]] = [
            len(own),
            len({speaker[segment] for segment in own}),
        ]
    return validate(Themes, counted)


def _with_one_each(
    exemplars: pd.DataFrame, weights: pd.DataFrame, ids: Iterable[int]
) -> pd.DataFrame:
    """`exemplars`, and for each of `ids` that has none the segment with the highest weight."""
    bare = [one for one in ids if not (exemplars["theme_id"] == one).any()]
    of = weights[weights["theme_id"].isin(bare)].sort_values(
        ["weight", "segment_id"], ascending=[False, True]
    )
    first = of.drop_duplicates("theme_id")[["theme_id", "segment_id"]].assign(why="central")
    both = pd.concat([exemplars, first], ignore_index=True)
    return both.sort_values(["theme_id", "segment_id"], ignore_index=True)
