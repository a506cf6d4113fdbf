"""The command line: one thin function per verb.

Exit codes: 0 done; 1 the user can mend it (one message, no traceback); 2 wrong usage; 70 our bug.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from insight import cli_key
from insight.errors import InputError, InsightError
from insight.progress import doing

app = typer.Typer(
    name="insight",
    help="De-identify what people say about care, find what it says, and link it to deprivation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="Start with `insight new my-study`, or try the demonstration study: `insight run`.",
)
data = typer.Typer(help="Official files, the only thing ever fetched from the internet.")
app.add_typer(data, name="data", no_args_is_help=True)
app.add_typer(cli_key.app, name="key", no_args_is_help=True)

StudyArgument = Annotated[
    Path, typer.Argument(metavar="[STUDY]", help="Folder with study.toml.", show_default=".")
]
OutOption = Annotated[Path, typer.Option("--out", help="Folder for the results.")]
TextOption = Annotated[str | None, typer.Option("--text", help="Column that holds the text.")]
IdOption = Annotated[str | None, typer.Option("--id", help="Column that holds the row's id.")]
HERE = Path()


@app.callback()
def begun(context: typer.Context) -> None:
    """Note the verb, for the log of access to a study's key."""
    before = doing.set(context.invoked_subcommand or "insight")
    context.call_on_close(lambda: doing.reset(before))


@app.command(epilog="Example: `insight run my-study`")
def run(
    study: StudyArgument = HERE,
    from_text: Annotated[
        bool, typer.Option("--from-text", help="Compute all sentence vectors anew.")
    ] = False,
) -> None:
    """The whole method: from the files named in study.toml to a report."""
    from insight.console import Console
    from insight.study import Study

    console = Console()
    with console.working():
        opened = Study(study, say=console.say, watch=console.watch)
        report = opened.run(keep_vectors=not from_text)
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
) -> None:
    """Candidate themes of a table of texts: themes.csv and segment_themes.csv.

    With `--save MODEL` the fitted model is kept, as data and without any text; with `--apply MODEL`
    a later wave is sorted into the same themes: drift.csv says what changed, new_ground.csv what
    fits none of them.
    """
    from insight.console import Console
    from insight.study import files as verbs

    if apply is not None and (save is not None or number is not None):
        raise typer.BadParameter("--apply goes with neither --save nor --number")
    console = Console()
    with console.working():
        told = (
            verbs.themes(file, text, id_column, out, number, console.watch, save)
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
        Path, typer.Option("--codebook", help='TOML file with the codes, or "starter".')
    ],
    out: OutOption,
    id_column: IdOption = None,
    coded: Annotated[
        Path | None, typer.Option("--coded", help="CSV id,code of human decisions to learn from.")
    ] = None,
) -> None:
    """A codebook applied to a table of texts by the machine: segment_codes.csv."""
    from insight.console import Console
    from insight.study import files as verbs

    console = Console()
    with console.working():
        for line in verbs.code(file, text, id_column, codebook, coded, out, console.watch):
            console.say(line)
    console.end(f"Machine-suggested codes lie in {out}")


@app.command(epilog='Example: `insight approve my-study --by "A. Reader"`')
def approve(
    by: Annotated[str, typer.Option("--by", help="Name of the person who read and decided.")],
    study: StudyArgument = HERE,
) -> None:
    """Records what you marked in .private/review: readings.csv, quotes.csv, identifiers.xlsx."""
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


@app.command(epilog="Example: `insight reproduce my-study`")
def reproduce(
    study: StudyArgument = HERE,
    from_text: Annotated[
        bool, typer.Option("--from-text", help="Compute all sentence vectors anew.")
    ] = False,
) -> None:
    """Runs the method again, writes nothing, and compares with the manifest, table by table."""
    from insight.console import Console
    from insight.study import Study
    from insight.study import reproduce as again

    console = Console()
    with console.working():
        compared = again(
            Study(study, say=console.say, watch=console.watch), keep_vectors=not from_text
        )
    console.table("Compared with the manifest", compared.table())
    compared.insist()
    console.end("Every table is the same to the last digit.")


@data.command(epilog="Example: `insight data get iod2025`")
def get(
    name: Annotated[str, typer.Argument(help="iod2019 | iod2025 | nspl | fingertips")],
    folder: Annotated[
        Path | None, typer.Option("--to", help="Folder of the cache; else the user's.")
    ] = None,
) -> None:
    """Fetches an official file, checks its checksum, and keeps it."""
    from insight.console import Console
    from insight.study import files as verbs

    console = Console()
    with console.working():
        path = verbs.get(name, folder, console.watch)
    console.end(f"Kept at {path}")


def main() -> None:
    """Run the command line; errors become one message and an exit code."""
    try:
        app()
    except InputError as error:
        typer.secho(f"{error}", fg="red", err=True)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.secho("Stopped; earlier results are untouched.", fg="red", err=True)
        sys.exit(130)
    except Exception as error:
        # The message of a foreign exception may hold words of a person: say only where it arose.
        last = traceback.extract_tb(error.__traceback__)[-1]
        told = str(error) if isinstance(error, InsightError) else type(error).__name__
        typer.secho(
            f"This is a bug of insight: {told} at {Path(last.filename).name}:{last.lineno}. "
            "Please report this line; it holds no words of your data.",
            fg="red",
            err=True,
        )
        sys.exit(70)
