"""Themes from every side: who speaks of them where, and which of them nobody asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from insight.schemas import ThemeCodes, ThemeOnly, ThemeViews, empty

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy
    from insight.themes.middles import Middles


def perspectives(study: OpenedStudy) -> dict[str, pd.DataFrame]:
    """theme_views, theme_only and theme_codes of `study`; no counts where it is reflexive."""
    return sides(study) | {"theme_codes": _beside_codebook(study)}


def sides(study: OpenedStudy) -> dict[str, pd.DataFrame]:
    """theme_views and theme_only of `study`: who speaks of each theme, where."""
    from insight.themes.perspective import said_by_one_group, views

    told = (
        study.tables["deidentified_segments"],
        study.tables["deidentified_speakers"],
        study.tables["segment_themes"],
    )
    counted = study.settings.study.approach != "reflexive"
    return {
        "theme_views": views(*told) if counted else empty(ThemeViews),
        "theme_only": said_by_one_group(*told) if counted else empty(ThemeOnly),
    }


def middles(study: OpenedStudy) -> Middles | None:
    """Where the themes of `study` lie; None where there are none."""
    from insight.themes.middles import middles_of

    weights = study.tables["segment_themes"]
    return middles_of(weights, study.vectors) if (weights["theme_id"] >= 0).any() else None


def _beside_codebook(study: OpenedStudy) -> pd.DataFrame:
    """Each theme beside the code whose definition and examples are nearest to it."""
    from insight.themes.middles import beside_codes

    where = middles(study)
    if study.codebook is None or where is None:
        return empty(ThemeCodes)
    codes = {
        code.code: study.encoder.encode([f"{code.title}. {code.definition}", *code.examples])
        for code in study.codebook.codes
    }
    return beside_codes(where, codes, study.settings.study.seed)


def theme_places(study: OpenedStudy) -> pd.DataFrame:
    """Columns theme_id, x, y: where each theme stands on a map, themes alike near one another."""
    from insight.themes.middles import MAP_COLUMNS, theme_map

    where = middles(study)
    return pd.DataFrame({name: [] for name in MAP_COLUMNS}) if where is None else theme_map(where)
