"""What describes a study, as it may leave: its sources, its themes, and what was done to the text.

These tables count the same people as theme_prevalence does, in other words: a number that one of
them hides must not stand in another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from insight.disclosure.differences import Earlier, Figure, shown_limits
from insight.disclosure.people import ALL, Part
from insight.disclosure.policy import (
    before_rounding,
    counts_like_interviews,
    is_small,
    rounded,
)
from insight.errors import InsightError
from insight.settings import DisclosureSettings, SurveyPolicy

THEMES = ("theme_id", "label", "keywords", "status", "repeatability", "n_speakers")
SOURCES = (
    *("name", "mode", "sampling", "collected_on", "wave"),
    *("n_speakers", "n_segments", "n_excluded", "questions"),
)
COUNTS = {"redactions": ("kind", "n"), "links": ("link_status", "n")}


def these_columns(name: str, table: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """`columns` of a table that leave; InsightError where one is not there."""
    missing = [column for column in columns if column not in table]
    if missing:
        raise InsightError(f"table {name} may not leave: no column {', '.join(missing)}")
    return table[list(columns)]


def themes_to_tell(raw: pd.DataFrame, settings: DisclosureSettings) -> pd.DataFrame:
    """Those of `raw` that may leave, with THEMES; how many people they have is not rounded yet.

    A theme is words of several people; one that hardly anybody shares is somebody's story.
    """
    frame = these_columns("themes", raw, THEMES)
    several = frame["n_speakers"] >= settings.interviews.smallest_group
    frame = frame[(frame["theme_id"] >= 0) & (frame["status"] != "hidden") & several]
    return frame.sort_values("theme_id", ignore_index=True)


def release_themes(
    themes: pd.DataFrame,
    prevalence: pd.DataFrame,
    settings: DisclosureSettings,
    since: Sequence[Earlier] = (),
) -> pd.DataFrame:
    """`themes` with how many people have each as their main one, where that tells nothing new.

    They are among those who speak of it in any source. `prevalence`, as released, shows how many
    these are at least; more than that is not told, for it would tell of the sources where their
    number is hidden. Nor is it where it would tell of those who came or left `since` an earlier
    release.
    """
    policy = settings.survey
    least: dict[str, int] = {}
    rows = prevalence[(prevalence["subject"] == "theme") & (prevalence["stratum"] == "all")]
    for row in rows.assign(n_mentioning=rows["n_mentioning"].fillna(0)).itertuples():
        shown = int(str(row.n_mentioning))
        if shown and not counts_like_interviews(str(row.mode), str(row.sampling)):
            shown = max(before_rounding(shown, policy.base)[0], policy.threshold)
        least[str(row.subject_id)] = least.get(str(row.subject_id), 0) + shown

    def told(theme: object, n: int) -> int | None:
        people = rounded(n, policy.base)
        tells_more = before_rounding(people, policy.base)[0] > least.get(str(theme), n)
        figure = ("themes", "n_speakers", str(theme))
        unshown = tells_more or _hidden_since(figure, n, ALL, since, policy)
        return None if unshown or is_small(n, policy) else people

    counts = zip(themes["theme_id"], themes["n_speakers"].astype(int), strict=True)
    return themes.assign(n_speakers=pd.array([told(*one) for one in counts], dtype="Int64"))


def release_sources(
    raw: pd.DataFrame,
    prevalence: pd.DataFrame,
    modes: Mapping[str, tuple[str, str]],
    settings: DisclosureSettings,
) -> pd.DataFrame:
    """`raw` with SOURCES: surveys rounded, and without people whom `prevalence` does not show."""
    frame = these_columns("sources", raw, SOURCES).sort_values("name", ignore_index=True)
    exact = [counts_like_interviews(*modes.get(name, ("survey", ""))) for name in frame["name"]]
    everybody = prevalence[(prevalence["stratum"] == "all") & prevalence["n_asked"].isna()]
    unshown = set(everybody["source_name"])
    for column in ("n_speakers", "n_segments", "n_excluded"):
        frame[column] = pd.array(
            [
                int(n)
                if as_it_is
                else None
                if column == "n_speakers" and name in unshown
                else _shown(int(n), settings.survey)
                for name, n, as_it_is in zip(frame["name"], frame[column], exact, strict=True)
            ],
            dtype="Int64",
        )
    return frame


def release_counts(
    name: str,
    raw: pd.DataFrame,
    policy: SurveyPolicy,
    *,
    few: bool = False,
    since: Sequence[Earlier] = (),
) -> pd.DataFrame:
    """`raw`, which is redactions or links by `name`, rounded.

    Everybody was linked to an area in one way or another, and how many there are can be known to
    one person. So the ways of few are hidden together with the next, until those hidden are as many
    together as the smallest number that is shown; and all of them where `few` people came or left
    since an earlier release, or another table hides how many a source has, or they would tell of
    those who came or left `since`.

    >>> ways = pd.DataFrame({"link_status": ["no place", "linked", "not found"], "n": [9, 31, 2]})
    >>> release_counts("links", ways, SurveyPolicy())["n"].fillna(0).tolist()
    [30, 0, 0]
    """
    frame = these_columns(name, raw, COUNTS[name]).sort_values(COUNTS[name][0], ignore_index=True)
    counts = [int(n) for n in frame["n"]]
    hidden = {row for row, n in enumerate(counts) if n and is_small(n, policy)}
    if name == "links" and hidden:
        for row in sorted(range(len(counts)), key=lambda row: (counts[row], row)):
            together = sum(counts[one] for one in hidden)
            if counts[row] and (len(hidden) < 2 or together < policy.threshold):
                hidden.add(row)
    if name == "links" and (
        few
        or any(
            _hidden_since(("links", "n", way), n, ("link_status", way), since, policy)
            for way, n in zip(frame["link_status"].astype(str), counts, strict=True)
        )
    ):
        hidden = set(range(len(counts)))
    shown = [None if row in hidden else rounded(n, policy.base) for row, n in enumerate(counts)]
    return frame.assign(n=pd.array(shown, dtype="Int64"))


def _hidden_since(
    figure: Figure, n: int, part: Part, since: Sequence[Earlier], policy: SurveyPolicy
) -> bool:
    """Whether an earlier release forbids to show `n`, of people of a part over all sources."""
    now = shown_limits(rounded(n, policy.base), policy)
    return any(one.hides(figure, now, one.moved_anywhere(part), policy.threshold) for one in since)


def _shown(n: int, policy: SurveyPolicy) -> int | None:
    return rounded(n, policy.base) if n == 0 or not is_small(n, policy) else None
