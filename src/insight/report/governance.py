"""The governance report: what was done to protect people, for the controller's own assessment.

A report is a list of sections of plain blocks, so that page and Word file say the same. It holds
counts and dates and no words of anybody; what people have to fill in is marked as such.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from insight.report import figures, look
from insight.report.figures import Figure
from insight.store.private import replacing

MARK_TO_FILL = "To be filled in by people"


@dataclass(frozen=True)
class Words:
    """A paragraph; `warning` where it must not be overlooked."""

    text: str
    warning: bool = False


@dataclass(frozen=True)
class Points:
    """A list of short statements."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table: its caption says what it shows; the first cell of a row is its heading."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Blanks:
    """Questions that people answer, each with room to write."""

    questions: tuple[str, ...]


@dataclass(frozen=True)
class Picture:
    """A figure; its numbers stand in a table beside it."""

    figure: Figure


Block = Words | Points | Grid | Blanks | Picture


@dataclass(frozen=True)
class Section:
    """A numbered part of the report."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Governance:
    """The report. `marks` stand above everything: who may read it, and what state it is in."""

    title: str
    study: str
    controller: str
    as_of: str
    marks: tuple[str, ...]
    sections: tuple[Section, ...]


def write_governance(report: Governance, folder: Path) -> tuple[Path, Path]:
    """Write governance.html and governance.docx into `folder`, for the owner alone."""
    from insight.report.word import word_document

    page, document = folder / "governance.html", folder / "governance.docx"
    with replacing(page, private=True) as draft:
        draft.write_text(render(report), "utf-8")
    with replacing(document, private=True) as draft:
        draft.write_bytes(word_document(report))
    return page, document


def render(report: Governance) -> str:
    """The whole report as one HTML page that needs nothing else."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("governance.html").render(
        report=report,
        look=look,
        kind=lambda block: type(block).__name__,
        fill=MARK_TO_FILL,
        data_uri=lambda one: f"data:image/svg+xml;base64,{b64encode(one.svg).decode()}",
    )


def shares_at_each_step(steps: Sequence[str], parts: Sequence[tuple[float, ...]]) -> Figure:
    """Bars of people by how many share their attributes, a bar a step of making coarser.

    `parts` : per step the shares (adding up to 1) of people who are single, in classes of 2 to
    4, of 5 to 9, and of 10 or more. Each part prints its share.
    """
    import textwrap

    import pandas as pd

    names = ("alone", "2 to 4 alike", "5 to 9 alike", "10 or more alike")
    fills = (look.WARNING, look.BAR_PARTNER, look.QUINTILES[2], look.QUINTILES[4])

    def draw(canvas: object) -> None:
        ax = canvas.subplots()  # type: ignore[attr-defined]
        for row, shares in enumerate(parts):
            left = 0.0
            for share, fill in zip(shares, fills, strict=True):
                ax.barh(
                    row, share, left=left, height=0.62, color=fill, edgecolor=look.QUIET, lw=0.6
                )
                if share >= _ROOM_FOR_NUMBER:
                    dark = fill in fills[:2]
                    ax.text(
                        left + share / 2,
                        row,
                        f"{share:.0%}",
                        ha="center",
                        va="center",
                        fontsize=9,
                        color=look.PAPER if dark else look.INK,
                    )
                left += share
        for fill, name in zip(fills, names, strict=True):
            ax.barh(0, 0, color=fill, label=name)
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=4, frameon=False, fontsize=9.5)
        ax.set_yticks(range(len(steps)), [textwrap.fill(step, 30) for step in steps])
        ax.set_ylim(len(steps) - 0.5, -0.5)
        ax.set_xlim(0, 1)
        ax.set_xticks([])

    first, last = parts[0], parts[-1]
    svg, png = figures.rendered(draw, 0.8 + 0.5 * len(steps), draft=False)
    return Figure(
        name="alike",
        title="How many people share all that is told of them, step by step",
        alt=f"At first {first[0]:.0%} of people share their attributes with nobody and "
        f"{first[3]:.0%} with nine others or more; after the last step it is {last[0]:.0%} and "
        f"{last[3]:.0%}. The table below has the numbers.",
        svg=svg,
        png=png,
        data=pd.DataFrame(parts, columns=list(names)).assign(step=list(steps)),
    )


_ROOM_FOR_NUMBER = 0.05
