"""What researchers write, and what the people who spoke say of their words: wired to a study."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from insight.coding.words import Memo
from insight.study.people.words import matrix, members, sheet, writing
from insight.study.people.words.matrix import write_matrix
from insight.study.people.words.members import write_letter
from insight.study.people.words.writing import (
    Recorded,
    add_memo,
    forget_memos,
    memo_book,
    table,
    under_new_key,
)

if TYPE_CHECKING:
    from insight.study.opened import OpenedStudy

__all__ = [
    "Marked",
    "Recorded",
    "add_memo",
    "forget_memos",
    "marked",
    "memo_book",
    "table",
    "under_new_key",
    "write_letter",
    "write_matrix",
    "write_sheets",
]


@dataclass(frozen=True)
class Marked:
    """What people wrote into the workbooks of memos and summaries, and the sheet of answers."""

    memos: tuple[Memo, ...]
    answers: members.Answers
    on: str

    def record(self, study: OpenedStudy) -> Iterator[str]:
        """Put it on record, and write the sheets anew without names; yields what to tell."""
        study.ledger.append(self.answers.decisions)
        done = writing.record(study, [*self.memos, *self.answers.memos])
        if self.answers.decisions:
            members.put_away(study, self.on)
        if done.memos:
            yield from done.lines()
            sheet.write_sheet(study, keep=False)
            if (study.folder.review / matrix.FILE).exists():
                yield from write_matrix(study, keep=False)
        yield from self.answers.lines()


def marked(study: OpenedStudy, by: str, on: str) -> Marked:
    """What is new in the workbooks and the sheet of answers; InputError for what cannot be read."""
    memos = [*sheet.marked(study, by, on), *matrix.marked(study, by, on)]
    return Marked(tuple(memos), members.answered(study, by, on), on)


def write_sheets(study: OpenedStudy) -> Iterator[str]:
    """Write the workbook of memos, and the framework matrix where it is used; what to tell."""
    sheet.write_sheet(study)
    if study.settings.study.approach == "framework" or (study.folder.review / matrix.FILE).exists():
        yield from write_matrix(study)
