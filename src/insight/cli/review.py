"""The verb that opens the review desk."""

from __future__ import annotations

from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument

app = typer.Typer()


@app.command(epilog="Example: `insight review my-study`")
def review(
    study: StudyArgument = HERE,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it, or only tell its address.")
    ] = True,
) -> None:
    """The review desk in JupyterLab: identifiers, codes, themes and quotes to decide on."""
    from insight.console import Console
    from insight.review.notebook import open_lab, write_notebook
    from insight.study import Study

    console = Console()
    notebook = write_notebook(Study(study).folder)
    console.say("Opening JupyterLab, on this machine alone; Ctrl+C here ends it.")
    left = open_lab(notebook, browser=browser)
    if left:
        raise typer.Exit(left)
    console.end("What was decided is in the ledger. `insight run` heeds it.")
