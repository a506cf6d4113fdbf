"""The workbook in which coders settle what they coded differently, there and back.

It holds the quotes to discuss, one row a segment and code, with who gave the code and who did not.
What they agree on becomes lines of the ledger, under a coder's name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.errors import InputError
from insight.store.ledger import Decision
from insight.study.people.taken import AS_OF, Taken, as_of, elsewhere_line
from insight.study.people.workbooks import (
    FAR,
    cells,
    new_book,
    offer_choices,
    opened_book,
    write_help,
)

if TYPE_CHECKING:
    from insight.coding import Seen, Settled
    from insight.study.opened import OpenedStudy

FILE = "disagreements.xlsx"
SHEET = "to discuss"
TO_FILL = ["agreed", "note"]
RECORDED = "code_settled"
"""The kind of decision that says who recorded what coders settled on a segment."""
_CHOICES = ("yes", "no")
_BOUND = ["segment_id", "round", "digest", AS_OF]
_WIDTHS = {
    **dict.fromkeys(("definition", "text"), 50),
    **dict.fromkeys(("name", "stretches", "note"), 25),
}
_HELP = (
    "Each row is a piece of text and a code that one of its coders gave it and another did not.",
    "Read it together, with the definition beside it, and write into the column agreed: yes (the "
    "code applies) or no. A piece of text counts as settled when all of its rows have an answer.",
    "What the coders gave by themselves is kept, and agreement is measured on that. Figures use "
    "what you settled.",
    "An answer that is recorded is changed by the other answer; emptied, it comes back with the "
    "next run.",
    "Where you cannot agree, the definition may need another word: change the codebook, give it a "
    "new version, and code again.",
    "What is coded or settled after this workbook was written, at the review desk or on another "
    "machine, stands: another answer here does not count, and you are told; answer in the next.",
    "Then run `insight approve`. note: for yourselves; it is kept in this workbook alone.",
    "The hidden columns tie your answer to these very words. Sort and filter as you like.",
    "This workbook holds what people said, de-identified and perhaps not yet read. Do not send it.",
)


def disagreement_sheet(study: OpenedStudy) -> pd.DataFrame:
    """What coders gave differently, with the answers that are recorded; no rows if reflexive."""
    from insight.coding import AGREED, disagreements, text_digest

    book, segments = study.codebook, study.tables["deidentified_segments"]
    codings = study.tables["codings"]
    if book is None or study.settings.study.approach == "reflexive":
        codings = codings.head(0)
        if book is None:
            return pd.DataFrame()
    table = disagreements(codings, segments, book)
    agreed = codings[codings["coder"] == AGREED]
    done = set(zip(agreed["segment_id"], agreed["round"], strict=True))
    given = set(zip(agreed["segment_id"], agreed["round"], agreed["code"], strict=True))
    answers = [
        ("yes" if key in given else "no") if key[:2] in done else ""
        for key in zip(table["segment_id"], table["round"], table["code"], strict=True)
    ]
    digests = [text_digest(study.key, text) for text in table["text"]]
    table = table.assign(agreed=answers, note="", digest=digests)
    table[AS_OF] = len(study.ledger.lines())
    return table


def write_disagreements(study: OpenedStudy) -> str:
    """Write the workbook; answers that are not recorded yet stay. Returns what to tell of it.

    Answers on what was coded or settled otherwise since the workbook before was written are left
    out, and counted.
    """
    path = study.folder.review / FILE
    table = disagreement_sheet(study)
    if table.empty:
        path.unlink(missing_ok=True)
        return ""
    lost = 0
    if path.is_file():
        old = _read(study)
        since = _since(old, study)
        lost = len(since.contrary)
        old.loc[since.changed, "agreed"] = ""
        for name in TO_FILL:
            told = dict(zip(_keys(old), old[name], strict=True))
            table[name] = [
                told.get(key) or now for key, now in zip(_keys(table), table[name], strict=True)
            ]
    with new_book(path, "Disagreements") as book:
        _fill(book, table)
        write_help(book, _HELP)
    left = table.loc[table["agreed"] == "", "segment_id"].nunique()
    told_left = f"{left} segments are coded differently: settle them in {path.name}."
    told_lost = (
        f"{lost} answers in {path.name} were never recorded, and what they are on was coded or "
        "settled otherwise since: look at them again."
    )
    return " ".join(filter(None, (told_left if left else "", told_lost if lost else "")))


@dataclass(frozen=True)
class _Since:
    """For each row of a workbook: whether it was coded or settled since it was written.

    `contrary` are the numbers of such rows whose answer is not what coders settled.
    """

    changed: list[bool]
    contrary: list[int]


def _since(sheet: pd.DataFrame, study: OpenedStudy) -> _Since:
    """What was decided on the rows of the workbook since it was written."""
    from insight.coding import AGREED
    from insight.coding.people.noted import APPLIED, CODE, READ

    taken = Taken.of(study.ledger, as_of(sheet))
    changed, contrary = [], []
    columns = [sheet[name] for name in ("segment_id", "round", "digest", "code", "agreed")]
    for at, (segment, number, digest, code, said) in enumerate(zip(*columns, strict=True), start=2):
        on = [one for one in taken.on(segment, digest) if one[3].rsplit("|")[-1] == number]
        agreed = [one for one in on if one[4] == AGREED]
        given = any(
            one[0] == CODE
            and one[3].rsplit("|", 2)[0] == code
            and taken.now[one].startswith(APPLIED)
            for one in agreed
        )
        stands = ("yes" if given else "no") if any(one[0] == READ for one in agreed) else ""
        changed.append(taken.changed(one for one in on if one[0] in (CODE, READ)))
        if changed[-1] and said not in ("", stands):
            contrary.append(at)
    return _Since(changed, contrary)


def _fill(book: Any, table: pd.DataFrame) -> None:
    names = [name for name in table.columns if name not in _BOUND] + _BOUND
    sheet = book.add_worksheet(SHEET)
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    fill = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8DC"})
    for column, name in enumerate(names):
        hidden = {"hidden": True} if name in _BOUND else {}
        sheet.set_column(column, column, _WIDTHS.get(name, 14), None, hidden)
        sheet.write_string(0, column, name, bold)
        for row, value in enumerate(table[name], 1):
            sheet.write_string(row, column, str(value)[:FAR], fill if name in TO_FILL else plain)
    offer_choices(sheet, names, {"agreed": _CHOICES}, len(table))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, len(table), len(names) - 1)


def _read(study: OpenedStudy) -> pd.DataFrame:
    path = study.folder.review / FILE
    names = ["code", *TO_FILL, *_BOUND[:-1]]
    sheet = cells(opened_book(path, [SHEET])[SHEET], names, path, [AS_OF])
    sheet["agreed"] = sheet["agreed"].str.strip().str.casefold()
    wrong = ~sheet["agreed"].isin(("", *_CHOICES))
    if wrong.any():
        row = int(wrong.to_numpy().argmax()) + 2
        raise InputError(
            "neither yes nor no",
            where=f'{path.name}, row {row}, column "agreed"',
            remedy="write yes, no or nothing",
        )
    return sheet


def _keys(table: pd.DataFrame) -> list[str]:
    return (
        table[["segment_id", "round", "code", "digest"]]
        .astype("str")
        .agg("|".join, axis=1)
        .to_list()
    )


def settled_decisions(
    study: OpenedStudy, by: str, on: str
) -> tuple[list[Decision], Settled | None]:
    """What the workbook settles, as decisions; who recorded it is `by`."""
    from insight.coding import AGREED, Seen, read_decision, settled

    if not (study.folder.review / FILE).is_file():
        return [], None
    now, told = disagreement_sheet(study), _read(study)
    told.loc[_since(told, study).changed, "agreed"] = ""
    answers = dict(zip(_keys(told), told["agreed"], strict=True))
    marks = now.assign(agreed=[answers.get(key, "") for key in _keys(now)])
    codings, segments = study.tables["codings"], study.tables["deidentified_segments"]
    found = settled(marks, codings, segments)
    texts = dict(zip(segments["segment_id"], segments["text"], strict=True))
    before = codings[codings["coder"] == AGREED]
    decisions: list[Decision] = []
    for segment, rows in found.codings.groupby("segment_id"):
        number = int(rows["round"].iloc[0])
        seen = Seen(str(segment), texts[segment], AGREED, on, number)
        earlier = before[(before["segment_id"] == segment) & (before["round"] == number)]
        kept, stood = _lines(seen, study, rows), _lines(seen, study, earlier, withdrawn=True)
        places = {one.place for one in kept}
        read = read_decision(seen, study.key)
        who = Decision(RECORDED, seen.segment_id, read.text_digest, by, on, str(number), "settled")
        decisions += [*kept, *(one for one in stood if one.place not in places), read, who]
    return decisions, found


def _lines(
    seen: Seen, study: OpenedStudy, rows: pd.DataFrame, *, withdrawn: bool = False
) -> list[Decision]:
    """The codes in `rows` of one segment as lines of the ledger."""
    from insight.coding import Marks, code_decision

    told = []
    for row in rows[rows["code"] != ""].to_dict("records"):
        claimed, lived = (
            None if pd.isna(row[name]) else int(row[name])
            for name in ("rung_claimed", "rung_experienced")
        )
        marks = Marks(row["valence"], claimed, lived, row["attribution"], row["target_org"])
        stretch = (int(row["start"]), int(row["end"]))
        told.append(
            code_decision(seen, study.key, row["code"], *stretch, marks=marks, withdrawn=withdrawn)
        )
    return told


def record_settled(study: OpenedStudy, by: str, on: str) -> Iterator[str]:
    """Record what the workbook settles; yields what to tell, without words of a person."""
    decisions, found = settled_decisions(study, by, on)
    if found is None:
        return
    contrary = _since(_read(study), study).contrary
    before = len(study.ledger.lines())
    study.ledger.append(decisions)
    if n := len({one.about for one in study.ledger.lines()[before:]}):
        yield f"disagreements: {n} segments settled, recorded by {by}"
    if found.partly:
        yield f"{found.partly} segments have only some answers: there the coders' own codes stand"
    remedy = "run `insight run`, and answer in the fresh workbook"
    yield from filter(None, [elsewhere_line(contrary, FILE, remedy)])
