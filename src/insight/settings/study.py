"""[study]: what a study is, and who answers for it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from insight.settings.base import Part

Approach = Literal["codebook", "framework", "reflexive"]


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
    previous: str = Field(
        "",
        description="Folder of the wave before (a released study, or its released tables with its "
        "manifest.json): what changed since is told.",
    )
    promises: str = Field(
        "",
        description="CSV of what was promised after it: code, you_said, we_did, who, by. It is "
        "published as it stands.",
    )
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
