"""What people decided: read from their file, and what of it counts."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from insight.errors import SourceError
from insight.schemas import Codings, columns_of, validate

MACHINE = "machine"
COLUMNS = (
    "segment_id",
    "start",
    "end",
    "code",
    "coder",
    "round",
    "valence",
    "rung_claimed",
    "rung_experienced",
)
OPTIONAL = ("attribution", "target_org", "sampling_probability", "decided_on")
VALENCES = ("", "-", "0", "+", "~")
KEY = ["segment_id", "start", "end", "code", "coder", "round"]


def read_human_codes(path: Path, segments: pd.DataFrame) -> pd.DataFrame:
    """Codings of people in the CSV `path`, about `segments`; a Codings table.

    A row with an empty code says: read by this coder, none applies. Raises SourceError naming file,
    row (the header is row 1) and column for whatever cannot be: missing or unknown columns, a
    segment that is not there, no coder, numbers that are none or out of range, the same twice.
    """
    if not path.is_file():
        raise SourceError("there is no such file", where=path.name, remedy="correct the path")
    try:
        told = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise SourceError(
            "not a CSV in UTF-8 with a header", where=path.name, remedy="save it as CSV UTF-8"
        ) from None
    absent = [name for name in COLUMNS if name not in told]
    strange = [name for name in told if name not in (*COLUMNS, *OPTIONAL)]
    if absent or strange:
        what = f"column {absent[0]} is missing" if absent else f"unknown column {strange[0]}"
        known = ", ".join((*COLUMNS, *OPTIONAL))
        raise SourceError(what, where=path.name, remedy=f"the columns are {known}")
    told = told.apply(lambda column: column.str.strip())
    known_segments = told["segment_id"].isin(segments["segment_id"])
    _refuse(path, "segment_id", ~known_segments, "no such segment", "take ids from the segments")
    machine = told["coder"].isin(["", MACHINE])
    _refuse(path, "coder", machine, "no coder, or 'machine'", "name the person who coded")
    bad_valence = ~told["valence"].isin(VALENCES)
    _refuse(path, "valence", bad_valence, "not a valence", "write -, 0, +, ~ or nothing")
    table = told.assign(decision=told["code"].map(lambda code: "applied" if code else "none"))
    for name, lowest, highest, needed in (
        ("start", 0, None, True),
        ("end", 0, None, True),
        ("round", 1, None, True),
        ("rung_claimed", 1, 7, False),
        ("rung_experienced", 1, 7, False),
    ):
        table[name] = _numbers(path, told[name], (lowest, highest), needed=needed).astype("Int64")
    backwards = (table["end"] < table["start"]).astype(bool)
    _refuse(path, "end", backwards, "before the start", "end is exclusive, and after start")
    table["probability"] = float("nan")
    table["sampling_probability"] = float("nan")
    if "sampling_probability" in told:
        drawn = _numbers(path, told["sampling_probability"], (0, 1), needed=False, whole=False)
        _refuse(path, "sampling_probability", drawn.eq(0).fillna(False), "0", "it is above 0")
        table["sampling_probability"] = drawn.astype("float64")
    for name in OPTIONAL:
        if name not in table:
            table[name] = ""
    twice = table.duplicated(KEY)
    _refuse(path, "code", twice, "the same coding twice", "remove one of the rows")
    return validate(Codings, table[columns_of(Codings)])


def _numbers(
    path: Path,
    told: pd.Series,
    limits: tuple[int, int | None],
    *,
    needed: bool,
    whole: bool = True,
) -> pd.Series:
    """`told` as numbers between `limits`, empty cells as missing ones unless `needed`."""
    lowest, highest = limits
    upto = "" if highest is None else f" to {highest}"
    numbers = pd.to_numeric(told.where(told != "", None), errors="coerce").astype("Float64")
    wrong = (told != "") & numbers.isna()
    wrong |= (numbers < lowest).fillna(False)
    if whole:
        wrong |= (numbers % 1 != 0).fillna(False)
    if highest is not None:
        wrong |= (numbers > highest).fillna(False)
    if needed:
        wrong |= told == ""
    what = "not a whole number" if whole else "not a number"
    _refuse(path, str(told.name), wrong.astype(bool), f"{what} from {lowest}{upto}", "correct it")
    return numbers


def _refuse(path: Path, column: str, wrong: pd.Series, problem: str, remedy: str) -> None:
    if wrong.any():
        row = int(wrong.to_numpy().argmax()) + 2
        raise SourceError(
            problem, where=f'{path.name}, row {row}, column "{column}"', remedy=remedy
        )


def readings(codings: pd.DataFrame) -> pd.DataFrame:
    """Who read which segment, in the last round in which a person read it.

    Columns segment_id, coder, round; one row a person and segment, whether a code applied or not.
    """
    people = codings[codings["coder"] != MACHINE]
    last = people.groupby("segment_id")["round"].transform("max")
    counted = people.loc[people["round"] == last, ["segment_id", "coder", "round"]]
    return counted.drop_duplicates().sort_values(["segment_id", "coder"], ignore_index=True)


def human_codes(codings: pd.DataFrame) -> pd.DataFrame:
    """Codes that at least half of those who read a segment in its last round gave it.

    Columns segment_id, code.
    """
    read = readings(codings)
    readers = read.groupby("segment_id").size().rename("readers").reset_index()
    given = codings[(codings["coder"] != MACHINE) & (codings["code"] != "")]
    given = given[["segment_id", "coder", "round", "code"]].drop_duplicates()
    votes = given.merge(read, on=["segment_id", "coder", "round"])
    counts = votes.groupby(["segment_id", "code"]).size().rename("votes").reset_index()
    counts = counts.merge(readers, on="segment_id")
    kept = counts[2 * counts["votes"] >= counts["readers"]]
    return kept[["segment_id", "code"]].reset_index(drop=True)


def decided(codings: pd.DataFrame) -> pd.DataFrame:
    """What counts for statistics; columns segment_id, code, basis.

    Where people read a segment, their word counts ("human"), also when no code applied; elsewhere
    the machine's suggestions ("machine-suggested").
    """
    people = human_codes(codings).assign(basis="human")
    unread = ~codings["segment_id"].isin(readings(codings)["segment_id"])
    suggested = codings[unread & (codings["coder"] == MACHINE) & (codings["code"] != "")]
    machine = suggested[["segment_id", "code"]].drop_duplicates().assign(basis="machine-suggested")
    both = pd.concat([people, machine], ignore_index=True)
    return both.astype("str").sort_values(["segment_id", "code"], ignore_index=True)
