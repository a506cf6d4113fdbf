"""What leaves the study for partners inside it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument

app = typer.Typer()


@app.command(epilog='Example: `insight share my-study --to bundle.zip --by "A. Keeper"`')
def share(
    to: Annotated[Path, typer.Option("--to", help="File to write; must not be there.")],
    by: Annotated[str, typer.Option("--by", help="Name of the person who shares, and answers.")],
    study: StudyArgument = HERE,
) -> None:
    """A bundle for partners: read words of those who allow it, coarse attributes, new ids."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people.sharing import share_bundle

    console = Console()
    for line in share_bundle(Study(study), to, by):
        console.say(line)
    console.end(f"Written: {to}. It is logged in data/processed/releases.jsonl")
