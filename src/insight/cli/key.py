"""The verbs of the custodian: `insight key ...`, one thin function each."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument
from insight.progress import doing

app = typer.Typer(
    help="Where the key lies, who opened it, the names behind the pseudonyms: for the custodian.",
    rich_markup_mode="markdown",
)

ByOption = Annotated[
    str, typer.Option("--by", help="Name of the person who destroys, and answers.")
]
YesOption = Annotated[
    bool, typer.Option("--yes", help="Without asking for the study's title to be typed.")
]


@app.callback()
def begun(context: typer.Context) -> None:
    """Note the verb, for the log of access to a study's key."""
    before = doing.set(f"key {context.invoked_subcommand}")
    context.call_on_close(lambda: doing.reset(before))


def _typed(told: str) -> str:
    return str(typer.prompt(told, hide_input=True))


def _typed_twice(told: str) -> str:
    return str(typer.prompt(told, hide_input=True, confirmation_prompt="Once more"))


def _title(title: str, *, yes: bool) -> str:
    """The study's title, typed by who wants to go on."""
    if yes:
        return title
    return str(typer.prompt("This cannot be undone. Type the study's title to go on"))


@app.command(epilog="Example: `insight key new my-study`, with the custodian at the keyboard")
def new(study: StudyArgument = HERE) -> None:
    """Begins custody: from now on names are sealed for the custodian named in study.toml.

    The custodian, who is not the analyst, types a passphrase twice and keeps it. Runs never need
    it. Without it nobody can ever say who is behind a number.
    """
    from insight.console import Console
    from insight.study import Study
    from insight.study.people import custody

    console, opened = Console(), Study(study)
    custody.insist_new(opened)
    told = _typed_twice(f"Passphrase of {opened.settings.study.custodian}, four words or more")
    for line in custody.begin(opened, told):
        console.say(line)
    console.end("Give nobody the passphrase, and keep it apart from this machine.")


@app.command(epilog="Example: `insight key show my-study`")
def show(study: StudyArgument = HERE) -> None:
    """Where the key lies, its custodian, who opened it last, the day to destroy; opens nothing."""
    import pandas as pd

    from insight.console import Console
    from insight.study import Study
    from insight.study.people import custody

    rows = custody.shown(Study(study))
    Console().table("Custody", pd.DataFrame(rows, columns=["what", "how it stands"]))


@app.command(epilog='Example: `insight key who "person 3" my-study`')
def who(
    pseudonym: Annotated[str, typer.Argument(help="As it stands in the text, such as person 3.")],
    study: StudyArgument = HERE,
) -> None:
    """Tells the custodian who is behind a pseudonym: for a withdrawal, or a duty to safeguard."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people import custody

    for told, name in custody.names_behind(Study(study), [pseudonym], _typed):
        Console().say(f"{told}: {name}")


@app.command(epilog="Example: `insight key export my-study --to /media/stick/valley`")
def export(
    to: Annotated[Path, typer.Option("--to", help="File to write, on a disk of the custodian's.")],
    study: StudyArgument = HERE,
) -> None:
    """Writes the custodian's copy of key and register, which their passphrase alone opens.

    Never into the study's folder, a repository, or beside files that others are to have.
    """
    from insight.console import Console
    from insight.study import Study
    from insight.study.people import copies

    path = copies.export(Study(study), to)
    Console().end(f"The custodian's copy lies at {path}")


@app.command("import", epilog="Example: `insight key import /media/stick/valley.insight-custody .`")
def bring_back(
    file: Annotated[Path, typer.Argument(help="The custodian's copy.")],
    study: StudyArgument = HERE,
) -> None:
    """Puts key and register back from the custodian's copy, on this machine or another one."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people import copies

    for line in copies.bring_back(Study(study), file, _typed):
        Console().say(line)


@app.command(epilog='Example: `insight key handover my-study --to "D. Keeper"`')
def handover(
    to: Annotated[str, typer.Option("--to", help="Name of the custodian from now on.")],
    study: StudyArgument = HERE,
) -> None:
    """Seals the names anew: for another custodian, or under another passphrase."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people import custody

    console, opened = Console(), Study(study)
    old = _typed("Passphrase until now")
    for line in custody.hand_over(opened, to, old, _typed_twice(f"Passphrase of {to}")):
        console.say(line)
    console.end("Write the new name into study.toml as well.")


@app.command(epilog="Example: `insight key rotate my-study`")
def rotate(study: StudyArgument = HERE, yes: YesOption = False) -> None:
    """Another key: ids, decisions and numbers are made again under it from the present files.

    For when the key may have become known. What cannot be made again is counted. Marks in
    .private/review that `insight approve` has not recorded are lost.
    """
    from insight.console import Console
    from insight.study import Study
    from insight.study.people import rotation

    console = Console()
    opened = Study(study, say=console.say, watch=console.watch)
    title = _title(opened.settings.study.title, yes=yes)
    passphrase = ""
    if opened.custody.names.held():
        passphrase = str(
            typer.prompt(
                "The custodian's passphrase, for names that no file holds any more (or nothing)",
                hide_input=True,
                default="",
                show_default=False,
            )
        )
    with console.working():
        done = rotation.rotate(opened, title, passphrase)
    for line in done.lines():
        console.say(line)
    console.end("Rotated. Run `insight run`, then `insight key export` for the custodian.")


@app.command(epilog='Example: `insight key destroy my-study --by "C. Keeper"`')
def destroy(by: ByOption, study: StudyArgument = HERE, yes: YesOption = False) -> None:
    """Overwrites and deletes key and register, and records it. The texts stay personal data."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.people import custody

    console, opened = Console(), Study(study)
    for line in custody.doomed(opened):
        console.say(line)
    for line in custody.end(opened, by, _title(opened.settings.study.title, yes=yes)):
        console.say(line)
    console.end("Destroyed, and recorded in .private/key-destroyed.jsonl")
