"""Shareable tables: de-identified; to partners inside the study, once read and approved."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from insight.schemas.base import ATTRIBUTIONS, SET_ASIDE, TARGET_ORGANISATIONS, Table


class Shareable(Table):
    """Base of the shareable tables."""

    _custody = "shareable"


class DeidentifiedSegments(Shareable):
    """What everybody after `anonymise` works with."""

    _key = ("segment_id",)
    segment_id: Series[str] = pa.Field(unique=True, description="as in segments")
    document_id: Series[str] = pa.Field(description="as in documents")
    speaker_id: Series[str] = pa.Field(description="as in speakers")
    source_name: Series[str] = pa.Field(description="name of the [[source]] in study.toml")
    kind: Series[str] = pa.Field(description="kind of the document")
    mode: Series[str] = pa.Field(description="mode of the document")
    sampling: Series[str] = pa.Field(description="sampling of the document")
    wave: Series[str] = pa.Field(description="wave of a repeated study")
    role: Series[str] = pa.Field(
        isin=("participant", "interviewer", "voice"), description="role of the speaker"
    )
    stakeholder_groups: Series[str] = pa.Field(description="joined by ';', sorted; empty = unknown")
    question_asked: Series[str] = pa.Field(description="de-identified like the text")
    prompted: Series[bool] = pa.Field(description="it answers a question directly")
    position: Series[int] = pa.Field(description="order within the document")
    attribution: Series[str] = pa.Field(
        isin=ATTRIBUTIONS,
        description="whose knowledge it is: first_hand, hearsay, organisational (self-report), "
        "assessor (inference); empty = not shown",
    )
    target_org: Series[str] = pa.Field(
        isin=TARGET_ORGANISATIONS, description="kind of organisation spoken of; empty = not shown"
    )
    language: Series[str] = pa.Field(description="ISO 639-1; empty = too short to tell")
    set_aside: Series[str] = pa.Field(
        isin=SET_ASIDE,
        description="why it is read and counted, but shapes no candidate theme; empty = it does",
    )
    same_as: Series[str] = pa.Field(
        description="segment whose words these nearly are, in the same source; empty = its own"
    )
    text: Series[str] = pa.Field(description="with the replacements in place of the identifiers")
    n_redactions: Series[int] = pa.Field(ge=0, description="how many spans were replaced")
    state: Series[str] = pa.Field(
        isin=("detected", "read"),
        description="read = a named person read the whole file as it stands",
    )


TOLD_OF_PEOPLE = (
    "stakeholder_groups",
    "speaks_for",
    "resident",
    "age_band",
    "sex",
    "ethnicity",
    "disability",
    "quintile",
    "rural_urban",
)
"""Columns of DeidentifiedSpeakers that partners may be told, coarsely enough."""


class DeidentifiedSpeakers(Shareable):
    """Coarsened attributes of the people who spoke."""

    _key = ("speaker_id",)
    speaker_id: Series[str] = pa.Field(unique=True, description="as in speakers")
    source_name: Series[str] = pa.Field(description="name of the [[source]] in study.toml")
    mode: Series[str] = pa.Field(description="how they were heard")
    sampling: Series[str] = pa.Field(description="how they came to be asked")
    stakeholder_groups: Series[str] = pa.Field(description="joined by ';', sorted; empty = unknown")
    speaks_for: Series[str] = pa.Field(description="whose experience it is")
    resident: Series[bool] = pa.Field(description="the area given is their own life")
    age_band: Series[str] = pa.Field(description="coarsened; empty = unknown")
    sex: Series[str] = pa.Field(description="empty = unknown")
    ethnicity: Series[str] = pa.Field(description="coarsened; empty = unknown")
    disability: Series[str] = pa.Field(description="empty = unknown")
    quintile: Series[pd.Int64Dtype] = pa.Field(
        ge=1,
        le=5,
        nullable=True,
        description="county fifth, 1 = most deprived; missing = no area of their own",
    )
    rural_urban: Series[str] = pa.Field(description="Rural or Urban; empty = unknown")
    link_status: Series[str] = pa.Field(description="how the area was found, or why not")
    consent_quote: Series[bool] = pa.Field(description="words may be published")
    consent_share: Series[bool] = pa.Field(description="words may go to partners")


class Themes(Shareable):
    """Candidate themes: patterns a machine found; a person accepts, names or hides them."""

    _key = ("theme_id",)
    theme_id: Series[int] = pa.Field(unique=True, ge=-1, description="0 upwards; -1 = in no theme")
    label: Series[str] = pa.Field(description="its words, until a person names it")
    keywords: Series[str] = pa.Field(description="joined by ', ', strongest first")
    status: Series[str] = pa.Field(
        isin=("candidate", "accepted", "hidden"), description="candidate until a person decides"
    )
    n_segments: Series[int] = pa.Field(ge=0, description="segments whose main theme it is")
    n_speakers: Series[int] = pa.Field(
        ge=0, description="people with such a segment, each counted once"
    )
    repeatability: Series[float] = pa.Field(
        ge=0,
        le=1,
        nullable=True,
        description="median best Jaccard overlap over bootstraps of speakers; from 0.75 repeatable",
    )
    coherence: Series[float] = pa.Field(
        ge=-1, le=1, nullable=True, description="mean cosine of segments to their centre"
    )


class ThemeQuality(Shareable):
    """How far each theme is found again, and how its words hang together; -1 = all of them.

    Missing where people made a theme in a way that no other fit could repeat.
    """

    _key = ("theme_id",)
    theme_id: Series[int] = pa.Field(unique=True, ge=-1, description="in themes; -1 = all of them")
    row_order: Series[float] = pa.Field(
        ge=1,
        le=1,
        nullable=True,
        description="1 by proof, not by measurement: rows are sorted by their words before "
        "anything else, so no order of files or rows can reach the fit",
    )
    seeds: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="mean best Jaccard overlap over six other seeds"
    )
    speakers: Series[float] = pa.Field(
        ge=0,
        le=1,
        nullable=True,
        description="median best Jaccard overlap over bootstraps of speakers; from 0.75 repeatable",
    )
    speakers_low: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="lower quartile of the same"
    )
    speakers_high: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="upper quartile of the same"
    )
    by_chance: Series[float] = pa.Field(
        ge=0,
        le=1,
        nullable=True,
        description="the median again, with the members of all themes dealt out at random",
    )
    bootstraps: Series[pd.Int64Dtype] = pa.Field(ge=1, nullable=True, description="how many")
    npmi: Series[float] = pa.Field(
        ge=-1, le=1, nullable=True, description="of the ten words that say most; 0 = as by chance"
    )
    c_v: Series[float] = pa.Field(
        ge=-1, le=1, nullable=True, description="of the same words; 1 = they keep the same company"
    )
    diversity: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="of all themes: share of these words that differ"
    )
    said: Series[str] = pa.Field(
        isin=("", "repeatable", "fragile", "decided by a person, not measured"),
        description="repeatability in words, which is not credibility; empty for all of them",
    )


class ThemeHeadings(Shareable):
    """Under which broader heading each theme stands."""

    _key = ("theme_id",)
    theme_id: Series[int] = pa.Field(unique=True, ge=0, description="in themes")
    parent: Series[int] = pa.Field(ge=0, description="the same number = the same heading")
    parent_label: Series[str] = pa.Field(description="name of the heading, from its words")
    height: Series[float] = pa.Field(
        ge=0, le=2, description="1 - cosine at which it joins others there; 0 = it stands alone"
    )


class SegmentThemes(Shareable):
    """Which themes a segment belongs to; several may apply."""

    _key = ("segment_id", "theme_id")
    segment_id: Series[str] = pa.Field(description="in deidentified_segments")
    theme_id: Series[int] = pa.Field(ge=-1, description="in themes; -1 = in no theme")
    weight: Series[float] = pa.Field(
        ge=0, le=1, description="how strongly it belongs; the highest is the main theme"
    )


class Exemplars(Shareable):
    """Segments that show what a candidate theme is about."""

    _key = ("theme_id", "segment_id")
    theme_id: Series[int] = pa.Field(description="in themes")
    segment_id: Series[str] = pa.Field(description="in deidentified_segments")
    why: Series[str] = pa.Field(
        isin=("central", "typical", "dissenting"), description="what the segment shows of the theme"
    )


class ThemeCodes(Shareable):
    """Each theme beside the code of the codebook that is nearest to it."""

    _key = ("theme_id",)
    theme_id: Series[int] = pa.Field(unique=True, ge=0, description="in themes")
    code: Series[str] = pa.Field(description="code whose words are nearest")
    cosine: Series[float] = pa.Field(ge=-1, le=1, description="of theme and code")
    least: Series[float] = pa.Field(
        ge=-1,
        le=1,
        description="cosine that as many segments drawn by lot exceed in 5 draws of 100",
    )
    outside: Series[bool] = pa.Field(
        description="no code is nearer than chance: what nobody asked about"
    )


class ThemeDecisions(Shareable):
    """Under which key people decide on each theme, what stands, and where it does not fit."""

    _key = ("theme_key",)
    theme_key: Series[str] = pa.Field(
        unique=True, description="minted from the segments that were in it; stays over re-fits"
    )
    theme_id: Series[int] = pa.Field(
        ge=-1, description="in themes; -1 = decided on, and no theme of this fit stands for it"
    )
    standing: Series[str] = pa.Field(
        isin=("candidate", "accepted", "hidden", "merged", "split"),
        description="what people decided; candidate = nothing, or a name alone",
    )
    name: Series[str] = pa.Field(description="as a person named it; empty where nobody did")
    made_from: Series[str] = pa.Field(
        description="keys, joined by ';', of what was merged into it, or of what it is a part of"
    )
    overlap: Series[float] = pa.Field(
        ge=0,
        le=1,
        nullable=True,
        description="Jaccard index of its segments now and when it was decided on",
    )
    conflict: Series[str] = pa.Field(
        description="where what people decided does not fit this fit, in words; empty = it fits"
    )


class Codings(Shareable):
    """One coder's decision that a code applies (or not) to a stretch of a segment."""

    _key = ("segment_id", "start", "end", "code", "coder", "round")
    segment_id: Series[str] = pa.Field(description="in deidentified_segments")
    start: Series[int] = pa.Field(ge=0, description="code point in the de-identified text")
    end: Series[int] = pa.Field(ge=0, description="end-exclusive")
    code: Series[str] = pa.Field(description="empty: read by this coder, no code applies")
    coder: Series[str] = pa.Field(description="a person's initials or name, or the machine")
    round: Series[int] = pa.Field(ge=1, description="1 = first round of coding")
    decision: Series[str] = pa.Field(
        isin=("applied", "suggested", "none"), description="people apply, the machine suggests"
    )
    probability: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="of the machine; missing for people"
    )
    valence: Series[str] = pa.Field(
        isin=("", "-", "0", "+", "~"),
        description="negative, neutral, positive, mixed; empty = not said",
    )
    rung_claimed: Series[pd.Int64Dtype] = pa.Field(
        ge=1, le=7, nullable=True, description="ladder of co-production, as the organisation says"
    )
    rung_experienced: Series[pd.Int64Dtype] = pa.Field(
        ge=1, le=7, nullable=True, description="ladder of co-production, as the speaker lived it"
    )
    attribution: Series[str] = pa.Field(
        description="first-hand, hearsay, self-report; empty = not said"
    )
    target_org: Series[str] = pa.Field(description="organisation spoken of; empty = not said")
    sampling_probability: Series[float] = pa.Field(
        gt=0, le=1, nullable=True, description="chance of this segment to be drawn for coding"
    )
    decided_on: Series[str] = pa.Field(description="ISO date; empty for the machine")


class Memos(Shareable):
    """What researchers wrote while they worked, de-identified like what was said."""

    _key = ("memo_id",)
    memo_id: Series[str] = pa.Field(unique=True, description="minted with the key from the rest")
    about: Series[str] = pa.Field(
        description="study, or kind and id of one or two things joined by '+': case:, segment:, "
        "code:, theme:; a theme goes by its key"
    )
    kind: Series[str] = pa.Field(
        isin=("memo", "case summary", "reflexive", "deviant case"),
        description="a case summary of case and code, or theme, is a cell of the framework matrix",
    )
    author: Series[str] = pa.Field(description="name of the person who wrote it")
    written_on: Series[str] = pa.Field(description="ISO date")
    text: Series[str] = pa.Field(description="with the replacements in place of the identifiers")
