"""Who speaks of a theme: by question, by wave, in a talk's course; and what one group alone says.

People are counted, not segments, over everybody who was asked; sources are never pooled. Counts by
stakeholder group stand in theme_prevalence. Chance statements are for probability samples alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import comb

import pandas as pd

from insight.schemas import ThemeOnly, ThemeViews, empty, validate

THIRDS = ("first third", "middle third", "last third")
FEWEST_ALONE = 2
"""What one person says is always said by one group alone."""
_FEWEST_TURNS = 3
_TALKS = ("interview", "group")


def views(
    segments: pd.DataFrame, speakers: pd.DataFrame, segment_themes: pd.DataFrame
) -> pd.DataFrame:
    """ThemeViews: people who speak of each theme by question, by wave, and by third of a talk.

    By question in surveys, where everybody was asked all of them; by wave where the study has more
    than one; by thirds of a document, in the order of its turns, in interviews and groups.
    """
    told = told_of_themes(segments, speakers, segment_themes)
    themes = sorted(told["theme_id"].unique())
    waves = segments.loc[segments["role"] == "participant", "wave"].unique()
    rows = []
    for source, asked in asked_by_source(segments, speakers):
        own = told[told["source_name"] == source]
        said = segments[
            (segments["source_name"] == source) & segments["speaker_id"].isin(asked["speaker_id"])
        ]
        for view, column, parts in _parts(said, several=len(waves) > 1):
            for theme in themes:
                of_theme = own[own["theme_id"] == theme]
                rows += [
                    {
                        "source_name": source,
                        "mode": asked["mode"].iloc[0],
                        "sampling": asked["sampling"].iloc[0],
                        "theme_id": theme,
                        "view": view,
                        "part": part,
                        "place": place,
                        "n_mentioning": of_theme.loc[
                            of_theme[column] == part, "speaker_id"
                        ].nunique(),
                        "n_asked": len(asked),
                        "note": "",
                    }
                    for place, part in enumerate(parts)
                ]
    return validate(ThemeViews, pd.DataFrame(rows)) if rows else empty(ThemeViews)


def asked_by_source(
    segments: pd.DataFrame, speakers: pd.DataFrame
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Participants by source: everybody who was asked, also those who left it blank."""
    others = set(segments.loc[segments["role"] != "participant", "speaker_id"])
    asked = speakers[~speakers["speaker_id"].isin(others) & (speakers["mode"] != "document")]
    for source, people in asked.groupby("source_name"):
        yield str(source), people


def told_of_themes(
    segments: pd.DataFrame, speakers: pd.DataFrame, segment_themes: pd.DataFrame
) -> pd.DataFrame:
    """One row per segment of a participant and theme, with the third of its document."""
    said = segments[segments["role"] == "participant"]
    of_themes = segment_themes.loc[segment_themes["theme_id"] >= 0, ["segment_id", "theme_id"]]
    return said.assign(third=_thirds(segments)).merge(of_themes, on="segment_id")


def _thirds(segments: pd.DataFrame) -> pd.Series:
    """In which third of its document each segment stands, in the order of positions.

    >>> rows = pd.DataFrame({"document_id": ["d"] * 4, "position": [5, 0, 1, 9]})
    >>> _thirds(rows).to_list()
    ['middle third', 'first third', 'first third', 'last third']
    """
    of = segments.groupby("document_id")["position"]
    place, size = of.rank(method="first") - 1, of.transform("size")
    third = (3 * place // size).astype("int64")
    return third.map(dict(enumerate(THIRDS)))


def _parts(said: pd.DataFrame, *, several: bool) -> Iterator[tuple[str, str, list[str]]]:
    """Each view that a source has: its name, the column of the parts, and the parts in order."""
    modes = set(said["mode"])
    questions = sorted(set(said["question_asked"]) - {""})
    if modes == {"survey"} and len(questions) > 1:
        yield "question", "question_asked", questions
    if several:
        yield "wave", "wave", sorted(set(said["wave"]))
    turns = said.groupby("document_id").size()
    if modes <= set(_TALKS) and len(turns) and turns.min() >= _FEWEST_TURNS:
        yield "order", "third", list(THIRDS)


def said_by_one_group(
    segments: pd.DataFrame, speakers: pd.DataFrame, segment_themes: pd.DataFrame
) -> pd.DataFrame:
    """ThemeOnly: themes that only people of one stakeholder group speak of, source by source.

    Of probability samples `chance` says how likely that is if the theme had nothing to do with the
    group, and `chance_adjusted` allows for the number of themes looked at in the source (Benjamini
    Y, Hochberg Y 1995, doi:10.1111/j.2517-6161.1995.tb02031.x). People picked on purpose, and
    people who chose to answer, allow no such statement.
    """
    told = told_of_themes(segments, speakers, segment_themes)
    rows: list[dict[str, object]] = []
    for source, asked in asked_by_source(segments, speakers):
        groups = asked.set_index("speaker_id")["stakeholder_groups"].str.split(";").map(set)
        names = sorted(set().union(*groups) - {""})
        size = {name: int(groups.map(lambda own, name=name: name in own).sum()) for name in names}
        own = told[told["source_name"] == source]
        found = [
            (int(str(theme)), name, n)
            for theme, people in own.groupby("theme_id")["speaker_id"]
            if (n := people.nunique()) >= FEWEST_ALONE
            for name in names
            if size[name] < len(asked) and all(name in groups[one] for one in people.unique())
        ]
        chances = _adjusted(asked, size, found, own["theme_id"].nunique() * len(names))
        rows += [
            {
                "source_name": source,
                "mode": asked["mode"].iloc[0],
                "sampling": asked["sampling"].iloc[0],
                "theme_id": theme,
                "group": name,
                "n_mentioning": n,
                "n_group": size[name],
                "n_asked": len(asked),
                "chance": chance,
                "chance_adjusted": adjusted,
            }
            for (theme, name, n), (chance, adjusted) in zip(found, chances, strict=True)
        ]
    return validate(ThemeOnly, pd.DataFrame(rows)) if rows else empty(ThemeOnly)


def _adjusted(
    asked: pd.DataFrame, size: dict[str, int], found: list[tuple[int, str, int]], looked_at: int
) -> list[tuple[float | None, float | None]]:
    """Chance of each finding, alone and among all themes and groups that were looked at."""
    from scipy.stats import false_discovery_control

    if not found or set(asked["sampling"]) != {"probability"}:
        return [(None, None)] * len(found)
    alone = [chance_of_one_group(n, size[name], len(asked)) for _, name, n in found]
    every = [*alone, *[1.0] * (looked_at - len(alone))]
    return list(zip(alone, map(float, false_discovery_control(every)), strict=False))


def chance_of_one_group(mentioning: int, group: int, asked: int) -> float:
    """How likely all of `mentioning` people, drawn from `asked`, are of a group of `group`.

    The hypergeometric probability C(group, mentioning) / C(asked, mentioning). Fisher RA (1935),
    The Logic of Inductive Inference, doi:10.2307/2342435. 3 people of whom all are carers, 8 of 20
    asked: 56 / 1140.

    >>> round(chance_of_one_group(3, 8, 20), 4)
    0.0491
    """
    return comb(group, mentioning) / comb(asked, mentioning)
