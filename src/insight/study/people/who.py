"""Which speaker somebody means, and who it is that decides."""

from __future__ import annotations

import pandas as pd

from insight.errors import InputError
from insight.schemas.base import is_reserved


def speaker_meant(speakers: pd.DataFrame, told: str) -> pd.Series:
    """The row of `speakers` with this speaker_id, or with this name on the roster.

    InputError when nobody, or more than one, is meant.
    """
    meant = speakers[
        (speakers["speaker_id"] == told) | (speakers["name"].str.casefold() == told.casefold())
    ]
    if meant.empty:
        raise InputError(
            "no speaker of this study has this id or name",
            remedy="look the id up in .private/review/speakers.csv",
        )
    if len(meant) > 1:
        raise InputError(
            f"{len(meant)} speakers have this name: {', '.join(meant['speaker_id'])}",
            remedy="give the id of the one who is meant",
        )
    return meant.iloc[0]


def person_named(told: str, option: str, what: str) -> str:
    """The name of a person given with `option`, who does `what`; InputError where it is none."""
    name = told.strip()
    if not name:
        raise InputError("a name is missing", where=option, remedy=f"say {what}")
    if is_reserved(name):
        raise InputError(
            "this program calls itself so, or what coders settled together",
            where=option,
            remedy="give the person's name or initials; machine and agreed are taken",
        )
    return name
