"""study.toml, read and checked; what is wrong with it, in words."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import Field, ValidationError, field_validator

from insight.errors import SettingsError
from insight.settings.analysis import (
    CodingSettings,
    FiguresSettings,
    PlacesSettings,
    ThemesSettings,
)
from insight.settings.base import Part
from insight.settings.counted import CountedSettings
from insight.settings.disclosure import DisclosureSettings
from insight.settings.identifiers import AnonymiseSettings
from insight.settings.national import NationalSettings
from insight.settings.reporting import ReportingSettings
from insight.settings.sources import SourceSettings
from insight.settings.study import StudySettings

_OF_THE_USER = ("recode", "declared", "rates")
"""Tables of the settings whose keys are the user's own words."""


class Settings(Part):
    """study.toml, whole."""

    study: StudySettings
    source: list[SourceSettings] = Field(min_length=1)
    anonymise: AnonymiseSettings = Field(default_factory=AnonymiseSettings)
    themes: ThemesSettings = Field(default_factory=ThemesSettings)
    coding: CodingSettings = Field(default_factory=CodingSettings)
    places: PlacesSettings = Field(default_factory=PlacesSettings)
    figures: FiguresSettings = Field(default_factory=FiguresSettings)
    disclosure: DisclosureSettings = Field(default_factory=DisclosureSettings)
    counted: list[CountedSettings] = Field(default_factory=list)
    reporting: ReportingSettings = Field(default_factory=ReportingSettings)
    national: NationalSettings = Field(default_factory=NationalSettings)

    @field_validator("source")
    @classmethod
    def _names_differ(cls, sources: list[SourceSettings]) -> list[SourceSettings]:
        names = [source.name for source in sources]
        if len(set(names)) < len(names):
            raise ValueError("two sources have the same name")
        return sources

    @field_validator("counted")
    @classmethod
    def _titles_differ(cls, counted: list[CountedSettings]) -> list[CountedSettings]:
        if len({one.title for one in counted}) < len(counted):
            raise ValueError("two counted tables have the same title")
        return counted


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
    own = next((n for n, step in enumerate(loc[:-1], 1) if step in _OF_THE_USER), None)
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
