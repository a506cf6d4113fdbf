"""Shareable tables: de-identified; to partners inside the study, once read and approved."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from insight.schemas.base import Table


class Shareable(Table):
    """Base of the shareable tables."""

    _custody = "shareable"


class DeidentifiedSegments(Shareable):
    """What everybody after `anonymise` works with."""

    _key = ("segment_id",)
    segment_id: Series[str] = pa.Field(unique=True)
    document_id: Series[str]
    speaker_id: Series[str]
    source_name: Series[str]
    kind: Series[str]
    mode: Series[str]
    sampling: Series[str]
    wave: Series[str]
    role: Series[str] = pa.Field(isin=("participant", "interviewer", "voice"))
    stakeholder_groups: Series[str]
    question_asked: Series[str]
    prompted: Series[bool]
    position: Series[int]
    text: Series[str]
    n_redactions: Series[int] = pa.Field(ge=0)
    state: Series[str] = pa.Field(isin=("detected", "read"))


class DeidentifiedSpeakers(Shareable):
    """Coarsened attributes of the people who spoke."""

    _key = ("speaker_id",)
    speaker_id: Series[str] = pa.Field(unique=True)
    source_name: Series[str]
    mode: Series[str]
    sampling: Series[str]
    stakeholder_groups: Series[str]
    speaks_for: Series[str]
    resident: Series[bool]
    age_band: Series[str]
    sex: Series[str]
    ethnicity: Series[str]
    disability: Series[str]
    quintile: Series[pd.Int64Dtype] = pa.Field(ge=1, le=5, nullable=True)
    rural_urban: Series[str]
    link_status: Series[str]
    consent_quote: Series[bool]
    consent_share: Series[bool]


class Themes(Shareable):
    """Candidate themes: patterns a machine found; a person accepts, names or hides them."""

    _key = ("theme_id",)
    theme_id: Series[int] = pa.Field(unique=True, ge=-1)
    label: Series[str]
    keywords: Series[str] = pa.Field(description="joined by ', ', strongest first")
    status: Series[str] = pa.Field(isin=("candidate", "accepted", "hidden"))
    n_segments: Series[int] = pa.Field(ge=0)
    n_speakers: Series[int] = pa.Field(ge=0)
    repeatability: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="mean best Jaccard overlap over re-fits"
    )
    coherence: Series[float] = pa.Field(
        ge=-1, le=1, nullable=True, description="mean cosine of segments to their centre"
    )


class SegmentThemes(Shareable):
    """Which themes a segment belongs to; several may apply."""

    _key = ("segment_id", "theme_id")
    segment_id: Series[str]
    theme_id: Series[int] = pa.Field(ge=-1)
    weight: Series[float] = pa.Field(ge=0, le=1)


class Codings(Shareable):
    """One coder's decision that a code applies (or not) to a stretch of a segment."""

    _key = ("segment_id", "start", "end", "code", "coder", "round")
    segment_id: Series[str]
    start: Series[int] = pa.Field(ge=0)
    end: Series[int] = pa.Field(ge=0)
    code: Series[str] = pa.Field(description="empty: read by this coder, no code applies")
    coder: Series[str]
    round: Series[int] = pa.Field(ge=1)
    decision: Series[str] = pa.Field(isin=("applied", "suggested", "none"))
    probability: Series[float] = pa.Field(ge=0, le=1, nullable=True)
    valence: Series[str] = pa.Field(isin=("", "-", "0", "+", "~"))
    rung_claimed: Series[pd.Int64Dtype] = pa.Field(ge=1, le=7, nullable=True)
    rung_experienced: Series[pd.Int64Dtype] = pa.Field(ge=1, le=7, nullable=True)
    attribution: Series[str]
    target_org: Series[str]
    sampling_probability: Series[float] = pa.Field(gt=0, le=1, nullable=True)
    decided_on: Series[str]
