"""The command line: one thin function per verb.

Exit codes: 0 done; 1 the user can mend it (one message, no traceback); 2 wrong usage; 70 our bug.
"""

from __future__ import annotations

import sys
import traceback
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperGroup

from insight.cli import (
    behind,
    book,
    draw,
    exchange,
    key,
    ledger,
    official,
    people,
    qualitative,
    review,
    studies,
    tables,
    words,
)
from insight.errors import InputError, InsightError
from insight.progress import doing


class _Verbs(TyperGroup):
    """Verbs, each with the whole of its first sentence; plain, for that needs no library."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """List the verbs below one another."""
        verbs = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Verbs"):
            formatter.write_dl(
                [(name, verb.get_short_help_str(400)) for name, verb in verbs if verb]
            )


app = typer.Typer(
    name="insight",
    cls=_Verbs,
    help="De-identify what people say about care, find what it says, and link it to deprivation.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Start with `insight new my-study`, or try the demonstration study: `insight run`.",
)
for verbs in (studies, tables, people, draw, qualitative, review, exchange, behind):
    app.add_typer(verbs.app)
app.add_typer(
    official.app,
    name="data",
    help="Official files, the only thing ever fetched from the internet.",
    no_args_is_help=True,
    cls=_Verbs,
)
for group in ("memo", "matrix", "member"):
    app.add_typer(getattr(words, group), name=group, no_args_is_help=True, cls=_Verbs)
app.add_typer(key.app, name="key", no_args_is_help=True, cls=_Verbs)
app.add_typer(book.app, name="codebook", no_args_is_help=True, cls=_Verbs)
app.add_typer(ledger.app, name="ledger", no_args_is_help=True, cls=_Verbs)
app.add_typer(qualitative.codes, name="codes", no_args_is_help=True, cls=_Verbs)


@app.callback()
def begun(context: typer.Context) -> None:
    """Note the verb, for the log of access to a study's key."""
    before = doing.set(context.invoked_subcommand or "insight")
    context.call_on_close(lambda: doing.reset(before))


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
