"""The one exit for tables: raw figures in, what may be published out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from insight.disclosure.described import (
    COUNTS,
    release_counts,
    release_sources,
    release_themes,
    themes_to_tell,
    these_columns,
)
from insight.disclosure.differences import Earlier, stay_hidden
from insight.disclosure.figures import (
    RANKS,
    release_agreement,
    release_divergence,
    release_gradients,
    release_representation,
    slopes_to_tell,
)
from insight.disclosure.outreach import outreach
from insight.disclosure.passages import release_passages
from insight.disclosure.people import ALL, Part, categories_of, hidden_people, parts_of
from insight.disclosure.policy import counts_like_interviews
from insight.disclosure.prevalence import release_prevalence
from insight.disclosure.rungs import release_rungs
from insight.disclosure.views import release_only, release_views
from insight.disclosure.weighted import release_weighted
from insight.errors import InsightError
from insight.schemas import (
    TABLES,
    Counted,
    columns_of,
    empty,
    validate,
)
from insight.settings import DisclosureSettings

Tables = Mapping[str, pd.DataFrame]
Modes = Mapping[str, tuple[str, str]]

FIGURES = ("theme_prevalence", "theme_gradients", "divergence", "representation", "agreement")
DESCRIPTIONS = {
    "codebook": (
        *("code", "label", "name", "definition", "principles", "pair", "origin"),
        *("ordinal", "version", "rules"),
    ),
    "principles": ("principle", "title"),
    "indicators": ("principle", "indicator_id", "name", "polarity"),
    "indicator_values": (
        *("principle", "indicator_id", "measured_for", "name", "polarity", "period"),
        *("value", "ci_low", "ci_high", "england", "origin"),
    ),
    "claims": ("source_name", "code", "voice", "n_statements", "basis"),
    "counted": tuple(columns_of(Counted)),
    "reported": ("item", "answer"),
    "theme_map": ("theme_id", "x", "y"),
    "theme_quality": (
        *("theme_id", "speakers", "speakers_low", "speakers_high", "by_chance", "seeds"),
        *("bootstraps", "npmi", "c_v", "diversity", "said"),
    ),
    "theme_headings": ("theme_id", "parent", "parent_label"),
}
"""Tables that say nothing of any person: released as they are, these columns alone."""

VIEWS = frozenset(("theme_views", "theme_only"))
"""Who speaks of a theme where: of released themes alone."""

OF_THEMES = frozenset(("theme_map", "theme_quality", "theme_headings"))
"""Where themes lie, how well they hold, and their headings: of released themes alone."""

PERSONAL = re.compile(
    r"(speaker|segment|document|question_segment)_id|label_in_source|source(_sha256)?|unit"
    r"|postcode|lsoa_code|local_rank|text_digest|age_band|sex|ethnicity|disability|consent_.*"
)
_NO_RANKS = pd.DataFrame(columns=RANKS)
_MINTED_ID = re.compile(r"\b[a-z]{1,4}-[0-9a-f]{12}\b")


def publish(
    tables: Tables, settings: DisclosureSettings, since: Sequence[Earlier] = ()
) -> dict[str, pd.DataFrame]:
    """What may be published of unrounded `tables`, by name, under `settings`.

    Figures (theme_prevalence, theme_gradients, divergence, representation, agreement) are always
    among the result, without rows where `tables` has none. The study's description (themes,
    sources, redactions, links, rungs) and what concerns no person (codebook, principles,
    indicators and their values, claims of published documents, published figures in `counted`, what
    researchers say of themselves in `reported`) are there when given, as are theme_map,
    theme_quality, theme_headings, theme_views and theme_only of the themes that are released, and
    weighted_prevalence; outreach is made of the released representation, and passages are
    those behind the released theme_prevalence. `ranks` (RANKS) tell
    over which ranks theme_gradients were made, and do not leave. `since` are earlier releases
    beside who is in the study now (`few_changed`): what they and this one would tell of those who
    came or left is hidden. Quotes leave through
    `make_release`. The order of rows does not matter. Raises InsightError (`guard`) where something
    personal is among it, or where `claims` counts what is no document.
    """
    raw = {
        name: validate(TABLES[name], tables[name]) if name in tables else empty(TABLES[name])
        for name in FIGURES
    }
    modes = _modes(raw["theme_prevalence"], tables.get("sources"))
    told = themes_to_tell(tables["themes"], settings) if "themes" in tables else None
    counted = _of_released_themes(raw["theme_prevalence"], told)
    few = stay_hidden(since)
    hidden = _hidden_people(
        raw["theme_prevalence"], raw["representation"], modes, settings, since, few
    )
    slopes = slopes_to_tell(
        raw["theme_gradients"], counted, tables.get("ranks", _NO_RANKS), settings.survey
    )
    prevalence, safe = release_prevalence(counted, settings, hidden, slopes, since)
    released = {
        "theme_prevalence": prevalence,
        "theme_gradients": release_gradients(
            raw["theme_gradients"], counted, safe, settings.survey
        ),
        "divergence": release_divergence(raw["divergence"], prevalence, counted, settings),
        "representation": release_representation(
            raw["representation"], modes, settings, hidden, few
        ),
        "agreement": release_agreement(raw["agreement"], settings),
    }
    released["outreach"] = outreach(released["representation"])
    if "weighted_prevalence" in tables:
        of_shown = _of_released_themes(tables["weighted_prevalence"], told)
        released["weighted_prevalence"] = release_weighted(
            of_shown, counted, prevalence, settings.survey, since
        )
    for name in sorted(COUNTS.keys() & tables.keys()):
        released[name] = release_counts(
            name,
            tables[name],
            settings.survey,
            few=any(ALL in parts for parts in (*few.values(), *hidden.values())),
            since=since,
        )
    if "passages" in tables:
        released["passages"] = release_passages(tables["passages"], prevalence, settings)
    if "rungs" in tables:
        released["rungs"] = release_rungs(tables["rungs"], counted, prevalence, settings, since)
    if "sources" in tables:
        released["sources"] = release_sources(tables["sources"], prevalence, modes, settings)
    if told is not None:
        released["themes"] = release_themes(told, prevalence, settings, since)
    for name, columns in DESCRIPTIONS.items():
        if name in tables:
            frame = these_columns(name, tables[name], columns)
            released[name] = frame.sort_values(list(columns[:3]), ignore_index=True)
    themes = released["themes"]["theme_id"] if "themes" in released else pd.Series(dtype="int64")
    for name in sorted(OF_THEMES & released.keys()):
        released[name] = _of_themes(released[name], themes)
    for name in sorted(VIEWS & tables.keys()):
        of_shown = tables[name][tables[name]["theme_id"].isin(themes)]
        released[name] = (
            release_views(of_shown, _shown(counted, prevalence), settings, since)
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
        asked = these_columns("sources", sources, ("name", "mode", "sampling"))
        told.append(asked.rename(columns={"name": "source_name"}))
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


def _of_themes(table: pd.DataFrame, themes: pd.Series) -> pd.DataFrame:
    """Rows of released `themes`, and of all together (-1).

    A heading's name, made from the words of all below it, is left out where one is withheld.
    """
    shown = table["theme_id"].isin([-1, *themes])
    told = table.copy()
    if "parent" in told:
        told.loc[told["parent"].isin(told.loc[~shown, "parent"]), "parent_label"] = ""
    return told[shown].reset_index(drop=True)


def _shown(counted: pd.DataFrame, prevalence: pd.DataFrame) -> pd.DataFrame:
    """Rows of `counted` whose mentions `prevalence`, as released, shows."""
    key = ["source_name", "subject", "subject_id", "stratum", "stratum_value"]
    return counted.merge(prevalence.loc[prevalence["n_mentioning"].notna(), key], on=key)


def _hidden_people(
    prevalence: pd.DataFrame,
    representation: pd.DataFrame,
    modes: Modes,
    settings: DisclosureSettings,
    since: Sequence[Earlier],
    few: Mapping[str, frozenset[Part]],
) -> dict[str, frozenset[Part]]:
    """Of each survey, the parts whose people no table shows."""
    asked = dict(tuple(prevalence.groupby("source_name")))
    heard = dict(tuple(representation.groupby("source_name")))
    return {
        str(source): hidden_people(
            parts_of(asked.get(source, prevalence[:0])),
            categories_of(heard.get(source, representation[:0])),
            settings.survey,
            few.get(str(source), frozenset()),
            [found for one in since for found in one.known(str(source), settings.survey.threshold)],
            [found for one in since for found in one.known(str(source))],
        )
        for source in sorted({*asked, *heard}, key=str)
        if not counts_like_interviews(*modes.get(str(source), ("survey", "")))
    }
