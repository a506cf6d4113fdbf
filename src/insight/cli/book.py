"""Verbs on codebooks."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Codebooks: show one, turn it into another form, compare two versions.")
Book = Annotated[
    str, typer.Argument(metavar="CODEBOOK", help='A .toml, .qdc or .xlsx file, or "starter".')
]


@app.command(epilog="Example: `insight codebook show codebook.toml`")
def show(codebook: Book = "starter") -> None:
    """The codes with what they mean, and whatever is wrong with them."""
    from insight.console import Console
    from insight.study import codebooks

    console = Console()
    title, table, notes = codebooks.shown(codebook)
    console.table(title, table)
    console.listed("To be told:", notes)


@app.command(
    epilog="Example: `insight codebook convert codebook.toml codebook.xlsx`, and back; or "
    "`insight codebook convert nvivo.qdc codebook.toml`"
)
def convert(
    codebook: Book,
    to: Annotated[Path, typer.Argument(metavar="NEW", help="A .toml, .qdc or .xlsx to write.")],
) -> None:
    """A codebook in another form: TOML to keep, Excel to write together, .qdc for NVivo and others.

    Nothing is lost between them. What other programs keep beyond that is told.
    """
    from insight.console import Console
    from insight.study import codebooks

    console = Console()
    for line in codebooks.convert(codebook, to):
        console.say(line)
    console.end(f"Written: {to}")


@app.command(epilog="Example: `insight codebook compare old.toml new.toml --study my-study`")
def compare(
    old: Book,
    new: Annotated[str, typer.Argument(metavar="NEW", help="The later version.")],
    study: Annotated[
        Path | None, typer.Option("--study", help="Study whose codings the changes may touch.")
    ] = None,
) -> None:
    """What changed between two versions, in words, and what it means for what is coded already."""
    from insight.console import Console
    from insight.study import codebooks

    console = Console()
    words, touched = codebooks.compared(old, new, study)
    for line in words or ["The two say the same."]:
        console.say(f"- {line}")
    if touched is not None and len(touched):
        console.table("Codings of people that this touches", touched)
