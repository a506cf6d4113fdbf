"""The workbook in which people judge identifiers, there and back.

It holds what people said, in the clear: it is made for its owner alone and lies in `.private`.
Nothing in it is ever a formula. What was marked and not recorded yet survives the next run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.errors import InputError
from insight.store.ledger import Decision
from insight.study.people.taken import Taken, number_told, overruled_line
from insight.study.people.workbooks import (
    FAR,
    cells,
    new_book,
    offer_choices,
    opened_book,
    text_of,
    write_help,
)

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

FILE = "identifiers.xlsx"
FOUND, ADD, KEY, WRITTEN = "identifiers", "missed", "key", "as of"
_ROOM = 500
"""Rows to add words in, each with its lists to choose from."""
MOST = 200_000
"""Rows at most, the most doubtful: a workbook holds a million, and nobody reads so many."""
_WIDTHS = {
    **dict.fromkeys(("left", "right"), 45),
    **dict.fromkeys(("words", "note", "where"), 25),
    **dict.fromkeys(("replacement", "detector", "new_kind", "standing"), 16),
    **dict.fromkeys(("decision", "applies_to"), 13),
}
_HELP = (
    "Each row of the sheet `identifiers` is one stretch of text that is replaced, the most "
    "doubtful first. Rows of one group are the same words, found as the same kind.",
    "decision: accept (it is replaced, whatever a later version finds), reject (it stays in the "
    "text), change kind (give new_kind), undo (as if nobody had decided).",
    "applies_to: here, or everywhere: wherever the same words are found as the same kind in this "
    "study. Empty means here. What is decided here goes before what is decided everywhere.",
    "Rows that you leave empty stay as they are: replaced.",
    "The sheet `missed` takes what was not found: the words as they stand in the text, their kind, "
    "and where (a file, a response, or an id from the other sheet; empty is anywhere). Empty "
    "applies_to means everywhere: every mention goes, of a person also other forms of the name. A "
    "name that is a word too (Job, Bramble) goes where it has a capital; written in small letters "
    "here, it goes in any case.",
    "A mark counts once. It stays here until the next run writes this workbook anew; what was "
    "decided otherwise after it was recorded, at the review desk, stands. To change that back, "
    "mark the new workbook.",
    "note: for yourself. Notes stay in this workbook and are kept nowhere else.",
    "The hidden columns tie your decision to these very words. Sort and filter as you like; do not "
    "change words, offsets or digests.",
    "This workbook holds what people said. Do not send it; delete it when it is done.",
)


def write_workbook(
    path: Path,
    table: pd.DataFrame,
    missed: pd.DataFrame | None = None,
    secret: str = "",
    as_of: int = 0,
) -> None:
    """Write a `review_table` to the workbook at `path`, for the owner alone.

    `missed` are rows of the second sheet to begin with; `secret` is the key that binds decisions
    where there is no study that keeps one; where there is, `as_of` is the number of lines in its
    ledger. No more than the `MOST` doubtful rows are written.
    """
    if path.suffix.lower() != ".xlsx":
        raise InputError("not the name of a workbook", where=path.name, remedy="end it in .xlsx")
    with new_book(path, "Identifiers") as book:
        _fill_found(book, table.head(MOST))
        _fill_missed(book, missed)
        write_help(book, _HELP)
        for name, told in ((KEY, secret), (WRITTEN, str(as_of or ""))):
            if told:
                sheet = book.add_worksheet(name)
                sheet.write_string(0, 0, told)
                sheet.hide()


def _fill_found(book: Any, table: pd.DataFrame) -> None:
    from insight.anonymise.review import BOUND, KINDS, MARKS, REACHES, TO_FILL

    sheet = book.add_worksheet(FOUND)
    formats = {
        "": book.add_format({"text_wrap": True, "valign": "top"}),
        "words": book.add_format({"text_wrap": True, "valign": "top", "bold": True}),
        "left": book.add_format({"text_wrap": True, "valign": "top", "align": "right"}),
        "fill": book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8DC"}),
    }
    names = list(table.columns)
    _head(book, sheet, names, BOUND)
    for number, row in enumerate(table.itertuples(index=False), 1):
        for column, (name, value) in enumerate(zip(names, row, strict=True)):
            style = formats["fill" if name in TO_FILL else name if name in formats else ""]
            if isinstance(value, str):
                sheet.write_string(number, column, value[:FAR], style)
            else:
                sheet.write_number(number, column, value, style)
    last = max(len(table), 1)
    lists = {"decision": MARKS, "new_kind": KINDS, "applies_to": REACHES}
    offer_choices(sheet, names, lists, last)
    sheet.autofilter(0, 0, last, len(names) - 1)


def _fill_missed(book: Any, missed: pd.DataFrame | None) -> None:
    from insight.anonymise.review import KINDS, MISSED, REACHES

    sheet = book.add_worksheet(ADD)
    _head(book, sheet, MISSED, ())
    rows = [] if missed is None else missed[MISSED].to_numpy().tolist()
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            sheet.write_string(number, column, str(value)[:FAR])
    offer_choices(sheet, MISSED, {"kind": KINDS, "applies_to": REACHES}, len(rows) + _ROOM)


def _head(book: Any, sheet: Any, names: Sequence[str], hidden: Sequence[str]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    for column, name in enumerate(names):
        options = {"hidden": True} if name in hidden else {}
        sheet.set_column(column, column, _WIDTHS.get(name, 9), None, options)
        sheet.write_string(0, column, name, bold)
    sheet.freeze_panes(1, 0)


@dataclass(frozen=True)
class Workbook:
    """Both sheets of a workbook, all cells as text; its key and its `as_of` where it has them."""

    found: pd.DataFrame
    missed: pd.DataFrame
    secret: str
    as_of: int


def read_workbook(path: Path) -> Workbook:
    """The workbook at `path`; InputError where it is none."""
    from insight.anonymise.review import COLUMNS, MISSED

    book = opened_book(path, (FOUND, ADD))
    secret, written = (
        text_of(book[name]["A1"].value) if name in book.sheetnames else ""
        for name in (KEY, WRITTEN)
    )
    found, missed = cells(book[FOUND], COLUMNS, path), cells(book[ADD], MISSED, path)
    return Workbook(found, missed, secret, number_told(written))


def write_review(study: OpenedStudy) -> str:
    """Write all identifiers of `study` for review; what is marked there and not recorded stays.

    Returns what to tell of it, without words of a person; mostly nothing.
    """
    from insight.anonymise.review import review_table, whereabouts

    path = study.folder.review / FILE
    segments, documents = study.tables["segments"], study.tables["documents"]
    places = whereabouts(segments, documents)
    table = review_table(segments, places, study.tables["identifiers"], study.rulings)
    kept = None
    if path.exists():
        old = read_workbook(path)
        taken = Taken.of(study.ledger, old.as_of)
        table = with_marks(table, _without_recorded(old.found, study, taken))
        kept = _unrecorded(old.missed, study, taken)
    write_workbook(path, table, kept, as_of=len(study.ledger.lines()))
    left = len(table) - MOST
    return f"{left} identifiers, the least doubtful, are not in {path.name}" if left > 0 else ""


def with_marks(table: pd.DataFrame, old: pd.DataFrame) -> pd.DataFrame:
    """`table` with the marks and notes of an `old` sheet, where the text is the same."""
    from insight.anonymise.review import BOUND, TO_FILL

    touched = old[(old[TO_FILL] != "").any(axis=1)]
    if touched.empty or table.empty:
        return table
    bound = [name for name in BOUND if name != "kind_found"]
    keys = table[bound].astype("str").agg("|".join, axis=1)
    marks = touched.assign(key=touched[bound].agg("|".join, axis=1)).drop_duplicates("key")
    by_key = marks.set_index("key")[TO_FILL]
    return table.assign(**{name: keys.map(by_key[name]).fillna("") for name in TO_FILL})


def _without_recorded(old: pd.DataFrame, study: OpenedStudy, taken: Taken) -> pd.DataFrame:
    """The rows of the `old` sheet with a mark or note, less the marks that are recorded."""
    from insight.anonymise.review import TO_FILL, marked

    touched = old[(old[TO_FILL] != "").any(axis=1)].reset_index(drop=True)
    done = _recorded(touched, lambda row: marked(row, study.key, "", ""), taken)
    touched.loc[pd.Series(done, dtype="bool"), ["decision", "new_kind", "applies_to"]] = ""
    return touched


def _unrecorded(old: pd.DataFrame, study: OpenedStudy, taken: Taken) -> pd.DataFrame:
    """The rows of the `old` sheet of missed words that nobody has recorded yet."""
    from insight.anonymise.review import missed

    segments, documents = study.tables["segments"], study.tables["documents"]
    filled = old[(old != "").any(axis=1)].reset_index(drop=True)
    done = _recorded(filled, lambda row: missed(row, segments, documents, study.key, "", ""), taken)
    return filled[~pd.Series(done, dtype="bool")]


def _recorded(
    rows: pd.DataFrame, decide: Callable[[pd.DataFrame], list[Decision]], taken: Taken
) -> list[bool]:
    """Of each row, whether the ledger has taken the decisions it asks for."""
    result = []
    for place in range(len(rows)):
        try:
            asked = decide(rows.iloc[[place]])
        except InputError:
            asked = []  # It is told when somebody wants it recorded; until then it stays.
        result.append(bool(asked) and all(map(taken.holds, asked)))
    return result


def record_review(study: OpenedStudy, by: str, on: str) -> Iterator[str]:
    """Record what is marked in the workbook as decisions of the person called `by`."""
    from insight.anonymise.review import marked, missed

    path = study.folder.review / FILE
    if not path.is_file():
        yield "no workbook of identifiers: nothing of it is recorded"
        return
    book = read_workbook(path)
    segments, documents = study.tables["segments"], study.tables["documents"]
    decisions = marked(book.found, study.key, by, on)
    decisions += missed(book.missed, segments, documents, study.key, by, on)
    taken = Taken.of(study.ledger, book.as_of)
    new = study.ledger.append(one for one in decisions if not taken.holds(one))
    counts = Counter(told.verdict.split()[0] for told in new)
    told = ", ".join(f"{counts[one]} {one}" for one in sorted(counts)) or "nothing new"
    yield f"identifiers: {told}, by {by}"
    if told := overruled_line(taken.overruled(decisions), FILE):
        yield told


def forget_words(study: OpenedStudy, names: Iterable[str], segment_ids: Collection[str]) -> None:
    """Drop decisions on words that only the people called `names`, or these segments, know."""
    from insight.anonymise.review import forgotten

    decisions = study.ledger.decisions()
    segments = study.tables["segments"]
    own = segments["segment_id"].isin(segment_ids)
    said = forgotten(decisions, study.key, segments.loc[own, "text"])
    elsewhere = forgotten(decisions, study.key, segments.loc[~own, "text"])
    study.ledger.without(forgotten(decisions, study.key, names) | (said - elsewhere))
