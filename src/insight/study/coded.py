"""What people coded of a table's rows: read from their CSV, and figures put right by it."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.schemas.base import is_reserved

if TYPE_CHECKING:
    from insight.coding import Codebook

FOLDS = 5
TOO_FEW = "too few texts with it, or without it, were drawn and coded"
CHANCE = "sampling_probability"
OPTIONAL = ("coder", CHANCE)


def read_coded(path: Path, ids: pd.Series, codebook: Codebook) -> pd.DataFrame:
    """Decisions of people in the CSV `path`, about rows with `ids`: id, code, sampling_probability.

    The file has the columns id and code; a row with an empty code says that none applies. With
    coder, several people may have read a row: a code counts that at least half of them gave. With
    sampling_probability, the chance with which a row was drawn to be read (empty where it was not
    drawn); without it, it is missing in all. InputError names file, row and column of what cannot
    be.
    """
    try:
        told = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise InputError(
            "not a CSV in UTF-8 with a header", where=path.name, remedy="save it as CSV UTF-8"
        ) from None
    if not {"id", "code"} <= set(told.columns):
        raise InputError(
            "columns id and code are expected",
            where=path.name,
            remedy=f"rename them; {', '.join(OPTIONAL)} may be there too, others are not read",
        )
    told = told.reindex(columns=["id", "code", *OPTIONAL], fill_value="").apply(
        lambda column: column.str.strip()
    )
    _refuse(path, "id", ~told["id"].isin(ids.astype(str)), "no such row", "take ids from the texts")
    reserved = told["coder"].map(is_reserved).astype(bool)
    taken = "a name that this program uses itself (machine, agreed)"
    _refuse(path, "coder", reserved, taken, "name the person who coded")
    known = told["code"].isin(["", *codebook.names])
    _refuse(path, "code", ~known, "not a code of the codebook", "add it there, or correct it")
    chance = pd.to_numeric(told[CHANCE].replace("", None), errors="coerce").astype("float64")
    wrong = (told[CHANCE] != "") & ~((chance > 0) & (chance <= 1))
    _refuse(path, CHANCE, wrong, "not a number above 0 and at most 1", "correct it")
    of_row = chance.groupby(told["id"]).transform("first")
    differs = (chance != of_row) & ~(chance.isna() & of_row.isna())
    _refuse(path, CHANCE, differs, "another chance than above for the same row", "give one")
    return _agreed(told.assign(**{CHANCE: chance}))


def _agreed(told: pd.DataFrame) -> pd.DataFrame:
    """The codes that at least half of a row's readers gave it; one row without code where none."""
    chance = told.groupby("id")[CHANCE].first()
    readers = told.groupby("id")["coder"].nunique()
    given = told[told["code"] != ""].drop_duplicates(["id", "code", "coder"])
    votes = given.groupby(["id", "code"]).size().rename("votes").reset_index()
    kept = votes.loc[2 * votes["votes"] >= votes["id"].map(readers), ["id", "code"]]
    nothing = chance.index[~chance.index.isin(kept["id"])]
    both = pd.concat([kept, pd.DataFrame({"id": nothing, "code": ""})], ignore_index=True)
    both[CHANCE] = both["id"].map(chance)
    return both.sort_values(["id", "code"], ignore_index=True)


def _refuse(path: Path, column: str, wrong: pd.Series, problem: str, remedy: str) -> None:
    if wrong.any():
        row = int(wrong.to_numpy().argmax()) + 2
        raise InputError(problem, where=f'{path.name}, row {row}, column "{column}"', remedy=remedy)


def corrected_shares(
    ids: pd.Series,
    coded: pd.DataFrame,
    codebook: Codebook,
    suggest: Callable[[pd.DataFrame], pd.DataFrame],
) -> pd.DataFrame:
    """Share of all rows that each code applies to, where people put the machine right.

    `suggest` makes the machine's table (id, code, probability) from decisions of people; for each
    fifth of the rows it is given those on the others. Columns code, n, n_coded, n_positive,
    prevalence, ci_low, ci_high, note; the interval is of the coding alone: all rows are there.
    """
    from insight.inequality.corrected import corrected_outcomes, corrected_prevalence
    from insight.inequality.evidence import LEAST_CODED, LEAST_OF_EACH, enough_read

    order = ids.astype(str).sort_values(ignore_index=True)
    fold = pd.Series(order.index % FOLDS, index=order)
    parts = []
    for at in range(FOLDS):
        found = suggest(coded[coded["id"].map(fold) != at])
        parts.append(found[found["id"].astype(str).map(fold) == at])
    word = pd.concat(parts).assign(id=lambda table: table["id"].astype(str))
    wide = word.pivot_table(index="id", columns="code", values="probability").reindex(order)
    weight = 1 / coded.groupby("id")[CHANCE].first().reindex(order).to_numpy()
    rows = []
    for code in codebook.names:
        having = coded.loc[coded["code"] == code, "id"]
        said = pd.Series(order.isin(having), dtype="float64").where(~pd.isna(weight))
        outcomes = corrected_outcomes(wide[code], said, weight)
        enough = enough_read(outcomes, outcomes.read, LEAST_CODED, LEAST_OF_EACH)
        share = corrected_prevalence(outcomes, finite=True)
        figures = {"prevalence": share.estimate, "ci_low": share.lower, "ci_high": share.upper}
        rows.append(
            {
                "code": code,
                "n": share.n,
                "n_coded": share.n_coded,
                "n_positive": int(said.sum()),
                **(figures if enough else dict.fromkeys(figures, math.nan)),
                "note": "" if enough else TOO_FEW,
            }
        )
    return pd.DataFrame(rows)
