"""Official files: the only thing ever fetched from the internet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command(epilog="Example: `insight data get iod2025`")
def get(
    name: Annotated[str, typer.Argument(help="iod2019 | iod2025 | nspl | fingertips")],
    folder: Annotated[
        Path | None, typer.Option("--to", help="Folder of the cache; else the user's.")
    ] = None,
) -> None:
    """Fetches an official file and keeps it, with its checksum.

    The addresses have not been verified, and no publisher's checksum stands behind them: a file is
    held against the one that first arrived. docs/places.md says what each is for.
    """
    from insight.console import Console
    from insight.study import files as verbs

    console = Console()
    with console.working():
        path = verbs.get(name, folder, console.watch)
    console.end(f"Kept at {path}")
