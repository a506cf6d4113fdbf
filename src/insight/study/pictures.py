"""Pictures of a study's themes for those who work on it: exact counts, de-identified words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from insight.report import names
from insight.report.figures import Figure
from insight.report.themes import stability_bars, theme_dots, theme_map, theme_page, theme_tree
from insight.report.themes.page import ThemePage
from insight.study.perspectives import middles

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

NEAR = 3
WHY = ("central", "typical", "dissenting")


def theme_pictures(study: OpenedStudy) -> dict[str, Figure]:
    """`theme_overview`, theme-groups-... by source, and a page each: theme-00 and so on.

    For a study that was measured. A reflexive study, which counts nobody, gets the overview alone.
    """
    drawn = list(theme_overview(study).values())
    themes = study.tables["themes"].query("status != 'hidden' and theme_id >= 0")
    if study.settings.study.approach != "reflexive" and len(themes):
        drawn += _by_group(study, themes)
        drawn += _pages(study, themes)
    return {figure.name: figure for figure in drawn}


def theme_overview(study: OpenedStudy) -> dict[str, Figure]:
    """By name: theme-map, theme-tree and theme-stability, as soon as there are themes.

    Hidden themes are left out; a reflexive study gets no bars of stability. None where there are no
    themes. All are marked as drafts: counts are exact, and nothing of it may be published.
    """
    from insight.themes.middles import theme_map as places
    from insight.themes.middles import theme_tree as tree

    where = middles(study)
    themes = study.tables["themes"].query("status != 'hidden' and theme_id >= 0")
    if where is None or themes.empty:
        return {}
    where = where.only(set(themes["theme_id"]))
    drawn = [
        theme_map(places(where), themes, draft=True),
        theme_tree(tree(where), themes, draft=True),
    ]
    if study.settings.study.approach != "reflexive":
        drawn.append(stability_bars(themes, draft=True))
    return {figure.name: figure for figure in drawn}


def _group_counts(study: OpenedStudy) -> pd.DataFrame:
    """Rows of theme_prevalence that count people of a group who speak of a theme."""
    rows = study.tables["theme_prevalence"]
    kept = rows[(rows["subject"] == "theme") & (rows["stratum"] == "group")]
    return kept.assign(theme_id=kept["subject_id"].astype("int64"), group=kept["stratum_value"])


def _by_group(study: OpenedStudy, themes: pd.DataFrame) -> Iterator[Figure]:
    counts = _group_counts(study).merge(themes[["theme_id", "label"]], on="theme_id")
    for (source, mode), rows in counts.groupby(["source_name", "mode"]):
        told = rows[["theme_id", "label", "group", "n_mentioning", "n_asked"]]
        yield from theme_dots(str(source), names.source(str(source), str(mode)), told, draft=True)


def _pages(study: OpenedStudy, themes: pd.DataFrame) -> Iterator[Figure]:
    where = middles(study)
    text = study.tables["deidentified_segments"].set_index("segment_id")["text"]
    every = study.tables["exemplars"]
    order = every["why"].map({why: at for at, why in enumerate(WHY)}).fillna(len(WHY))
    shown = every.assign(order=order).sort_values(["theme_id", "order", "why", "segment_id"])
    counts = _parts(study)
    label = dict(zip(themes["theme_id"], themes["label"], strict=True))
    for theme in themes.to_dict("records"):
        number = int(theme["theme_id"])
        own = shown[shown["theme_id"] == number].drop_duplicates("why")
        near = [] if where is None else where.nearest(number)
        yield theme_page(
            ThemePage(
                number,
                str(theme["label"]),
                str(theme["status"]),
                str(theme["keywords"]),
                int(theme["n_segments"]),
                int(theme["n_speakers"]),
                None if pd.isna(theme["repeatability"]) else float(theme["repeatability"]),
                counts[counts["theme_id"] == number].reset_index(drop=True),
                [label[one] for one in near if one in label][:NEAR],
                [(str(row.why), str(text[str(row.segment_id)])) for row in own.itertuples()],
            ),
            draft=True,
        )


def _parts(study: OpenedStudy) -> pd.DataFrame:
    """Counts of every theme by group, question, wave and third: theme_id, by, source, part, ..."""
    groups = _group_counts(study).rename(columns={"n_mentioning": "said", "n_asked": "asked"})
    groups = groups.assign(
        by="group",
        part=groups["group"],
        place=groups["group"].map(lambda group: names.group_order(group)[0]),
    )
    views = study.tables["theme_views"].rename(
        columns={"view": "by", "n_mentioning": "said", "n_asked": "asked"}
    )
    columns = ["theme_id", "by", "source_name", "mode", "part", "place", "said", "asked"]
    both = pd.concat([groups[columns], views[columns]], ignore_index=True)
    told = [
        names.source(str(name), str(mode))
        for name, mode in zip(both["source_name"], both["mode"], strict=True)
    ]
    rank = both["by"].map({by: at for at, by in enumerate(("group", "question", "wave", "order"))})
    ordered = both.assign(source=told, rank=rank).sort_values(
        ["theme_id", "rank", "source_name", "place"], ignore_index=True
    )
    return ordered[["theme_id", "by", "source", "part", "said", "asked"]]
