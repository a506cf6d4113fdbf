"""Verbs on the ledger: what people decided, between two coders and two versions of a codebook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument

app = typer.Typer(help="What people decided: shown, exchanged between two coders, recoded.")


@app.command(epilog="Example: `insight ledger show my-study`")
def show(study: StudyArgument = HERE) -> None:
    """How many decisions there are, by kind, person and day."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people.exchanging import held

    console = Console()
    console.table("Decisions in the ledger", held(Study(study)))


@app.command(epilog="Example: `insight ledger export my-study --to coder-b.jsonl`")
def export(
    to: Annotated[Path, typer.Option("--to", help="File to write; must not be there.")],
    study: StudyArgument = HERE,
) -> None:
    """The decisions in a file, for another coder's copy of the study; no words, and signed."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people.exchanging import export_ledger

    console = Console()
    console.say(export_ledger(Study(study), to))
    console.end(f"Written: {to}. On the other machine: `insight ledger merge {to.name}`")


@app.command(epilog="Example: `insight ledger merge coder-b.jsonl my-study`")
def merge(
    file: Annotated[Path, typer.Argument(help="What `insight ledger export` wrote elsewhere.")],
    study: StudyArgument = HERE,
) -> None:
    """Adds another coder's decisions to this study; nothing is lost, and twice is as once."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people.exchanging import merge_ledger

    console = Console()
    for line in merge_ledger(Study(study), file):
        console.say(line)
    console.end("Merged. Run `insight run`: it heeds what is decided.")


@app.command(epilog='Example: `insight ledger recode old-codebook.toml my-study --by "A. Coder"`')
def recode(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="The codebook as it was before.")],
    by: Annotated[str, typer.Option("--by", help="Name of who brings the new version in.")],
    study: StudyArgument = HERE,
) -> None:
    """Takes codings to the study's new codebook: renamed codes at once, split ones by a sheet."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people.coding import recode as anew

    console = Console()
    for line in anew(Study(study), old, by, datetime.now(UTC).date().isoformat()):
        console.say(line)
    console.end("Fill in new_codes in .private/review/to_recode.csv, then `insight approve`.")
