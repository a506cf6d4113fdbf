"""Arguments that several verbs share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

StudyArgument = Annotated[
    Path, typer.Argument(metavar="[STUDY]", help="Folder with study.toml.", show_default=".")
]
OutOption = Annotated[Path, typer.Option("--out", help="Folder for the results.")]
TextOption = Annotated[str | None, typer.Option("--text", help="Column that holds the text.")]
IdOption = Annotated[str | None, typer.Option("--id", help="Column that holds the row's id.")]
HERE = Path()
