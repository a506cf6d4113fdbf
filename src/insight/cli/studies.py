"""Verbs on a whole study: run it, begin it, check it, run it again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument
from insight.errors import InputError

app = typer.Typer()


@app.command(epilog="Example: `insight run my-study`")
def run(
    study: StudyArgument = HERE,
    from_text: Annotated[
        bool, typer.Option("--from-text", help="Compute all sentence vectors anew.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Compute all anew; take nothing from the last run.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=0, help="So many processes of this machine help, a core each.")
    ] = 0,
    scheduler: Annotated[
        str,
        typer.Option(help="Workers of this Dask scheduler help (docs/large-studies.md)."),
    ] = "",
) -> None:
    """The whole method: from the files named in study.toml to a report."""
    from insight.console import Console
    from insight.study.unchanged import last_run

    if workers and scheduler:
        raise typer.BadParameter("--workers and --scheduler: give one of them")
    console = Console()
    if not (from_text or fresh) and (last := last_run(study)) is not None:
        for note in last.notes:
            console.say(note)
        console.say(f"Nothing changed since the run of {last.at}: taken as it was.")
        for reason in last.drafts:
            console.say(f"DRAFT: {reason}")
        console.end(f"The report lies at {study / last.report} (--fresh computes all of it again)")
        return
    from insight.study import Study

    with console.working():
        opened = Study(study, say=console.say, watch=console.watch)
        report = opened.run(
            keep_vectors=not from_text, fresh=fresh, workers=workers, scheduler=scheduler
        )
    console.table("What went through", opened.summary())
    for reason in opened.release.why_draft:
        console.say(f"DRAFT: {reason}")
    console.end(f"The report lies at {report}")


@app.command(epilog="Example: `insight new my-study`, then edit my-study/study.toml")
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; must not exist, or be empty.")],
) -> None:
    """A new study: a commented study.toml, folders, notebooks, and a filter for their outputs."""
    from insight.console import Console
    from insight.study import new_study

    console = Console()
    for line in new_study(folder):
        console.say(line)
    console.end(f"Now put your files into {folder / 'data' / 'raw'} and edit {folder}/study.toml")


@app.command(epilog="Example: `insight check my-study`")
def check(study: StudyArgument = HERE) -> None:
    """What the files hold, what looks wrong, what is not told: before anything runs."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.describe import checked

    console = Console()
    with console.working():
        found = checked(Study(study), console.watch("Reading files"))
    console.table("What is there", found.overview())
    console.listed("What looks wrong, and how to mend it:", found.lines())
    console.listed("What is not told, and what follows from that:", found.advice)
    console.listed("What stops a run:", found.problems)
    if found.problems:
        raise InputError(f"{len(found.problems)} to mend", where=study.resolve().name)
    console.end("Nothing to mend: `insight run` can start.")


@app.command(
    epilog="Examples: `insight reproduce my-study`; `insight reproduce bundle` for the unpacked "
    "bundle of a partner; `insight reproduce my-study --from-text` on another processor; "
    "`insight reproduce my-study --json > compared.json`. Exit code 0: nothing differs; 1: it does."
)
def reproduce(
    study: StudyArgument = HERE,
    from_text: Annotated[
        bool, typer.Option("--from-text", help="Compute all sentence vectors anew.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the comparison as JSON, and nothing else.")
    ] = False,
) -> None:
    """Runs the method again, writes nothing, and compares with the manifest, table by table.

    With the raw files all of it runs. A folder that has only the manifest, the de-identified tables
    and the vectors, as partners get them, is enough for the steps after de-identification; what
    cannot be made again from these is named.
    """
    from insight.console import Console
    from insight.study import reproduce as again

    console = Console()
    say = (lambda line: None) if as_json else console.say
    with console.working():
        compared = again(study, keep_vectors=not from_text, say=say, watch=console.watch)
    if as_json:
        typer.echo(json.dumps(compared.as_dict(), indent=1))
    else:
        console.table("Compared with the manifest", compared.table())
        console.listed("Why it differs, as far as can be seen:", compared.why)
    compared.insist()
    if not as_json:
        console.end(compared.summary())
