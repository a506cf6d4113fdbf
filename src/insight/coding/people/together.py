"""What people wrote down and what they gave on screen, as one table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from insight.coding.people.human import KEY
from insight.coding.people.noted import Noted
from insight.schemas import Codings, validate

READING = ["segment_id", "coder", "round"]
_MARKS = ["valence", "rung_claimed", "rung_experienced", "attribution", "target_org"]


def together(written: pd.DataFrame, noted: Noted) -> tuple[pd.DataFrame, list[str]]:
    """The Codings `written` in files and `noted` in the ledger, and what to tell of them.

    Where the same coder decided otherwise in the one than in the other, on one code, stretch and
    round, the later day counts; of the same day, and where a file tells none, the ledger.
    """
    held, taken = noted.codings, noted.withdrawn
    both = written.merge(held, on=KEY, suffixes=("", "_noted"))
    told = both["decided_on"] > both["decided_on_noted"]
    held = _without(held, both[told], KEY)
    written = _without(written, both[~told], KEY)
    gone = written.merge(taken[[*KEY, "decided_on"]], on=KEY, suffixes=("", "_noted"))
    written = _without(written, gone[gone["decided_on"] <= gone["decided_on_noted"]], KEY)
    written, held, n_none = _nothing_or_something(written, held)
    n = _differing(both) + len(gone) + n_none
    table = pd.concat([written, held], ignore_index=True)
    return validate(Codings, read_once(table)), list(_notes(n))


def _differing(both: pd.DataFrame) -> int:
    """Codes that are in both, with other marks."""
    one, other = (both[[f"{name}{end}" for name in _MARKS]].fillna(0) for end in ("", "_noted"))
    return int((one.to_numpy() != other.to_numpy()).any(axis=1).sum())


def _nothing_or_something(
    written: pd.DataFrame, held: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Where a file says that no code applies and the ledger has codes: the later of the two."""
    codes = held[held["code"] != ""]
    last = codes.groupby(READING)["decided_on"].max().rename("last").reset_index()
    torn = written[written["code"] == ""].merge(last, on=READING)
    later = torn["decided_on"] > torn["last"]
    held = _without(held, torn[later], READING)
    return _without(written, torn[~later], KEY), held, len(torn)


def read_once(table: pd.DataFrame) -> pd.DataFrame:
    """`table` without the rows that say "none applies" beside codes of the same reading."""
    coded = pd.MultiIndex.from_frame(table.loc[table["code"] != "", READING])
    nothing = table["code"] == ""
    return table[~(nothing & pd.MultiIndex.from_frame(table[READING]).isin(coded))]


def _without(table: pd.DataFrame, gone: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    places = pd.MultiIndex.from_frame(table[key])
    return table[~places.isin(pd.MultiIndex.from_frame(gone[key]))]


def _notes(n: int) -> Iterator[str]:
    if n:
        yield (
            f"{n} codes are given otherwise in files than on screen, by the same coder: the later "
            "decision counts."
        )
