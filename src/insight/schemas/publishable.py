"""Publishable tables: they leave through `disclosure.publish` alone."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from insight.schemas.base import Table

CORRECTED = "corrected"
"""How the basis begins of figures made from what a machine coded, put right by people."""


class Publishable(Table):
    """Base of the publishable tables."""

    _custody = "publishable"


class ThemePrevalence(Publishable):
    """How many of those asked mentioned a theme or code, by source and stratum."""

    _key = ("source_name", "subject", "subject_id", "stratum", "stratum_value")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    mode: Series[str] = pa.Field(description="interview, group, survey or document")
    sampling: Series[str] = pa.Field(description="how people came to be asked")
    subject: Series[str] = pa.Field(isin=("code", "theme"), description="what is counted")
    subject_id: Series[str] = pa.Field(description="code, or theme_id as text")
    stratum: Series[str] = pa.Field(
        isin=("all", "group", "quintile", "rural_urban"), description="by what people are divided"
    )
    stratum_value: Series[str] = pa.Field(description="which part; empty for all")
    n_mentioning: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="people who mentioned it at least once"
    )
    n_unprompted: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="of these, without a question that raised it"
    )
    n_asked: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="people who were asked: the denominator"
    )
    prevalence: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="n_mentioning / n_asked"
    )
    ci_low: Series[float] = pa.Field(ge=0, le=1, nullable=True, description="lower 95 % limit")
    ci_high: Series[float] = pa.Field(ge=0, le=1, nullable=True, description="upper 95 % limit")
    method: Series[str] = pa.Field(description="how figure and interval were made")
    basis: Series[str] = pa.Field(
        description="who coded what is counted: human; machine-suggested; or corrected, with how "
        "many people were coded by people",
    )
    note: Series[str] = pa.Field(description="why a figure is missing or how to read it")


class WeightedPrevalence(Publishable):
    """Shares among residents of a survey, weighted to who lives in the authority."""

    _key = ("source_name", "subject", "subject_id")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    sampling: Series[str] = pa.Field(description="how people came to be asked")
    subject: Series[str] = pa.Field(isin=("code", "theme"), description="what is counted")
    subject_id: Series[str] = pa.Field(description="code, or theme_id as text")
    n_asked: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="residents with lived experience who were asked"
    )
    n_effective: Series[float] = pa.Field(
        ge=0, nullable=True, description="people of equal weight who would be as certain (Kish)"
    )
    unweighted: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="share of these residents who mentioned it"
    )
    prevalence: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="the same, weighted"
    )
    ci_low: Series[float] = pa.Field(ge=0, le=1, nullable=True, description="lower 95 % limit")
    ci_high: Series[float] = pa.Field(ge=0, le=1, nullable=True, description="upper 95 % limit")
    raked_on: Series[str] = pa.Field(description="margins that the weights meet, joined by ';'")
    n_trimmed: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="people whose weight is held at a limit"
    )
    largest_gap: Series[float] = pa.Field(
        ge=0, nullable=True, description="largest difference left between a share and its margin"
    )
    method: Series[str] = pa.Field(description="how the figure was made, and when it holds")
    basis: Series[str] = pa.Field(description="as in theme_prevalence")
    note: Series[str] = pa.Field(description="why a figure is missing or how to read it")


class ThemeViews(Publishable):
    """How many people speak of a theme by question, by wave, and in the course of a talk."""

    _key = ("source_name", "theme_id", "view", "place", "part")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    mode: Series[str] = pa.Field(description="interview, group, survey or document")
    sampling: Series[str] = pa.Field(description="how people came to be asked")
    theme_id: Series[int] = pa.Field(ge=0, description="in themes")
    view: Series[str] = pa.Field(
        isin=("question", "wave", "order"),
        description="by what is divided: the survey's question, the wave, or thirds of a talk",
    )
    part: Series[str] = pa.Field(description="which question, wave or third")
    place: Series[int] = pa.Field(ge=0, description="order of the parts, 0 first")
    n_mentioning: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="people who speak of it in this part"
    )
    n_asked: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="people who were asked: the denominator"
    )
    note: Series[str] = pa.Field(description="why a figure is missing or how to read it")


class ThemeOnly(Publishable):
    """Themes of a source that only people of one stakeholder group speak of."""

    _key = ("source_name", "theme_id", "group")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    mode: Series[str] = pa.Field(description="interview, group, survey or document")
    sampling: Series[str] = pa.Field(description="how people came to be asked")
    theme_id: Series[int] = pa.Field(ge=0, description="in themes")
    group: Series[str] = pa.Field(description="stakeholder group")
    n_mentioning: Series[pd.Int64Dtype] = pa.Field(ge=0, description="people who speak of it")
    n_group: Series[pd.Int64Dtype] = pa.Field(
        ge=0, description="people of the group who were asked"
    )
    n_asked: Series[pd.Int64Dtype] = pa.Field(ge=0, description="people who were asked, all groups")
    chance: Series[float] = pa.Field(
        ge=0,
        le=1,
        nullable=True,
        description="how likely one group alone is by chance; probability samples only",
    )
    chance_adjusted: Series[float] = pa.Field(
        ge=0,
        le=1,
        nullable=True,
        description="Benjamini-Hochberg over the themes and groups of the source",
    )


class ThemeGradients(Publishable):
    """How a prespecified code changes from the most to the least deprived residents."""

    _key = ("source_name", "subject_id", "measure")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    sampling: Series[str] = pa.Field(description="how people came to be asked")
    subject_id: Series[str] = pa.Field(description="code")
    measure: Series[str] = pa.Field(
        isin=("sii", "rii", "erreygers"), description="slope index, relative index, Erreygers index"
    )
    value: Series[float] = pa.Field(
        nullable=True, description="sii: least less most deprived end; rii: their ratio"
    )
    ci_low: Series[float] = pa.Field(nullable=True, description="lower 95 % limit")
    ci_high: Series[float] = pa.Field(nullable=True, description="upper 95 % limit")
    p_value: Series[float] = pa.Field(nullable=True, description="of this code alone")
    p_adjusted: Series[float] = pa.Field(
        nullable=True, description="Benjamini-Hochberg over the family of codes"
    )
    detectable: Series[float] = pa.Field(nullable=True, description="minimum detectable slope")
    n: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="residents in the estimate"
    )
    method: Series[str] = pa.Field(description="how the figure was made")
    basis: Series[str] = pa.Field(description="as in theme_prevalence")
    warning: Series[str] = pa.Field(description="why a figure is missing or how to read it")


MORE_BY_A = "clearly more often by group_a"
MORE_BY_B = "clearly more often by group_b"
"""Notes of Divergence where one count is hidden, yet every value that it can have says the same."""


class Divergence(Publishable):
    """Two groups of the same source side by side on one code."""

    _key = ("source_name", "subject_id", "group_a", "group_b")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    sampling: Series[str] = pa.Field(description="how people came to be asked")
    subject_id: Series[str] = pa.Field(description="code")
    group_a: Series[str] = pa.Field(description="stakeholder group with lived experience")
    group_b: Series[str] = pa.Field(description="stakeholder group that speaks for an organisation")
    mentioning_a: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="people of group a who mentioned it"
    )
    asked_a: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="people of group a who were asked"
    )
    mentioning_b: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="people of group b who mentioned it"
    )
    asked_b: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="people of group b who were asked"
    )
    detectable: Series[float] = pa.Field(
        ge=0,
        nullable=True,
        description="smallest difference that so many people would probably show (80 % power)",
    )
    difference: Series[float] = pa.Field(
        ge=-1, le=1, nullable=True, description="prevalence in a less prevalence in b"
    )
    ci_low: Series[float] = pa.Field(nullable=True, description="lower 95 % limit")
    ci_high: Series[float] = pa.Field(nullable=True, description="upper 95 % limit")
    method: Series[str] = pa.Field(description="how the figure was made")
    basis: Series[str] = pa.Field(description="as in theme_prevalence")
    note: Series[str] = pa.Field(description="why a figure is missing or how to read it")


class Representation(Publishable):
    """Who was heard, against who lives there."""

    _key = ("source_name", "margin", "category")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    margin: Series[str] = pa.Field(description="by what people are divided, e.g. county fifth")
    category: Series[str] = pa.Field(description="which part of the margin")
    n_speakers: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="people heard")
    population: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="residents of the authority"
    )
    share_of_speakers: Series[float] = pa.Field(
        nullable=True, description="of speakers with a known category"
    )
    share_of_population: Series[float] = pa.Field(
        nullable=True, description="of residents in this margin"
    )
    ratio: Series[float] = pa.Field(
        nullable=True, description="share of speakers / share of population"
    )
    ci_low: Series[float] = pa.Field(nullable=True, description="lower 95 % limit of the ratio")
    ci_high: Series[float] = pa.Field(nullable=True, description="upper 95 % limit of the ratio")
    not_heard: Series[bool] = pa.Field(description="nobody of this category was heard")
    chance_of_none: Series[float] = pa.Field(
        nullable=True, description="chance of hearing nobody under proportional drawing"
    )
    note: Series[str] = pa.Field(description="why a figure is missing or how to read it")


class Outreach(Publishable):
    """Whom to ask next: parts of the authority that a source heard nobody of, or too few."""

    _key = ("source_name", "margin", "category")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    margin: Series[str] = pa.Field(description="by what people are divided, e.g. county fifth")
    category: Series[str] = pa.Field(description="which part of the margin")
    population: Series[pd.Int64Dtype] = pa.Field(
        nullable=True, description="residents of the authority"
    )
    n_speakers: Series[pd.Int64Dtype] = pa.Field(nullable=True, description="people heard")
    missing: Series[str] = pa.Field(description="what is missing, in words")


class Agreement(Publishable):
    """How far two coders, or a coder and the machine, agree on a code."""

    _key = ("subject_id", "pair", "compared_on")
    subject_id: Series[str] = pa.Field(description="code")
    pair: Series[str] = pa.Field(description="'human-human' or 'human-machine'")
    compared_on: Series[str] = pa.Field(
        isin=("segment", "span", "rung_claimed", "rung_experienced"),
        description="on what they agree: that a segment has the code, which stretch has it, or "
        "which rung goes with it",
    )
    n_segments: Series[int] = pa.Field(description="segments that both judged")
    n_positive: Series[int] = pa.Field(description="segments that either gave the code")
    alpha: Series[float] = pa.Field(
        nullable=True,
        description="Krippendorff's alpha: nominal for segments, for unitising for spans, ordinal "
        "for rungs",
    )
    ci_low: Series[float] = pa.Field(nullable=True, description="lower 95 % limit of alpha")
    ci_high: Series[float] = pa.Field(nullable=True, description="upper 95 % limit of alpha")
    kappa: Series[float] = pa.Field(
        nullable=True,
        description="Cohen's kappa; of more than two coders, the mean over pairs; segments only",
    )
    kappa_low: Series[float] = pa.Field(nullable=True, description="lower 95 % limit of kappa")
    kappa_high: Series[float] = pa.Field(nullable=True, description="upper 95 % limit of kappa")
    positive_agreement: Series[float] = pa.Field(
        nullable=True,
        ge=0,
        le=1,
        description="share of agreement where either gave the code (F1): of segments, or of "
        "characters for spans",
    )
    negative_agreement: Series[float] = pa.Field(
        nullable=True, ge=0, le=1, description="share of agreement where either did not give it"
    )
    note: Series[str] = pa.Field(description="why a figure is missing or how to read it")


class Quotes(Publishable):
    """Words that may be printed: screened, consented, approved by a named person."""

    _key = ("quote_id",)
    quote_id: Series[str] = pa.Field(unique=True, description="new for each release")
    subject: Series[str] = pa.Field(isin=("code", "theme"), description="what the quote is about")
    subject_id: Series[str] = pa.Field(description="code, or theme_id as text")
    valence: Series[str] = pa.Field(description="-, 0, + or ~ (mixed); empty = not said")
    said_by: Series[str] = pa.Field(description="at most two attributes, in words")
    side: Series[str] = pa.Field(
        isin=("lived", "organisation", ""),
        description="lived: uses services or cares for somebody; organisation: everybody else; "
        "empty: told by a report, or too few people to say",
    )
    source_name: Series[str] = pa.Field(description="name of the [[source]] in study.toml")
    text: Series[str] = pa.Field(description="de-identified, as approved")
    status: Series[str] = pa.Field(
        isin=("approved", "draft"), description="draft = nobody has approved it yet"
    )


class PassagesBehind(Publishable):
    """In how many pieces of text people mention what theme_prevalence counts them for."""

    _key = ("source_name", "subject", "subject_id", "stratum", "stratum_value")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    subject: Series[str] = pa.Field(isin=("code", "theme"), description="what is mentioned")
    subject_id: Series[str] = pa.Field(description="code, or theme_id as text")
    stratum: Series[str] = pa.Field(isin=("all", "group"), description="by what people are divided")
    stratum_value: Series[str] = pa.Field(description="which part")
    n_segments: Series[int] = pa.Field(
        ge=0, description="pieces of text with it; of surveys rounded, and of everybody alone"
    )


class Changes(Publishable):
    """What changed since the wave before, from released figures of both; see docs/disclosure.md."""

    _key = ("source_name", "subject_id", "stratum", "stratum_value")
    source_name: Series[str] = pa.Field(
        description="name of the [[source]]; sources are never pooled"
    )
    mode: Series[str] = pa.Field(description="interview, group, survey or document")
    sampling: Series[str] = pa.Field(description="how people came to be asked")
    subject_id: Series[str] = pa.Field(description="code")
    stratum: Series[str] = pa.Field(isin=("all", "group"), description="by what people are divided")
    stratum_value: Series[str] = pa.Field(description="which part")
    standing: Series[str] = pa.Field(
        isin=("compared", "side by side", "not compared", "new", "gone"),
        description="side by side: numbers without a difference; new, gone: in one codebook alone",
    )
    mentioning_then: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="people who mentioned it in the wave before, as released"
    )
    asked_then: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="people who were asked in the wave before, as released"
    )
    share_then: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="prevalence in the wave before, as released"
    )
    mentioning_now: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="people who mentioned it in this wave, as released"
    )
    asked_now: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="people who were asked in this wave, as released"
    )
    share_now: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="prevalence in this wave, as released"
    )
    difference: Series[float] = pa.Field(
        ge=-1, le=1, nullable=True, description="share now less share then"
    )
    ci_low: Series[float] = pa.Field(nullable=True, description="lower 95 % limit")
    ci_high: Series[float] = pa.Field(nullable=True, description="upper 95 % limit")
    p_value: Series[float] = pa.Field(nullable=True, description="of this row alone")
    p_adjusted: Series[float] = pa.Field(
        nullable=True, description="Benjamini-Hochberg over all that is compared in the source"
    )
    detectable: Series[float] = pa.Field(
        nullable=True, description="least change that would probably have been seen"
    )
    method: Series[str] = pa.Field(description="how the difference was made")
    basis: Series[str] = pa.Field(description="as in theme_prevalence")
    note: Series[str] = pa.Field(description="why nothing is compared, or how to read it")


class Promises(Publishable):
    """What was promised after the wave before, in the words of those who promised it."""

    _key = ("row",)
    row: Series[int] = pa.Field(ge=0, description="order of the list")
    code: Series[str] = pa.Field(description="code that it is about")
    you_said: Series[str] = pa.Field(description="what people said then, in the council's words")
    we_did: Series[str] = pa.Field(description="what was promised, or done since")
    who: Series[str] = pa.Field(description="who sees to it")
    by: Series[str] = pa.Field(description="by when")


class Counted(Publishable):
    """Published figures that stand beside what people said: as given, one row a cell."""

    _key = ("title", "row", "column")
    title: Series[str] = pa.Field(description="of the table, as in [[counted]]")
    row: Series[int] = pa.Field(ge=0, description="order of the periods, as the table gives them")
    column: Series[int] = pa.Field(ge=0, description="order of the figures of a period")
    period: Series[str] = pa.Field(description="quarter, month or year, as given")
    measure: Series[str] = pa.Field(description="what was counted: heading of the column")
    told: Series[str] = pa.Field(
        description="the figure as given; empty or a sign of the publisher's where there is none"
    )
    value: Series[float] = pa.Field(nullable=True, description="the same as a number")
    n: Series[pd.Int64Dtype] = pa.Field(
        ge=0, nullable=True, description="of how many it is; shares and rates alone"
    )
    n_of: Series[str] = pa.Field(description="what n counts; shares and rates alone")
    codes: Series[str] = pa.Field(description="codes that the figures belong to, joined by ';'")
    origin: Series[str] = pa.Field(description="who published them")
    note: Series[str] = pa.Field(description="what a reader has to know of them")
