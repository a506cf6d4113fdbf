"""Frozen settings read from study.toml; every key is documented where it is declared.

Unknown keys, wrong types and impossible values raise a SettingsError that names the file, the key
and what would be right. `insight new` writes a commented template of all of this.
"""

from insight.settings.analysis import (
    CodingSettings,
    FiguresSettings,
    LabelSettings,
    PlacesSettings,
    ThemesSettings,
)
from insight.settings.base import Part
from insight.settings.counted import CountedSettings
from insight.settings.disclosure import (
    DisclosureSettings,
    InterviewPolicy,
    PartnerPolicy,
    QuotePolicy,
    SurveyPolicy,
)
from insight.settings.file import Settings, anonymise_settings, read_settings, read_toml
from insight.settings.identifiers import AnonymiseSettings, PatternSettings, Treatment
from insight.settings.national import NationalSettings
from insight.settings.reporting import ReportingSettings
from insight.settings.sources import ColumnSettings, Kind, Sampling, SourceSettings
from insight.settings.study import Approach, StudySettings

__all__ = [
    "AnonymiseSettings",
    "Approach",
    "CodingSettings",
    "ColumnSettings",
    "CountedSettings",
    "DisclosureSettings",
    "FiguresSettings",
    "InterviewPolicy",
    "Kind",
    "LabelSettings",
    "NationalSettings",
    "Part",
    "PartnerPolicy",
    "PatternSettings",
    "PlacesSettings",
    "QuotePolicy",
    "ReportingSettings",
    "Sampling",
    "Settings",
    "SourceSettings",
    "StudySettings",
    "SurveyPolicy",
    "ThemesSettings",
    "Treatment",
    "anonymise_settings",
    "read_settings",
    "read_toml",
]
