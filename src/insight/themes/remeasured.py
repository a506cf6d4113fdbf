"""What is measured of themes, after people regrouped them.

A theme as the fit has it keeps its figures. Several as one are measured anew: how repeatable they
are comes from the same refits, with the same merger done in each. What people divided was divided
in no refit, so how repeatable its parts are is not known.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from insight.schemas import ThemeHeadings, ThemeQuality, Themes, columns_of, empty, validate
from insight.themes.decided import Replayed
from insight.themes.fit import FittedThemes
from insight.themes.graph import Directions, IntArray, centres, directions
from insight.themes.hierarchy import theme_hierarchy
from insight.themes.regrouped import main_members
from insight.themes.stability import Refits
from insight.themes.themed import Themed
from insight.themes.usable import UsableText

WHOLE = -1
BY_A_PERSON = "decided by a person, not measured"
_DIGITS = 6


@dataclass(frozen=True)
class Remeasured:
    """Themes with the figures of what they are now, and what else is measured of them.

    Tables of `insight.schemas`: Themes, ThemeQuality (empty where nothing was measured, as in a
    reflexive study) and ThemeHeadings.
    """

    themes: pd.DataFrame
    quality: pd.DataFrame
    headings: pd.DataFrame


def remeasured(fitted: FittedThemes, replayed: Replayed) -> Remeasured:
    """The figures of the themes that people made of those of `fitted`."""
    themes = replayed.themes
    if fitted.usable is None or fitted.part is None or fitted.themed is None:
        return Remeasured(themes, empty(ThemeQuality), empty(ThemeHeadings))
    headings = _headings(fitted.part, fitted.themed, replayed, fitted)
    if fitted.refits is None:
        return Remeasured(themes, empty(ThemeQuality), headings)
    quality = _quality(fitted.refits, fitted.quality, replayed)
    found = quality.set_index("theme_id")["speakers"]
    near = _coherence(fitted.usable, fitted, replayed)
    themes = themes.assign(
        repeatability=themes["theme_id"].map(found),
        coherence=themes["coherence"].where(
            themes["coherence"].notna(), themes["theme_id"].map(near)
        ),
    )
    return Remeasured(validate(Themes, themes), quality, headings)


def _quality(refits: Refits, words: pd.DataFrame, replayed: Replayed) -> pd.DataFrame:
    """ThemeQuality; `words` (theme_id, npmi, c_v, diversity) are of the themes of the fit."""
    whole = {theme: of for theme, of in replayed.made_of.items() if of}
    firm = refits.stability(list(whole.values())).table(np.array(list(whole)))
    as_fitted = [theme for theme, of in whole.items() if of == (theme,)]
    words = words[words["theme_id"].isin([WHOLE, *as_fitted])]
    table = pd.DataFrame({"theme_id": [WHOLE, *replayed.themes["theme_id"]]})
    table = table.merge(firm, on="theme_id", how="left").merge(words, on="theme_id", how="left")
    said = table["said"].fillna(BY_A_PERSON).where(table["theme_id"] != WHOLE, "")
    return validate(ThemeQuality, table.assign(said=said)[columns_of(ThemeQuality)])


def _lying(
    usable: UsableText, fitted: FittedThemes, replayed: Replayed
) -> tuple[IntArray, IntArray, Directions]:
    """Rows of `usable` that are in a theme, the place of their theme, and where all themes lie."""
    members = main_members(replayed.segment_themes)
    place = {int(theme): at for at, theme in enumerate(replayed.themes["theme_id"])}
    of = {one: place[theme] for theme, segments in members.items() for one in segments}
    main = usable.segments["segment_id"].map(of)
    inside = usable.segments.assign(place=main).dropna(subset="place")
    rows = inside["row"].to_numpy(dtype=np.int64)
    places = inside["place"].to_numpy(dtype=np.int64)
    points = directions(usable.vectors[rows], fitted.mean)
    return rows, places, centres(points, places, len(place))


def _coherence(usable: UsableText, fitted: FittedThemes, replayed: Replayed) -> pd.Series:
    """By theme_id: mean cosine of a theme's segments to its centre."""
    rows, places, middles = _lying(usable, fitted, replayed)
    cosines = directions(usable.vectors[rows], fitted.mean).cosines(middles)
    own = pd.Series(cosines[np.arange(len(rows)), places]).groupby(places).mean().round(_DIGITS)
    return own.set_axis(replayed.themes["theme_id"].to_numpy()[own.index])


def _headings(
    part: UsableText, themed: Themed, replayed: Replayed, fitted: FittedThemes
) -> pd.DataFrame:
    """ThemeHeadings of the themes as they are now, named from the texts that were grouped."""
    rows, places, middles = _lying(part, fitted, replayed)
    main = np.full(len(part.texts), -1)
    main[rows] = places
    now = replace(themed, main=main, parts=None)
    told = theme_hierarchy(now, middles.unit, list(replayed.themes["label"]))
    ids = replayed.themes["theme_id"].to_numpy()
    return validate(ThemeHeadings, told.assign(theme_id=ids[told["theme_id"]]))
