"""The workbook of memos, there and back: read, mend, strike out, write new ones."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.coding.words import KINDS, About, Memo, deviant_cases
from insight.study.people.words import writing
from insight.study.people.workbooks import (
    FAR,
    cells,
    new_book,
    offer_choices,
    opened_book,
    write_help,
)

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

FILE = "memos.xlsx"
MEMOS, DEVIANT, THINGS = "memos", "deviant cases", "things"
COLUMNS = ["about", "title", "kind", "text", "author", "written_on", "memo_id"]
DEVIANT_COLUMNS = ["about", "title", "why", "said", "memo"]
_ROOM = 200
"""Empty rows with lists to choose from, for new memos."""
_WIDTHS = {
    **dict.fromkeys(("text", "said", "memo"), 70),
    **dict.fromkeys(("about", "title"), 30),
    **dict.fromkeys(("kind", "author", "why"), 16),
    **dict.fromkeys(("written_on", "memo_id"), 14),
}
_TO_FILL = {MEMOS: ("about", "kind", "text", "author"), DEVIANT: ("memo",)}
_HELP = (
    "Each row of the sheet `memos` is one memo. To write another, fill in a row below: what it is "
    "about, its kind and its text. `insight approve --by NAME` puts it on record under that name; "
    "write another one into the column author where somebody else wrote it.",
    "about: study, or one thing with its id, as the sheet `things` tells it (case:, code:, theme:; "
    "segment: with an id from another sheet). A case or a segment may be joined by + to a code or "
    "a theme: case:p-1+code:V1.",
    "kind: memo; case summary (of a case, or of a case and a code or theme: a cell of the "
    "framework matrix); reflexive (your own part in what you see); deviant case (what does not "
    "fit, and what follows from it). Memos go to partners inside the study, never into a report.",
    "To mend a memo, change its text. To strike it out, empty its text. What stood before stays "
    "in the study's file of memos. Deleting a row does nothing.",
    "The sheet `deviant cases` proposes segments that speak against what most say of a code, or "
    "stand far from the middle of a theme. Read them where they were said before you judge.",
    "Names and other identifiers are replaced when a memo is recorded, and you are told how many "
    "were. Write about people by the id of their case.",
    "This workbook holds words of people. Do not send it.",
)


def write_sheet(study: OpenedStudy, *, keep: bool = True) -> None:
    """Write the workbook of memos; what is in it and not recorded yet stays, if to `keep`."""
    path = study.folder.review / FILE
    titles = titles_of(study)
    rows = [_row(one, titles) for one in writing.standing(study)]
    proposed = _proposed(study, titles)
    if keep and path.is_file():
        rows, proposed = _with_unrecorded(study, rows, proposed)
    with new_book(path, "Memos") as book:
        _fill(book, MEMOS, COLUMNS, rows, len(rows) + _ROOM)
        _fill(book, DEVIANT, DEVIANT_COLUMNS, proposed, len(proposed))
        things = [{"about": about, "title": title} for about, title in titles.items()]
        _fill(book, THINGS, ["about", "title"], things, len(things))
        write_help(book, _HELP)


def marked(study: OpenedStudy, by: str, on: str) -> list[Memo]:
    """What is new or changed in the workbook, as memos of the person called `by`, not recorded yet.

    InputError names the row of what cannot be a memo.
    """
    if not (study.folder.review / FILE).is_file():
        return []
    memos, deviant = _read(study)
    shown, stand = writing.versions(study), {one.memo_id for one in writing.standing(study)}
    drafts = []
    for number, row in enumerate(memos.to_dict("records"), 2):
        if _is_new(row, shown):
            draft = _draft(study, row, shown, by, on, f"{FILE}, row {number}")
            # What somebody else has changed since is neither struck out nor replaced.
            if row["memo_id"] in stand:
                drafts.append(replace(draft, replaces=row["memo_id"]))
            elif draft.text:
                drafts.append(draft)
    for number, row in enumerate(deviant.to_dict("records"), 2):
        if row["memo"].strip():
            where = f"{FILE}, sheet {DEVIANT}, row {number}"
            told = (str(row["about"]), "deviant case", str(row["memo"]))
            drafts.append(writing.drafted(study, *told, by, where, on))
    return drafts


def _read(study: OpenedStudy) -> tuple[pd.DataFrame, pd.DataFrame]:
    path = study.folder.review / FILE
    book = opened_book(path, (MEMOS, DEVIANT))
    memos = cells(book[MEMOS], COLUMNS, path)
    deviant = cells(book[DEVIANT], DEVIANT_COLUMNS, path)
    return memos.apply(lambda told: told.str.strip()), deviant


def _is_new(row: dict[Hashable, Any], shown: dict[str, Memo]) -> bool:
    """Whether `row` is not as it was written: a memo mended, struck out, or a new one."""
    old = shown.get(row["memo_id"])
    if old is None:
        return bool(row["text"] or row["about"])
    return any(row[name] != getattr(old, name) for name in ("about", "kind", "text", "author"))


def _draft(
    study: OpenedStudy,
    row: dict[Hashable, Any],
    shown: dict[str, Memo],
    by: str,
    on: str,
    where: str,
) -> Memo:
    old = shown.get(row["memo_id"])
    if old is not None and not row["text"]:
        return replace(old, memo_id="", text="", author=by, written_on=on)
    author = by if old is not None and row["author"] == old.author else row["author"] or by
    # What a memo was about may be gone from the study; its words may be mended all the same.
    stays = old is not None and row["about"] == old.about
    about = "study" if stays else row["about"]
    draft = writing.drafted(study, about, row["kind"], row["text"], author, where, on)
    return replace(draft, about=old.about) if stays and old is not None else draft


def _with_unrecorded(
    study: OpenedStudy, rows: list[dict[str, str]], proposed: list[dict[str, str]]
) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Rows of both sheets, with what the workbook has and nobody has recorded.

    What was written on a deviant case that is not proposed any more goes to the sheet of memos.
    """
    memos, deviant = _read(study)
    shown = writing.versions(study)
    changed = [
        {str(name): str(told) for name, told in row.items()}
        for row in memos.to_dict("records")
        if _is_new(row, shown)
    ]
    mended = {row["memo_id"]: row for row in changed}
    kept = [mended.get(row["memo_id"], row) for row in rows]
    stand = {row["memo_id"] for row in rows}
    kept += [row | {"memo_id": ""} for row in changed if row["memo_id"] not in stand]
    pending = dict(zip(deviant["about"], deviant["memo"], strict=True))
    told = [row | {"memo": pending.pop(row["about"], "")} for row in proposed]
    blank = dict.fromkeys(COLUMNS, "") | {"kind": "deviant case"}
    kept += [
        blank | {"about": about, "text": memo}
        for about, memo in sorted(pending.items())
        if memo.strip()
    ]
    return kept, told


