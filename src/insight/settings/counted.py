"""[[counted]]: published figures that stand beside what people said."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from insight.settings.base import Part


class CountedSettings(Part):
    """[[counted]]: one published table, such as complaints by quarter; one row a period."""

    title: str = Field(min_length=1, description="As it stands above the table in the report.")
    file: str = Field(description="CSV or Excel workbook, relative to the study folder.")
    sheet: str | None = Field(None, description="Sheet of a workbook; the first by default.")
    source: str = Field(min_length=1, description="Who published the figures, where and when.")
    published: Literal[True] = Field(
        description="true: they are published, so they leave as given; others have no place here."
    )
    period: str = Field(description="Column that tells the quarter, month or year.")
    figures: list[str] = Field(min_length=1, description="Columns to show, in this order.")
    rates: dict[str, str] = Field(
        default_factory=dict,
        description="Of these, each share or rate = the column that tells of how many it is.",
    )
    codes: list[str] = Field(
        default_factory=list, description="Codes of the codebook that the figures belong to."
    )
    note: str = Field("", description="What a reader has to know of the figures.")

    @model_validator(mode="after")
    def _columns_fit(self) -> CountedSettings:
        if len({self.period, *self.figures}) <= len(self.figures):
            raise ValueError("a column stands twice among period and figures")
        if not set(self.rates) <= set(self.figures):
            raise ValueError("rates tells of a column that is not among figures")
        return self
