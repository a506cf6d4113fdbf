"""Personal tables: they stay in `.private/` on this machine, readable by their owner alone."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from insight.schemas.base import (
    ATTRIBUTIONS,
    DIRECT_KINDS,
    INDIRECT_KINDS,
    SET_ASIDE,
    TARGET_ORGANISATIONS,
    Table,
)


class Personal(Table):
    """Base of the personal tables."""

    _custody = "personal"


class Documents(Personal):
    """One file (transcript, assessment) or one answer of a survey."""

    _key = ("document_id",)
    document_id: Series[str] = pa.Field(
        unique=True, description="minted with the key from source and unit"
    )
    source_name: Series[str] = pa.Field(description="name of the [[source]] in study.toml")
    source: Series[str] = pa.Field(description="file, relative to the study folder")
    source_sha256: Series[str] = pa.Field(description="SHA-256 of the file's bytes")
    unit: Series[str] = pa.Field(description="response id of a survey; empty for a whole file")
    kind: Series[str] = pa.Field(
        isin=("transcript", "survey", "document"), description="what kind of file it came from"
    )
    mode: Series[str] = pa.Field(
        isin=("interview", "group", "survey", "document"),
        description="how it was said; modes are never pooled",
    )
    sampling: Series[str] = pa.Field(
        isin=("purposive", "self_selected", "probability", "census"),
        description="how people came to be asked: decides which figures exist",
    )
    collected_on: Series[str] = pa.Field(description="ISO date, empty where not known")
    wave: Series[str] = pa.Field(description="wave of a repeated study")
    question: Series[str] = pa.Field(description="the survey's question; empty otherwise")
    text: Series[str] = pa.Field(description="the text as read; offsets count in it")


class Speakers(Personal):
    """One voice: a participant, an interviewer, or a voice that a document speaks of."""

    _key = ("speaker_id",)
    speaker_id: Series[str] = pa.Field(
        unique=True, description="minted with the key; the same in every table"
    )
    source_name: Series[str] = pa.Field(description="name of the [[source]] in study.toml")
    source: Series[str] = pa.Field(description="file, relative to the study folder")
    label_in_source: Series[str] = pa.Field(description="label before the turns, or response id")
    name: Series[str] = pa.Field(description="as on the roster; empty where not given")
    role: Series[str] = pa.Field(
        isin=("participant", "interviewer", "voice"),
        description="who asks is no participant; a voice is claimed by a document",
    )
    stakeholder_groups: Series[str] = pa.Field(description="joined by ';', sorted; empty = unknown")
    speaks_for: Series[str] = pa.Field(
        isin=("self", "proxy", "interpreter", "organisation"), description="whose experience it is"
    )
    resident: Series[bool] = pa.Field(description="the area given is the speaker's own life")
    postcode: Series[str] = pa.Field(
        description="of home; empty = not given; leaves no further than the area"
    )
    lsoa_code: Series[str] = pa.Field(description="given directly; empty otherwise")
    age_band: Series[str] = pa.Field(
        description="as given; 'prefer not to say' = asked and declined; empty = unknown"
    )
    sex: Series[str] = pa.Field(
        description="as given; 'prefer not to say' = asked and declined; empty = unknown"
    )
    ethnicity: Series[str] = pa.Field(
        description="as given; 'prefer not to say' = asked and declined; empty = unknown"
    )
    disability: Series[str] = pa.Field(
        description="as given; 'prefer not to say' = asked and declined; empty = unknown"
    )
    declared: Series[str] = pa.Field(
        description="further attributes that study.toml declares, as a JSON object; empty = none"
    )
    consent_quote: Series[bool] = pa.Field(description="words may be published; false unless said")
    consent_share: Series[bool] = pa.Field(
        description="words may go to partners; false unless said"
    )
    consent_until: Series[str] = pa.Field(description="ISO date, empty = no end given")


class Segments(Personal):
    """A turn, an answer or a statement, cut at sentence ends where it is long."""

    _key = ("segment_id",)
    segment_id: Series[str] = pa.Field(
        unique=True, description="minted with the key from document and place"
    )
    document_id: Series[str] = pa.Field(description="in documents")
    speaker_id: Series[str] = pa.Field(description="in speakers")
    position: Series[int] = pa.Field(ge=0, description="order within the document")
    start: Series[int] = pa.Field(ge=0, description="code point in documents.text")
    end: Series[int] = pa.Field(ge=0, description="end-exclusive")
    question_asked: Series[str] = pa.Field(description="survey question, or the interviewer's turn")
    question_segment_id: Series[str] = pa.Field(description="segment that asked; empty if none")
    prompted: Series[bool] = pa.Field(description="it answers a question directly")
    starts_at: Series[float] = pa.Field(
        ge=0, nullable=True, description="seconds into the recording; missing where not told"
    )
    ends_at: Series[float] = pa.Field(
        ge=0, nullable=True, description="seconds into the recording; missing where not told"
    )
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
    text: Series[str] = pa.Field(
        description="as said; the text that offsets of identifiers count in"
    )


class SourceCodings(Personal):
    """A code that somebody gave to words, as a project of their software tells it."""

    _key = ("segment_id", "start", "end", "code", "coder")
    segment_id: Series[str] = pa.Field(description="in segments")
    start: Series[int] = pa.Field(ge=0, description="code point in segments.text")
    end: Series[int] = pa.Field(ge=0, description="end-exclusive")
    code: Series[str] = pa.Field(
        description="the code's name in lower case, its words parted by underscores; empty: the "
        "coder coded in this text, and gave this segment no code"
    )
    coder: Series[str] = pa.Field(description="name of the user who coded")
    coded_on: Series[str] = pa.Field(description="ISO date, empty where not told")


class Exclusions(Personal):
    """Everything that was in a source and is not in the segments, with the reason."""

    _key = ("source", "place", "reason")
    source_name: Series[str] = pa.Field(description="name of the [[source]] in study.toml")
    source: Series[str] = pa.Field(description="file, relative to the study folder")
    place: Series[str] = pa.Field(description="row, turn or cue; never the text")
    reason: Series[str] = pa.Field(description="why it was left out, in words")


class Identifiers(Personal):
    """A span that could tell who somebody is. Never holds the text found."""

    _key = ("segment_id", "start", "end")
    segment_id: Series[str] = pa.Field(description="in segments")
    start: Series[int] = pa.Field(ge=0, description="code point in segments.text")
    end: Series[int] = pa.Field(ge=1, description="end-exclusive")
    kind: Series[str] = pa.Field(
        isin=DIRECT_KINDS + INDIRECT_KINDS,
        description="direct kinds name somebody, indirect ones help to find them",
    )
    detector: Series[str] = pa.Field(description="names of the detectors, joined by '+'")
    score: Series[float] = pa.Field(ge=0, le=1, description="highest among the detectors")
    decision: Series[str] = pa.Field(
        isin=("auto", "accepted", "rejected", "added"), description="auto = nobody has decided yet"
    )
    decided_by: Series[str] = pa.Field(description="name of the person; empty for auto")
    replacement: Series[str] = pa.Field(description="what stands in the de-identified text instead")


class SpeakerAreas(Personal):
    """Where a speaker lives, in one vintage of areas; the postcode is gone."""

    _key = ("speaker_id", "vintage")
    speaker_id: Series[str] = pa.Field(description="in speakers")
    vintage: Series[str] = pa.Field(
        isin=("lsoa2011", "lsoa2021"), description="census whose areas these are"
    )
    lsoa_code: Series[str] = pa.Field(
        description="empty where no area was found; of a large user that of the postcode, without "
        "deprivation"
    )
    decile: Series[pd.Int64Dtype] = pa.Field(
        ge=1, le=10, nullable=True, description="national, 1 = most deprived"
    )
    national_quintile: Series[pd.Int64Dtype] = pa.Field(
        ge=1, le=5, nullable=True, description="fifth of England's LSOAs, 1 = most deprived"
    )
    local_rank: Series[float] = pa.Field(
        ge=0,
        le=1,
        nullable=True,
        description="population mid-rank within the authority, 0 = most deprived",
    )
    quintile: Series[pd.Int64Dtype] = pa.Field(
        ge=1, le=5, nullable=True, description="within the authority, 1 = most deprived"
    )
    msoa_code: Series[str] = pa.Field(description="of the same vintage; empty where not known")
    ward_code: Series[str] = pa.Field(
        description="of the year that the file tells; empty where not known"
    )
    rural_urban_class: Series[str] = pa.Field(
        description="RUC 2011 or 2021, of the same vintage; empty where not known"
    )
    rural_urban: Series[str] = pa.Field(description="Rural or Urban; empty where not known")
    link_status: Series[str] = pa.Field(
        description="linked, linked_terminated, given_area, no_place_given, partial_postcode, "
        "unknown_postcode, not_geographic, large_user, larger_area_given, outside_authority, "
        "other_nation, not_a_resident"
    )


class Sensitivity(Personal):
    """How far a gradient moves when it is made in another way; for the analyst alone.

    A slope without one person, beside the slope with them, tells what that person said.
    """

    _key = ("source_name", "subject_id", "analysis")
    source_name: Series[str] = pa.Field(description="name of the [[source]] in study.toml")
    subject_id: Series[str] = pa.Field(description="code")
    analysis: Series[str] = pa.Field(
        isin=("as told", "without one person", "national ranks", "other index", "by segment"),
        description="as in theme_gradients; the range over leaving each person out; ranks among "
        "England's areas; ranks of the other index; every segment for itself",
    )
    measure: Series[str] = pa.Field(
        isin=("sii", "log odds ratio"), description="what `value` is, least over most deprived"
    )
    value: Series[float] = pa.Field(nullable=True, description="the estimate")
    low: Series[float] = pa.Field(
        nullable=True, description="lower 95 % limit; of the range, the least"
    )
    high: Series[float] = pa.Field(
        nullable=True, description="upper 95 % limit; of the range, the greatest"
    )
    n: Series[int] = pa.Field(ge=0, description="residents in the estimate")
    note: Series[str] = pa.Field(description="why a figure is missing or how to read it")
