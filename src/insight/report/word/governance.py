"""The governance report as a Word file."""

from __future__ import annotations

from datetime import UTC, datetime

from insight.report.governance import (
    MARK_TO_FILL,
    Blanks,
    Block,
    Governance,
    Grid,
    Picture,
    Points,
    Words,
)
from insight.report.word.paper import Paper, Run, plain

_ROOM_TO_WRITE = 14


def word_document(report: Governance) -> bytes:
    """`report` as the bytes of a .docx."""
    foot = f"{report.title}. As of {report.as_of}."
    as_of = datetime.fromisoformat(report.as_of).replace(tzinfo=UTC)
    paper = Paper(report.title, report.study, as_of, foot)
    paper.title(report.title)
    paper.paragraph(plain(f"{report.study}. As of {report.as_of}."), "Subtitle")
    if report.controller:
        paper.paragraph(plain(f"Controller: {report.controller}"))
    for mark in report.marks:
        paper.warning(plain(mark, bold=True))
    for number, section in enumerate(report.sections, start=1):
        paper.heading(plain(f"{number}. {section.title}"), 1)
        for block in section.blocks:
            _add(paper, block)
    return paper.written()


def _add(paper: Paper, block: Block) -> None:
    if isinstance(block, Words):
        if block.warning:
            paper.warning(plain(block.text, bold=True))
        else:
            paper.paragraph(plain(block.text))
    elif isinstance(block, Points):
        paper.points([plain(item) for item in block.items])
    elif isinstance(block, Grid):
        _table(paper, block)
    elif isinstance(block, Blanks):
        rows = tuple((question, MARK_TO_FILL) for question in block.questions)
        _table(paper, Grid("For people to answer", ("Question", "Answer"), rows), _ROOM_TO_WRITE)
    elif isinstance(block, Picture):
        paper.picture(block.figure.png, block.figure.title, block.figure.alt)


def _table(paper: Paper, grid: Grid, tall: float = 0) -> None:
    rows = [[[Run(cell, italic=cell == MARK_TO_FILL)] for cell in row] for row in grid.rows]
    paper.table(grid.caption, [plain(head) for head in grid.heads], rows, tall)
