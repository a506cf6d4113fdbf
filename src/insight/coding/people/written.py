"""Codes that people wrote down: a CSV with a row a code, coder and stretch of a segment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd

from insight.coding.people.human import KEY, VALENCES
from insight.coding.people.spans import Texts
from insight.errors import SourceError
from insight.schemas import Codings, columns_of, validate
from insight.schemas.base import is_reserved

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
NEEDED = ("segment_id", "code", "coder", "round")
OPTIONAL = ("quote", "attribution", "target_org", "sampling_probability", "decided_on")
_WHERE = {
    "alone": ("end", "start without end, or end without start", "give both, or neither"),
    "backwards": ("end", "before the start", "end is exclusive, and after start"),
    "beyond": ("end", "beyond the text", "count in the segment as `insight read` gives it"),
    "not there": ("quote", "not in the segment", "copy the words from it"),
    "elsewhere": ("quote", "not what stands from start to end", "leave start and end empty"),
    "twice": ("quote", "in the segment more than once", "copy more words, or give start and end"),
}


def read_human_codes(
    path: Path,
    segments: pd.DataFrame,
    said: pd.DataFrame | None = None,
    identifiers: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Codings of people in the CSV `path`, about de-identified `segments`; a Codings table.

    Which stretch a code is on say `start` and `end`, in code points of the segment as it was `said`
    (as `insight read` gives it; without that table, of the de-identified one), or the words of the
    `quote`, as they were said or with replacements; its question may come first. With neither, or
    with 0 and 0, the code is on the whole segment. The table counts in the de-identified text.

    A row with an empty code says: read by this coder, none applies. Raises SourceError naming file,
    row (the header is row 1) and column for whatever cannot be: missing or unknown columns, a
    segment that is not there, no coder, numbers that are none or out of range, words that are not
    there, the same twice.
    """
    told = _cells(path)
    known_segments = told["segment_id"].isin(segments["segment_id"])
    _refuse(path, "segment_id", ~known_segments, "no such segment", "take ids from the segments")
    nobody = (told["coder"] == "") | told["coder"].map(is_reserved).astype(bool)
    problem = "no coder, or a name that this program uses itself (machine, agreed)"
    _refuse(path, "coder", nobody, problem, "name the person who coded")
    bad_valence = ~told["valence"].isin(VALENCES)
    _refuse(path, "valence", bad_valence, "not a valence", "write -, 0, +, ~ or nothing")
    no_day = ~told["decided_on"].map(_is_day).astype(bool)
    _refuse(path, "decided_on", no_day, "not a day", "write it as 2026-03-31")
    table = told.assign(decision=told["code"].map(lambda code: "applied" if code else "none"))
    for name, lowest, highest, needed in (
        ("start", 0, None, False),
        ("end", 0, None, False),
        ("round", 1, None, True),
        ("rung_claimed", 1, 7, False),
        ("rung_experienced", 1, 7, False),
    ):
        table[name] = _numbers(path, told[name], (lowest, highest), needed=needed).astype("Int64")
    drawn = _numbers(path, told["sampling_probability"], (0, 1), needed=False, whole=False)
    _refuse(path, "sampling_probability", drawn.eq(0).fillna(False), "0", "it is above 0")
    table["sampling_probability"] = drawn.astype("float64")
    table["probability"] = float("nan")
    table = _placed(path, table, Texts.of(segments, said, identifiers))
    twice = table.duplicated(KEY)
    _refuse(path, "code", twice, "the same coding twice", "remove one of the rows")
    return validate(Codings, table[columns_of(Codings)])


def _cells(path: Path) -> pd.DataFrame:
    """The cells of the CSV, with all columns that there may be; SourceError where it is none."""
    if not path.is_file():
        raise SourceError("there is no such file", where=path.name, remedy="correct the path")
    try:
        told = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError):
        raise SourceError(
            "not a CSV in UTF-8 with a header", where=path.name, remedy="save it as CSV UTF-8"
        ) from None
    absent = [name for name in NEEDED if name not in told]
    strange = [name for name in told if name not in (*COLUMNS, *OPTIONAL)]
    if absent or strange:
        what = f"column {absent[0]} is missing" if absent else f"unknown column {strange[0]}"
        known = ", ".join((*COLUMNS, *OPTIONAL))
        raise SourceError(what, where=path.name, remedy=f"the columns are {known}")
    for name in (*COLUMNS, *OPTIONAL):
        if name not in told:
            told[name] = ""
    return told.assign(**{name: told[name].str.strip() for name in (*COLUMNS, *OPTIONAL)})


def _is_day(told: str) -> bool:
    try:
        return not told or bool(date.fromisoformat(told))
    except ValueError:
        return False


def _placed(path: Path, table: pd.DataFrame, texts: Texts) -> pd.DataFrame:
    """`table` with start and end in the de-identified text."""
    places = list(_places(table, texts))
    wrong = pd.Series([place if isinstance(place, str) else "" for place in places], dtype="str")
    for name, (column, problem, remedy) in _WHERE.items():
        _refuse(path, column, wrong == name, problem, remedy)
    spans = [place for place in places if not isinstance(place, str)]
    return table.assign(start=[start for start, _ in spans], end=[end for _, end in spans])


def _places(table: pd.DataFrame, texts: Texts) -> Iterator[tuple[int, int] | str]:
    """For each row the stretch in the de-identified segment, or what is wrong with it."""
    columns = (table[name].tolist() for name in ("segment_id", "code", "start", "end", "quote"))
    for segment, code, start, end, quote in zip(*columns, strict=True):
        if (start is pd.NA) != (end is pd.NA):
            yield "alone"
        elif not code:
            yield 0, 0
        elif quote and (start is pd.NA or end == 0):
            found = texts.found(segment, quote)
            yield found[0] if len(found) == 1 else "twice" if found else "not there"
        elif start is pd.NA or end == 0:
            yield 0, len(texts.clean[segment][1])
        elif end <= start:
            yield "backwards"
        elif end > len(texts.text(segment)):
            yield "beyond"
        else:
            place = texts.moved(segment, start, end)
            yield place if not quote or place in texts.found(segment, quote) else "elsewhere"


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
