"""[anonymise]: what is looked for, and what is put in its place."""

from __future__ import annotations

from typing import Literal, get_args

import regex
from pydantic import Field, field_validator, model_validator

from insight.kinds import DirectKind, IndirectKind
from insight.settings.base import Part, Share

Treatment = Literal["remove", "replace", "generalise", "keep"]
_GENERAL: tuple[str, ...] = ("person", "date_of_birth", *get_args(IndirectKind))


class PatternSettings(Part):
    """[[anonymise.patterns]]: a fixed form of one's own that tells who somebody is."""

    name: str = Field(
        description="What is looked for, in a few words; stands in identifiers.csv and audit.csv.",
        pattern=r"^[A-Za-z][A-Za-z0-9 _-]{0,39}$",
    )
    kind: DirectKind | IndirectKind = Field(description="Which kind of identifier it is.")
    pattern: str = Field(
        description="Regular expression of whole words; what its group x matches, or all of it, is "
        "the identifier. Letter case does not count."
    )
    context: list[str] = Field(
        default_factory=list,
        description="Words of which one must stand in the 60 characters before; empty: none need.",
    )

    @field_validator("pattern")
    @classmethod
    def _is_an_expression(cls, told: str) -> str:
        try:
            made = regex.compile(told, regex.IGNORECASE)
        except regex.error as error:
            raise ValueError(f"not a regular expression (see character {error.pos})") from None
        if made.fullmatch("", timeout=1):
            raise ValueError("matches nothing at all, so it would be found everywhere")
        return told


class AnonymiseSettings(Part):
    """[anonymise]: what is looked for, and what is put in its place."""

    known_names: str | None = Field(None, description="CSV with columns name and kind.")
    style: Literal["brackets", "described", "surrogates"] = Field(
        "brackets",
        description="brackets: [person 3], [place] | described: [daughter], [village], [day "
        "centre] | surrogates: invented names, places and codes.",
    )
    treatments: dict[DirectKind | IndirectKind, Treatment] = Field(
        default_factory=dict,
        description="kind = remove | replace | generalise | keep, where it differs from the "
        "style's own: remove says the kind alone, replace tells one from the other, generalise "
        "says the class.",
    )
    keep_direct: list[DirectKind] = Field(
        default_factory=list,
        description="Names and codes that are to stay although they tell who it is; each needs "
        "treatments.KIND = keep as well.",
    )
    detectors: tuple[Literal["spacy", "rampart"], ...] = Field(
        ("spacy",),
        description="Name models that read beside the one trained here, whose words count where it "
        "does not think them impossible; rampart finds little more and takes as long as the rest.",
    )
    threshold: Share | None = Field(
        None,
        description="Least score at which a word of the detector trained here counts; left out, "
        "each kind has the one it was measured with. Lower finds more and changes more.",
    )
    keep: list[str] = Field(
        default_factory=lambda: ["Northumberland"],
        description="Names that stay in the text: the county, the object of study, large towns.",
    )
    patterns: list[PatternSettings] = Field(
        default_factory=list,
        description="[[anonymise.patterns]]: fixed forms of one's own (docs/own-recognisers.md).",
    )
    reading: Literal["all", "sample"] = Field(
        "all",
        description="all: a person reads every file whole | sample: of a survey, as many people as "
        "bound the share of people with a miss; transcripts are read whole all the same.",
    )
    reading_bound: float = Field(
        0.05, gt=0, lt=1, description="With sample: the share of people with a miss to rule out."
    )
    reading_confidence: float = Field(
        0.95, ge=0.8, lt=1, description="With sample: how sure to be of it."
    )

    @field_validator("patterns")
    @classmethod
    def _patterns_differ(cls, told: list[PatternSettings]) -> list[PatternSettings]:
        if len({one.name.casefold() for one in told}) < len(told):
            raise ValueError("two patterns have the same name")
        return told

    @field_validator("treatments")
    @classmethod
    def _can_be_generalised(cls, told: dict[str, str]) -> dict[str, str]:
        for kind, treatment in sorted(told.items()):
            if treatment == "generalise" and kind not in _GENERAL:
                raise ValueError(f"{kind} has no class to be generalised to; use remove or replace")
        return told

    @model_validator(mode="after")
    def _direct_stays_only_on_purpose(self) -> AnonymiseSettings:
        kept = {kind for kind, treatment in self.treatments.items() if treatment == "keep"}
        for kind in get_args(DirectKind):
            if kind in kept and kind not in self.keep_direct:
                raise ValueError(
                    f"treatments.{kind} = keep would leave {kind} in the text, which tells who it "
                    f'is; where that is meant, add keep_direct = ["{kind}"]'
                )
        return self
