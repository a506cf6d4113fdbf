"""Verbs for what researchers write, and for asking the people who spoke."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from insight.cli.options import HERE, StudyArgument
from insight.errors import InputError

memo = typer.Typer(help="Memos: what you think while you work.")
matrix = typer.Typer(help="The framework matrix: cases by codes or themes, in Excel.")
member = typer.Typer(help="Member checking: people see their own words before they are printed.")


@memo.callback()
@matrix.callback()
@member.callback()
def _group() -> None:
    """Keep the one verb of each group a verb."""


@memo.command(
    epilog='Example: `insight memo add my-study --about code:V1 --by "A. Reader" --text-file m.txt`'
)
def add(
    about: Annotated[
        str,
        typer.Option("--about", help="study, or case:ID, segment:ID, code:V1, theme:3; two by +."),
    ],
    by: Annotated[str, typer.Option("--by", help="Name of the person who wrote it.")],
    text_file: Annotated[Path, typer.Option("--text-file", help="Plain text in UTF-8.")],
    study: StudyArgument = HERE,
    kind: Annotated[
        str, typer.Option("--kind", help="memo, case summary, reflexive or deviant case.")
    ] = "memo",
) -> None:
    """Puts a memo on record; names in it are replaced, and you are told how many."""
    from insight.study import Study
    from insight.study.people.words import add_memo

    _say(add_memo(Study(study), about, kind, _text(text_file), by).lines())


@matrix.command(epilog="Example: `insight matrix write my-study --by theme`")
def write(
    study: StudyArgument = HERE,
    by: Annotated[str, typer.Option("--by", help="code or theme; else as it was, or code.")] = "",
) -> None:
    """Writes .private/review/matrix.xlsx; `insight approve` records the summaries you write."""
    from insight.study import Study
    from insight.study.people.words import write_matrix

    _say(write_matrix(Study(study), by))


@member.command("write", epilog="Example: `insight member write p-3f2a90c1d4e5 my-study`")
def write_member(
    speaker: Annotated[str, typer.Argument(help="speaker_id, or the name on the roster.")],
    study: StudyArgument = HERE,
) -> None:
    """Writes a letter with a person's own quotes, and rows for what they answer."""
    from insight.study import Study
    from insight.study.people.words import write_letter

    _say(write_letter(Study(study), speaker))


def _say(lines: Iterable[str]) -> None:
    from insight.console import Console

    console = Console()
    for line in lines:
        console.say(line)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise InputError(
            "not a text file in UTF-8", where=path.name, remedy="save it as plain text, UTF-8"
        ) from None
