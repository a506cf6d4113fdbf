"""The one exit for tables: raw figures in, what may be published out."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from insight.disclosure.figures import (
    also_hide,
    release_agreement,
    release_divergence,
    release_gradients,
    release_representation,
    withheld_cells,
)
from insight.disclosure.policy import counts_like_interviews, is_small, rounded
from insight.disclosure.prevalence import release_prevalence
from insight.disclosure.views import release_only, release_views
from insight.errors import InsightError
from insight.schemas import (
    TABLES,
    columns_of,
    empty,
    validate,
)
from insight.settings import DisclosureSettings

Tables = Mapping[str, pd.DataFrame]
Modes = Mapping[str, tuple[str, str]]

FIGURES = ("theme_prevalence", "theme_gradients", "divergence", "representation", "agreement")
DESCRIPTIONS = {
    "codebook": ("code", "label", "name", "definition", "principles", "pair", "origin"),
    "principles": ("principle", "title"),
    "indicators": ("principle", "indicator_id", "name", "polarity"),
    "indicator_values": (
        *("principle", "indicator_id", "measured_for", "name", "polarity", "period"),
        *("value", "ci_low", "ci_high", "england", "origin"),
    ),
    "claims": ("source_name", "code", "voice", "n_statements", "basis"),
    "theme_map": ("theme_id", "x", "y"),
}
"""Tables that say nothing of any person: released as they are, these columns alone."""

COUNTED = {
    "themes": ("theme_id", "label", "keywords", "status", "repeatability", "n_speakers"),
    "sources": (
        *("name", "mode", "sampling", "collected_on", "wave"),
        *("n_speakers", "n_segments", "n_excluded"),
    ),
    "redactions": ("kind", "n"),
    "links": ("link_status", "n"),
    "rungs": ("source_name", "group", "rung", "n_claimed", "n_experienced"),
}
"""Tables that describe the study, with the columns released of each."""

VIEWS = frozenset(("theme_views", "theme_only"))
"""Who speaks of a theme where: of released themes alone."""

_COUNTS = ("n_speakers", "n_segments", "n_excluded", "n", "n_claimed", "n_experienced")

PERSONAL = re.compile(
    r"(speaker|segment|document|question_segment)_id|label_in_source|source(_sha256)?|unit"
    r"|postcode|lsoa_code|local_rank|text_digest|age_band|sex|ethnicity|disability|consent_.*"
)
_MINTED_ID = re.compile(r"\b[a-z]{1,4}-[0-9a-f]{12}\b")


def publish(tables: Tables, settings: DisclosureSettings) -> dict[str, pd.DataFrame]:
    """What may be published of unrounded `tables`, by name, under `settings`.

    Figures (theme_prevalence, theme_gradients, divergence, representation, agreement) are always
    among the result, without rows where `tables` has none. The study's description (themes,
    sources, redactions, links, rungs) and what concerns no person (codebook, principles,
    indicators and their values, claims of published documents, theme_map) are there when given, as
    are theme_views and theme_only of the themes that are released. Quotes leave through
    `make_release`. The order of rows does not matter. Raises InsightError (`guard`) where something
    personal is among it, or where `claims` counts what is no document.
    """
    raw = {
        name: validate(TABLES[name], tables[name]) if name in tables else empty(TABLES[name])
        for name in FIGURES
    }
    modes = _modes(raw["theme_prevalence"], tables.get("sources"))
    described = {
        name: _described(name, tables[name], modes, settings)
        for name in sorted(COUNTED.keys() & tables.keys())
    }
    counted = _of_released_themes(raw["theme_prevalence"], described.get("themes"))
    representation = release_representation(raw["representation"], modes, settings)
    prevalence = release_prevalence(counted, settings, withheld_cells(representation))
    released = {
        "theme_prevalence": prevalence,
        "theme_gradients": release_gradients(raw["theme_gradients"], counted, settings),
        "divergence": release_divergence(raw["divergence"], prevalence, counted, settings),
        "representation": also_hide(representation, prevalence, settings.survey),
        "agreement": release_agreement(raw["agreement"], settings),
        **described,
    }
    if "rungs" in released:
        released["rungs"] = _of_shown_groups(released["rungs"], prevalence)
    for name, columns in DESCRIPTIONS.items():
        if name in tables:
            frame = tables[name][list(columns)]
            released[name] = frame.sort_values(list(columns[:3]), ignore_index=True)
    themes = released["themes"]["theme_id"] if "themes" in released else pd.Series(dtype="int64")
    if "theme_map" in released:
        at = released["theme_map"]
        released["theme_map"] = at[at["theme_id"].isin(themes)].reset_index(drop=True)
    for name in sorted(VIEWS & tables.keys()):
        of_shown = tables[name][tables[name]["theme_id"].isin(themes)]
        released[name] = (
            release_views(of_shown, counted, settings)
            if name == "theme_views"
            else release_only(of_shown, prevalence, settings)
        )
    if "claims" in released:
        sources = set(released["claims"]["source_name"])
        if any(modes.get(source, ("", ""))[0] != "document" for source in sources):
            raise InsightError("table claims may not leave: it counts what is no document")
    guard(released)
    return released


def guard(tables: Tables) -> None:
    """Raise InsightError where a table holds a personal column or an id of this study.

    This is the last look before anything leaves; it never repeats what it found.
    """
    for name, table in tables.items():
        columns = [column for column in table.columns if PERSONAL.fullmatch(str(column))]
        if columns:
            raise InsightError(f"table {name} may not leave: column {', '.join(columns)}")
        for column in table.columns.difference(["quote_id"]):
            texts = table[column][table[column].map(lambda value: isinstance(value, str))]
            if texts.map(lambda text: bool(_MINTED_ID.search(text))).any():
                raise InsightError(f"table {name} may not leave: an id stands in column {column}")
        known = TABLES.get(name)
        strangers = (
            set(table.columns) - set(columns_of(known)) if known and name != "themes" else ()
        )
        if strangers:
            raise InsightError(f"table {name} may not leave: columns that nobody declared")


def _modes(prevalence: pd.DataFrame, sources: pd.DataFrame | None) -> dict[str, tuple[str, str]]:
    """source_name -> (mode, sampling); of a source with several modes the strictest: survey."""
    told = [prevalence[["source_name", "mode", "sampling"]]]
    if sources is not None:
        told.append(sources.rename(columns={"name": "source_name"})[told[0].columns])
    rows = pd.concat(told).drop_duplicates()
    rows = rows.sort_values("mode", key=lambda mode: mode.eq("survey"), kind="stable")
    return {
        str(source): (str(mode), str(sampling))
        for source, mode, sampling in rows.itertuples(index=False)
    }


def _of_released_themes(prevalence: pd.DataFrame, themes: pd.DataFrame | None) -> pd.DataFrame:
    """`prevalence` without withheld themes; all of it where no table of themes is given."""
    if themes is None:
        return prevalence
    shown = prevalence["subject_id"].isin(themes["theme_id"].astype(str))
    return prevalence[(prevalence["subject"] != "theme") | shown]


def _of_shown_groups(rungs: pd.DataFrame, prevalence: pd.DataFrame) -> pd.DataFrame:
    """`rungs` without the counts of groups that are too small to be counted anywhere."""
    seen = prevalence[(prevalence["stratum"] == "group") & prevalence["n_asked"].notna()]
    groups = set(zip(seen["source_name"], seen["stratum_value"], strict=True))
    unseen = [
        group not in groups for group in zip(rungs["source_name"], rungs["group"], strict=True)
    ]
    hidden = rungs.copy()
    hidden.loc[unseen, ["n_claimed", "n_experienced"]] = pd.NA
    return hidden


def _described(
    name: str, table: pd.DataFrame, modes: Modes, settings: DisclosureSettings
) -> pd.DataFrame:
    """A table of COUNTED: its counts rounded and hidden as its source asks."""
    policy = settings.survey
    frame = table[list(COUNTED[name])].copy()
    exact = pd.Series(False, index=frame.index)
    if name == "themes":
        # A theme is words of several people; one that hardly anybody shares is somebody's story.
        frame = frame[(frame["theme_id"] >= 0) & (frame["status"] != "hidden")]
        frame = frame[frame["n_speakers"] >= settings.interviews.smallest_group].copy()
    elif name in ("sources", "rungs"):
        source = frame["name" if name == "sources" else "source_name"]
        exact = source.map(lambda s: counts_like_interviews(*modes.get(s, ("survey", ""))))
    for column in [column for column in frame.columns if column in _COUNTS]:
        shown = [
            int(n)
            if like_interviews
            else (rounded(int(n), policy.base) if n == 0 or not is_small(int(n), policy) else None)
            for n, like_interviews in zip(frame[column], exact.loc[frame.index], strict=True)
        ]
        frame[column] = pd.array(shown, dtype="Int64")
    return frame.sort_values(list(COUNTED[name][:3]), ignore_index=True)
