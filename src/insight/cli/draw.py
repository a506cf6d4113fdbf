"""The verb that says what people code next."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument

app = typer.Typer()


@app.command(epilog='Example: `insight draw my-study --count 50 --coder "A. B."`')
def draw(
    count: Annotated[int, typer.Option("--count", min=1, help="How many people or passages.")],
    coder: Annotated[str, typer.Option("--coder", help="Name of the person who is to code them.")],
    study: StudyArgument = HERE,
) -> None:
    """Draws what to code next, by chances that are known: .private/review/to_code.csv.

    Drawn are people with all their answers (surveys), or single passages (talks), more often where
    there is more to learn about rare codes. Because every chance is known, figures can be made
    from what is coded: see "Figures that people put right" in docs/methods.md.
    """
    from insight.console import Console
    from insight.study import Study
    from insight.study.people.drawing import draw as drawing

    console = Console()
    today = datetime.now(UTC).date().isoformat()
    with console.working():
        opened = Study(study, say=console.say, watch=console.watch)
        watch = console.watch("Applying the codebook")
        for line in drawing(opened, count, coder, today, watch):
            console.say(line)
    console.end(f"To be coded: {opened.folder.review / 'to_code.csv'}")
