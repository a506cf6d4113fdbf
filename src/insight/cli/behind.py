"""The verb that leads from a number back to the words behind it."""

from __future__ import annotations

from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument
from insight.errors import InputError

app = typer.Typer()


@app.command(
    epilog="Example: `insight behind theme_prevalence my-study --where source_name=survey "
    "--where subject_id=V3 --where stratum=group`"
)
def behind(
    table: Annotated[
        str,
        typer.Argument(
            help="theme_prevalence, theme_gradients, divergence, representation, rungs, themes ..."
        ),
    ],
    study: StudyArgument = HERE,
    where: Annotated[
        list[str] | None,
        typer.Option("--where", metavar="COLUMN=VALUE", help="Which rows; all of them without."),
    ] = None,
) -> None:
    """Every segment that was counted for rows of a table, as a sheet in .private; here, counts."""
    from insight.console import Console
    from insight.study import Study
    from insight.study.behind import write_behind

    console = Console()
    opened = Study(study, say=console.say)
    with console.working():
        path, counts = write_behind(opened, table, _key(where or []))
    told = counts.assign(in_the_table=counts["in_the_table"].map("{:g}".format, na_action="ignore"))
    told = told.astype(object).where(counts.notna(), "")
    console.table("What was counted", told)
    console.end(f"The words are for you alone: {path}")


def _key(where: list[str]) -> dict[str, str]:
    """Columns and values; InputError where one is not told as COLUMN=VALUE."""
    key = {}
    for one in where:
        name, equals, value = one.partition("=")
        if not equals:
            raise InputError(
                "not a column and its value", where="--where", remedy="write COLUMN=VALUE"
            )
        key[name.strip()] = value.strip()
    return key
