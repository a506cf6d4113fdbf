"""Which speaker somebody means."""

from __future__ import annotations

import pandas as pd

from insight.errors import InputError


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
