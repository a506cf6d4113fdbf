"""People's decisions replayed on a new fit: parts, mergers, names, and where they do not fit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from insight.schemas import ThemeDecisions, Themes, empty, validate
from insight.store import StudyKey
from insight.themes.graph import FloatArray
from insight.themes.regrouped import LOST, Regrouped, Texts, in_parts, main_members, merged
from insight.themes.remembered import SHIFTED, Found, Remembered, Standing, found_again

TOGETHER = "most of its segments are now in a theme that was decided on apart from it"
WITH_OTHERS = "it now holds most segments of another theme that people decided on"


@dataclass(frozen=True)
class Replayed:
    """Tables of a fit as people decided on them; `decided` is a ThemeDecisions table.

    Themes keep the ids of the fit; a merged theme goes by the id of the one it was merged into,
    and parts beyond the first get ids above all others. `made_of` tells, for each theme, which of
    the fit's it is; none where it is a part of one. `notes` hold no words of a person.
    """

    themes: pd.DataFrame
    segment_themes: pd.DataFrame
    exemplars: pd.DataFrame
    decided: pd.DataFrame
    made_of: Mapping[int, tuple[int, ...]]
    notes: tuple[str, ...]


def replay(
    tables: Mapping[str, pd.DataFrame],
    segments: pd.DataFrame,
    vectors: pd.DataFrame,
    remembered: Remembered,
    key: StudyKey,
    *,
    shared: FloatArray | None = None,
) -> Replayed:
    """`tables` of a fit (themes, segment_themes, exemplars) as people decided on its themes.

    First what is to be in parts is divided, then decided themes are found again, then merged,
    named, accepted, hidden. What does not fit is told in `decided` and left as the fit has it.
    `shared` (d,) is what all texts of the fit share, where that is not what all `vectors` share.
    """
    held = remembered.standing()
    state = Regrouped(tables["themes"], tables["segment_themes"], tables["exemplars"], {}, {})
    present = frozenset(map(str, state.weights["segment_id"]))
    texts = Texts(segments, vectors, shared, remembered.known, present, key)
    state, split = _in_parts(state, held, texts)
    parts = {theme for theme, keys in state.made_from.items() if keys[0] in split}
    others = {name: one for name, one in held.items() if one.parts < 2 or name in state.conflicts}
    found = found_again(_members(others), main_members(state.weights), texts.known, present)
    groups = _groups(others, found)
    state = merged(state, groups, found, segments)
    conflicts = _joined(state.conflicts, _conflicts(others, found, groups, state, present))
    themes = _named(state.themes, groups, others, found)
    decided = _table(state, themes, held, groups, found, conflicts, key)
    return Replayed(
        themes,
        state.weights,
        state.exemplars,
        decided,
        _made_of(themes, groups, found, parts),
        (*_notes(decided, len(held)), *state.notes),
    )


def _in_parts(
    state: Regrouped, held: Mapping[str, Standing], texts: Texts
) -> tuple[Regrouped, set[str]]:
    """`state` with themes that people split in parts, and which keys were found and divided.

    What is a part itself is found once the whole is in parts.
    """
    waiting = {name: one for name, one in held.items() if one.parts >= 2}
    split: set[str] = set()
    while waiting:
        now = main_members(state.weights)
        found = found_again(_members(waiting), now, texts.known, texts.present)
        for name in sorted(found or waiting):
            state = in_parts(state, waiting.pop(name), found.get(name), texts)
        split |= found.keys() - state.conflicts.keys()
    return state, split


def _joined(one: Mapping[str, str], other: Mapping[str, str]) -> dict[str, str]:
    """What does not fit, by key, told once each."""
    return {
        key: "; ".join(dict.fromkeys(filter(None, (one.get(key), other.get(key)))))
        for key in sorted(one.keys() | other.keys())
    }


def _members(themes: Mapping[str, Standing]) -> dict[str, frozenset[str]]:
    return {key: one.members for key, one in themes.items()}


def _groups(themes: Mapping[str, Standing], found: Mapping[str, Found]) -> dict[str, list[str]]:
    """Key that others are merged into -> all keys of the group that were found, itself first."""
    groups: dict[str, list[str]] = {}
    for key in sorted(themes):
        groups.setdefault(_target(key, themes), []).append(key)
    return {
        target: sorted((key for key in keys if key in found), key=lambda key: (key != target, key))
        for target, keys in groups.items()
    }


def _target(key: str, themes: Mapping[str, Standing]) -> str:
    """Where `key` ends up, merger by merger; a ring of mergers ends at its least key."""
    seen = [key]
    while (following := themes[seen[-1]].merged_into) and following in themes:
        if following in seen:
            return min(seen[seen.index(following) :])
        seen.append(following)
    return seen[-1]


def _made_of(
    themes: pd.DataFrame,
    groups: Mapping[str, Sequence[str]],
    found: Mapping[str, Found],
    parts: Collection[int],
) -> dict[int, tuple[int, ...]]:
    """Which themes of the fit each of `themes` is; none where one of them is among the `parts`."""
    as_one = {found[keys[0]].theme_id: keys for keys in groups.values() if keys}
    made = {}
    for theme in map(int, themes["theme_id"]):
        of = [found[key].theme_id for key in as_one.get(theme, ())] or [theme]
        made[theme] = () if set(of) & set(parts) else tuple(of)
    return made


def _conflicts(
    themes: Mapping[str, Standing],
    found: Mapping[str, Found],
    groups: Mapping[str, Sequence[str]],
    state: Regrouped,
    present: frozenset[str],
) -> dict[str, str]:
    """What does not fit, by key: decided themes that are lost, fell together, or have shifted."""
    told = {
        key: f"only {round(100 * one.overlap)} in 100 of its segments, then and now, are the same"
        for key, one in found.items()
        if one.overlap < SHIFTED
    }
    holder = {found[key].theme_id: target for target, keys in groups.items() for key in keys}
    now = main_members(state.weights)
    for key in sorted(themes.keys() - found.keys()):
        own = themes[key].members & present
        inside = [theme for theme, segments in now.items() if 2 * len(segments & own) > len(own)]
        target = holder.get(inside[0]) if inside and own else None
        if target == _target(key, themes):
            continue  # It was to be part of that theme, and is.
        told[key] = LOST if target is None else TOGETHER
        if target is not None:
            first = groups[target][0]
            told[first] = "; ".join(filter(None, (told.get(first, ""), WITH_OTHERS)))
    return told


def _named(
    themes: pd.DataFrame,
    groups: Mapping[str, Sequence[str]],
    decided: Mapping[str, Standing],
    found: Mapping[str, Found],
) -> pd.DataFrame:
    """`themes` with the names and standings that people gave."""
    named = themes.copy()
    for target, keys in groups.items():
        if keys:
            at = named["theme_id"] == found[keys[0]].theme_id
            named.loc[at, "status"] = decided[target].status
            if decided[target].name:
                named.loc[at, "label"] = decided[target].name
    return validate(Themes, named) if len(named) else named


def _table(
    state: Regrouped,
    themes: pd.DataFrame,
    held: Mapping[str, Standing],
    groups: Mapping[str, Sequence[str]],
    found: Mapping[str, Found],
    conflicts: Mapping[str, str],
    key: StudyKey,
) -> pd.DataFrame:
    """The ThemeDecisions table: every theme there is, and every decided one there is not."""
    owner = {found[keys[0]].theme_id: target for target, keys in groups.items() if keys}
    members = main_members(state.weights)
    rows: list[dict[str, object]] = []
    for theme in themes.itertuples():
        theme_id = int(str(theme.theme_id))
        target = owner.get(theme_id, "")
        ids = sorted(members.get(theme_id, ()))
        rows.append(
            {
                "theme_key": target or key.mint("t", *ids),
                "theme_id": theme_id,
                "standing": theme.status,
                "name": held[target].name if target else "",
                "made_from": ";".join(state.made_from.get(theme_id, ())),
                "overlap": found[target].overlap if target in found else None,
                "conflict": conflicts.get(target, ""),
            }
        )
    told = {str(row["theme_key"]) for row in rows}
    for one in sorted(held.keys() - told):
        merged, parts = held[one].merged_into, held[one].parts
        rows.append(
            {
                "theme_key": one,
                "theme_id": -1,
                "standing": "merged" if merged else "split" if parts else held[one].status,
                "name": held[one].name,
                "made_from": "",
                "overlap": found[one].overlap if one in found else None,
                "conflict": conflicts.get(one, ""),
            }
        )
    return validate(ThemeDecisions, pd.DataFrame(rows)) if rows else empty(ThemeDecisions)


def _notes(decided: pd.DataFrame, n: int) -> Iterable[str]:
    """What to tell of the replay: keys and counts, never names."""
    if n:
        yield f"{n} decisions of people on themes were replayed."
    for row in decided[decided["conflict"] != ""].itertuples():
        yield f"Theme {row.theme_key}, which people decided on: {row.conflict}."