def _row(memo: Memo, titles: dict[str, str]) -> dict[str, str]:
    about = About.read(memo.about)
    named = (titles.get(f"{kind}:{name}", "") for kind, name in about.things)
    return {
        "about": memo.about,
        "title": " / ".join(filter(None, named)),
        "kind": memo.kind,
        "text": memo.text,
        "author": memo.author,
        "written_on": memo.written_on,
        "memo_id": memo.memo_id,
    }


def _proposed(study: OpenedStudy, titles: dict[str, str]) -> list[dict[str, str]]:
    """Deviant cases that nobody has written a memo on."""
    segments = study.tables["deidentified_segments"]
    found = deviant_cases(
        study.tables["codings"], segments, study.tables["exemplars"], writing.theme_keys(study)
    )
    done = {one.about for one in writing.standing(study) if one.kind == "deviant case"}
    text = dict(zip(segments["segment_id"], segments["text"], strict=True))
    told = []
    for about, why in found[~found["about"].isin(done)].itertuples(index=False, name=None):
        segment, of = About.read(about).things
        said = text[segment[1]]
        title = titles.get(f"{of[0]}:{of[1]}", "")
        told.append({"about": about, "title": title, "why": why, "said": said, "memo": ""})
    return told


def titles_of(study: OpenedStudy) -> dict[str, str]:
    """What a memo may be about -> its title; segments are too many to list."""
    said = study.tables["deidentified_segments"].query("role == 'participant'")
    of = said.drop_duplicates("speaker_id").sort_values(["source_name", "speaker_id"])
    cases = {
        f"case:{who}": f"{groups.replace(';', ', ') or 'group not told'}; {source}"
        for who, groups, source in zip(
            of["speaker_id"], of["stakeholder_groups"], of["source_name"], strict=True
        )
    }
    labels = study.tables["themes"].set_index("theme_id")["label"].to_dict()
    themes = {f"theme:{key}": str(labels[n]) for n, key in writing.theme_keys(study).items()}
    codes = {f"code:{code}": title for code, title in writing.code_titles(study).items()}
    return {"study": "the study as a whole", **codes, **themes, **cases}


def _fill(book: Any, name: str, columns: list[str], rows: list[dict[str, str]], last: int) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    to_fill = book.add_format({"text_wrap": True, "valign": "top", "bg_color": "#FFF8DC"})
    for column, title in enumerate(columns):
        style = to_fill if title in _TO_FILL.get(name, ()) else plain
        sheet.set_column(column, column, _WIDTHS[title], style)
        sheet.write_string(0, column, title, head)
    for number, row in enumerate(rows, 1):
        for column, title in enumerate(columns):
            style = to_fill if title in _TO_FILL.get(name, ()) else plain
            sheet.write_string(number, column, row[title][:FAR], style)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    if name == MEMOS:
        offer_choices(sheet, columns, {"kind": KINDS}, last)
    print_wide(sheet)


def print_wide(sheet: Any) -> None:
    """On A4 across, as wide as the sheet, its first row on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&RPage &P of &N")
