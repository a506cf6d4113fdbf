"""The product beside other detectors, in one run: `python benchmarks/beside [SECTION ...]`.

Sections: presidio, wnut, textwash, hearing, study, comments, forms, fairness, speed; all unless
named. `--out FILE.md` writes the tables too; `--only WHO` (several times) asks some rivals only;
`--people N` draws N people of each origin for fairness; `--env FOLDER` tells where the environment
of Presidio and Faker lies (made where it is missing, from `requirements.txt` here; it is not the
product's). Public data are looked for beside the repository in `../shared/data`; no word of them is
printed or written.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import environment
import everyone
import marked
import pandas as pd
import told
from identifiers import PUBLIC
from measures import Table
from rivals import NAMES, Rivals

SECTIONS: dict[str, Callable[[Rivals], list[Table]]] = {
    "presidio": marked.presidio,
    "wnut": marked.wnut,
    "textwash": marked.textwash,
    "hearing": told.hearing,
    "study": told.study,
    "comments": told.comments,
    "forms": told.fixed_forms,
    "fairness": partial(everyone.fairness, people=20),
    "speed": everyone.speed,
}
OURS = ("study", "forms", "fairness")
"""Sections that need no public data."""


def as_text(table: Table) -> str:
    """A table for the terminal."""
    frame = table.frame.to_string(index=False, float_format=lambda number: f"{number:.3f}")
    return "\n".join(filter(None, (f"\n{table.title}", frame, table.note)))


def as_markdown(table: Table) -> str:
    """A table for a file."""
    rows = [list(table.frame.columns), ["---"] * len(table.frame.columns)]
    rows += [[_cell(value) for value in row] for row in table.frame.itertuples(index=False)]
    lines = ["| " + " | ".join(map(str, row)) + " |" for row in rows]
    return "\n".join([f"### {table.title}", "", *lines, "", *([table.note, ""] * bool(table.note))])


def _cell(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def run(asked: Iterable[str], rivals: Rivals, head: str, out: Path | None) -> None:
    """Print the tables of the sections, and write what there is after each."""
    made: list[Table] = []
    for name in asked:
        if name not in OURS and not PUBLIC.is_dir():
            print(f"\n{name}: left out, the public data are not beside the repository")
            continue
        started = time.perf_counter()
        print(f"{name} ...", file=sys.stderr, flush=True)
        for table in SECTIONS[name](rivals):
            print(as_text(table), flush=True)
            made.append(table)
        print(f"{name}: {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
        if out:
            out.write_text("\n".join([head, "", *map(as_markdown, made)]), encoding="utf-8")


def main() -> None:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], metavar="SECTION")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", action="append", choices=NAMES)
    parser.add_argument("--env", type=Path, default=environment.FOLDER)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--cold", choices=NAMES, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.cold:
        everyone.cold(asked.cold)
        return
    pd.set_option("display.width", 250)
    SECTIONS["fairness"] = partial(everyone.fairness, people=asked.people)
    rivals = Rivals(asked.env, asked.only or NAMES)
    head = "Side by side in one run, shares with 95 % intervals (every mark counts as one)."
    if rivals.asks_presidio:
        head += f" {', '.join(environment.versions(rivals.python))}."
    print(head)
    try:
        run(asked.sections or list(SECTIONS), rivals, head, asked.out)
    finally:
        rivals.close()


if __name__ == "__main__":
    main()
