"""What a caller asks for besides the files that are to be de-identified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from insight.errors import InputError
from insight.schemas import DIRECT_KINDS, INDIRECT_KINDS
from insight.settings import AnonymiseSettings, anonymise_settings
from insight.store import StudyKey


@dataclass(frozen=True)
class Asked:
    """What the caller asks for besides the files: columns, names, review, gold, treatment.

    `settings` say what is looked for and what is put in its place, as in a study that says the
    same; invented names are derived from `key`.
    """

    text: str | None = None
    id_column: str | None = None
    known: Path | None = None
    review: Path | None = None
    reviewed: Path | None = None
    gold: Path | None = None
    settings: AnonymiseSettings = field(default_factory=AnonymiseSettings)
    key: StudyKey | None = None

    def known_names(self) -> pd.DataFrame | None:
        """Names told beforehand, by the list that was asked for."""
        from insight.corpus import read_known_names

        return read_known_names(self.known) if self.known else None


def treated(
    asked: Asked,
    study: Path | None = None,
    style: str | None = None,
    treat: Sequence[str] = (),
    keep: Sequence[str] = (),
    keep_direct: Sequence[str] = (),
    key: Path | None = None,
) -> Asked:
    """`asked` with the treatment that the caller wants, `study`'s where nothing else is told.

    `treat` holds KIND=TREATMENT. Of `study` the list of known names and the key hold as well.
    """
    beside, names, secret = AnonymiseSettings(), asked.known, None
    if study is not None:
        from insight.study import Study

        opened = Study(study)
        beside = opened.settings.anonymise
        listed = beside.known_names
        names = names or (opened.folder.root / listed if listed else None)
        secret = opened.key if "surrogates" in (style, beside.style) else None
    told: dict[str, Any] = {"style": style} if style else {}
    treatments: dict[str, str] = {str(of): how for of, how in beside.treatments.items()}
    for one in treat:
        kind, _, how = one.partition("=")
        if kind not in (*DIRECT_KINDS, *INDIRECT_KINDS):
            raise InputError(
                "a kind that does not exist",
                where="--treat",
                remedy=f"write KIND=TREATMENT, with one of {', '.join(DIRECT_KINDS)}, "
                f"{', '.join(INDIRECT_KINDS)}",
            )
        treatments[kind] = how
    told["treatments"] = treatments
    told["keep"] = [*beside.keep, *keep]
    told["keep_direct"] = [*beside.keep_direct, *keep_direct]
    settings = anonymise_settings(told, "the command line", beside)
    if settings.style == "surrogates" and key is not None:
        secret = StudyKey.at(key)
    if settings.style == "surrogates" and secret is None:
        raise InputError(
            "surrogates are derived from a key, and there is none",
            where="--style",
            remedy="name a study with --study, or a file for the key with --key",
        )
    return replace(asked, settings=settings, known=names, key=secret)
