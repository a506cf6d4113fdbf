"""Verbs for programs for qualitative analysis: a study out to them, and codings back."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument

app = typer.Typer()
codes = typer.Typer(help="Codes that people gave in other programs.")


class Kind(StrEnum):
    """What a study can be exported as."""

    QDPX = "qdpx"
    QDC = "qdc"
    CSV = "csv"
    TABLES = "tables"


@app.command(epilog="Example: `insight export my-study --to qdpx --out for-partners/valley.qdpx`")
def export(
    to: Annotated[
        Kind,
        typer.Option(
            "--to",
            help="qdpx: a project for NVivo, MAXQDA, ATLAS.ti, QualCoder; qdc: the codebook; csv: "
            "texts, codebook and codings for Taguette and spreadsheets; tables: tidy CSV and "
            "Parquet with a data dictionary.",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", help="File or folder to make.")],
    study: StudyArgument = HERE,
    suggestions: Annotated[
        bool, typer.Option("--suggestions", help="With the codes that the machine suggests.")
    ] = False,
) -> None:
    """What was read, of people who allow sharing, for partners inside the study.

    Says what stays out and why, and what the other program cannot show.
    """
    from insight.console import Console
    from insight.study import Study
    from insight.study.people import qualitative

    console = Console()
    with console.working():
        done = list(qualitative.export(Study(study), to.value, out, suggestions=suggestions))
    for line in done:
        console.say(line)
    console.end(f"Written: {out}")


@codes.callback()
def begun() -> None:
    """Codes that people gave in other programs."""


@codes.command(
    "import", epilog='Example: `insight codes import returned.qdpx my-study --coder "A. Coder"`'
)
def bring(
    file: Annotated[Path, typer.Argument(help="A project (.qdpx) that this study exported.")],
    study: StudyArgument = HERE,
    coder: Annotated[
        str | None,
        typer.Option("--coder", help="Who coded, where the project does not say it right."),
    ] = None,
) -> None:
    """Adds what was coded in another program to this study; what is known is not added twice."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people.returning import bring_codings

    console = Console()
    with console.working():
        done = list(bring_codings(Study(study), file, coder))
    for line in done:
        console.say(line)
    console.end("Recorded in the ledger. Run `insight run`: it heeds what is decided.")
