"""Frozen settings read from study.toml; every key is documented where it is declared.

Unknown keys, wrong types and impossible values raise a SettingsError that names the file, the key
and what would be right. `insight new` writes a commented template of all of this.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import regex
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from insight.errors import SettingsError
from insight.kinds import DirectKind, IndirectKind

Kind = Literal["auto", "transcript", "survey", "document", "project"]
Sampling = Literal["purposive", "self_selected", "probability", "census"]
Approach = Literal["codebook", "framework", "reflexive"]
Share = Annotated[float, Field(ge=0, le=1)]
Treatment = Literal["remove", "replace", "generalise", "keep"]
_GENERAL: tuple[str, ...] = ("person", "date_of_birth", *get_args(IndirectKind))


class Part(BaseModel):
    """Base of all parts of the settings: frozen, and strangers are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)


class StudySettings(Part):
    """[study]: what this study is, and who answers for it."""

    title: str = Field(description="As it stands on the report.")
    approach: Approach = Field(
        "codebook",
        description="codebook | framework | reflexive: decides which outputs exist.",
    )
    controller: str = Field("", description="Who is the data controller (UK GDPR).")
    custodian: str = Field("", description="Who keeps the key; not the analyst.")
    id: str = Field(
        "",
        pattern=r"^([a-z0-9][a-z0-9-]{2,63})?$",
        description="Tells this study from others on the same machine; `insight new` draws it.",
    )
    destroy_raw_by: date | None = Field(None, description="When the raw files are destroyed.")
    seed: int = Field(20261123, description="Seed of everything random.")
    ledger: str = Field(
        "data/raw/ledger.jsonl", description="Where decisions of people are appended."
    )
    key: str = Field(
        ".private/key",
        description="The study's secret, from which ids and pseudonyms are derived: a path, or "
        "outside: the user's data folder, below the study's id.",
    )
    custody: Literal["custodian", "keyring", "public"] = Field(
        "custodian",
        description="Who knows the passphrase of the sealed names. custodian: the custodian alone "
        "| keyring: this machine's keyring too, an exception that the governance report names | "
        "public: nobody needs one, for everybody in the study is invented.",
    )


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
    labels: LabelSettings = Field(default_factory=LabelSettings)


class CodingSettings(Part):
    """[coding]: the codebook, and what people decided."""

    codebook: str | None = Field(
        None, description='TOML file with the codes, or "starter" for the one that comes along.'
    )
    human: str | None = Field(None, description="CSV of human codings.")
    threshold: Share = Field(0.5, description="Least probability at which the machine suggests.")


class PlacesSettings(Part):
    """[places]: which county, which index."""

    authority: str | None = Field(None, description="Code of the upper-tier authority.")
    deprivation: Literal["iod2019", "iod2025"] = Field(
        "iod2025", description="iod2019 goes with LSOA 2011, iod2025 with LSOA 2021."
    )
    reference: str = Field("data/raw/reference", description="Folder of reference tables.")
    ignore: list[str] = Field(
        default_factory=list, description="Ids of rows whose place is not looked up."
    )


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


class DisclosureSettings(Part):
    """[disclosure]: a policy for each kind of output."""

    survey: SurveyPolicy = Field(default_factory=SurveyPolicy)
    interviews: InterviewPolicy = Field(default_factory=InterviewPolicy)
    quotes: QuotePolicy = Field(default_factory=QuotePolicy)


class Settings(Part):
    """study.toml, whole."""

    study: StudySettings
    source: list[SourceSettings] = Field(min_length=1)
    anonymise: AnonymiseSettings = Field(default_factory=AnonymiseSettings)
    themes: ThemesSettings = Field(default_factory=ThemesSettings)
    coding: CodingSettings = Field(default_factory=CodingSettings)
    places: PlacesSettings = Field(default_factory=PlacesSettings)
    disclosure: DisclosureSettings = Field(default_factory=DisclosureSettings)

    @field_validator("source")
    @classmethod
    def _names_differ(cls, sources: list[SourceSettings]) -> list[SourceSettings]:
        names = [source.name for source in sources]
        if len(set(names)) < len(names):
            raise ValueError("two sources have the same name")
        return sources


def read_settings(path: Path) -> Settings:
    """Settings in the study.toml at `path`; SettingsError says what to mend, key by key."""
    if not path.is_file():
        raise SettingsError(
            "there is no study.toml here",
            where=str(path.parent),
            remedy="make a study with `insight new FOLDER`, or name the folder of one",
        )
    told = read_toml(path)
    try:
        return Settings.model_validate(told)
    except ValidationError as error:
        raise _in_words(error, path.name) from None


def anonymise_settings(
    told: Mapping[str, Any], where: str, beside: AnonymiseSettings | None = None
) -> AnonymiseSettings:
    """[anonymise] as `told`, the rest as `beside` has it; SettingsError names `where`."""
    known = beside.model_dump() if beside else {}
    try:
        return AnonymiseSettings.model_validate(known | dict(told))
    except ValidationError as error:
        raise _in_words(error, where, AnonymiseSettings) from None


def read_toml(path: Path) -> dict[str, Any]:
    """What the TOML file at `path` says; SettingsError where it is no UTF-8 or no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        raise SettingsError("not UTF-8 text", where=path.name, remedy="save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        # What is said of the fault itself may quote a key, and keys may be what people answered.
        place = re.search(r"at line \d+, column \d+|at end of document", str(error))
        raise SettingsError(
            f"not valid TOML ({place[0] if place else 'a key stands twice'})",
            where=path.name,
            remedy="mend that line",
        ) from None


def _in_words(error: ValidationError, file: str, top: type[Part] | None = None) -> SettingsError:
    top = top or Settings
    first = error.errors(include_input=False, include_url=False)[0]
    where = f"{file}, {_place(first['loc'])}" if first["loc"] else file
    more = error.error_count() - 1
    also = f" (and {more} more)" if more else ""
    if first["type"] == "extra_forbidden":
        known = list(_part_at(first["loc"][:-1], top).model_fields)
        near = difflib.get_close_matches(str(first["loc"][-1]), known, n=1)
        remedy = f"write {near[0]}" if near else f"known keys: {', '.join(known)}"
        return SettingsError(f"unknown key{also}", where=where, remedy=remedy)
    if first["type"] == "missing":
        return SettingsError(f"missing key{also}", where=where, remedy="add it")
    return SettingsError(f"{first['msg']}{also}", where=where, remedy="correct it")


def _place(loc: tuple[int | str, ...]) -> str:
    """The path `loc` in words, but for the user's own keys: those are answers, or columns' names.

    >>> _place(("source", 0, "recode", "sex", "whatever was answered"))
    'source.0.recode, an entry'
    """
    own = next((n for n, step in enumerate(loc[:-1], 1) if step in ("recode", "declared")), None)
    told = ".".join(str(step) for step in loc[:own])
    return told if own is None else f"{told}, an entry"


def _part_at(loc: tuple[int | str, ...], top: type[Part] | None = None) -> type[Part]:
    """The settings class that the path `loc` of an error leads to, from `top` on."""
    part: type[Part] = top or Settings
    for step in loc:
        if isinstance(step, int) or step not in part.model_fields:
            continue
        annotation = part.model_fields[step].annotation
        inner = [annotation, *get_args(annotation)]
        part = next((t for t in inner if isinstance(t, type) and issubclass(t, Part)), part)
    return part
