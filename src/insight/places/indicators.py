"""Marmot indicators: which public measures belong to which principle, and what they are.

One value for a whole authority each: context to what people say, never to be correlated with
anything inside the authority.
"""

from __future__ import annotations

from hashlib import sha256
from importlib.resources import files
from io import BytesIO

import pandas as pd

from insight.errors import SourceError
from insight.places.files.sources import FINGERTIPS
from insight.places.files.tables import columns_like
from insight.places.reference import Reference

ENGLAND = "E92000001"
VALUE_COLUMNS = [
    *("principle", "indicator_id", "name", "polarity", "measured_for", "period"),
    *("value", "ci_low", "ci_high", "england", "origin"),
]
_HEADERS = {
    "indicator_id": r"Indicator ID$",
    "area": r"Area Code$",
    "sex": r"Sex$",
    "age": r"Age$",
    "category": r"Category$",
    "period": r"Time period$",
    "order": r"Time period Sortable$",
    "value": r"Value$",
    "ci_low": r"Lower CI 95\.?0? limit",
    "ci_high": r"Upper CI 95\.?0? limit",
}
_NEEDED = frozenset({"indicator_id", "area", "period", "value"})


def indicators(reference: Reference) -> pd.DataFrame:
    """The Marmot indicators that give context: principle, indicator_id, name, polarity, note.

    The study's own list (`indicators.csv` in its reference folder), or the one that comes along.
    """
    own = reference.folder / "indicators.csv"
    told = own.read_bytes() if own.is_file() else _that_comes_along()
    return pd.read_csv(BytesIO(told), dtype="str", keep_default_na=False)


def indicator_values(reference: Reference) -> pd.DataFrame | None:
    """Values of `indicators` for the authority, latest period each; None without a snapshot.

    VALUE_COLUMNS; `england` is the value of the same period and people, and `origin` names the
    snapshot by the beginning of its SHA-256. The snapshot is `fingertips.csv` in the reference
    folder, as `insight data get fingertips --to FOLDER` saves it; no other is looked for, so that
    a report does not depend on the machine. Values by deprivation or ethnicity are left out.
    Raises SourceError for another layout.
    """
    path = reference.folder / FINGERTIPS
    if not path.is_file():
        return None
    content = path.read_bytes()
    read = _read(content, path.name)
    listed = indicators(reference).query("indicator_id != ''")
    latest = _latest(read[read["area"] == reference.authority])
    same = ["indicator_id", "sex", "age", "period"]
    england = read.loc[read["area"] == ENGLAND, [*same, "value"]].drop_duplicates(same)
    told = listed.merge(latest, on="indicator_id").merge(
        england.rename(columns={"value": "england"}), on=same, how="left"
    )
    people = told["sex"].where(told["sex"] != "Persons", "") + ", " + told["age"]
    told = told.assign(
        measured_for=people.str.strip(", "),
        origin=f"OHID Fingertips, snapshot {sha256(content).hexdigest()[:12]}",
    )
    by = ["principle", "indicator_id", "measured_for"]
    return told[VALUE_COLUMNS].sort_values(by, ignore_index=True)


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Of each indicator, sex and age, the row of the latest period; of all people where there are.

    Some indicators exist for men and women only; of the others these rows are left out.
    """
    both = set(rows.loc[rows["sex"] == "Persons", "indicator_id"])
    kept = rows[(rows["sex"] == "Persons") | ~rows["indicator_id"].isin(both)]
    ordered = kept.sort_values(["indicator_id", "sex", "age", "order", "period"])
    return ordered.drop_duplicates(["indicator_id", "sex", "age"], keep="last")


def _read(content: bytes, file: str) -> pd.DataFrame:
    """The rows of whole authorities with a value, in our own columns."""
    try:
        table = pd.read_csv(
            BytesIO(content), dtype=str, encoding="utf-8-sig", keep_default_na=False
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError):
        raise SourceError(
            "it cannot be read as a CSV", where=file, remedy="fetch or save it again"
        ) from None
    found = columns_like(table, _HEADERS, file, _NEEDED)
    read = table.rename(columns={header: name for name, header in found.items()})
    for name in _HEADERS:
        if name not in read.columns:
            read[name] = ""
    for name in ("value", "ci_low", "ci_high", "order"):
        read[name] = pd.to_numeric(read[name], errors="coerce")
    whole = read["category"].isin(["", "Not applicable"]) & read["value"].notna()
    return read.loc[whole, list(_HEADERS)]


def _that_comes_along() -> bytes:
    return (files("insight.places") / "indicators.csv").read_bytes()
