"""The sheet of codes that lapsed because the words they are on changed, to be given again.

`lapsed_codes.csv` shows the words as they are now: another redaction was made, or one taken back.
Each coder decides on their own codes. What was marked and not recorded survives the next run.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from insight.errors import InputError
from insight.store import write_csv
from insight.store.ledger import Decision
from insight.study.people.sheets import read_sheet

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

Row = Mapping[Hashable, str]

FILE = "lapsed_codes.csv"
AGAIN = "again"
YES, NO = "yes", "no"
_PLACE = ["segment_id", "coder", "round", "code", "start", "end"]
_MARKS = ("valence", "rung_claimed", "rung_experienced", "attribution", "target_org")
_COLUMNS = [AGAIN, "code", "title", "valence", "question", "text", "coder", "round", "digest"]


def lapsed_sheet(study: OpenedStudy) -> pd.DataFrame:
    """One row a code that lapsed, with its passage as it is now, and the stretch it was on.

    Columns: again (empty), code, title, valence, question, text, coder, round, digest (of the
    text), segment_id, start, end, and the other marks.
    """
    from insight.coding import noted_codings, text_digest

    segments = study.tables["deidentified_segments"]
    lapsed = noted_codings(study.ledger.decisions(), segments, study.codebook, study.key).lapsed
    told = lapsed.merge(segments[["segment_id", "question_asked", "text"]], on="segment_id")
    titles = {one.code: one.title for one in study.codebook.codes} if study.codebook else {}
    for name in ("rung_claimed", "rung_experienced"):
        told[name] = told[name].astype("Int64").astype("string")
    told[AGAIN] = ""
    sheet = told.assign(
        title=told["code"].map(titles),
        question=told["question_asked"],
        digest=[text_digest(study.key, text) for text in told["text"]],
    )
    rest = [name for name in lapsed.columns if name not in _COLUMNS]
    return sheet[[*_COLUMNS, *rest]].astype("string").fillna("").astype("str")


def write_lapsed(study: OpenedStudy) -> str:
    """Write the sheet, with what is marked and not recorded; what to tell of marks that are lost.

    No sheet where no code lapsed.
    """
    path = study.folder.review / FILE
    sheet = lapsed_sheet(study)
    lost = 0
    if path.is_file():
        old = _read(study)
        marked = old[old[AGAIN] != ""].to_dict("records")
        marks = {(*_place(row), row["digest"]): row[AGAIN] for row in marked}
        rows = sheet.to_dict("records")
        sheet[AGAIN] = [marks.get((*_place(row), row["digest"]), "") for row in rows]
        waiting = {_place(row): row["digest"] for row in rows}
        lost = sum(waiting.get(key[:-1], key[-1]) != key[-1] for key in marks)
    if sheet.empty:
        path.unlink(missing_ok=True)
    else:
        write_csv(sheet, path, private=True, for_excel=True)
    return f"{lost} marks in {FILE} lapsed: their words changed once more." if lost else ""


def record_lapsed(study: OpenedStudy, by: str, on: str) -> tuple[list[Decision], list[str]]:
    """What the coder called `by` marked of their own codes, as decisions; and what to tell.

    "yes" gives a code to the whole passage, words of the passage to these, "no" lets it go.
    InputError names the row where it says none of these, or where the words changed once more.
    """
    if not (study.folder.review / FILE).is_file():
        return [], []
    sheet = _read(study)
    marked = sheet[sheet[AGAIN] != ""]
    own = marked[marked["coder"] == by.strip()]
    waiting = {_place(row): row for row in lapsed_sheet(study).to_dict("records")}
    stands = {one.matter: one.verdict.split(" ")[0] for one in study.ledger.decisions()}
    texts = study.tables["deidentified_segments"].set_index("segment_id")["text"].to_dict()
    decisions, elsewhere = [], 0
    for number, row in zip(own.index + 2, own.to_dict("records"), strict=True):
        held = waiting.get(_place(row))
        one = _decision(study, row, held or {}, texts.get(row["segment_id"], ""), on, int(number))
        if held:
            decisions.append(one)
        else:
            elsewhere += stands.get(one.matter) != one.verdict.split(" ")[0]
    told = []
    if decisions:
        told.append(f"codes: {len(decisions)} lapsed codes decided on anew by {by}")
    if elsewhere:
        told.append(f"{FILE}: {elsewhere} codes were decided on elsewhere since; that stands")
    if n := len(marked) - len(own):
        told.append(f"{FILE}: {n} marks are on codes of others, who record them under their name")
    return decisions, told


def _decision(study: OpenedStudy, row: Row, held: Row, text: str, on: str, number: int) -> Decision:
    """What one row asks for; `held` has the marks that were given with the code."""
    from insight.coding import Marks, Seen, code_decision, text_digest

    if not text or text_digest(study.key, text) != row["digest"]:
        raise _wrong(number, "its words are not the same any more", "run `insight run` again")
    start, end, said = 0, len(text), row[AGAIN]
    taken = said.casefold() == NO
    if said.casefold() not in (YES, NO):
        if text.count(said) != 1:
            raise _wrong(
                number,
                "neither yes nor no, nor words that stand once in the passage",
                "write yes, no, or the words that the code goes to",
            )
        start = text.index(said)
        end = start + len(said)
    marks = {name: held[name] for name in _MARKS if held.get(name)}
    seen = Seen(row["segment_id"], text, row["coder"], on, int(row["round"]))
    given = None if taken else Marks.read(" ".join(f"{name}={marks[name]}" for name in marks))
    return code_decision(seen, study.key, row["code"], start, end, marks=given, withdrawn=taken)


def _place(row: Row) -> tuple[str, ...]:
    """Which code a row is of, on which stretch."""
    return tuple(str(row[name]) for name in _PLACE)


def _read(study: OpenedStudy) -> pd.DataFrame:
    path = study.folder.review / FILE
    needed = (AGAIN, "digest", *_PLACE)
    sheet = read_sheet(path, needed, "delete the sheet, and run `insight run` to get a fresh one")
    return sheet.assign(**{AGAIN: sheet[AGAIN].str.strip()})


def _wrong(number: int, problem: str, remedy: str) -> InputError:
    return InputError(problem, where=f'{FILE}, row {number}, column "{AGAIN}"', remedy=remedy)
