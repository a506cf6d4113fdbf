"""[themes], [coding], [places]: what is made of the words."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from insight.settings.base import Part, Share

Vectors = Literal["default", "first pass"]
AuthorityCode = Annotated[str, Field(pattern=r"^E(06|07|08|09|10)[0-9]{6}$")]


class LabelSettings(Part):
    """[themes.labels]: names proposed by a language model; ours where none is named."""

    endpoint: str = Field(
        "",
        description="Address of an OpenAI-compatible server on this machine; empty: none is asked.",
    )
    model: str = Field("", description="Which of its models.")
    inside_boundary: list[str] = Field(
        default_factory=list,
        description="Hosts that are not this machine, but for which the controller answers.",
    )
    timeout: float = Field(60.0, gt=0, le=600, description="Seconds to wait for an answer.")


class ThemesSettings(Part):
    """[themes]: candidate themes."""

    number: Literal["auto"] | Annotated[int, Field(ge=2, le=200)] = Field(
        "auto", description="auto, or how many themes to look for."
    )
    min_words: int = Field(4, ge=1, description="Shorter segments are read but not clustered.")
    min_segments: int = Field(60, ge=20, description="Fewer segments give a reading list instead.")
    most_fitted: int = Field(
        10_000, ge=1_000, description="Of more texts, so many are fitted and the others placed."
    )
    vectors: Vectors = Field(
        "default",
        description='"first pass": quick vectors for very many texts, with a loss; suggested codes '
        "are made from them too.",
    )
    labels: LabelSettings = Field(default_factory=LabelSettings)


class CodingSettings(Part):
    """[coding]: the codebook, and what people decided."""

    codebook: str | None = Field(
        None,
        description='File with the codes (.toml, .qdc or .xlsx), or "starter" for the one that '
        "comes along.",
    )
    human: str | None = Field(None, description="CSV of human codings.")
    threshold: Share = Field(
        0.5,
        description="0.5 suggests where a code's F1 is expected to be best; more suggests less.",
    )


class PlacesSettings(Part):
    """[places]: which county, which index."""

    authority: AuthorityCode | None = Field(
        None,
        description="Code of the authority: a district, unitary, borough or county of England.",
    )
    districts: list[AuthorityCode] = Field(
        default_factory=list,
        description="Codes of the districts that it is made of, where the official files tell only "
        "those: of a county (E10), or of an authority made after the file.",
    )
    deprivation: Literal["iod2019", "iod2025"] = Field(
        "iod2025", description="iod2019 goes with LSOA 2011, iod2025 with LSOA 2021."
    )
    reference: str = Field("data/raw/reference", description="Folder of reference tables.")
    ignore: list[str] = Field(
        default_factory=list, description="Ids of rows whose place is not looked up."
    )


class FiguresSettings(Part):
    """[figures]: how figures are made where the design leaves a choice."""

    weights: Literal["none", "raked"] = Field(
        "none",
        description="raked: beside the plain shares of a survey, shares of residents weighted to "
        "who lives in the authority. This says that people with lived experience are spread as all "
        "residents are.",
    )
    margins: list[str] = Field(
        default_factory=lambda: ["imd_quintile", "age_65", "sex"],
        min_length=1,
        max_length=4,
        description="Margins of the table of residents that weights are to meet; two or three.",
    )
