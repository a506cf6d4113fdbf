"""[[source]]: files, and how those who speak in them came to be asked."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, field_validator

from insight.settings.base import Part

Kind = Literal["auto", "transcript", "survey", "document", "project"]
Sampling = Literal["purposive", "self_selected", "probability", "census"]


class ColumnSettings(Part):
    """columns: which column of a table holds what. All but `text` may be missing."""

    id: str | None = Field(None, description="Response id.")
    text: list[str] = Field(default_factory=list, description="Free-text questions.")
    stakeholder_group: str | None = Field(None, description="Which group the person is in.")
    resident: str | None = Field(None, description="Is the place given their own home? yes/no.")
    postcode: str | None = Field(None, description="Postcode of home.")
    lsoa: str | None = Field(None, description="LSOA code of home, where given directly.")
    age_band: str | None = Field(None, description="Age in bands.")
    sex: str | None = Field(None, description="Sex.")
    ethnicity: str | None = Field(None, description="Ethnic group.")
    disability: str | None = Field(None, description="Disabled? yes/no.")
    consent_quote: str | None = Field(None, description="May be quoted? yes/no.")
    consent_share: str | None = Field(None, description="May be shared with partners? yes/no.")
    consent_until: str | None = Field(None, description="ISO date until when consent holds.")

    person: str | None = Field(
        None, description="Who answers, where one person may fill in several rows."
    )
    speaks_for: str | None = Field(
        None, description="self | proxy | interpreter | organisation: whose experience it is."
    )
    collected_on: str | None = Field(None, description="When the answer was given.")
    declared: dict[str, str] = Field(
        default_factory=dict, description="Further attributes: name = column."
    )

    @field_validator("text", mode="before")
    @classmethod
    def _one_or_several(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value


class SourceSettings(Part):
    """[[source]]: one kind of file, and how those who speak in it came to be asked."""

    name: str = Field(description="Short name used in tables and report, e.g. interviews.")
    files: str = Field(description="Path or pattern, relative to the study folder.")
    kind: Kind = Field("auto", description="auto | transcript | survey | document | project.")
    mode: Literal["auto", "interview", "group", "survey", "document"] = Field(
        "auto", description="interview | group | survey | document."
    )
    sampling: Sampling = Field(
        description="purposive | self_selected | probability | census: decides which statistics "
        "exist."
    )
    speakers: str | None = Field(
        None, description="CSV that tells who speaks under which label in which file."
    )
    columns: ColumnSettings = Field(default_factory=ColumnSettings)
    recode: dict[str, dict[str, str]] = Field(
        default_factory=dict,
        description="Per attribute: value in the file = value of the vocabulary.",
    )
    interviewers: list[str] = Field(
        default_factory=list, description="Labels that ask; guessed where empty."
    )
    collected_on: date | None = Field(None, description="When it was collected.")
    wave: str = Field("1", description="Wave of a repeated study.")
    quote_without_consent: bool = Field(
        False,
        description="For published sources only: words may be quoted although no consent column "
        "says so.",
    )
    encoding: str = Field("auto", description="Text encoding of the files.")
    delimiter: str = Field("auto", description="Delimiter of a text table.")
    sheet: str | None = Field(None, description="Sheet of a workbook; the first by default.")
    layout: str = Field(
        "auto", description="Layout of the files, where it is not recognised; see docs/formats.md."
    )
    header_rows: Literal["auto"] | Annotated[int, Field(ge=0, le=5)] = Field(
        "auto", description="How many rows head a table; 0 = none, columns go by number."
    )
    unprompted: list[str] = Field(
        default_factory=list,
        description="Questions that leave open what to talk of, such as `Anything else?`.",
    )
    speaks_for: Literal["self", "proxy", "interpreter", "organisation"] = Field(
        "self", description="Whose experience it is, where no column or roster says."
    )
    language: str = Field("en", description="Language of the files, ISO 639-1.")
    drop_fillers: bool = Field(
        False, description="Whether um, er, erm and the like are left out of what was said."
    )
    boilerplate: list[str] = Field(
        default_factory=list, description="Lines that are no words of anybody, as they stand."
    )
