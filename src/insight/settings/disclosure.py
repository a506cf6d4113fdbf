"""[disclosure]: a policy for each kind of output."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from insight.settings.base import Part


class SurveyPolicy(Part):
    """disclosure.survey: counts of a survey."""

    threshold: int = Field(8, ge=1, description="Counts below this are hidden.")
    base: int = Field(5, ge=1, description="Counts are rounded to multiples of this.")
    percentages_from: int = Field(20, ge=1, description="No percentage on fewer people.")


class InterviewPolicy(Part):
    """disclosure.interviews: counts of interviews and groups."""

    smallest_group: int = Field(5, ge=1, description="Groups smaller than this are not counted.")
    by_area: Literal[False] = Field(False, description="Never by place.")


class QuotePolicy(Part):
    """disclosure.quotes: words of people."""

    attributes: int = Field(2, ge=0, le=2, description="At most so many attributes of a speaker.")
    population_k: int = Field(10, ge=1, description="Attributes must be shared by so many.")
    approval: bool = Field(True, description="A named person approves each quote.")
    longest: int = Field(60, ge=10, description="Longest quote, in words.")
    per_subject: int = Field(
        2,
        ge=1,
        description="At most so many quotes of a theme, and of a code from each side: people with "
        "lived experience, and everybody else.",
    )


class PartnerPolicy(Part):
    """disclosure.partners: de-identified words and people for partners inside the study."""

    k: int = Field(5, ge=2, description="Nobody's attributes are shared by fewer people.")
    terms: str = Field("", description="File with the terms that go along.")


class DisclosureSettings(Part):
    """[disclosure]: a policy for each kind of output."""

    survey: SurveyPolicy = Field(default_factory=SurveyPolicy)
    interviews: InterviewPolicy = Field(default_factory=InterviewPolicy)
    quotes: QuotePolicy = Field(default_factory=QuotePolicy)
    partners: PartnerPolicy = Field(default_factory=PartnerPolicy)
