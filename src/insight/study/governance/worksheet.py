"""Sheets for people: passages for an intruder to try, for the safeguarding lead, and to look at.

They hold de-identified words, and lie where only their owner can read them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from insight.store import write_csv
from insight.store.private import replacing

if TYPE_CHECKING:
    from insight.study.governance.risk import Residual

_RULES = (
    "Who tries: somebody competent who knows the place and did not take part in the study. They "
    "use what is public and what they know; they break no law and ask nobody who might be hurt.",
    "Before they start, the custodian writes down who may see this sheet. It leaves no machine.",
    "For each passage: could you tell who speaks, or who is spoken of? Write how sure you are "
    "(0 to 100) and what told you. Never write a name here: tell it to the custodian, who alone "
    "says whether it is right.",
    "Stop as soon as somebody is recognised. What was recognised is made coarser, paraphrased or "
    "taken out, and the reading done again.",
    "Trying on behalf of the controller, to test what was done, is what section 172 of the Data "
    "Protection Act 2018 allows for; to re-identify for any other reason can be an offence under "
    "section 171. Take advice before you start.",
)
_KNOWERS = (
    ("A neighbour", "who is ill, who lives alone, whose carer comes when, who took part"),
    ("The family", "the whole story, words somebody always uses, dates"),
    ("A colleague or a manager", "posts, shifts, complaints, who said what in a meeting"),
    ("A care worker or a volunteer", "visits, conditions, other people of the same service"),
    ("The press", "court, inquests, campaigns, photographs, what was printed already"),
    ("Somebody with a search engine", "posts, petitions, minutes, tributes, public comments"),
)
_ASKED = (
    *("Could a neighbour tell? (yes/no)", "Could the family tell? (yes/no)"),
    *("Could the press or a search tell? (yes/no)", "How sure (0-100)", "What told you"),
    *("Right? (custodian)", "What to do", "By", "On"),
)


def write_sheets(found: Residual, folder: Path) -> None:
    """Write all sheets into `folder`, for the owner alone."""
    _intruder(found.riskiest, folder / "intruder-worksheet.xlsx")
    write_csv(safeguarding(found), folder / "safeguarding.csv", private=True, for_excel=True)
    look = found.of_quotes[found.of_quotes["look"]].merge(
        found.quotes[["quote_id", "text", "said_by", "status"]],
        left_on="about",
        right_on="quote_id",
    )
    people = found.of_people[found.of_people["look"]].assign(said_by="(all quotes of one person)")
    both = pd.concat([look.drop(columns=["quote_id"]), people], ignore_index=True).fillna("")
    write_csv(both, folder / "quotes-to-look-at.csv", private=True, for_excel=True)
    public = folder / "public-words.csv"
    if found.public is not None:
        write_csv(found.public, public, private=True, for_excel=True)
    else:
        public.unlink(missing_ok=True)


def safeguarding(found: Residual) -> pd.DataFrame:
    """Passages with cues of harm, those that are only denied last, with columns to fill in."""
    texts = found.texts.set_index("segment_id")["text"]
    ordered = found.harm.sort_values(["denied", "category", "segment_id"], ignore_index=True)
    return ordered.assign(
        text=ordered["segment_id"].map(texts), read_by="", read_on="", what_follows=""
    )


def _intruder(riskiest: pd.DataFrame, path: Path) -> None:
    import xlsxwriter

    with replacing(path, private=True) as draft:
        book = xlsxwriter.Workbook(
            str(draft), {"strings_to_formulas": False, "strings_to_urls": False}
        )
        book.set_properties({"title": "Motivated intruder: worksheet", "author": ""})
        wrap = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        head = book.add_format(
            {"text_wrap": True, "valign": "top", "border": 1, "bold": True, "bg_color": "#e3eef2"}
        )
        _read_first(book, wrap, head)
        _passages(book, riskiest, wrap, head)
        book.close()


def _read_first(book: Any, wrap: Any, head: Any) -> None:
    sheet = book.add_worksheet("Read first")
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 2, 60)
    sheet.write(0, 0, "Could somebody tell who speaks?", book.add_format({"bold": True}))
    for row, rule in enumerate(_RULES, start=1):
        sheet.write(row, 0, f"Rule {row}", head)
        sheet.merge_range(row, 1, row, 2, rule, wrap)
        sheet.set_row(row, 48)
    top = len(_RULES) + 2
    for column, name in enumerate(("Who", "What they could know", "Here, in this place, also")):
        sheet.write(top, column, name, head)
    for row, (who, what) in enumerate(_KNOWERS, start=top + 1):
        for column, told in enumerate((who, what, "")):
            sheet.write(row, column, told, wrap)
        sheet.set_row(row, 34)


def _passages(book: Any, riskiest: pd.DataFrame, wrap: Any, head: Any) -> None:
    sheet = book.add_worksheet("Passages")
    names = ("Passage", "Why it is here", "De-identified words", *_ASKED)
    for column, name in enumerate(names):
        sheet.write(0, column, name, head)
    sheet.set_column(0, 0, 17)
    sheet.set_column(1, 1, 32)
    sheet.set_column(2, 2, 70)
    sheet.set_column(3, len(names) - 1, 17)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for row, one in enumerate(riskiest.itertuples(), start=1):
        told = (str(one.segment_id), str(one.why), str(one.text), *([""] * len(_ASKED)))
        for column, cell in enumerate(told):
            sheet.write_string(row, column, cell, wrap)
