"""Verbs with which people decide, and answer for what they decided."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument
from insight.errors import InputError

app = typer.Typer()


@app.command(epilog='Example: `insight approve my-study --by "A. Reader"`')
def approve(
    by: Annotated[str, typer.Option("--by", help="Name of the person who read and decided.")],
    study: StudyArgument = HERE,
) -> None:
    """Records what you marked and wrote in the sheets and workbooks in .private/review."""
    from insight.console import Console
    from insight.study import Study, approve_sheets

    console = Console()
    for line in approve_sheets(Study(study), by):
        console.say(line)
    console.end("Recorded. Run `insight run` again: it heeds what is decided, and releases it.")


@app.command(epilog="Example: `insight withdraw p-3f2a90c1d4e5 my-study`")
def withdraw(
    speaker: Annotated[str, typer.Argument(help="speaker_id, or the name on the roster.")],
    study: StudyArgument = HERE,
) -> None:
    """Removes a person from everything, leaves a tombstone, and proves it by search."""
    from insight.console import Console
    from insight.study import Study, withdraw_speaker

    console = Console()
    with console.working():
        done = withdraw_speaker(Study(study, say=console.say, watch=console.watch), speaker)
    for line in done.lines():
        console.say(line)
    if done.left_in:
        raise InputError(
            f"their words are still in {len(done.left_in)} file(s) named above",
            remedy="remove them by hand and withdraw again",
        )
    console.end("Withdrawn. Run `insight run` to make the report anew without them.")


@app.command(epilog='Example: `insight destroy my-study --by "C. Keeper"`')
def destroy(
    by: Annotated[str, typer.Option("--by", help="Name of the person who destroys, and answers.")],
    study: StudyArgument = HERE,
    early: Annotated[
        bool, typer.Option("--early", help="Before destroy_raw_by, as the controller decided.")
    ] = False,
    confirm: Annotated[
        str | None, typer.Option("--confirm", help="The study's title; else it is asked for.")
    ] = None,
) -> None:
    """Destroys raw files and personal tables when their day has come, and proves it by search."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people.destruction import destroy_raw, doomed

    console = Console()
    opened = Study(study, say=console.say, watch=console.watch)
    for line in doomed(opened).lines(opened.folder.root):
        console.say(line)
    told = confirm or typer.prompt("This cannot be undone. Type the study's title to go on")
    with console.working():
        done = destroy_raw(opened, by, told, early=early)
    for line in done.lines():
        console.say(line)
    if done.left_in:
        raise InputError(
            f"something raw is still in {len(done.left_in)} file(s) named above",
            remedy="look at them, and remove them by hand",
        )
    console.end("Destroyed, and recorded in .private/destroyed.jsonl")


@app.command(epilog="Example: `insight govern my-study --public published-texts`")
def govern(
    study: StudyArgument = HERE,
    public: Annotated[
        Path | None, typer.Option("--public", help="Folder of text that is public already.")
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", help="CSV of hand-marked spans: document_id, start, end, kind."),
    ] = None,
    also: Annotated[
        list[str] | None, typer.Option("--also", help="Declared attribute that counts too.")
    ] = None,
    exact: Annotated[
        bool, typer.Option("--exact", help="Small numbers as they are; must not travel.")
    ] = False,
) -> None:
    """The governance report of the last run (HTML, Word), residual risk, and sheets to try it."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.governance import govern as evidence

    console = Console()
    with console.working():
        opened = Study(study, say=console.say, watch=console.watch)
        done = list(evidence(opened, public=public, gold=gold, also=also or (), exact=exact))
    for line in done:
        console.say(line)
    console.end(f"For the governance officer: {opened.folder.private / 'governance'}")
