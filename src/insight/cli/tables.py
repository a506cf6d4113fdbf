"""Verbs on files, outside of any study."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from insight.cli.options import IdOption, OutOption, TextOption

app = typer.Typer()


@app.command(epilog="Example: `insight read interview.docx survey.csv --out .private/read`")
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to read.")],
    out: OutOption,
) -> None:
    """The tables as read: documents, speakers, segments (personal data, closed to others)."""
    from insight.console import Console
    from insight.study import files as verbs

    console = Console()
    read = verbs.read(files, out)
    for note in read.notes:
        console.say(note)
    console.table("What was read", read.files.overview())
    console.listed("What looks wrong, and how to mend it:", read.files.lines())
    console.listed("What could not be read:", read.files.problems)
    read.insist()
    if read.to_correct:
        console.say(f"Transcripts to correct against the recording lie in {read.to_correct}")
    console.end(f"Personal data: documents, speakers, segments, exclusions lie in {out}")


@app.command(epilog="Example: `insight anonymise comments.csv --text comment --id id --out clean`")
def anonymise(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Files to de-identify.")],
    out: OutOption,
    text: TextOption = None,
    id_column: IdOption = None,
    known: Annotated[
        Path | None, typer.Option("--known-names", help="CSV with columns name and kind.")
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option("--review", help="Workbook (.xlsx) to write, with all that was found."),
    ] = None,
    reviewed: Annotated[
        Path | None,
        typer.Option("--reviewed", help="Such a workbook, marked by a person: its marks hold."),
    ] = None,
    gold: Annotated[
        Path | None,
        typer.Option("--gold", help="CSV document_id,start,end,kind of marked spans to measure."),
    ] = None,
    style: Annotated[
        str | None, typer.Option("--style", help="brackets | described | surrogates")
    ] = None,
    treat: Annotated[
        list[str] | None,
        typer.Option("--treat", metavar="KIND=HOW", help="remove | replace | generalise | keep"),
    ] = None,
    keep: Annotated[
        list[str] | None, typer.Option("--keep", help="A name that stays in the text.")
    ] = None,
    keep_direct: Annotated[
        list[str] | None,
        typer.Option("--keep-direct", metavar="KIND", help="With --treat KIND=keep: on purpose."),
    ] = None,
    study: Annotated[
        Path | None,
        typer.Option("--study", help="Study whose [anonymise], known names and key hold."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", help="File of the secret for surrogates; made where there is none."),
    ] = None,
) -> None:
    """Any readable file, de-identified (pending human review), and identifiers.csv.

    With `--review marks.xlsx` a person gets everything found, in its context, to accept, reject or
    change, and room to add what was missed; a second call with `--reviewed marks.xlsx` heeds it.
    """
    from insight.console import Console
    from insight.study import anonymised
    from insight.study.asked import Asked, treated

    console = Console()
    asked = treated(
        Asked(text, id_column, known, review, reviewed, gold),
        study,
        style,
        treat or (),
        keep or (),
        keep_direct or (),
        key,
    )
    with console.working():
        measured = anonymised.anonymise(files, out, asked, console.say, console.watch)
    if measured is not None:
        console.table("How much of what was marked was found", anonymised.shown(measured))
    console.end(f"De-identified, pending human review: {out}")


@app.command(epilog="Example: `insight themes clean/comments.csv --text text --id id --out themes`")
def themes(
    file: Annotated[Path, typer.Argument(help="A table, de-identified.")],
    text: Annotated[str, typer.Option("--text", help="Column that holds the text.")],
    out: OutOption,
    id_column: IdOption = None,
    number: Annotated[
        int | None, typer.Option("--number", min=2, max=200, help="How many; else from the data.")
    ] = None,
    save: Annotated[
        Path | None, typer.Option("--save", metavar="MODEL", help="Folder to keep the model in.")
    ] = None,
    apply: Annotated[
        Path | None,
        typer.Option("--apply", metavar="MODEL", help="Model of an earlier wave to use instead."),
    ] = None,
    first_pass: Annotated[
        bool, typer.Option("--first-pass", help="Quick vectors, for very many texts.")
    ] = False,
) -> None:
    """Candidate themes of a table of texts: themes.csv, segment_themes.csv and headings.csv.

    With `--save MODEL` the fitted model is kept, as data and without any text; with `--apply MODEL`
    a later wave is sorted into the same themes: drift.csv says what changed, new_ground.csv what
    fits none of them. A model fitted with `--first-pass` is applied with it.
    """
    from insight.console import Console
    from insight.study import files as verbs

    if apply is not None and (save is not None or number is not None or first_pass):
        raise typer.BadParameter("--apply goes without --save, --number and --first-pass")
    console = Console()
    with console.working():
        told = (
            verbs.themes(
                file,
                text,
                id_column,
                out,
                number,
                console.watch,
                save,
                "first pass" if first_pass else "default",
            )
            if apply is None
            else verbs.apply_model(file, text, id_column, out, apply, console.watch)
        )
        for line in told:
            console.say(line)
    console.end(f"Candidate themes lie in {out}")


@app.command(
    epilog="Example: `insight code clean/comments.csv --text text --id id --codebook codebook.toml "
    "--out codes`"
)
def code(
    file: Annotated[Path, typer.Argument(help="A table, de-identified.")],
    text: Annotated[str, typer.Option("--text", help="Column that holds the text.")],
    codebook: Annotated[
        Path,
        typer.Option("--codebook", help='File with the codes (.toml, .qdc, .xlsx), or "starter".'),
    ],
    out: OutOption,
    id_column: IdOption = None,
    coded: Annotated[
        Path | None,
        typer.Option(
            "--coded",
            help="CSV id,code of human decisions to learn from; with coder and "
            "sampling_probability where there are.",
        ),
    ] = None,
) -> None:
    """A codebook applied to a table of texts by the machine: segment_codes.csv.

    codes_learned.csv says of each code what its suggestions rest on.
    """
    from insight.console import Console
    from insight.study import files as verbs

    console = Console()
    with console.working():
        done = verbs.code(file, text, id_column, codebook, coded, out, console.watch)
    console.table("What the suggestions rest on", done.standings)
    for note in done.notes:
        console.say(note)
    console.end(f"Machine-suggested codes lie in {out}")
