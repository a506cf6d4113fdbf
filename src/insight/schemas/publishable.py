"""Publishable tables: they leave through `disclosure.publish` alone."""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa
from pandera.typing import Series

from insight.schemas.base import Table


class Publishable(Table):
    """Base of the publishable tables."""

    _custody = "publishable"


class ThemePrevalence(Publishable):
    """How many of those asked mentioned a theme or code, by source and stratum."""

    _key = ("source_name", "subject", "subject_id", "stratum", "stratum_value")
    source_name: Series[str]
    mode: Series[str]
    sampling: Series[str]
    subject: Series[str] = pa.Field(isin=("code", "theme"))
    subject_id: Series[str]
    stratum: Series[str] = pa.Field(isin=("all", "group", "quintile", "rural_urban"))
    stratum_value: Series[str]
    n_mentioning: Series[pd.Int64Dtype] = pa.Field(ge=0, nullable=True)
    n_unprompted: Series[pd.Int64Dtype] = pa.Field(ge=0, nullable=True)
    n_asked: Series[pd.Int64Dtype] = pa.Field(ge=0, nullable=True)
    prevalence: Series[float] = pa.Field(ge=0, le=1, nullable=True)
    ci_low: Series[float] = pa.Field(ge=0, le=1, nullable=True)
    ci_high: Series[float] = pa.Field(ge=0, le=1, nullable=True)
    method: Series[str]
    basis: Series[str] = pa.Field(isin=("human", "machine-suggested"))
    note: Series[str] = pa.Field(description="why a figure is missing or how to read it")


class ThemeGradients(Publishable):
    """How a prespecified code changes from the most to the least deprived residents."""

    _key = ("source_name", "subject_id", "measure")
    source_name: Series[str]
    sampling: Series[str]
    subject_id: Series[str]
    measure: Series[str] = pa.Field(isin=("sii", "rii", "erreygers"))
    value: Series[float] = pa.Field(nullable=True)
    ci_low: Series[float] = pa.Field(nullable=True)
    ci_high: Series[float] = pa.Field(nullable=True)
    p_value: Series[float] = pa.Field(nullable=True)
    p_adjusted: Series[float] = pa.Field(nullable=True)
    detectable: Series[float] = pa.Field(nullable=True, description="minimum detectable slope")
    n: Series[pd.Int64Dtype] = pa.Field(ge=0, nullable=True)
    method: Series[str]
    basis: Series[str]
    warning: Series[str]


class Divergence(Publishable):
    """Two groups of the same source side by side on one code."""

    _key = ("source_name", "subject_id", "group_a", "group_b")
    source_name: Series[str]
    sampling: Series[str]
    subject_id: Series[str]
    group_a: Series[str]
    group_b: Series[str]
    mentioning_a: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    asked_a: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    mentioning_b: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    asked_b: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    difference: Series[float] = pa.Field(ge=-1, le=1, nullable=True)
    ci_low: Series[float] = pa.Field(nullable=True)
    ci_high: Series[float] = pa.Field(nullable=True)
    method: Series[str]
    basis: Series[str]
    note: Series[str]


class Representation(Publishable):
    """Who was heard, against who lives there."""

    _key = ("source_name", "margin", "category")
    source_name: Series[str]
    margin: Series[str]
    category: Series[str]
    n_speakers: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    population: Series[pd.Int64Dtype] = pa.Field(nullable=True)
    share_of_speakers: Series[float] = pa.Field(nullable=True)
    share_of_population: Series[float] = pa.Field(nullable=True)
    ratio: Series[float] = pa.Field(nullable=True)
    ci_low: Series[float] = pa.Field(nullable=True)
    ci_high: Series[float] = pa.Field(nullable=True)
    not_heard: Series[bool]
    chance_of_none: Series[float] = pa.Field(nullable=True)
    note: Series[str]


class Agreement(Publishable):
    """How far two coders, or a coder and the machine, agree on a code."""

    _key = ("subject_id", "pair")
    subject_id: Series[str]
    pair: Series[str] = pa.Field(description="'human-human' or 'human-machine'")
    n_segments: Series[int]
    n_positive: Series[int] = pa.Field(description="segments that either gave the code")
    alpha: Series[float] = pa.Field(nullable=True, description="Krippendorff's alpha, nominal")
    ci_low: Series[float] = pa.Field(nullable=True)
    ci_high: Series[float] = pa.Field(nullable=True)
    positive_agreement: Series[float] = pa.Field(nullable=True, ge=0, le=1)
    note: Series[str]


class Quotes(Publishable):
    """Words that may be printed: screened, consented, approved by a named person."""

    _key = ("quote_id",)
    quote_id: Series[str] = pa.Field(unique=True, description="new for each release")
    subject: Series[str] = pa.Field(isin=("code", "theme"))
    subject_id: Series[str]
    valence: Series[str]
    said_by: Series[str] = pa.Field(description="at most two attributes, in words")
    source_name: Series[str]
    text: Series[str]
    status: Series[str] = pa.Field(isin=("approved", "draft"))
